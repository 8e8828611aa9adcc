"""What a crawl counts and which items it gives, taken from single answers: no crawl is run."""

from datetime import UTC, datetime

import pytest

from crawler.answers.interpret import Verdict
from crawler.components import items
from crawler.components.observer import Observer
from crawler.model.exchange import Exchange, Job, Original
from crawler.model.outcome import Child, FetchOutcome, ListedRow
from crawler.model.types import Fetch
from crawler.store.warc_writer import Written
from gongkai.fetch_record import FetchProblem, FetchRecord

BEGAN = datetime(2026, 3, 30, 1, 2, 3, tzinfo=UTC)
ORIGINAL = Original("urn:1", "http://h/a", "2026-01-01T00:00:00Z", "sha256:0", "sha256:0")
WRITTEN = Written("h/h-1.warc.gz", 7, ORIGINAL)
ROW = ("http://h/a", "题", "2026-03-01", ("年",), False, False)


def exchange(status=200, body=b"<html>", problem=None, request=b"GET /a HTTP/1.1\r\n\r\n", headers="Content-Type: text/html\r\n"):
    response = f"HTTP/1.1 {status} X\r\n{headers}\r\n".encode() + body if status else b""
    return Exchange("http://h/a", request, response, BEGAN, problem=problem)


def record(kind="article", **own):
    return FetchRecord("http://h/a", "r", "s", kind, "annual", **own)


def test_the_item_of_a_request_that_was_answered():
    given = record(list_title="题", list_date="2026-03-01", path=("年", "月"), via="http://h/", redirected_from="http://h/0")
    answered = exchange()
    assert items.capture(given, answered, WRITTEN, "stored") == items.CaptureItem(
        "http://h/a",
        "s",
        "r",
        "article",
        "annual",
        items.instant(BEGAN),
        200,
        "text/html",
        len(answered.response),
        answered.digest,
        "题",
        "2026-03-01",
        ["年", "月"],
        "http://h/",
        "http://h/0",
        "stored",
        None,
        None,
        "h/h-1.warc.gz",
        7,
        "urn:1",
    )


def test_the_item_of_a_request_without_answer():
    given = FetchRecord("http://h/a", problem=FetchProblem("fetch", "timeout", "no answer"))
    found = items.capture(given, exchange(status=0), Written("f", 0, None), "problem")
    assert (found.site, found.run, found.kind, found.column) == ("", "", "", None)
    assert (found.status, found.content_type, found.bytes, found.payload_digest) == (None, None, 0, None)
    assert (found.problem, found.reason, found.warc_record) == ("timeout", "no answer", None)
    unchanged = items.capture(record(), exchange(status=304, headers=""), WRITTEN, "not_modified")
    assert (unchanged.status, unchanged.content_type, unchanged.payload_digest) == (304, None, None)


def settled(kind="list", rows=(), children=()):
    job = Job(Fetch("http://h/a"), kind, "annual")
    return Verdict(FetchOutcome(job, 0.0, rows=tuple(ListedRow(*row) for row in rows), children=tuple(children)))


def attachment(**own):
    return Child(Job(Fetch("http://h/f.pdf"), "attachment", "annual", list_title="文", **own))


def test_the_documents_that_a_list_and_an_article_name():
    rows = [ROW, ("http://o/b", "乙", None, (), True, False), ("http://h/c.pdf", "丙", None, (), False, True)]
    listed = settled(rows=rows, children=[attachment()])
    assert list(items.documents(record("list"), listed)) == [
        items.DocumentItem("http://h/a", "s", "annual", "article", "题", "2026-03-01", ["年"], False, "http://h/a"),
        items.DocumentItem("http://o/b", "s", "annual", "article", "乙", None, [], True, "http://h/a"),
        items.DocumentItem("http://h/c.pdf", "s", "annual", "attachment", "丙", None, [], False, "http://h/a"),
    ]
    assert items.count(record("list"), listed) == 3
    of_article = settled(
        "article", children=[attachment(label="附件", list_date="2026-03-01", path=("年",)), attachment(), Child(Job(Fetch("x"), "list"))]
    )
    assert list(items.documents(record(), of_article)) == [
        items.DocumentItem("http://h/f.pdf", "s", "annual", "attachment", "附件", "2026-03-01", ["年"], False, "http://h/a"),
        items.DocumentItem("http://h/f.pdf", "s", "annual", "attachment", "文", None, [], False, "http://h/a"),
    ]
    assert items.count(record(), of_article) == 2
    (unnamed,) = items.documents(FetchRecord("http://h/a", kind="list"), settled(rows=[ROW]))
    assert unnamed.site == ""


