"""One portal: its columns, articles and files, and what it answers to a request. No sockets here.

State is changed by the control functions at the end (mend, empty, add, take down, turn off); oracles are computed from
the state, so that they are right after every change.
"""


from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol
from urllib.parse import urljoin

from .looks import articles, layout
from .looks.shapes import Shape
from .model import Article, Attachment, ColumnOracle, HostOracle, OracleRow, Row
from .wire import HTML, Answer, Request

Down = Literal["not_found", "refresh", "notice"]


class Style(Protocol):
    """How a family lays out a list: its address, which page of it a request asks for, and interfaces beside it."""

    family: str
    shape: Shape
    path: str

    def page_of(self, column: Column, request: Request) -> int | None: ...
    def show(self, portal: Portal, column: Column, page: int) -> str: ...
    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None: ...
    def least(self, column: Column) -> int: ...


@dataclass
class Column:
    """A list of a portal. ``holes`` are pages emptied for good, ``absent`` pages that answer 404, ``once`` pages to be
    emptied that many times more. ``claim_records`` and ``claim_pages`` are what the pager says where it lies."""

    id: str
    name: str
    kind: str
    style: Style
    rows: list[Row]
    size: int = 15
    says: str = ""
    holes: set[int] = field(default_factory=set)
    absent: set[int] = field(default_factory=set)
    once: dict[int, int] = field(default_factory=dict)
    claim_records: int | None = None
    claim_pages: int | None = None
    how: Literal["", "redirect", "refresh", "script", "frame"] = ""
    leads_to: str = ""
    complete: bool | None = None
    reasons: frozenset[str] = frozenset()
    either: bool = False
    unseen: bool = False
    interface: str | None = None
    note: str = ""
    extra_requests: int = 0
    tabs: tuple[tuple[str, str], ...] = ()
    charset: str = "utf-8"

    def real_pages(self) -> int:
        """Return how many pages the rows fill, at least one."""
        return max(1, -(-len(self.rows) // self.size))

    def pages(self) -> int:
        """Return how many pages the pager speaks of."""
        return self.claim_pages if self.claim_pages is not None else self.real_pages()

    def records(self) -> int:
        """Return how many records the pager speaks of."""
        return self.claim_records if self.claim_records is not None else len(self.rows)

    def slice(self, page: int) -> list[Row]:
        """Return the rows of a page by the order of the list, whatever is served at the moment."""
        return self.rows[(page - 1) * self.size:page * self.size]

    def served(self, page: int) -> list[Row]:
        """Return the rows of a page as they are served now; a momentary hole is used up by this."""
        if page in self.holes:
            return []
        if self.once.get(page, 0) > 0:
            self.once[page] -= 1
            return []
        return self.slice(page)

    def lost(self) -> set[int]:
        """Return the pages that no visit will ever see."""
        return {page for page in self.holes | self.absent if page <= self.pages()}


@dataclass
class Portal:
    """A host with its columns. ``challenge`` maps paths (or ``*``) to a status: such a page is all that is served."""

    id: str
    frame: layout.Frame
    origin: str
    body: str
    columns: dict[str, Column] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    raw: dict[str, Answer] = field(default_factory=dict)
    challenge: dict[str, int] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)
    down: dict[str, Down] = field(default_factory=dict)
    off: bool = False
    robots: str = "User-agent: *\nDisallow: /private/\nDisallow: /admin/\n"

    def url(self, path: str) -> str:
        """Return the absolute address of a path of this portal; an absolute one is returned as it is."""
        return urljoin(self.origin + "/", path)

    def add(self, column: Column) -> Column:
        """Take a column in."""
        self.columns[column.id] = column
        return column

    def put(self, article: Article) -> Article:
        """Take an article and its files in."""
        self.articles[article.path] = article
        self.files.update({attachment.path: attachment for attachment in article.attachments})
        return article

    def answer(self, request: Request) -> Answer:
        """Return what the portal answers to a request."""
        if request.path == "/robots.txt":
            return Answer(self.robots.encode(), "text/plain; charset=utf-8")
        status = self.challenge.get(request.path, self.challenge.get("*"))
        if status:
            return articles.challenge(status)
        for column in self.columns.values():
            found = self._list(column, request) or column.style.dynamic(self, column, request)
            if found:
                return found
        return self._document(request)

    def _list(self, column: Column, request: Request) -> Answer | None:
        page = column.style.page_of(column, request)
        if page is None:
            return None
        if page in column.absent or page > max(column.pages(), column.real_pages()):
            return self.not_found()
        if column.how:
            return self._led(column.how, column.leads_to, column.name)
        return Answer(column.style.show(self, column, page).encode(column.charset, "xmlcharrefreplace"), HTML if column.charset == "utf-8" else "text/html")

    def _document(self, request: Request) -> Answer:
        path = request.path
        if path in self.raw:
            return self.raw[path]
        if path in self.down:
            return articles.taken_down(self.down[path])
        if path in self.files:
            return articles.file_answer(self.files[path])
        if path in self.articles:
            article = self.articles[path]
            if article.how in ("redirect", "refresh", "script"):
                return self._led(article.how, article.leads_to, article.title)
            return Answer(articles.article_page(self.frame, self.body, article).encode())
        if path in self.pages:
            return Answer(layout.page(self.frame, "政务公开", self.pages[path]).encode())
        if path.startswith("/explain/"):
            return Answer(layout.page(self.frame, "政策解读", "<h2>政策解读</h2><p>对文件内容的说明。</p>").encode())
        return self.not_found()

    def not_found(self) -> Answer:
        """Return the portal's page for an address that does not exist."""
        return Answer(layout.page(self.frame, "404", "<p>您访问的页面不存在或已删除。</p>", title="404").encode(), status=404)

    def _led(self, how: str, target: str, title: str) -> Answer:
        if how == "redirect":
            return Answer(b"", status=302, redirect=target)
        if how == "refresh":
            return Answer(f'<html><head><meta http-equiv="refresh" content="0;URL={target}"></head><body></body></html>'.encode())
        if how == "script":
            return Answer(f'<html><head><script>window.location.href = "{target}";</script></head><body>{title}</body></html>'.encode())
        return Answer(layout.page(self.frame, title, f'<iframe src="{target}" width="100%" height="900" frameborder="0"></iframe>').encode())

    # The oracle.

    def oracle(self) -> HostOracle:
        """Return what is right for this portal now."""
        broken = frozenset(self.url(path) for path, file in self.files.items() if file.fault)
        return HostOracle(self.id, self.origin, {key: self.column_oracle(column) for key, column in self.columns.items()},
                          frozenset(self.never), broken, frozenset(self.url(path) for path in self.down), "*" in self.challenge)

    def column_oracle(self, column: Column) -> ColumnOracle:
        """Return what is right for one column now."""
        lost = column.lost()
        kept = [row for page in range(1, column.real_pages() + 1) if page not in lost for row in column.slice(page)]
        rows = tuple(self._oracle_row(column, row) for row in kept)
        complete, reasons = self._verdict(column, lost)
        documents, tolerated = self._documents(kept)
        optional: tuple[OracleRow, ...] = ()
        if column.unseen:
            rows, optional, tolerated, documents = (), rows, tolerated | documents, frozenset()
        return ColumnOracle(self.id, column.id, column.style.family, rows, complete, reasons, documents, tolerated,
                            column.style.least(column) + column.extra_requests, optional, column.either, column.interface,
                            tuple(sorted(lost)), column.note)

    def _oracle_row(self, column: Column, row: Row) -> OracleRow:
        shape = column.style.shape
        return OracleRow(self.url(row.path), shape.titles(row), shape.date(row), row.kind)

    def _verdict(self, column: Column, lost: set[int]) -> tuple[bool, frozenset[str]]:
        if self.off or "*" in self.challenge or column.style.path.split("?")[0] in self.challenge:
            return False, frozenset({"unreachable" if self.off else "challenge"})
        if column.complete is not None:
            return column.complete, column.reasons
        if lost:
            return False, frozenset({"hole", "count_mismatch"} if lost <= column.absent else {"hole"})
        if column.claim_pages is not None and column.claim_pages > column.real_pages():
            return False, frozenset({"hole", "count_mismatch"})
        if column.records() > len(column.rows):
            return False, frozenset({"count_mismatch", "hole"})
        if not column.rows:
            return (True, frozenset({"empty"})) if column.says else (False, frozenset({"unknown", "hole"}))
        return True, frozenset()

    def _documents(self, rows: list[Row]) -> tuple[frozenset[str], frozenset[str]]:
        must: set[str] = set()
        may: set[str] = set()
        for row in rows:
            if row.kind == "file":
                must.add(self.url(row.path))
            if row.kind != "article":
                continue
            article = self.articles[row.path]
            lives = row.path not in self.down and article.how in ("page", "frame", "frame_ok")
            (must if lives else may).add(self.url(row.path))
            if article.how == "frame_ok":
                may.add(self.url(article.leads_to))
            for attachment in article.attachments:
                file = self.files[attachment.path]
                url = self.url(file.path)
                if url not in self.never:
                    (must if lives and not file.fault else may).add(url)
        return frozenset(must), frozenset(may - must)

    # Control.

    def mend(self, path: str) -> None:
        """Serve a broken file as it should be."""
        self.raw.pop(path, None)
        self.files[path] = replace(self.files[path], fault=None)

    def empty(self, column: str, page: int, times: int | None = 1) -> None:
        """Serve a page of a list without rows, ``times`` times, or for good with None."""
        if times is None:
            self.columns[column].holes.add(page)
        else:
            self.columns[column].once[page] = times

    def publish(self, column: str, article: Article) -> Row:
        """Put a new article at the top of a list and return its row."""
        self.put(article)
        row = Row(article.path, article.title, article.date)
        self.columns[column].rows.insert(0, row)
        return row

    def take_down(self, path: str, how: Down = "not_found") -> None:
        """Take an article down while its row stays."""
        self.down[path] = how
