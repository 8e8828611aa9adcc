import gzip
import hashlib
import sqlite3
from contextlib import closing

import pytest

from archive.build import build as building
from archive.build.build import build
from archive.store import fingerprint, schema
from archive.store.captures import document_id
from gongkai.errors import AlreadyRunning, GongkaiError
from gongkai.home import Home
from parsers.types import Document, Problem
from tests.helpers.warcs import ENTRY, Warc, digest, page

URL = "http://town.example/nb/1.html"
TITLE = "甲市教育局2023年政府信息公开工作年度报告"
PROSE = "".join(
    f"<p>{number}、{name}</p><p>{'公开政府信息，答复申请。' * 20}</p>"
    for number, name in (
        ("一", "总体情况"),
        ("二", "主动公开政府信息情况"),
        ("三", "收到和处理政府信息公开申请情况"),
        ("四", "行政复议、行政诉讼情况"),
        ("五", "存在的主要问题及改进情况"),
        ("六", "其他需要报告的事项"),
    )
)
REPORT = page(TITLE, PROSE)
ROW = (URL, TITLE, "2024-01-20")


def crawled(day="2024-01-02", run="20240102T000000Z-abcd"):
    return Warc(day=day, run=run).start()


def first_crawl():
    return crawled().fetch(URL, REPORT, list_title=TITLE, list_date="2024-01-20").listing([ROW]).finish()


def second_crawl():
    return (
        crawled("2024-02-02", "20240202T000000Z-beef")
        .revisit(URL, REPORT, "2024-01-02T00:10:00Z", not_modified=True)
        .listing([ROW], written=False)
        .finish(requests=3)
    )


def state(home):
    return hashlib.sha256(home.database.read_bytes()).hexdigest()


