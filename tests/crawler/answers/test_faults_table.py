"""Every row of faults.yaml: each word, status and bound of it decides what an answer is taken for."""

import pytest

from crawler.answers import faults
from crawler.model.types import Fetch, Page

AT = "http://h.example/zwgk/t20260330_1.html"
TEXT = "公开" * 500  # 1000 characters of visible text


def page(body, status=200, headers=()):
    return Page(AT, body, Fetch(AT), status, tuple(headers), body.encode())


def code(body, status=200, kind="article", headers=()):
    fault = faults.classify(page(body, status, headers), kind)
    return fault and fault.code


def padded(body, size):
    """The body with blanks behind it, that many bytes long."""
    return body + " " * (size - len(body.encode()))


def shown(body, characters):
    """The body with visible text behind it, of which that many characters show in all."""
    return f"{body}<b>{'字' * (characters - len(faults._visible(f'{body}<b>字</b>')) + 1)}</b>"


WORDS = [  # a word that makes a page a fault, wherever it stands in a short one
    ("challenge", "__jsl_clearance"),
    ("challenge", 'go({"bts":1})'),
    ("challenge", 'go({ "bts":1})'),
    ("challenge", "<script>$_ts=window['$_ts'];</script>"),
    ("challenge", '<script>$_ts=window["$_ts"];</script>'),
    ("challenge", "<script>$_ts = window;</script>"),
    ("challenge", '<script>$_ts.cd="q";</script>'),
    ("challenge", '<script>$_ts.cd ="q";</script>'),
    ("challenge", '<script>$_ts.nsd="q";</script>'),
    ("challenge", '<script>$_ts.nsd ="q";</script>'),
    ("challenge", "<script>window._$ts=1</script>"),
    ("challenge", "<div class='puzzle-vcode'></div>"),
    ("challenge", "<p>滑动验证</p>"),
    ("challenge", "<p>请拖动滑块</p>"),
    ("challenge", "<p>安全验证</p>"),
    ("challenge", "<p>请完成验证</p>"),
    ("challenge", "<p>人机验证</p>"),
    ("challenge", '{"needCaptcha":true}'),
    ("challenge", '{"needCaptcha": true}'),
    ("challenge", "<script>document.cookie = 'C3VK=1'</script>"),
    ("challenge", '<script>document.cookie="C3VK=1"</script>'),
    ("waf_page", "您的请求带有不合法参数"),
    ("waf_page", "网站防火墙"),
    ("waf_page", "安全拦截"),
    ("waf_page", "访问被拦截"),
    ("waf_page", "请求被拦截"),
    ("waf_page", "您的访问可能对网站造成威胁"),
    ("waf_page", "已被网站管理员设置拦截"),
    ("waf_page", "请求异常"),
    ("soft_404", "<title>404页面</title>" + TEXT),
    ("soft_404", "<title>404 错误</title>" + TEXT),
    ("soft_404", "<title>404 Not found</title>" + TEXT),
    ("soft_404", "<title>云水市_404</title>" + TEXT),
    ("soft_404", "<title>404</title>" + TEXT),
    ("soft_404", "<title>页面不存在</title>" + TEXT),
    ("soft_404", "<title>页面未找到</title>" + TEXT),
    ("soft_404", "<title>找不到该页面</title>" + TEXT),
    ("soft_404", "<title>找不到此网页</title>" + TEXT),
    ("soft_404", "<title>您访问的网页</title>" + TEXT),
    ("soft_404", "<p>您访问的页面不存在</p>"),
    ("soft_404", "<p>您要访问的网页已删除</p>"),
    ("soft_404", "<p>您访问的网页找不到</p>"),
    ("soft_404", "<p>文件不存在</p>"),
    ("soft_404", "<p>页面不存在</p>"),
    ("soft_404", "<p>该信息已删除</p>"),
    ("soft_404", "<p>该信息已被撤回</p>"),
]
STATUSES = [  # a status, with words or without: the code and whether asking again may help
    (521, "<script>__jsl</script>", "challenge", False),
    (521, "<script>document.cookie='a'</script>", "challenge", False),
    (521, "<script>location.reload()</script>", "challenge", False),
    (521, "", None, False),
    (412, "<script src='/a.js'></script>", "challenge", False),
    (202, "<script src='/a.js'></script>", "challenge", False),
    (412, "<meta r='m'>", "challenge", False),
    (202, '<meta r="m">', "challenge", False),
    (202, "<p>稍候</p>", None, False),
    (403, "geobl", "geo_block", False),
    (405, "QAX", "geo_block", False),
    (403, "电信云防护", "geo_block", False),
    (403, "您所在地区无法访问", "geo_block", False),
    (403, "您所在区域无法访问", "geo_block", False),
    (405, "境外", "geo_block", False),
    (403, "Not available in your country", "geo_block", False),
    (403, "not available in your region", "geo_block", False),
    (200, "境外", None, False),
    (429, "", "rate_limited", True),
    (403, "访问过于频繁", "rate_limited", True),
    (503, "访问频繁", "rate_limited", True),
    (403, "操作频繁", "rate_limited", True),
    (403, "请求过于频繁", "rate_limited", True),
    (403, "请求太频繁", "rate_limited", True),
    (503, "请稍后再试", "rate_limited", True),
    (503, "Too Many Requests", "rate_limited", True),
    (403, "rate limit", "rate_limited", True),
    (200, "请稍后再试", None, False),
    (404, "", "not_found", False),
    (410, "", "removed", False),
    (401, "", "forbidden", True),
    (403, "", "forbidden", True),
    (405, "", "forbidden", True),
    (451, "", "forbidden", True),
    (500, "", "server_error", True),
    (502, "", "server_error", True),
    (503, "", "server_error", True),
    (504, "", "server_error", True),
    (520, "", "server_error", True),
    (522, "", "server_error", True),
    (523, "", "server_error", True),
    (524, "", "server_error", True),
]
BOUNDS = [  # the longest body that is still the fault, of so many bytes; one more is a page
    ("challenge", '<i>go({"bts":1})</i>', 200, 19_999),
    ("challenge", "<script>a</script>", 412, 59_999),
    ("challenge", "<i>document.cookie='C3VK=1'</i>", 200, 1_999),
    ("waf_page", "<i>请求异常</i>", 200, 1_999),
    ("soft_404", "<i>文件不存在</i>", 200, 2_999),
]
SHOWN = [  # the most characters that show in what is still the fault; one more is a page
    ("challenge", "<script>$_ts.cd='q'</script>", 799),
    ("challenge", "<p>滑动验证</p>", 799),
    ("waf_page", "<p>安全拦截</p>", 799),
]


