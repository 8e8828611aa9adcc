"""Own builds and single pager dialects (f14), and the ways from a home page to the column (d-hosts)."""

from __future__ import annotations

import json

from tests.replica import corpus
from tests.replica.corpus import Row
from tests.replica.host import LOOKALIKE, NEIGHBOURS, Answer, Host, Request, html, pages_of, window
from tests.replica.trs import tdate, upload


class Own(Host):
    """f14: one column for each dialect that no family of the others speaks."""

    family = "generic"
    note = "names of further pages of P10 and offsets of P17 are inferred; P12's further pages are not known"

    def start(self) -> None:
        self.styled("p7", "index_{n}.html", '<script>var totalPage={pages};$(".pagination").pagination("setPage",{n},{pages})</script>', most=6)
        self.columns[-1].complete, self.columns[-1].reason, self.columns[-1].found = False, "page_5_missing", 60
        for number in (5, 6):
            del self.pages[f"/p7/index_{number}.html"]
        self.styled("p10", "index_{b}.html", '<div id="pageDec" pagesize="15" pagecount="{pages}"></div>')
        self.styled("p15", "index_{n}.html", "<script>nsetpage({n},{rows},15,'');</script>")
        self.styled("p19", "index_{n}.shtml", "<script>PageIndex=PageIndex>{pages}?{pages}:PageIndex; path=`index_${{PageIndex}}.shtml`</script>")
        self.styled("p21", "index_{n}.html", '<script>var data={{"pages":{pages},"current":{n},"href":[]}};</script>')
        self.styled("p14", "index_{n}.html", '<div id="Pagination"><a href="index_{m}.html">下一页</a></div>', last='<span>下一页</span>')
        self.all_in_page()
        self.embedded()
        self.by_query("p16", '<p>第{n}页 共 {pages} 页 <a href="/p16/?ClassID=602&page=2">2</a></p>')
        self.by_query("p17", '<script>var dataTotal=parseInt("{rows}");var pagenum=parseInt("{n}");var target="?mkbh=1&begin=";</script>')
        self.by_query("p20", "<script>var recordCount={rows};var pageSize=15;var currentPage={n};</script>")
        self.lists_by_path()

    def styled(self, name: str, page: str, pager: str, most: int = 3, last: str = "") -> None:
        """A column of static pages with one dialect's text."""
        rows = corpus.reports(tdate(f"/{name}/"), upload(f"/{name}/")) if most == 3 else corpus.notices(tdate(f"/{name}/"), 15 * most)
        self.column("政府信息公开年报", f"/{name}/", rows, least=most)
        for number, shown in enumerate(pages_of(rows), 1):
            told = {"n": number, "b": number - 1, "m": number + 1, "pages": most, "rows": len(rows)}
            tail = last if last and number == most else pager.format(**told)
            self.pages[f"/{name}/" + ("" if number == 1 else page.format(**told))] = html(self.list_page("年报", shown, tail))

    def all_in_page(self) -> None:
        """P11: every row stands in the page."""
        rows = corpus.notices(tdate("/p11/"), 47)
        self.column("通知", "/p11/", rows, least=1)
        self.pages["/p11/"] = html(self.list_page("通知", rows, "<script>var totalCount=47;var perSize=20;</script>"))

    def embedded(self) -> None:
        """P12: rows as data in a script, further pages by an address nobody read."""
        rows = corpus.notices(tdate("/p12/"), 47)
        self.column("通知", "/p12/", rows, complete=False, reason="pager_not_followed", least=1, found=20)
        infos = [{"channelid": 1, "title": row.title, "daytime": row.date, "url": row.path} for row in rows[:20]]
        script = f'var dataList=[{{"infolist":{json.dumps(infos, ensure_ascii=False)}}}];var pagesData={{"curPageNo":1,"pageTotal":3}};'
        self.pages["/p12/"] = html(self.shell("通知", f"<div id='list'></div><script>{script}</script>"))

    def by_query(self, name: str, pager: str) -> None:
        """A column whose further pages differ by their query."""
        rows = corpus.reports(tdate(f"/{name}/"), upload(f"/{name}/"))
        self.column("政府信息公开年报", f"/{name}/", rows, least=3)
        self.queried = getattr(self, "queried", {}) | {f"/{name}/": (rows, pager)}

    def lists_by_path(self) -> None:
        """P18: /list/2.html, told by the last link."""
        rows = corpus.reports(tdate("/p18/"), upload("/p18/"))
        self.column("政府信息公开年报", "/p18/list/1.html", rows, least=3)
        for number, shown in enumerate(pages_of(rows), 1):
            tail = f'<div><span class="current">{number}</span><a href="/p18/list/3.html">尾页</a></div>'
            self.pages[f"/p18/list/{number}.html"] = html(self.list_page("年报", shown, tail))

    def dynamic(self, request: Request) -> Answer | None:
        if request.path not in self.queried:
            return None
        rows, pager = self.queried[request.path]
        number = int(request.query.get("begin", 0)) // 15 + 1 if "begin" in request.query else int(request.query.get("page", 1))
        return html(self.list_page("年报", window(rows, number), pager.format(n=number, pages=3, rows=len(rows))))


