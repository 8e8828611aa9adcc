"""Turn documents described by interfaces and scripts, under whatever key names, into rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from crawler.lists import rows
from crawler.model.types import Entry
from crawler.page import code, dates, url_shapes

ADDRESS_KEYS = (
    "docpuburl",
    "chnldocurl",
    "url",
    "URL",
    "link",
    "infourl",
    "visiturl",
    "puburl",
    "linkurl",
    "selfUrl",
    "post_url",
    "htmlUrl",
    "DOCPUBURL",
)
TITLE_KEYS = ("doctitle", "realtitle", "title", "TITLE", "DOCTITLE", "name", "subject")
DATE_KEYS = (
    "docreltime",
    "releaseTime",
    "display_date",
    "publishedTimeStr",
    "pubdate",
    "PUBLISHED_TIME_FORMAT",
    "infodate",
    "pubtime",
    "date",
    "DOCRELTIME",
    "RELEASEDATE",
    "dates",
    "publishTime",
    "handsdate",
    "daytime",
    "time",
    "publishedTime",
)
ARRAY = re.compile(r"\[\s*\{\s*\"")
# three arrays side by side, as some departments of Beijing write
PARALLEL = re.compile(r"""\b(urls|headers|year)\[(?:i|\d+)\]\s*=\s*(?:'([^']*)'|"([^"]*)")""")
# values of one row after the other, which document.write joins (Wuhan)
ASSIGNED = re.compile(
    r"""(?<![\w.$])(?P<key>url|title)\s*=(?!=)\s*(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)')"""
    r"""|\.write(?:ln)?\(\s*["'](?P<date>(?:19|20)\d\d-\d\d-\d\d)\b[^"'<>\n]{0,12}["']"""
)
MOST_ARRAYS = 50


def entry(document: dict[str, Any], referer: str) -> Entry | None:
    """Return the row of a document described as JSON; None if it has no URL. URLs are resolved against `referer`."""
    document = (tip if isinstance(tip := document.get("tip"), dict) else {}) | document  # TRS keeps the date there
    address = _first(document, ADDRESS_KEYS)
    if not address and document.get("domain"):
        address = urljoin(str(document["domain"]), _first(document, ("path",)))
    if not address:
        return None
    when = next((found for key in DATE_KEYS if (found := dates.find(str(document.get(key) or "")))), None)
    return rows.make(urljoin(referer, address), _first(document, TITLE_KEYS), when, referer)


def embedded(text: str, url: str) -> tuple[Entry, ...]:
    """Return the rows that a page holds as data in a script."""
    return rows.unique(
        found
        for document in (*_arrays(text), *_parallel(text), *_assigned(text))
        if "title" in " ".join(document).lower() and (found := entry(document, url)) and found.title
    )


def _arrays(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder(strict=False)
    for match in list(ARRAY.finditer(text))[:MOST_ARRAYS]:
        try:
            array, _end = decoder.raw_decode(text, match.start())
        except (json.JSONDecodeError, RecursionError):  # brackets may nest without end
            continue
        yield from (each for each in array if isinstance(each, dict))


def _parallel(text: str) -> Iterator[dict[str, Any]]:
    found: dict[str, list[str]] = {"urls": [], "headers": [], "year": []}
    for key, single, double in PARALLEL.findall(text):
        found[key].append(single or double)
    for address, title, when in zip(found["urls"], found["headers"], found["year"], strict=False):
        yield {"url": address, "title": title, "date": when}


def _assigned(text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows whose values a script assigns one by one: the URL of an article or a file, a title after it, the date it writes."""
    row: dict[str, Any] = {}
    for match in ASSIGNED.finditer(code.scripts(text)):
        value = match["date"] or match["double"] or match["single"] or ""
        if match["key"] == "url":
            if row.get("title"):
                yield row
            row = {"url": value} if url_shapes.is_article(value) or url_shapes.is_file(value) else {}
        elif row and value:
            row.setdefault(match["key"] or "date", value)
    if row.get("title"):
        yield row


def _first(document: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(document[key]) for key in keys if document.get(key)), "")
