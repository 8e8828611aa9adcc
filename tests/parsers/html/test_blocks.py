"""Which elements end a paragraph and which do not."""

import pytest
from lxml import html

from parsers.html import blocks
from parsers.html.visibility import Visibility
from parsers.types import Paragraph, Table

BLOCK = """address article blockquote center dd div dl dt figcaption figure form h1 h2 h3 h4 h5 h6 li main ol p pre publishtime section
ucapcontent ucaptitle ul"""
INLINE = "span a b i u em font label small"


def paragraphs(body):
    found = blocks.read_blocks(html.fromstring(f"<html><body><div>{body}</div></body></html>"))
    return [block.text for block in found.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("tag", BLOCK.split())
def test_a_block_stands_alone(tag):
    assert paragraphs(f"前<{tag}>中</{tag}>后") == ["前", "中", "后"]


@pytest.mark.parametrize("tag", ["table", "tr", "td", "th"])
def test_a_table_of_layout_and_its_parts_stand_alone(tag):
    root = html.Element("div")
    root.text = "前"
    root.append(part := html.Element(tag))
    part.text, part.tail = "中", "后"
    assert [block.text for block in blocks.read_blocks(root).blocks] == ["前", "中", "后"]


@pytest.mark.parametrize("tag", ["br", "hr"])
def test_a_break_ends_a_paragraph(tag):
    assert paragraphs(f"前<{tag}>后") == ["前", "后"]


@pytest.mark.parametrize("tag", INLINE.split())
def test_an_inline_element_does_not(tag):
    assert paragraphs(f"前<{tag}>中</{tag}>后") == ["前中后"]


@pytest.mark.parametrize("tag", ["nav", "header", "footer", "aside"])
def test_what_frames_a_page_is_known(tag):
    assert tag in blocks.CHROME


@pytest.mark.parametrize(
    ("body", "bold"),
    [
        ("<b>一、总体</b>", True),
        ("<strong>一、总体</strong>", True),
        *((f"<h{level}>一、总体</h{level}>", True) for level in range(1, 7)),
        ("<p>一、总体</p>", False),
        ("<i>一、总体</i>", False),
        ("<b>一、</b>总体", False),  # half of it
        ("<b>一、总</b>体", True),
        ("<b><b>一、</b>总</b>体", True),
        ("<b>一</b>", True),
        ("<b><p>前</p></b><p>后</p>", False),
        ("<b hidden>前</b><p>后</p>", False),
    ],
)
def test_a_paragraph_is_bold_where_most_of_it_is(body, bold):
    root = html.fromstring(f"<html><body><div>{body}</div></body></html>")
    hidden = Visibility(frozenset(root.xpath("//*[@hidden]")), {}, frozenset())
    assert blocks.read_blocks(root, hidden).blocks[-1].bold is bold


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<pre>甲\n乙</pre>", ["甲", "乙"]),
        ("<pre>甲\n\n乙</pre>丙\n丁", ["甲", "乙", "丙丁"]),
        ("甲\n乙", ["甲乙"]),
        ("<pre>甲<b>乙\n丙</b>丁</pre>", ["甲乙", "丙丁"]),
        ("<pre hidden>甲</pre>乙\n丙", ["乙丙"]),
        ("甲<!-- 注 -->乙", ["甲乙"]),
        ("甲<script>x</script>乙", ["甲乙"]),
        ("甲<span hidden>旧</span>乙", ["甲乙"]),
    ],
)
def test_the_lines_of_a_text(body, lines):
    root = html.fromstring(f"<html><body><div>{body}</div></body></html>")
    hidden = Visibility(frozenset(root.xpath("//*[@hidden]")), {}, frozenset())
    assert [block.text for block in blocks.read_blocks(root, hidden).blocks] == lines


@pytest.mark.parametrize(
    ("mark", "body", "text"),
    [
        ("hidden", "收到<i>旧</i>件", "收到件"),
        ("struck", "收到<i>旧</i>件", "收到件"),
        ("deleted", "收到<i>旧</i>件", "收到件"),
        ("inserted", "收到<i>新</i>件", "收到新件"),
        ("superscript", "收到<i>1</i>件", "收到件"),
        ("superscript", "10<i>1</i>件", "10件"),
        ("superscript", "10m<i>2</i>", "10m2"),
        ("superscript", "<i>1</i>注", "1注"),
        ("field", "收到<i>3</i>件", "收到3件"),
    ],
)
def test_a_sentence_leaves_out_what_is_marked(mark, body, text):
    root = html.fromstring(f"<div>{body}</div>")
    found = blocks.read_blocks(root, Visibility(frozenset(), {root.find("i"): mark}, frozenset()))
    assert [block.text for block in found.blocks] == [text]


def test_a_struck_table_is_still_a_table():
    root = html.fromstring("<div><s><table><tr><td>1</td><td>2</td></tr></table></s></div>")
    assert len(blocks.read_blocks(root, Visibility(frozenset(), {root.find("s"): "struck"}, frozenset())).blocks) == 1


def test_the_place_of_each_block_and_the_numbers_of_tables():
    figures = "<table><tr><td>1</td><td>2</td></tr></table>"
    root = html.fromstring(f"<html><body>零<p>甲</p>乙{figures}<div><p>丙<br>丁</p></div>{figures}</body></html>")
    read = blocks.read_blocks(root.find("body"), tables=3)
    assert [element.tag for element in read.elements] == ["body", "p", "p", "table", "p", "br", "table"]
    assert [getattr(block, "path", None) for block in read.blocks] == [
        "/html/body", "/html/body/p", "/html/body/p", None, "/html/body/div/p", "/html/body/div/p/br", None,
    ]  # fmt: skip
    assert [block.index for block in read.blocks if isinstance(block, Table)] == [3, 4]
    assert read.blocks[3].cells[0].path == "/html/body/table[1]/tr[1]/td[1]"


def test_what_comes_behind_the_container_is_not_its_text():
    root = html.fromstring("<div><p>甲</p>乙</div>")
    assert [block.text for block in blocks.read_blocks(root.find("p")).blocks] == ["甲"]


@pytest.mark.parametrize("tag", ["nav", "footer"])
def test_what_is_to_be_left_out_is(tag):
    root = html.fromstring(f"<div>甲<{tag}>菜单</{tag}>乙</div>")
    assert [block.text for block in blocks.read_blocks(root, leave=frozenset({tag})).blocks] == ["甲乙"]
    assert "菜单" in "".join(block.text for block in blocks.read_blocks(root).blocks)


def test_tables_are_numbered_from_nought():
    figures = "<table><tr><td>1</td><td>2</td></tr></table>"
    read = blocks.read_blocks(html.fromstring(f"<div>{figures}{figures}</div>"))
    assert [block.index for block in read.blocks] == [0, 1]