@pytest.mark.parametrize(("expected", "body"), WORDS)
def test_a_word_makes_a_page_a_fault(expected, body):
    assert code(body) == expected


@pytest.mark.parametrize(("status", "body", "expected", "retry"), STATUSES)
def test_a_status_makes_a_page_a_fault(status, body, expected, retry):
    fault = faults.classify(page(body or f"<p>{TEXT}</p>", status), "article")
    assert (fault and fault.code, bool(fault and fault.retry)) == (expected, retry)


@pytest.mark.parametrize(("expected", "body", "status", "most"), BOUNDS)
def test_a_longer_answer_is_a_page(expected, body, status, most):
    assert code(padded(body, most), status) == expected
    assert code(padded(body, most + 1), status) is None


@pytest.mark.parametrize(("expected", "body", "most"), SHOWN)
def test_an_answer_that_shows_more_is_a_page(expected, body, most):
    assert code(shown(body, most)) == expected
    assert code(shown(body, most + 1)) is None


@pytest.mark.parametrize("body", ["<title>404</title>", "<p>文件不存在</p>"])
@pytest.mark.parametrize(("kind", "expected"), [("list", "soft_404"), ("article", "soft_404"), ("page", "soft_404"), ("robots", None)])
def test_only_pages_can_say_that_they_are_missing(body, kind, expected):
    assert code(body + TEXT[:200], kind=kind) == expected


@pytest.mark.parametrize(("headers", "expected"), [([("Retry-After", "9")], "rate_limited"), ([("X-Retry-After", "9")], "server_error")])
def test_a_server_that_says_when_to_come_again_asks_for_patience(headers, expected):
    fault = faults.classify(page("<p>busy</p>", 503, headers), "article")
    assert (fault.code, fault.retry) == (expected, True)


@pytest.mark.parametrize("body", ["安全拦截", "请求异常"])
def test_a_firewall_may_let_the_next_request_pass(body):
    assert faults.classify(page(body), "list").retry
