"""What a request may ask, how its answer is headed, and which bytes of a file it gets."""

import asyncio

import pytest

from archive.publish.latest import Snapshot
from archive.site.request import allowance, ask, edition_state, files, headers, paging
from archive.site.request.ask import Absent, Ask, language
from archive.site.request.edition_state import EditionState


def asking(path="/list", lang="zh", **args):
    return Ask(None, lang, {}, {name: value if isinstance(value, list) else [value] for name, value in args.items()}, path)


# ---- arguments


def test_an_argument_is_stripped_and_cut():
    asked = asking(a=[" x ", "y"], long="z" * 501, empty="")
    assert (asked.one("a"), asked.one("b"), asked.one("b", "d"), asked.one("empty", "d")) == ("x", "", "d", "")
    assert asked.one("long") == "z" * 500
    assert asking(a=["x", " x", "", " ", "y", "w" * 600]).many("a") == ["x", "y", "w" * 500]
    assert len(asking(a=[str(number) for number in range(50)]).many("a")) == 40
    assert asking(a=["1", "2", "3"]).many("a", 2) == ["1", "2"]
    assert (asking().say("甲", "a"), asking(lang="en").say("甲", "a")) == ("甲", "a")


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("0", 1), ("99999999", 1_000_000), ("-3", 5), ("x", 5), ("٣", 5), ("", 5), ("1.5", 5)]
)
def test_a_number_is_within_its_bounds(text, number):
    assert asking(n=text).number("n", 5) == number
    assert asking(n="30").number("n", 5, 0, 20) == 20
    assert asking(n="0").number("n", 5, 0, 20) == 0


@pytest.mark.parametrize(
    ("args", "cookies", "accepted", "lang"),
    [
        ({}, {}, "", "zh"),
        ({}, {}, "en", "en"),
        ({}, {}, "EN-gb", "en"),
        ({}, {}, "en;q=0.5, zh;q=0.6", "zh"),
        ({}, {}, "fr;q=1,en;q=x", "en"),
        ({"lang": ["zh"]}, {"gongkai-lang": "en"}, "en", "zh"),
        ({"lang": ["xx"]}, {"gongkai-lang": "en"}, "zh", "en"),
        ({}, {"gongkai-lang": "xx"}, "en", "en"),
        ({}, {"other": "en"}, "fr", "zh"),
        ({}, {}, ",".join(["fr"] * 20 + ["en"]), "zh"),
        ({}, {}, "en,zh", "en"),
        ({}, {}, "zh,en", "zh"),
    ],
)
def test_the_language_of_an_answer(args, cookies, accepted, lang):
    assert language(args, cookies, accepted) == lang


def test_what_is_absent_is_said_in_both_languages():
    assert (Absent("甲", "a").pair, str(Absent("甲", "a"))) == (("甲", "a"), "甲")
    assert (ask.Unfit("甲", "a").pair, str(ask.Unfit("甲", "a"))) == (("甲", "a"), "甲")


# ---- what a request may take


@pytest.mark.parametrize(
    ("query", "strange"),
    [
        ("", False),
        ("lang=en&_sort=id&_size=5", False),
        ("title__exact=x", False),
        ("title__like=x", False),
        ("_where=1", True),
        ("sql=select", True),
        ("a=" + "x" * 300, False),
        ("a=" + "x" * 301, True),
        ("&".join(["a=1"] * 40), False),
        ("&".join(["a=1"] * 41), True),
        ("9=1", True),
        *(
            (f"_{name}=1", False)
            for name in (
                "q",
                "size",
                "next",
                "sort",
                "sort_desc",
                "sort_by_desc",
                "col",
                "nocol",
                "shape",
                "labels",
                "nl",
                "nofacet",
                "nosuggest",
                "nocount",
                "facet",
                "facet_size",
                "dl",
                "stream",
                "extra",
                "ttl",
                "header",
            )
        ),
        *((f"a__{name}=1", False) for name in ("exact", "not", "gt", "gte", "lt", "lte", "isnull", "notnull", "isblank", "notblank")),
        ("a__glob=1", False),
        ("_trace=1", True),
        ("a__exactX=1", False),
    ],
)
def test_what_counts_as_a_strangers_sql(query, strange):
    assert allowance.is_strange(query) is strange


