"""What a served site is made of: requests as asked, answers as sent, and a `Site` that finds one for the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from .documents import Document, article_html, article_metas
from .furniture import Furniture, frame
from .interface import Expected, Forbidden, Origins, ReasonKind, Row


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: `nth` counts the requests for this address (query included) in this visit, from 1."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    body: bytes
    nth: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. `promise` is a Content-Length larger than the body: the connection is cut after the body."""

    body: bytes
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    promise: int | None = None


def _sorted(query: str) -> str:
    """Return a query with its pairs in order."""
    return urlencode(sorted(parse_qsl(query, keep_blank_values=True)))


Responder = Callable[[Asked], Answer]


def html(text: str, *, status: int = 200, charset: str = "utf-8") -> Answer:
    """Return an HTML answer in the charset given."""
    return Answer(text.encode(charset, errors="xmlcharrefreplace"), status, f"text/html; charset={charset}")


def json_answer(value: object) -> Answer:
    """Return a JSON answer in UTF-8."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), media_type="application/json;charset=UTF-8")


def redirect(target: str, status: int = 302) -> Answer:
    """Return a redirect to `target`."""
    return Answer(b"", status, headers=(("Location", target),))


def pdf(text: str) -> Answer:
    """Return a small sound PDF file that shows `text` (ASCII)."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, value in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return Answer(bytes(out), media_type="application/pdf")


@dataclass
class Site:
    """The addresses of one host at one visit. A route is a path, or a path with its query where that matters."""

    origins: Origins
    furniture: Furniture
    routes: dict[str, Answer | Responder] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Serve the home page, robots.txt and every page that the furniture links to, so that a false fetch succeeds.

        Friend links lead to the foreign host, where a fetch would be seen.
        """
        friends = {label: f"{self.origins.foreign}/friend{at}/" for at, label in enumerate(self.furniture.friends)}
        self.furniture = replace(self.furniture, friends=friends)
        self.routes.setdefault("/robots.txt", Answer(b"User-agent: *\nDisallow:\n", media_type="text/plain"))
        self.page("/", "首页", "<p>欢迎访问本网站。</p>")
        for path, label in self.furniture.targets().items():
            self.page(path, label, f"<div class='txt'><p>{label}：本栏目内容正在整理。</p></div>")

    def url(self, path: str) -> str:
        """Return the absolute address of a path of this host."""
        return self.origins.own + path

    def page(self, path: str, title: str, main: str, *, script: str = "", charset: str = "utf-8", active: str = "") -> None:
        """Serve a page of the portal: `main` within the portal's menus and footer."""
        self.routes[path] = html(self.framed(title, main, script=script, charset=charset, active=active), charset=charset)

    def framed(self, title: str, main: str, *, script: str = "", charset: str = "utf-8", active: str = "") -> str:
        """Return the text of a page within the portal's menus and footer."""
        return frame(self.furniture, title, main, script=script, charset=charset, active=active)

    def disallow(self, *paths: str) -> None:
        """Forbid paths in robots.txt."""
        text = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in paths)
        self.routes["/robots.txt"] = Answer(text.encode(), media_type="text/plain")

    def articles(self, documents: Sequence[Document], *, charset: str = "utf-8") -> None:
        """Serve the article of each document at its path."""
        for one in documents:
            text = frame(self.furniture, one.title, article_html(one), charset=charset, head=article_metas(one, self.furniture.skin))
            self.routes[one.path] = html(text, charset=charset)

    def rows(self, documents: Sequence[Document]) -> tuple[Row, ...]:
        """Return the rows that a list of these documents shows."""
        return tuple(Row(self.url(one.path), one.title, one.date) for one in documents)

    def expect(self, listed: Sequence[Document], /, **more: object) -> Expected:
        """Return the oracle of a column that lists exactly these documents; `more` are fields of `Expected`."""
        files = {
            "documents": frozenset(self.url(one.path) for one in listed),
            "attachments": frozenset(self.url(path) for one in listed for path, _ in one.files),
            "never_documents": frozenset(self.url(path) for path in (*self.furniture.targets(), "/")),
            "forbidden": (Forbidden(self.origins.foreign, ReasonKind.OTHER_HOST),),
        }
        return Expected(rows=self.rows(listed), **{**files, **more})  # type: ignore[arg-type]

    def find(self, path: str, query: str) -> Answer | Responder | None:
        """Return the route of an address: with its query first (in any order), then the path alone."""
        if query:
            wanted = _sorted(query)
            for address, route in self.routes.items():
                own, _, own_query = address.partition("?")
                if own == path and own_query and _sorted(own_query) == wanted:
                    return route
        return self.routes.get(path)

    def answer(self, asked: Asked, query: str) -> Answer:
        """Return the answer to a request; unknown addresses give the portal's own 404 page with all its menus."""
        route = self.find(asked.path, query)
        if route is None:
            return html(self.framed("404", "<p>您访问的页面不存在或已删除。</p>"), status=404)
        return route(asked) if callable(route) else route
