"""The same report as seven editors and portals write it. Differences are rows of a table, not branches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from random import Random

from tests.quality.paper import Grid, Line, Paper, Slot

MSO = "mso-border-alt:solid windowtext .5pt;\nmso-border-left-alt:none;padding:0cm 5.4pt"


@dataclass(frozen=True)
class Editor:
    """How one editor writes a paragraph, the inside of a cell, a cell's attributes, and the page around it all."""

    name: str
    shell: str  # with {title} {published} {source} {body}
    line: str = "<p>{text}</p>"
    heading: str = "<p>{text}</p>"
    cell: str = "{text}"
    broken: str = "<br/>"  # a line end inside a cell
    attributes: str = ""
    table: str = '<table border="1">'
    empty: str = "&nbsp;"
    span_words: str = "colspan rowspan"  # the order the editor writes them in


META = (
    '<meta name="SiteName" content="{source}"><meta name="ColumnName" content="政府信息公开年报">'
    '<meta name="ArticleTitle" content="{title}">'
    '<meta name="PubDate" content="{published} 09:30"><meta name="ContentSource" content="{source}">'
)
CHROME = (
    '<div class="breadcrumb"><span>当前位置：</span><ul><li><a href="../../">首页</a></li>'
    '<li><a href="../">政府信息公开年报</a></li></ul></div>'
)
TRS = (
    '<!DOCTYPE html><html ms-controller="windowRoot"><head><meta charset="utf-8" name="viewport" content="width=device-width" />'
    + META
    + "<title>{title}_政府信息公开年报_{source}</title></head><body>"
    + CHROME
    + '<div class="article_title text_align_center">\n  {title}\n</div><span class="article_source">来源：{source}</span>'
    '<span class="article_time bf-pass">时间：{published} 09:30</span><a ms-attr-href="qzbFile">文件下载</a>'
    '<!-- <div class="word_con" ms-controller="QzbView"> --><div class="word_con"><div class="article_area">'
    '<div class="article_content article_content_01 font_family_cn">{body}</div></div></div>'
    '<div class="article_attachment" ms-if="\'\'!=\'\'"><text>附件下载</text><ul id="file_ul_fj">\n\n</ul></div>'
    "<p><p>版权所有 网站标识码：0000000001</p></body></html>"
)
UCAP = (
    '<html><head><meta charset="UTF-8">' + META + '<title>{title}</title></head><body><div class="menu"><ul><li>政务公开</li></ul></div>'
    '<div class="article"><h1><UCAPTITLE>{title}</UCAPTITLE></h1>'
    "<div>发布日期：<PUBLISHTIME>{published}</PUBLISHTIME> 来源：{source} 字号：<a>大</a> <a>中</a></div>"
    '<div class="article_content"><UCAPCONTENT>{body}</UCAPCONTENT></div></div></body></html>'
)
JCMS = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    + META
    + "<title>{source} {title}</title></head><body>"
    '<table class="bt"><tr><td>索引号</td><td>002276/2021-00001</td><td>发布日期</td><td>{published}</td></tr></table>'
    '<div class="main"><p class="bt_title">{title}</p><div id="zoom" class="bt_content">{body}</div></div></body></html>'
)
PLAIN = (
    '<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1><p>{published}　{source}</p>{body}</body></html>'
)
SCRIPT = (
    '<html><head><meta charset="utf-8">' + META + '<title>{title}</title></head><body><h2>{title}</h2><div id="content"></div>'
    '<script>var page = {{"title": "{title}", "content": "{escaped}"}};'
    'document.getElementById("content").innerHTML = page.content;</script></body></html>'
)

