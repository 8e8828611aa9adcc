"""TRS: static lists in all pager dialects of the house (f4), the search interface of Fujian (f5), was5 and IGS."""

from __future__ import annotations

import json

from tests.replica import corpus
from tests.replica.corpus import Row, listed
from tests.replica.host import Answer, Host, Request, data, html, pages_of, window

DEFINITION = "<script>function createPageHTML(_nPageCount,_nCurrIndex,_sName,_sExt){if(_nPageCount<=1)return;}</script>"


def tdate(folder: str) -> corpus.Path:
    """TRS document paths of a column."""
    def path(number: int, date: str) -> str:
        day = (date or "2024-01-01").replace("-", "")
        return f"{folder}{day[:6]}/t{day}_{1000 + number}.html"
    return path


def upload(folder: str) -> corpus.Path:
    """TRS file paths of a column."""
    return lambda number, date: f"{folder}{(date or '2024-01-01').replace('-', '')[:6]}/P0{(date or '2024-01-01').replace('-', '')}{number:06d}.pdf"


STYLES = {  # column -> name of page N (counted from 1), and the pager's text on it
    "zfxxgknb": ("index_{b}.html", 'createPageHTML({pages}, {b}, "index","html");'),
    "p1b": ("index_{b}.shtml", 'createPageHTML({pages},{b},"index","shtml","black2",{rows});'),
    "p3": ("index_{b}.html", 'createPage({pages},{b},"index","html");'),
    "p4": ("index_{b}.html", "Pager({{size:{pages},current:{b},prefix:'index',suffix:'html'}});"),
    "p5": ("index_{b}.html", "var currentPage={b};//共页\nvar countPage={pages};"),
    "p6": ("index_{b}.html", "pager_options={{currentPage:parseInt('{b}')+1, countPage:parseInt('{pages}}}'), PAGE_NAME:'index', PAGE_EXT:'html'}};"),
    "p2b": ("index_{n}.html", "createPageHTML('paging',{pages},{n},'index','html',{rows});"),
}


