"""A page whose CMS is not known: the text that trafilatura finds, with the tables below it and nothing of the page's frame."""

import pytest

from parsers.html import document as html_document
from parsers.types import Paragraph, Source, Table

TEXT = [f"第{n}段，本机关按照规定开展政府信息公开工作，按时发布各类信息，办理公开申请，接受社会监督。" for n in range(9)]
FIGURES = "<table><tr><td>规章</td><td>1</td></tr></table>"
MENU = "".join(f'<li><a href="/c{n}/">栏目{n}</a></li>' for n in range(30))


def shown(body):
    blocks = html_document.parse(Source(f"<html><body>{body}</body></html>".encode())).blocks
    return [block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells] for block in blocks]


def paragraphs(texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def test_what_is_before_and_behind_the_text_stays_out_and_tables_behind_it_do_not():
    frame, text = f"<div class='x'><ul>{MENU}</ul></div>", f"<div class='y'>{paragraphs(TEXT)}</div>"
    body = f"{frame}{text}{FIGURES}<p>关于</p>{FIGURES}{frame}"
    found = shown(body)
    assert found[0] == TEXT[0]
    assert found[:9] == TEXT
    assert found[-1] == ["规章", "1"]
    assert found.count(["规章", "1"]) == 2


def test_tables_within_the_text_keep_their_place():
    found = shown(f"<div class='y'>{paragraphs(TEXT[:4])}{FIGURES}{paragraphs(TEXT[4:])}</div>")
    assert found == [*TEXT[:4], ["规章", "1"], *TEXT[4:]]


@pytest.mark.parametrize("tag", ["nav", "header", "footer", "aside"])
def test_the_frame_of_a_page_is_not_read(tag):
    assert shown(f"<{tag}><p>云水市人民政府门户网站</p>{FIGURES}</{tag}><p>正文</p>") == ["正文"]


def test_a_page_of_which_no_text_is_found_is_read_as_it_is():
    assert shown(f"<b>甲</b>{FIGURES}") == ["甲", ["规章", "1"]]


def test_an_article_that_a_style_hides_is_read_since_a_script_shows_it():
    page = f"<html><body><div style='display:none'>{paragraphs(TEXT)}{FIGURES}</div></body></html>"
    document = html_document.parse(Source(page.encode()))
    assert [type(block) for block in document.blocks] == [Paragraph] * 9 + [Table]
    assert document.problems == ()