def content(home, rows):
    tables = ("documents", "versions", "reports", "facts", "memberships")
    return {table: rows(home, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}


def test_the_road_from_record_to_report(built, home, rows):
    summary = built(first_crawl())
    assert (summary.files, summary.captures, summary.documents, summary.failed) == (1, 1, 1, 0)
    assert rows(home, "SELECT title, published, kind, state, column_id, first_seen, payload_digest FROM documents") == [
        (TITLE, "2024-01-20", "article", "read", "town/annual", "2024-01-02T00:10:00Z", digest(REPORT))
    ]
    assert rows(
        home,
        "SELECT a.name, r.year, r.form, r.due, r.days_late, r.preferred, c.state FROM reports r JOIN agencies a ON a.id = "
        "r.agency_id JOIN coverage c ON c.report_id = r.id",
    ) == [("甲市教育局", 2023, "prose", "2024-01-31", -11, 1, "on_time")]
    assert rows(home, "SELECT id, started, finished, exit_code, requests, new FROM runs") == [
        ("20240102T000000Z-abcd", "2024-01-02T00:00:00Z", "2024-01-02T01:00:00Z", 0, 9, 1)
    ]
    assert rows(home, "SELECT document_id, list_title, listed FROM memberships") == [(document_id(URL), TITLE, 1)]
    assert rows(home, "SELECT id, family, rows_told, documents FROM columns ORDER BY 1") == [
        ("town/annual", "ucap", 1, 1),
        ("town/news", None, None, 0),
    ]


def test_twice_in_a_row_changes_not_a_byte(built, home):
    built(first_crawl())
    before = state(home)
    summary = build(home, jobs=1)
    assert (summary.written, summary.documents, state(home)) == (0, 0, before)


def test_after_a_crawl_that_found_nothing_new_only_the_run_is_entered(built, home, rows):
    built(first_crawl())
    before = content(home, rows)
    summary = built(first_crawl(), second_crawl())
    assert (summary.captures, summary.payloads) == (1, 0)
    after = content(home, rows)
    assert {name for name in before if before[name] != after[name]} == {"documents"}
    assert rows(home, "SELECT last_seen FROM documents") == [("2024-02-02T00:10:00Z",)]
    assert rows(home, "SELECT count(*) FROM versions") == [(1,)]
    assert rows(home, "SELECT count(*) FROM runs") == [(2,)]


@pytest.mark.parametrize("told", [None, digest(b"")])  # as it is told now, and as it was before 2026-11-26
def test_an_answer_not_modified_is_no_empty_version(built, home, rows, told):
    again = crawled("2024-02-02", "b").revisit(URL, REPORT, "2024-01-02T00:10:00Z", not_modified=True, payload=told)
    assert built(first_crawl(), again).payloads == 1
    assert rows(home, "SELECT payload_digest, last_seen FROM documents") == [(digest(REPORT), "2024-02-02T00:10:00Z")]
    assert rows(home, "SELECT count(*) FROM versions") == [(1,)]
    assert rows(home, "SELECT payload_digest FROM captures ORDER BY fetched_at") == [(digest(REPORT),), (None,)]


def test_a_revisit_whose_answer_comes_with_a_later_file_is_read_then(built, home, rows):
    other = "http://town.example/nb/2.html"
    crawled("2024-02-02", "b").revisit(other, REPORT, "2024-01-02T00:10:00Z", of=URL, list_title=TITLE).write(home.root, 2)
    build(home, jobs=1)
    assert rows(home, "SELECT state FROM documents") == [("failed",)]
    assert [
        (stage, code, "put the file in its place" in message)
        for stage, code, message in rows(home, "SELECT stage, code, message FROM problems")
    ] == [("warc", "absent_record", True)]
    assert build(home, jobs=1).written == 0
    built(first_crawl())
    assert rows(home, "SELECT url, state, title FROM documents ORDER BY url") == [(URL, "read", TITLE), (other, "read", TITLE)]
    assert rows(home, "SELECT count(*) FROM problems WHERE stage = 'warc'") == [(0,)]
    assert build(home, jobs=1, rebuild=True).differing == []


def test_rebuild_says_the_same_and_gives_a_hash(built, home, rows):
    built(first_crawl())
    edited = page(TITLE, PROSE.replace("答复申请", "答复了申请"))
    built(first_crawl(), second_crawl(), crawled("2024-03-02", "20240302T000000Z-cafe").fetch(URL, edited).listing([ROW], written=False))
    before = content(home, rows)
    summary = build(home, jobs=2, rebuild=True)
    assert summary.differing == []
    assert set(summary.tables) == set(schema.CONTENT)
    assert content(home, rows) == before
    assert build(home, jobs=1).written == 0
    assert not list(home.root.glob("*.new*"))


def test_two_crawls_of_the_same_portal_share_their_content_hash(tmp_path):
    def content_hash(day, run, report):
        crawl_home = Home(tmp_path / run)
        crawled(day, run).fetch(URL, report, list_title=TITLE, list_date="2024-01-20").listing([ROW]).finish().write(crawl_home.root, 1)
        return build(crawl_home, 1).content

    first = content_hash("2024-02-02", "20240202T000000Z-abcd", REPORT)
    assert first
    assert first == content_hash("2024-02-09", "20240209T000000Z-beef", REPORT)
    changed = page(TITLE, PROSE.replace("答复申请。", "答复申请3件。", 1))
    assert content_hash("2024-02-02", "20240202T000000Z-cafe", changed) != first


@pytest.mark.parametrize(
    ("table", "column"), [("facts", "value"), ("documents", "text"), ("memberships", "list_title"), ("sections", "text")]
)
def test_content_hash_sees_each_column_that_is_content(built, home, table, column):
    built(first_crawl())
    with closing(sqlite3.connect(home.database)) as database:
        database.execute("INSERT INTO facts (report_id, seq, value) SELECT id, 0, 1 FROM reports")
        before = fingerprint.content_hash(database)
        database.execute(f"UPDATE {table} SET {column} = 'other' WHERE rowid = (SELECT min(rowid) FROM {table})")
        assert fingerprint.content_hash(database) != before


@pytest.mark.parametrize("left_out", fingerprint.circumstances()["columns"])
def test_content_hash_leaves_out_each_circumstance_by_name(built, home, left_out):
    """Each name is a column of some hashed table, and a change of it alone leaves the hash as it was."""
    built(first_crawl())
    with closing(sqlite3.connect(home.database)) as database:
        before = fingerprint.content_hash(database)
        tables = [table for table in schema.CONTENT if table not in fingerprint.circumstances()["tables"]]
        having = [table for table in tables if left_out in {row[1] for row in database.execute(f"PRAGMA table_info({table})")}]
        for table in having:
            database.execute(f"UPDATE {table} SET {left_out} = 'other'")
        assert having
        assert fingerprint.content_hash(database) == before


def test_rebuild_names_the_tables_that_differ(built, home):
    built(first_crawl())
    connection = building.schema.connect(home.database)
    connection.execute("UPDATE documents SET title = 'not what was read'")
    connection.commit()
    connection.close()
    assert build(home, jobs=1, rebuild=True).differing == ["documents"]
    assert build(home, jobs=1, rebuild=True).differing == []


def test_order_of_arrival_does_not_matter(built, home, rows):
    second_crawl().write(home.root, 2)
    build(home, jobs=1)
    assert rows(home, "SELECT state FROM documents") == [("not_fetched",)]
    built(first_crawl())
    assert build(home, jobs=1, rebuild=True).differing == []
    assert rows(home, "SELECT title, last_seen FROM documents") == [(TITLE, "2024-02-02T00:10:00Z")]


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (("</body>", "<p>浏览次数：4711</p></body>"), [("first", 1), ("noise", 0)]),
        (("<h1>", "<h1 style='color:red'>\n"), [("first", 1), ("noise", 0)]),
        (("答复申请", "答复了申请"), [("first", 1), ("text", 1)]),
        (("教育局2023年", "教育局 2023年"), [("first", 1), ("noise", 0)]),
    ],
)
def test_versions_tell_noise_from_change(built, home, rows, change, reasons):
    other = page(TITLE, PROSE).decode().replace(*change).encode()
    built(first_crawl(), crawled("2024-02-02", "20240202T000000Z-beef").fetch(URL, other))
    assert rows(home, "SELECT reason, significant FROM versions ORDER BY seq") == reasons
    changed = rows(home, "SELECT changed_at FROM documents")[0][0]
    assert changed == ("2024-02-02T00:10:00Z" if reasons[-1][1] else None)


