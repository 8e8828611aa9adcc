"""What is beside or within a row: a category, an office, a nested list; and what is a row of its own."""

import pytest

from crawler.lists import row_boxes
from crawler.page import links

AT = "http://h.example/zwgk/"


def kept(body):
    root = links.tree(f"<html><body>{body}</body></html>")
    return [anchor.label for anchor in row_boxes.without(list(links.anchors(root, AT)))]


def row(number, before="", after=""):
    return f"<li>{before}<a href='/t2026010{number}_{number}.html'>通知{number}</a>{after}</li>"


BRACKETED = ["[发改委]", "\uff3b发改委\uff3d", "【发改委】", "〔发改委〕", "(发改委)", "（发改委）", "[" + "字" * 20 + "]"]


@pytest.mark.parametrize("label", BRACKETED)
def test_a_label_in_brackets_beside_a_document_is_its_category(label):
    assert kept(f"<ul>{row(1, f'<a href=/a/>{label}</a>')}</ul>") == ["通知1"]


@pytest.mark.parametrize("label", ["发改委", "[发改委", "[发改委]通知", "[" + "字" * 21 + "]", "[]"])
def test_any_other_label_is_a_link_of_its_own(label):
    assert kept(f"<ul>{row(1, f'<a href=/a/>{label}</a>')}</ul>") == [label, "通知1"]


@pytest.mark.parametrize(("times", "labels"), [(2, ["局", "通知1", "局", "通知2"]), (3, ["通知1", "通知2", "通知3"])])
def test_a_link_that_comes_back_beside_three_rows_is_a_category(times, labels):
    assert kept(f"<ul>{''.join(row(n, '<a href=/a/>局</a>') for n in range(1, times + 1))}</ul>") == labels


def test_the_same_address_under_another_label_is_another_link():
    body = "".join(row(n, f"<a href=/a/>局{n}</a>") for n in (1, 2, 3))
    assert kept(f"<ul>{body}</ul>") == ["局1", "通知1", "局2", "通知2", "局3", "通知3"]


@pytest.mark.parametrize("url", ["/t20260109_9.html", "/a.pdf"])
def test_a_document_in_brackets_is_no_category(url):
    assert kept(f"<ul>{row(1, f'<a href={url}>[解读]</a>')}</ul>") == ["[解读]", "通知1"]


def test_a_link_alone_in_its_row_is_no_category():
    assert kept("<ul><li><a href='/a/'>[发改委]</a></li><li><a href='/b/'>通知</a></li></ul>") == ["[发改委]", "通知"]


@pytest.mark.parametrize(("deep", "labels"), [(0, ["通知1"]), (2, ["通知1"]), (3, ["[局]", "通知1"])])
def test_a_row_is_at_most_three_elements_above(deep, labels):
    category = "<b>" * deep + "<a href=/a/>[局]</a>" + "</b>" * deep
    assert kept(f"<div><li>{category}<a href='/t20260101_1.html'>通知1</a></li></div>") == labels


# ---- nested lists

NESTED = "<{box}><li><a href='/x/'>里面</a></li></{box}>"


@pytest.mark.parametrize("box", ["ul", "ol"])
@pytest.mark.parametrize(
    ("before", "after", "inside"),
    [
        ("<a href='/t20260101_1.html'>通知</a> 2026-01-01", "", True),
        ("", "<a href='/t20260101_1.html'>通知</a><b>2026-01-01</b>", True),
        ("2026-01-01<a href='/t20260101_1.html'>通知</a>", "", True),
        ("<p><b><a href='/t20260101_1.html'>通知</a></b></p><i>2026-01-01</i>", "", True),
        ("<a href='/t20260101_1.html'>通知</a>", "", False),  # no date
        ("通知 2026-01-01", "", False),  # no link
        ("<a>通知</a> 2026-01-01", "", False),  # a link that leads nowhere
        ("<a href='/t20260101_1.html'>通知</a> 01-01", "", False),
    ],
)
def test_a_list_within_a_dated_row_belongs_to_it(box, before, after, inside):
    labels = kept(f"<ul><li>{before}{NESTED.format(box=box)}{after}</li></ul>")
    assert ("里面" not in labels) is inside


def test_a_list_within_no_item_is_a_list():
    link = "<a href='/t20260101_1.html'>通知</a> 2026-01-01"
    assert "里面" in kept(f"{link}{NESTED.format(box='ul')}")
    assert "里面" in kept(f"<div>{link}{NESTED.format(box='ul')}</div>")


def test_a_date_within_the_nested_list_does_not_make_a_row():
    assert "里面" in kept("<ul><li><a href='/t20260101_1.html'>栏目</a><ul><li><a href='/x/'>里面</a>2026-01-01</li></ul></li></ul>")


def test_a_description_may_be_a_row():
    body = f"<dl><dd><a href='/t20260101_1.html'>通知</a> 2026-01-01{NESTED.format(box='ul')}</dd></dl>"
    assert kept(body) == ["通知"]


def test_the_documents_that_each_element_leads_to():
    root = links.tree(
        "<html><body><div><p><a href='/a/'>一</a></p><p><a href='/a/index.html'>二</a><a href='/b/'>三</a></p></div></body></html>"
    )
    found = row_boxes.targets(list(links.anchors(root, AT)))
    first, second = root.iter("p")
    assert (len(found[first]), len(found[second]), len(found[root.find(".//div")])) == (1, 2, 2)