class Stats:
    """Counts as Scrapy's collector keeps them."""

    def __init__(self):
        self.values = {}

    def inc_value(self, name, count=1):
        self.values[name] = self.values.get(name, 0) + count


def counted(given, exchanged, wanted=False, verdict=None):
    stats = Stats()
    observer = Observer(stats, wanted)
    observer.captured(3, given, exchanged, WRITTEN, verdict)
    return stats.values, observer.take(3)


def test_an_answer_is_counted_under_scrapys_names():
    answered = exchange(404)
    values, made = counted(record(), answered)
    assert values == {
        "downloader/request_count": 1,
        "downloader/request_method_count/GET": 1,
        "downloader/request_bytes": len(answered.request),
        "downloader/response_count": 1,
        "downloader/response_bytes": len(answered.response),
        "downloader/response_status_count/404": 1,
        "gongkai/capture_count/article": 1,
        "item_scraped_count": 1,
    }
    assert made == []


def test_robots_txt_is_counted_apart_as_well():
    values, _ = counted(record("robots"), exchange(200))
    assert values["robotstxt/request_count"] == values["robotstxt/response_count"] == values["robotstxt/response_status_count/200"] == 1
    values, _ = counted(record("robots"), exchange(0))
    assert (values["robotstxt/request_count"], "robotstxt/response_count" in values) == (1, False)


def test_a_request_that_failed_is_counted_by_its_reason():
    values, _ = counted(record(), exchange(0, problem=("timeout", "x")))
    assert values["downloader/exception_count"] == values["downloader/exception_type_count/timeout"] == 1
    for own in ({"problem": None}, {"problem": ("off_site", "x"), "request": b""}, {"status": 200, "problem": ("truncated", "x")}):
        values, _ = counted(record(), exchange(**{"status": 0, **own}))
        assert "downloader/exception_count" not in values
    assert "downloader/request_count" not in counted(record(), exchange(0, request=b""))[0]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("robots_disallowed", "robotstxt/forbidden"),
        ("off_site", "offsite/filtered"),
        ("redirect_off_site", "offsite/filtered"),
        ("timeout", None),
    ],
)
def test_a_problem_is_counted_under_its_code_and_scrapys_name(code, name):
    values, _ = counted(record(problem=FetchProblem("fetch", code, "x")), exchange(0, request=b""))
    assert values[f"gongkai/problem_count/{code}"] == 1
    assert {key for key in values if key.startswith(("robotstxt/f", "offsite"))} == ({name} if name else set())


def test_items_are_made_where_somebody_wants_them_and_given_once():
    listed = settled(rows=[ROW])
    values, made = counted(record("list"), exchange(), wanted=True, verdict=listed)
    assert "item_scraped_count" not in values
    assert [type(item).__name__ for item in made] == ["CaptureItem", "DocumentItem"]
    assert counted(record("list"), exchange(), verdict=listed)[0]["item_scraped_count"] == 2
    observer = Observer(Stats(), True)
    observer.captured(1, record(), exchange(), WRITTEN)
    assert observer.take(2) == []
    (item,) = observer.take(1)
    assert item.outcome in ("stored", "same")
    assert observer.take(1) == []
    observer.captured(1, record(problem=FetchProblem("fetch", "timeout", "x")), exchange(0), WRITTEN)
    assert observer.take(1)[0].outcome == "problem"
