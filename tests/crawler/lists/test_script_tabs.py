"""Tabs that only a script opens: in which elements they are seen, and what holds years but is a search."""

import pytest

from crawler.lists import script_tabs
from crawler.model.types import Fetch, Page
from crawler.page import links

AT = "http://h.example/zwgk/nb/index.html"
YEARS = ("2021年", "2022年", "2023年")


def tabs(body):
    page = Page(AT, f"<html><body>{body}</body></html>", Fetch(AT))
    return [(tab.label, tab.url) for tab in script_tabs.read_tabs(links.tree(page.text), page)]


def row(tag, attributes="", years=YEARS):
    return "".join(f"<{tag} {attributes}>{year}</{tag}>" for year in years)


@pytest.mark.parametrize(
    "tag", ["a", "li", "span", "option", "button", "dd", "dt", "em", "div", "p", "label", "b", "strong", "i", "h3", "h4"]
)
def test_years_that_are_pressed_are_tabs_in_any_of_these(tag):
    assert tabs(f"<section>{row(tag, 'onclick=go()')}</section>") == [(year, "") for year in YEARS]


@pytest.mark.parametrize("tag", ["u", "small", "font"])
def test_years_in_other_elements_are_text(tag):
    assert tabs(f"<section>{row(tag, 'onclick=go()')}</section>") == []


@pytest.mark.parametrize(("tag", "least"), [("a", 1), ("button", 1), ("option", 1), ("li", 3), ("span", 3)])
def test_how_many_side_by_side_are_tabs(tag, least):
    assert tabs(f"<section>{row(tag, years=YEARS[:least])}</section>") == [(year, "") for year in YEARS[:least]]
    assert least == 1 or tabs(f"<section>{row(tag, years=YEARS[: least - 1])}</section>") == []


@pytest.mark.parametrize("name", ["search", "calendar", "date", "datepicker", "rili", "riqi", "query"])
@pytest.mark.parametrize("depth", [0, 3])
def test_years_of_a_search_are_no_tabs(name, depth):
    inner = "<section>" * depth + f"<div class='{name}'>{row('a', 'onclick=go()')}</div>" + "</section>" * depth
    assert tabs(inner) == []
    assert tabs(inner.replace(name, "years")) == [(year, "") for year in YEARS]


@pytest.mark.parametrize(("field", "searches"), [("type=text", True), ("type=search", True), ("", True), ("type=hidden", False)])
def test_a_form_with_a_field_to_type_in_is_a_search(field, searches):
    assert tabs(f"<form><input {field}>{row('a', 'onclick=go()')}</form>") == ([] if searches else [(year, "") for year in YEARS])


@pytest.mark.parametrize("mark", ["role=tab", "data-year=1", "rel=1", "value=1"])
def test_a_mark_makes_one_element_a_tab(mark):
    assert tabs(f"<section><li {mark}>2023年</li></section>") == [("2023年", "")]


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("<li data-url='/nb/2023/'>2023年</li>", "http://h.example/nb/2023/"),
        (
            "<li data-id='7' onclick='go(this)'>2023年</li>"
            "<script>$('li').click(function(){location.href='/nb/'+$(this).data('id')+'.html'})</script>",
            "http://h.example/nb/7.html",
        ),
        (
            "<select onchange=\"location.href='/nb/'+this.value+'.html'\"><option value='9'>2023年</option></select>",
            "http://h.example/nb/9.html",
        ),
        (
            "<form action='/nb/list.do'><select name='y'><option value='9'>2023年</option></select></form>",
            "http://h.example/nb/list.do?y=9",
        ),
        ("<form action='/nb' method=post><select name='y'><option value='9'>2023年</option></select></form>", ""),
    ],
)
def test_the_address_behind_a_tab(body, url):
    assert tabs(body) == [("2023年", url)]


@pytest.mark.parametrize(("length", "seen"), [(40, True), (41, False)])
def test_a_long_text_is_no_label(length, seen):
    label = "2023年" + " " * (length - 5) if length <= 5 else "2023年".ljust(length, "-")
    assert bool(tabs(f"<section><a onclick=go()>{label}</a></section>")) is seen


