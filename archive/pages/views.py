"""Views: from a request to an answer. What a page shows is read elsewhere; here it is asked for and sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any
from urllib.parse import parse_qs

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from archive import exports, schema
from archive.pages import feeds, files, health, raw, sheets, source
from archive.pages.ask import COOKIE, LANGUAGES, Absent, Ask
from archive.pages.headers import SANDBOX
from archive.pages.site import NAME, site_of
from archive.pages.words import request_language
from parsers.contract import UsageError

Read = Callable[[Any, Ask], dict[str, Any]]
Table = Callable[[Any, Ask], tuple[list[str], Iterable[Any]]]
View = Callable[..., Coroutine[Any, Any, Response | None]]
LIMIT = 5_000  # ms a page's reading may take; the slowest at a million documents takes a thirtieth of it
MOST = 200_000  # rows of a page's table
OPENSEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>公开 gongkai</ShortName><InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" template="{host}/search?q={{searchTerms}}"/></OpenSearchDescription>"""
ROBOTS = "User-agent: *\nDisallow: /raw/\nDisallow: /gongkai/\nDisallow: /export/\nDisallow: /compare\n"


def ask_of(request: Any, datasette: Any) -> Ask:
    """A request as a page needs to know it."""
    scheme = request.headers.get("x-forwarded-proto", request.scheme)
    return Ask(site_of(datasette), request_language(request), request.url_vars, parse_qs(request.query_string or ""), request.path,
               f"{scheme if scheme in ('http', 'https') else 'http'}://{request.host}")


async def reading(datasette: Any, ask: Ask, read: Callable[[Any, Ask], Any]) -> Any:
    """What a reading function finds, in a thread of its own, stopped where it takes too long."""

    def limited(connection: Any) -> Any:
        with sqlite_timelimit(connection, LIMIT):
            return read(connection, ask)

    return await datasette.get_database(NAME).read(limited)


async def drawn(datasette: Any, request: Any, ask: Ask, template: str, context: dict[str, Any]) -> Response:
    """A template drawn with what was read; caches are told that the language matters, one asked for by name is remembered."""
    response = Response.html(await datasette.render_template(template, {**context, "ask": ask}, request=request))
    response.headers["vary"] = "Accept-Language, Cookie"
    response.headers["content-language"] = "zh-CN" if ask.lang == "zh" else "en"
    if ask.one("lang") in LANGUAGES:
        response.set_cookie(COOKIE, ask.one("lang"), max_age=31_536_000, samesite="lax")
    return response


def page_view(template: str, read: Read) -> View:
    """The view that reads a page and draws its template."""

    async def view(request: Any, datasette: Any) -> Response:
        ask = ask_of(request, datasette)
        return await drawn(datasette, request, ask, template, await reading(datasette, ask, read))

    return view


def table_view(table: Table) -> View:
    """The view that gives a page's figures as CSV (for spreadsheets; `raw=1` as they are) or as JSON objects."""

    def rows(connection: Any, ask: Ask) -> tuple[list[str], list[tuple[Any, ...]]]:
        names, found = table(connection, ask)
        return names, [tuple(row) for _, row in zip(range(MOST), found, strict=False)]

    async def view(request: Any, datasette: Any) -> Response:
        ask = ask_of(request, datasette)
        names, found = await reading(datasette, ask, rows)
        if request.url_vars["format"] == "json":
            return Response(json.dumps([dict(zip(names, row, strict=True)) for row in found], ensure_ascii=False),
                            content_type="application/json; charset=utf-8")
        written = sheets.lines(names, found) if ask.one("raw") else sheets.sheet(names, found)
        return Response(written, content_type="text/csv; charset=utf-8",
                        headers={"content-disposition": f'attachment; filename="{file_name(ask)}.csv"'})

    return view


def file_name(ask: Ask) -> str:
    """What a page's table is saved as: the page, its id, the snapshot."""
    words = [*ask.path.rsplit(".", 1)[0].strip("/").split("/"), ask.site.snapshot.id]
    return "-".join("".join(sign for sign in word if sign.isascii() and (sign.isalnum() or sign in "-_")) for word in words)


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
    return await drawn(datasette, request, ask, "gongkai/source.html", context)


async def file_view(request: Any, datasette: Any, send: Any) -> None:
    """A published file, whole or in part."""
    site = site_of(datasette)
    path = files.published(site.public, request.url_vars["name"])
    digests = {file.file: file.sha256 for file in (site.snapshot, site.snapshot.text) if file}
    etag = digests.get(path) or f"{path.name}-{path.stat().st_mtime_ns:x}-{path.stat().st_size:x}"
    await files.send_file(path, request.headers, send, etag, request.method)


