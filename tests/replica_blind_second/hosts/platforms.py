"""Provincial platforms whose lists come from an interface: gkmlpt, UCAP, LonSun."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from ..answers import Answer, Asked, Site, html, json_answer
from ..documents import chunks, notices, reports
from ..furniture import ARTICLE_SHAPED, Furniture
from ..interface import Built, Completeness, Origins, ReasonKind
from .markup import cut_li, hashed_path, li, numbered_path, one_column, ul

SCRIPTED = frozenset({ReasonKind.ROWS_BY_SCRIPT})
BEIJING = timezone(timedelta(hours=8))


def _stamp(day: str | None) -> int:
    """Return the second at which a day begins in Beijing."""
    return int(datetime.fromisoformat(day or "1970-01-01").replace(tzinfo=BEIJING).timestamp())


def _gkmlpt(visit: int, origins: Origins) -> Built:
    """Pages 0 and 1 are the same; a hundred a page; the tree tells a stale count; the end is an empty page."""
    site = Site(origins, Furniture("东澜新区城市管理局", "aside"))
    documents = reports(103, numbered_path("/gkmlpt/content/9/9103/post_", 9_103_000, ".html"), seed=21)
    tree = [
        {"id": 2629, "name": "政府信息公开年报", "jump_url": "", "post_count": 88, "children": []},
        {"id": 2630, "name": "政府信息公开指南", "jump_url": "/zfxxgk/zfxxgkzn/", "post_count": 0, "children": []},
    ]
    config = json.dumps({"SID": "755041", "TREE": tree, "SERVICE_AREA_ID": 4}, ensure_ascii=False)
    site.page(
        "/gkmlpt/index",
        "政府信息公开",
        '<div id="app"></div>',
        script=f"<script>window._CONFIG = {config};</script><script src='/gkmlpt/app.js'></script>",
    )
    site.routes["/gkmlpt/annualreport"] = site.routes["/gkmlpt/index"]
    site.routes["/gkmlpt/app.js"] = Answer(b"/* gkmlpt front end */", media_type="application/javascript")

    def listing(asked: Asked) -> Answer:
        page = max(int(asked.query.get("page", "1") or 1), 1)
        rows = documents[(page - 1) * 100 : page * 100] if asked.query.get("sid") == "755041" else []
        articles: list[dict[str, object]] = [
            {
                "id": one.path.split("_")[-1][:-5],
                "title": one.title,
                "date": one.date,
                "create_time": _stamp(one.date),
                "first_publish_time": _stamp(one.date),
                "display_publish_time": _stamp(one.date),
                "classify_main": 2629,
                "classify_main_name": "政府信息公开年报",
                "url": site.url(one.path),
                "post_url": "",
                "attachment": [],
                "publisher": one.source,
                "is_expired": 0,
            }
            for one in rows
        ]
        return json_answer(
            {"classify": {"id": 2629, "name": "政府信息公开年报", "post_count": 88}, "total": len(documents), "articles": articles}
        )

    site.routes["/gkmlpt/api/all/2629"] = listing
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=SCRIPTED)})


def _ucap_static(visit: int, origins: Origins) -> Built:
    """The pager counts from 1; page 1 is the bare prefix; `_1` is a 404; side copies for phones repeat the list."""
    site = Site(origins, Furniture("双桥街道办事处", "dl"))
    documents = notices(41, hashed_path("/sqjd/c100262/", "shtml"), seed=22)
    pages = chunks(documents, 18)
    for at, rows in enumerate(pages, 1):
        call = (
            f"<div id='page_div'></div><script>createPageHTML('page_div',"
            f"{len(pages)},{at},'common_list','shtml',{len(documents)});</script>"
        )
        phone = f'<div class="visible-xs">{ul(map(li, rows), "wap")}</div>'
        name = "common_list.shtml" if at == 1 else f"common_list_{at}.shtml"
        site.page(f"/sqjd/c100262/{name}", "通知公告", ul(map(cut_li, rows), "list-pc") + phone + call)
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


def _ucap_json(visit: int, origins: Origins) -> Built:
    """The page is drawn from `/common/search/CHANNEL`; at visit 3 the interface answers the section page instead of JSON."""
    site = Site(origins, Furniture("云水市工业和信息化局", "blocks"))
    documents = reports(26, hashed_path("/yssgxj/c108463/", "shtml"), seed=23)
    channel = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
    script = (
        f"<script>var channelId='{channel}';$.getJSON('/common/search/'+channelId+'?_isAgg=true&"
        f"_isJson=true&_pageSize=15&_template=index&page='+page,draw);"
        "</script>"
    )
    section = site.framed("政府信息公开年报", '<div class="list-box"></div>', script=script).replace(
        "<head>", f'<head><meta name="channelid" content="{channel}">'
    )
    site.routes["/yssgxj/c108463/zfxxgk.shtml"] = html(section)

    def search(asked: Asked) -> Answer:
        if visit == 3:
            return html(section)
        size = min(int(asked.query.get("_pageSize", "15") or 15), 50)
        page = max(int(asked.query.get("page", "1") or 1), 1)
        rows = documents[(page - 1) * size : page * size]
        results = [
            {
                "title": one.title,
                "url": site.url(one.path).removeprefix("http:"),
                "subTitle": "",
                "publishedTime": _stamp(one.date) * 1000,
                "publishedTimeStr": f"{one.date} 00:00:00",
                "channelName": "政府信息公开年报",
                "resList": [],
                "domainMetaList": [],
            }
            for one in rows
        ]
        return json_answer({"data": {"total": len(documents), "page": page, "rows": size, "channelId": channel, "results": results}})

    site.routes[f"/common/search/{channel}"] = search
    site.articles(documents)
    if visit < 3:
        return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=SCRIPTED)})
    kept = frozenset(site.url(one.path) for one in documents)
    return Built(
        site,
        {
            "nb": site.expect(
                [],
                completeness=Completeness.INCOMPLETE,
                optional_rows=site.rows(documents),
                optional_documents=kept,
                reasons=SCRIPTED | {ReasonKind.INTERFACE_SILENT, ReasonKind.SHRUNK, ReasonKind.EMPTY_UNSAID},
            )
        },
    )


def _lonsun(visit: int, origins: Origins) -> Built:
    """The label answers fragments; an empty separator row after each five; past the end 暂无相关信息; titles cut by `length`."""
    site = Site(origins, Furniture("石泉县审计局", "blocks", ARTICLE_SHAPED))
    documents = reports(34, numbered_path("/public/1681/", 565_412_000, ".html"), seed=24)
    pages = chunks(documents, 15)
    call = (
        "<div id='xxgk_lmcon'></div><script>Ls.ajax('/site/label/8888',"
        "{IsAjax:1,dataType:'html',labelName:'publicInfoList',siteId:'6781961',"
        "organId:'1681',type:'4',action:'list',pageSize:15,pageIndex:pageIndex,catId:'7001',isDate:true,dateFormat:'yyyy-MM-dd',length:30,"
        "result:'暂无相关信息',file:'/xxgk/publicInfoList_newest2020'});</script>"
    )

    def fragment(page: int) -> str:
        if not 0 < page <= len(pages):
            return '<div class="xxgk_none">暂无相关信息</div>'
        rows = []
        for at, one in enumerate(pages[page - 1], 1):
            rows.append(
                f'<li><a href="{site.url(one.path)}" title="{one.title}" target="_blank">'
                f'{one.title[:14]}...</a><span class="date">{one.date}</span></li>'
            )
            rows += ['<li class="lm_line"></li>'] if at % 5 == 0 else []
        pager = (
            f"<script>Ls.pagination('#page_public', function(pageIndex){{ load(pageIndex); }}, {{currPage:({page - 1}+1),"
            f"pageCount:{len(pages)}}});</script>"
        )
        return ul(rows, "xxgk_nav_list") + pager

    site.page("/public/column/1681", "政府信息公开年报", call)

    def label(asked: Asked) -> Answer:
        values = {**asked.query, **asked.form}
        wrong = values.get("file") not in (None, "/xxgk/publicInfoList_newest2020") or values.get("catId") != "7001"
        page = values.get("pageIndex", "1")
        return html(fragment(0 if wrong else int(page) if page.isdigit() else 1))

    site.routes["/site/label/8888"] = label
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=SCRIPTED)})


HOSTS = (
    one_column("gkmlpt", "拓尔思 gkmlpt", "Page 0 is page 1, the count in the tree is stale.", "/gkmlpt/annualreport#2629", _gkmlpt),
    one_column(
        "ucap-static",
        "开普 UCAP",
        "Pages from 1, a phone copy of the list, cut titles.",
        "/sqjd/c100262/common_list.shtml",
        _ucap_static,
        "notice",
    ),
    one_column(
        "ucap-json",
        "开普 UCAP",
        "Rows only from an interface that fails at visit 3 with the section page.",
        "/yssgxj/c108463/zfxxgk.shtml",
        _ucap_json,
    ),
    one_column(
        "lonsun",
        "龙讯 LonSun",
        "Fragments with separator rows; the words of an empty list stand in the script.",
        "/public/column/1681?type=4&action=list&nav=3&catId=7001",
        _lonsun,
    ),
)
