"""Pages of each family of portals, and answers given to what they make us ask."""

from typing import NamedTuple

from crawler.families import contracts

NONE = "<html>暂无数据</html>"
ROWS = "".join(f'<li><a href="/c/{n}.html" title="关于第{n}件事项的通知">关于…</a><span>2026-03-0{n}</span></li>' for n in (1, 2, 3))
TABLE = "".join(
    f'<tr><td><a href="/col/col9/art/2026/3/{n}/art_{c}_{n}.html" title="第{n}号通知">第…</a></td><td>2026-03-0{n}</td></tr>'
    for n, c in ((1, 9), (2, 8))
)
MENU = '<ul><li><a href="/zfxxgk/ndbg/">政府信息公开年报</a></li><li><a href="/zfxxgk/zn/">政府信息公开指南</a></li></ul>'


class Exchange(NamedTuple):
    """A page of a family, and answers given to each of the requests that it leads to."""

    name: str
    family: str
    path: str
    page: str
    answers: tuple[str, ...] = ()


def store(*numbers: int, total: str = "", group: str = "") -> str:
    """A data store of 大汉, which the pages of several families hold and their interfaces answer."""
    records = "".join(f"<record><![CDATA[<li><a href='/art/{n}.html'>第{n}号</a><b>2026-03-0{n}</b></li>]]></record>" for n in numbers)
    return f"<datastore>{total}{group}<recordset>{records}</recordset></datastore>"


def jpage(**own: str) -> str:
    """The call that pages such a store."""
    given = {
        "totalRecord": "40",
        "groupSize": "1",
        "perPage": "15",
        "proxyUrl": "'/p.jsp'",
        "col": "1",
        "appid": "1",
        "webid": "2",
        "path": "'/'",
    }
    given |= {"columnid": "9", "sourceContentType": "1", "unitid": "'77'", "webname": "'某市'", "permissiontype": "0", **own}
    return f"$('#77').jpage({{{','.join(f'{key}:{value}' for key, value in given.items() if value)}}});"


def jcms(*numbers: int, call: str = "", **more: str) -> str:
    """A unit of a page: its store and its call."""
    return f"<script type='text/xml' id='77'>{store(*numbers, **more)}</script><script>{call}</script>"


def unit(tag: str, served: bool = False, inner: str = "", url: str = ' url="/b/unit"') -> str:
    """A unit of JPaaS, whose rows an interface gives or the page holds."""
    keys = f"{{'webId':'8d','pageId':'1b','parseType':'bulidstatic','pageType':'column','tagId':'{tag}','tplSetId':'20'}}"
    tag_name = "div" if served else "script"
    return f'<{tag_name} parseType="bulidstatic"{url} queryData="{keys}">{inner}</{tag_name}>'


def jpaas(count: int, current: int, rows: str = ROWS) -> str:
    """The rows of such a unit, with its pager."""
    return f'<ul>{rows}</ul><div class="pagination" count="{count}" rows="2" pageNo="{current}"></div>'


def as_json(html: str) -> str:
    """The answer of its interface."""
    quoted = html.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{"success":true,"data":{{"html":"{quoted}"}}}}'


REFUSED = '{"success":false,"code":"403"}'
LINK = "/module/jpage/dataproxy.jsp?page=1&amp;appid=1&amp;webid=3&amp;columnid=9&amp;unitid=5"
GROUP = f"<nextgroup><![CDATA[<a href='{LINK}'></a>]]></nextgroup>"
HEBEI = "29527d47-65f0-4e58-9a95-804549f339e9"
LOADED = f"<script>load('/columns/{HEBEI}/templates/{HEBEI}/blocks/{HEBEI}')</script>"
XXGK = "<script>loadDynamic('/module/xxgk/{}.jsp?area=014&divid=div9{}')</script>"
REPORT = "<meta name='ArticleTitle' content='云水市2024年政府信息公开工作年度报告'><h1>别的</h1>"
SEARCHED = '{"pageCount":"4","data":[{"title":"第1号通知","url":"/a/1.html","docreltime":"2026-03-01"},{"title":"无址"},7]}'
TRUE_STORE = '{"result":"' + store(1, 2, total="<totalrecord>130</totalrecord>").replace('"', "'") + '"}'
TRUE_MANY = "".join(f'<li><a href="/c/{n}.html" title="第{n}号通知">第…</a><i>2026-03-0{n % 9 + 1}</i></li>' for n in range(60))

