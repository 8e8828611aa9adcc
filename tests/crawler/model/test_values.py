"""The values of a crawl: what they are without anything given, what makes two jobs one, and that JSON gives them back."""

import json
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime

import pytest

from crawler.model import exchange, listing_json, outcome, types
from crawler.model.exchange import Exchange, Job, Known, Original, from_json, from_plain, plain, to_json
from crawler.model.types import Entry, Fetch, Listing, Pager, SubColumn

# Each dataclass: its fields that have to be given, and what the others are. Written here once more on purpose.
DEFAULTS = {
    types.Fetch: (
        ["url"],
        {
            "method": "GET",
            "body": b"",
            "headers": (),
            "page": None,
            "family": "",
            "state": (),
            "probe": False,
            "container": "",
            "title": "",
        },
    ),
    types.Page: (["url", "text", "fetch"], {"status": 200, "headers": (), "body": b"", "standing": frozenset(), "parsed": []}),
    types.Entry: (["url", "title"], {"date": None, "external": False, "file": False}),
    types.SubColumn: (["url", "label"], {}),
    types.Pager: (["dialect"], {"current": None, "pages": None, "rows": None, "prefix": "", "suffix": "", "size": None, "address": ""}),
    types.Attachment: (["url"], {"label": ""}),
    types.Fault: (["code", "message"], {"seen": "", "target": "", "retry_after": None, "retry": False}),
    types.Listing: (
        [],
        {
            "entries": (),
            "columns": (),
            "pager": None,
            "next": (),
            "reasons": (),
            "empty": False,
            "tabs": (),
            "container": "",
            "marks": (),
            "drawn": False,
        },
    ),
    types.Site: (
        ["id", "name", "area", "level", "columns"],
        {
            "delay": 1.5,
            "connections": 1,
            "robots": True,
            "user_agent": None,
            "charset": None,
            "tls": None,
            "timezone": "Asia/Shanghai",
            "fetcher": None,
            "allow_private": False,
            "status": None,
        },
    ),
    exchange.Original: (["record", "url", "date", "digest", "payload"], {}),
    exchange.Known: ([], {"etag": "", "modified": "", "original": None}),
    exchange.Job: (
        ["fetch", "kind"],
        {
            "column": "",
            "depth": 0,
            "list_title": "",
            "list_date": "",
            "path": (),
            "part": "",
            "via": "",
            "label": "",
            "attempts": 0,
            "known": None,
            "address": "",
            "redirected_from": "",
            "hops": 0,
        },
    ),
    exchange.Exchange: (
        ["url", "request", "response", "began"],
        {"address": "", "truncated": "", "problem": None, "tls": "", "drawn": b"", "proxy": "", "undrawn": ""},
    ),
    outcome.Past: (
        [],
        {
            "asked": None,
            "first": None,
            "full": None,
            "changed": None,
            "misses": 0,
            "missed_on": "",
            "payload": "",
            "listing": "",
            "standing": frozenset(),
            "sample_from": 0.0,
        },
    ),
    outcome.FetchOutcome: (
        ["job", "asked"],
        {
            "due": None,
            "attempts": 0,
            "etag": "",
            "modified": "",
            "original": None,
            "full": False,
            "changed": False,
            "missing": "",
            "gone": False,
            "problem": "",
            "children": (),
            "listing": None,
            "rows": (),
            "family": "",
            "places": (),
            "file": "",
            "held": 0,
        },
    ),
    outcome.Child: (["job"], {"due": None, "since": 0.0, "page": 0}),
    outcome.ListedRow: (["url", "title", "date", "path", "external", "file"], {}),
}


@pytest.mark.parametrize("kind", DEFAULTS, ids=lambda kind: kind.__name__)
def test_what_a_value_is_without_anything_given(kind):
    needed, defaults = DEFAULTS[kind]
    found = {
        item.name: item.default if item.default is not MISSING else item.default_factory()
        for item in fields(kind)
        if item.default is not MISSING or item.default_factory is not MISSING
    }
    assert found == defaults
    assert [item.name for item in fields(kind) if item.name not in found] == needed


URL = "http://h.cn/a"
ALL = Fetch(URL, "POST", b"\x00\xff=1", (("A", "b"), ("A", "c")), 2, "trs", (("s", "t"),), True, "ul.list", "标题")


