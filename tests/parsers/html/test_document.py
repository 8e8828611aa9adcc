import json
from html import escape
from urllib.parse import quote

import pytest

from parsers.html import document as html_document
from parsers.types import Paragraph, Source, Table

METAS = '<meta name="ArticleTitle" content="甲局2023年政府信息公开工作年度报告"><meta name="PUBDATE" content="2024-01-20 15:22">'


def parse(markup, **said):
    return html_document.parse(Source(markup.encode(), url="https://h.cn/zwgk/202403/t20240313_1.htm", **said))


def texts(document):
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def rows(document, number=0):
    found = {}
    for cell in document.tables[number].cells:
        found.setdefault(cell.row, []).append((cell.column, cell.text))
    return list(found.values())


@pytest.mark.parametrize(
    "opening",
    [
        "<UCAPCONTENT>",
        "<div id='UCAP-CONTENT'>",
        '<div class="article_content article_content_01">',
        "<div class=TRS_Editor>",
        '<div id="zoom">',
        '<div class="bt_content">',
        '<div id="vsb_content">',
    ],
)
def test_the_container_of_each_family_holds_the_article(opening):
    tag = opening.strip("<>").split()[0]
    document = parse(
        f"<body><div>当前位置：首页 字号 大 中 小</div>{opening}<p>报告全文见附件，请下载后查看。</p></{tag}><div>版权所有</div></body>"
    )
    assert texts(document) == ["报告全文见附件，请下载后查看。"]


def test_without_a_known_container_navigation_stays_out():
    body = "".join(f"<p>第{n}段，本机关按照规定开展政府信息公开工作，按时发布各类信息，办理公开申请，接受社会监督。</p>" for n in range(9))
    menu = "".join(f'<li><a href="/c{n}/">栏目{n}</a></li>' for n in range(30))
    document = parse(f"<body><nav><ul>{menu}</ul></nav><div class='x1'>{body}<table><tr><td>甲</td><td>1</td></tr></table></div></body>")
    assert texts(document)[0].startswith("第0段")
    assert texts(document)[-1].startswith("第8段")
    assert len(document.tables) == 1


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        (f"{METAS}<title>别的_政府网</title>", "甲局2023年政府信息公开工作年度报告"),
        ('<meta name="ArticleTitle" content=""><h1> 甲局 年报 </h1>', "甲局 年报"),
        (
            '<meta name="ColumnName" content="政府信息公开年报"><meta name="ArticleTitle" content="政府信息公开年报">'
            '<div class="article_title">\n 乙局年报\n</div>',
            "乙局年报",
        ),
        ("<title>丙局年报_政府信息公开年报_丙市政府</title>", "丙局年报"),
        ("<UCAPTITLE>丁局年报</UCAPTITLE>", "丁局年报"),
    ],
)
def test_title(markup, title):
    assert parse(f"<html><head>{markup}</head><body><p>文</p></body></html>").title == title


@pytest.mark.parametrize(
    ("markup", "said", "day"),
    [
        (f"<head>{METAS}</head>", {}, "2024-01-20 15:22"),
        ("<body>日期：<PUBLISHTIME>2024-01-29 09:00</PUBLISHTIME>", {"list_date": "2024-02-02"}, "2024-01-29 09:00"),
        ('<body><span class="article_time">时间：2025-03-10 15:35</span>', {}, "2025-03-10 15:35"),
        ("<body><p>发布时间：2024年3月8日</p>", {}, "2024-03-08"),
        ("<body><p>文</p>", {"list_date": "2024-02-02"}, "2024-02-02"),
        ("<body><p>文</p>", {}, None),  # the address has a date: never taken
    ],
)
def test_day_of_publication(markup, said, day):
    assert parse(f"{markup}<div class=TRS_Editor><p>正文自2011年1月1日起的内容。</p></div>", **said).published == day


