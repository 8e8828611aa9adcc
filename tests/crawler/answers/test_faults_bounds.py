"""The bounds by which an answer is told from a document, each from both sides."""

import pytest

from crawler.answers import faults
from crawler.model.types import Fetch, Page

AT = "http://h.example/zwgk/nb/202603/t20260330_1.html"


def page(text="", status=200, body=None, url=AT, headers=()):
    return Page(url, text, Fetch(url), status, headers, text.encode() if body is None else body)


def code(found):
    return found and found.code


REFRESH = '<meta http-equiv="refresh" content="0;url=/other/a.html">'


@pytest.mark.parametrize(("length", "moved"), [(2048, True), (2049, False)])
def test_a_page_that_only_leads_elsewhere_is_short(length, moved):
    text = REFRESH + "<i>".ljust(length - len(REFRESH), " ")
    assert len(text) == length
    assert code(faults.classify(page(text), "article")) == ("moved" if moved else None)


@pytest.mark.parametrize(("shown", "moved"), [(60, True), (61, False)])
def test_a_page_that_only_leads_elsewhere_shows_little(shown, moved):
    assert code(faults.classify(page(REFRESH + "字" * shown), "article")) == ("moved" if moved else None)


@pytest.mark.parametrize(("kind", "leads"), [("list", True), ("article", True), ("page", True), ("attachment", False), ("robots", False)])
def test_only_pages_lead_elsewhere(kind, leads):
    found = code(faults.classify(page(REFRESH), kind))
    assert (found in ("moved", "shell_column")) is leads


@pytest.mark.parametrize(
    "script",
    [
        "location='/other/a.html'",
        "location.href = '/other/a.html'",
        "window.location = '/other/a.html'",
        "self.location.href='/other/a.html'",
        "top.location='/other/a.html'",
        "document.location='/other/a.html'",
        "location.replace('/other/a.html')",
    ],
)
def test_a_script_leads_elsewhere(script):
    found = faults.classify(page(f"<script>{script}</script>"), "article")
    assert (found.code, found.target) == ("moved", "http://h.example/other/a.html")


@pytest.mark.parametrize("script", ["mylocation='/other/a.html'", "x.location='/other/a.html'", "location=x", "location"])
def test_any_other_script_does_not(script):
    assert faults.classify(page(f"<script>{script}</script>"), "article") is None


@pytest.mark.parametrize(
    "meta",
    [
        "<meta http-equiv=refresh content='3; url=/other/a.html'>",
        '<META content="0;URL=\'/other/a.html\'" HTTP-EQUIV="Refresh">',
        "<meta http-equiv='refresh' content=0;url=/other/a.html>",
    ],
)
def test_a_refresh_leads_elsewhere(meta):
    assert faults.classify(page(meta), "article").target == "http://h.example/other/a.html"


@pytest.mark.parametrize("meta", ["<meta http-equiv='refresh' content='30'>", "<meta name='x' content='0;url=/other/'>"])
def test_any_other_meta_does_not(meta):
    assert faults.classify(page(meta), "article") is None


@pytest.mark.parametrize(
    ("url", "kind", "target", "found"),
    [
        (AT, "article", "/zwgk/nb/202603/", "removed"),
        (AT, "article", "/zwgk/nb/", "removed"),
        (AT, "article", "/zwgk/", "moved"),
        (AT, "article", "/", "removed"),
        (AT, "article", AT + "#x", None),
        ("http://h.example/zwgk/", "list", "/", "moved_column"),
        ("http://h.example/zwgk/", "list", "http://k.example/", "shell_column"),
        ("http://h.example/zwgk/", "page", "/a/", "shell_column"),
        ("http://h.example/zwgk/", "list", "mailto:x", None),
        ("http://h.example/zwgk/", "article", "/zwgk/index.html", "moved"),
    ],
)
def test_what_a_page_that_leads_elsewhere_says(url, kind, target, found):
    text = f'<meta http-equiv="refresh" content="0;url={target}">'
    assert code(faults.classify(page(text, url=url), kind)) == found


@pytest.mark.parametrize(("length", "fault"), [(15, "not_a_file"), (16, None)])
def test_a_file_has_sixteen_bytes(length, fault):
    assert code(faults.classify(page(body=b"x" * length), "attachment")) == fault


