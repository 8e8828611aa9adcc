"""Faults, each as a function that any host can be switched to, and as a host of its own so that a test needs no state."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from tests.replica import corpus
from tests.replica.corpus import Row
from tests.replica.host import HTML, Answer, Host, Request, html
from tests.replica.trs import Static, tdate, upload

STAGE1 = "<script>document.cookie=('_')+('_jsl_clearance_s=1');location.href=location.pathname</script>"
STAGE2 = '<script>;go({"bts":["1"],"chars":"ab","ct":"c","ha":"md5","tn":"__jsl_clearance_s","vt":"3600","wt":"1500"})</script>'
RUISHU = ('<html><head><meta id="13JnD7t9MzWf" content="x" r=\'m\'><script>$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};$_ts.cd="q";</script>'
          "<script src=\"/a/b.js\" r='m'></script></head><body></body></html>")
BLOCKED = "<html><body><h3>您的请求带有不合法参数，已被网站管理员设置拦截！</h3></body></html>"


def jsl(request: Request) -> Answer:
    """加速乐: two scripts, and a page only for a cookie nobody here makes."""
    cookie = request.headers.get("cookie", "")
    stage = STAGE2 if "__jsluid_s" in cookie else STAGE1
    return Answer(stage.encode(), HTML, 521, [("Set-Cookie", "__jsluid_s=0123456789abcdef; path=/")])


def ruishu(status: int) -> Callable[[Request], Answer]:
    """瑞数 under one of its statuses."""
    return lambda request: Answer(RUISHU.encode(), HTML, status, [("Set-Cookie", "abcS=1; path=/")])


def late(request: Request) -> Answer:
    """Fewer requests, please."""
    return Answer("<p>访问过于频繁，请稍后再试</p>".encode(), HTML, 429, [("Retry-After", "2")])


FAULTS: dict[str, Callable[[Request], Answer]] = {
    "jsl521": jsl,
    "rs412": ruishu(412),
    "rs202": ruishu(202),
    "rs200": ruishu(200),
    "c3vk": lambda request: html('<html><script>document.cookie="C3VK=1a2b3c; max-age=300";location.reload()</script></html>'.ljust(380)),
    "slider": lambda request: html('<html><body>请稍候…<div class="puzzle-vcode"></div><script>window._$ts=1</script></body></html>'.ljust(22857)),
    "waf200": lambda request: html(BLOCKED),
    "geo403": lambda request: html("<html><body>QAX GeoBL: access from your region is denied</body></html>", 403),
    "plain403": lambda request: html("<html><body>Forbidden</body></html>", 403),
    "refuse405": lambda request: html("<html><body>电信云防护</body></html>", 405),
    "reset": lambda request: Answer(b"", cut="reset"),
    "rate429": late,
    "length-lie": lambda request: Answer(b"<html><body>cut", cut="short"),
    "server500": lambda request: html("<html><body>error</body></html>", 500),
    "soft404": lambda request: html("<html><head><title>404</title></head><body>您访问的页面不存在</body></html>"),
    "empty": lambda request: Answer(b""),
}
EXPECTED = {
    "jsl521": "challenge", "rs412": "challenge", "rs202": "challenge", "rs200": "challenge", "c3vk": "challenge", "slider": "challenge",
    "waf200": "waf_page", "geo403": "geo_block", "plain403": "forbidden", "refuse405": "geo_block", "rate429": "rate_limited",
    "server500": "server_error", "soft404": "soft_404", "empty": "empty_body",
}
ON_THE_WIRE = {"reset": "connection_lost", "length-lie": "truncated"}  # told by the connection, not by what was answered


class Broken(Host):
    """A host that answers everything with one fault."""

    family = "fault"
    fault = ""

    def start(self) -> None:
        self.column("年报", "/zwgk/", [], complete=False, reason="page_1_missing", least=1)
        self.expected = EXPECTED.get(self.fault, "")

    def dynamic(self, request: Request) -> Answer | None:
        return None if request.path == "/robots.txt" else FAULTS[self.fault](request)


def broken(name: str) -> type[Broken]:
    """A host for one fault."""
    return type(f"Broken_{name.replace('-', '_')}", (Broken,), {"fault": name, "note": EXPECTED.get(name, name)})


class Healthy(Static):
    """A column of a TRS host on which a single thing is odd."""

    folder = "/zwgk/zfxxgk/zfxxgknb/"

    def start(self) -> None:
        self.walked("zfxxgknb", self.folder, corpus.reports(tdate(self.folder), upload(self.folder)), 3)

    def tick(self) -> None:
        self.ticks += 1


class CookieRedirect(Healthy):
    """ct6t: 302 to the same address with a cookie; an ordinary cookie jar passes it."""

    def answer(self, request: Request) -> Answer:
        if "CT6T=1" in request.headers.get("cookie", "") or request.path == "/robots.txt":
            return super().answer(request)
        target = request.path
        return Answer(b"", HTML, 302, [("Location", target), ("Set-Cookie", "CT6T=1; path=/")])


class Gone(Healthy):
    """gone: two articles lead to the folder above."""

    gone = (12, 14)

    def publish(self, row: Row, column: str) -> None:
        super().publish(row, column)
        if row.number in self.gone:
            self.pages[row.path] = html('<html><head><meta http-equiv="refresh" content="0;URL=../" /></head></html>')


class Encoded(Healthy):
    """gbk: GBK under a head that says gb2312."""

    charset, said, mark = "gbk", "text/html", "gb2312"

    def answer(self, request: Request) -> Answer:
        found = super().answer(request)
        if not found.kind.startswith("text/html"):
            return found
        text = found.body.decode().replace('<meta charset="utf-8">', f'<meta charset="{self.mark}">')
        return Answer(text.encode(self.charset, "xmlcharrefreplace"), self.said, found.status, found.headers)


class Lying(Encoded):
    """gbk-lie: the header says utf-8, the body is GBK."""

    said, mark = "text/html; charset=utf-8", "utf-8"


class Wide(Encoded):
    """gb18030: declared gb2312, with characters of four bytes."""

    charset = "gb18030"

    def article(self, row: Row, column: str) -> str:
        return super().article(row, column).replace("。本年度", "。𠮷家䶮镇本年度", 1)


class ForcedGzip(Healthy):
    """gzip-forced: gzip nobody asked for."""

    def answer(self, request: Request) -> Answer:
        found = super().answer(request)
        return Answer(gzip.compress(found.body, mtime=0), found.kind, found.status, [*found.headers, ("Content-Encoding", "gzip")])


class Sessions(Healthy):
    """jsession: links carry a session id that is new with every answer."""

    def answer(self, request: Request) -> Answer:
        clean = Request(request.method, request.path.split(";")[0], request.query, request.form, request.headers, request.body, request.step)
        found = super().answer(clean)
        if found.kind != HTML or found.status != 200:
            return found
        return Answer(found.body.replace(b'.html" title', f'.html;jsessionid={request.step:032X}" title'.encode()), found.kind)


class Shift(Healthy):
    """shift: a new row appears between page 1 and page 2 of the first walk, so that every row moves down by one."""

    def start(self) -> None:
        self.walked("zfxxgknb", self.folder, corpus.notices(tdate(self.folder), 44), 3)
        self.seen = 0

    def answer(self, request: Request) -> Answer:
        if request.path == self.folder:
            self.seen += 1
        if request.path == self.folder + "index_1.html" and self.seen == 1:
            self.seen = 2
            self.columns.clear()
            new = Row(999, "关于新出现一行的通知", "2026-03-30", tdate(self.folder)(999, "2026-03-30"))
            self.walked("zfxxgknb", self.folder, [new, *corpus.notices(tdate(self.folder), 44)], 3)
        return super().answer(request)


class Duplicates(Healthy):
    """dup: two columns that share documents, some under a default name or another scheme's port."""

    def start(self) -> None:
        super().start()
        shared = self.columns[0].rows[:5]
        own = corpus.reports(tdate("/zwgk/b/"), upload("/zwgk/b/"))[10:13]
        self.walked("zfxxgknb", "/zwgk/b/", [*own, *shared], 1)


