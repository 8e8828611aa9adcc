"""大汉 portals: jpage datastore and proxy, xxgk search, JPaaS units."""

from __future__ import annotations

import json

from ..answers import Answer, Asked, Site, html, json_answer
from ..documents import Document, PathOf, chunks, reports
from ..furniture import Furniture
from ..interface import Built, Completeness, Origins, ReasonKind
from .markup import cut_li, li, one_column, ul

PROXY = "/module/web/jpage/dataproxy.jsp"


def _art(column: int, first: int) -> PathOf:
    def path(number: int, day: str) -> str:
        year, month, date = day.split("-")
        return f"/art/{year}/{int(month)}/{int(date)}/art_{column}_{first + number}.html"

    return path


def _records(rows: list[Document], word: str = "CDATA") -> str:
    return "<recordset>" + "".join(f"<record><![{word}[{cut_li(one)}]]></record>" for one in rows) + "</recordset>"


def _jpage_page(site: Site, documents: list[Document], embedded: int, column: int, unit: str, link: str) -> str:
    menu = "".join(
        f'<record><![CDATA[<li><a href="{path}" title="{label}">{label}</a></li>]]></record>'
        for label, path in site.furniture.neighbours.items()
    )
    params = (
        f"{{col:1,appid:'1',webid:'9',path:'/',columnid:{column},sourceContentType:1,unitid:'{unit}',"
        "webname:'青禾自治县人民政府',permissiontype:0}"
    )
    return (
        f'<div id="110" class="menu"><script type="text/xml"><datastore><recordset>{menu}</recordset></datastore></script></div>'
        f"<script>"
        f"$('#110').jpage({{showMode:'simple',totalRecord:5,perPage:10,proxyUrl:'{PROXY}',ajaxParam:{{columnid:{column},unitid:'110'}}}});"
        f"</script>"
        f'<div id="{unit}"><script type="text/xml"><datastore>\n<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>\n'
        f"{_records(documents[:embedded])}</datastore></script></div>"
        f"<script>$('#{unit}').jpage({{themeName:'default',showMode:'full',totalRecord:{len(documents)},dataStore:dataStore,"
        f"groupSize:2,perPage:10,proxyUrl:'{PROXY}',ajaxParam:{params}}});</script>"
    )


def _jpage(visit: int, origins: Origins) -> Built:
    """Twenty of 33 rows are embedded; the proxy gives groups of twenty by page, or by record numbers where no page is sent."""
    site = Site(origins, Furniture("青禾自治县人民政府", "blocks"))
    documents = reports(32 + visit, _art(93261, 11_000), seed=6)
    link = f"{PROXY}?page=2&appid=1&webid=9&path=/&columnid=93261&unitid=300520&webname=%E9%9D%92&permissiontype=0"
    site.page("/col/col93261/index.html", "政府信息公开年报", _jpage_page(site, documents, 20, 93261, "300520", link))

    def proxy(asked: Asked) -> Answer:
        values = {**asked.query, **asked.form}
        if values.get("unitid") != "300520" or values.get("columnid") != "93261":
            return Answer(
                b"<datastore><totalrecord>0</totalrecord><recordset></recordset></datastore>", media_type="text/xml; charset=utf-8"
            )
        if values.get("startrecord", "").isdigit():
            start, end = int(values["startrecord"]), int(values.get("endrecord", "0") or 0)
            rows = documents[start - 1 : end]
        else:
            size = min(int(values.get("perpage", "20") or 20), 300)
            page = int(values.get("page", "1") or 1)
            rows = documents[(page - 1) * size : page * size]
        text = f"<datastore><totalrecord>{len(documents)}</totalrecord><nextgroup></nextgroup>{_records(rows, 'cdata')}</datastore>"
        return Answer(text.encode(), media_type="text/xml; charset=utf-8")

    site.routes[PROXY] = proxy
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents)})


def _silent(visit: int, origins: Origins) -> Built:
    """The link of the next group is ciphertext and the proxy answers an empty datastore: 20 of 44 rows can be had."""
    site = Site(origins, Furniture("云水市医疗保障局", "aside"))
    documents = reports(44, _art(104, 900), seed=7)
    link = f"{PROXY}?page=2&columnid=7fA9c0d1e2%3D&unitid=aa71bb%3D&permissiontype=0"
    site.page("/col/col104/index.html", "政府信息公开年报", _jpage_page(site, documents, 20, 104, "5512", link))
    site.routes[PROXY] = Answer(b'<?xml version="1.0" encoding="UTF-8"?><datastore/>    ', media_type="text/xml; charset=utf-8")
    site.articles(documents)
    return Built(
        site,
        {
            "nb": site.expect(
                documents[:20],
                completeness=Completeness.INCOMPLETE,
                reasons=frozenset({ReasonKind.INTERFACE_SILENT, ReasonKind.COUNT_DISAGREES, ReasonKind.PAGE_MISSING}),
            )
        },
    )