@pytest.mark.parametrize("tag", ["ul", "ol", "dl", "div", "table"])
def test_a_heading_that_unfolds_what_follows_it_is_no_tab(tag):
    inner = {"table": "<tr><td>{}</td></tr>", "dl": "<dd>{}</dd>"}.get(tag, "<li>{}</li>").format("<a href='/a'>x</a>")
    body = "".join(f"<section><button>{year}</button><{tag}>{inner}</{tag}></section>" for year in YEARS)
    assert tabs(body) == []
    assert len(tabs(body.replace("href=", "name="))) == 3, "nothing to read follows"
    assert len(tabs(body.replace(f"<{tag}>", "<q>").replace(f"</{tag}>", "</q>"))) == 3


@pytest.mark.parametrize("name", ["href", "data-target", "data-bs-target", "aria-controls"])
def test_a_tab_that_names_what_it_shows_is_none(name):
    body = f"<section><button {name}='#y'>2023年</button></section><section id='y'>x</section>"
    assert tabs(body) == []
    assert len(tabs(body.replace("id='y'", "id='z'"))) == 1


def test_cells_of_years_are_figures_and_levels_need_a_press():
    assert tabs(f"<table><tr>{row('td')}</tr></table>") == []
    assert len(tabs(f"<table><tr>{row('td', 'onclick=go()')}</tr></table>")) == 3


@pytest.mark.parametrize(("tag", "seen"), [("form", False), ("div", True)])
def test_only_a_form_searches_by_a_field(tag, seen):
    assert bool(tabs(f"<{tag}><input type=text>{row('a', 'onclick=go()')}</{tag}>")) is seen


def test_a_form_of_years_alone_is_no_search():
    assert tabs(f"<form>{row('a', 'onclick=go()')}</form>") == [(year, "") for year in YEARS]


@pytest.mark.parametrize(("length", "seen"), [(35, True), (36, False)])
def test_a_label_of_forty_characters_is_the_longest(length, seen):
    """Signs that are left out of the comparison count as characters of the label."""
    assert bool(tabs(f"<section><a onclick=go()>2023年{'-' * length}</a></section>")) is seen


@pytest.mark.parametrize(("between", "seen"), [(0, True), (1, True), (2, True), (3, False)])
def test_a_mark_counts_up_to_three_elements_around_the_label(between, seen):
    body = f"<li onclick=go()>{'<em>' * between}<b>2023年</b>{'</em>' * between}</li><p>正文</p>"
    assert bool(tabs(f"<section>{body}</section>")) is seen


@pytest.mark.parametrize(("label", "seen"), [("市级", True), ("区县", True), ("要闻", False)])
def test_a_level_that_is_pressed_is_a_tab(label, seen):
    assert bool(tabs(f"<section><a onclick=go()>{label}</a></section>")) is seen


def test_levels_side_by_side_that_are_not_pressed_are_words():
    assert tabs("<section><li>市级</li><li>区县</li><li>部门</li></section>") == []


@pytest.mark.parametrize(("inside", "label", "seen"), [("footer", "市级", False), ("footer", "2023年", True), ("section", "市级", True)])
def test_a_level_in_the_pages_furniture_opens_the_portals_menu(inside, label, seen):
    assert bool(tabs(f"<{inside}><a onclick=go()>{label}</a></{inside}><p>正文</p>")) is seen


def test_a_level_in_the_furniture_whose_address_is_printed_is_a_tab():
    body = (
        "<p>正文</p><footer><li onclick=\"open('a')\">市级</li></footer><script>function open(x){location.href='/nb/'+x+'.html'}</script>"
    )
    assert tabs(body) == [("市级", "http://h.example/nb/a.html")]


def test_what_a_link_opens_already_is_no_tab():
    assert tabs("<section><button>2023年</button></section><a href='/nb/2023/'>2023年</a>") == []


def test_each_label_is_one_tab_whose_later_address_counts():
    body = "<section><button>2023年</button></section><section><li data-url='/nb/2023/'>2023年</li></section>"
    assert tabs(body) == [("2023年", "http://h.example/nb/2023/")]


