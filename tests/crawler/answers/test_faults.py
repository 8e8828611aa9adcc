"""What an answer is instead of a document: told by what was seen, and never seen where there is nothing."""

import pytest

from crawler.answers import faults
from crawler.model.types import Fetch, Page
from tests.replica.faulty import EXPECTED, FAULTS
from tests.replica.host import Request

AT = "http://h.example/zwgk/nb/202603/t20260330_1.html"
REPORT = (
    "<html><body><h1>年报</h1>"
    + "<p>本机关的网站防火墙和安全拦截设备运行正常，安全验证已完成，请求异常零次，页面不存在的链接已清理。</p>" * 40
    + "</body></html>"
)


def page(body, status=200, url=AT, headers=()):
    data = body if isinstance(body, bytes) else body.encode()
    return Page(url, data.decode("utf-8", "replace"), Fetch(url), status, tuple(headers), data)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("kind", ["list", "article"])
def test_each_fault_of_the_replica_has_its_class_and_says_what_was_seen(name, kind):
    answer = FAULTS[name](Request("GET", "/", {}, {}, {}))
    fault = faults.classify(page(answer.body, answer.status, headers=answer.headers), kind)
    assert fault.code == EXPECTED[name]
    assert fault.seen
    assert fault.message


@pytest.mark.parametrize("kind", ["list", "article", "attachment"])
def test_a_report_that_speaks_of_firewalls_is_no_fault(kind):
    assert faults.classify(page(REPORT), "article") is None
    assert (
        faults.classify(
            page(b"%PDF-1.4 puzzle-vcode \xe5\xae\x89\xe5\x85\xa8\xe6\x8b\xa6\xe6\x88\xaa" + b"0" * 50),
            kind if kind == "attachment" else "attachment",
        )
        is None
    )


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("404", "soft_404"),
        ("-404", "soft_404"),
        ("404 Not Found", "soft_404"),
        ("云水市 - 404", "soft_404"),
        ("404错误", "soft_404"),
        ("您访问的页面不存在", "soft_404"),
        ("关于公布第404号文件的通知", None),
        ("第1404号公告", None),
        ("404号文件", None),
        ("云水市2025年年度报告", None),
    ],
)
def test_a_page_that_calls_itself_missing_is_told_from_a_number(title, code):
    fault = faults.classify(page(f"<html><head><title>{title}</title></head><body><p>{'正文' * 900}</p></body></html>"), "article")
    assert (fault and fault.code) == code


def refresh(target):
    return f'<html><head><meta http-equiv="refresh" content="0;URL={target}" /><title></title></head><body></body></html>'


@pytest.mark.parametrize(
    ("url", "kind", "body", "code", "target"),
    [
        (AT, "article", refresh("../"), "removed", ""),
        (AT, "article", refresh("./"), "removed", ""),
        (AT, "article", refresh("/"), "removed", ""),
        (AT, "article", refresh("t20260331_2.html"), "moved", "http://h.example/zwgk/nb/202603/t20260331_2.html"),
        ("http://h.example/zwgk/", "list", refresh("./jgxx/"), "shell_column", "http://h.example/zwgk/jgxx/"),
        ("http://h.example/zwgk/", "list", refresh("./2026/"), "shell_column", "http://h.example/zwgk/2026/"),
        (
            "http://h.example/col/col1/index.html",
            "list",
            '<script>location.replace("/col/col2/index.html")</script>',
            "shell_column",
            "http://h.example/col/col2/index.html",
        ),
        ("http://h.example/zwgk/", "list", '<script>window.location.href = "./a/"</script>', "shell_column", "http://h.example/zwgk/a/"),
        ("http://h.example/zwgk/", "list", '<meta content="0; url=/" http-equiv="Refresh">', "moved_column", ""),
        ("http://h.example/zwgk/", "list", refresh("/zwgk/"), None, ""),  # reloads itself
        ("http://h.example/", "list", refresh("index.shtml"), "shell_column", "http://h.example/index.shtml"),
        ("http://h.example/zwgk/", "list", refresh("./index.html"), "shell_column", "http://h.example/zwgk/index.html"),
        ("http://h.example/zwgk/", "list", refresh("/x/") + "<p>" + "很长的正文。" * 30, None, ""),
    ],
)
def test_a_page_that_only_leads_elsewhere_is_told_by_where(url, kind, body, code, target):
    fault = faults.classify(page(body, url=url), kind)
    assert (fault and fault.code, fault.target if fault else "") == (code, target)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("Retry-After", "7"),), 7),
        ((("Retry-After", "Tue, 31 Mar 2026 00:01:00 GMT"), ("Date", "Tue, 31 Mar 2026 00:00:00 GMT")), 60),
        ((("Retry-After", "Tue, 31 Mar 2026 00:01:00 -0000"), ("Date", "Tue, 31 Mar 2026 00:00:00 GMT")), 60),
        ((("Retry-After", "Tue, 31 Mar 2020 00:01:00 GMT"), ("Date", "today")), 0),
        ((("Retry-After", "soon"),), None),
        ((), None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(headers, seconds):
    fault = faults.classify(page("", 429, headers=headers), "list")
    assert (fault.code, fault.retry_after, fault.retry) == ("rate_limited", seconds, True)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"OK", "not_a_file"),
        (b"", "empty_body"),
        (b"<!DOCTYPE html><html><body>gone</body></html>", "html_instead_of_file"),
        (b"\xef\xbb\xbf\r\n<HTML><body>gone</body></HTML>", "html_instead_of_file"),
        (b'{"code":"403","message":"expired"}', "message_instead_of_file"),
        (b"%PDF-1.7 and so on and so on", None),
        (b"PK\x03\x04" + b"0" * 40, None),
        (b"\xd0\xcf\x11\xe0" + b"0" * 40, None),
        (b"\xff\xd8\xff\xe0" + b"0" * 40, None),
    ],
)
def test_a_file_is_told_by_its_bytes(body, code):
    fault = faults.classify(page(body, url="http://h.example/a.pdf"), "attachment")
    assert (fault and fault.code) == code


def test_a_cookie_redirect_is_told_from_any_other():
    headers = (("Location", AT), ("Set-Cookie", "CT6T=1"))
    assert faults.classify(page("", 302, headers=headers), "list").code == "cookie_redirect"
    assert faults.classify(page("", 302, headers=headers[:1]), "list") is None
    assert faults.classify(page("", 302, headers=(("Location", "/other"), headers[1])), "list") is None


@pytest.mark.parametrize(
    ("row", "title", "same"),
    [
        ("云水市2025年政府信息公开工作年度报告", "云水市2025年政府信息公开工作年度报告_云水市", True),
        ("云水市2025年政府信息公开工…", "2025年政府信息公开工作年度报告", True),
        ("更正", "云水市人民政府", True),  # too short to tell
        ("云水市2025年政府信息公开工作年度报告", "证监会", False),
        ("2025年年报", "云水市财政局2025年度政府信息公开工作报告_云水市", True),  # as a department's view shortens it
        ("2024年年报", "云水市财政局2025年度政府信息公开工作报告_云水市", False),
        ("2025年年报", "政府信息公开年报_云水市", False),
    ],
)
def test_an_articles_page_must_hold_the_title_of_its_row(row, title, same):
    assert (faults.mismatch(page(f"<title>{title}</title><p>正文</p>"), row) is None) is same


def test_a_heading_holds_the_title_where_the_pages_title_is_the_portals():
    assert (
        faults.mismatch(page("<title>云水市人民政府</title><h1 class='t'>云水市财政局<br>2025年度政府信息公开工作报告</h1>"), "2025年年报")
        is None
    )
