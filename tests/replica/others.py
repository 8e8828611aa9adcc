"""UCAP (f6), gkmlpt and NFCMS (f7), LonSun (f8)."""

from __future__ import annotations

import json

from tests.replica import corpus
from tests.replica.corpus import Row, listed
from tests.replica.host import Answer, Host, Request, data, html, pages_of, window


def ucap(folder: str) -> corpus.Path:
    """UCAP document paths."""
    return lambda number, date: f"{folder}/{(date or '2024-01-01')[:7].replace('-', '')}/c01_{500000 + number}.shtml"


def beside(folder: str) -> corpus.Path:
    """UCAP file paths."""
    return lambda number, date: f"{folder}/{(date or '2024-01-01')[:7].replace('-', '')}/{number}/files/{number:08x}.pdf"


class Ucap(Host):
    """f6: static lists with pager P2, whose links are written by script."""

    family = "ucap"

    def start(self) -> None:
        folder = "/yss/c100262"
        self.put(folder, "zfxxgk_list", corpus.reports(ucap(folder), beside(folder)), 3)
        self.put("/yss/c100263", "list", corpus.notices(ucap("/yss/c100263")), 18)
        self.put("/yss/c100264", "fg", [], 1)

    def put(self, folder: str, name: str, rows: list[Row], least: int) -> None:
        """A column and its pages."""
        self.column("政府信息公开年报", f"{folder}/{name}.shtml", rows, least=least)
        pages = pages_of(rows)
        for number, shown in enumerate(pages, 1):
            call = f"createPageHTML('page_div',{len(pages)},{number},'{name}','shtml',{len(rows)});"
            tail = f'<div id="page_div"></div><script>function createPageHTML(id,_nPageCount){{}}\n{call}</script>'
            self.pages[f"{folder}/{name}{'' if number == 1 else f'_{number}'}.shtml"] = html(self.list_page("政府信息公开年报", shown, tail))

    def article(self, row: Row, column: str) -> str:
        page = super().article(row, column)
        return page.replace('<div id="zoom" class="TRS_Editor">', "<UCAPCONTENT>").replace("</div><div class=\"side\">", "</UCAPCONTENT><div class=\"side\">", 1)


class UcapJson(Host):
    """f6b: no rows in the page, a channel id in its metas; f6c names another interface of the same make."""

    family = "ucap"
    endpoint, size = "/common/search/", 15
    script = ""

    def start(self) -> None:
        self.lists = {"a1b2": corpus.reports(ucap("/csrc/c101971"), beside("/csrc/c101971")), "a1b3": corpus.notices(ucap("/csrc/c101972"))}
        for (channel, rows), page in zip(self.lists.items(), ("c101971", "c101972"), strict=True):
            self.column("政府信息公开年报", f"/csrc/{page}/zfxxgk.shtml", rows, least=1 + len(pages_of(rows, self.size)))
            head = f'<meta name="channelid" content="{channel}">'
            self.pages[f"/csrc/{page}/zfxxgk.shtml"] = html(self.shell("年报", f'<div id="list"></div><script>{self.script.replace("CHANNEL", channel)}</script>', head))

    def dynamic(self, request: Request) -> Answer | None:
        if not request.path.startswith(self.endpoint):
            return None
        rows = self.lists.get(request.path.rsplit("/", 1)[-1], [])
        size = int(request.query.get("_pageSize", 15))
        if request.query.get("_isJson") != "true":
            return html(listed(window(rows, 1, size)))
        return data({"data": {"total": len(rows), "page": int(request.query["page"]), "rows": size,
                              "results": [self.result(row) for row in window(rows, int(request.query["page"]), size)]}})

    def result(self, row: Row) -> dict[str, object]:
        """A row as the interface says it: addresses without a scheme."""
        address = row.path if row.outside else self.base.removeprefix("http:") + row.path
        return {"title": row.title, "url": address, "publishedTime": 1774800000000, "publishedTimeStr": f"{row.date} 00:00:00" if row.date else "",
                "resList": [{"fileName": file.label, "filePath": file.path} for file in row.files]}


class UcapSearchList(UcapJson):
    """f6c: /searchList, 18 rows a page."""

    endpoint, size = "/searchList/", 18
    script = "var url='/searchList/'+channelid;"


class UcapFileList(UcapJson):
    """f6d: a POST with the channel in its form."""

    endpoint, size = "/getFileListByCodeId", 15
    script = "$.post('/getFileListByCodeId',{codeId:'',channelId:channelid,page:1,size:15});"

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != self.endpoint:
            return None
        rows = self.lists.get(request.form.get("channelId", ""), [])
        shown = window(rows, int(request.form.get("page", 1)), int(request.form.get("size", 15)))
        return data({"results": {"data": {"total": len(rows), "results": [self.result(row) for row in shown]}}})


