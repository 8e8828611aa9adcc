"""Lists that a script draws: single-page applications, frames, arrays in the page, `document.write`, a button for more."""

from __future__ import annotations

import json

from ..answers import Answer, Asked, Site, html, json_answer
from ..documents import chunks, notices, reports
from ..furniture import ARTICLE_SHAPED, Furniture
from ..interface import Built, Completeness, Origins, ReasonKind
from .markup import li, numbered_path, one_column, trs_path, ul

SCRIPTED = frozenset({ReasonKind.ROWS_BY_SCRIPT, ReasonKind.EMPTY_UNSAID})


def _script(text: str) -> Answer:
    return Answer(text.encode(), media_type="application/javascript; charset=utf-8")


def _vue(visit: int, origins: Origins) -> Built:
    """The bundle on the same host names the interface; the shell carries the side menu as HTML."""
    site = Site(origins, Furniture("云水市数据资源管理局", "aside"))
    documents = reports(12 + visit, numbered_path("/portal/detail/", 88_000, ""), seed=41)
    site.page(
        "/portal/zfxxgknb",
        "政府信息公开年报",
        '<div id="app"><div class="loading">加载中…</div></div>',
        script='<script src="/static/js/app.3f2c9b1e.js"></script>',
    )
    site.routes["/static/js/app.3f2c9b1e.js"] = _script(
        '!function(){var t={data:{page:1,list:[]},methods:{load:function(){return axios.get("/api/portal/v1/articles",{params:{channelCode:'
        '"zfxxgknb",pageNum:this.page,pageSize:10}}).then(function(e){t.list=e.data.data.records})}}};new Vue({el:"#app",data:t.data})}();'
    )

    def listing(asked: Asked) -> Answer:
        size, page = min(int(asked.query.get("pageSize", "10") or 10), 50), int(asked.query.get("pageNum", "1") or 1)
        rows = documents[(page - 1) * size : page * size] if asked.query.get("channelCode") == "zfxxgknb" else []
        records = [
            {"id": one.path.rsplit("/", 1)[1], "title": one.title, "publishDate": f"{one.date} 09:00:00", "linkUrl": one.path}
            for one in rows
        ]
        return json_answer(
            {"code": 0, "msg": "ok", "data": {"total": len(documents), "pageNum": page, "pageSize": size, "records": records}}
        )

    site.routes["/api/portal/v1/articles"] = listing
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=SCRIPTED)})


def _blind_vue(visit: int, origins: Origins) -> Built:
    """The bundle lies on another host, so that nothing tells the interface; only menus, tabs and news are HTML."""
    site = Site(origins, Furniture("清溪县医疗保障局", "blocks", ARTICLE_SHAPED))
    site.page(
        "/zwgk/index.html",
        "政府信息公开年报",
        '<div id="app"></div>',
        script=(f'<script src="{origins.foreign}/cdn/chunk-vendors.js"></script><script src="{origins.foreign}/cdn/app.js"></script>'),
    )
    return Built(
        site, {"nb": site.expect([], completeness=Completeness.INCOMPLETE, reasons=SCRIPTED, told=frozenset({ReasonKind.ROWS_BY_SCRIPT}))}
    )


def _intertid(visit: int, origins: Origins) -> Built:
    """A channel number in the query of the page, and an interface of documents that the inline script calls."""
    site = Site(origins, Furniture("东澜新区经济发展局", "dl"))
    documents = reports(28, trs_path("/doc/", 60_000, "shtml"), seed=42)
    site.page(
        "/fzlm/gkmlpt/zdgk/index.shtml",
        "政府信息公开年报",
        '<div class="ml_list"><ul id="doclist"></ul><div id="pager"></div></div>',
        script=(
            "<script>var chan=getQueryString('chan');function load(i){$.post('/intertidwebapp/govChanInfo/getDocuments?pageIndex='+i+"
            "'&pageSize=20&siteId=1&ChannelType=1&KeyWord=&KeyWordType=&chanId='+chan+'&"
            "order=1',function(d){draw(d.list,d.allCount);});}load(1);</script>"
        ),
    )

    def listing(asked: Asked) -> Answer:
        values = {**asked.query, **asked.form}
        page, size = int(values.get("pageIndex", "1") or 1), min(int(values.get("pageSize", "20") or 20), 50)
        rows = documents[(page - 1) * size : page * size] if values.get("chanId") == "25" else []
        return json_answer(
            {
                "allCount": len(documents),
                "pageIndex": page,
                "list": [{"title": one.title, "url": one.path, "openTime": one.date, "fileNum": "", "indexCode": ""} for one in rows],
            }
        )

    site.routes["/intertidwebapp/govChanInfo/getDocuments"] = listing
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=SCRIPTED)})


