"""One host of the replica: its pages, the columns it promises, and the answers that need thought."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.replica import corpus
from tests.replica.corpus import File, Row

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
TYPES = {"pdf": "application/pdf", "doc": "application/msword", "xml": "text/xml; charset=utf-8"}
SIZE = 15
NEIGHBOURS = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
LOOKALIKE = "政府网站工作年度报表"


@dataclass
class Request:
    """What was asked of a host."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    step: int = 0  # requests this host answered before: the frozen clock

    @staticmethod
    def of(method: str, target: str, headers: dict[str, str], body: bytes, step: int) -> Request:
        """A request from its line, headers and body."""
        split = urlsplit(target)
        query = {key: values[-1] for key, values in parse_qs(split.query, keep_blank_values=True).items()}
        is_form = "json" not in headers.get("content-type", "")
        form = {key: values[-1] for key, values in parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).items()} if is_form else {}
        return Request(method, split.path, query, form, headers, body, step)

    @property
    def given(self) -> dict[str, str]:
        """Query and form together."""
        return self.query | self.form


@dataclass
class Answer:
    """What a host says."""

    body: bytes
    kind: str = HTML
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    cut: str = ""  # reset, short, chunk, drip, late, silent: how the connection fails


def html(body: str, status: int = 200) -> Answer:
    """A page."""
    return Answer(body.encode(), HTML, status)


def data(value: object) -> Answer:
    """A JSON answer."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), JSON)


@dataclass
class Column:
    """What a complete crawl of one column must give: the oracle."""

    name: str
    path: str
    rows: list[Row]
    complete: bool = True
    reason: str = ""  # how the reason of an incomplete column begins
    least: int | None = None  # list requests of a walk that wastes none
    found: int | None = None  # rows that can be had, where not all can


class Host:
    """A portal of one family."""

    family = "generic"
    site = "云水市人民政府"
    note = ""  # what of it is inferred

    def __init__(self, address: str, port: int) -> None:
        self.address, self.base = address, f"http://{address}:{port}"
        self.pages: dict[str, Answer] = {}
        self.columns: list[Column] = []
        self.ticks = 0
        self.start()

    def start(self) -> None:
        """Fill the pages."""

    def dynamic(self, request: Request) -> Answer | None:
        """An answer that depends on the request, or None."""
        return None

    def tick(self) -> None:
        """A year goes by."""
        self.ticks += 1

    def answer(self, request: Request) -> Answer:
        """What this host says to a request."""
        found = self.dynamic(request) or self.pages.get(request.path)
        return found or html(self.shell("404", "<p>没有这个地址</p>"), 404)

    def over_tls(self, request: Request) -> Answer:
        """What it says on the second port."""
        return self.answer(request)

    def column(self, name: str, path: str, rows: list[Row], **told: object) -> Column:
        """Promise a column, and put its articles and files on the host."""
        column = Column(name, path, rows, **told)  # type: ignore[arg-type]
        self.columns.append(column)
        for row in rows:
            self.publish(row, name)
        return column

    def publish(self, row: Row, column: str) -> None:
        """Put a row's document and its files on the host."""
        if row.outside:
            return
        kind = TYPES.get(row.path.rsplit(".", 1)[-1], "application/octet-stream")
        self.pages[row.path] = Answer(row.body, kind) if row.body else html(self.article(row, column))
        for file in row.files:
            self.pages[file.path] = Answer(file.body, TYPES.get(file.path.rsplit(".", 1)[-1], "application/octet-stream"))

    def shell(self, title: str, body: str, head: str = "") -> str:
        """A page with the furniture of every portal: menu, side column of other news, footer."""
        menu = '<a href="/">首页</a><a href="/zwgk.html">政务公开</a><a href="/other/t20200101_1.html">2020年要闻</a>'
        side = '<ul><li><a href="/other/t20240101_9.html">热点：云水市举行马拉松</a><span>2024-01-01</span></li></ul>'
        foot = '<a href="https://www.gov.cn/">中国政府网</a><a href="https://x.ipv6best.cn/">IPv6</a> 2026-03-31'
        return (f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}<title>{title}_{self.site}</title></head><body>'
                f'<div class="header"><ul role="navigation">{menu}</ul></div>{body}<div class="side">{side}</div>'
                f'<div class="footer">主办：{self.site} {foot}</div></body></html>')

    def list_page(self, name: str, rows: list[Row], tail: str = "", before: str = "") -> str:
        """A list page of rows between the furniture."""
        listed = f'<div class="main">{before}<ul class="list">{corpus.listed(rows)}</ul></div>'
        return self.shell(name, listed + tail, corpus.metas(self.site, name))

    def article(self, row: Row, column: str) -> str:
        """The page of a document."""
        links = "".join(f'<p><a href="{file.path}">{file.label}</a></p>' for file in row.files)
        text = f"<p>{row.title}。本年度依法公开政府信息{row.number}条，收到申请{row.number % 7}件。</p>"
        body = f'<h1>{row.title}</h1><p>发布日期：{row.date or "2024-01-01"}</p><div id="zoom" class="TRS_Editor">{text}{links}</div>'
        return self.shell(row.title, body, corpus.metas(self.site, column, row))

    def manifest(self) -> dict[str, object]:
        """What a crawl of this host must find."""
        return {"base": self.base, "family": self.family, "note": self.note, "columns": [self.truth(column) for column in self.columns]}

    def truth(self, column: Column) -> dict[str, object]:
        """What a crawl of one column must find."""
        files = {self.base + file.path: digest(file) for row in column.rows for file in row.files}
        return {
            "name": column.name, "url": self.base + column.path, "complete": column.complete, "reason": column.reason, "least": column.least,
            "rows": [row.path if row.outside else self.base + row.path for row in column.rows], "found": column.found,
            "outside": [row.path for row in column.rows if row.outside], "attachments": files,
            "files": [self.base + row.path for row in column.rows if row.body]}


def digest(file: File) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(file.body).hexdigest()


def pages_of(rows: list[Row], size: int = SIZE) -> list[list[Row]]:
    """Rows cut into pages; one empty page where there are none."""
    return [rows[at:at + size] for at in range(0, len(rows), size)] or [[]]


def window(rows: list[Row], number: int, size: int = SIZE) -> list[Row]:
    """The rows of page `number`, counted from 1."""
    return rows[(number - 1) * size:number * size] if number > 0 else []