def test_the_allowance_of_a_request():
    found = allowance.allowance_of({"query_string": b"sql=select", "client": ("10.0.0.1", 5), "path": "/gongkai"})
    assert (found.client, found.stranger, found.left) == ("10.0.0.1", True, 4000)
    assert allowance.allowance_of({"query_string": b"sql=select", "path": "/search"}).stranger is False
    assert allowance.allowance_of({}) == allowance.Allowance("", False, 4000)
    assert allowance.ALLOWANCE.get() is None


# ---- pages


def test_an_address_keeps_the_other_arguments():
    asked = asking(q="公开", page="3", empty="")
    assert paging.address(asked, page=4) == "/list?q=%E5%85%AC%E5%BC%80&page=4"
    assert paging.address(asked, page=None, q=None) == "/list"
    assert paging.with_agency(asked, "a/b") == "/list?page=3&agency=a%2Fb"


@pytest.mark.parametrize(
    ("total", "asked", "number", "count", "offset", "earlier", "later"),
    [
        (0, "1", 1, 0, 0, "", ""),
        (10, "1", 1, 1, 0, "", ""),
        (11, "1", 1, 2, 0, "", "/list?page=2"),
        (11, "2", 2, 2, 10, "/list?page=1", ""),
        (25, "2", 2, 3, 10, "/list?page=1", "/list?page=3"),
        (25, "9", 3, 3, 20, "/list?page=2", ""),
        (9999, "200", 200, 200, 1990, "/list?page=199", ""),
    ],
)
def test_a_page_among_pages(total, asked, number, count, offset, earlier, later):
    pages = paging.Pages(asking(page=asked), total, 10)
    assert (pages.number, pages.count, pages.offset, pages.earlier, pages.later) == (number, count, offset, earlier, later)


# ---- values of an edition


def test_values_are_made_once_and_the_costly_ones_kept_few(tmp_path):
    made = []
    state = EditionState(Snapshot("id", tmp_path / "x.db", 1, "0", "2026", {}), tmp_path / "public", "warc")
    assert state.home.root == tmp_path
    for _ in range(2):
        assert state.remember("a", lambda: made.append("a") or 7) == 7
        assert state.recent("b", lambda: made.append("b") or 8) == 8
    assert made == ["a", "b"]
    for number in range(edition_state.RECENT):
        state.recent(number, lambda: 0)
    assert (len(state.kept), "b" in state.kept, 0 in state.kept) == (48, False, True)
    folder = state.folder()
    assert folder.is_dir()
    assert state.folder() == folder
    assert folder.name.startswith("gongkai-")
    state.close()
    assert not folder.exists()
    state.close()


# ---- headers


def test_every_answer_is_guarded():
    plain = headers.headers({}, "s1")
    assert plain == {
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "x-gongkai-snapshot": "s1",
        "content-security-policy": headers.POLICY,
        "x-frame-options": "DENY",
    }
    assert headers.headers({"content-security-policy": headers.SANDBOX}, "s1")["x-frame-options"] == "SAMEORIGIN"
    framed = headers.headers({"content-security-policy": headers.EMBEDDED}, "s1")
    assert ("x-frame-options" in framed, framed["cross-origin-resource-policy"]) == (False, "cross-origin")
    assert "content-security-policy" not in headers.headers({"content-security-policy": "x"}, "s1")
    assert "referrer-policy" not in headers.headers({"referrer-policy": "x"}, "s1")


@pytest.mark.parametrize("kind", ["application/json", "text/csv; charset=utf-8", "application/atom+xml", "application/vnd.sqlite3"])
def test_data_may_be_read_by_other_programs(kind):
    assert headers.headers({"content-type": kind}, "s")["cross-origin-resource-policy"] == "cross-origin"
    assert headers.headers({"content-type": "text/html"}, "s")["cross-origin-resource-policy"] == "same-origin"


def rules(policy):
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


def test_what_pages_and_originals_may_load():
    ours, theirs = rules(headers.POLICY), rules(headers.SANDBOX)
    assert ours["default-src"] == ours["base-uri"] == ours["frame-ancestors"] == ["'none'"]
    assert all(ours[name] == ["'self'"] for name in ("script-src", "font-src", "connect-src", "frame-src", "form-action"))
    assert (ours["style-src"], ours["img-src"]) == (["'self'", "'unsafe-inline'"], ["'self'", "data:"])
    assert theirs == {
        "sandbox": [],
        "default-src": ["'none'"],
        "img-src": ["data:"],
        "style-src": ["'unsafe-inline'"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
    }


class Sent:
    """What an application sent."""

    def __init__(self):
        self.messages = []

    async def __call__(self, message):
        self.messages.append(message)

    @property
    def status(self):
        return self.messages[0]["status"]

    @property
    def headers(self):
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self):
        return b"".join(message["body"] for message in self.messages[1:])