def _array(visit: int, origins: Origins) -> Built:
    """Every row stands in an array of the page's own script; the list element is empty."""
    site = Site(origins, Furniture("石泉县统计局", "tables"))
    documents = notices(9, numbered_path("/tjgb/art/", 4100, ".html"), seed=43)
    rows = [{"channelid": "77", "title": one.title, "daytime": one.date, "url": one.path} for one in documents]
    site.page(
        "/tjgb/index.html",
        "统计公报",
        '<div class="list"><ul id="datalist"></ul></div>',
        script=(
            f'<script>var dataList=[{{"infolist":{json.dumps(rows, ensure_ascii=False)}}}];'
            f'var pagesData={{"curPageNo":1,"pageTotal":1}};render(dataList);</script>'
        ),
    )
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=SCRIPTED)})


def _framed(visit: int, origins: Origins) -> Built:
    """The list stands in a frame of the same host, with a pager of its own; a second frame holds the menu tree."""
    site = Site(origins, Furniture("双桥街道综合服务中心", "blocks"))
    documents = reports(16, trs_path("/xxgk/nb/", 9000), seed=44)
    pages = chunks(documents, 9)
    site.page(
        "/xxgk/nb/",
        "政府信息公开年报",
        '<iframe src="/xxgk/tree.html" width="200"></iframe><iframe id="main" src="./list/index.html" width="700" height="900"></iframe>',
    )
    site.routes["/xxgk/tree.html"] = html(
        "<html><body><ul>"
        + "".join(f'<li><a href="{path}" target="main">{label}</a></li>' for label, path in site.furniture.neighbours.items())
        + "</ul></body></html>"
    )
    for at, rows in enumerate(pages):
        text = f'<html><body>{ul(map(li, rows))}<script>createPageHTML({len(pages)},{at},"index","html");</script></body></html>'
        for name in ("", "index.html") if at == 0 else (f"index_{at}.html",):
            site.routes["/xxgk/nb/list/" + name] = html(text)
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=SCRIPTED)})


def _written(visit: int, origins: Origins) -> Built:
    """A script file of the same host writes the rows as text; no count, no interface."""
    site = Site(origins, Furniture("望川区水利局", "tables"))
    documents = notices(7, numbered_path("/gg/", 30, ".html"), seed=45)
    site.page("/gg/index.html", "公告", '<div class="list"><script src="/js/gg_list.js"></script></div>')
    site.routes["/js/gg_list.js"] = _script("".join(f"document.write('{li(one)}');\n" for one in documents))
    site.articles(documents)
    return Built(site, {"nb": site.expect(documents, completeness=Completeness.EITHER, reasons=SCRIPTED)})


def _more(visit: int, origins: Origins) -> Built:
    """Six of 15 rows are HTML; a button loads the others, and the count stands above the list."""
    site = Site(origins, Furniture("临岗市林业局", "aside"))
    documents = reports(15, numbered_path("/zwgk/show/", 120, ".html"), seed=46)
    site.page(
        "/zwgk/list/nb.html",
        "政府信息公开年报",
        f'<p class="sum">共 <b>{len(documents)}</b> 条信息</p>{ul(map(li, documents[:6]), "gk-list")}'
        '<button id="more" data-channel="nb" data-page="1">加载更多</button>',
        script=(
            "<script>$('#more').click(function(){var p=+$(this).data('page')+1;"
            "$.get('/zwgk/loadMore.do?channel=nb&size=6&page='+p,function(h){$('.gk-list').append(h);});});</script>"
        ),
    )

    def more(asked: Asked) -> Answer:
        page = int(asked.query.get("page", "1") or 1)
        return html("".join(map(li, documents[(page - 1) * 6 : page * 6])))

    site.routes["/zwgk/loadMore.do"] = more
    site.articles(documents)
    return Built(
        site,
        {
            "nb": site.expect(
                documents,
                completeness=Completeness.EITHER,
                reasons=frozenset({ReasonKind.ROWS_BY_SCRIPT, ReasonKind.COUNT_DISAGREES, ReasonKind.PAGER_UNREAD}),
            )
        },
    )


HOSTS = (
    one_column("vue-named", "Vue", "A shell with menus; the bundle names the interface.", "/portal/zfxxgknb", _vue),
    one_column("vue-blind", "Vue", "A shell with menus; the bundle is on another host.", "/zwgk/index.html", _blind_vue),
    one_column(
        "intertid", "TRS intertid", "A channel in the query, documents by POST.", "/fzlm/gkmlpt/zdgk/index.shtml?chan=25", _intertid
    ),
    one_column("array", "own build", "All rows in an array of the page.", "/tjgb/index.html", _array, "notice"),
    one_column("framed", "frames", "List and menu in two frames of the same host.", "/xxgk/nb/", _framed),
    one_column("written", "own build", "Rows by document.write from a script file.", "/gg/index.html", _written, "notice"),
    one_column("more", "own build", "Six of 15 rows, a button for more.", "/zwgk/list/nb.html", _more),
)
