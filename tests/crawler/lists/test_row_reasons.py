"""Why a link is no row: each reason on the smallest page that has it, and which comes first."""

import pytest

from crawler.lists import row_reasons
from crawler.model.types import Entry, Listing, SubColumn
from crawler.page import links

AT = "http://h.example/zwgk/nb/index.html"
LAST = "its block is not the list: too few of its links have a date, an article's URL or a report's title, or another block has more"


def reasons(body, rows=(), columns=()):
    listing = Listing(
        tuple(Entry(f"http://h.example{path}", "t") for path in rows), tuple(SubColumn(f"http://h.example{path}", "c") for path in columns)
    )
    return row_reasons.reasons(links.tree(f"<html><body>{body}</body></html>"), AT, listing)


@pytest.mark.parametrize(
    ("body", "label", "url", "reason"),
    [
        ("<a href='javascript:go(1)'>去</a>", "去", "javascript:go(1)", "leads nowhere: no http URL, or a row of a script's template"),
        ("<a>去</a>", "去", "", "leads nowhere: no http URL, or a row of a script's template"),
        (
            "<div class='footer'><a href='/x/'>关于</a></div>",
            "关于",
            "http://h.example/x/",
            'in a header, menu, breadcrumb or footer: <div class="footer">',
        ),
        (
            "<div role='navigation' class='nav top' id='menu'><a href='/x/'>关于</a></div>",
            "关于",
            "http://h.example/x/",
            'in a header, menu, breadcrumb or footer: <div role="navigation" class="nav top" id="menu">',
        ),
        ("<footer><a href='/x/'>关于</a></footer>", "关于", "http://h.example/x/", "in a header, menu, breadcrumb or footer: <footer>"),
        ("<select><option value='/x/'>处</option></select>", "处", "http://h.example/x/", "an <option>, which holds no row"),
        ("<iframe src='/x/'></iframe>", "", "http://h.example/x/", "an <iframe>, which holds no row"),
        ("<a href='/zwgk/nb/'>年报</a>", "年报", "http://h.example/zwgk/nb/", "leads to the page itself"),
        ("<a href='/below/'>下级</a>", "下级", "http://h.example/below/", "names a column below this one"),
        ("<p><a href='/x/'></a></p>", "", "http://h.example/x/", "has no title"),
        ("<p><a href='/p2.html'>2</a></p>", "2", "http://h.example/p2.html", "names a page of the list"),
        ("<p><a href='/x/'>暂无数据</a></p>", "暂无数据", "http://h.example/x/", "says that the list is empty"),
        ("<p><a href='/x/'>通知</a></p>", "通知", "http://h.example/x/", LAST),
    ],
)
def test_a_reason(body, label, url, reason):
    assert reasons(body, columns=["/below/"]) == [(label, url, reason)]


def test_an_area_of_a_picture_is_a_link_like_any_other():
    assert reasons("<map><area href='/x/' title='通知'></map>") == [("通知", "http://h.example/x/", LAST)]


def test_a_row_has_no_reason():
    body = "<p><a href='/a.html'>通知</a></p><p><a href='/b.html'>公告</a></p>"
    assert [label for label, _, _ in reasons(body, rows=["/a.html"])] == ["公告"]


def test_what_belongs_to_a_row_is_beside_it():
    """A list whose rows each begin with their category."""
    row = (
        "<li><a href='/kind/{n}/'>[通知]</a><a href='/202601/t2026010{n}_{n}.html'>关于第{n}号工作的通知</a><span>2026-01-0{n}</span></li>"
    )
    items = "".join(row.format(n=n) for n in range(1, 6))
    rows = [f"/202601/t2026010{n}_{n}.html" for n in range(1, 6)]
    found = reasons(f"<ul>{items}</ul>", rows=rows)
    assert {reason for _, _, reason in found} == {"beside or within another row: its category, its office, or a box of its own"}
    assert len(found) == 5


def test_the_reasons_are_in_page_order():
    body = "<p><a href='/x/'>一</a></p><select><option value='/y/'>二</option></select><div class='footer'><a href='/z/'>三</a></div>"
    assert [label for label, _, _ in reasons(body)] == ["一", "二", "三"]
