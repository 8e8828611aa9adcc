"""What stands around a list on every page: head menu, side menu of the five neighbours, crumbs, tabs, news box, friends, footer.

Four skins print the same things in the ways seen on portals: blocks of `ul`, nested tables, `dl` menus, and the newer
`nav`/`aside`. Menu entries may look like articles (`/202001/t20200110_2.html`) and the news box carries dates: both stand on
every page, articles included, and neither is ever a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NEIGHBOURS: Mapping[str, str] = {
    "政府信息公开指南": "/zfxxgk/zfxxgkzn/",
    "政府信息公开制度": "/zfxxgk/zfxxgkzd/",
    "法定主动公开内容": "/zfxxgk/fdzdgknr/",
    "政府信息公开年报": "/zfxxgk/zfxxgknb/",
    "依申请公开": "/zfxxgk/ysqgk/",
}
ARTICLE_SHAPED: Mapping[str, str] = {
    "政府信息公开指南": "/zfxxgk/zn/202001/t20200110_100002.html",
    "政府信息公开制度": "/zfxxgk/zd/202105/t20210506_100037.html",
    "法定主动公开内容": "/zfxxgk/fdzdgknr/list.html",
    "政府信息公开年报": "/zfxxgk/nb/list.html",
    "依申请公开": "/zfxxgk/ysq/201912/t20191230_100001.html",
}


@dataclass(frozen=True)
class Furniture:
    """The menus of one portal. `own_places` are menu entries that are the columns themselves and serve their own pages."""

    site_name: str
    skin: str = "blocks"
    neighbours: Mapping[str, str] = field(default_factory=lambda: dict(NEIGHBOURS))
    top: Mapping[str, str] = field(
        default_factory=lambda: {"政务要闻": "/zwyw/", "政务公开": "/zwgk/", "办事服务": "/bsfw/", "互动交流": "/hdjl/"}
    )
    hot: Mapping[str, tuple[str, str]] = field(
        default_factory=lambda: {
            "/zwyw/202610/t20261012_900003.html": ("全市秋收现场会召开", "2026-10-12"),
            "/zwyw/202610/t20261009_900002.html": ("重点项目集中开工", "2026-10-09"),
            "/zwyw/202609/t20260928_900001.html": ("市领导调研防汛工作", "2026-09-28"),
        }
    )
    footer: Mapping[str, str] = field(
        default_factory=lambda: {"网站地图": "/wzdt.html", "联系我们": "/lxwm.html", "隐私声明": "/yssm.html"}
    )
    friends: Mapping[str, str] = field(
        default_factory=lambda: {
            "中国政府网": "http://www.gov.example/",
            "省人民政府": "http://www.province.example/",
            "市直部门网站": "http://bm.city.example/",
        }
    )
    own_places: frozenset[str] = frozenset()

    def targets(self) -> dict[str, str]:
        """Return path → label of every page of this host that the furniture links to, the columns' own pages left out."""
        found = {path: label for label, path in (*self.neighbours.items(), *self.top.items(), *self.footer.items())}
        found.update({path: label for path, (label, _) in self.hot.items()})
        return {path: label for path, label in found.items() if path not in self.own_places}


def _items(entries: Mapping[str, str], active: str) -> str:
    return "".join(
        f'<li{" class=on" if label == active else ""}><a href="{path}" title="{label}">{label}</a></li>' for label, path in entries.items()
    )


def _news(hot: Mapping[str, tuple[str, str]]) -> str:
    return "".join(
        f'<li><a href="{path}" title="{title}" target="_blank">{title}</a><span>{day}</span></li>' for path, (title, day) in hot.items()
    )


def _crumbs(title: str, own: str) -> str:
    return (
        f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; '
        f'<a href="{own}">政府信息公开</a> &gt; {title}</div>'
    )


