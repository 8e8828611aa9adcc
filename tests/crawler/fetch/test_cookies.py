"""Which cookies are kept and where they are sent back."""

import pytest

from crawler.fetch import cookies
from crawler.fetch.cookies import Jar

AT = "http://www.h.cn/a/b.html"


def given(line, url, at=AT):
    jar = Jar()
    jar.take(at, (line,))
    return jar.give(url)


@pytest.mark.parametrize(
    ("line", "url", "sent"),
    [
        ("a=1", "http://www.h.cn/", "a=1"),
        ("a=1", "http://www.h.cn", "a=1"),
        ("a=1", "http://www.h.cn/x/y", "a=1"),
        ("a=1", "http://h.cn/", ""),
        ("a=1", "http://x.www.h.cn/", ""),
        (" a=1 ; Path=/ ; HttpOnly", "http://www.h.cn/", "a=1"),
        ("a=1; Domain=h.cn", "http://www.h.cn/", "a=1"),
        ("a=1; Domain=.H.cn", "http://h.cn/", "a=1"),
        ("a=1; Domain=h.cn", "http://other.h.cn/", "a=1"),
        ("a=1; Domain=h.cn", "http://xh.cn/", ""),
        ("a=1; Domain=www.h.cn", "http://www.h.cn/", "a=1"),
        ("a=1; Domain=www.h.cn", "http://x.www.h.cn/", ""),
        ("a=1; Domain=k.cn", "http://www.h.cn/", ""),
        ("a=1; Domain=k.cn", "http://k.cn/", ""),
        ("a=1; Domain=cn", "http://www.h.cn/", ""),  # of a whole country
        ("a=1; Path=/x", "http://www.h.cn/x", "a=1"),
        ("a=1; Path=/x", "http://www.h.cn/x/y", "a=1"),
        ("a=1; Path=/x/", "http://www.h.cn/x/y", "a=1"),
        ("a=1; Path=/x", "http://www.h.cn/xy", ""),
        ("a=1; Path=/x", "http://www.h.cn/", ""),
        ("a=1; Path=x", "http://www.h.cn/", "a=1"),  # no path
        ("a=", "http://www.h.cn/", "a="),
        ("a", "http://www.h.cn/", ""),
        ("=1", "http://www.h.cn/", ""),
        ("a=1\x07", "http://www.h.cn/", ""),
        ("a=1 2", "http://www.h.cn/", "a=1 2"),
        ("a=b=c", "http://www.h.cn/", "a=b=c"),
    ],
)
def test_a_cookie_is_sent_where_it_belongs(line, url, sent):
    assert given(line, url) == sent


@pytest.mark.parametrize(("length", "kept"), [(cookies.LONGEST, True), (cookies.LONGEST + 1, False)])
def test_a_cookie_has_a_length(length, kept):
    assert cookies.LONGEST == 4096
    assert bool(given("a=".ljust(length, "x"), AT)) is kept


@pytest.mark.parametrize(("age", "kept"), [("0", False), ("-0", False), ("-1", False), ("10", True), ("60", True), ("", True)])
def test_a_cookie_is_deleted_by_its_age(age, kept):
    jar = Jar()
    jar.take(AT, ("a=1", "b=2"))
    jar.take(AT, (f"a=3; Max-Age={age}",))
    assert jar.give(AT) == ("b=2; a=3" if kept else "b=2")


def test_a_cookie_is_replaced_by_name_path_and_domain():
    jar = Jar()
    jar.take(AT, ("a=1", "a=2; Path=/x", "a=3; Domain=h.cn", "a=4"))
    assert jar.give("http://www.h.cn/x") == "a=2; a=3; a=4"


def test_the_oldest_cookie_is_pushed_out():
    jar = Jar()
    jar.take(AT, tuple(f"a{number}=1" for number in range(101)))
    sent = jar.give(AT).split("; ")
    assert (len(sent), sent[0], sent[-1]) == (100, "a1=1", "a100=1")


def test_an_empty_jar_gives_nothing():
    assert Jar().give(AT) == ""