class UcapQueryList(UcapJson):
    """f6e: a POST with the column's code among much else in its form."""

    note = "queryList is unverified: what it is asked was seen, what it answers was not"
    endpoint, size = "/queryList", 15
    script = ("$.post('/queryList',{current:1,unitid:'522756',webSiteCode:['yss'],channelCode:['CHANNEL'],perPage:15,"
              "templateContainerId:'div522756'});")

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != self.endpoint:
            return None
        rows = self.lists.get(request.form.get("channelCode[]", ""), []) if request.method == "POST" else []
        shown = window(rows, int(request.form.get("current", 1)), int(request.form.get("perPage", 15)))
        return data({"results": {"total": len(rows), "rows": [self.result(row) for row in shown]}})


class Gkmlpt(Host):
    """f7: the catalogue; page 0 is page 1; 100 rows a page; a post under two numbers; tools' names are cut off."""

    family = "gkmlpt"

    def start(self) -> None:
        def path(number: int, date: str) -> str:
            return f"/gkmlpt/content/9/{9000 + number // 10}/post_{9000000 + number}.html"
        files: corpus.Path = lambda number, date: f"/attachment/1/{number}/{number}/{number}.pdf"  # noqa: E731 - a path rule as the others
        self.lists = {"2629": corpus.reports(path, files), "2630": corpus.notices(lambda n, d: path(n + 500, d)), "2631": []}
        for (column, rows), least in zip(self.lists.items(), (2, 4, 2), strict=True):
            self.column("政府信息公开年报", f"/gkmlpt/annualreport#{column}", rows, least=least)
        tree = [{"id": int(column), "name": "政府信息公开年报" if column == "2629" else f"目录{column}", "post_count": 0} for column in self.lists]
        config = json.dumps({"SID": "755041", "TREE": tree}, ensure_ascii=False)
        for page in ("/gkmlpt/index", "/gkmlpt/annualreport"):
            self.pages[page] = html(self.shell("信息公开目录", f"<div id='app'></div><script>window._CONFIG={config}</script>"))

    def dynamic(self, request: Request) -> Answer | None:
        if not request.path.startswith("/gkmlpt/api/all/"):
            return None
        rows = self.lists.get(request.path.rsplit("/", 1)[-1], []) if request.query.get("sid") == "755041" else []
        shown = window(rows, max(1, int(request.query.get("page", 1))), 100)
        articles = [{"id": row.number, "title": row.title, "date": row.date or "", "url": row.path if row.outside else self.base + row.path,
                     "attachment": [{"name": file.label, "url": self.base + file.path} for file in row.files]} for row in shown]
        return data({"classify": {"id": 1, "post_count": 0}, "total": len(rows), "articles": articles})


class Nfcms(Host):
    """f7b: static lists told by links; each article has a mobile twin."""

    family = "nfcms"

    def start(self) -> None:
        for folder, rows, least in (("/zwgk/nb/", corpus.reports(self.path("/zwgk/nb/"), self.file), 3), ("/zwgk/tz/", corpus.notices(self.path("/zwgk/tz/")), 18)):
            self.column("政府信息公开年报", folder + "index.html", rows, least=least)
            pages = pages_of(rows)
            for number, shown in enumerate(pages, 1):
                following = f'<a class="next" href="{self.base}{folder}index_{number + 1}.html">下一页</a>' if number < len(pages) else ""
                tail = f'<div class="page">{following}<a class="last" href="{self.base}{folder}index_{len(pages)}.html">尾页</a></div>'
                twins = "".join(f'<li><a href="{row.path.replace("post_", "mpost_")}">{row.short}</a><span>{row.date}</span></li>'
                                for row in shown if "post_" in row.path)
                body = f'<div class="main"><ul class="list">{listed(shown)}</ul></div><div class="wap"><ul>{twins}</ul></div>{tail}'
                self.pages[folder + ("index.html" if number == 1 else f"index_{number}.html")] = html(self.shell("年报", body))

    @staticmethod
    def path(folder: str) -> corpus.Path:
        """Document paths."""
        return lambda number, date: f"{folder}content/post_{9000000 + number}.html"

    @staticmethod
    def file(number: int, date: str) -> str:
        """File paths."""
        return f"/attachment/0/{number}/{number}/{number}.pdf"


