"""Lists behind search and data interfaces: gkmlpt, LonSun, TrueCMS, Epoint, TRS search, UCAP JSON, and blocks by uuid."""


from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from ..looks import layout
from ..model import Row
from ..portal import Column, Portal
from ..wire import Answer, Request
from .units import Unit, items

JSON = "application/json;charset=UTF-8"


def _json(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), JSON)


def _all(column: Column) -> list[Row]:
    return [row for page in range(1, column.real_pages() + 1) for row in column.served(page)]


def _seconds(date: str | None) -> int:
    return int(datetime.fromisoformat(f"{date or '2020-01-01'}T08:00:00").replace(tzinfo=UTC).timestamp())


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else default


@dataclass
class Gkmlpt(Unit):
    """Guangdong's platform: one page for all columns, chosen by the fragment; pages 0 and 1 of the interface are the same."""

    family: str = "gkmlpt"

    def page_of(self, column: Column, request: Request) -> int | None:
        """Return 1 for the page of the platform; every column of it has the same one."""
        return 1 if request.path == self.path.split("#")[0] else None

    def show(self, portal: Portal, column: Column, page: int) -> str:
        tree = [{"id": int(other.style.column_id), "name": other.name, "jump_url": "", "post_count": len(other.rows), "children": []}
                for other in portal.columns.values() if isinstance(other.style, Gkmlpt)]
        config = (f"window._CONFIG = {{ LOGO: '', SID: '{self.unit_id}', TREE: {json.dumps(tree, ensure_ascii=False)}, SERVICE_AREA_ID: '755', "
                  "CURRENT: 'index' }")
        middle = f'<div id="app"><div class="loading">加载中…</div></div><script>{config}</script><script src="/gkmlpt/static/app.js"></script>'
        return layout.page(portal.frame, column.name, middle)

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        if request.path != f"/gkmlpt/api/all/{self.column_id}":
            return None
        if request.query.get("sid") != self.unit_id:
            return _json({"articles": []})
        page = max(1, _number(request.query.get("page"), 1))
        rows = _all(column)
        found = [{"id": number, "title": row.title, "document_number": "", "publisher": portal.frame.name, "identifier": "", "keywords": "", "date": row.date,
                  "create_time": _seconds(row.date), "first_publish_time": _seconds(row.date), "display_publish_time": _seconds(row.date),
                  "classify_main": int(self.column_id), "classify_main_name": column.name, "url": portal.url(row.path), "post_url": portal.url(row.path),
                  "attachment": [], "abstract": "", "relation": [], "is_expired": 0, "is_abolished": 0}
                 for number, row in enumerate(rows[(page - 1) * 100:page * 100], page * 1000)]
        return _json({"classify": {"id": int(self.column_id), "name": column.name, "post_count": len(rows)}, "total": len(rows), "articles": found})

    def least(self, column: Column) -> int:
        return 1 + max(1, -(-len(column.rows) // 100))


@dataclass
class Lonsun(Unit):
    """LonSun: /site/label/8888 gives a fragment of rows; the template named in ``file`` is this site's own."""

    family: str = "lonsun"
    template: str = "/xxgk/publicInfoList_newest2020"

    def page_of(self, column: Column, request: Request) -> int | None:
        """Return 1 for the address of the column with its category."""
        return 1 if request.path == self.path.split("?")[0] and request.query.get("catId") == self.column_id else None

    def show(self, portal: Portal, column: Column, page: int) -> str:
        organ = self.path.split("?")[0].rsplit("/", 1)[-1]
        query = (f"labelName:'publicInfoList',siteId:'{self.unit_id}',organId:'{organ}',type:'4',action:'list',pageSize:'{column.size}',pageIndex:'1',catId:'{self.column_id}',"
                 f"catIds:'',cId:'',keyWords:'',isDate:'true',dateFormat:'yyyy-MM-dd',length:'50',result:'暂无相关信息',file:'{self.template}'")
        middle = (f'<div id="xxgk_lmcon"></div><div id="page_public_info"></div><script>Ls.ajax({{url:\'/site/label/8888?IsAjax=1&dataType=html\',data:{{{query}}},'
                  f"success:function(d){{$('#xxgk_lmcon').html(d)}}}});Ls.pagination('#page_public_info',function(pageIndex){{}},{{currPage:1,pageCount:{column.pages()}}});</script>")
        return layout.page(portal.frame, column.name, middle)

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        given = {**request.form, **request.query}
        if request.path != "/site/label/8888" or given.get("catId") != self.column_id:
            return None
        size = _number(given.get("pageSize"), column.size)
        page = max(1, _number(given.get("pageIndex"), 1))
        rows = _all(column)[(page - 1) * size:page * size] if given.get("file") == self.template else []
        if not rows:
            return Answer(f'<div class="xxgk_nodata">{given.get("result", "暂无相关信息")}</div>'.encode())
        lines = "".join(f'<li>{self.shape.anchor(row, row.path)}<span class="date">{row.date}</span></li>' for row in rows)
        return Answer(f'<ul class="xxgk_nav_list">{lines}</ul>'.encode())


@dataclass
class TrueCms(Unit):
    """TrueCMS: the first sixty rows stand hidden in the page; the interface gives at most fifty, and needs a Referer."""

    family: str = "truecms"

    def show(self, portal: Portal, column: Column, page: int) -> str:
        lines = "".join(items(self, _all(column)[:60]))
        middle = (f'<div id="initData" style="display:none"><ul class="list-ul">{lines or column.says}</ul></div><div id="listBox"></div><script>var pageConfig={{columnId:\'{self.column_id}\','
                  f"totalRecord:{column.records()},perPage:{column.size},url:'/truecms/messageController/getMessage.do'}};</script>")
        return layout.page(portal.frame, column.name, middle)

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        if request.path != "/truecms/messageController/getMessage.do" or request.query.get("columnId") != self.column_id:
            return None
        if not any(key.lower() == "referer" for key in request.headers):
            return portal.not_found()
        first, last = _number(request.query.get("startrecord"), 1), _number(request.query.get("endrecord"), 30)
        rows = _all(column)[first - 1:last] if _number(request.query.get("perpage"), 10) <= 50 else []
        records = "".join(f"<record><![CDATA[{item}]]></record>" for item in items(self, rows))
        result = json.dumps({"result": f"<datastore><totalrecord>{column.records()}</totalrecord><recordset>{records}</recordset></datastore>"}, ensure_ascii=False)
        callback = request.query.get("callback")
        return Answer((f"{callback}({result})" if callback else result).encode(), "text/javascript; charset=utf-8")

    def least(self, column: Column) -> int:
        return 1 + max(0, -(-(len(column.rows) - 60) // 50))


@dataclass
class Epoint(Unit):
    """Epoint: a JSON body with a page index from 0 (or from 1 where ``base`` says so); the site's guid stands in a script."""

    family: str = "epoint"
    base: int = 0

    def page_of(self, column: Column, request: Request) -> int | None:
        """Return 1 for the page of the category."""
        return 1 if request.path == self.path.split("?")[0] and request.query.get("categorynum") == self.column_id else None

    def show(self, portal: Portal, column: Column, page: int) -> str:
        middle = ('<div class="ewb-list-bd"><ul class="ewb-list-items" id="infolist"></ul><div id="pager" class="ewb-page"></div></div>'
                  '<script src="/js/webBuilderCommon.js"></script><script src="/js/govInfoPub.js"></script>')
        return layout.page(portal.frame, column.name, middle)

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        if request.path == "/js/webBuilderCommon.js":
            return Answer(f'var siteInfo = {{"siteGuid":"{self.unit_id}","projectName":"/EWB-FRONT"}};'.encode(), "application/javascript")
        if request.path != "/EWB-FRONT/rest/lightfrontaction/getgovinfolist":
            return None
        try:
            wanted = json.loads(request.body or b"{}")
        except ValueError:
            return Answer(b'{"status":{"code":"400"}}', JSON, status=400)
        wanted = wanted.get("params", wanted)
        if wanted.get("categorynum") != self.column_id or wanted.get("siteGuid") != self.unit_id:
            return None if wanted.get("categorynum") != self.column_id else _json({"custom": {"total": 0, "data": []}})
        size = min(int(wanted.get("pageSize", 15)), 50)
        page = max(0, int(wanted.get("pageIndex", self.base)) - self.base)
        data = [{"infourl": row.path, "title": row.title, "realtitle": row.title, "infodate": row.date} for row in _all(column)[page * size:(page + 1) * size]]
        return _json({"status": {"code": "200"}, "custom": {"total": column.records(), "data": data}})

    def least(self, column: Column) -> int:
        return 2 + max(1, -(-len(column.rows) // 50))


@dataclass
class TrsSearch(Unit):
    """TRS with a search interface: ten rows and false template links in the page, all rows behind /fjdzapp/search."""

    family: str = "trs_search"

    def show(self, portal: Portal, column: Column, page: int) -> str:
        static = "".join(items(self, _all(column)[:10]))
        template = '<div class="rules" style="display: none"><dl><dd><a ms-attr-href="el.chnldocurl" ms-attr-title="el.doctitle" ms-text="el.doctitle"></a></dd></dl></div>'
        middle = (f'<div class="tabs" ms-controller="list"><div class="rules" ms-visible="showStatic">{static or column.says}</div>{template}<!-- {static} --></div>'
                  f'<div class="page_base" ms-controller="list_pagebar" ms-if="pageCount>0"></div><script>var SiteInfo = {{siteId: "4", searchId: {self.unit_id}, RootPath: "/"}};</script>'
                  f'<script>require(["list2.trsapi","tools"],function(listModel){{listModel({{quickMode:"动静结合",maxStaticIndex:1,listArgs:{{channelid:SiteInfo.searchId,'
                  f'classsql:""||"chnlid={self.column_id}",sortfield:"-docorderpri,-docreltime"}},pagebar:{{prepage:10,recordCount:\'{column.records()}\',pgCountMode:"recordCount"}}}})}})</script>')
        return layout.page(portal.frame, column.name, middle)

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        given = {**request.form, **request.query}
        if request.path != "/fjdzapp/search" or f"chnlid={self.column_id}" not in given.get("classsql", ""):
            return None
        if given.get("channelid") != self.unit_id:
            return _json({"pageCount": 0, "data": []})
        size, page = min(_number(given.get("prepage"), 10), 501), max(1, _number(given.get("page"), 1))
        rows = _all(column)
        data = [{"doctitle": row.title, "docpuburl": portal.url(row.path), "chnldocurl": portal.url(row.path), "docreltime": f"{row.date} 09:00:00",
                 "pubdate": f"{row.date} 09:00:00", "fileno": "", "puborg": "", "chnlid": self.column_id, "docid": str(number)}
                for number, row in enumerate(rows[(page - 1) * size:page * size])]
        return _json({"pageCount": -(-len(rows) // size), "docs" if given.get("templet") == "docs.jsp" else "data": data})

    def least(self, column: Column) -> int:
        return 1 + (1 if len(column.rows) > 10 else 0)


@dataclass
class UcapJson(Unit):
    """UCAP's search: the channel's id in a meta, rows as JSON from /common/search, addresses without a scheme."""

    family: str = "ucap_json"

    def show(self, portal: Portal, column: Column, page: int) -> str:
        middle = (f'<div id="list" class="list"></div><script>$.get("/common/search/{self.column_id}?_isAgg=true&_isJson=true&_pageSize={column.size}&_template=index&page=1",'
                  "function(d){draw(d.data.results)})</script>")
        return layout.page(portal.frame, column.name, middle, head=f'<meta name="channelid" content="{self.column_id}">')

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        if request.path not in (f"/common/search/{self.column_id}", f"/searchList/{self.column_id}"):
            return None
        size, page = min(_number(request.query.get("_pageSize"), 15), 50), max(1, _number(request.query.get("page"), 1))
        rows = _all(column)[(page - 1) * size:page * size]
        found = [{"title": row.title, "url": portal.url(row.path)[5:], "publishedTime": _seconds(row.date) * 1000, "publishedTimeStr": f"{row.date} 00:00:00",
                  "channelName": column.name, "manuscriptId": str(number), "resList": [], "domainMetaList": []} for number, row in enumerate(rows)]
        return _json({"data": {"total": column.records(), "page": page, "rows": size, "channelId": self.column_id, "results": found}})

    def least(self, column: Column) -> int:
        return 1 + max(1, -(-len(column.rows) // 50))


@dataclass
class Blocks(Unit):
    """The platform of Hebei: a column by uuid whose list is a block asked for page by page as HTML."""

    family: str = "hebei"

    def _path(self) -> str:
        return f"/columns/{self.column_id}/templates/{self.unit_id}/blocks/{self.unit_id}"

    def _rows(self, column: Column, page: int) -> str:
        pager = f'<div class="pagination" data-page="{page}" data-pages="{column.pages()}" data-total="{column.records()}"></div>'
        return self.shape.wrap("".join(items(self, column.served(page))) or column.says) + pager

    def show(self, portal: Portal, column: Column, page: int) -> str:
        middle = f'<div class="block" id="{self.unit_id}" data-url="{self._path()}?page=1&amp;fix=0">{self._rows(column, 1)}</div>'
        return layout.page(portal.frame, column.name, middle + f"<script>Block.load('{self._path()}', {{pages:{column.pages()}, page:1, fix:0}});</script>")

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        if request.path != self._path():
            return None
        return Answer(self._rows(column, max(1, _number(request.query.get("page"), 1))).encode())

    def least(self, column: Column) -> int:
        return column.pages()
