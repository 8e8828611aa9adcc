"""Views: from a request to an answer. The page modules read the data; views call them and send the result."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from archive.export import spreadsheet_csv
from archive.export import tables as export_tables
from archive.site.draw.shared_views import SharedView, svg_file
from archive.site.draw.template_names import notice, request_language
from archive.site.original import raw, source
from archive.site.pages import feeds, health
from archive.site.request import files
from archive.site.request.ask import COOKIE, LANGUAGES, Absent, Ask
from archive.site.request.edition_state import NAME, EditionState, site_of
from archive.site.request.headers import EMBEDDED, SANDBOX
from archive.store import schema
from gongkai.errors import UsageError

Read = Callable[[Any, Ask], dict[str, Any]]
Table = Callable[[Any, Ask], tuple[list[str], Iterable[Any]]]
View = Callable[..., Coroutine[Any, Any, Response | None]]
ORIGINALS = ThreadPoolExecutor(8, "gongkai-original")  # most of them wait for the two processes that draw
LIMIT = 5_000  # ms a page's reading may take; the slowest at a million documents takes a thirtieth of it
MOST = 200_000  # rows of a page's table
OPENSEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>公开 gongkai</ShortName><InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" template="{host}/search?q={{searchTerms}}"/></OpenSearchDescription>"""
ROBOTS = "User-agent: *\nDisallow: /raw/\nDisallow: /gongkai/\nDisallow: /export/\nDisallow: /compare\nDisallow: /rank\nDisallow: /trend\n"


def ask_of(request: Any, datasette: Any) -> Ask:
    """Return a request as an Ask."""
    scheme = request.headers.get("x-forwarded-proto", request.scheme)
    host = request.scope.get("gongkai_host", "")
    return Ask(
        site_of(datasette),
        request_language(request),
        request.url_vars,
        parse_qs(request.query_string or ""),
        request.path,
        f"{scheme if scheme in ('http', 'https') else 'http'}://{host}" if host else "",
    )


async def reading(datasette: Any, ask: Ask, read: Callable[[Any, Ask], Any]) -> Any:
    """Return the result of a reading function, run on a separate thread and stopped if it takes too long."""

    def limited(connection: Any) -> Any:
        with sqlite_timelimit(connection, LIMIT):
            return read(connection, ask)

    return await datasette.get_database(NAME).read(limited)


async def drawn(datasette: Any, request: Any, ask: Ask, template: str, context: dict[str, Any]) -> Response:
    """Return a rendered template; the answer varies by language, and a language chosen by name is remembered in a cookie."""
    response = Response.html(await datasette.render_template(template, {**context, "ask": ask}, request=request))
    response.headers["vary"] = "Accept-Language, Cookie"
    response.headers["content-language"] = "zh-CN" if ask.lang == "zh" else "en"
    if ask.one("lang") in LANGUAGES:
        response.set_cookie(COOKIE, ask.one("lang"), max_age=31_536_000, samesite="lax")
    return response


def page_view(template: str, read: Read) -> View:
    """Return the view that reads a page and renders its template."""

    async def view(request: Any, datasette: Any) -> Response:
        ask = ask_of(request, datasette)
        context = await reading(datasette, ask, read)
        if "shared" in context and ask.one("embed") == "1":
            return await embedded(datasette, request, ask, context["shared"])
        return await drawn(datasette, request, ask, template, context)

    return view


async def embedded(datasette: Any, request: Any, ask: Ask, shared: SharedView) -> Response:
    """Return a chart of a page for the frames of other sites: no script, no form, no cookie."""
    context = {"ask": ask, "view": shared, "chart": shared.chart(ask.one("chart"))}
    return Response.html(
        await datasette.render_template("gongkai/embed.html", context, request=request), headers={"content-security-policy": EMBEDDED}
    )


