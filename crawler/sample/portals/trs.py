"""The county's site, built on TRS: ten rows in the page, all of them from a search interface."""

from __future__ import annotations

import json
from collections.abc import Mapping

from crawler.sample.papers.city import SampleSite
from crawler.sample.papers.figures import Figures
from crawler.sample.portals.portal import Answer, Item, Portal, menu, other_items, report_items

FOLDER, SEARCH, CHANNEL, INTERFACE, STATIC = "/zwgk/zfxxgk/zfxxgknb", "310772", "2609", "/fjdzapp/search", 10
CELL = '<p style="text-indent: 0em;"><span style="font-family: 仿宋_GB2312;">{}</span></p>'  # what its editor makes of a cell


def build(site: SampleSite, base: str) -> Portal:
    """Return the complete site; URLs in the list are relative to the column's folder."""
    portal = Portal(site, base)
    items = report_items(site.id, _path, _file, CELL)
    items += other_items("letters", lambda date, number: _address(date, 51000 + number))
    items.sort(key=lambda item: item.published, reverse=True)
    top = menu({"首页": "/", "政务公开": "/zwgk/"})
    portal.page("/", site.name, top, {"ColumnName": "首页"})
    portal.page("/zwgk/", "政务公开", top + menu({"政府信息公开年报": "./zfxxgk/zfxxgknb/"}), {"ColumnName": "政务公开"})
    portal.page(f"{FOLDER}/", "政府信息公开年报", top + _listing(items), {"ColumnName": "政府信息公开年报"})
    for item in items:
        files = "".join(f'<li><a href="{file.path}">{file.label}</a></li>' for file in item.files)
        portal.article(
            item,
            "政府信息公开年报",
            (
                f'{top}<div class="article_title">\n  {item.title}\n</div><span class="article_source">来源：{item.source}</span>　'
                f'<span class="article_time">时间：{item.published} 09:30</span>'
                f'<div class="article_content"><div class=TRS_Editor>{item.body}</div></div>'
                f'<div class="article_attachment" id="file_xmb">附件下载<ul id="file_ul_fj">{files}</ul></div>'
            ),
        )
    portal.columns["annual"] = tuple(items)
    portal.start("annual", "政府信息公开年报", "annual_report", f"{FOLDER}/")
    portal.dynamic = lambda method, path, given: _search(base, items, given) if (method, path) == ("POST", INTERFACE) else None
    return portal


def _address(date: str, number: int) -> str:
    return f"{FOLDER}/{date[:7].replace('-', '')}/t{date.replace('-', '')}_{number}.htm"


def _path(figures: Figures, number: int) -> str:
    return _address(figures.published, 52000 + number)


def _file(article: str, kind: str) -> str:
    folder, _, name = article.rpartition("/")
    return f"{folder}/P0{name[1:9]}{name.rpartition('_')[2].removesuffix('.htm')}.{kind}"


def _listing(items: list[Item]) -> str:
    rows = "".join(
        f'<dl><dd><a href=".{item.path.removeprefix(FOLDER)}" target="_blank" title="{item.title}">{item.title}</a></dd>'
        f"<dd>\n  {item.published}\n</dd></dl>"
        for item in items[:STATIC]
    )
    settings = (
        f'listModel({{quickMode:"动静结合",maxStaticIndex:1,listArgs:{{channelid:SiteInfo.searchId,classsql:""||"chnlid={CHANNEL}",'
        f'sortfield:"-docorderpri,-docreltime"}},pagebar:{{prepage:{STATIC},recordCount:\'{len(items)}\',pgCountMode:"recordCount"}}}})'
    )
    return (
        f'<div ms-controller="list"><div ms-visible="showStatic">{rows}</div><div style="display: none"><dl><dd>'
        '<a ms-attr-href="el.chnldocurl" ms-text="el.doctitle"></a></dd></dl></div></div>'
        f'<script>var SiteInfo = {{siteId: "9", searchId: {SEARCH}, RootPath: "/"}};</script>'
        f'<script>require(["list2.trsapi","tools"],function(listModel){{{settings}}})</script>'
    )


def _search(base: str, items: list[Item], given: Mapping[str, str]) -> Answer:
    known = given.get("channelid") == SEARCH and f"chnlid={CHANNEL}" in given.get("classsql", "")
    size, page = min(int(given.get("prepage", STATIC)), 500), int(given.get("page", 1))
    rows = items[(page - 1) * size : page * size] if known else []
    data = [_hit(base, item, number) for number, item in enumerate(rows)]
    answer = {"pageCount": -(-len(items) // size) if known else 0, "data": data}
    return json.dumps(answer, ensure_ascii=False).encode(), "application/json; charset=utf-8"


def _hit(base: str, item: Item, number: int) -> dict[str, str]:
    address, moment = base + item.path, f"{item.published} 09:30:00"
    return {
        "doctitle": item.title,
        "docpuburl": address,
        "chnldocurl": address,
        "docreltime": moment,
        "pubdate": moment,
        "puborg": item.source,
        "chnlid": CHANNEL,
        "docid": str(number),
    }