EXCHANGES = [
    *(Exchange(f"{row.family}, its contract", row.family, row.path, row.page, (NONE, f"<ul>{ROWS}</ul>")) for row in contracts.OWN),
    Exchange(
        "jcms: windows",
        "jcms",
        "/col/col9/index.html",
        jcms(1, 2, call=jpage()),
        (store(3, 4, total="<totalrecord>40</totalrecord>"), store(), "", "x" * 101),
    ),
    Exchange(
        "jcms: a full first answer",
        "jcms",
        "/col/col9/index.html",
        jcms(1, call=jpage(perPage="2", totalRecord="7")),
        (store(3, 4), store(4)),
    ),
    Exchange("jcms: nothing there", "jcms", "/col/col9/index.html", jcms(call=jpage(totalRecord="0"))),
    Exchange("jcms: all there", "jcms", "/col/col9/index.html", jcms(1, 2, call=jpage(totalRecord="2"))),
    Exchange(
        "jcms: a next group",
        "jcms",
        "/col/col9/index.html",
        jcms(1, 2, group=GROUP),
        (store(3, total="<totalrecord>5</totalrecord>"), store(3)),
    ),
    Exchange(
        "jcms: a total in the store",
        "jcms",
        "/col/col9/index.html",
        jcms(1, total="<totalrecord>31</totalrecord>", group=GROUP),
        (store(2),),
    ),
    Exchange(
        "jcms: two units, the column's own",
        "jcms",
        "/col/col9/index.html",
        jcms(1, 2, 3, call=jpage(columnid="8", totalRecord="99")).replace("77", "78") + jcms(4, call=jpage()) + MENU,
    ),
    Exchange(
        "jcms: two units, the larger",
        "jcms",
        "/list/index.html",
        jcms(1, 2, 3, call=jpage(totalRecord="3")).replace("77", "78") + jcms(4, call=jpage(columnid="8", totalRecord="99")),
    ),
    Exchange(
        "jcms: two units without names",
        "jcms",
        "/list/index.html",
        (jcms(1, call=jpage(columnid="1")) + jcms(4, 5, call=jpage(columnid="8"))).replace("$('#77').", "x."),
    ),
    Exchange(
        "jcms: an array of old",
        "jcms",
        "/col/col9/index.html",
        f"<script>var a=[\"<li><a href='\\/art\\/1.html'>第1号<\\/a></li>\"];{jpage(totalRecord='7')}</script>",
    ),
    Exchange("jcms: a call alone", "jcms", "/col/col9/index.html", f"<script>{jpage()}</script>"),
    Exchange("jcms: a call alone that says none", "jcms", "/col/col9/index.html", f"<script>{jpage(totalRecord='0')}</script>"),
    Exchange(
        "jcms: a variable for a total", "jcms", "/col/col9/index.html", jcms(1, call=jpage(totalRecord="total", perPage="n", groupSize="g"))
    ),
    Exchange(
        "jpaas: two units",
        "jpaas",
        "/zfxxgk/index.html",
        unit("当前栏目") + unit("banner") + MENU,
        (as_json(jpaas(5, 1)), as_json(f"<ul>{ROWS}</ul>"), as_json(""), REFUSED, "no"),
    ),
    Exchange(
        "jpaas: rows served",
        "jpaas",
        "/zfxxgk/index.html",
        unit("zw", True, jpaas(5, 1)) + MENU,
        (as_json(jpaas(5, 3)), as_json(jpaas(5, 1)), as_json(jpaas(5, 2, ""))),
    ),
    Exchange("jpaas: rows served and none", "jpaas", "/zfxxgk/index.html", unit("banner") + unit("列表") + jpaas(0, 1, "")),
    Exchange("jpaas: without an address", "jpaas", "/zfxxgk/index.html", unit("分页", url="")),
    Exchange("jpaas: a mark only", "jpaas", "/zfxxgk/index.html", '<script src="/api-gateway/jpaas-publish-server/front/x"></script>'),
    Exchange(
        "truecms: sixty rows",
        "truecms",
        "/zcwj.html",
        f"<div id=\"initData\"><ul>{TRUE_MANY}</ul></div><script>columnId:'c-7'</script>",
        (TRUE_STORE, TRUE_STORE.replace("result", "data"), "{}"),
    ),
    Exchange(
        "truecms: sixty rows, another address",
        "truecms",
        "/zcwj.html",
        f"<div id=\"initData\"><ul>{TRUE_MANY}</ul></div><script>columnId='c-7';u='/x/truecms/messageController/getMessage.do'</script>",
    ),
    Exchange("truecms: sixty rows of no column", "truecms", "/zcwj.html", f'<div id="initData"><ul>{TRUE_MANY}</ul></div>'),
    Exchange(
        "truecms: rows that are shown",
        "truecms",
        "/zcwj.html",
        f"<script src='/truecms/a.js'></script><ul>{ROWS}</ul><script>totalRecord:'3'</script>",
    ),
    Exchange("truecms: none", "truecms", "/zcwj.html", '<div id="initData" style="display:none"><p>暂无数据</p></div>'),
    Exchange(
        "jcms_xxgk: a search",
        "jcms_xxgk",
        "/col/col9/index.html",
        XXGK.format("tree", "") + XXGK.format("search", "&jdid=3&texttype=1&sortfield=x") + MENU,
        (TABLE + "共&nbsp;3&nbsp;页", TABLE + "下一页", TABLE.replace("art_9", "art_7"), NONE),
    ),
    Exchange(
        "jcms_xxgk: a subject",
        "jcms_xxgk",
        "/col/col9/index.html?number=A05",
        XXGK.format("subjectinfo", "&currpage=4&x="),
        (TABLE + "共2页",),
    ),
    Exchange("jcms_xxgk: no call", "jcms_xxgk", "/other/?number=A05", "<script>'/module/xxgk/search.jsp';divid='div12'</script>", (TABLE,)),
    Exchange("trs_search: a page of all rows", "trs_search", "/nb/", f"<ul>{ROWS}</ul><script>listModel({{recordCount:3}})</script>"),
    Exchange("trs_search: nothing counted", "trs_search", "/nb/", "<script>listModel({recordCount:0})</script>"),
    Exchange("trs_search: not named", "trs_search", "/nb/", f"<ul>{ROWS}</ul><script>listModel({{recordCount:9}})</script>"),
    Exchange(
        "trs_search: asked",
        "trs_search",
        "/nb/",
        f"<ul>{ROWS}</ul>{MENU}<script>listModel({{searchId:'31',classsql:\"\"||'a=1',sortfield:'x'}})</script>",
        (SEARCHED, SEARCHED.replace('"data"', '"docs"').replace('"4"', '"0"'), "no"),
    ),
    Exchange(
        "lonsun: an object",
        "lonsun",
        "/public/column/16?catId=1&nav=2&type=3&action=4&other=5",
        f"<ul>{ROWS}</ul><script>siteId='66';x({{labelName:\"list\",n:7,pageIndex:3,_:4}})</script>{MENU}",
        (f"<ul>{ROWS}</ul>", NONE, ROWS + "pageCount:3", f"<ul>{ROWS}</ul><p>暂无数据</p>"),
    ),
    Exchange(
        "lonsun: printed",
        "lonsun",
        "/content/column/16?organId=8",
        "<script>get('/site/label/8888?labelName=l&amp;a=&amp;file=/p');pageCount:'2'</script>",
        (NONE, "pageCount:'4'"),
    ),
    Exchange("lonsun: a template", "lonsun", "/site/tpl/9", f'<ul>{ROWS}</ul><script src="/site/tpl/9/a.js"></script>'),
    Exchange("lonsun: a label unnamed", "lonsun", "/content/column/16", "<script>labelName</script>"),
    Exchange("lonsun: says none", "lonsun", "/public/column/16", "<p>暂无数据</p><script>x({labelName:'a'})</script>"),
    Exchange(
        "hebei: rows and pages",
        "hebei",
        f"/columns/{HEBEI}/index.html",
        f"<ul>{ROWS}</ul>共 3 页{LOADED}{MENU}",
        (f"<ul>{ROWS}</ul>共3页", f"<ul>{ROWS}</ul>", NONE, f"<ul>{ROWS}</ul><p>暂无数据</p>"),
    ),
    Exchange(
        "hebei: pages only", "hebei", f"/columns/{HEBEI}/index.html", f"data-total-pages='2'{LOADED}", (f"<ul>{ROWS}</ul>共2页", NONE)
    ),
    Exchange("hebei: none", "hebei", f"/columns/{HEBEI}/index.html", f"<p>暂无数据</p>{LOADED}"),
    Exchange("hebei: no block", "hebei", f"/columns/{HEBEI}/index.html", "<script></script>"),
    Exchange(
        "epoint: a script",
        "epoint",
        "/list.html?deptcode=d1",
        "<div class='ewb-list'></div><script src='/js/webBuilderCommon.js?v=1'></script><script>categorynum:'003'</script>",
        ("var siteGuid='7eb5f7f1-9041';params:{};u='/x/rest/lightfrontaction/getgovinfolist'", "nothing"),
    ),
    Exchange("epoint: a site id in the page", "epoint", "/list.html", "<script>siteGuid='7eb5f7f1-9041';categorynum='9'</script>"),
    Exchange("epoint: no site id", "epoint", "/list.html", "<div class='ewb-list'></div>"),
    Exchange(
        "ucap: a channel", "ucap", "/c1/", "<meta name='channelid' content='ab1'><script>$.get('/common/search/x');channelId='cd2'</script>"
    ),
    Exchange("ucap: another search", "ucap", "/c1/", "<script>$.get('/searchList/x');channel_id:'cd2'</script>"),
    Exchange(
        "gkmlpt: by its name",
        "gkmlpt",
        "/gkmlpt/index",
        '<script>window._CONFIG={SID:\'75\',TREE:[{"id":3,"name":"机构职能"},{"id":9,"name":"政府信息公开年报"}]}</script>',
        ('{"articles":[{"title":"t","url":"/a.html","date":1774800000}],"total":2}',),
    ),
    Exchange("gkmlpt: not named", "gkmlpt", "/gkmlpt/index", "<script>window._CONFIG={SID:'75'}</script>"),
    Exchange("annual_reports: by year", "annual_reports", "/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2", REPORT, (REPORT, NONE)),
    Exchange(
        "annual_reports: by number",
        "annual_reports",
        "/gknb_show.php?id=3",
        "<title>云水市2024年政府信息公开年报</title>",
        ("<title>别的</title>",),
    ),
    Exchange("annual_reports: no report", "annual_reports", "/XxgkAnnualReport/show/9.html", "<h1>首页</h1>"),
]
