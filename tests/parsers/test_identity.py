"""Which addresses are one document, and which are not."""

import pytest

from crawler.identity import absolute, directory, portal, same_portal
from parsers.identity import canonical

SAME = [
    ("http://h.cn/index.html", "https://h.cn/"),
    ("http://H.CN:80/a/index.shtml", "http://h.cn/a/"),
    ("https://h.cn:443/a", "http://h.cn/a"),
    ("http://h.cn/a/./b/../c.html", "http://h.cn/a/c.html"),
    ("http://h.cn/a.html;jsessionid=0A1B2C3D", "http://h.cn/a.html"),
    ("http://h.cn/a.html?_=1774800000000", "http://h.cn/a.html"),
    ("http://h.cn/a.html?random=0.7731&id=3", "http://h.cn/a.html?id=3"),
    ("http://h.cn/a.html?b=2&a=1", "http://h.cn/a.html?a=1&b=2"),
    ("http://h.cn/a.html#top", "http://h.cn/a.html"),
    ("http://h.cn/content/mpost_12.html", "http://h.cn/content/post_12.html"),
    ("http://h.cn/%E5%B9%B4%E6%8A%A5.pdf", "http://h.cn/年报.pdf"),
    ("http://h.cn", "http://h.cn/"),
]
DIFFERENT = [
    ("http://h.cn/a", "http://h.cn/a/"),
    ("http://h.cn/index_1.html", "http://h.cn/"),
    ("http://h.cn:8080/a", "http://h.cn/a"),
    ("http://h.cn/gkmlpt/annualreport#2629", "http://h.cn/gkmlpt/annualreport#2630"),
    ("http://h.cn/a?sid=3", "http://h.cn/a?sid=4"),  # a short number is a document's, not a session's
    ("http://h.cn/a?r=12", "http://h.cn/a?r=13"),
    ("http://h.cn/a?page=1", "http://h.cn/a?page=2"),
    ("http://www.h.cn/a", "http://h.cn/a"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_twins_fall_together(left, right):
    assert canonical(left) == canonical(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_what_differs_stays_apart(left, right):
    assert canonical(left) != canonical(right)


@pytest.mark.parametrize("url", [pair[0] for pair in SAME + DIFFERENT] + ["http://[::1/x", "", "nonsense", "http://h:99999/x"])
def test_it_stands_still_under_itself(url):
    assert canonical(canonical(url)) == canonical(url)


@pytest.mark.parametrize(("left", "right", "same"), [
    ("http://www.harbin.gov.cn/", "http://xxgk.harbin.gov.cn/", True),
    ("http://www.hlj.gov.cn/", "http://www.harbin.gov.cn/", False),
    ("http://a.gov.cn/", "http://b.gov.cn/", False),  # gov.cn is nobody's
    ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
    ("http://127.0.0.1:1/a", "https://127.0.0.1:1/b", True),
    ("http://[::1]:1/", "http://[::1]:1/x", True),
])
def test_a_portal_is_its_registrable_domain(left, right, same):
    assert same_portal(left, right) is same
    assert portal(left)


@pytest.mark.parametrize(("base", "link", "url"), [
    ("http://h/a/b.html", "./c.pdf", "http://h/a/c.pdf"),
    ("http://h/a/b.html", "//k/c", "http://k/c"),
    ("http://h/a/b.html", "?p=2", "http://h/a/b.html?p=2"),
    ("http://h/", "javascript:void(0)", None),
    ("http://h/", "mailto:a@b", None),
    ("http://h/", "http://[::1/", None),
    ("http://h/", "file:///etc/passwd", None),
])
def test_links_are_made_absolute_or_left(base, link, url):
    assert absolute(base, link) == url


def test_a_directory_ends_in_a_slash():
    assert directory("http://h.cn/a/b.html?x=1") == directory("http://h.cn/a/") == "http://h.cn/a/"
