"""The feeds of an archive: what is new, changed and withdrawn, newest first, as Atom and as JSON Feed."""

import sqlite3
from types import SimpleNamespace

import pytest
from lxml import etree

from archive.site.pages import feeds
from archive.site.request.ask import Ask

ATOM = "{http://www.w3.org/2005/Atom}"
LONG = "正文" * 200


@pytest.fixture
def connection():
    made = sqlite3.connect(":memory:")
    made.executescript(
        "CREATE TABLE sites (id, name); CREATE TABLE reports (document_id, agency_id);"
        "CREATE TABLE documents (id, title, published, url, site_id, text, first_seen, changed_at, gone_at);"
        "INSERT INTO sites VALUES ('s', '甲市\x1b');"
        "INSERT INTO reports VALUES ('b', 'ag');"
    )
    rows = [
        ("a", "新闻一", "2026-01-01", "http://h/a", "s", LONG, "2026-01-02", None, None),
        ("b", None, None, "http://h/b", None, None, "2026-01-03", "2026-01-05", None),
        ("c", "撤\u202e下", None, "http://h/c", "s", "x", "2026-01-01", "2026-01-01", "2026-01-04"),
        ("d", "未见", None, "http://h/d", "s", "x", None, None, None),
    ]
    made.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    yield made
    made.close()


def asking(lang="zh", **args):
    return Ask(
        SimpleNamespace(snapshot=SimpleNamespace(created="2026-02-01")), lang, {}, {k: [v] for k, v in args.items()}, "/feed", "http://host"
    )


NEWEST = [
    ("changed", "b", "2026-01-05"),
    ("gone", "c", "2026-01-04"),
    ("new", "b", "2026-01-03"),
    ("new", "a", "2026-01-02"),
    ("new", "c", "2026-01-01"),
]


def test_events_come_newest_first_and_narrowed_as_asked(connection):
    def found(**args):
        return [(row["what"], row["id"], row["at"]) for row in feeds.events(connection, asking(**args))]

    assert found() == NEWEST
    assert found(site="s") == [event for event in NEWEST if event[1] != "b"]
    assert found(agency="ag") == [event for event in NEWEST if event[1] == "b"]
    assert found(agency="ag", site="s") == []
    connection.executemany("INSERT INTO documents (id, first_seen) VALUES (?, '2025-01-01')", [(f"m{number}",) for number in range(80)])
    assert len(found()) == 60


def test_the_feed_as_atom(connection):
    feed = etree.fromstring(feeds.atom(connection, asking("en")))
    text = {name: feed.findtext(f"{ATOM}{name}") for name in ("title", "id", "updated")}
    assert text == {"title": "gongkai: new, changed and withdrawn", "id": "http://host/feed.atom", "updated": "2026-01-05"}
    assert [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")] == [
        ("self", "http://host/feed.atom"),
        ("alternate", "http://host/"),
    ]
    first, second, *_, last = feed.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "[Changed] http://h/b"
    assert first.findtext(f"{ATOM}id") == "http://host/document/b#changed-2026-01-05"
    assert first.findtext(f"{ATOM}updated") == "2026-01-05"
    assert first.find(f"{ATOM}link").attrib == {"rel": "alternate", "href": "http://host/document/b"}
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "–"
    assert first.findtext(f"{ATOM}summary") == ""
    assert second.findtext(f"{ATOM}title") == "[Withdrawn] 撤下"
    assert second.findtext(f"{ATOM}author/{ATOM}name") == "甲市"
    assert last.findtext(f"{ATOM}title") == "[New] 撤下"
    chinese = etree.fromstring(feeds.atom(connection, asking()))
    assert "新增、修改、撤下" in chinese.findtext(f"{ATOM}title")
    assert [entry.findtext(f"{ATOM}title")[:4] for entry in chinese.findall(f"{ATOM}entry")] == [
        "[修改]",
        "[撤下]",
        "[新增]",
        "[新增]",
        "[新增]",
    ]
    connection.execute("DELETE FROM documents")
    assert etree.fromstring(feeds.atom(connection, asking())).findtext(f"{ATOM}updated") == "2026-02-01"


def test_the_feed_as_json(connection):
    told = feeds.json_feed(connection, asking("en"))
    items = told.pop("items")
    assert told == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "gongkai",
        "home_page_url": "http://host/",
        "feed_url": "http://host/feed.json",
        "language": "zh-CN",
    }
    assert items[3] == {
        "id": "a#new-2026-01-02",
        "url": "http://host/document/a",
        "external_url": "http://h/a",
        "title": "[New] 新闻一",
        "content_text": LONG[:240],
        "date_modified": "2026-01-02",
        "tags": ["new"],
    }
    assert feeds.json_feed(connection, asking())["title"] == "政府信息公开档案"


@pytest.mark.parametrize("code", [0, 8, 11, 12, 14, 31, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF, 0x202A, 0x202E, 0x2066, 0x2069])
def test_what_xml_cannot_hold_or_what_turns_a_line_is_left_out(code):
    assert feeds.clean(f"a{chr(code)}b") == "ab"


@pytest.mark.parametrize("code", [0x2029 + 6, 0x2065, 0x206A, 0xFFFD, 0xE000, 33])
def test_what_it_can_hold_stays(code):
    assert feeds.clean(f"a{chr(code)}b").replace(" ", "") in (f"a{chr(code)}b", "ab")


def test_a_title_is_bounded():
    event = {"what": "new", "title": "x" * 500, "url": "u"}
    assert len(feeds.title(asking(), event)) == 400
