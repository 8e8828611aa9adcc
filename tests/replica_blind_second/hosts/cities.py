"""Platforms of single cities whose further rows come from an interface: TrueCMS, Epoint."""

from __future__ import annotations

import json

from ..answers import Answer, Asked, Site, json_answer
from ..documents import notices, reports
from ..furniture import Furniture
from ..interface import Built, Completeness, Origins, ReasonKind
from .markup import li, one_column, ul

SCRIPTED = frozenset({ReasonKind.ROWS_BY_SCRIPT})


def _truecms(visit: int, origins: Origins) -> Built:
    """The first rows stand hidden in #initData; JSONP gives the rest and is empty for more than 50 a page."""
    site = Site(origins, Furniture("临岗市数据局", "dl"))
    documents = notices(33, lambda number, day: f"/lgsj/zcwj/content/{number:08x}-1111-4222-8333-0123456789ab.html", seed=25)
    column = "5b1f7d1e-2a3b-4c5d-8e9f-a0b1c2d3e4f5"
    main = (
        f'<div id="initData" style="display:none">{ul(map(li, documents[:20]), "list-ul")}</div><div id="list_show"></div>'
        f"<script>$('#list_show').pagelist({{columnId:'{column}',totalRecord:{len(documents)},perPage:10,"
        "proxyUrl:'/truecms/messageController/getMessage.do'});</script>"
    )
    site.page("/lgsj/zcwj/zcwj.html", "政策文件", main)

    def message(asked: Asked) -> Answer:
        start, end = int(asked.query.get("startrecord", "1") or 1), int(asked.query.get("endrecord", "30") or 30)
        rows = (
            documents[start - 1 : end]
            if int(asked.query.get("perpage", "10") or 10) <= 50 and asked.query.get("columnId") == column
            else []
        )
        inner = "".join(f"<record><![CDATA[{li(one)}]]></record>" for one in rows)
        value = json.dumps(
            {"result": f"<datastore><totalrecord>{len(documents)}</totalrecord><recordset>{inner}</recordset></datastore>"},
            ensure_ascii=False,
        )
        name = asked.query.get("callback")
        return Answer((f"{name}({value})" if name else value).encode(), media_type="application/javascript;charset=utf-8")

    site.routes["/truecms/messageController/getMessage.do"] = message
    site.articles(documents)
    return Built(
        site,
        {
            "nb": site.expect(
                documents,
                completeness=Completeness.EITHER,
                reasons=SCRIPTED | {ReasonKind.COUNT_DISAGREES, ReasonKind.PAGER_UNREAD, ReasonKind.PAGE_MISSING},
            )
        },
    )


def _epoint(visit: int, origins: Origins) -> Built:
    """The interface takes JSON by POST and counts pages from 0; the column is empty at visit 1 and the interface says so."""
    site = Site(origins, Furniture("望川区交通运输局", "aside"))
    count = {1: 0, 2: 23, 3: 23}[visit]
    documents = reports(count, lambda number, day: f"/003006/{day.replace('-', '')}/{number:08x}-aaaa-4bbb-8ccc-0123456789ab.html", seed=26)
    site.page(
        "/dynamic/zwgk/govInfoPub.html",
        "政府信息公开年报",
        '<div class="ewb-list" id="ewb-list"></div>',
        script='<script src="/js/webBuilderCommon.js"></script><script src="/js/govinfopub.js"></script>',
    )
    site.routes["/js/webBuilderCommon.js"] = Answer(
        b"var siteInfo = {siteGuid:'7eb5f7f1-9041-43ad-8e13-8fcb82ea831a'};", media_type="application/javascript"
    )
    script = (
        "var url='/EWB-FRONT/rest/lightfrontaction/getgovinfolist';$.ajax({type:'POST',url:url,contentType:'application/json',"
        "data:JSON.stringify({deptcode:'',categorynum:Util.getUrlParams('categorynum'),"
        "pageIndex:pageIndex,pageSize:15,siteGuid:siteInfo.siteGuid})});"
    )
    site.routes["/js/govinfopub.js"] = Answer(script.encode(), media_type="application/javascript")

    def listing(asked: Asked) -> Answer:
        try:
            value = json.loads(asked.body or b"{}")
        except ValueError:
            value = {}
        value = value if isinstance(value, dict) else {}
        page, size = int(value.get("pageIndex") or 0), min(int(value.get("pageSize") or 15), 100)
        rows = documents[page * size : (page + 1) * size] if value.get("categorynum") == "003006" else []
        data = [{"infourl": one.path, "title": one.title, "realtitle": one.title, "infodate": one.date} for one in rows]
        answer = json_answer({"custom": {"total": len(documents), "data": data}})
        return Answer(answer.body, 200, answer.media_type, (("X-Powered-By", "epoint"),))

    site.routes["/EWB-FRONT/rest/lightfrontaction/getgovinfolist"] = listing
    site.articles(documents)
    return Built(
        site,
        {
            "nb": site.expect(
                documents,
                completeness=Completeness.EITHER,
                proofs=(site.url("/EWB-FRONT/"),),
                reasons=SCRIPTED | {ReasonKind.EMPTY_UNSAID, ReasonKind.INTERFACE_SILENT},
            )
        },
    )


HOSTS = (
    one_column("truecms", "TrueCMS", "Hidden first rows, JSONP, nothing for big pages.", "/lgsj/zcwj/zcwj.html", _truecms, "policy"),
    one_column(
        "epoint",
        "国泰新点 Epoint",
        "JSON by POST from page 0; empty and said so by the interface at visit 1.",
        "/dynamic/zwgk/govInfoPub.html?categorynum=003006&deptcode=",
        _epoint,
    ),
)
