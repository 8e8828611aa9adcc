"""A page is read as a person sees it: what is struck, hidden, raised, a field or a picture never runs into a figure."""

from __future__ import annotations

import pytest

from parsers.html import document as html_document
from parsers.types import Cell, Paragraph, Source
from tests.helpers.best_of import processor_seconds

WORDS = "本机关按照规定开展政府信息公开工作，按时发布各类信息，办理公开申请，接受社会监督。"


def parse(body: str, head: str = ""):
    page = f"<html><head>{head}</head><body><div id='zoom'><p>{WORDS}</p>{body}</div></body></html>"
    return html_document.parse(Source(page.encode(), url="https://h.cn/a.html"))


def rows(document, number=0):
    found: dict[int, list[str]] = {}
    for cell in document.tables[number].cells:
        found.setdefault(cell.row, []).append(cell.text)
    return list(found.values())


def figure(inside: str, head: str = "", attributes: str = "") -> Cell:
    """The cell that holds this markup, beside a label and a figure of its own."""
    document = parse(
        f"<table><tr><td>规章</td><td {attributes}>{inside}</td><td>7</td></tr><tr><td>其他</td><td>1</td><td>2</td></tr></table>", head
    )
    return document.tables[0].cells[1]


@pytest.mark.parametrize(
    ("inside", "text", "marks", "aside"),
    [
        ("<del>12</del>13", "13", {"deleted"}, "12"),
        ("<s>12</s>", "", {"struck"}, "12"),
        ("<strike><span>1</span>2</strike><p>13</p>", "13", {"struck"}, "12"),
        ("<span style='text-decoration: line-through;'>12</span>13", "13", {"struck"}, "12"),
        ("1<ins>3</ins>", "13", {"inserted"}, ""),
        ("<del>1<ins>2</ins></del>3", "3", {"deleted"}, "12"),
        ("12<sup>1</sup>", "12", {"superscript"}, "1"),
        ("12<sup>①</sup>", "12", {"superscript"}, "①"),
        ("12<sub>2</sub>", "12", {"superscript"}, "2"),
        ("12<span style='vertical-align:super;font-size:8px'>[1]</span>", "12", {"superscript"}, "[1]"),
        ("12①", "12", {"superscript"}, "①"),
        ("12²", "12", {"superscript"}, "²"),
        ("<p>12</p><p>[3]</p>", "12", {"superscript"}, "[3]"),
        ("12*", "12", {"superscript"}, "*"),
        ("1<span style='display:none'>9</span>2", "12", {"hidden"}, "9"),
        ("<span style='visibility:hidden'>9</span>12", "12", {"hidden"}, "9"),
        ("<span hidden>9</span>12", "12", {"hidden"}, "9"),
        ("<font style='color:#fff'>9</font>12", "12", {"hidden"}, "9"),
        ("<font style='color: rgb(255, 255, 255)'>9</font>", "", {"hidden"}, "9"),
        ("<span style='font-size:0'>9</span>12", "12", {"hidden"}, "9"),
        ("<span style='opacity:0'>9</span>12", "12", {"hidden"}, "9"),
        ("<span style='position:absolute;left:-9999px'>9</span>12", "12", {"hidden"}, "9"),
        ("<input value='12'>", "", {"field"}, "12"),
        ("<input type='hidden' value='9'>12", "12", set(), ""),
        ("<select><option>1</option><option selected>12</option></select>", "", {"field"}, "12"),
        ("<textarea>12</textarea>", "", {"field"}, "12"),
        ("<img src='12.png'>", "", {"picture"}, ""),
        ("1<img src='2.gif'>", "1", {"picture"}, ""),
        ("<img src='s.gif' width='1' height='1'>", "", set(), ""),
        ("<math><mn>12</mn></math>", "", {"picture"}, "12"),
        ("<p>10</p><p>9</p>", "10\n9", set(), ""),
        ("10<br>9", "10\n9", set(), ""),
    ],
)
def test_what_is_marked_stays_out_of_the_figure(inside, text, marks, aside):
    cell = figure(inside)
    assert (cell.text, set(cell.marks), cell.aside) == (text, marks, aside)