class Moved(Healthy):
    """move: the column leads home; its new place is found by its label only."""

    def start(self) -> None:
        self.folder = "/zwgk/new/"
        super().start()
        self.pages["/"] = html(self.shell("首页", '<a href="/zwgk/">政务公开</a>'))
        self.pages["/zwgk/"] = html(self.shell("政务公开", '<a href="/zwgk/new/">政府信息公开年报</a>'))
        self.pages["/zwgk/old/"] = Answer(b"", HTML, 301, [("Location", "/")])


class Robots(Healthy):
    """robots: everything is closed."""

    rules = b"User-agent: *\nDisallow: /\n"

    def start(self) -> None:
        super().start()
        self.columns[0].complete, self.columns[0].reason, self.columns[0].found = False, "page_1_missing: robots", 0

    def answer(self, request: Request) -> Answer:
        return Answer(self.rules, "text/plain") if request.path == "/robots.txt" else super().answer(request)


class Bait(Healthy):
    """bait: links that lead out of the portal or nowhere, and menus of years without end."""

    bad = ("http://169.254.169.254/latest/", "file:///etc/passwd", "javascript:alert(1)", "mailto:a@b.example", "http://[::1]:22/", "//", "http://")

    def list_page(self, name: str, rows: list[Row], tail: str = "", before: str = "") -> str:
        links = "".join(f'<li><a href="{bad}">2019年度报告{n}</a><span>2019-01-0{n + 1}</span></li>' for n, bad in enumerate(self.bad))
        nested = f'<ul><li><a href="{self.folder}2020/">2020年</a></li></ul>'
        return super().list_page(name, rows, tail + f'<div class="friendlink"><ul>{links}</ul></div>', nested + before)

    def dynamic(self, request: Request) -> Answer | None:
        """Every year's menu leads to a deeper one."""
        if not request.path.startswith(self.folder + "2020/"):
            return None
        return html(self.shell("2020年", f'<ul class="tabs"><li><a href="{request.path}2020/">2020年</a></li></ul>'))


class BadFiles(Healthy):
    """files: an attachment of two bytes, one that is a page, one whose type is wrong."""

    def start(self) -> None:
        super().start()
        files = [file for row in self.columns[0].rows for file in row.files]
        self.columns[0].complete, self.columns[0].reason, self.columns[0].found = False, "attachment_", 37
        self.broken = [file.path for file in files[:2]]
        self.pages[files[0].path] = Answer(b"OK", "application/pdf")
        self.pages[files[1].path] = html("<html><body>文件不存在</body></html>")
        self.pages[files[2].path] = Answer(files[2].body, "text/html")


ODD: dict[str, type[Host]] = {
    "w-ct6t": CookieRedirect, "w-gone": Gone, "w-gbk": Encoded, "w-gbk-lie": Lying, "w-gb18030": Wide, "w-gzip-forced": ForcedGzip,
    "w-jsession": Sessions, "w-shift": Shift, "w-dup": Duplicates, "w-move": Moved, "w-robots": Robots, "w-bait": Bait, "w-files": BadFiles,
}
HOSTS: dict[str, tuple[str, type[Host]]] = {f"w-{name}": (f"127.0.100.{n}", broken(name)) for n, name in enumerate(FAULTS, 1)}
HOSTS |= {name: (f"127.0.101.{n}", kind) for n, (name, kind) in enumerate(ODD.items(), 1)}