def test_a_document_that_goes_back_to_what_it_was_says_so(built, home, rows):
    edited = page(TITLE, PROSE.replace("答复申请", "答复了申请"))
    built(first_crawl(), crawled("2024-02-02", "20240202T000000Z-beef").fetch(URL, edited))
    assert "答复了申请" in rows(home, "SELECT text FROM documents")[0][0]
    summary = built(
        first_crawl(),
        crawled("2024-02-02", "20240202T000000Z-beef").fetch(URL, edited),
        crawled("2024-03-02", "20240302T000000Z-cafe").revisit(URL, REPORT, "2024-01-02T00:10:00Z"),
    )
    assert summary.payloads == 1
    assert "答复了申请" not in rows(home, "SELECT text FROM documents")[0][0]
    assert rows(home, "SELECT count(*) FROM versions") == [(3,)]
    assert build(home, jobs=1, rebuild=True).differing == []


ERRORS = {
    "an error page": lambda warc: warc.fetch(URL, b"<html>error</html>", status="500 Error"),
    "a challenge": lambda warc: warc.fetch(URL, b"<script>", problem={"stage": "fetch", "code": "challenge", "message": "x"}),
    "a part": lambda warc: warc.fetch(URL, REPORT[:200], status="206 Partial Content"),
    "nothing": lambda warc: warc.fetch(URL, b""),
    "no answer": lambda warc: warc.failure(URL, "timeout"),
}