async def newest_view(datasette: Any) -> Response:
    """Where Datasette's users look for the database."""
    return Response.redirect(f"/download/{site_of(datasette).snapshot.file.name}", status=302)


async def csv_view(request: Any, datasette: Any, send: Any) -> None:
    """A whole table as CSV, sent as it is read, so that neither memory nor other readers suffer."""
    ask = ask_of(request, datasette)
    table, spreadsheet = request.url_vars["table"], ask.one("for") == "spreadsheet"
    known(table)
    name = f"gongkai-{ask.site.snapshot.id}-{table}.csv"
    await files.start(send, 200, {"content-type": "text/csv; charset=utf-8", "content-disposition": f'attachment; filename="{name}"'})
    if request.method != "HEAD":
        async for text in csv_texts(datasette, table, spreadsheet):
            await send({"type": "http.response.body", "body": text.encode("utf-8", "replace"), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def csv_texts(datasette: Any, table: str, spreadsheet: bool) -> AsyncIterator[str]:
    """The table's CSV, piece by piece, each read for itself."""
    database = datasette.get_database(NAME)
    yield await database.read(lambda connection: exports.csv_head(connection, table, spreadsheet))
    piece = await database.read(lambda connection: next(exports.pieces(connection, table), None))
    while piece:
        after, rows = piece
        yield exports.csv_piece(rows, spreadsheet)
        piece = await database.read(lambda connection, after=after: next(exports.pieces(connection, table, after), None))


async def parquet_view(request: Any, datasette: Any, send: Any) -> None:
    """A whole table as Parquet, made once for this snapshot."""
    site, table = site_of(datasette), request.url_vars["table"]
    known(table)
    path = site.folder() / f"gongkai-{site.snapshot.id}-{table}.parquet"
    async with site.making:
        if not path.exists():
            await asyncio.to_thread(make_parquet, site.snapshot.file, table, path)
    await files.send_file(path, request.headers, send, path.name, request.method)


def make_parquet(database: Any, table: str, path: Any) -> None:
    """Write the file under another name first, so that nobody reads half of it."""
    try:
        exports.export(database, path.parent / "making", "parquet", (table,))
    except UsageError as error:
        raise Absent("这台服务器没有安装 pyarrow，不能提供 Parquet。", str(error)) from error
    (path.parent / "making" / f"{table}.parquet").rename(path)


def known(table: str) -> None:
    """Absent for what is no table of the archive."""
    if table not in schema.CONTENT:
        raise Absent("没有这张表。", "There is no such table.")


async def atom_view(request: Any, datasette: Any) -> Response:
    """New, changed and withdrawn documents as Atom."""
    body = await reading(datasette, ask_of(request, datasette), feeds.atom)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


async def json_feed_view(request: Any, datasette: Any) -> Response:
    """The same as JSON Feed."""
    told = await reading(datasette, ask_of(request, datasette), feeds.json_feed)
    return Response(json.dumps(told, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


async def health_view(request: Any, datasette: Any) -> Response:
    """Every column's state for machines."""
    told = await reading(datasette, ask_of(request, datasette), health.report)
    return Response(json.dumps(told, ensure_ascii=False), content_type="application/json; charset=utf-8")


async def badge_view(request: Any, datasette: Any) -> Response:
    """One column's state, or the worst of all, as a small picture."""
    picture = await reading(datasette, ask_of(request, datasette), health.badge)
    return Response(picture, content_type="image/svg+xml; charset=utf-8", headers={"cross-origin-resource-policy": "cross-origin"})


async def databases_view(datasette: Any) -> Response:
    """What Datasette tells of its databases, without where the file lies on this machine."""
    snapshot = site_of(datasette).snapshot
    return Response.json([{"name": NAME, "route": NAME, "path": None, "size": snapshot.size, "is_mutable": False, "is_memory": False,
                           "hash": snapshot.sha256}])


async def opensearch_view(request: Any, datasette: Any) -> Response:
    """How browsers add the search."""
    return Response(OPENSEARCH.format(host=ask_of(request, datasette).host),
                    content_type="application/opensearchdescription+xml; charset=utf-8")


async def robots_view() -> Response:
    """What search engines may index: our pages, not the tables' endless facets."""
    return Response.text(ROBOTS)