class Menus(Host):
    """d1: from the home page by plain links; the other d-hosts change how one of the links is written."""

    family = "trs"
    steps = (("政务公开", "/zwgk/"), ("政府信息公开", "/zwgk/zfxxgk/"), ("政府信息公开年报", "/zwgk/zfxxgk/zfxxgknb/"))

    def start(self) -> None:
        folder = self.steps[2][1]
        rows = corpus.reports(tdate("/zwgk/zfxxgk/zfxxgknb/"), upload("/zwgk/zfxxgk/zfxxgknb/"))[:9]
        self.column("政府信息公开年报", folder, rows, least=1)
        self.pages["/"] = html(self.shell("首页", f'<div class="menu">{self.link(*self.steps[0])}<a href="/xwzx/">新闻中心</a></div>'))
        self.pages["/zwgk/"] = html(self.shell("政务公开", f'<div class="menu">{self.link(*self.steps[1])}<a href="/zwgk/gzbg/">政府工作报告</a></div>'))
        sides = "".join(self.link(label, folder) if label == self.steps[2][0] else f'<a href="/zwgk/zfxxgk/x{n}/">{label}</a>'
                        for n, label in enumerate(NEIGHBOURS))
        self.pages["/zwgk/zfxxgk/"] = html(self.shell("政府信息公开", f'<ul class="left">{sides}<a href="/zwgk/wzbb/">{LOOKALIKE}</a></ul>'))
        self.pages[folder.split("?")[0]] = html(self.list_page("政府信息公开年报", rows, '<script>createPageHTML(1,0,"index","html");</script>'))
        bait = [Row(n, f"云水市人民政府{2025 - n}年政府网站工作年度报表", f"{2026 - n}-01-20", f"/zwgk/wzbb/{2026 - n}01/t{2026 - n}0120_{n}.html") for n in range(5)]
        self.pages["/zwgk/wzbb/"] = html(self.list_page(LOOKALIKE, bait))
        for row in bait:
            self.pages[row.path] = html(self.article(row, LOOKALIKE))

    def link(self, label: str, address: str) -> str:
        """A link of the menu."""
        return f'<a href="{address}">{label}</a>'


class MenuConfirm(Menus):
    """d2: the link asks back."""

    def link(self, label: str, address: str) -> str:
        return f"<a href=\"javascript:if(confirm('{self.base}{address}'))window.location='{self.base}{address}'\">{label}</a>"


class MenuClick(Menus):
    """d3: the link is a script."""

    def link(self, label: str, address: str) -> str:
        return f"<a href=\"javascript:void(0)\" onclick=\"window.open('{address}')\">{label}</a>"


class MenuImage(Menus):
    """d4: the label is an image's."""

    def link(self, label: str, address: str) -> str:
        return f'<a href="{address}"><img src="/images/x.gif" alt="{label}"></a>'


class MenuFrame(Menus):
    """d5: the column shows its list in a frame."""

    def start(self) -> None:
        super().start()
        folder = self.steps[2][1]
        self.pages[folder + "list.html"] = self.pages[folder]
        self.pages[folder] = html(self.shell("政府信息公开年报", '<iframe src="./list.html"></iframe>'))
        self.columns[0].least = 2