@pytest.mark.parametrize(
    "fetch", [Fetch(URL), ALL, *(replace(Fetch(URL), **{item.name: getattr(ALL, item.name)}) for item in fields(Fetch))]
)
def test_json_gives_a_request_back(fetch):
    assert from_json(to_json(fetch)) == fetch
    assert from_plain(plain(fetch)) == fetch
    assert set(plain(fetch)) == {"url"} | {
        item.name for item in fields(Fetch) if getattr(fetch, item.name) != getattr(Fetch(URL), item.name)
    }


def test_a_request_of_nothing_but_its_address_is_short():
    assert plain(Fetch(URL)) == {"url": URL}
    assert plain(Fetch(URL, body=b"a=1")) == {"url": URL, "body": "YT0x"}
    assert json.loads(to_json(ALL))["title"] == "标题"
    assert "标题" in to_json(ALL)


LISTING = Listing(
    (Entry(URL, "一", "2024-01-01", True, True),),
    (SubColumn("http://h.cn/b/", "二"),),
    Pager("P1", 1, 2, 3, "a", "b", 15, "http://h.cn/c"),
    (ALL,),
    ("encrypted_pager",),
    True,
    ("三",),
    "ul.list",
    (("channel", "7"),),
    True,
)


@pytest.mark.parametrize(
    "listing", [Listing(), LISTING, *(replace(Listing(), **{item.name: getattr(LISTING, item.name)}) for item in fields(Listing))]
)
def test_json_gives_a_listing_back(listing):
    assert listing_json.unpack(listing_json.pack(listing)) == listing


def test_a_listing_of_an_earlier_version_is_read():
    given = json.loads(listing_json.pack(LISTING))
    for name in ("drawn", "container", "tabs", "marks"):
        del given[name]
    assert listing_json.unpack(json.dumps(given)) == replace(LISTING, drawn=False, container="", tabs=(), marks=())
    assert "一" in listing_json.pack(LISTING)
    assert ", " not in listing_json.pack(Listing())


JOB = Job(Fetch("http://H.cn/a#x"), "list", "annual")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(JOB, fetch=Fetch("http://h.cn/a")), True),
        (replace(JOB, fetch=Fetch("http://h.cn/a", page=2, headers=(("A", "b"),))), True),
        (replace(JOB, depth=3, label="x", attempts=2), True),
        (replace(JOB, column="policy"), False),
        (replace(JOB, kind="article"), False),
        (replace(JOB, fetch=Fetch("http://h.cn/b")), False),
        (replace(JOB, fetch=Fetch("http://h.cn/a", "POST")), False),
        (replace(JOB, fetch=Fetch("http://h.cn/a", body=b"x")), False),
    ],
)
def test_which_jobs_have_the_same_answer(other, same):
    assert (other.key == JOB.key) is same


def test_documents_belong_to_no_column():
    assert replace(JOB, kind="article").key == replace(JOB, kind="article", column="policy").key == "GET http://h.cn/a"
    assert JOB.key == "GET http://h.cn/a  annual"
    assert replace(JOB, fetch=Fetch("http://h.cn/a", "POST", b"x"), kind="article").key.startswith("POST http://h.cn/a sha256:")


def test_a_job_is_led_elsewhere():
    led = replace(JOB, known=Known("e"), hops=1).to("http://k.cn/")
    assert (led.url, led.redirected_from, led.hops, led.known, led.fetch) == ("http://k.cn/", "http://H.cn/a#x", 2, None, JOB.fetch)
    assert led.to("http://l.cn/").redirected_from == "http://k.cn/"
    assert (JOB.url, led.key) == ("http://H.cn/a#x", JOB.key)
    assert Original("a", "b", "c", "d", "e").payload == "e"


def test_the_payload_of_an_answer():
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    plainly = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
    made = [Exchange(URL, b"", response, datetime(2026, 5, 8, tzinfo=UTC)) for response in (chunked, plainly)]
    assert [(each.payload, each.answer.status) for each in made] == [(b"abc", 200)] * 2
    assert made[0].digest == made[1].digest != Exchange(URL, b"", plainly.replace(b"abc", b"abd"), made[0].began).digest
