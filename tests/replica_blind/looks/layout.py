"""The frame around every list and article: what stands on every page of a portal and is never a row.

Five shells as real portals have them: the open-government platform with the five fixed neighbours at the left, a
department site with a side menu and a box of the latest items, an old site laid out in nested tables, a mobile-first
shell with tabs, and a bare shell with a menu only. All wording is this project's own.
"""


from __future__ import annotations

from dataclasses import dataclass
from html import escape

NEIGHBOURS = (
    ("政府信息公开指南", "zfxxgkzn"),
    ("政府信息公开制度", "zfxxgkzd"),
    ("法定主动公开内容", "fdzdgknr"),
    ("政府信息公开年报", "zfxxgknb"),
    ("依申请公开", "ysqgk"),
)
TOPICS = ("机构职能", "领导信息", "规划计划", "统计信息", "财政预决算", "行政许可", "行政处罚", "重大项目", "人事信息", "建议提案办理")


@dataclass(frozen=True)
class Frame:
    """Who owns a page: the portal's name and code, its menu root, and where its fixed pages stand."""

    name: str
    code: str
    shell: str
    root: str = "/zwgk"
    ending: str = "index.html"
    foreign: str = ""
    latest: tuple[tuple[str, str, str], ...] = ()
    tabs: tuple[tuple[str, str], ...] = ()


def fixed_pages(frame: Frame) -> dict[str, str]:
    """Return the pages that menus lead to, by path: prose without rows, so that a crawler that takes them shows it."""
    pages = {}
    for label, folder in (*NEIGHBOURS, *((topic, f"topic{number}") for number, topic in enumerate(TOPICS))):
        pages[f"{frame.root}/{folder}/{frame.ending}"] = f"<h2>{label}</h2><p>本页介绍{frame.name}的{label}，不含文件列表。</p>"
    pages["/"] = f"<h2>{frame.name}</h2><p>欢迎访问。</p>"
    pages[f"{frame.root}/{frame.ending}"] = "<h2>政务公开</h2><p>请从左侧栏目进入。</p>"
    return pages


def side_menu(frame: Frame, style: str = "ul") -> str:
    """Return the five neighbours and the topics beneath 法定主动公开内容, as a list or as a table."""
    entries = [(label, f"{frame.root}/{folder}/{frame.ending}") for label, folder in NEIGHBOURS]
    topics = [(label, f"{frame.root}/topic{number}/{frame.ending}") for number, label in enumerate(TOPICS)]
    if style == "table":
        cells = "".join(
            f'<tr><td width="18"><img src="/images/dot.gif" alt=""></td><td><a href="{href}" target="_self">{label}</a></td></tr>'
            for label, href in entries + topics
        )
        return f'<table width="170" border="0" cellspacing="0" cellpadding="0" class="leftmenu"><tbody>{cells}</tbody></table>'
    inner = "".join(f'<li><a href="{href}" title="{label}">{label}</a></li>' for label, href in topics)
    outer = ""
    for label, href in entries:
        nested = f"<ul>{inner}</ul>" if label == "法定主动公开内容" else ""
        outer += f'<li><a href="{href}" title="{label}">{label}</a>{nested}</li>'
    return f'<ul class="gk_menu">{outer}</ul>'


def navigation(frame: Frame) -> str:
    """Return the header's main menu."""
    labels = (("首页", "/"), ("要闻动态", "/ywdt/"), ("政务公开", f"{frame.root}/{frame.ending}"), ("政务服务", "/zwfw/"),
              ("互动交流", "/hdjl/"), ("走进我们", "/zjwm/"))
    return '<div class="nav"><ul>' + "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in labels) + "</ul></div>"


def footer(frame: Frame) -> str:
    """Return friend links (a select and a list of outside hosts) and the footer with its code and notices."""
    outside = frame.foreign or "http://127.0.0.1:9"
    friends = "".join(f'<li><a href="{outside}/friend{n}/" target="_blank">{label}</a></li>'
                      for n, label in enumerate(("省人民政府", "市发展改革委", "市财政局", "市教育局", "国家政务服务平台")))
    options = "".join(f'<option value="{outside}/link{n}/">{label}</option>' for n, label in enumerate(("--国务院部门--", "审计署", "统计局")))
    return (f'<div class="friendlink"><h3>友情链接</h3><select onchange="window.open(this.value)">{options}</select><ul>{friends}</ul></div>'
            f'<div class="footer"><p>主办：{frame.name} 承办：{frame.name}办公室</p><p>网站标识码：{frame.code} '
            f'<a href="/wzdt/">网站地图</a> <a href="/lxwm/">联系我们</a></p><p>版权所有 2012-2026</p></div>')