def _xxgk(visit: int, origins: Origins) -> Built:
    """A script loads the rows as a fragment; the page number counts only in the query, past the end the last page comes again."""
    site = Site(origins, Furniture("望川区发展和改革委员会", "tables"))
    documents = reports(27, _art(798, 400), seed=8)
    pages = chunks(documents, 10)
    site.page(
        "/col/col798/index.html",
        "政府信息公开年报",
        '<div id="div798"></div>',
        script=(
            "<script>loadDynamic('/module/xxgk/search.jsp?standardXxgk=1&isAllList=1&"
            "texttype=&fbtime=-1&vc_all=&vc_filenumber=&vc_title=&vc_number="
            "&currpage=1&sortfield=,compaltedate:0','div798','infotypeId=A0212&jdid=3&area=002482429&divid=div798');</script>"
            '<iframe src="/module/xxgk/tree.jsp?area=002482429&divid=div798" width="200"></iframe>'
        ),
    )
    site.routes["/module/xxgk/tree.jsp"] = html(
        "<ul>" + "".join(f'<li><a href="{path}">{label}</a></li>' for label, path in site.furniture.neighbours.items()) + "</ul>"
    )

    def search(asked: Asked) -> Answer:
        page = int(asked.query.get("currpage", "1") or 1)
        rows = pages[min(page, len(pages)) - 1]
        body = "".join(
            f'<tr class="tr_main_value_{"odd" if at % 2 else "even"}"><td>002482429/2026-{at:05d}</td><td><a class="bt_link" '
            f'href="{one.path}" title="{one.title}" mc="{one.title}" rq="{one.date}">{one.title}</a></td><td>{one.date}</td></tr>'
            for at, one in enumerate(rows)
        )
        return html(
            f'<table><tr class="tb_title"><td>共 &nbsp;{len(pages)}&nbsp; 页</td>'
            f"</tr>{body}</table><table><tr><td>共{len(pages)}页</td></tr></table>"
        )

    site.routes["/module/xxgk/search.jsp"] = search
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=frozenset({ReasonKind.ROWS_BY_SCRIPT}))})


def _jpaas(visit: int, origins: Origins) -> Built:
    """Two units on the page; only the middle one lists. A bare page number is ignored, `paramJson` counts."""
    site = Site(origins, Furniture("临岗市司法局", "blocks"))
    documents = reports(31, lambda number, day: f"/art/{day[:4]}/art_{number:032x}.html", seed=9)
    pages = chunks(documents, 15)
    unit, src = "/api-gateway/jpaas-publish-server/front/page/build/unit", "/script/unitbuild.js"
    spans = "".join(
        f"<script parseType=\"bulidstatic\" url=\"{unit}\" queryData=\"{{'webId':'8d82','pageId':'1b56','parseType':'bulidstatic',"
        f"'pageType':'column','tagId':'{tag}','tplSetId':'2097'}}\" src=\"{src}\"></script>"
        for tag in ("右侧内容", "当前栏目list")
    )
    site.page("/zfxxgk/nb/index.html", "政府信息公开年报", f'<div class="unit">{spans}</div>')
    site.routes[src] = Answer(b"/* draws the units */", media_type="application/javascript")

    def build(asked: Asked) -> Answer:
        if asked.query.get("parseType") != "bulidstatic":
            return json_answer({"success": False, "code": "500", "message": "参数错误", "data": None})
        if asked.query.get("tagId") != "当前栏目list":
            return json_answer({"success": True, "code": "200", "data": {"html": "<div class='tips'>温馨提示</div>"}})
        try:
            page = int(json.loads(asked.query.get("paramJson", "{}") or "{}").get("pageNo", 1))
        except (ValueError, AttributeError):
            page = 1
        rows = pages[page - 1] if 0 < page <= len(pages) else []
        text = (
            f'<div class="page-content">{ul(map(li, rows))}</div>'
            f'<div class="pagination" rows="15" count="{len(documents)}" pageNo="{page}"></div>'
        )
        return json_answer({"success": True, "code": "200", "message": "", "data": {"html": text}})

    site.routes[unit] = build
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=frozenset({ReasonKind.ROWS_BY_SCRIPT}))})


HOSTS = (
    one_column(
        "hanweb-jpage",
        "大汉 jpage",
        "A menu is a datastore of its own; further records come from the proxy with lower-case cdata.",
        "/col/col93261/index.html",
        _jpage,
    ),
    one_column(
        "hanweb-silent", "大汉 jpage", "The interface of the further rows is encrypted and silent.", "/col/col104/index.html", _silent
    ),
    one_column(
        "hanweb-xxgk",
        "大汉 xxgk",
        "No rows in the page, a tree of the menu in a frame, a fragment past the end that repeats.",
        "/col/col798/index.html",
        _xxgk,
    ),
    one_column(
        "hanweb-jpaas", "大汉 JPaaS", "Two units, one of them no list; only paramJson turns the page.", "/zfxxgk/nb/index.html", _jpaas
    ),
)
