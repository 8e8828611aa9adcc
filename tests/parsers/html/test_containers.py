"""Where the CMS families put an article: each mark of CONTAINERS finds it, and what is no article is passed over."""

import pytest

from parsers.html import document as html_document
from parsers.types import Paragraph, Source

MARKS = """ucapcontent ucap-content article_content article-content trs_editor trs_editor_view trs_ueditor trs_paper_default
custom_unionstyle vsb_content v_news_content zoom zoomcon ivs_content barrierfree_container main-txt bt_content article_zoom
wzzw-article ccontent con_con editor-content main_section news_cont_d_wrap pages_content xxgk_content zwxl-article articlecontent
detail-content view"""
ARTICLE = "本机关公开年度报告全文。"  # twelve characters, one of them a stop: eleven that count
BEFORE, AFTER = "<p>当前位置：首页</p>", "<p>主办单位：云水市人民政府办公室</p>"


def parse(markup, **said):
    return html_document.parse(Source(f"<html><body>{markup}</body></html>".encode(), url="https://h.example/a/b.html", **said))


def texts(document):
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("mark", MARKS.split())
@pytest.mark.parametrize("attribute", ["id", "class"])
def test_a_mark_of_a_family_holds_the_article(mark, attribute):
    article = f"<p>全文{ARTICLE}</p>"
    assert texts(parse(f"{BEFORE}<div {attribute}='{mark.title()}'>{article}</div>{AFTER}")) == [f"全文{ARTICLE}"]


@pytest.mark.parametrize(("first", "second"), list(zip(MARKS.split()[:-1], MARKS.split()[1:], strict=True)))
def test_the_more_certain_mark_is_taken(first, second):
    page = f"<div id='{second}'><p>甲栏中也有足够长的一段文字。</p></div><div id='{first}'><p>乙栏中也有足够长的一段文字。</p></div>"
    assert texts(parse(page)) == ["乙栏中也有足够长的一段文字。"]


@pytest.mark.parametrize(
    ("inside", "taken"),
    [
        ("", False),
        ("<p>载入中请稍候再次查看吧</p>", False),  # eleven characters
        ("<p>载入中请稍候再次查看全文</p>", True),  # twelve
        ("<p>载入中请稍候</p><p>再次查看全文</p>", True),
        ("<a href='a.pdf'>年报</a>", True),
        ("<img src='a.png'>", True),
        ("<table><tr><td>1</td></tr></table>", True),
    ],
)
def test_an_empty_shell_is_no_article(inside, taken):
    page = f"<div id='zoom'>{inside}</div><div id='view'><p>这里才是本页的正文所在之处。</p></div>"
    assert ("这里才是本页的正文所在之处。" in texts(parse(page))) is not taken


@pytest.mark.parametrize("hidden", ["<div id='zoom' hidden>{}</div>", "<div hidden><div id='zoom'>{}</div></div>"])
def test_a_container_that_is_not_shown_is_no_article(hidden):
    page = hidden.format("<p>旧的正文也有足够长的一段文字。</p>") + "<div id='view'><p>这里才是本页的正文所在之处。</p></div>"
    assert texts(parse(page)) == ["这里才是本页的正文所在之处。"]


FIGURES = "<tr><td>规章</td><td>1</td><td>2</td></tr>"
WORDS = "<tr><td>首页</td><td>公开</td><td>互动</td></tr>"


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (FIGURES, True),
        ("<tr><td>规章</td><td>-1</td><td>文</td></tr>", True),  # 减用负值表示
        (FIGURES + WORDS, True),
        ("<tr><td>甲</td><td>乙</td><td>丙</td><td>丁</td><td>5</td></tr>", True),  # a fifth
        ("<tr><td>甲</td><td>乙</td><td>丙</td><td>丁</td><td>戊</td><td>5</td></tr>", False),
        ("<tr><td>规章</td><td>1</td></tr><tr><td>文件</td><td>2</td></tr>", False),  # two columns
        (WORDS, False),
        ("", False),
    ],
)
def test_which_tables_outside_the_container_belong_to_the_report(rows, read):
    page = f"<div id='zoom'><p>全文{ARTICLE}</p></div><table>{rows}</table>"
    assert len(parse(page).tables) == int(read)


@pytest.mark.parametrize("around", ["nav", "header", "footer", "aside"])
def test_a_table_of_figures_in_the_frame_of_the_page_is_not_read(around):
    assert parse(f"<div id='zoom'><p>全文{ARTICLE}</p></div><{around}><table>{FIGURES}</table></{around}>").tables == ()


def test_a_hidden_table_outside_the_container_is_named_and_not_read():
    document = parse(f"<div id='zoom'><p>全文{ARTICLE}</p></div><div hidden><table>{FIGURES}</table><table>{FIGURES}</table></div>")
    assert document.tables == ()
    (problem,) = document.problems
    assert (problem.code, problem.where, "2 tables" in problem.message) == ("hidden_tables", "https://h.example/a/b.html", True)