class Static(Host):
    """f4: one column a dialect, and the columns that go wrong."""

    family = "trs"
    first_year, last_year = 2008, 2025

    def start(self) -> None:
        for style in STYLES:
            folder = f"/zwgk/zfxxgk/{style}/"
            self.walked(style, folder, corpus.reports(tdate(folder), upload(folder)), 3)
        self.walked("zfxxgknb", "/zwgk/long/", corpus.notices(tdate("/zwgk/long/")), 18)
        self.walked("zfxxgknb", "/zwgk/one/", corpus.reports(tdate("/zwgk/one/"), upload("/zwgk/one/"), 1), 1)
        self.empty()
        self.renamed()
        self.stub()
        self.cap()
        self.years()
        self.elsewhere()

    def walked(self, style: str, folder: str, rows: list[Row], least: int) -> None:
        """A column in one style, all its pages there."""
        column = self.column("政府信息公开年报", folder, rows, least=least)
        for number, shown in enumerate(pages_of(rows), 1):
            self.put(style, folder, number, shown, len(pages_of(rows)), len(rows))
        column.least = least

    def put(self, style: str, folder: str, number: int, shown: list[Row], pages: int, rows: int) -> None:
        """One list page."""
        name, call = STYLES[style]
        told = {"n": number, "b": number - 1, "pages": pages, "rows": rows}
        tail = f"{DEFINITION}<div id='pages'></div><script>{call.format(**told)}</script>"
        page = html(self.list_page("政府信息公开年报", shown, tail))
        self.pages[folder + ("" if number == 1 else name.format(**told))] = page

    def empty(self) -> None:
        """A column that says it is empty, and one that only is."""
        self.column("空栏目", "/zwgk/empty/", [], least=1)
        self.pages["/zwgk/empty/"] = html(self.shell("空栏目", '<div class="main"><ul class="list"></ul><p>暂无相关信息</p></div>'))
        self.column("无言栏目", "/zwgk/silent/", [], complete=False, reason="no_rows", least=1)
        self.pages["/zwgk/silent/"] = html(self.shell("无言栏目", '<div class="main"><ul class="list"></ul></div>'))

    def renamed(self) -> None:
        """P22: the first page carries a number in its name; the call says index."""
        rows = corpus.reports(tdate("/zwgk/p22/"), upload("/zwgk/p22/"))
        self.column("政府信息公开年报", "/zwgk/p22/index_18061.html", rows, least=3)
        for number, shown in enumerate(pages_of(rows), 1):
            name = "index_18061" + (f"_{number - 1}" if number > 1 else "")
            self.pages[f"/zwgk/p22/{name}.html"] = html(self.list_page(
                "年报", shown, f'<script>createPageHTML(3,{number - 1},"index_18061","html");</script>'))

    def stub(self) -> None:
        """Page 2 is a stub of 350 bytes with 200, page 3 is fine."""
        rows = corpus.reports(tdate("/zwgk/stub/"), upload("/zwgk/stub/"))
        self.walked("zfxxgknb", "/zwgk/stub/", rows, 3)
        self.columns[-1].complete, self.columns[-1].reason, self.columns[-1].found = False, "page_2_missing", 22
        self.pages["/zwgk/stub/index_1.html"] = html("<html><head><title> </title></head><body></body></html>".ljust(350))

    def cap(self) -> None:
        """The pager says 18 pages, files exist to page 10."""
        rows = corpus.notices(tdate("/zwgk/cap/"), 260)
        self.walked("zfxxgknb", "/zwgk/cap/", rows, 18)
        self.columns[-1].complete, self.columns[-1].reason, self.columns[-1].found = False, "page_11_missing", 150
        for number in range(11, 19):
            del self.pages[f"/zwgk/cap/index_{number - 1}.html"]

    def years(self) -> None:
        """A column that leads to its newest year; each year has an id of its own; the next appears when a year goes by."""
        years = range(self.last_year + self.ticks, self.first_year - 1, -1)
        folders = {year: f"/zwgk/year/{year}_{year * 7919 % 99991}/" for year in years}
        tabs = "".join(f'<li><a href="{folder}">{year}年</a></li>' for year, folder in folders.items())
        rows = []
        for year, folder in folders.items():
            mine = [Row(n, f"{organ}{year}年政府信息公开工作年度报告", f"{year + 1}-03-{n:02d}", tdate(folder)(n, f"{year + 1}-03-{n:02d}"))
                    for n, organ in enumerate(corpus.ORGANS[:2], 1)]
            rows += mine
            self.pages[folder] = html(self.list_page(f"{year}年", mine, before=f'<ul class="tabs">{tabs}</ul>'))
        newest = next(iter(folders.values()))
        self.columns = [column for column in self.columns if column.path != "/zwgk/year/"]
        self.column("政府信息公开年报", "/zwgk/year/", rows, least=len(folders) + 1)
        refresh = f'<html><head><meta http-equiv="Refresh" content="0;URL=./{newest.rstrip("/").rsplit("/", 1)[1]}/"></head><body></body></html>'
        self.pages["/zwgk/year/"] = html(refresh)

    def tick(self) -> None:
        super().tick()
        self.years()

    def elsewhere(self) -> None:
        """Columns whose address leads to another: a shell of 268 bytes, a script, a frame."""
        for name, page in (
            ("shell", '<html><head><meta http-equiv="refresh" content="0;URL=./jgxx/" /><title></title></head><body></body></html>'.ljust(268)),
            ("jsmove", '<html><head><script>window.location.href="/zwgk/jsmove/jgxx/";</script></head><body></body></html>'),
            ("frame", self.shell("年报", '<iframe src="./jgxx/" width="100%"></iframe>')),
        ):
            folder = f"/zwgk/{name}/jgxx/"
            rows = corpus.reports(tdate(folder), upload(folder))[:5]
            self.column("政府信息公开年报", f"/zwgk/{name}/", rows, least=2)
            self.pages[f"/zwgk/{name}/"] = html(page)
            self.put("zfxxgknb", folder, 1, rows, 1, 5)