@pytest.mark.parametrize("inside", ["<input value='12'>", "<img src='12.png'>", "<s>12</s>", "<del>12</del>", "<select><option>1</select>"])
def test_a_cell_with_nothing_but_a_field_a_picture_or_struck_matter_is_unread(inside):
    assert figure(inside).unread
    assert not figure("").unread
    assert not figure("<span style='display:none'>9</span>").unread  # on the page it is blank


@pytest.mark.parametrize(
    ("rule", "classes", "text", "marks"),
    [
        (".old{display:none}", "old", "12", {"hidden"}),
        (".old{visibility: hidden !important}", "old", "12", {"hidden"}),
        (".old,.gone{text-decoration:line-through}", "a gone", "12", {"struck"}),
        ("/* .old{} */ td .old { vertical-align: super; }", "old", "12", {"superscript"}),
        (".old{color:#FFFFFF}", "old", "12", {"hidden"}),
        (".old{color:#fff} table{background:#00f}", "old", "912", set()),  # white on blue is seen
        (".old{display:none} span.old{display:inline}", "old", "912", set()),  # the longer selector counts
        (".old{display:none} .new{display:inline}", "old new", "912", set()),  # the later rule counts
        ("@media print{.old{display:none}}", "old", "912", set()),
        ("@media screen{.old{display:none}}", "old", "12", {"hidden"}),
        (".old:hover{display:none}", "old", "912", set()),
        (".old::before{display:none}", "old", "912", set()),
        (".other .old{display:none}", "old", "912", set()),
    ],
)
def test_the_rules_of_the_pages_own_style_sheet_hold(rule, classes, text, marks):
    cell = figure(f"<span class='{classes}'>9</span>12", f"<style>{rule}</style>")
    assert (cell.text, set(cell.marks)) == (text, marks)


def test_white_text_of_a_class_coloured_elsewhere_is_read():
    head = "<link rel='stylesheet' href='a.css'>"
    assert figure("<span class='x' style='color:#fff'>9</span>", head).text == "9"
    assert figure("<span style='color:#fff'>9</span>", head).text == ""


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<b hidden>9</b>12", "12"),
        ("<b hidden style='display:inline'>9</b>12", "912"),  # no declaration here hides anything, and this one shows
        ("<font color='white'>9</font>12", "12"),
        ("<b style='background:#c00'><font color='#ffffff'>9</font>12</b>", "912"),
        ("<b style='background:#c00'><font color='red'>9</font>12</b>", "912"),
    ],
)
def test_what_styles_say_counts_where_something_else_may_hide(inner, text):
    assert figure(inner, "").text == text


TABLE = "<table>{}<tr><td>规章</td><td>1</td><td>2</td></tr></table>"


@pytest.mark.parametrize("hiding", ["style='display:none'", "hidden", "class='old'", "style='visibility:collapse'"])
def test_hidden_rows_and_cells_are_not_in_the_table(hiding):
    row = f"<tr {hiding}><td>旧</td><td>8</td><td>9</td></tr>"
    cell = f"<tr><td>项</td><td {hiding}>8</td><td>3</td><td>4</td></tr>"
    document = parse(TABLE.format(row + cell), "<style>.old{display:none}</style>")
    assert rows(document) == [["项", "3", "4"], ["规章", "1", "2"]]
    page = f"<html><head><style></style></head><body><div id='zoom'><p>{WORDS}</p>{TABLE.format(row + cell)}</div></body></html>"
    root = html_document.tree(Source(page.encode()))
    assert [root.xpath(cell.path)[0].text for cell in document.tables[0].cells] == ["项", "3", "4", "规章", "1", "2"]


def test_a_struck_row_is_unread_and_an_invisible_one_blank():
    document = parse(
        TABLE.format(
            "<tr style='text-decoration:line-through'><td>旧</td><td>8</td></tr><tr style='visibility:hidden'><td>甲</td><td>8</td></tr>"
        )
    )
    assert [cell.unread for cell in document.tables[0].cells] == [True, True, False, False, False, False, False]
    assert rows(document) == [["", ""], ["", ""], ["规章", "1", "2"]]


