"""Which address shows what. A page is a row: its address, its template, the function that reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from archive.pages import document, home, raw, report, search, source
from archive.pages.ask import COOKIE, LANGUAGES, Ask
from archive.pages.headers import SANDBOX
from archive.pages.site import NAME, site_of
from archive.pages.words import request_language

Read = Callable[[Any, Ask], dict[str, Any]]
View = Callable[[Any, Any], Coroutine[Any, Any, Response]]
LIMIT = 5_000  # ms a page's reading may take; the slowest at a million documents takes a thirtieth of it
ID = r"(?P<id>[^/]+)"


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page."""

    address: str
    template: str
    read: Read


PAGES = (
    Page(r"/", "gongkai/home.html", home.read),
    Page(r"/search", "gongkai/search.html", search.read),
    Page(rf"/report/{ID}", "gongkai/report.html", report.read),
    Page(rf"/document/{ID}", "gongkai/document.html", document.read),
)


def routes() -> list[tuple[str, View]]:
    """What Datasette's `register_routes` wants: pattern and view."""
    return [*((f"{page.address}$", page_view(page)) for page in PAGES), (rf"/raw/{ID}$", raw_view)]


def ask_of(request: Any, datasette: Any) -> Ask:
    """A request as a page needs to know it."""
    args = parse_qs(request.query_string or "")
    scheme = request.headers.get("x-forwarded-proto", request.scheme)
    return Ask(site_of(datasette), request_language(request), request.url_vars, args, request.path, f"{scheme}://{request.host}")


async def reading(datasette: Any, ask: Ask, read: Callable[[Any, Ask], Any]) -> Any:
    """What a reading function finds, in a thread of its own, stopped where it takes too long."""

    def limited(connection: Any) -> Any:
        with sqlite_timelimit(connection, LIMIT):
            return read(connection, ask)

    return await datasette.get_database(NAME).execute_fn(limited)


def page_view(page: Page) -> View:
    """The view that reads a page and draws its template."""

    async def view(request: Any, datasette: Any) -> Response:
        ask = ask_of(request, datasette)
        context = await reading(datasette, ask, page.read)
        response = Response.html(await datasette.render_template(page.template, {**context, "ask": ask}, request=request))
        return spoken(response, ask)

    return view


def spoken(response: Response, ask: Ask) -> Response:
    """Tell caches that the language matters, and remember the one that was asked for by name."""
    response.headers["vary"] = "Accept-Language, Cookie"
    response.headers["content-language"] = "zh-CN" if ask.lang == "zh" else "en"
    if ask.one("lang") in LANGUAGES:
        response.set_cookie(COOKIE, ask.one("lang"), max_age=31_536_000, samesite="lax")
    return response


async def raw_view(request: Any, datasette: Any) -> Response:
    """The archived bytes; with `view` or `cell` the page that shows them, with `frame` or `picture` what that page holds."""
    ask = ask_of(request, datasette)
    if not any(name in ask.args for name in ("view", "cell", "frame", "picture")):
        row = await reading(datasette, ask, raw.place)
        found = await asyncio.to_thread(raw.original, row, ask.site.warc)
        sent = raw.headers(found, bool(ask.one("download")))
        return Response(found.body, headers=sent, content_type=sent.pop("content-type"))
    context = await reading(datasette, ask, source.read)
    found = await asyncio.to_thread(raw.original, context["capture"], ask.site.warc)
    if "picture" in ask.args:
        png, _, _ = await asyncio.to_thread(source.page_picture, found, ask.number("picture", 1), ask)
        return Response(png, content_type="image/png", headers={"cache-control": "max-age=86400"})
    if "frame" in ask.args:
        body = await asyncio.to_thread(source.marked, found, context)
        return Response(body, content_type="text/html; charset=utf-8", headers={"content-security-policy": SANDBOX})
    context |= await asyncio.to_thread(source.shown, found, context, ask)
    drawn = await datasette.render_template("gongkai/source.html", {**context, "report_wanted": ask.one("report")}, request=request)
    return spoken(Response.html(drawn), ask)