def test_writing_is_refused():
    asyncio.run(headers.refuse(sent := Sent()))
    assert (sent.status, sent.headers["allow"], sent.headers["content-type"]) == (405, "GET, HEAD, OPTIONS", "text/plain; charset=utf-8")
    assert "read only" in sent.body.decode()


# ---- files


@pytest.mark.parametrize("name", [".hidden", "../x", "a/b", "", "none", "x" * 122, "link", "folder", "-x"])
def test_only_published_files_are_there(tmp_path, name):
    (tmp_path / ".hidden").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.db").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "a.db")
    (tmp_path / "-x").write_text("")
    with pytest.raises(Absent):
        files.published(tmp_path, name)
    assert files.published(tmp_path, "a.db") == tmp_path / "a.db"
    (tmp_path / ("x" * 121)).write_text("")
    assert files.published(tmp_path, "x" * 121)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=-", None),
        ("bytes=0-0", (0, 0)),
        ("bytes=0-99", (0, 9)),
        ("bytes=9-", (9, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-99", (0, 9)),
        (" bytes=2-4 ", (2, 4)),
        ("lines=1-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=10-", ValueError),
        ("bytes=5-4", ValueError),
        ("bytes=-0", ValueError),
    ],
)
def test_a_part_of_ten_bytes(header, part):
    if part is ValueError:
        with pytest.raises(ValueError, match="bytes"):
            files.wanted(header, 10)
    else:
        assert files.wanted(header, 10) == part


def sent(path, method="GET", **request):
    asyncio.run(files.send_file(path, {name.replace("_", "-"): value for name, value in request.items()}, got := Sent(), "e1", method))
    return got


@pytest.mark.parametrize(
    ("suffix", "kind", "cache"),
    [
        (".db", "application/vnd.sqlite3", "immutable"),
        (".json", "application/json", "no-cache"),
        (".jsonl", "application/jsonl", "immutable"),
        (".zst", "application/zstd", "immutable"),
        (".parquet", "application/vnd.apache.parquet", "immutable"),
        (".csv", "text/csv; charset=utf-8", "immutable"),
        (".html", "application/octet-stream", "immutable"),
        (".other", "application/octet-stream", "immutable"),
    ],
)
def test_a_file_is_sent_as_what_it_is(tmp_path, suffix, kind, cache):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"0123456789")
    got = sent(path)
    assert (got.status, got.body, got.headers["content-type"], got.headers["content-length"]) == (200, b"0123456789", kind, "10")
    assert cache in got.headers["cache-control"]
    assert (got.headers["etag"], got.headers["accept-ranges"]) == ('"e1"', "bytes")
    assert got.headers["content-disposition"] == f'attachment; filename="a{suffix}"'
    assert "content-range" not in got.headers


def test_a_part_is_sent_only_of_the_same_file(tmp_path, monkeypatch):
    path = tmp_path / "a.db"
    path.write_bytes(b"0123456789")
    monkeypatch.setattr(files, "PIECE", 3)
    part = sent(path, range="bytes=2-8")
    assert (part.status, part.body, part.headers["content-range"], part.headers["content-length"]) == (206, b"2345678", "bytes 2-8/10", "7")
    assert [len(message["body"]) for message in part.messages[1:]] == [3, 3, 1, 0]
    assert sent(path, range="bytes=2-8", if_range='"e1"').status == 206
    assert sent(path, range="bytes=2-8", if_range=part.headers["last-modified"]).status == 206
    changed = sent(path, range="bytes=2-8", if_range='"e0"')
    assert (changed.status, changed.body) == (200, b"0123456789")
    none = sent(path, range="bytes=10-")
    assert (none.status, none.body, none.headers["content-range"]) == (416, b"", "bytes */10")
    assert sent(path, if_none_match=' "e1" ').status == 304
    assert sent(path, if_none_match='"e0"').status == 200
    head = sent(path, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "10")
