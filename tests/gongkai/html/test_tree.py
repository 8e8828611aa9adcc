"""Pages whose elements have more attributes than a parser can take: text stays, attributes are bounded, time is linear."""

import pytest
from lxml import etree
from lxml import html as lxml_html

from gongkai.html import tree as html_tree

PLAIN = etree.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8")


def attributes(count, part=" ", value="=1"):
    return part.join(f"a{number}{value}" for number in range(count))


TAGS = {
    "blanks": "<table " + attributes(20_000) + ">",
    "slashes": "<table/" + attributes(20_000, "/", "") + ">",
    "tags within": "<table " + attributes(20_000, "", '="<p>"') + ">",
    "ends within": "<table " + attributes(20_000, "\t", "='>'") + ">",
    "after a comment": "<!-- <a x=' --><table " + attributes(20_000) + ">",
    "after a script": "<script>'<a b=\"'</script><table " + attributes(20_000) + ">",
}


@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS)
def test_an_element_keeps_its_text_and_its_first_attributes(tag):
    parsed = html_tree.parse(f"<p>前{tag}<tr><td>12</td></tr></table><p>后</p>", PLAIN)
    table = parsed.root.find(".//table")
    assert list(table.attrib) == [f"a{number}" for number in range(html_tree.MOST)]
    assert parsed.left_out == 20_000 - html_tree.MOST
    assert [element.text for element in parsed.root.iter("p", "td")] == ["前", "12", "后"]


def test_a_page_with_many_words_and_no_such_element_has_the_tree_of_its_parser():
    rows = "".join(f"<li class='x'><a href='/art/{n}.html'>报告 {n}</a><!-- {n} --> 2021-01-01</li>" for n in range(3000))
    page = f"<html><head><title>目录</title></head><body><ul>{rows}</ul><p>完</body></html>"
    assert html_tree.may_be_crowded(page.encode())
    assert etree.tostring(html_tree.parse(page, PLAIN).root) == etree.tostring(etree.fromstring(page.encode(), PLAIN))


def test_elements_are_of_the_parser_s_kind_and_comments_are_left_out_where_not_wanted():
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True)
    root = html_tree.parse(f"<p {attributes(20_000)}>一<!-- 注 -->二</p>", parser, comments=False).root
    assert isinstance(root, lxml_html.HtmlElement)
    assert root.find(".//p").text == "一二"


def test_a_page_of_comments_only_has_no_root():
    page = f"<!-- {attributes(20_000)} -->"
    assert html_tree.may_be_crowded(page.encode())
    assert html_tree.parse(page, PLAIN, comments=False).root is None


@pytest.mark.parametrize("filling", ["", "文" * 40_000, "é" * 40_000, "\N{GRINNING FACE}" * 40_000])
@pytest.mark.parametrize("part", [bytes([sign]).decode() for sign in html_tree.PARTING if chr(sign) not in "\"'"])
def test_no_filling_hides_an_element_of_many_attributes(part, filling):
    parsed = html_tree.parse(f"<p>{filling}<table{part}{attributes(20_000, part, '')}><tr><td>12</td></tr></table>", PLAIN)
    assert parsed.left_out == 20_000 - html_tree.MOST


@pytest.mark.parametrize("text", ["", "a/b c", "年 报", "é/é", "\N{GRINNING FACE} a", "a" * 10 + "年é\N{GRINNING FACE}"])
def test_the_ascii_characters_of_a_text_are_never_counted_too_low(text):
    assert html_tree.most_ascii(text, text.encode()) >= sum(map(str.isascii, text))


def test_separators_are_counted_one_by_one():
    for sign in html_tree.PARTING:
        assert html_tree.may_exceed(bytes([sign, 120]) * 3, 2)
        assert not html_tree.may_exceed(bytes([sign, 120]) * 3, 3)


@pytest.mark.parametrize(("names", "crowded"), [(1000, False), (1001, True)])
def test_how_many_names_may_crowd_an_element_the_first_sign_of_the_page_included(names, crowded):
    page = b"".join(b" a%d" % number for number in range(names)) + b" a1" * 12_000
    assert len(page) < html_tree.CHUNK
    assert html_tree.may_be_crowded(page) is crowded


@pytest.mark.parametrize(("count", "more"), [(12_000, False), (12_001, True)])
def test_how_many_signs_may_part_attributes(count, more):
    assert html_tree.may_exceed(b"a" * 50 + b" " * count, html_tree.SEPARATORS) is more
    assert html_tree.may_exceed(b" " * count, html_tree.SEPARATORS) is more
    assert not html_tree.may_exceed(b"a" * 50_000, html_tree.SEPARATORS)


def test_half_a_character_does_not_end_the_reading():
    assert html_tree.parse("<p>前\ud800后</p>", PLAIN).root.findtext(".//p") == "前?后"