def test_bodies_of_one_editor_keep_the_order_of_the_page_and_an_inner_one_is_not_read_twice():
    page = (
        f"<div class='view'><p>第一部分的文字在此处可见。</p><div class='view'><p>里层的文字在此处也可见。</p></div></div>"
        f"<table>{FIGURES}</table><div class='view'><p>第二部分</p></div><div class='view' hidden><p>旧的部分</p></div><p>版权所有</p>"
    )
    assert [block.text if isinstance(block, Paragraph) else "表" for block in parse(page).blocks] == [
        "第一部分的文字在此处可见。", "里层的文字在此处也可见。", "表", "第二部分",
    ]  # fmt: skip


@pytest.mark.parametrize(("cells", "codes"), [(50_000, []), (50_001, ["too_many_cells"])])
def test_a_table_beyond_any_report_is_named(cells, codes):
    rows = "<tr>" + "<td>" * 1000 + "</tr>"
    page = f"<div id='zoom'><p>全文{ARTICLE}</p><table>{rows * (cells // 1000)}<tr>{'<td>' * (cells % 1000)}</tr></table></div>"
    problems = parse(page).problems
    assert [problem.code for problem in problems] == codes
    assert all("50000" in problem.message and problem.where == "https://h.example/a/b.html" for problem in problems)


@pytest.mark.parametrize("declaration", ["<?xml version='1.0' encoding='gb2312'?>", " <?XML version='1.0'?>", ""])
def test_a_declaration_of_xml_changes_no_text(declaration):
    document = html_document.parse(Source(f"{declaration}<html><body><div id='zoom'>全文{ARTICLE}</div></body></html>".encode()))
    assert texts(document) == [f"全文{ARTICLE}"]


@pytest.mark.parametrize("damage", ["\0", "\ud800"])
def test_a_character_that_no_page_can_hold_is_replaced_and_its_neighbours_stay(damage):
    root = html_document.root_of(f"<p>甲{damage}乙</p>")
    assert "".join(root.itertext()) == "甲\N{REPLACEMENT CHARACTER}乙"


def test_what_could_not_be_decoded_is_counted():
    body = f"<div id=zoom><p>全文{ARTICLE}".encode() * 9 + b"\xff\xff</p></div>"
    (problem,) = html_document.parse(Source(body, charset="utf-8", url="https://h.example/x")).problems
    assert (problem.stage, problem.code, problem.where) == ("document", "characters_lost", "https://h.example/x")
    assert problem.message.startswith("2 characters")


def test_the_text_of_a_document_has_a_line_for_each_paragraph_and_row():
    table = "<table><tr><td>甲<br>乙</td><td>1</td></tr><tr><td></td><td></td></tr><tr><td>丙</td><td></td></tr></table>"
    assert parse(f"<div id='zoom'><p>全文{ARTICLE}</p>{table}</div>").text == f"全文{ARTICLE}\n甲乙\t1\n丙\t"


@pytest.mark.parametrize(
    ("above", "day", "source"),
    [
        ("<p>发布时间：2024年3月8日</p><p>来源：云水市教育局</p>", "2024-03-08", "云水市教育局"),
        ("<script>发布时间：2024年3月8日 来源：云水市教育局</script>", None, ""),
        ("<style>发布时间：2024年3月8日</style>来源：云水市教育局", None, "云水市教育局"),
    ],
)
def test_day_and_source_come_from_the_text_above_the_body(above, day, source):
    found = parse(f"{above}<div id='zoom'><p>全文{ARTICLE}</p><p>发布时间：2020年1月1日 来源：别处机关</p></div>")
    assert (found.published, found.source) == (day, source)


@pytest.mark.parametrize(("length", "day"), [(2900, "2024-03-08"), (3100, None)])
def test_without_a_known_body_day_and_source_are_sought_in_the_first_part_of_the_page(length, day):
    assert parse(f"<p>{'文' * length}</p><p>尾</p><p>发布时间：2024年3月8日</p>").published == day


def test_links_come_from_the_article_and_files_from_anywhere():
    page = (
        f"<a href='/top.html'>首页</a><a href='/t.pdf'>表</a><div id='zoom'>全文{ARTICLE}<a href='c.html'>本年</a><img src='i.png'></div>"
    )
    document = parse(page)
    assert [link.url for link in document.links] == ["https://h.example/a/c.html"]
    assert [link.url for link in document.attachments] == ["https://h.example/t.pdf"]
    assert [link.url for link in document.pictures] == ["https://h.example/a/i.png"]


def test_without_a_known_container_links_come_from_the_page_and_pictures_are_none_of_the_articles():
    document = parse("<a href='/top.html'>首页</a><img src='i.png'>")
    assert [link.url for link in document.links] == ["https://h.example/top.html"]
    assert document.pictures == ()
