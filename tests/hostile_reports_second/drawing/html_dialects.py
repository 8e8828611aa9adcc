"""Hold how editors and portals write HTML: page shell, wrapper of the body, attributes of tables, cells and paragraphs."""

from __future__ import annotations

from typing import NamedTuple


class Dialect(NamedTuple):
    """Hold one dialect. In `shell`, {title} {css} {body} {chrome} {metas} are filled in; `inner` wraps a cell's content."""

    shell: str
    table: str
    cell: str
    paragraph: str
    inner: str
    heading: str
    split: bool = False
    rows: str = "<tr>{}</tr>"
    close: bool = True


_WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>'
    '<meta http-equiv=Content-Type content="text/html; charset=utf-8">{metas}<title>{title}</title><style><!-- p.MsoNormal'
    "{{margin:0cm;mso-pagination:none;font-family:等线;}} {css} --></style></head>"
    '<body lang=ZH-CN style="tab-interval:21.0pt">{chrome}<div class=WordSection1 style="layout-grid:15.6pt">{body}</div></body></html>'
)
_TRS = (
    '<!DOCTYPE html><html><head><meta charset="utf-8" name="viewport" content="width=device-width">{metas}<title>{title}</title>'
    '<style>{css}</style></head><body>{chrome}<div class="article_area"><div class="article_content" '
    'id="zoom"><div class=TRS_Editor>{body}</div>'
    '</div></div><div class="article_attachment"><p>附件下载：</p><ul id="file_ul_fj"></ul></div></body></html>'
)
_JPAGE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><meta charset="utf-8">{metas}<title>{title}</title>'
    '<style type="text/css">{css}</style></head><body>{chrome}<table id="article" width="100%"><tr><td class="bt_content"><div id="zoom">'
    "<!--<$[信息内容]>begin-->{body}<!--<$[信息内容]>end--></div></td></tr></table></body></html>"
)
_UE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8">{metas}<title>{title}</title><style>{css}</style></head><body>{chrome}'
    '<UCAPTITLE></UCAPTITLE><div class="article_content"><UCAPCONTENT>{body}</UCAPCONTENT></div></body></html>'
)
_PHONE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">{metas}'
    "<title>{title}</title><style>.t{{overflow-x:auto}} td{{border:1px solid #ccc}} {css}</style></head><body>{chrome}"
    '<div id="app"><article class="detail rich_media_content" id="js_content">{body}</article></div></body></html>'
)
_EXCEL = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8">{metas}'
    "<title>{title}</title><style><!--table {{mso-displayed-decimal-separator:'\\.';}} .xl65 "
    "{{mso-number-format:General;border:.5pt solid}} {css} --></style>"
    "</head><body>{chrome}{body}</body></html>"
)

DIALECTS: dict[str, Dialect] = {
    "word": Dialect(
        _WORD,
        '<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style="border-collapse:collapse">',
        'valign=center style="border:solid windowtext 1.0pt;\nmso-border-alt:solid windowtext .5pt"',
        "<p class=MsoNormal>{}<o:p></o:p></p>",
        '<p class=MsoNormal align=center style="text-align:center">{}<span lang=EN-US><o:p></o:p></span></p>',
        '<p class=MsoNormal style="text-indent:32.0pt"><b><span style="font-family:黑体">{}</span></b></p>',
        True,
    ),
    "wps": Dialect(
        _WORD,
        '<table border="1" cellspacing="0" style="mso-table-layout-alt:fixed;border:none">',
        "width=59 valign=center",
        "<p class=MsoNormal ><span style=\"mso-spacerun:'yes';font-family:仿宋_GB2312;\">{}</span></p>",
        '<p class=MsoNormal align=center ><span style="font-family:宋体;"><font face="宋体">{}</font></span></p>',
        '<p class=MsoNormal ><span style="font-family:黑体;"><font face="黑体">{}</font></span></p>',
        True,
    ),
    "ueditor": Dialect(
        _UE,
        '<table cellspacing="0" cellpadding="0" border="1"><tbody>',
        'valign="center" style="word-break: break-all;"',
        '<p style="text-indent: 2em;">{}</p>',
        '<p style="text-indent: 0em;">{}</p>',
        '<p style="text-indent: 2em;"><strong>{}</strong></p>',
    ),
    "kindeditor": Dialect(
        _UE,
        '<table style="width:100%;" cellpadding="2" cellspacing="0" border="1" bordercolor="#000000"><tbody>',
        "",
        "<p>\n\t{}\n</p>",
        "\n\t\t\t{}<br />\n",
        '<p>\n\t<span style="font-family:SimHei;">{}</span>\n</p>',
    ),
    "trs": Dialect(
        _TRS,
        "<TABLE border=1 cellSpacing=0 borderColor=#000000 cellPadding=0>",
        "vAlign=center align=middle",
        '<P style="TEXT-INDENT: 2em">{}</P>',
        "{}",
        '<P><STRONG style="FONT-FAMILY: 黑体">{}</STRONG></P>',
    ),
    "jpage": Dialect(
        _JPAGE,
        '<table border="1" width="96%">',
        'align="center" bgcolor="#ffffff"',
        "<p>{}</p>",
        "<span>{}</span>",
        '<p style="text-align:left"><span style="font-size:16pt">{}</span></p>',
    ),
    "135": Dialect(
        _PHONE,
        '<section style="margin:10px auto;overflow-x:auto"><table style="width:100%">',
        'style="border-width:1px;padding:5px"',
        '<section class="135brush"><p style="line-height:1.75em">{}</p></section>',
        '<section><span leaf="">{}</span></section>',
        '<section style="display:inline-block"><strong class="135brush">{}</strong></section>',
    ),
    "excel": Dialect(
        _EXCEL,
        '<table border=0 cellpadding=0 cellspacing=0 width=1152 style="border-collapse:collapse"><col width=72 span=10>',
        "class=xl65 x:num",
        "<p>{}</p>",
        "{}",
        "<p><b>{}</b></p>",
        False,
        " <tr height=18 style='height:13.5pt'>{}</tr>",
    ),
    "unclosed": Dialect(_JPAGE, "<table border=1>", "", "<p>{}", "{}", "<p><b>{}</b>", False, "<tr>{}", False),
    "phone": Dialect(_PHONE, '<div class="t"><table>', "", "<p>{}</p>", "<div>{}</div>", "<h3>{}</h3>"),
}
