"""A few agencies and reports in a database in memory, for the functions behind the site's pages; and a request to them."""

import sqlite3

from archive.publish.latest import Snapshot
from archive.site.request.ask import Ask
from archive.site.request.edition_state import EditionState
from archive.store import schema

AGENCIES = [
    ("A", "甲市教育局", "town", "department"),
    ("B", "乙县政府", "county", "county"),
    ("C", "丙委员会", None, None),
    ("D", "甲市卫生局", "town", "department"),
]
REGIONS = [  # code, name, level, parent, English
    ("990100", "甲市", "city", None, "Jia City"),
    ("990121", "乙县", "county", "990100", "Yi County"),
    ("990122", "丁县", "county", "990100", "Ding County"),
]
PLACED = [  # agency, division, why, own level, kind, pinyin, English
    ("A", "990100", "name", "city", "department", "jia shi jiao yu ju", "Education Bureau of Jia City"),
    ("B", "990121", "name", "county", "government", "yi xian zheng fu", "People's Government of Yi County"),
    ("C", None, "no_portal", None, None, "bing wei yuan hui", None),
    ("D", "990100", "name", "city", "department", "jia shi wei sheng ju", None),
]
REPORTS = [  # id, agency, year, form, preferred
    ("a21", "A", 2021, "2021", 1),
    ("a22", "A", 2022, "2021", 1),
    ("a22b", "A", 2022, "2021", 0),
    ("a19", "A", 2019, "2019", 1),
    ("b22", "B", 2022, "2021", 1),
    ("n", None, None, None, 0),
]
COVERAGE = [  # agency, year, state, published, days late, report
    *(("A", year, "missing", None, None, None) for year in range(2013, 2019)),
    ("A", 2019, "on_time", "2020-01-20", -11, "a19"),
    ("A", 2021, "late", "2022-02-02", 2, "a21"),
    ("A", 2022, "on_time", "2023-01-08 10:00", -23, "a22"),
    ("B", 2022, "undated", None, None, "b22"),
    ("C", 2022, "unknown", None, None, None),
]
REQUESTS = [  # report, item, natural person, total
    *(
        ("a21", item, number, number + 1)
        for number, item in enumerate(("received", "carried_in", "granted", "partly_granted", "carried_out"), 1)
    ),
    ("a22", "received", 40, 50),
    ("a22", "granted", None, None),
    ("a22", "denied_state_secret", 5, 6),
    ("a22", "handled", 30, 40),
    ("a22b", "received", 1, 999),
    ("a19", "received", 7, 8),
    ("b22", "received", 70, 80),
]
DISPUTES = [  # report, item, corrected, total
    ("a21", "review", 1, 4),
    ("a21", "litigation_direct", 2, 5),
    ("a21", "litigation_after_review", None, 6),
    ("a22", "review", None, None),
    ("b22", "litigation_direct", 0, 3),
]
CHECKS = [  # report, seq, rule, verdict, detail
    ("a21", 0, "R2", "fail", "received"),
    ("a21", 1, "N2", "fail", "granted"),
    ("a21", 2, "R1", "pass", "total"),
    ("a22", 0, "N2", "fail", "received"),
    ("a22", 1, "N2", "fail", "handled"),
    ("a22", 2, "N2", "uncertain", "handled"),
    ("b22", 0, "R2", "fail", None),
    ("b22", 1, "R2", "not_assessable", "received/total"),
    ("n", 0, "ZZ", "fail", "no such rule"),
]


def database():
    """The database, in memory."""
    connection = sqlite3.connect(":memory:")
    schema.migrate(connection)
    connection.execute("INSERT INTO sites (id, name, area, level) VALUES ('town', '甲市', '2', 'city'), ('county', '乙县', '1', 'county')")
    connection.executemany("INSERT INTO agencies (id, name, site_id, level) VALUES (?, ?, ?, ?)", AGENCIES)
    connection.executemany("INSERT INTO regions (code, name, level, parent, english) VALUES (?, ?, ?, ?, ?)", REGIONS)
    connection.executemany(
        "UPDATE agencies SET region_code = ?2, region_basis = ?3, own_level = ?4, kind = ?5, pinyin = ?6, english = ?7 WHERE id = ?1",
        PLACED,
    )
    connection.executemany(
        "INSERT INTO documents (id, title, media_type, kind) VALUES (?, ?, 'text/html', 'article')", [(row[0], row[0]) for row in REPORTS]
    )
    connection.executemany(
        "INSERT INTO reports (id, document_id, agency_id, year, form, preferred) VALUES (?1, ?1, ?2, ?3, ?4, ?5)", REPORTS
    )
    connection.executemany(
        "INSERT INTO coverage (agency_id, year, state, published, days_late, report_id) VALUES (?, ?, ?, ?, ?, ?)", COVERAGE
    )
    connection.executemany("INSERT INTO requests (report_id, item, natural_person, total) VALUES (?, ?, ?, ?)", REQUESTS)
    connection.executemany("INSERT INTO disputes (report_id, item, corrected, total) VALUES (?, ?, ?, ?)", DISPUTES)
    connection.executemany("INSERT INTO checks (report_id, seq, rule, verdict, detail) VALUES (?, ?, ?, ?, ?)", CHECKS)
    connection.commit()
    return connection


def asking(lang="zh", parts=None, folder=None, **args):
    """A request with arguments, of a site of its own."""
    snapshot = Snapshot("20240501T000000", None, "ab" * 32, 1, "2024-05-01T00:00:00Z", {"documents": 6, "reports": 6})
    args = {name: value if isinstance(value, list) else [str(value)] for name, value in args.items()}
    return Ask(EditionState(snapshot, folder, ""), lang, parts or {}, args, "/page", "http://town.example")
