"""Which addresses are one document, and which are not."""

from itertools import product

import pytest

from crawler.model import same_site
from crawler.model.same_site import absolute, directory, portal, same_portal
from gongkai.urls import PLAIN, canonical, rewritten

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


SCHEMES = ("http", "https", "HTTP", "ftp")
HOSTS = ("h.cn", "www.a-b.gov.cn", "127.0.0.1", "H.cn", "h.cn.", "h..cn", "u@h.cn", "政府.cn", "[::1]", "h_1.cn", "")
PORTS = ("", ":", ":80", ":443", ":8080", ":59999", ":65535", ":99999", ":080", ":0", ":x")
PATHS = (
    "",
    "/",
    "/a",
    "/a/",
    "/a/t1_2.html",
    "/a//b",
    "/a//",
    "/./a",
    "/a/..",
    "/..a/b",
    "/.a",
    "/a.",
    "/~a/-b",
    "/index.html",
    "/Index.HTML",
)
OTHER_PATHS = (
    "/index.d/a",
    "/index_1.html",
    "/a/default.jsp",
    "/mpost_1.html",
    "/mpost_a.html",
    "/post_1.html",
    "/a%20b",
    "/年报.html",
    "/a b",
    "/a;x=1",
)
ODD_PATHS = ("/a?b=1", "/a?", "/a#1", "/a#", "/a\n", "/a\t/b", " /a", "/a ", "/a\\b", "/a+b", "/a:1", "/a/@b")


def test_what_is_known_without_taking_it_apart_is_what_taking_it_apart_gives():
    urls = [
        f"{scheme}://{host}{port}{path}" for scheme, host, port, path in product(SCHEMES, HOSTS, PORTS, PATHS + OTHER_PATHS + ODD_PATHS)
    ]
    assert [url for url in urls if canonical.__wrapped__(url) != rewritten(url)] == []
    assert {"http://h.cn/a/t1_2.html", "https://h.cn:8080/post_1.html"} <= {url for url in urls if PLAIN.fullmatch(url)}


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("http://www.harbin.gov.cn/", "http://xxgk.harbin.gov.cn/", True),
        ("http://www.hlj.gov.cn/", "http://www.harbin.gov.cn/", False),
        ("http://a.gov.cn/", "http://b.gov.cn/", False),  # gov.cn is nobody's
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
        ("http://127.0.0.1:1/a", "https://127.0.0.1:1/b", True),
        ("http://[::1]:1/", "http://[::1]:1/x", True),
    ],
)
def test_a_portal_is_its_registrable_domain(left, right, same):
    assert same_portal(left, right) is same
    assert portal(left)


@pytest.mark.parametrize(
    ("base", "link", "url"),
    [
        ("http://h/a/b.html", "./c.pdf", "http://h/a/c.pdf"),
        ("http://h/a/b.html", "//k/c", "http://k/c"),
        ("http://h/a/b.html", "?p=2", "http://h/a/b.html?p=2"),
        ("http://h/", "javascript:void(0)", None),
        ("http://h/", "mailto:a@b", None),
        ("http://h/", "http://[::1/", None),
        ("http://h/", "file:///etc/passwd", None),
    ],
)
def test_links_are_made_absolute_or_left(base, link, url):
    assert absolute(base, link) == url


BASES = ("http://h/a/b.html", "http://h", "https://h:8080/x/../y/", "http://u:p@h/a/", "http://h/a;p/b?q=/c#f", "http://h//a//", "/a/b", "")
PIECES = ("a", "b.html", "..a", ".", "..", "", "中", "a b", "a:b", "x;y", "~u-1_2", "%20")


@pytest.mark.parametrize("base", BASES)
def test_a_path_that_is_only_appended_leads_where_any_link_does(base):
    """Every link of up to two pieces, as printed in the usual ways: the short way and the long one agree."""
    appended = 0
    for start in ("", "/", "./", "/./", "//", "../"):
        for path in ("/".join(pieces) for count in (1, 2) for pieces in product(PIECES, repeat=count)):
            link = f"{start}{path}"
            appended += same_site.APPENDED.fullmatch(link) is not None
            assert absolute(base, link) == same_site._joined(base, link), link
    assert appended > 30


def test_a_directory_ends_in_a_slash():
    assert directory("http://h.cn/a/b.html?x=1") == directory("http://h.cn/a/") == "http://h.cn/a/"


@pytest.mark.parametrize(
    "key", ["jsessionid", "phpsessid", "sessionid", "ts", "random", "_", "sid", "r", "rand", "timestamp", "nocache", "RAND"]
)
@pytest.mark.parametrize("value", ["", "1774800000000", "0.7731", ".5", "0a1b2c-3d.4", "abcdef!", "z" * 24])
def test_what_is_new_with_every_request_is_no_part_of_an_address(key, value):
    assert canonical(f"http://h.cn/a?id=7&{key}={value}") == "http://h.cn/a?id=7"


@pytest.mark.parametrize("value", ["12345", "z" * 23, "zzzzzzz", "1.5x"])
def test_what_may_be_the_number_of_a_document_is_kept(value):
    assert canonical(f"http://h.cn/a?sid={value}") == f"http://h.cn/a?sid={value}"


@pytest.mark.parametrize("name", ["jsessionid", "JSESSIONID", "phpsessid", "sessionid"])
def test_a_session_in_the_path_is_taken_out(name):
    assert canonical(f"http://h.cn/a;{name}=0A1B/b?x=1") == "http://h.cn/a/b?x=1"


@pytest.mark.parametrize("name", ["index.html", "index.htm", "index.shtml", "default.jsp", "index.asp", "Default.aspx", "index.php"])
def test_the_file_of_a_folder_is_the_folder(name):
    assert canonical(f"http://h.cn/a/{name}") == "http://h.cn/a/"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("http://h.cn./a", "http://h.cn/a"),
        ("http://[2001:db8::1]:80/a", "http://[2001:db8::1]/a"),
        ("http://[2001:db8::1]:81/a", "http://[2001:db8::1]:81/a"),
        ("http://h.cn/a/..", "http://h.cn/"),
        ("http://h.cn/a/b/..", "http://h.cn/a/"),
        ("http://h.cn/a/b/.", "http://h.cn/a/b/"),
        ("http://h.cn/a//b", "http://h.cn/a//b"),
        ("http://h.cn/a?b=&c=1", "http://h.cn/a?b=&c=1"),
        ("http://h.cn/a#12", "http://h.cn/a#12"),
        ("http://h.cn/a#12a", "http://h.cn/a"),
        (" http://h.cn/a b ", "http://h.cn/a%20b"),
        ("http://h.cn/:@!$&'()*+,;=~-._", "http://h.cn/:@!$&'()*+,;=~-._"),
        ("http://h.cn/mpost_x.html", "http://h.cn/mpost_x.html"),
    ],
)
def test_the_one_spelling(given, found):
    assert canonical(given) == found
