"""The addresses of our pages for search engines: an index of site maps (sitemaps.org, protocol 0.9) of at most 10,000 addresses each."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from archive.site.request.ask import Absent, Ask

MOST = 10_000  # addresses of one map; the protocol allows 50,000 and 50 MB
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
FIXED = ("/", "/agencies", "/coverage", "/rank", "/trend", "/checks", "/download", "/dictionary")
TABLES = {
    "report": "reports WHERE true",
    "agency": "agencies WHERE true",
    "region": "regions WHERE code IN (SELECT region_code FROM agencies)",
    "document": "documents WHERE parent_id IS NULL",
}
KEYS = {"region": "code"}  # the others are known by their id


def index(connection: Any, ask: Ask) -> bytes:
    """Return the index: the address of every map."""
    names = ["pages", *(f"{kind}-{number}" for kind in TABLES for number, _ in enumerate(starts(connection, ask, kind), start=1))]
    return written("sitemapindex", "sitemap", [f"{ask.host}/sitemap-{name}.xml" for name in names], ask)


def pages(_: Any, ask: Ask) -> bytes:
    """Return the map of the pages that every site has."""
    return written("urlset", "url", [f"{ask.host}{path}" for path in FIXED], ask)


def part(connection: Any, ask: Ask) -> bytes:
    """Return one map of a kind of pages; raises Absent if the index names no such map."""
    kind, number = ask.parts["kind"], int(ask.parts["number"])
    begun = starts(connection, ask, kind)
    if not 1 <= number <= len(begun):
        raise Absent("没有这一份站点地图。", "There is no such site map.")
    key = KEYS.get(kind, "id")
    found = connection.execute(f"SELECT {key} FROM {TABLES[kind]} AND {key} >= ? ORDER BY {key} LIMIT {MOST}", (begun[number - 1],))
    return written("urlset", "url", [f"{ask.host}/{kind}/{quote(identity, safe='')}" for (identity,) in found], ask)


def starts(connection: Any, ask: Ask, kind: str) -> list[str]:
    """Return the key with which each map of a kind begins; found once a snapshot."""
    key = KEYS.get(kind, "id")
    numbered = f"SELECT {key} AS start, row_number() OVER (ORDER BY {key}) AS place FROM {TABLES[kind]}"
    wanted = f"SELECT start FROM ({numbered}) WHERE (place - 1) % {MOST} = 0 ORDER BY start"
    return ask.site.remember(f"sitemap-{kind}", lambda: [start for (start,) in connection.execute(wanted)])


def written(root: str, element: str, addresses: list[str], ask: Ask) -> bytes:
    """Return addresses as a map, each as old as the snapshot."""
    day = ask.site.snapshot.day
    lines = (f"<{element}><loc>{escape(address)}</loc><lastmod>{day}</lastmod></{element}>" for address in addresses)
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{SPACE}">', *lines, f"</{root}>\n"]).encode()