def svg_view(read: Read) -> View:
    """Return the view that gives a page's chart as an SVG file, which other sites may show too."""

    async def view(request: Any, datasette: Any) -> Response:
        ask = ask_of(request, datasette)
        shared = (await reading(datasette, ask, read))["shared"]
        chart = shared.chart(ask.one("chart"))
        if chart is None:
            raise Absent("这一视图没有可画的图：所选范围内数值太少。", "This view has no chart: too few values are in what was chosen.")
        return Response(
            svg_file(shared, chart, ask, notice(ask.lang)),
            content_type="image/svg+xml; charset=utf-8",
            headers={
                "content-disposition": f'inline; filename="{file_name(ask)}-{chart.key}.svg"',
                "cross-origin-resource-policy": "cross-origin",
                "vary": "Accept-Language, Cookie",
            },
        )

    return view


def table_view(table: Table) -> View:
    """Return the view that gives a page's figures as CSV (for spreadsheets; unchanged with `raw=1`) or as JSON objects."""

    def rows(connection: Any, ask: Ask) -> tuple[list[str], list[tuple[Any, ...]]]:
        names, found = table(connection, ask)
        return names, [tuple(row) for _, row in zip(range(MOST), found, strict=False)]

    async def view(request: Any, datasette: Any) -> Response:
        ask = ask_of(request, datasette)
        names, found = await reading(datasette, ask, rows)
        if request.url_vars["format"] == "json":
            return Response(
                json.dumps([dict(zip(names, row, strict=True)) for row in found], ensure_ascii=False),
                content_type="application/json; charset=utf-8",
            )
        written = spreadsheet_csv.lines(names, found) if ask.one("raw") else spreadsheet_csv.sheet(names, found)
        return Response(
            written, content_type="text/csv; charset=utf-8", headers={"content-disposition": f'attachment; filename="{file_name(ask)}.csv"'}
        )

    return view


def file_name(ask: Ask) -> str:
    """Return the file name of a page's table: the page, its id, the snapshot."""
    words = [*ask.path.rsplit(".", 1)[0].strip("/").split("/"), ask.site.snapshot.id]
    return "-".join("".join(sign for sign in word if sign.isascii() and (sign.isalnum() or sign in "-_")) for word in words)


async def apart(work: Callable[..., Any], *values: Any) -> Any:
    """Return the result of work on an original, run on separate threads so that waiting for one delays no other page."""
    return await asyncio.get_running_loop().run_in_executor(ORIGINALS, work, *values)


async def raw_view(request: Any, datasette: Any) -> Response:
    """Return the archived bytes; with `view` or `cell` the page that shows them, with `frame` or `picture` that page's content."""
    ask = ask_of(request, datasette)
    if not any(name in ask.args for name in ("view", "cell", "frame", "picture")):
        row = await reading(datasette, ask, raw.place)
        found = await apart(raw.original, row, ask.site.warc)
        sent = raw.headers(found, bool(ask.one("download")))
        return Response(found.body, headers=sent, content_type=sent.pop("content-type"))
    context = await reading(datasette, ask, source.template_context)
    found = await apart(raw.original, context["capture"], ask.site.warc)
    if "picture" in ask.args:
        png, _, _ = await apart(source.page_picture, found, ask.number("picture", 1), ask)
        return Response(png, content_type="image/png", headers={"cache-control": "max-age=86400"})
    if "frame" in ask.args:
        body = await apart(source.marked, found, context)
        return Response(body, content_type="text/html; charset=utf-8", headers={"content-security-policy": SANDBOX})
    context |= await apart(source.shown, found, context, ask)
    return await drawn(datasette, request, ask, "gongkai/source.html", context)


async def file_view(request: Any, datasette: Any, send: Any) -> None:
    """Send a published file, complete or in part."""
    site = site_of(datasette)
    path = files.published(site.public, request.url_vars["name"])
    digests = {file.file: file.sha256 for file in (site.snapshot, site.snapshot.text) if file}
    etag = digests.get(path) or f"{path.name}-{path.stat().st_mtime_ns:x}-{path.stat().st_size:x}"
    await files.send_file(path, request.headers, send, etag, request.method)


async def newest_view(datasette: Any) -> Response:
    """Redirect from the address where Datasette's users look for the database."""
    return Response.redirect(f"/download/{site_of(datasette).snapshot.file.name}", status=302)