@pytest.mark.parametrize("fetched", ERRORS.values(), ids=ERRORS)
def test_what_is_no_document_is_never_a_version(built, home, rows, fetched):
    built(first_crawl(), fetched(crawled("2024-02-02", "20240202T000000Z-beef")))
    assert rows(home, "SELECT count(*) FROM versions") == [(1,)]
    assert rows(home, "SELECT title, gone_at, last_seen FROM documents") == [(TITLE, None, "2024-01-02T00:10:00Z")]


@pytest.mark.parametrize(
    ("days", "gone"),
    [(["2024-02-02"], None), (["2024-02-02", "2024-02-03"], "2024-02-02T00:10:00Z"), (["2024-02-02", "2024-02-03", "back"], None)],
)
def test_gone_only_after_several_days(built, home, rows, days, gone):
    warcs = [crawled(day, f"{day}-r").fetch(URL, b"<html>404</html>", status="404 Not Found") for day in days if day != "back"]
    if "back" in days:
        warcs.append(crawled("2024-03-02", "r").revisit(URL, REPORT, "2024-01-02T00:10:00Z"))
    built(first_crawl(), *warcs)
    assert rows(home, "SELECT gone_at FROM documents") == [(gone,)]
    assert rows(home, "SELECT count(*) FROM reports") == [(1,)]


def test_attachments_hang_on_their_article(built, home, rows):
    attached = "http://town.example/nb/files/1.html"
    built(
        crawled()
        .fetch(URL, page(TITLE, "<p>见附件</p>"), list_title=TITLE)
        .fetch(attached, page("附件", PROSE, ""), kind="attachment", via=URL, label="年报全文", time="00:11:00")
        .finish()
    )
    assert rows(home, "SELECT kind, parent_id, name, published FROM documents ORDER BY kind") == [
        ("article", None, None, "2024-01-20"),
        ("attachment", document_id(URL), "年报全文", "2024-01-20"),
    ]
    assert rows(home, "SELECT document_id, year FROM reports") == [(document_id(attached), 2023)]


def test_an_attachment_that_came_before_its_article_is_joined_to_it(built, home, rows):
    attached = "http://town.example/nb/files/1.html"
    late = crawled("2024-01-05", "r").fetch(URL, page(TITLE, "<p>见附件</p>"), list_title=TITLE)
    built(crawled().fetch(attached, page("附件", PROSE, ""), kind="attachment", via=URL, label="年报全文"))
    assert rows(home, "SELECT parent_id FROM documents") == [(None,)]
    built(crawled().fetch(attached, page("附件", PROSE, ""), kind="attachment", via=URL, label="年报全文"), late)
    assert rows(home, "SELECT parent_id FROM documents WHERE kind = 'attachment'") == [(document_id(URL),)]
    assert build(home, jobs=1, rebuild=True).differing == []


def test_of_two_reports_of_one_year_one_is_preferred(built, home, rows):
    other = "http://town.example/nb/other.html"
    built(first_crawl(), crawled("2024-01-05", "r").fetch(other, page(TITLE, PROSE, "2024-01-22")))
    found = rows(home, "SELECT document_id, preferred, preferred_reason FROM reports ORDER BY preferred DESC")
    assert found == [(document_id(URL), 1, "published first"), (document_id(other), 0, f"{document_id(URL)}: published first")]


def crash(source):
    raise ZeroDivisionError(source.url)


def test_one_bad_document_is_a_row_in_problems(built, home, rows, monkeypatch):
    bad = "http://town.example/nb/bad.html"

    def parse(source):
        if source.url == bad:
            crash(source)
        return Document("good", None, "text/html", "good text", ())

    monkeypatch.setattr(building, "Workers", InProcess)
    monkeypatch.setattr("parsers.formats.parse", parse)
    built(first_crawl(), crawled("2024-01-05", "r").fetch(bad, b"<html>bad</html>", list_title="坏", column="news"))
    assert rows(home, "SELECT stage, code, message, document_id FROM problems WHERE stage = 'document'") == [
        ("document", "crash", f"ZeroDivisionError: {bad}", document_id(bad))
    ]
    assert rows(home, "SELECT state, title FROM documents ORDER BY state") == [("failed", "坏"), ("read", "good")]


