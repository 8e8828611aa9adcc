"""Documents as data: what interfaces and scripts say of an article, under whatever names, as a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from crawler import dates, rows
from crawler.types import Entry

ADDRESS_KEYS = (
    "docpuburl", "chnldocurl", "url", "URL", "link", "infourl", "visiturl", "linkurl", "selfUrl", "post_url", "htmlUrl", "DOCPUBURL")
TITLE_KEYS = ("doctitle", "realtitle", "title", "TITLE", "DOCTITLE", "name", "subject")
DATE_KEYS = (
    "docreltime", "releaseTime", "display_date",
    "publishedTimeStr", "pubdate", "PUBLISHED_TIME_FORMAT", "infodate", "pubtime", "date", "DOCRELTIME", "publishTime",
    "handsdate", "daytime", "time", "publishedTime")
ARRAY = re.compile(r"\[\s*\{\s*\"")
# three arrays side by side, as some departments of Beijing write
PARALLEL = re.compile(r"""\b(urls|headers|year)\[(?:i|\d+)\]\s*=\s*(?:'([^']*)'|"([^"]*)")""")
MOST_ARRAYS = 50


def entry(document: dict[str, Any], referer: str) -> Entry | None:
    """Given a document as data and the address it is relative to, return its row; None where it has no address."""
    address = _first(document, ADDRESS_KEYS)
    if not address and document.get("domain"):
        address = urljoin(str(document["domain"]), _first(document, ("path",)))
    if not address:
        return None
    when = next((found for key in DATE_KEYS if (found := dates.find(str(document.get(key) or "")))), None)
    return rows.make(urljoin(referer, address), _first(document, TITLE_KEYS), when, referer)


def embedded(text: str, url: str) -> tuple[Entry, ...]:
    """Given a page whose rows stand in a script as data, return them."""
    return rows.unique(found for document in (*_arrays(text), *_parallel(text))
                       if "title" in " ".join(document).lower() and (found := entry(document, url)) and found.title)


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


def _first(document: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(document[key]) for key in keys if document.get(key)), "")