EDITORS = {
    editor.name: editor
    for editor in (
        Editor("plain", PLAIN),
        Editor(
            "old-paste",
            TRS.replace("{body}", "<div class=TRS_Editor>{body}</div>"),
            line='<p style="TEXT-JUSTIFY: inter-ideograph; TEXT-INDENT: 34pt"><span style="font-family:仿宋_GB2312">{text}</span></p>',
            heading='<p style="MARGIN: 0pt"><span style="FONT-SIZE: 16pt"><span style="font-family:黑体">{text}</span></span>'
            "&nbsp;&nbsp;</p>",
            attributes=' style="BORDER-TOP: windowtext 1pt solid; WIDTH: 44.6pt" valign="center" width="59"',
            span_words="rowspan colspan",
        ),
        Editor(
            "word",
            TRS.replace("{body}", "<div class=TRS_Editor>{body}</div>"),
            line='<p class="MsoNormal" style="text-indent:32.0pt"><span lang="EN-US" style="font-size:16.0pt">{text}<o:p></o:p></span></p>',
            cell='<p class="MsoNormal" align="center"><span style="font-family:宋体">{text}</span>'
            '<span style="mso-hansi-font-family: &#39;Calibri&#39;"></span></p>',
            broken='</span></p><p class="p"><span>',
            attributes=f' valign="center" style="{MSO}" width="59"',
            table='<table class="MsoNormalTable" border="1" cellspacing="0" style="border-collapse:collapse">',
        ),
        Editor(
            "word-no-wrapper",
            TRS,
            line='<p class="MsoNormal"><span><font face="仿宋">{text}</font></span><span><o:p></o:p></span></p>',
            heading='<p class="MsoNormal" style="background-image: initial;"><span><font face="黑体">{text}</font></span></p>'
            "<p><font>&nbsp;</font></p>",
            cell='<p align="center"><font face="宋体">{text}</font></p>',
            broken='</font></p><p align="center"><font face="宋体">',
            table='<div align="center"><table border="1" width="100%">',
        ),
        Editor(
            "cleaned",
            TRS.replace("{body}", "<div class=TRS_Editor>{body}</div>"),
            line='<p style="text-indent: 2em;">{text}</p>',
            heading='<p style="text-indent: 2em;"><strong>&nbsp;{text}</strong>&nbsp;</p>',
            cell='<p style="text-indent: 0em;"><span style="font-family: 宋体;">{text}</span></p>',
            broken='<br/></span></p>\n<p style="text-indent: 0em;"><span>',
            attributes=' style="border-width: medium 1px 1px medium; padding: 0 4px" valign="center"',
        ),
        Editor(
            "ucap", UCAP, line='<p style="text-indent:2em">　　{text}</p>', cell="\n  <span>{text}</span>\n  ", attributes=' align="middle"'
        ),
        Editor(
            "jcms",
            JCMS,
            line="<div>&nbsp; &nbsp; {text}</div>",
            heading="<div><b>{text}</b></div>",
            cell="<div>{text}</div>",
            broken="</div><div>",
        ),
        Editor("script", SCRIPT, cell="<p>{text}</p>", broken="</p><p>"),
    )
}


@dataclass(frozen=True)
class Markup:
    """Mess that only markup can make; each field is one named item of it."""

    figure: Callable[[str, Random], str] | None = None  # rewrites the escaped text of a figure's cell
    label: Callable[[str, Random], str] | None = None
    page: Callable[[str, Random], str] | None = None  # rewrites the whole page
    charset: str = "utf-8"
    seed: int = field(default=0)


def write(paper: Paper, editor: str = "plain", markup: Markup = Markup()) -> bytes:
    """The page as served."""
    style, rng = EDITORS[editor], Random(markup.seed)
    body = "\n".join(_block(block, style, markup, rng) for block in paper.blocks)
    escaped = body.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("</", "<\\/")
    page = style.shell.format(
        title=escape(paper.page_title or paper.title), published=paper.published, source=escape(paper.agency), body=body, escaped=escaped
    )
    if markup.page:
        page = markup.page(page, rng)
    return page.replace("utf-8", markup.charset).encode(markup.charset, "xmlcharrefreplace")


def _block(block: Line | Grid, style: Editor, markup: Markup, rng: Random) -> str:
    if isinstance(block, Line):
        pattern = style.heading if block.role in ("heading", "title") else style.line
        return pattern.format(text=escape(block.text, quote=False).replace("\n", "<br/>"))
    rows = "".join(f"<tr>{''.join(_cell(slot, style, markup, rng) for slot in row)}</tr>\n" for row in block.rows)
    return f"{style.table}<tbody>{rows}</tbody></table>" + ("</div>" if style.table.startswith("<div") else "")


def _cell(slot: Slot, style: Editor, markup: Markup, rng: Random) -> str:
    spans = {"colspan": slot.columns, "rowspan": slot.rows}
    words = "".join(f' {name}="{spans[name]}"' for name in style.span_words.split() if spans[name] > 1)
    text = escape(slot.text, quote=False) if slot.text else style.empty
    change = markup.figure if slot.figure else markup.label
    text = change(text, rng) if change and slot.text else text
    return f"<td{words}{style.attributes}>{style.cell.format(text=text.replace(chr(10), style.broken))}</td>"
