"""Columns whose years and pages are written in ways of their own: tabs by script, selects, queries, 更多, levels; pagers of links and words."""

from __future__ import annotations

import json

from tests.replica import corpus
from tests.replica.corpus import Row, listed
from tests.replica.host import Answer, Host, Request, data, html, pages_of, window
from tests.replica.trs import tdate

YEARS = (2025, 2024, 2023, 2022)


class Tabs(Host):
    """y1: one column a way of writing year tabs; what only a script knows must make the column incomplete."""

    family = "generic"

    def start(self) -> None:
        self.asked: dict[tuple[str, str], Answer] = {}
        self.channels: dict[str, list[Row]] = {}
        self.sealed("void", '<li><a href="javascript:void(0)">{y}年</a></li>')
        self.sealed("bare", "<li>{y}年</li>")
        self.sealed("called", '<li><a href="#" onclick="changeYear({y})">{y}年度</a></li>')
        self.sealed("option", '<option value="{y}">{y}年</option>', around="<select name='nd' onchange='load(this)'>{}</select>")
        self.opened("dataurl", '<li data-url="{f}{y}/">{y}年</li>')
        self.opened("click", "<li onclick=\"location.href='{f}{y}/'\"><span>{y}年</span></li>")
        self.opened("function", '<a href="javascript:toYear({y})">{y}年</a>', script="function toYear(y){{window.location.href='{f}'+y+'/';}}")
        self.opened("handler", '<li><em data-nd="{y}">{y}</em></li>',
                    script="$('em').click(function(){{var nd=$(this).attr('data-nd');location.href='{f}'+nd+'/';}});")
        self.opened("select", '<option value="{y}">{y}年</option>', around="<select onchange=\"location.href='{f}'+this.value+'/'\">{}</select>")
        self.opened("numeral", '<a href="{f}{y}/">二〇二{d}年度</a>')
        self.by_query("query", '<a href="?year={y}">{y}</a>')
        self.by_query("form", '<option value="{y}">{y}</option>', around='<form action="{f}"><select name="year">{}</select></form>')
        self.panels()
        self.as_data()
        self.filtered()
        self.chained()
        self.levels()
        self.more()
        self.by_interface()

    def year(self, folder: str, year: int) -> list[Row]:
        """The reports of one year, two of them."""
        return [Row(year * 10 + n, f"{organ}{year}年政府信息公开工作年度报告", f"{year + 1}-03-0{n}", tdate("/doc/")(year * 10 + n, f"{year + 1}-03-0{n}"))
                for n, organ in enumerate(corpus.ORGANS[:2], 1)]

    def tabbed(self, name: str, tab: str, around: str = "<ul>{}</ul>", script: str = "", **told: object) -> list[Row]:
        """A column that shows its newest year under tabs of all."""
        folder = f"/{name}/"
        rows = [row for year in YEARS for row in self.year(folder, year)]
        tabs = "".join(tab.format(y=year, d=str(year)[-1].translate(str.maketrans("2345", "二三四五")), f=folder) for year in YEARS)
        self.tabs = around.replace("{}", tabs).replace("{f}", folder) + f"<script>{script.format(f=folder)}</script>"
        self.column("政府信息公开年报", folder, rows, **told)
        self.pages[folder] = html(self.list_page("年报", rows[:2], before=self.tabs))
        return rows

    def sealed(self, name: str, tab: str, around: str = "<ul>{}</ul>") -> None:
        """What lies behind the tabs cannot be known from the page."""
        self.tabbed(name, tab, around, complete=False, reason="tabs_not_opened: 2024", found=2, least=1)

    def opened(self, name: str, tab: str, around: str = "<ul>{}</ul>", script: str = "") -> None:
        """The page tells where each tab leads."""
        self.tabbed(name, tab, around, script, least=1 + len(YEARS))
        for year in YEARS:
            self.pages[f"/{name}/{year}/"] = html(self.list_page("年报", self.year(name, year), before=self.tabs))

    def by_query(self, name: str, tab: str, around: str = "<ul>{}</ul>") -> None:
        """The tabs differ by their query."""
        self.tabbed(name, tab, around, least=1 + len(YEARS))
        for year in YEARS:
            self.asked[f"/{name}/", str(year)] = html(self.list_page("年报", self.year(name, year), before=self.tabs))

    def panels(self) -> None:
        """Every year stands in the page, all but one hidden."""
        rows = self.tabbed("panels", "<li>{y}年</li>", least=1)
        panels = "".join(f'<div class="con {"on" if n == 0 else ""}" {"" if n == 0 else "style=display:none"}><ul>{listed(rows[2 * n:2 * n + 2])}</ul></div>'
                         for n in range(len(YEARS)))
        self.pages["/panels/"] = html(self.shell("年报", f'<div class="main">{self.tabs}{panels}</div>'))

    def as_data(self) -> None:
        """The years behind the tabs stand in a script as data."""
        rows = self.tabbed("json", '<li><a href="javascript:;">{y}年</a></li>', least=1)
        told = [{"title": row.title, "url": row.path, "date": row.date} for row in rows]
        self.pages["/json/"].body = self.pages["/json/"].body.replace(
            b"</body>", f"<script>var all={json.dumps(told, ensure_ascii=False)};</script></body>".encode())

    def filtered(self) -> None:
        """Tabs that only pick from a list which shows every year anyhow, page by page."""
        rows = corpus.reports(tdate("/filter/"), tdate("/filter/"), 36)
        self.column("政府信息公开年报", "/filter/list.shtml", rows, least=3)
        tabs = "".join(f'<li><a href="javascript:void(0)">{year}年</a></li>' for year in range(2025, 2007, -1))
        for number, shown in enumerate(pages_of(rows), 1):
            call = f"<script>createPageHTML('p',3,{number},'list','shtml',36)</script>"
            self.pages[f"/filter/list{'' if number == 1 else f'_{number}'}.shtml"] = html(self.list_page("年报", shown, call, f"<ul>{tabs}</ul>"))

    def chained(self) -> None:
        """Each year's page leads to the year before, and no page to all."""
        rows = []
        years = range(2025, 2017, -1)
        for year, before in zip(years, (*years[1:], 0), strict=True):
            rows += self.year("/chain/", year)
            link = f'<div><a href="/chain/{before}_{before * 7}/">{before}年</a></div>' if before else ""
            self.pages["/chain/" if year == YEARS[0] else f"/chain/{year}_{year * 7}/"] = html(self.list_page("年报", self.year("/chain/", year), before=link))
        self.column("政府信息公开年报", "/chain/", rows, least=len(years))

    def levels(self) -> None:
        """Levels, departments, years: three below the column are read, a fourth is told."""
        ways = {"/levels/": [("bm/", "市直部门")], "/levels/bm/": [("2025/", "2025年")], "/levels/bm/2025/": [("qx/", "区县")]}
        rows = self.year("/levels/", 2025)
        self.column("政府信息公开年报", "/levels/", rows, least=4)
        deeper = {**{path.replace("levels", "deeper"): links for path, links in ways.items()}, "/deeper/bm/2025/qx/": [("xz/", "乡镇")]}
        self.column("政府信息公开年报", "/deeper/", rows, complete=False, reason="column_too_deep", found=2, least=4)
        for path, links in (ways | deeper).items():
            tabs = "".join(f'<li><a href="{address}">{label}</a></li>' for address, label in links)
            self.pages[path] = html(self.shell("年报", f'<div class="main"><ul class="tabs">{tabs}</ul></div>'))
        self.pages["/levels/bm/2025/qx/"] = html(self.list_page("年报", rows))
        self.pages["/deeper/bm/2025/qx/"] = html(self.list_page("年报", rows, before='<ul><li><a href="xz/">乡镇</a></li></ul>'))

    def more(self) -> None:
        """Five rows and 更多, which leads to all; beside other lists it leads elsewhere."""
        rows = corpus.reports(tdate("/more/all/"), tdate("/more/all/"), 20)
        self.column("政府信息公开年报", "/more/", rows, least=3)
        head = '<h2>年报</h2><a class="xxgk_more" href="/more/all/">更多&gt;&gt;</a>'
        news = '<div class="box"><a href="/news/">更多</a><ul><li><a href="/news/t20260101_1.html">新闻</a></li></ul></div>'
        self.pages["/more/"] = html(self.shell("年报", f'<div class="main">{head}<ul class="list">{listed(rows[:5])}</ul></div>{news}'))
        for number, shown in enumerate(pages_of(rows), 1):
            call = f'<script>createPageHTML(2,{number - 1},"index","html")</script>'
            self.pages["/more/all/" + ("" if number == 1 else f"index_{number - 1}.html")] = html(self.list_page("年报", shown, call))

    def by_interface(self) -> None:
        """The tabs ask a known interface, each with a channel of its own."""
        rows = self.tabbed("channels", '<li><a href="javascript:;" onclick="list(\'c{y}\')">{y}年</a></li>', least=1 + len(YEARS),
                           script="function list(c){{$.getJSON('/common/search/'+c+'?_isJson=true&page=1',show);}}")
        self.channels = {f"c{year}": rows[2 * n:2 * n + 2] for n, year in enumerate(YEARS)}

    def dynamic(self, request: Request) -> Answer | None:
        if request.path.startswith("/common/search/"):
            rows = self.channels.get(request.path.rsplit("/", 1)[-1], [])
            shown = [{"title": row.title, "url": self.base.removeprefix("http:") + row.path, "publishedTimeStr": f"{row.date} 00:00:00"}
                     for row in window(rows, int(request.query.get("page", 1)))]
            return data({"data": {"total": len(rows), "results": shown}})
        return self.asked.get((request.path, request.query.get("year", "")))


