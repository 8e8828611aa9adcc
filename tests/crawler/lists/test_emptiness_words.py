"""Each sign that a script draws the rows of a page that has none."""

import pytest

from crawler.lists import emptiness
from crawler.model.types import Fetch, Page
from crawler.page import links

AT = "http://h.example/zwgk/"
TEMPLATES = "ms-repeat ms-for ms-each v-for ng-repeat x-for"
CALLS = """fetch("/api/list") $.get('/api/list') $.post("/api/list") $.getJSON('/api/list') $('#x').load('/api/list')
axios.request("/api/list") xhr.open("GET","/api/list") xhr.open("POST","/api/list")
$.ajax({url:'/api/list'}) $.ajax({type:'GET',url:'/api/list'})"""
LIBRARIES = """jquery bootstrap swiper layui layer slide superslide share count stat tongji analytics ie8 html5shiv respond page pager
pagination dropdown menu search"""


def reasons(body):
    page = Page(AT, f"<html><body>{body}</body></html>", Fetch(AT))
    return emptiness.drawn_by_script(links.tree(page.text), page)


@pytest.mark.parametrize("name", TEMPLATES.split())
def test_a_template_of_rows(name):
    for attribute in (name, f"{name}-item"):
        assert reasons(f"<ul><li {attribute}='item in list'></li></ul>") == ("rows_by_script",)


@pytest.mark.parametrize("call", CALLS.split())
def test_a_call_names_the_interface(call):
    assert reasons(f"<script>{call}</script>") == ("rows_by_script: http://h.example/api/list",)


def test_another_sites_interface_is_named_as_that():
    assert reasons("<script>fetch('http://other.example/api')</script>") == ("rows_by_script: http://other.example/api (another site's)",)


@pytest.mark.parametrize(
    "address", ["/a.css", "/a.png", "/a.jpg", "/a.gif", "/a.js", "/visit", "/click", "/hits", "/count", "/stat", "/weather", "/login"]
)
def test_what_a_script_loads_besides_lists(address):
    assert reasons(f"<script>$.get('{address}')</script>") == ()


@pytest.mark.parametrize("tag", ["li", "tr", "dd", "dl", "p"])
def test_rows_that_a_script_writes(tag):
    assert reasons(f"<script>document.write('<{tag}>x')</script>") == ("rows_by_script",)


@pytest.mark.parametrize("name", LIBRARIES.split())
def test_a_library_draws_no_list(name):
    assert reasons(f"<ul id=list></ul><script src='/js/{name}.js'></script>") == ()
    assert reasons("<ul id=list></ul><script src='/js/own.js'></script>") == ("rows_by_script",)


@pytest.mark.parametrize("tag", ["ul", "ol", "table", "dl"])
def test_a_place_for_rows_that_is_empty(tag):
    assert reasons(f"<{tag} id=list></{tag}><script src='/js/own.js'></script>") == ("rows_by_script",)
    assert reasons("<section id=list></section><ul></ul><script src='/js/own.js'></script>") == ()