def _foot(f: Furniture) -> str:
    friends = "".join(f'<option value="{url}">{label}</option>' for label, url in f.friends.items())
    links = "".join(f'<a href="{url}" target="_blank">{label}</a> ' for label, url in f.friends.items())
    own = " | ".join(f'<a href="{path}">{label}</a>' for label, path in f.footer.items())
    return (
        f'<div class="yqlj"><b>友情链接</b> {links}<select onchange="window.open(this.value)">{friends}</select></div>'
        f'<div class="footer"><p>{own}</p><p>主办：{f.site_name}　备案号：某ICP备00000000号　更新日期：2026-10-12</p></div>'
    )


def _blocks(f: Furniture, title: str, main: str, active: str) -> str:
    return (
        f'<div class="header"><ul class="nav">{_items(f.top, active)}</ul></div><div class="wrap">'
        f'<div class="left"><h3>政府信息公开</h3><ul class="leftmenu">{_items(f.neighbours, active)}</ul>'
        f'<h3>热点信息</h3><ul class="hot">{_news(f.hot)}</ul></div>'
        f'<div class="right">{_crumbs(title, next(iter(f.neighbours.values())))}<h2>{title}</h2>{main}</div></div>{_foot(f)}'
    )


def _tables(f: Furniture, title: str, main: str, active: str) -> str:
    top = "".join(f'<td class="m"><a href="{path}">{label}</a></td><td><img src="/images/line.gif"></td>' for label, path in f.top.items())
    side = "".join(
        f'<tr><td width="19"><img src="/images/dot.gif"></td><td width="136"><a href="{path}" target="_self">{label}</a></td></tr>'
        for label, path in f.neighbours.items()
    )
    news = "".join(f'<tr><td>·</td><td><a href="{path}">{label}</a></td><td>{day}</td></tr>' for path, (label, day) in f.hot.items())
    return (
        f'<table width="1000" align="center"><tr>{top}</tr></table><table width="1000" align="center"><tr>'
        f'<td width="250" valign="top"><table class="gl_left">{side}</table><table class="tj">{news}</table></td>'
        f'<td valign="top"><table width="740"><tr><td class="pos">{_crumbs(title, "/zfxxgk/")}</td></tr>'
        f'<tr><td valign="top">{main}</td></tr></table></td></tr></table>{_foot(f)}'
    )


def _dl(f: Furniture, title: str, main: str, active: str) -> str:
    side = "".join(f'<dd><a href="{path}">{label}</a></dd>' for label, path in f.neighbours.items())
    tabs = "".join(f'<span class="tab"><a href="{path}">{label}</a></span>' for label, path in f.neighbours.items())
    return (
        f'<div id="top">{"".join(f"<a href={path}>{label}</a>" for label, path in f.top.items())}</div>'
        f'<div id="tabs">{tabs}</div><dl id="tree"><dt>公开目录</dt>{side}</dl><div id="con">{_crumbs(title, "/zwgk/")}{main}</div>'
        f'<div id="tuijian"><h4>推荐阅读</h4><ul>{_news(f.hot)}</ul></div>{_foot(f)}'
    )


def _aside(f: Furniture, title: str, main: str, active: str) -> str:
    cards = "".join(f'<a class="gk-card" href="{path}"><i></i><em>{label}</em></a>' for label, path in f.neighbours.items())
    return (
        f'<header><nav><ul>{_items(f.top, active)}</ul></nav></header><aside class="gk-side">{cards}</aside>'
        f'<section class="gk-main">{_crumbs(title, "/zwgk/")}<h1 class="gk-title">{title}</h1>{main}</section>'
        f'<aside class="gk-more"><ol>{_news(f.hot)}</ol></aside><footer>{_foot(f)}</footer>'
    )


SKINS = {"blocks": _blocks, "tables": _tables, "dl": _dl, "aside": _aside}


def frame(f: Furniture, title: str, main: str, *, script: str = "", charset: str = "utf-8", active: str = "", head: str = "") -> str:
    """Return a page: `main` within the skin of the portal, `script` at the end of the body, `head` among the metas."""
    body = SKINS[f.skin](f, title, main, active)
    return (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f'<meta name="SiteName" content="{f.site_name}">{head}<title>{title}_{f.site_name}</title></head><body>{body}{script}</body></html>'
    )
