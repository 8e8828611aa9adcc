"""Six pages as portals' systems write them: shells, metas, chrome, editors."""

from __future__ import annotations

from html import escape

from ..model import Draft
from .html import Look, containers

STYLES = ("trs", "ucap", "jcms", "gkmlpt", "openness", "word")

MSO = '<p class="MsoNormal" style="text-indent:32.0000pt;mso-char-indent-count:2;"><span style="font-family:仿宋_GB2312;font-size:16pt">{}</span></p>'
CELL = '<p class="MsoNormal" align="center"><span style="font-size:10.5pt;\nmso-bidi-font-size:9pt">{}<o:p></o:p></span></p>'
LOOKS: dict[str, Look] = {
    "trs": Look("trs", heading='<p><span style="font-family:黑体"><span>{}</span></span></p>', cell="<p>&nbsp;{}&nbsp;</p>"),
    "ucap": Look("ucap", paragraph='<p style="text-indent: 2em;">{}</p>', heading='<p style="text-indent: 2em;"><strong>{}</strong></p>'),
    "jcms": Look("jcms", paragraph="<p>　　{}</p>", table="<table class=MsoTableGrid border=1>", cell="<p>{}</p>"),
    "gkmlpt": Look("gkmlpt", paragraph="<p><span>{}</span></p>", heading="<h3>{}</h3>", cell="<span>{}</span>"),
    "openness": Look("openness", paragraph="<div>{}</div>", heading="<div><b>{}</b></div>", cell="\n {}\n"),
    "word": Look(
        "word", paragraph=MSO, heading=MSO.replace("{}", "<b>{}</b>"), cell=CELL, table='<table class="MsoNormalTable" border="1">'
    ),
}


def look_of(draft: Draft) -> Look:
    """Return the look of a draft's style, with class names that tell nothing."""
    look = LOOKS[draft.style]
    words = {name: f"c{draft.rng.randint(100, 999)}{name[0]}" for name in ("hide", "strike")}
    return Look(look.name, look.paragraph, look.heading, look.cell, look.table, look.tag_case, {**words, "shown": "hidden-xs-up"})


def head_html(draft: Draft, look: Look) -> str:
    """Return the head with metas and the page's own rules."""
    metas = "".join(f'<meta name="{name}" content="{escape(text)}">\n' for name, text in draft.metas.items())
    rules = f".{look.classes['hide']}{{display:none}} .{look.classes['strike']}{{text-decoration:line-through}} td{{padding:2px}}"
    return f"<head><meta charset='utf-8'>\n<title>{escape(draft.page_title)}</title>\n{metas}<style>{rules}</style></head>"


def render(draft: Draft) -> bytes:
    """Return the page of a draft."""
    look = look_of(draft)
    parts = containers(draft, look)
    body = parts.get("main", "")
    if parts.get("second"):
        body = f'<div class="TRS_Editor">{body}</div><div class="TRS_Editor">{parts["second"]}</div>'
    elif draft.style == "trs":
        body = f"<div class=TRS_Editor>{body}</div>"
    date = f"{draft.year + 1}-01-{draft.rng.randint(10, 28)}"
    shell = {
        "trs": _trs, "ucap": _ucap, "jcms": _jcms, "gkmlpt": _gkmlpt, "openness": _openness, "word": _word,
    }[draft.style]  # fmt: skip
    page = shell(draft, body, parts, date)
    return f"<!DOCTYPE html>\n<html>{head_html(draft, look)}\n<body>\n{page}\n</body></html>".encode()


def _heading(draft: Draft) -> str:
    return escape(str(draft.extras.get("page_heading") or "".join(draft.title_lines)))


def _around(draft: Draft, parts: dict[str, str]) -> tuple[str, str]:
    """Return what a page has before and after its article."""
    watermark = draft.extras.get("watermark", "")
    mark = (
        f'<div style="position:fixed;top:200px;transform:rotate(-30deg);opacity:.15;font-size:60px">{watermark}</div>' if watermark else ""
    )
    before = f'<div class="side"><h2>{escape(draft.extras.get("column_title", "政府信息公开年报"))}</h2>{draft.extras.get("side_html", "")}'
    return f"{mark}{before}{parts.get('aside', '')}</div>", parts.get(
        "outside", ""
    ) + '<div class="foot">网站标识码：1303000020　主办：办公室</div>'


def _trs(draft: Draft, body: str, parts: dict[str, str], date: str) -> str:
    before, after = _around(draft, parts)
    return (
        f'{before}<div class="breadcrumb"><span>当前位置：</span><a href="../">首页</a>&gt;<a href="./">政府信息公开年报</a></div>'
        f'<div class="article_title text_align_center">\n  {_heading(draft)}\n</div><span class="article_time">时间：{date} 15:35</span>'
        f'<div class="word_con"><div class="article_content">{body}</div></div>{after}'
    )


def _ucap(draft: Draft, body: str, parts: dict[str, str], date: str) -> str:
    before, after = _around(draft, parts)
    return (
        f'{before}<div class="article_content"><h1><UCAPTITLE>{_heading(draft)}</UCAPTITLE></h1>'
        f"<p>发布时间：<PUBLISHTIME>{date}</PUBLISHTIME> 字号：大 中 小</p><UCAPCONTENT>{body}</UCAPCONTENT></div>{after}"
    )


def _jcms(draft: Draft, body: str, parts: dict[str, str], date: str) -> str:
    before, after = _around(draft, parts)
    number = f"0141{draft.rng.randint(10000, 99999)}/{date[:4]}-000{draft.rng.randint(10, 99)}"
    return (
        f'{before}<table class="xxgk_head"><tr><td>索 引 号</td><td>{number}</td><td>生成日期</td><td>{date}</td></tr></table>'
        f'<div class="main-fl-tit">{_heading(draft)}</div><div class="bt_content"><div id="zoom">'
        f"<!--ZJEG_RSS.content.begin-->{body}<!--ZJEG_RSS.content.end--></div></div>{after}"
    )


def _gkmlpt(draft: Draft, body: str, parts: dict[str, str], date: str) -> str:
    before, after = _around(draft, parts)
    return (
        f'{before}<div class="content"><h1 class="title document-number">{_heading(draft)}</h1>'
        f'<div class="date-row">发布日期：{date} 09:12:00</div><div class="article-content">{body}</div></div>{after}'
    )


def _openness(draft: Draft, body: str, parts: dict[str, str], date: str) -> str:
    before, after = _around(draft, parts)
    return (
        f'{before}<div class="wzcon j-fontContent"><h1 class="wztit">{_heading(draft)}</h1><div class="wzfbxx">阅读次数：{draft.rng.randint(3, 999)} '
        f"发布时间：{date}</div><div id='zoom' class='j-fontContent'>{body}</div></div>{after}"
    )


def _word(draft: Draft, body: str, parts: dict[str, str], date: str) -> str:
    before, after = _around(draft, parts)
    return f'{before}<h1>{_heading(draft)}</h1><p class="info">{date}</p><div class="WordSection1" style="layout-grid:15.6pt">{body}</div>{after}'
