"""Hanweb: JCMS jpage (f1 and its servers), xxgk search (f2), JPaaS (f3)."""

from __future__ import annotations

import json
import re

from tests.replica import corpus
from tests.replica.corpus import Row, listed
from tests.replica.host import SIZE, Answer, Host, Request, data, html, pages_of, window

XML = "text/xml; charset=utf-8"
GROUP = 3


def art(column: int) -> corpus.Path:
    """The article paths of a column."""
    def path(number: int, date: str) -> str:
        year, month, day = (date or "2024-01-01").split("-")
        return f"/art/{year}/{int(month)}/{int(day)}/art_{column}_{11702000 + number}.html"
    return path


def down(number: int, date: str) -> str:
    """A download's path; the type stands in its name."""
    return f"/attach/0/{20240000 + number}.pdf"


class Jpage(Host):
    """f1: windows by `page`; startrecord is not looked at."""

    family = "jcms"
    by = "page"
    cap = 300
    tag = "CDATA"

    def start(self) -> None:
        self.lists = {"93261": corpus.reports(art(93261), down), "93262": corpus.notices(art(93262)), "93263": corpus.reports(art(93263), down, 1),
                      "93264": []}
        for (column, rows), least in zip(self.lists.items(), (1, 6, 1, 1), strict=True):
            self.column(f"政府信息公开年报{column}", f"/col/col{column}/index.html", rows, least=least)
            self.pages[f"/col/col{column}/index.html"] = html(self.skeleton(column, rows))

    def skeleton(self, column: str, rows: list[Row]) -> str:
        """The page with its data store, beside a menu's unit."""
        menu = self.unit("111", "5", [Row(1, "政策文件", "2020-01-01", "/art/2020/1/1/art_9_9.html")], 1)
        unit = self.unit("300520", column, rows[:GROUP * SIZE], len(rows))
        return self.shell("政府信息公开年报", menu + unit)

    def unit(self, unit: str, column: str, rows: list[Row], total: int) -> str:
        """One jpage unit."""
        return (f'<div id="{unit}"><script type="text/xml"><datastore><nextgroup><![{self.tag}[<a href="{self.group(column, unit)}"></a>]]></nextgroup>'
                f"<recordset>{self.records(rows)}</recordset></datastore></script></div><script>$('#{unit}').jpage({{themeName:'default',"
                f"showMode:'full',totalRecord:{total},dataStore:dataStore,groupSize:{GROUP},perPage:{SIZE},proxyUrl:'/module/web/jpage/dataproxy.jsp',"
                f"ajaxParam:{{col:1,appid:'1',webid:'1',path:'/',columnid:{column},sourceContentType:1,unitid:'{unit}',webname:'云水市',"
                f"permissiontype:0}}}});</script>")

    def group(self, column: str, unit: str) -> str:
        """The link of the next group."""
        return (f"/module/web/jpage/dataproxy.jsp?page=2&appid=1&webid=1&path=/&columnid={column}&unitid={unit}&webname=x&permissiontype=0")

    def records(self, rows: list[Row]) -> str:
        """Rows as records."""
        return "".join(f"<record><![{self.tag}[{listed([row])}]]></record>" for row in rows)

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/module/web/jpage/dataproxy.jsp":
            return None
        given = request.given
        if not given.get("columnid") or not given.get("unitid"):
            return Answer(b"<datastore></datastore>", XML)
        return self.store(self.asked(given, self.lists.get(given["columnid"], [])), given)

    def asked(self, given: dict[str, str], rows: list[Row]) -> list[Row]:
        """The rows of the window asked for, as this server understands it."""
        if self.by == "page":
            return window(rows, int(given.get("page", 1)), min(int(given.get("perpage", SIZE)), self.cap))
        return rows[int(given.get("startrecord", 1)) - 1:int(given.get("endrecord", SIZE))]

    def store(self, rows: list[Row], given: dict[str, str]) -> Answer:
        """The answer as a data store."""
        total = len(self.lists[given["columnid"]])
        return Answer((f"<datastore><totalrecord>{total}</totalrecord><totalpage>{-(-total // SIZE)}</totalpage>"
                       f"<recordset>{self.records(rows)}</recordset></datastore>").encode(), XML)


class JpageByRecord(Jpage):
    """f1b: windows by startrecord; `page` is not looked at."""

    by = "startrecord"


class JpageLower(Jpage):
    """f1c: cdata in lower case."""

    tag = "cdata"


class JpageEncrypted(Jpage):
    """f1d: the ids are ciphertext, and the proxy answers a store without rows."""

    def start(self) -> None:
        super().start()
        self.columns[1].complete, self.columns[1].reason, self.columns[1].found = False, "encrypted_pager", GROUP * SIZE
        self.columns[1].least = 2

    def dynamic(self, request: Request) -> Answer | None:
        found = super().dynamic(request)
        return Answer(b'<?xml version="1.0" encoding="UTF-8"?><datastore/>', XML) if found else None


class JpageArray(Jpage):
    """f1e: an old server answers an array of strings."""

    def store(self, rows: list[Row], given: dict[str, str]) -> Answer:
        return Answer(("var records = [" + ",".join(json.dumps(listed([row]), ensure_ascii=False) for row in rows) + "];").encode())


class JpageFixed(Jpage):
    """f1f: the server keeps pages of its own size."""

    cap = SIZE

    def start(self) -> None:
        super().start()
        self.columns[1].least = 1 + 1 + 15  # 45 rows in the page, one window by which its size is found out, the rest in pages of 15