class MenuTab(Menus):
    """d6: the column is a tab told by the query."""

    steps = (*Menus.steps[:2], ("政府信息公开年报", "/zwgk/zfxxgk/zfxxgkml/?gk=4"))

    def dynamic(self, request: Request) -> Answer | None:
        if request.path == "/zwgk/zfxxgk/zfxxgkml/" and request.query.get("gk") != "4":
            return html(self.shell("政府信息公开", "<p>指南</p>"))
        return None


class MenuFragment(Menus):
    """d7: the column is a fragment of the catalogue."""

    family = "gkmlpt"
    steps = (("政务公开", "/zwgk/"), ("政府信息公开", "/gkmlpt/index"), ("政府信息公开年报", "/gkmlpt/annualreport#2629"))

    def start(self) -> None:
        super().start()
        self.rows = self.columns[0].rows
        tree = '{"SID":"755041","TREE":[{"id":2629,"name":"政府信息公开年报"}]}'
        self.pages["/gkmlpt/index"] = html(self.shell("政府信息公开", f"{self.link(*self.steps[2])}<script>window._CONFIG={tree}</script>"))
        self.pages["/gkmlpt/annualreport"] = html(self.shell("年报", f"<script>window._CONFIG={tree}</script>"))
        self.columns[0].least = 2

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/gkmlpt/api/all/2629":
            return None
        articles = [{"title": row.title, "date": row.date or "", "url": row.path if row.outside else self.base + row.path} for row in self.rows]
        return Answer(json.dumps({"total": len(articles), "articles": articles}, ensure_ascii=False).encode(), "application/json")


class MenuSitemap(Menus):
    """d8: no menu leads there, the sitemap in the footer does."""

    sitemap = "/site/all.html"

    def start(self) -> None:
        super().start()
        foot = f'<div class="foot"><a href="{self.sitemap}">网站地图</a></div>'
        self.pages["/"] = html(self.shell("首页", f'<a href="/xwzx/">新闻中心</a>{foot}').replace("政务公开", "政民互动"))
        self.pages[self.sitemap] = html(self.shell("网站地图", f'<div class="map">{self.link(*self.steps[2])}</div>').replace("政务公开", "政民互动"))


class MenuUnlinked(MenuSitemap):
    """d9: nothing leads to the sitemap, which lies where it usually does."""

    sitemap = "/wzdt/"

    def start(self) -> None:
        super().start()
        self.pages["/"] = html(self.shell("首页", '<a href="/xwzx/">新闻中心</a>').replace("政务公开", "政民互动"))


class MenuCall(Menus):
    """d10: the link calls a function of the page that puts the address together."""

    function = "<script>function getMainData(key){var page='/zwgk/zfxxgk/'+key+'/';$('#main').load(page);}</script>"

    def link(self, label: str, address: str) -> str:
        if label != self.steps[2][0]:
            return super().link(label, address)
        return f"<a href=\"javascript:getMainData('zfxxgknb')\">{label}</a>{self.function}"


class MenuSealed(MenuCall):
    """d11: the function stands in no page: where it leads cannot be told."""

    function = ""


class MenuPressed(Menus):
    """d12: the menu's entries are no links, they are pressed."""

    def link(self, label: str, address: str) -> str:
        return f"<li onclick=\"window.location.href='{address}'\"><span>{label}</span></li>"


class MenuFrameset(Menus):
    """d13: the home page is a set of frames, one of which holds the menu."""

    def start(self) -> None:
        super().start()
        self.pages["/top.html"] = self.pages["/"]
        frames = '<frameset rows="20%,*"><frame src="/top.html"><frame src="/main.html"></frameset>'
        self.pages["/"] = html(f"<html><head><title>云水市</title></head>{frames}</html>")


HOSTS = {
    "f14": ("127.0.14.1", Own), "d1": ("127.0.50.1", Menus), "d2": ("127.0.50.2", MenuConfirm), "d3": ("127.0.50.3", MenuClick),
    "d4": ("127.0.50.4", MenuImage), "d5": ("127.0.50.5", MenuFrame), "d6": ("127.0.50.6", MenuTab), "d7": ("127.0.50.7", MenuFragment),
    "d8": ("127.0.50.8", MenuSitemap), "d9": ("127.0.50.9", MenuUnlinked), "d10": ("127.0.50.10", MenuCall), "d11": ("127.0.50.11", MenuSealed),
    "d12": ("127.0.50.12", MenuPressed), "d13": ("127.0.50.13", MenuFrameset),
}