def test_the_innermost_element_that_shows_a_label_stands_for_it():
    assert tabs("<section><li onclick=go()><span>2023年</span></li></section>") == [("2023年", "")]


HANDLER = "<li {mark} onclick='go(this)'>2023年</li><script>{script}</script>"


@pytest.mark.parametrize(
    ("mark", "script"),
    [
        ("data-id='7'", "location.href='/nb/'+$(this).data('id')+'.html'"),
        ("data-id='7'", "location.href='/nb/'+$(this).attr('data-id')+'.html'"),
        ("data-id='7'", "location.href='/nb/'+e.getAttribute('data-id')+'.html'"),
        ("data-id='7'", "location.href='/nb/'+e.dataset.id+'.html'"),
        ("rel='7'", "location.href='/nb/'+$(this).attr('rel')+'.html'"),
        ("value='7'", "var v=$(this).attr('value');location.href='/nb/'+v+'.html'"),
    ],
)
def test_a_handler_that_reads_an_attribute_names_the_address(mark, script):
    assert tabs(HANDLER.format(mark=mark, script=script)) == [("2023年", "http://h.example/nb/7.html")]


def test_a_handler_that_reads_another_attribute_does_not():
    assert tabs(HANDLER.format(mark="data-id='7'", script="location.href='/nb/'+$(this).data('key')+'.html'")) == [("2023年", "")]


SELECT = "<select {select}><option value='{value}'>2023年</option></select>{more}"


@pytest.mark.parametrize(
    ("select", "value", "more", "url"),
    [
        ("onchange=\"location.href='/nb/'+this.options[this.selectedIndex].value+'.html'\"", "9", "", "http://h.example/nb/9.html"),
        ('onchange="go(this.value)"', "9", "<script>function go(x){location='/nb/'+x+'.html'}</script>", "http://h.example/nb/9.html"),
        ('onchange="go(this.name)"', "9", "<script>function go(x){location='/nb/'+x+'.html'}</script>", ""),
        ('onchange="go(this.value)"', "", "<script>function go(x){location='/nb/'+x+'.html'}</script>", ""),
        ("name=y", "9", "", ""),  # no form around it
    ],
)
def test_the_address_behind_an_option(select, value, more, url):
    assert tabs(SELECT.format(select=select, value=value, more=more)) == [("2023年", url)]


@pytest.mark.parametrize(
    ("form", "url"),
    [
        ("action='/nb/list.do'", "http://h.example/nb/list.do?y=9"),
        ("action='/nb/list.do' method=GET", "http://h.example/nb/list.do?y=9"),
        ("", "http://h.example/zwgk/nb/index.html?y=9"),
        ("action='/nb/list.do' method=post", ""),
    ],
)
def test_the_address_behind_an_option_of_a_form(form, url):
    assert tabs(f"<form {form}>{SELECT.format(select='name=y', value='9', more='')}</form>") == [("2023年", url)]


def test_an_option_of_a_select_without_a_name_has_no_address():
    assert tabs(f"<form action='/nb'>{SELECT.format(select='', value='9', more='')}</form>") == [("2023年", "")]


@pytest.mark.parametrize(
    ("key", "target", "shown"),
    [("href", "#y", True), ("data-target", "y", True), ("href", "javascript:;", False), ("href", "#", False), ("data-target", "#z", False)],
)
def test_a_target_is_the_name_of_an_element(key, target, shown):
    assert bool(tabs(f"<section><button {key}='{target}'>2023年</button></section><section id='y'>x</section>")) is not shown


@pytest.mark.parametrize("body", ["<li role=navigation><b><a>{}</a></b></li>", "<nav><b>{}</b></nav>", "<nav><p><b>{}</b>其他</p></nav>"])
def test_furniture_is_looked_for_at_each_element_around_a_label(body):
    found = links.tree(f"<html><body>{body.format('市级')}<p>正文</p></body></html>")
    (chain, label) = next(iter(script_tabs._chains(found)))
    assert (label, script_tabs._is_menu(chain, label)) == ("市级", True)
    assert not script_tabs._is_menu(chain, "2023年")