@pytest.mark.parametrize("start", [b"<!doctype html", b"<html", b"<head", b"<script", b"<body", b"\xef\xbb\xbf <HTML", b"\r\n\t<html"])
def test_a_page_in_place_of_a_file(start):
    found = faults.classify(page(body=start + b" " * 100), "attachment")
    assert (found.code, found.message, found.retry) == ("html_instead_of_file", "the portal sent a page instead of the file", True)
    assert found.seen == (start + b" " * 100)[:80].decode("utf-8", "replace")
    assert faults.classify(page(body=start + b" " * 100), "page") is None or start != b"<html"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"code": 403, "message": "x"}', "message_instead_of_file"),
        (b' {"message": "x", "code": 403}', "message_instead_of_file"),
        (b'{"message": "x", "status": 403}', None),
        (b'["code", 12345678901234567890]', None),
        (b'{"x": "' + b"y" * 1024 + b'", "code": 1}', None),
    ],
)
def test_a_message_in_place_of_a_file(body, fault):
    assert code(faults.classify(page(body=body), "attachment")) == fault


@pytest.mark.parametrize(
    ("kind", "fault"), [("list", "empty_body"), ("article", "empty_body"), ("attachment", "empty_body"), ("robots", None)]
)
def test_an_empty_answer(kind, fault):
    found = faults.classify(page(" \n", body=b" \n"), kind)
    assert code(found) == fault
    if found:
        assert (found.seen, found.message, found.retry) == ("0 bytes", "the portal sent an empty answer", True)


# ---- the title of a row

ROW = "关于云水市政府信息公开的通知"


@pytest.mark.parametrize(
    ("text", "row", "same"),
    [
        (f"<h1>{ROW}</h1>", ROW, True),
        ("<p>云水市政府信</p>", ROW, True),  # six characters
        ("<p>云水市政府 信息</p>", ROW, True),  # blanks apart
        ("<p>云水市政府</p>", ROW, False),
        ("<p>别的内容</p>", "通知公告栏", True),  # too short a title to compare
        ("<p>别的内容</p>", "通知公告栏目", False),
        ("<title>云水市财政局2025年度政府信息公开工作报告</title>", "2025年年报告", True),
        ("<h1 class='x'>云水市财政局2025年度政府信息公开工作报告</h1>", "2025年年报告", True),
        ("<p>云水市财政局2025年度政府信息公开工作报告</p>", "2025年年报告", False),
        ("<title>云水市2024年政府报告</title>", "2025年年报告", False),
    ],
)
def test_an_article_shows_the_title_of_its_row(text, row, same):
    found = faults.mismatch(page(text), row)
    assert (found is None) is same


def test_another_page_is_named_by_its_title_and_that_of_the_row():
    found = faults.mismatch(page("<title>站&amp;点</title>"), ROW + "字" * 99)
    assert found.code == "another_page"
    assert found.seen == f"title '站&点', row {(ROW + '字' * 99)[:80]!r}"
    assert found.retry
    assert faults.mismatch(page("<p>x</p>"), ROW).seen.startswith("title '', row ")


# ---- redirects


@pytest.mark.parametrize("status", [300, 301, 302, 399])
def test_a_redirect_is_judged_by_its_target_alone(status):
    assert faults.classify(page("<h1>404</h1>", status, headers=(("Location", "/other"),)), "list") is None


@pytest.mark.parametrize(
    ("location", "cookie", "fault"),
    [(AT, True, "cookie_redirect"), (AT, False, None), ("/other", True, None), ("", True, "cookie_redirect")],
)
def test_a_redirect_to_itself_that_sets_a_cookie(location, cookie, fault):
    headers = (("LOCATION", location), *([("set-cookie", "a=1")] if cookie else []))
    found = faults.classify(page("", 302, headers=headers), "list")
    assert code(found) == fault
    if found:
        assert (found.seen, found.target) == (location, AT)


# ---- what is shown


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("<p>a</p> <b>b</b>", "a b"),
        ("a<script>x<y</script>b", "a b"),
        ("a<STYLE>x</style >b<script>z", "a b z"),
        ("a<script>x", "a x"),
        ("", ""),
    ],
)
def test_the_text_that_a_page_shows(text, visible):
    assert faults._visible(text) == visible