def test_rows_inside_a_form_belong_to_the_table():
    assert rows(parse("<table><form action='x'><tr><td>规章</td><td>1</td></tr></form></table>")) == [["规章", "1"]]


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        ("<style>.tab{display:none}.tab.on{display:block}</style>", "tab", "tab on"),
        ("<link rel='stylesheet' href='b.css'>", "tab-pane", "tab-pane active"),
        ("", "layui-tab-item", "layui-tab-item layui-show"),
        ("<style>#a{display:none}</style>", "x", "y"),
    ],
)
def test_only_the_open_tab_is_read(head, first, second):
    old, new = (TABLE.format(f"<tr><td>{year}</td><td>5</td></tr>") for year in ("2022年", "2023年"))
    document = parse(f"<div id='a' class='{first}'>{old}</div><div class='{second}'>{new}</div>", head)
    assert [rows(document, number)[0] for number in range(len(document.tables))] == [["2023年", "5"]]
    assert [problem.code for problem in document.problems] == ["hidden_tables"]


def test_tabs_none_of_which_is_open_are_read():
    document = parse(f"<div class='tab-pane'>{TABLE.format('')}</div><div class='tab-pane'>{TABLE.format('')}</div>")
    assert len(document.tables) == 2


def test_an_article_that_a_script_will_show_is_read():
    page = f"<style>#zoom{{display:none}}</style><body><div id='zoom'><p>{WORDS}</p>{TABLE.format('')}</div></body>"
    document = html_document.parse(Source(page.encode()))
    assert len(document.tables) == 1
    assert document.problems == ()


def test_a_sentence_leaves_out_what_is_struck_hidden_or_a_note():
    sentence = "收到申请<del>12</del><ins>13</ins>件<sup>①</sup>，答复<s>9</s>10<sup>2</sup>件，场地10m<sup>2</sup>"
    document = parse(f"<p>{sentence}<span style='display:none'>旧</span>。</p>")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)][1] == "收到申请13件，答复10件，场地10m2。"


@pytest.mark.parametrize("mark", ["class='TRS_Editor'", "id='zoom'", "class='article_content'"])
def test_two_bodies_of_one_editor_are_both_read(mark):
    second = TABLE.format("<tr><td>甲</td><td>3</td></tr>")
    page = f"<body><div {mark}><p>{WORDS}</p>{TABLE.format('')}</div><div>广告</div><div {mark}><p>后半</p>{second}</div></body>"
    document = html_document.parse(Source(page.encode()))
    assert [rows(document, 0), rows(document, 1)] == [[["规章", "1", "2"]], [["甲", "3"], ["规章", "1", "2"]]]
    assert [table.index for table in document.tables] == [0, 1]
    assert "广告" not in document.text


def test_a_table_of_figures_outside_the_container_is_read_and_other_tables_are_not():
    page = (
        f"<body><table><tr><td>首页</td><td>公开</td><td>互动</td></tr></table><nav>{TABLE.format('')}</nav>"
        f"<div id='zoom'><p>{WORDS}</p></div><div>{TABLE.format('<tr><td>甲</td><td>3</td><td>4</td></tr>')}</div></body>"
    )
    document = html_document.parse(Source(page.encode()))
    assert [rows(document, number) for number in range(len(document.tables))] == [[["甲", "3", "4"], ["规章", "1", "2"]]]


def test_a_style_sheet_made_to_cost_time_does_not():
    sheet = "".join(f"div div .c{n} > div:not(.x) ~ div {{display:none}}" for n in range(5000)) + "* * * * * *{display:none}" * 1000
    nested = "".join(f"<div class='c{n}'>" for n in range(200))
    styles = f"<style>{sheet}</style><style>{'{' * 100_000}display:none</style>"
    assert processor_seconds(lambda: parse(nested + "<p>正文</p>", styles), enough=5) < 5


@pytest.mark.parametrize(("state", "expected"), [("open", ["本年"]), ("", ["去年", "本年"])])
def test_a_closed_fold_is_not_seen_where_another_is_open(state, expected):
    fold = "<details{}><summary>{}</summary><table><tr><td>{}</td><td>1</td></tr><tr><td>规章</td><td>2</td></tr></table></details>"
    document = parse(fold.format("", "去年", "去年") + fold.format(f" {state}" if state else "", "本年", "本年"))
    assert [table.cells[0].text for table in document.tables] == expected
