"""Hanweb's lists: the jpage unit with its data proxy, the xxgk search module, and the JPaaS unit."""


from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape

from ..looks import layout
from ..looks.shapes import Shape
from ..portal import Column, Portal
from ..wire import Answer, Request


def items(style: Unit, rows: list, page: int = 1) -> list[str]:  # type: ignore[type-arg]
    """Return the rows of a unit, each as HTML."""
    return [style.shape.item(row, row.path, style.shape) for row in rows]


@dataclass
class Unit:
    """A list behind an interface: its page, its shape, and the numbers by which the interface knows it."""

    path: str
    shape: Shape
    column_id: str
    unit_id: str
    family: str = ""

    def page_of(self, column: Column, request: Request) -> int | None:
        """Return 1 for the column page, None for all else."""
        folder = self.path[: -len("index.html")] if self.path.endswith("/index.html") else self.path
        return 1 if request.path in (self.path.split("?")[0].split("#")[0], folder) else None

    def show(self, portal: Portal, column: Column, page: int) -> str:
        """Return the column page."""
        raise NotImplementedError

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        """Return what the interface answers, or None where it is not asked."""
        raise NotImplementedError

    def least(self, column: Column) -> int:
        """Return how many requests the list needs at least."""
        return 1 + column.pages()


@dataclass
class Jpage(Unit):
    """JCMS: the first groups of rows stand in a data store in the page, the rest comes from dataproxy.jsp.

    ``mode``: the proxy heeds ``page`` or ``startrecord``; with ``sealed`` its parameters are cipher text and it answers nothing.
    """

    family: str = "jcms"
    mode: str = "startrecord"
    sealed: bool = False
    groups: int = 3
    array: bool = False
    proxy: str = "/module/web/jpage/dataproxy.jsp"

    def show(self, portal: Portal, column: Column, page: int) -> str:
        first = self._window(column, 1, column.size * self.groups)
        records = "".join(f"<record><![CDATA[{item}]]></record>" for item in items(self, first))
        key = "0a9f3c77e1d0" if self.sealed else self.column_id
        unit = "b61d02aa94" if self.sealed else self.unit_id
        query = f"page=1&appid=1&webid=1&path=/&columnid={key}&unitid={unit}&webname={portal.frame.name}&permissiontype=0"
        banner = ('<div id="9001"><script type="text/xml"><datastore><recordset><record><![CDATA[<li><a href="/col/col900/index.html" title="专题专栏">'
                  "专题专栏</a></li>]]></record></recordset></datastore></script></div>")
        if self.array:
            return self._old(portal, column)
        store = (f'<div id="{self.unit_id}" class="default_pgContainer"><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="{self.proxy}?{query}"></a>]]>'
                 f"</nextgroup><recordset>{records}</recordset></datastore></script></div>")
        script = (f"<script>$('#{self.unit_id}').jpage({{themeName:'default',showMode:'full',totalRecord:{column.records()},dataBefore:'',dataStore:dataStore,"
                  f"groupSize:{self.groups},perPage:{column.size},barPosition:'bottom',proxyUrl:'{self.proxy}',ajaxParam:{{col:1,appid:'1',webid:'1',path:'/',"
                  f"columnid:'{key}',sourceContentType:1,unitid:'{unit}',webname:'{portal.frame.name}',permissiontype:0}}}});</script>")
        return layout.page(portal.frame, column.name, banner + store + column.says + script)

    def _old(self, portal: Portal, column: Column) -> str:
        rows = ",".join("'" + item.replace("'", "\\'") + "'" for item in items(self, column.rows))
        script = (f"<div id=\"{self.unit_id}\"></div><script>var InitData{self.unit_id}=[{rows}];$(function(){{$('#{self.unit_id}').jpage({{themeName:'default',"
                  f"showMode:'full',totalRecord:{column.records()},openCookies:false,dataBefore:'',dataStore:InitData{self.unit_id},dataAfter:'',groupSize:{self.groups},"
                  f"proxyUrl:'/module/jslib/jquery/jpage/dataproxy.jsp',perPage:{column.size},ajaxParam:{{col:1,appid:'1',webid:60,path:'/',columnid:{self.column_id},unitid:{self.unit_id}}}}})}});</script>")
        return layout.page(portal.frame, column.name, script)

    def _window(self, column: Column, first: int, last: int) -> list:  # type: ignore[type-arg]
        return [row for page in range(1, column.real_pages() + 1) for row in column.served(page)][first - 1:last]

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        given = {**request.form, **request.query}
        if request.path != self.proxy or (given.get("columnid"), given.get("unitid")) not in (
                (self.column_id, self.unit_id), ("0a9f3c77e1d0", "b61d02aa94") if self.sealed else ("", "")):
            return None
        if self.sealed:
            return Answer(b'<?xml version="1.0" encoding="UTF-8"?><datastore/>', "text/xml; charset=utf-8")
        if self.mode == "page":
            size = min(int(given.get("perpage") or column.size), 300)
            first = (max(1, int(given.get("page") or 1)) - 1) * size + 1
            last = first + size - 1
        else:
            first = int(given.get("startrecord") or 1)
            last = int(given.get("endrecord") or first + column.size * self.groups - 1)
        rows = self._window(column, first, last)
        body = "".join(f"<record><![CDATA[{item}]]></record>" for item in items(self, rows))
        return Answer(f"<datastore><totalrecord>{column.records()}</totalrecord><totalpage>{column.pages()}</totalpage><nextgroup></nextgroup>"
                      f"<recordset>{body}</recordset></datastore>".encode(), "text/xml; charset=utf-8")

    def least(self, column: Column) -> int:
        group = column.size * self.groups
        return 1 if self.sealed else max(1, -(-len(column.rows) // group))


@dataclass
class Xxgk(Unit):
    """JCMS's open-government module: search.jsp gives an HTML table a page; ``currpage`` counts only in the query."""

    family: str = "jcms_xxgk"
    area: str = "014000000"

    def show(self, portal: Portal, column: Column, page: int) -> str:
        call = (f"/module/xxgk/search.jsp?standardXxgk=1&isAllList=1&texttype=0&fbtime=-1&vc_all=&vc_filenumber=&vc_title=&vc_number=&currpage=1"
                f"&sortfield=,compaltedate:0&fields=&infotypeId={self.unit_id}&jdid=1&area={self.area}&divid=div{self.column_id}")
        middle = (f'<div id="div{self.column_id}"></div><div id="xxgktree"></div><script>loadDynamic(\'/module/xxgk/tree.jsp?area={self.area}\',\'xxgktree\');'
                  f"loadDynamic('{call}','div{self.column_id}');</script>")
        return layout.page(portal.frame, column.name, middle)

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        if request.path == "/module/xxgk/tree.jsp":
            return Answer(b'<ul class="tree"><li><a href="javascript:void(0)">\xe7\x9b\xae\xe5\xbd\x95</a></li></ul>')
        given = {**request.form, **request.query}
        if request.path != "/module/xxgk/search.jsp" or given.get("divid") != f"div{self.column_id}" or given.get("infotypeId") != self.unit_id:
            return None
        page = min(max(1, int(request.query.get("currpage") or 1)), column.pages())
        rows = column.served(page)
        lines = "".join(
            f'<tr class="tr_main_value_{"odd" if number % 2 else "even"}"><td>{self.area}/2024-{number:05d}</td><td><a class="bt_link" href="{portal.url(row.path)}"'
            f' title="{escape(row.title)}" mc="{escape(row.title)}" rq="{row.date}">{escape(row.title)}</a></td><td>{row.date}</td></tr>' for number, row in enumerate(rows, 1))
        after = f'<a onclick="goPage({page + 1})" href="javascript:void(0)">下一页</a>' if page < column.pages() else ""
        body = (f'<table><tr class="tb_title"><td>索引号</td><td>名称</td><td>生成日期 共&nbsp;{column.pages() if column.rows else 0}&nbsp;页</td></tr>{lines}</table>'
                f'<table><tr><td align="right">{column.says}共{column.records()}条 第{page}页 {after}</td></tr></table>')
        return Answer(body.encode())


@dataclass
class Jpaas(Unit):
    """JPaaS: a build unit named in the page; pages only by ``paramJson``; rows in HTML inside JSON."""

    family: str = "jpaas"
    rendered: bool = False
    spelling: str = "bulidstatic"
    ignores_page: bool = False

    def _query(self) -> dict[str, str]:
        return {"parseType": self.spelling, "webId": "3077", "tplSetId": f"t{self.unit_id}", "pageType": "column", "tagId": "当前栏目list",
                "editType": "null", "pageId": self.column_id}

    def _html(self, column: Column, page: int, size: int) -> str:
        rows = [row for number in range(1, column.real_pages() + 1) for row in column.served(number)][(page - 1) * size:page * size]
        return (f'{self.shape.wrap("".join(items(self, rows)) or column.says)}<div class="pagination" rows="{size}" count="{column.records()}" pageNo="{page}"></div>')

    def show(self, portal: Portal, column: Column, page: int) -> str:
        data = str(self._query()).replace('"', "'")
        unit = (f'<div id="当前栏目list"><script parseType="{self.spelling}" url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{data}"'
                ' src="/script/AuthorizedRead/unitbuild.js"></script></div>')
        other = unit.replace("当前栏目list", "右侧内容")
        return layout.page(portal.frame, column.name, other + (self._html(column, 1, column.size) if self.rendered else "") + unit)

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        if not request.path.endswith("/front/page/build/unit") or request.query.get("pageId") != self.column_id:
            return None
        if request.query.get("parseType") != self.spelling:
            return Answer(b'{"success":false,"code":"500"}', "application/json")
        if request.query.get("tagId") != "当前栏目list":
            html = '<div class="right"><p>政府信息公开</p></div>'
        else:
            wanted = json.loads(request.query.get("paramJson") or "{}")
            page = 1 if self.ignores_page else int(wanted.get("pageNo", 1))
            html = self._html(column, page, min(int(wanted.get("pageSize", column.size)), 20))
        return Answer(json.dumps({"success": True, "code": "200", "message": "", "data": {"html": html}}, ensure_ascii=False).encode(), "application/json;charset=UTF-8")

    def least(self, column: Column) -> int:
        return 1 + max(1, -(-len(column.rows) // 20))

