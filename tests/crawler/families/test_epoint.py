"""Epoint: by what its site, its category and its department are found, and in which order of places."""

import json

import pytest

from crawler.families import epoint
from crawler.model.types import Fetch, Page

AT = "http://h.example/nb/index.html"
SCRIPT = '<script type="text/javascript" src="/js/webBuilderCommon.js?v=2"></script>'
SITE = "var siteGuid = '7eb5f7f1-9041-43ad-8e13-8fcb82ea831a';"
GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"


def page(text, url=AT, state=(), headers=()):
    return Page(url, text, Fetch(url, state=tuple(sorted(dict(state).items()))), headers=tuple(headers))


def asked(text, url=AT, state=()):
    """The request that a page makes: address and body as JSON."""
    (fetch,) = epoint.listing(page(text, url, state)).next
    return fetch, json.loads(fetch.body)


@pytest.mark.parametrize(
    ("headers", "text", "own"),
    [
        ([("Server", "Epoint 9")], "", True),
        ([("SERVER", "x/EPOINT")], "", True),
        ([("X-Server", "epoint")], "", False),
        ([("Server", "nginx")], "", False),
        ([("Server", "nginx")], "<div class='EWB-list'>", True),
        ([], "newb-x", False),
    ],
)
def test_by_its_server_or_its_marks_a_page_is_known(headers, text, own):
    assert epoint.matches(page(text, headers=headers)) is own


@pytest.mark.parametrize(
    ("text", "url", "category", "department"),
    [
        (f"{SITE} categorynum:'004'", AT, "004", ""),
        (f"{SITE} 'categorynum' = \"0-4\"", AT, "0-4", ""),
        (f"{SITE} categorynum:'004'", f"{AT}?categorynum=009&deptcode=D1", "009", "D1"),
        (SITE, f"{AT}?deptcode=D1", "", "D1"),
        (SITE, AT, "", ""),
    ],
)
def test_the_category_is_that_of_the_address_before_that_of_the_page(text, url, category, department):
    fetch, body = asked(text, url)
    assert fetch.url == "http://h.example/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
    assert body == {"deptcode": department, "categorynum": category, "pageIndex": 0, "pageSize": 15, "siteGuid": GUID}
    assert (fetch.method, fetch.page, fetch.family) == ("POST", 1, "epoint")


def test_notes_of_the_page_that_named_the_script_come_first():
    notes = {"category": "001", "department": "D0", "referer": AT}
    body = asked(f"{SITE} categorynum:'004'", f"{AT}?categorynum=009&deptcode=D1", notes)[1]
    assert (body["categorynum"], body["deptcode"]) == ("001", "D0")


@pytest.mark.parametrize("wrapped", ['"params": {', "params:", "'params' : {"])
def test_an_address_and_a_wrapper_named_by_the_page_are_used(wrapped):
    fetch, body = asked(f"{SITE} url:'/x/rest/lightfrontaction/getgovinfolist', data:{wrapped}")
    assert (fetch.url, list(body)) == ("http://h.example/x/rest/lightfrontaction/getgovinfolist", ["params"])


@pytest.mark.parametrize("key", ["siteGuid:", "siteguid = ", '"siteGuid" : '])
def test_how_a_page_names_its_site(key):
    assert asked(f"{key}'{GUID}'")[1]["siteGuid"] == GUID


@pytest.mark.parametrize("script", ["/js/webBuilderCommon.js?v=2", "../js/ajaxReq.js", "a/WEBBUILDERCOMMON.JS"])
@pytest.mark.parametrize(
    ("url", "text", "category", "department"),
    [(f"{AT}?categorynum=009&deptcode=D1", "categorynum:'004'", "009", "D1"), (AT, "categorynum:'004'", "004", ""), (AT, "", "", "")],
)
def test_without_a_site_the_script_beside_the_page_is_asked_for_it(script, url, text, category, department):
    found = epoint.listing(page(f'<script async src="{script}"></script>{text}', url))
    (fetch,) = found.next
    assert fetch.url.lower().endswith(script.lower().removeprefix(".."))
    assert fetch.url.startswith("http://h.example/")
    assert dict(fetch.state) == {"category": category, "department": department, "referer": url}
    assert (fetch.page, fetch.family, found.reasons) == (1, "epoint", ())


def test_a_script_that_names_no_site_is_asked_no_other():
    found = epoint.listing(page(SCRIPT, state={"category": "", "department": "", "referer": AT}))
    assert (found.next, found.reasons) == ((), ("site_id_not_named",))


def test_a_page_without_either_lacks_its_site_id():
    found = epoint.listing(page("<div class='ewb-list'></div>"))
    assert found.next == ()
    assert any("its site id" in reason or "site" in reason for reason in found.reasons)