def metas(frame: Frame, column: str, article: tuple[str, str] | None = None) -> str:
    """Return the metas of the national standard for site and column, and for an article (title, date) where given."""
    values = {"SiteName": frame.name, "SiteDomain": "www.example.gov.example", "SiteIDCode": frame.code, "ColumnName": column,
              "ColumnType": column}
    if article:
        values |= {"ArticleTitle": article[0], "PubDate": f"{article[1]} 09:30", "ContentSource": frame.name}
    return "".join(f'<meta name="{key}" content="{escape(value)}">' for key, value in values.items())


def breadcrumb(frame: Frame, column: str) -> str:
    """Return the line that says where the reader is."""
    return (f'<div class="position">您当前的位置：<a href="/">首页</a> &gt; <a href="{frame.root}/{frame.ending}">政务公开</a>'
            f' &gt; <a href="./">{column}</a></div>')


def latest_box(frame: Frame) -> str:
    """Return the box of the newest items that a department site repeats on every page: linked and dated, but never rows."""
    if not frame.latest:
        return ""
    items = "".join(f'<li><a href="{href}" title="{escape(title)}">{escape(title[:14])}</a><span>{date}</span></li>'
                    for href, title, date in frame.latest)
    return f'<div class="hot"><h3>最新发布</h3><ul>{items}</ul></div>'


def tabs(frame: Frame) -> str:
    """Return the year tabs above a list."""
    if not frame.tabs:
        return ""
    return '<div class="tab"><ul>' + "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in frame.tabs) + "</ul></div>"


def page(frame: Frame, column: str, middle: str, *, head: str = "", title: str = "", article: tuple[str, str] | None = None) -> str:
    """Return a page of the portal with ``middle`` where its shell puts the content."""
    body = SHELLS[frame.shell](frame, column, middle)
    return (f'<!DOCTYPE html>\n<html><head><meta charset="utf-8">{metas(frame, column, article)}<title>{escape(title or column)}_{frame.name}'
            f"</title>{head}</head>\n<body>\n{body}\n</body></html>\n")


def _platform(frame: Frame, column: str, middle: str) -> str:
    return (f'{navigation(frame)}<div class="platform"><div class="gk_left"><h2>政府信息公开</h2>{side_menu(frame)}</div>'
            f'<div class="gk_right">{breadcrumb(frame, column)}<h3 class="gk_title">{column}</h3>{tabs(frame)}{middle}</div></div>{footer(frame)}')


def _department(frame: Frame, column: str, middle: str) -> str:
    return (f'{navigation(frame)}<div class="wrap"><div class="side">{side_menu(frame)}{latest_box(frame)}</div>'
            f'<div class="main">{breadcrumb(frame, column)}{tabs(frame)}{middle}</div></div>{footer(frame)}')


def _tables(frame: Frame, column: str, middle: str) -> str:
    links = "".join(f'<td class="menu"><a href="/{label}/">{label}</a></td>' for label in ("ywdt", "zwgk", "bsfw", "hdjl"))
    return (f'<table width="1000" align="center"><tbody><tr>{links}</tr></tbody></table><table width="1000" align="center"><tbody><tr>'
            f'<td width="220" valign="top">{side_menu(frame, "table")}</td><td valign="top"><table width="760" class="bd"><tbody><tr><td height="27">'
            f"{breadcrumb(frame, column)}</td></tr><tr><td valign=\"top\">{middle}</td></tr></tbody></table></td></tr></tbody></table>{footer(frame)}")


def _mobile(frame: Frame, column: str, middle: str) -> str:
    return (f'<header>{navigation(frame)}</header><main><section class="crumbs">{breadcrumb(frame, column)}</section>{tabs(frame)}'
            f'<section class="content">{middle}</section><aside>{side_menu(frame)}{latest_box(frame)}</aside></main><footer>{footer(frame)}</footer>')


def _bare(frame: Frame, column: str, middle: str) -> str:
    news = "".join(f'<li><span class="date">{date[5:]}</span><a href="{href}" target="_blank">{escape(title)}</a></li>' for href, title, date in frame.latest)
    drop = f'<div class="sub"><div class="hd"><a href="/ywdt/">要闻</a></div><ul class="infoList">{news}</ul></div>' if news else ""
    return f'<div id="top">{navigation(frame)}{drop}</div><div id="leftmenu">{side_menu(frame)}</div><div id="center">{middle}</div><div id="bottom">{footer(frame)}</div>'


SHELLS = {"platform": _platform, "department": _department, "tables": _tables, "mobile": _mobile, "bare": _bare}
