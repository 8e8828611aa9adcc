"""TrueCMS (f9), Epoint (f10), VSB (f11), Hebei (f12), SiteServer (f13), counted annual reports (f15)."""

from __future__ import annotations

import json

from tests.replica import corpus
from tests.replica.corpus import Row, listed
from tests.replica.host import Answer, Host, Request, data, html, pages_of, window

GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"


class TrueCms(Host):
    """f9: sixty rows hidden in the page; JSONP around a store; 100 a page is empty, no Referer is 404."""

    family = "truecms"

    def start(self) -> None:
        def path(number: int, date: str) -> str:
            return f"/yssczj/zcwj/content/{number:032x}.html"
        self.lists = {"c9-37": corpus.reports(path, lambda n, d: f"/yssczj/upload/{n}.pdf"), "c9-260": corpus.notices(lambda n, d: path(n + 900, d))}
        for (column, rows), least in zip(self.lists.items(), (1, 8), strict=True):
            page = f"/yssczj/{column}/{column}.html"
            self.column("政策文件", page, rows, least=least)
            hidden = f'<div id="initData" style="display:none"><ul class="list-ul">{listed(rows[:60])}</ul></div><div id="list"></div>'
            script = f"<script>var columnId='{column}';$.jsonp('/truecms/messageController/getMessage.do');</script>"
            self.pages[page] = html(self.shell("政策文件", hidden + script))

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/truecms/messageController/getMessage.do":
            return None
        if "referer" not in request.headers:
            return html("", 404)
        given, rows = request.query, self.lists[request.query["columnId"]]
        shown = rows[int(given["startrecord"]) - 1:int(given["endrecord"])] if int(given["perpage"]) < 100 else []
        store = f"<datastore><totalrecord>{len(rows)}</totalrecord><recordset>" + "".join(
            f"<record><![CDATA[{listed([row])}]]></record>" for row in shown) + "</recordset></datastore>"
        text = json.dumps({"result": store}, ensure_ascii=False)
        return Answer(f"{given['callback']}({text})".encode() if "callback" in given else text.encode(), "application/javascript")


class Epoint(Host):
    """f10: rows asked as JSON; pages count from 0."""

    family = "epoint"
    first, wrapped = 0, False

    def start(self) -> None:
        def path(number: int, date: str) -> str:
            return f"/{(date or '2024-01-01').replace('-', '')}/{number:08d}-aaaa-bbbb-cccc-1234567890ab/subPage.html"
        self.lists = {"003006": corpus.reports(path, lambda n, d: f"/upload/{n}.pdf"), "003007": corpus.notices(lambda n, d: path(n + 900, d))}
        for (category, rows), least in zip(self.lists.items(), (5, 20), strict=True):
            self.column("政府信息公开年报", f"/dynamic/zwgk/govInfoPub.html?categorynum={category}&deptcode=", rows, least=least)
        self.pages["/dynamic/zwgk/govInfoPub.html"] = html(self.shell(
            "信息公开", '<div class="ewb-list" id="list"></div><script src="/js/webBuilderCommon.js"></script>'))
        body = 'JSON.stringify({params:{deptcode:d}})' if self.wrapped else "JSON.stringify({deptcode:d})"
        script = f'var siteInfo={{siteGuid:"{GUID}"}};post("/EWB-FRONT/rest/lightfrontaction/getgovinfolist",{body});'
        self.pages["/js/webBuilderCommon.js"] = Answer(script.encode(), "application/javascript")

    def answer(self, request: Request) -> Answer:
        found = super().answer(request)
        return found if found.status != 200 else Answer(found.body, found.kind, 200, [("Server", "epoint-httpserver")])

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/EWB-FRONT/rest/lightfrontaction/getgovinfolist":
            return None
        asked = json.loads(request.body)
        asked = asked.get("params", {}) if self.wrapped else asked
        rows = self.lists.get(asked.get("categorynum"), []) if asked.get("siteGuid") == GUID else []
        number = asked.get("pageIndex", 0) - self.first + 1
        shown = [{"infourl": row.path, "title": row.short, "realtitle": row.title, "infodate": row.date or ""} for row in window(rows, max(1, number))]
        return data({"custom": {"total": len(rows), "data": shown}})


class EpointWrapped(Epoint):
    """f10b: pages count from 1, the question is wrapped in params."""

    first, wrapped = 1, True