def test_source_and_metas_and_gbk():
    page = '<head><meta charset="gb2312"><meta name="contentsource" content="某市教育局"></head>'
    page += "<body>来源：别处<div id=zoom><p>政府信息公开年度报告的正文</p></div>"
    document = html_document.parse(Source(page.encode("gbk"), charset="utf-8"))
    assert (document.source, document.metas, texts(document)) == (
        "某市教育局",
        (("ContentSource", "某市教育局"),),
        ["政府信息公开年度报告的正文"],
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<span>10</span><span>037</span>", "10037"),
        ("<p>&nbsp;</p><p><font>5</font></p>", "5"),
        ("0&nbsp;&nbsp;<span></span><o:p></o:p>", "0"),
        ("<p>三、本</p><p>年度办</p><p>理结果</p>", "三、本\n年度办\n理结果"),
        ("结果<br/>纠正", "结果\n纠正"),
        ("2.没有现成信</span><span>息需要", "2.没有现成信息需要"),
        ("<!--[if !supportLists]-->7、<!--[endif]-->其他", "7、其他"),
        ("&lt;办法&gt;", "<办法>"),
        ("\n 0\n  ", "0"),
        ("<script>x</script>3", "3"),
        ("规章<div><table><tr><td>1</td><td>2</td></tr></table></div>", "规章\n1\n2"),
    ],
)
def test_cell_text(cell, text):
    document = parse(
        f"<div id=zoom><table><tr><td>甲</td><td>{cell}</td><td>乙</td></tr>"
        + "<tr><td>1</td><td>2</td><td>3</td></tr>" * 3
        + "</table></div>"
    )
    assert rows(document)[0][1] == (1, text)


def test_spans_irregular_grids_and_paths():
    document = parse("""<div id=zoom><table><tbody><tr><td rowspan=2 colspan=2>a</td><td colspan="2">b</td></tr>
        <tr><td>c</td><td>d</td></tr>
        <tr><td rowspan="99">e</td><td colspan="x">f</td><td rowspan=0>g</td></tr><tr><td>h</td></table></div>""")
    assert rows(document) == [[(0, "a"), (2, "b")], [(2, "c"), (3, "d")], [(0, "e"), (1, "f"), (2, "g")], [(1, "h")]]


def test_the_path_of_a_cell_leads_to_it():
    source = Source(
        "<body><div id=zoom><p>x</p><table><thead><tr><th>甲</th></tr></thead><tr><td>1</td><th>2</th></tr></table></div>".encode()
    )
    document, tree = html_document.parse(source), html_document.tree(source)
    for cell in document.tables[0].cells:
        assert [node.text for node in tree.xpath(cell.path)] == [cell.text]


def test_layout_tables_are_walked_through():
    article = "<p>" + "政府信息公开工作情况。" * 40 + "</p>"
    document = parse(
        f"<div id=zoom><table><tr><td>栏目</td><td>{article}<table><tr><td>规章</td><td>0</td></tr></table></td></tr></table></div>"
    )
    assert [type(block) for block in document.blocks] == [Paragraph, Paragraph, Table]


def test_hidden_matter_and_comments_stay_out():
    document = parse(
        '<div id=zoom><p style="display: none">藏</p><!-- <div id="zoom"><p>旧</p></div> -->'
        '<p>看得见的正文内容在此处。</p><script>var a="x"</script></div>'
    )
    assert texts(document) == ["看得见的正文内容在此处。"]


def test_links_and_attachments():
    document = parse("""<base href="https://h.cn/b/"><a href="x.pdf">页眉文件</a><div id=zoom><p>报告全文见附件，请下载。</p>
        <a href="./P02.docx">年报.docx</a>
        <a href="/down.jsp?filename=%E5%B9%B4%E6%8A%A5.doc">下载</a><a href="art_1.html">另一篇</a><a href="javascript:;">x</a><a href="http://[bad">y</a>
        <iframe src="/pdfjs/viewer.html?file=/a/b.pdf"></iframe></div>""")
    assert [link.url for link in document.attachments] == [
        "https://h.cn/b/x.pdf",
        "https://h.cn/b/P02.docx",
        "https://h.cn/down.jsp?filename=%E5%B9%B4%E6%8A%A5.doc",
        "https://h.cn/pdfjs/viewer.html?file=/a/b.pdf",
    ]
    assert ("https://h.cn/b/art_1.html", "另一篇") in [(link.url, link.label) for link in document.links]