class Search(Host):
    """f5: ten rows in the page, all from /fjdzapp/search, in another order; template rows, a doubled comment, a foreign footer."""

    family = "trs_search"
    folder = "/zwgk/zfxxgk/zfxxgknb/"
    item = '<dl><dd><a href="{href}" target="_blank" title="{title}">{title}</a></dd><dd>\n {date}\n</dd></dl>'

    def start(self) -> None:
        self.lists = {"1813": corpus.reports(tdate(self.folder), upload(self.folder)), "1814": corpus.notices(tdate("/zwgk/long/"))}
        for (channel, rows), folder, least in zip(self.lists.items(), (self.folder, "/zwgk/long/"), (2, 4), strict=True):
            self.column("政府信息公开年报", folder, rows, least=least)
            self.pages[folder] = html(self.shell("政府信息公开年报", self.skeleton(channel, rows)))

    def skeleton(self, channel: str, rows: list[Row]) -> str:
        """The page's rows, templates and script."""
        static = listed(rows[:10], self.item)
        template = '<dl style="display:none"><dd><a ms-attr-href="el.chnldocurl" ms-text="el.doctitle"></a></dd></dl><li ms-repeat="list"><a href="{{el.url}}">x</a></li>'
        twice = f"<!-- {listed(rows[:1], self.item).replace('_1001', '_9001')} -->"
        return (f'<div ms-controller="list"><div class="rows" ms-visible="showStatic">{static}</div>{twice}{template}</div>'
                f'<script>var SiteInfo = {{siteId: "4", searchId: 200210}};</script><script>require(["list2.trsapi","tools"],function(listModel){{'
                f'listModel({{quickMode:"动静结合",maxStaticIndex:1,listArgs:{{channelid:SiteInfo.searchId,classsql:""||"chnlid={channel}",'
                f"sortfield:\"-docorderpri,-docreltime\"}},pagebar:{{prepage:10,recordCount:'{len(rows)}',pgCountMode:\"recordCount\"}}}})}})</script>")

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/fjdzapp/search" or request.method != "POST":
            return None
        rows = self.lists.get(request.form.get("classsql", "").removeprefix("chnlid="), [])
        if request.form.get("channelid") != "200210":
            return data({"pageCount": 0, "data": []})
        size, number = min(int(request.form.get("prepage", 10)), 501), int(request.form.get("page", 1))
        ordered = sorted(rows, key=lambda row: row.number * 7 % 11)
        documents = [self.document(row) for row in window(ordered, number, size)]
        return data({"pageCount": -(-len(rows) // size), "docs" if request.form.get("templet") == "docs.jsp" else "data": documents})

    def document(self, row: Row) -> dict[str, str]:
        """A row as the interface says it."""
        address = row.path if row.outside else self.base + row.path
        when = f"{row.date} 09:00:00" if row.date else ""
        return {"doctitle": row.title, "docpuburl": address, "chnldocurl": address, "docreltime": when, "pubdate": when, "chnlid": "1813"}


class Was5(Search):
    """f5b: the page names was5, whose JSON is broken."""

    family = "trs_front"

    def skeleton(self, channel: str, rows: list[Row]) -> str:
        address = f"/was5/web/search?channelid=290792&templet=docs.jsp&sortfield=-docreltime&classsql=chnlid%3D{channel}&prepage=20&page=1"
        return f'<div id="rows"></div><script>$.getJSON("{address}&random=0.77", show);</script>'

    def start(self) -> None:
        super().start()
        self.columns[0].least, self.columns[1].least = 3, 14
        for row in self.lists["1814"]:
            row.title = row.title.replace("开展政务公开", '开展"政务公开"')

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/was5/web/search":
            return None
        rows = self.lists.get(request.query.get("classsql", "").removeprefix("chnlid="), [])
        shown = window(rows, int(request.query.get("page", 1)), int(request.query.get("prepage", 10)))
        text = json.dumps({"pageCount": -(-len(rows) // 20), "recordCount": len(rows), "docs": [self.document(row) for row in shown]}, ensure_ascii=False)
        return Answer(text.replace("年政府", "年\x0b政府").replace('\\"政务公开\\"', "###pypy###政务公开###pypy###").encode(), "text/html; charset=utf-8")


class Igs(Search):
    """f5c: the page names an IGS list."""

    family = "trs_front"

    def skeleton(self, channel: str, rows: list[Row]) -> str:
        address = f"/igs/front/search/publish/data/list.html?index=wzqsearch&siteId=3&pageSize=20&pageIndex=1&filter[CHANNELID]={channel}"
        return f'<div id="rows"></div><script>load("{address}");</script>'

    def start(self) -> None:
        super().start()
        self.columns[0].least, self.columns[1].least = 3, 14

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != "/igs/front/search/publish/data/list.html":
            return None
        if "siteId" not in request.query:
            return Answer(b"", status=500)
        rows = self.lists.get(request.query.get("filter[CHANNELID]", ""), [])
        shown = [{"DOCTITLE": row.title, "DOCPUBURL": row.path if row.outside else self.base + row.path, "DOCRELTIME": row.date or ""}
                 for row in window(rows, int(request.query.get("pageIndex", 1)), 20)]
        return data({"page": {"content": shown, "totalPages": -(-len(rows) // 20), "total": len(rows)}})


HOSTS = {"f4": ("127.0.4.1", Static), "f5": ("127.0.5.1", Search), "f5b": ("127.0.5.2", Was5), "f5c": ("127.0.5.3", Igs)}
