"""Markdown as other tools print it: what is struck, raised, commented out or a picture is no figure."""

import pytest

from parsers import formats
from parsers.html import markdown as html_markdown
from parsers.types import Paragraph, Source

HEAD = "# 云麓市教育局2023年政府信息公开工作年度报告\n\n## 一、总体情况\n\n按规定公开，没有其他事项。\n\n"


def only_table(text):
    document = formats.parse(Source((HEAD + text).encode()))
    (table,) = document.tables
    return [(cell.text, cell.marks, cell.aside) for cell in table.cells]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("~~7~~ 12", ("12", {"struck"}, "7")),
        ("12<sup>1</sup>", ("12", {"superscript"}, "1")),
        ("12<!-- 99 -->", ("12", set(), "")),
        ("**12**", ("12", set(), "")),
        ("***", ("***", set(), "")),
        ("![](images/cell.png)", ("", {"picture"}, "")),
        ("10<br>9", ("10\n9", set(), "")),
        ("a < 3", ("a < 3", set(), "")),
    ],
)
def test_marks_of_a_cell(cell, expected):
    found = only_table(f"| 甲 | 乙 |\n|---|---|\n| 规章 | {cell} |\n")[3]
    assert (found[0], set(found[1]), found[2]) == expected


def test_a_table_of_html_in_markdown_keeps_its_spans():
    document = formats.parse(
        Source((HEAD + "<html><body><table><tr><td colspan=2>甲</td></tr><tr><td>1</td><td>2</td></tr></table></body></html>").encode())
    )
    assert [(cell.column, cell.colspan, cell.text) for cell in document.tables[0].cells] == [(0, 2, "甲"), (0, 1, "1"), (1, 1, "2")]
    assert document.title == "云麓市教育局2023年政府信息公开工作年度报告"
    assert [block.text for block in document.blocks[:2]] == [document.title, "一、总体情况"]


def test_stars_in_two_cells_of_a_row_are_no_bold_text():
    table = only_table("<table><tr><td>规章</td><td>***</td><td>12</td><td>***</td></tr></table>\n")
    assert [text for text, *_ in table] == ["规章", "***", "12", "***"]


def test_tables_below_a_blank_line_are_tables_of_their_own():
    document = formats.parse(Source((HEAD + "| 甲 |\n|---|\n| 1 |\n\n| 乙 |\n|---|\n| 2 |\n").encode()))
    assert [[cell.text for cell in table.cells] for table in document.tables] == [["甲", "1"], ["乙", "2"]]


def test_a_page_is_no_markdown():
    document = formats.parse(
        Source(f"{HEAD}<!doctype html><html><head><title>x</title></head><body><p>政府信息公开年度报告</p></body></html>".encode())
    )
    assert document.media_type == "text/html"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# 年报", True),
        ("###### 年报", True),
        ("####### 年报", False),
        ("#年报", False),
        ("| --- | --- |", True),
        ("---|---", True),
        ("|:--|", False),
        (":---:|", True),
        ("文<table>", True),
        ("~~12~~", True),
        ("~~ 12", False),
        ("年报正文", False),
        ("<p># 年报</p>", False),
        (" \n<p>\n# 年报", False),
        ("# 年报\n<script>", False),
        ("# 年报\n<!DOCTYPE html>", False),
        ("# 年报\n<head>", False),
        ("# 年报\n<meta>", False),
        ("# 年报\n<style>", False),
        ("# 年报\n<ucapcontent>", False),
        ("# 年报\n<header>", True),
        ("文" * 1360 + "\n# 年报", True),
        ("文" * 1380 + "\n# 年报", False),
    ],
)
def test_a_file_is_markdown_by_its_signs(text, markdown):
    assert html_markdown.matches(f"{text}\n政府信息公开年度报告".encode()) is markdown


@pytest.mark.parametrize(
    ("line", "text", "bold"),
    [
        ("# 一、总体情况", "一、总体情况", True),
        ("###### 一、总体 ##", "一、总体", True),
        ("####### 甲", "####### 甲", False),
        ("  ## 甲", "甲", True),
        ("**甲**", "甲", True),
        ("__甲__", "甲", True),
        ("** 甲**", "** 甲**", False),
        ("甲<u>乙</u>", "甲乙", False),
        ("<x>甲", "<x>甲", False),
        ("甲&lt;乙", "甲&lt;乙", False),
        ("<div>甲</div>", "甲", False),
        ("<center>甲</center>", "甲", False),
        ("甲<!-- 注 -->乙", "甲乙", False),
        ("收到~~3~~4件", "收到4件", False),
        ("<i>甲</i><em>乙</em>", "甲乙", False),
        ("<b>甲</b>", "甲", True),
        ("<strong>甲</strong>", "甲", True),
        ("收到<del>3</del><ins>4</ins>件", "收到4件", False),
        ("收到<strike>3</strike>件", "收到件", False),
        ("收到3件<sub>1</sub>", "收到3件", False),
    ],
)
def test_a_line_of_text(line, text, bold):
    document = html_markdown.parse(Source(f"# 年报\n\n{line}\n".encode()))
    assert [(block.text, block.bold) for block in document.blocks[1:]] == [(text, bold)]


def test_places_in_a_file_without_elements_have_no_path():
    document = html_markdown.parse(Source((HEAD + "| 甲 | 1 |\n|---|---|\n| 乙 | 2 |\n").encode()))
    assert {block.path for block in document.blocks if isinstance(block, Paragraph)} == {None}
    assert {cell.path for table in document.tables for cell in table.cells} == {None}
    assert (document.media_type, document.published, document.problems) == ("text/plain", None, ())


def test_lost_characters_are_counted_and_a_file_without_text_has_the_title_of_its_row():
    document = html_markdown.parse(Source("# 年报\n\n正文。".encode() * 9 + b"\xff", charset="utf-8", url="http://h.example/a"))
    (problem,) = document.problems
    assert (problem.stage, problem.code, problem.where, problem.message[:2]) == ("document", "characters_lost", "http://h.example/a", "1 ")
    assert html_markdown.parse(Source(b"| 1 | 2 |\n|---|---|\n", list_title="某年报")).title == "某年报"


def test_text_between_tables_of_html_keeps_its_place():
    figures = "<table><tr><td>甲</td><td>1</td></tr></table>"
    document = html_markdown.parse(Source(f"# 年报\n\n前\n\n{figures}\n\n中\n\n{figures.upper()}\n后\n".encode()))
    assert [block.text if isinstance(block, Paragraph) else "表" for block in document.blocks] == ["年报", "前", "表", "中", "表", "后"]


@pytest.mark.parametrize(("printed", "text"), [("1\\.属于国家秘密", "1.属于国家秘密"), ("5\\.33", "5.33"), ("C:\\数据", "C:\\数据")])
def test_a_point_behind_a_backslash_in_an_embedded_table_is_plain(printed, text):
    document = html_markdown.parse(Source(f"# 年报\n\n<table><tr><td>甲</td><td>{printed}</td></tr></table>\n".encode()))
    assert [cell.text for table in document.tables for cell in table.cells] == ["甲", text]


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("1\\.属于国家秘密", "1.属于国家秘密"),
        ("\\*\\*3\\*\\*", "**3**"),
        ("a \\< 3", "a < 3"),
        ("3 \\| 4", "3 | 4"),
        ("\\", "\\"),
        ("C:\\数据", "C:\\数据"),
    ],
)
def test_a_sign_behind_a_backslash_is_plain(printed, text):
    assert only_table(f"| 甲 | 乙 |\n|---|---|\n| 规章 | {printed} |\n")[3][0] == text