@pytest.mark.parametrize("escape", [1, 2], ids=["once", "twice"])
def test_a_report_inside_a_script_is_found(escape):
    inner = '<p class="a">一、总体情况</p>' + "<table><tr><td>规章</td><td>1</td></tr><tr><td>规范性文件</td><td>2</td></tr></table>" * 6
    for _ in range(escape):
        inner = inner.replace("\\", "\\\\").replace('"', '\\"').replace("/", "\\/").replace("总", "\\u603b")
    document = parse(f'<body><div id="app"></div><script>var detail = {{"content": "{inner}"}};</script></body>')
    assert texts(document) == ["一、总体情况"]
    assert rows(document)[0] == [(0, "规章"), (1, "1")]


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "   ",
        "<!-- x -->",
        "<html>",
        "<div><div>" * 5000,
        "\x00<p>a</p>",
        "<?xml version='1.0' encoding='gbk'?><html/>",
        "<table><tr><td colspan=999999999 rowspan=99999999>x</td><td>y</td></tr><td>z</table>",
    ],
)
def test_broken_pages_are_read_as_far_as_they_go(markup):
    document = parse(markup)
    assert document.media_type == "text/html"


def test_an_empty_page_says_so():
    assert [problem.code for problem in parse("<body><script>load()</script></body>").problems] == ["text_missing"]


def test_lost_characters_are_told():
    document = html_document.parse(Source("<div id=zoom><p>政府信息公开年度报告".encode() * 9 + b"\xff</p></div>", charset="utf-8"))
    assert [problem.code for problem in document.problems] == ["characters_lost"]


BODY = "<p>" + "按规定公开。" * 60 + '</p><table><tr><td colspan="2">规章</td><td>3</td></tr></table>'


@pytest.mark.parametrize(
    "hidden",
    [
        f"<script>var text = {json.dumps(BODY)};</script>",
        f"<script>var text = JSON.parse({json.dumps(json.dumps({'content': BODY}))});</script>",
        f"<script>var text = `{BODY}`;</script>",
        f"<script>var text = decodeURIComponent('{quote(BODY)}');</script>",
        f'<script type="text/html">{BODY}</script>',
        f"<textarea hidden>{escape(BODY)}</textarea>",
        f'<input type="hidden" value="{escape(BODY)}">',
    ],
    ids=["string", "escaped twice", "template string", "percent", "template", "textarea", "input"],
)
def test_a_report_that_no_markup_shows(hidden):
    document = parse(f"<html><title>年报</title><body><h1>年报</h1>{hidden}</body></html>")
    assert [[cell.text for cell in table.cells] for table in document.tables] == [["规章", "3"]]


def test_attributes_beyond_any_page_are_left_out_with_a_problem_and_the_text_is_read():
    crowded = " ".join(f"a{number}=1" for number in range(15_000))
    document = html_document.parse(Source(f"<div id=zoom><table {crowded}><tr><td>规章</td><td>12</td></tr></table></div>".encode()))
    assert [(problem.code, problem.message) for problem in document.problems] == [
        ("attributes_left_out", "14,744 attributes were left out: an element has more than 256; the text was read")
    ]
    assert "12" in document.text


@pytest.mark.parametrize(("fewer", "codes"), [(0, []), (1, ["article_not_sought"])])
def test_the_article_is_sought_among_a_bounded_number_of_elements(monkeypatch, fewer, codes):
    """1,500,000 line breaks took 28 s of processor time and 1.7 GB, most of them in trafilatura; all is read where it is not asked."""
    page = (
        "<div>网站地图</div>" + "<p>按规定公开各类政府信息，及时答复申请。</p><br>" * 9 + "<table><tr><td>规章</td><td>3</td></tr></table>"
    )
    root = html_document.root_of(page)
    outside = sum(1 for _ in root.iter()) - sum(1 for _ in root.find(".//table").iter())
    monkeypatch.setattr(html_document, "MOST_ELEMENTS", outside - fewer)
    document = parse(page)
    assert [problem.code for problem in document.problems] == codes
    assert document.text.count("及时答复申请") == 9
    assert "规章\t3" in document.text
    assert not fewer or "网站地图" in document.text
