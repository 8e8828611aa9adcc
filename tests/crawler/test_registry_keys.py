"""Each key of a site and of a column in the registry: a value it takes and one that it refuses in a sentence."""

import pytest

from crawler import registry
from gongkai.errors import BadConfiguration

SITE = {
    "area": ('"230100"', "23010"),
    "level": ("city", "village"),
    "delay": ("2", "fast"),
    "connections": ("2", "many"),
    "robots": ("false", "maybe"),
    "user_agent": ("name", "[]"),
    "charset": ("gb18030", "klingon"),
    "tls": ("legacy", "modern"),
    "fetcher": ("browser", "phone"),
    "timezone": ("Asia/Shanghai", "Asia/Nowhere"),
    "allow_private": ("true", "maybe"),
    "status": ("verified", "unsure"),
}
COLUMNS = "columns: [{id: b, name: 年报, url: 'http://a.gov.cn/', kind: annual_report}]"


def text(key, value):
    given = {"id": "a", "name": "甲", "area": '"230100"', "level": "city", key: value}
    return "- " + "\n  ".join([*(f"{name}: {each}" for name, each in given.items()), COLUMNS])


@pytest.mark.parametrize("key", SITE)
def test_a_key_of_a_site(key):
    good, bad = SITE[key]
    try:
        (site,) = registry.parse(text(key, good), "x")
    except BadConfiguration as error:
        pytest.fail(str(error))
    assert hasattr(site, key)
    with pytest.raises(BadConfiguration, match=key):
        registry.parse(text(key, bad), "x")


def test_an_unknown_key_is_refused():
    with pytest.raises(BadConfiguration, match="delayX"):
        registry.parse(text("delayX", "2"), "x")


def test_an_empty_file_has_no_site_and_another_text_is_no_registry():
    assert registry.parse("", "x") == ()
    with pytest.raises(BadConfiguration, match="list of sites"):
        registry.parse("a: b", "x")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("{a: 1}", "a dict"), ("text", "a str"), ("3", "a int"), ("[null]", "empty"), ("[text]", "a str"), ("[[]]", "a list")],
)
def test_what_stands_in_place_of_a_site_is_named(text, kind):
    with pytest.raises(BadConfiguration, match=f"this is {kind}$"):
        registry.parse(text, "x")