class LonSun(Host):
    """f8: rows from a label that wants the page's own template back; news columns with pager P8; each year's reports under another tpl."""

    family = "lonsun"
    template = "/xxgk/publicInfoList_newest2020"
    cut = '<li><a href="{href}" title="{title}">{short}</a><span class="date">{date}</span></li>'

    def start(self) -> None:
        self.lists = {"1": corpus.reports(self.path, self.file), "2": corpus.notices(lambda n, d: f"/public/1682/{565500000 + n}.html")}
        for (category, rows), least in zip(self.lists.items(), (4, 19), strict=True):
            target = "/public/column/1681?type=4&action=list&nav=3&catId=" + category
            self.column("政府信息公开年报", target, rows, least=least)
        self.news = corpus.notices(lambda n, d: f"/content/article/{6790000 + n}.html", 40)
        self.column("新闻", "/content/column/6791573", self.news, least=3)
        self.tpls()

    @staticmethod
    def path(number: int, date: str) -> str:
        """Document paths."""
        return f"/public/1681/{565412000 + number}.html"

    @staticmethod
    def file(number: int, date: str) -> str:
        """File paths of FastDFS."""
        return f"/group6/M00/01/{number:02d}/{number:08x}.pdf"

    def tpls(self) -> None:
        """Years that each stand under another number."""
        years = {2025: 8611, 2024: 7931, 2023: 7741}
        tabs = "".join(f'<li><a href="/site/tpl/{tpl}?nav=4&year={year}">{year}年</a></li>' for year, tpl in years.items())
        rows = [Row(n, f"云水市{year}年政府信息公开工作年度报告", f"{year + 1}-03-0{n}", f"/public/1681/{year}000{n}.html") for year in years for n in (1, 2)]
        self.column("年报", "/site/tpl/8611?nav=4&year=2025", rows, least=3)
        for year, tpl in years.items():
            mine = [row for row in rows if f"{year}年" in row.title]
            self.pages[f"/site/tpl/{tpl}"] = html(self.list_page("年报", mine, before=f'<ul class="tabs">{tabs}</ul>'))

    def dynamic(self, request: Request) -> Answer | None:
        if request.path == "/site/label/8888":
            return self.label(request)
        if request.path == "/content/column/6791573":
            return self.column_page(request)
        if request.path != "/public/column/1681":
            return None
        pages = len(pages_of(self.lists[request.query["catId"]]))
        given = (f"labelName:'publicInfoList',siteId:'6781961',organId:'1681',type:'4',action:'list',pageSize:15,catId:'{request.query['catId']}',isDate:true,"
                 f"dateFormat:'yyyy-MM-dd',length:50,file:'{self.template}'")
        return html(self.shell("主动公开", f'<div id="list"></div><script>Ls.ajax({{{given}}});var page={{pageCount:{pages}}};</script>'))

    def label(self, request: Request) -> Answer:
        """The label's fragment."""
        given = request.given
        if given.get("file") != self.template:
            return html("<p>暂无相关信息</p>")
        shown = window(self.lists[given["catId"]], int(given.get("pageIndex", 1)))
        return html(f'<ul class="xxgk_nav_list">{self.lined(shown)}</ul>')

    def column_page(self, request: Request) -> Answer:
        """A news column with pager P8, whose further pages lie under another path than the first."""
        number, pages = int(request.query.get("pageIndex", 1)), len(pages_of(self.news))
        call = (f"Ls.pagination(\"#page_6791573\", function(pageIndex){{location.href='/content/column/6791573?pageIndex='+pageIndex}}, "
                f"{{currPage:({number - 1}+1),pageCount:{pages}}});")
        body = f'<div class="main"><ul class="doc_list list-6791573">{self.lined(window(self.news, number))}</ul></div><script>{call}</script>'
        return html(self.shell("新闻", body))

    def lined(self, rows: list[Row]) -> str:
        """Rows with a line after each five."""
        items = [listed([row], self.cut) + ('<li class="lm_line"></li>' if n % 5 == 4 else "") for n, row in enumerate(rows)]
        return "".join(items)


HOSTS = {
    "f6": ("127.0.6.1", Ucap), "f6b": ("127.0.6.2", UcapJson), "f6c": ("127.0.6.3", UcapSearchList), "f6d": ("127.0.6.4", UcapFileList),
    "f6e": ("127.0.6.5", UcapQueryList),
    "f7": ("127.0.7.1", Gkmlpt), "f7b": ("127.0.7.2", Nfcms), "f8": ("127.0.8.1", LonSun),
}