class Vsb(Host):
    """f11: page names count down; a download without Referer is a captcha with 200."""

    family = "vsb"

    def start(self) -> None:
        def path(number: int, date: str) -> str:
            return f"/info/1001/{number}.htm"
        for name, rows, least in (("nb", corpus.reports(path, lambda n, d: f"/__local/A/B7/{n}.pdf"), 3),
                                  ("tz", corpus.notices(lambda n, d: f"/info/1002/{n}.htm"), 18)):
            self.column("政府信息公开年报", f"/xxgk/{name}.htm", rows, least=least)
            pages = pages_of(rows)
            for number, shown in enumerate(pages, 1):
                links = "".join(f'<a href="{name + "/" if number == 1 else ""}{len(pages) - n + 1}.htm">{n}</a>' for n in range(2, len(pages) + 1))
                tail = f'<div class="pb"><span class="p_t">共{len(rows)}条</span>{links}<span>{number}/{len(pages)}</span></div>'
                at = f"/xxgk/{name}.htm" if number == 1 else f"/xxgk/{name}/{len(pages) - number + 1}.htm"
                self.pages[at] = html(self.list_page("年报", shown, tail))

    def dynamic(self, request: Request) -> Answer | None:
        if request.path.startswith("/__local/") and "referer" not in request.headers:
            return html("<html><body>请输入验证码后下载，安全验证</body></html>".ljust(4900))
        return None


class Hebei(Host):
    """f12: a block fetched page by page; it does not say how many there are."""

    family = "hebei"
    column_id, block = "29527d47-65f0-4e58-9a95-804549f339e9", "49f13cc2-db03-4d0c-b4fe-2f3f659d3b6e"
    note = "that the block gives no total is inferred"

    def start(self) -> None:
        def path(number: int, date: str) -> str:
            return f"/columns/{self.column_id}/{(date or '2024-01-01')[:7].replace('-', '')}/05/{number:08d}-aaaa-bbbb-cccc-1234567890ab.html"
        self.rows = corpus.reports(path, lambda n, d: f"/upload/{n}.pdf")
        self.column("政府信息公开年报", f"/columns/{self.column_id}/index.html", self.rows, least=5)
        address = f"/columns/{self.column_id}/templates/{self.block}/blocks/{self.block}"
        self.pages[f"/columns/{self.column_id}/index.html"] = html(self.shell("年报", f"<div id='b'></div><script>load('{address}?page=1&fix=0')</script>"))

    def dynamic(self, request: Request) -> Answer | None:
        if "/blocks/" not in request.path:
            return None
        return html(f'<ul>{listed(window(self.rows, int(request.query.get("page", 1))))}</ul>')


class SiteServer(Host):
    """f13: /channels/N.html, further pages N_2.html."""

    family = "siteserver"
    note = "paging is inferred from the product's source"

    def start(self) -> None:
        rows = corpus.reports(lambda n, d: f"/contents/7/{300 + n}.html", lambda n, d: f"/upload/files/{n}.pdf")
        self.column("政府信息公开年报", "/channels/7.html", rows, least=3)
        for number, shown in enumerate(pages_of(rows), 1):
            links = f'<a href="/channels/7_{number + 1}.html">下一页</a><a href="/channels/7_3.html">末页</a>' if number < 3 else "<span>下一页</span>"
            self.pages["/channels/7" + ("" if number == 1 else f"_{number}") + ".html"] = html(self.list_page("年报", shown, f"<div>{links}</div>"))


class Counted(Host):
    """f15: one report an address, by organisation and year, or by a running number with gaps."""

    family = "annual_reports"

    def start(self) -> None:
        years = [Row(year, f"云水市财政局{year}年政府信息公开工作年度报告", f"{year + 1}-01-15", f"/module/xxgk/xxgkAnnualReport.jsp?area=014&fbtime={year}")
                 for year in range(2019, 2026)]
        self.column("年度报告", "/module/xxgk/xxgkAnnualReport.jsp?area=014&fbtime=2023", years, least=11)
        numbers = [Row(n, f"云水市第{n}局2025年政府信息公开工作年度报告", "2026-01-15", f"/XxgkAnnualReport/show/{n}.html") for n in range(6580, 6600) if n % 4]
        self.column("年度报告", "/XxgkAnnualReport/show/6587.html", numbers, least=30)
        self.years = {row.path: row for row in years}

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/module/xxgk/xxgkAnnualReport.jsp":
            return None
        row = self.years.get(f"{request.path}?area={request.query.get('area')}&fbtime={request.query.get('fbtime')}")
        return html(self.article(row, "年度报告") if row else self.shell("政府信息公开", "<p>没有内容</p>"))


HOSTS = {
    "f9": ("127.0.9.1", TrueCms), "f10": ("127.0.10.1", Epoint), "f10b": ("127.0.10.2", EpointWrapped), "f11": ("127.0.11.1", Vsb),
    "f12": ("127.0.12.1", Hebei), "f13": ("127.0.13.1", SiteServer), "f15": ("127.0.15.1", Counted),
}