async def csv_view(request: Any, datasette: Any, send: Any) -> None:
    """Send an entire table as CSV while it is read, so that neither memory nor other readers suffer."""
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
    """Yield the table's CSV in pieces, each read separately."""
    database = datasette.get_database(NAME)
    yield await database.read(lambda connection: export_tables.csv_head(connection, table, spreadsheet))
    piece = await database.read(lambda connection: next(export_tables.pieces(connection, table), None))
    while piece:
        after, rows = piece
        yield export_tables.csv_piece(rows, spreadsheet)
        piece = await database.read(lambda connection, after=after: next(export_tables.pieces(connection, table, after), None))


async def parquet_view(request: Any, datasette: Any, send: Any) -> None:
    """Send an entire table as Parquet, made once for this snapshot."""
    site, table = site_of(datasette), request.url_vars["table"]
    known(table)
    path = site.folder() / f"gongkai-{site.snapshot.id}-{table}.parquet"
    await asyncio.shield(parquet_made(site, table, path))  # a thread goes on where its client leaves, and so must its turn
    await files.send_file(path, request.headers, send, path.name, request.method)


async def parquet_made(site: EditionState, table: str, path: Path) -> None:
    """Make a Parquet file unless it is there, one file at a time."""
    async with site.making:
        if not path.exists():
            await asyncio.to_thread(make_parquet, site.snapshot.file, table, path)


def make_parquet(database: Any, table: str, path: Any) -> None:
    """Write the file under a temporary name first, so that nobody reads half of it."""
    try:
        export_tables.export(database, path.parent / "making", "parquet", (table,))
    except UsageError as error:
        raise Absent("这台服务器没有安装 pyarrow，不能提供 Parquet。", str(error)) from error
    (path.parent / "making" / f"{table}.parquet").rename(path)


def known(table: str) -> None:
    """Raise Absent for anything that is not a table of the archive."""
    if table not in schema.CONTENT:
        raise Absent("没有这张表。", "There is no such table.")


async def atom_view(request: Any, datasette: Any) -> Response:
    """Return new, changed and withdrawn documents as Atom."""
    body = await reading(datasette, ask_of(request, datasette), feeds.atom)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


async def json_feed_view(request: Any, datasette: Any) -> Response:
    """Return the same as JSON Feed."""
    content = await reading(datasette, ask_of(request, datasette), feeds.json_feed)
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


async def health_view(request: Any, datasette: Any) -> Response:
    """Return every column's state for machines."""
    content = await reading(datasette, ask_of(request, datasette), health.report)
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/json; charset=utf-8")


async def badge_view(request: Any, datasette: Any) -> Response:
    """Return one column's state, or the worst of all, as a small picture."""
    picture = await reading(datasette, ask_of(request, datasette), health.badge)
    return Response(picture, content_type="image/svg+xml; charset=utf-8", headers={"cross-origin-resource-policy": "cross-origin"})


async def databases_view(datasette: Any) -> Response:
    """Return Datasette's list of databases without the file's path on this machine."""
    snapshot = site_of(datasette).snapshot
    return Response.json(
        [
            {
                "name": NAME,
                "route": NAME,
                "path": None,
                "size": snapshot.size,
                "is_mutable": False,
                "is_memory": False,
                "hash": snapshot.sha256,
            }
        ]
    )


async def opensearch_view(request: Any, datasette: Any) -> Response:
    """Return the OpenSearch description, by which browsers add the search."""
    return Response(
        OPENSEARCH.format(host=ask_of(request, datasette).host), content_type="application/opensearchdescription+xml; charset=utf-8"
    )


async def robots_view(request: Any, datasette: Any) -> Response:
    """Return robots.txt: our pages may be indexed, not the endless facets of the tables."""
    return Response.text(f"{ROBOTS}Sitemap: {ask_of(request, datasette).host}/sitemap.xml\n")


def sitemap_view(read: Callable[[Any, Ask], bytes]) -> View:
    """Return the view that gives a site map."""

    async def view(request: Any, datasette: Any) -> Response:
        content = await reading(datasette, ask_of(request, datasette), read)
        return Response(content.decode(), content_type="application/xml; charset=utf-8")

    return view