class Xxgk(Host):
    """f2: rows only from search.jsp; currpage counts in the query only; without area, rows of the whole city."""

    family = "jcms_xxgk"
    note = "past the end the last page is repeated: inferred"

    def start(self) -> None:
        self.lists = {"798": corpus.reports(art(798), down), "799": corpus.notices(art(799))}
        for (column, rows), least in zip(self.lists.items(), (4, 19), strict=True):
            self.column("政府信息公开年报", f"/col/col{column}/index.html", rows, least=least)
            call = f"/module/xxgk/search.jsp?standardXxgk=1&isAllList=1&texttype=0&area=01400{column}&divid=div{column}&jdid=1&sortfield=,compaltedate:0"
            body = f'<div id="div{column}"></div><script>loadDynamic(\'{call}\',"div{column}");</script><iframe src="/module/xxgk/tree.jsp?area=01400{column}"></iframe>'
            self.pages[f"/col/col{column}/index.html"] = html(self.shell("信息公开", body))
        self.foreign = corpus.notices(art(900), 3)

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/module/xxgk/search.jsp":
            return None
        column = request.form.get("divid", "").removeprefix("div")
        rows = self.lists.get(column, []) if request.form.get("area") else [row for each in self.lists.values() for row in each]
        pages = pages_of(rows)
        number = min(int(request.query.get("currpage") or 1), len(pages))
        shown = pages[number - 1] + (self.foreign if number == 1 else [])
        lines = "".join(f'<tr class="tr_main_value_{"odd" if n % 2 else "even"}"><td>01400/{n:05d}</td><td><a class="bt_link" href="{row.path}" '
                        f'title="{row.title}" syh="1" mc="{row.title}" rq="{row.date}">{row.short}</a></td><td>{row.date or ""}</td></tr>'
                        for n, row in enumerate(shown))
        following = f'<a onclick="currpage={number + 1}">下一页</a>' if number < len(pages) else ""
        return html(f'<table><tr class="tb_title"><td>共 &nbsp;{len(pages)}&nbsp; 页</td></tr>{lines}</table>'
                    f'<table><tr><td align="right">共{len(pages)}页 {following}</td></tr></table>')


class Jpaas(Host):
    """f3: pages only by paramJson; a second unit without a list; download links that expire."""

    family = "jpaas"
    spelling = "bulidstatic"
    build = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    life = 30  # requests of this host a download link lives

    def start(self) -> None:
        def path(number: int, date: str) -> str:
            return f"/art/{(date or '2024')[:4]}/art_{number:032x}.html"
        self.lists = {"p1": corpus.reports(path, down), "p2": corpus.notices(lambda n, d: path(n + 5000, d)), "p3": []}
        for (page, rows), least in zip(self.lists.items(), (4, 19, 2), strict=True):
            self.column("政府信息公开年报", f"/zfxxgk/{page}/index.html", rows, least=least)
            self.pages[f"/zfxxgk/{page}/index.html"] = html(self.shell("年报", self.unit(page, "当前栏目list") + self.unit(page, "右侧内容")))

    def unit(self, page: str, tag: str) -> str:
        """One unit's script."""
        keys = f"{{'webId':'8d82','pageId':'{page}','parseType':'{self.spelling}','pageType':'column','tagId':'{tag}','tplSetId':'2097'}}"
        return f'<script parseType="{self.spelling}" url="{self.build}" queryData="{keys}" src="/unitbuild.js"></script>'

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != self.build:
            return None
        if request.query.get("parseType") != self.spelling:
            return data({"success": False, "code": "500"})
        if request.query.get("tagId") == "右侧内容":
            return data({"success": True, "code": "200", "data": {"html": '<ul><li><a href="/art/2020/art_00000000000000000000000000000001.html">热点</a></li></ul>'}})
        rows = self.lists[request.query["pageId"]]
        asked = json.loads(request.query.get("paramJson") or "{}")
        number, size = int(asked.get("pageNo", 1)), min(int(asked.get("pageSize", SIZE)), 20)
        body = (f'<div class="page-content"><ul>{listed(window(rows, number, size))}</ul></div>'
                f'<div class="pagination" rows="{size}" count="{len(rows)}" pageNo="{number}"></div>')
        return data({"success": True, "code": "200", "data": {"html": body}})

    def article(self, row: Row, column: str) -> str:
        return super().article(row, column)

    def answer(self, request: Request) -> Answer:
        """Attachments come by a link that is new with every reading of the article, and lives for a while."""
        if request.path == "/api-gateway/jpaas-web-server/front/document/download":
            issued = int(request.query.get("fileUrl", "0x0").rpartition("x")[2] or 0)
            if request.step - issued > self.life:
                return data({"code": "403", "message": "expired"})
            return Answer(b"", status=302, headers=[("Location", "/attach/0/" + request.query["fileName"])])
        found = super().answer(request)
        if request.path.startswith("/art/") and b'href="/attach/' in found.body:
            fresh = re.sub(rb'href="/attach/0/([^"]+)"', lambda match: b'href="/api-gateway/jpaas-web-server/front/document/download?fileUrl=tokenx'
                           + str(request.step).encode() + b"&fileName=" + match[1] + b'"', found.body)
            return Answer(fresh, found.kind)
        return found


class JpaasRightSpelling(Jpaas):
    """f3b: the other spelling of parseType."""

    spelling = "buildstatic"


HOSTS = {
    "f1": ("127.0.1.1", Jpage), "f1b": ("127.0.1.2", JpageByRecord), "f1c": ("127.0.1.3", JpageLower), "f1d": ("127.0.1.4", JpageEncrypted),
    "f1e": ("127.0.1.5", JpageArray), "f1f": ("127.0.1.6", JpageFixed), "f2": ("127.0.2.1", Xxgk), "f3": ("127.0.3.1", Jpaas),
    "f3b": ("127.0.3.2", JpaasRightSpelling),
}