class InProcess:
    """Reads where a test can watch."""

    missing = None

    def __init__(self, function, *_, **__):
        self.function = function

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def run(self, tasks):
        for task in tasks:
            yield task, self.function(task)


def test_bytes_nobody_can_read_are_told(built, home, rows):
    built(
        crawled()
        .fetch(URL, b"%PDF-1.7 and then nothing", media_type="application/pdf", list_title=TITLE)
        .fetch("http://town.example/x.bin", bytes(range(256)), kind="attachment", time="00:12:00", label="x.bin")
    )
    assert {url for (url,) in rows(home, "SELECT url FROM problems")} == {URL, "http://town.example/x.bin"}
    assert rows(home, "SELECT count(*) FROM documents") == [(2,)]


def test_a_file_cut_in_the_middle_is_told_and_the_others_are_read(home, rows):
    path = first_crawl().write(home.root, 1)
    crawled("2024-01-05", "r").fetch("http://town.example/nb/2.html", REPORT).write(home.root, 2)
    path.write_bytes(path.read_bytes()[:-1500])
    build(home, jobs=1)
    (problem,) = rows(home, "SELECT stage, code, message FROM problems WHERE stage = 'warc'")
    assert problem[:2] == ("warc", "damaged_record")
    assert f"{path.parent.name}/{path.name}: " in problem[2]
    assert "build --rebuild" in problem[2]
    assert rows(home, "SELECT state FROM warc_files ORDER BY name") == [("damaged",), ("closed",)]
    assert document_id("http://town.example/nb/2.html") in {key for (key,) in rows(home, "SELECT id FROM documents")}
    assert build(home, jobs=1).written == 0


def test_damage_in_the_middle_costs_its_record_only(home, rows):
    warc = crawled().fetch(URL, REPORT).fetch("http://town.example/nb/2.html", REPORT, time="00:11:00")
    path = warc.write(home.root)
    data = bytearray(path.read_bytes())
    data[len(b"".join(warc.members[:2])) + 30] ^= 0xFF
    path.write_bytes(data)
    build(home, jobs=1)
    assert rows(home, "SELECT url FROM documents") == [("http://town.example/nb/2.html",)]


def test_a_file_still_being_written_is_read_as_far_as_it_goes(home, rows):
    warc = crawled().fetch(URL, REPORT)
    path = warc.write(home.root, ending=".open")
    path.write_bytes(path.read_bytes()[:-7])
    build(home, jobs=1)
    assert rows(home, "SELECT count(*) FROM captures") == [(0,)]
    path.write_bytes(warc.data)
    build(home, jobs=1)
    assert rows(home, "SELECT warc, problem FROM captures") == [("town/town-20240102000000-00001.warc.gz", None)]
    assert rows(home, "SELECT count(*) FROM problems WHERE stage != 'report'") == [(0,)]
    path.write_bytes(warc.listing([ROW]).data)
    path.rename(path.with_suffix(""))
    build(home, jobs=1)
    assert rows(home, "SELECT state, digest IS NULL FROM warc_files") == [("closed", 0)]
    assert build(home, jobs=1, rebuild=True).differing == []


def test_content_codings_are_undone(built, home, rows):
    built(
        crawled()
        .fetch(URL, gzip.compress(REPORT), coding="gzip")
        .fetch("http://town.example/nb/2.html", REPORT, coding="gzip", time="00:11:00")
    )
    assert rows(home, "SELECT title FROM documents") == [(TITLE,), (TITLE,)]
    assert rows(home, "SELECT code, url FROM problems WHERE stage != 'report'") == [("content_coding", "http://town.example/nb/2.html")]