class Pages(Host):
    """y2: pagers of links and words alone, and a home page in the place of pages that are not there."""

    family = "generic"

    def start(self) -> None:
        numbers = "".join(f'<a href="index_{n}.html">{n}</a>' for n in (2, 3))
        self.paged("numbers", "index_{n}.html", lambda n: numbers)
        self.paged("image", "index_{b}.html", lambda n: f'<a href="index_{n}.html"><img src="/r.gif" alt="下一页"></a>' if n < 3 else "")
        self.paged("zero", "index_{b}.html", lambda n: f'<a href="index_{min(n, 2)}.html">下一页</a><a href="index_2.html">尾页</a>')
        self.paged("down", "{d}.htm", lambda n: f'<a href="{3 - n}.htm">下页</a><a href="1.htm">尾页</a>' if n < 3 else "")
        self.paged("click", "index_{b}.html", lambda n: f"<a href='javascript:;' onclick=\"location.href='index_{n}.html'\">下一页</a>" if n < 3 else "")
        self.paged("function", "list_{n}.html", lambda n: f"<script>function go(n){{location.href='list_'+n+'.html'}}</script><a href='javascript:go({n + 1})'>下页</a>"
                   if n < 3 else "")
        self.sealed("sealed", '共3页 <a href="javascript:goPage(2)">下一页</a>')
        self.sealed("posted", "<a href=\"javascript:__doPostBack('Pager','2')\">2</a>")
        self.sealed("words", "共<b>37</b>条记录 第<em>1</em>/<em>3</em>页")
        self.homely()

    def paged(self, name: str, page: str, tail: object) -> None:
        """A column of three pages by links."""
        rows = corpus.reports(tdate(f"/{name}/"), tdate(f"/{name}/"), 36)
        self.column("政府信息公开年报", f"/{name}/", rows, least=3)
        for number, shown in enumerate(pages_of(rows), 1):
            told = page.format(n=number, b=number - 1, d=4 - number)
            self.pages[f"/{name}/" + ("" if number == 1 else told)] = html(self.list_page("年报", shown, f'<div class="p">{tail(number)}</div>'))  # type: ignore[operator]

    def sealed(self, name: str, pager: str) -> None:
        """Further pages that nobody can address."""
        rows = corpus.reports(tdate(f"/{name}/"), tdate(f"/{name}/"), 36)
        self.column("政府信息公开年报", f"/{name}/", rows, complete=False, reason="pager_not_followed", found=15, least=1)
        self.pages[f"/{name}/"] = html(self.list_page("年报", rows[:15], f"<div>{pager}</div>"))

    def homely(self) -> None:
        """Pages 3 and 4 of 4 are answered with the home page, which has news of its own."""
        rows = corpus.reports(tdate("/home/"), tdate("/home/"), 36)
        self.column("政府信息公开年报", "/home/", rows, complete=False, reason="answered_another_page", found=30, least=4)
        news = corpus.notices(tdate("/news/"), 8)
        for number in (1, 2):
            call = f'<script>createPageHTML(4,{number - 1},"index","html")</script>'
            self.pages["/home/" + ("" if number == 1 else "index_1.html")] = html(self.list_page("年报", rows[15 * number - 15:15 * number], call))
        for number in (3, 4):
            self.pages[f"/home/index_{number - 1}.html"] = html(self.list_page("首页", news))


HOSTS = {"y1": ("127.0.60.1", Tabs), "y2": ("127.0.60.2", Pages)}
