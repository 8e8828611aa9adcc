"""Agencies whose reports have a few figures a year: what rankings, trends and the home page's findings are made of."""

from tests.helpers.few_reports import database

EMPTIED = ("coverage", "requests", "disputes", "checks", "reports", "documents", "agencies")


def departments(placed):
    """A database of city departments without a report: pairs of an id, whose name is it and 局, and a division's code."""
    made = database()
    for table in EMPTIED:
        made.execute(f"DELETE FROM {table}")
    made.executemany(
        "INSERT INTO agencies (id, name, region_code, own_level, kind) VALUES (?1, ?1 || '局', ?2, 'city', 'department')", placed
    )
    return made


def report(connection, agency, year, received=None, form="2021", preferred=1, **more):
    """A report of an agency on a year with its figures of requests: a number, None for a blank, or a state; returns its id."""
    key = f"{agency}-{year}-{preferred}"
    connection.execute("INSERT INTO documents (id, title, kind) VALUES (?, ?, 'article')", (key, key))
    connection.execute(
        "INSERT INTO reports (id, document_id, agency_id, year, form, preferred) VALUES (?1, ?1, ?2, ?3, ?4, ?5)",
        (key, agency, year, form, preferred),
    )
    connection.execute("INSERT INTO coverage (agency_id, year, state, report_id) VALUES (?, ?, 'on_time', ?)", (agency, year, key))
    cells = {"received": received, **more}
    for seq, (item, value) in enumerate(cells.items()):
        state = value if isinstance(value, str) else "blank" if value is None else "number"
        number = None if isinstance(value, str) else value
        connection.execute("INSERT INTO requests (report_id, item, total) VALUES (?, ?, ?)", (key, item, number))
        connection.execute(
            "INSERT INTO facts (report_id, seq, table_name, item, measure, value, state) VALUES (?, ?, 'requests', ?, 'total', ?, ?)",
            (key, seq, item, number, state),
        )
    return key