def test_a_new_registry_name_reaches_what_was_read(built, home, rows):
    built(first_crawl())
    entry = {**ENTRY, "area": "990200"}
    built(first_crawl(), Warc(day="2024-04-01", run="r").start(entry))
    assert rows(home, "SELECT area FROM sites") == [("990200",)]
    assert rows(home, "SELECT count(*), min(area) FROM agencies") == [(1, "990200")]
    assert build(home, jobs=1, rebuild=True).differing == []


def test_listings_say_what_is_listed_now(built, home, rows):
    gone = ("http://town.example/nb/9.html", "撤下的", "2020-01-01")
    built(crawled().listing([ROW, gone]), crawled("2024-02-02", "20240202T000000Z-beef").listing([ROW]))
    assert rows(home, "SELECT list_title, listed, substr(first_listed, 1, 10), substr(last_listed, 1, 10) FROM memberships ORDER BY 2") == [
        ("撤下的", 0, "2024-01-02", "2024-01-02"),
        (TITLE, 1, "2024-01-02", "2024-02-02"),
    ]


def test_a_row_that_redirects_belongs_to_where_it_leads(built, home, rows):
    target = "http://town.example/moved/1.html"
    built(crawled().listing([ROW]).fetch(target, REPORT, redirected_from=URL, list_title=TITLE))
    assert rows(home, "SELECT document_id, url FROM memberships") == [(document_id(target), URL)]
    built(
        crawled().listing([ROW]).fetch(target, REPORT, redirected_from=URL, list_title=TITLE),
        crawled("2024-02-02", "20240202T000000Z-beef").listing([ROW]),
    )
    assert rows(home, "SELECT document_id, substr(last_listed, 1, 10) FROM memberships") == [(document_id(target), "2024-02-02")]
    assert build(home, jobs=1, rebuild=True).differing == []


def test_an_address_that_only_redirects_is_no_document(built, home, rows):
    built(
        crawled()
        .fetch(URL, b"", status="302 Found", column="annual")
        .fetch("http://town.example/moved", REPORT, redirected_from=URL, time="00:11:00")
    )
    assert rows(home, "SELECT url FROM documents") == [("http://town.example/moved",)]


def test_an_incomplete_column_makes_no_year_missing(built, home, rows):
    built(crawled().fetch(URL, REPORT).listing([ROW]), Warc(day="2026-05-01", run="r").start().listing([ROW], complete=False))
    assert rows(home, "SELECT year, state FROM coverage") == [(2023, "on_time"), (2024, "unknown"), (2025, "unknown")]
    built(
        crawled().fetch(URL, REPORT).listing([ROW]),
        Warc(day="2026-05-01", run="r").start().listing([ROW], complete=False),
        Warc(day="2026-06-01", run="s").start().listing([ROW], complete=True, written=False),
    )
    assert rows(home, "SELECT year, state FROM coverage") == [(2023, "on_time"), (2024, "missing"), (2025, "missing")]


def test_nothing_to_build_is_one_sentence(home):
    with pytest.raises(GongkaiError, match="no WARC files"):
        build(home)


def test_two_builds_at_once_are_refused(built, home):
    from gongkai.lock import held

    home.root.mkdir(parents=True)
    with held(home.root / "build.lock", "gongkai build"), pytest.raises(AlreadyRunning):
        built(first_crawl())


def test_attempt_lets_memory_errors_through():
    def greedy(_):
        raise MemoryError

    with pytest.raises(MemoryError):
        building.attempt("document", greedy, None, "x")
    expected = Problem("document", "crash", "ZeroDivisionError: division by zero", "x")
    assert building.attempt("document", lambda _: 1 / 0, None, "x") == expected
    lacking = Problem("document", "installation", "No module named 'absent_of_half'", "x")
    assert building.attempt("document", lambda _: __import__("absent_of_half"), None, "x") == lacking
