"""Listings as JSON, for storage in the frontier."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from crawler.model.exchange import from_json, to_json
from crawler.model.types import Entry, Listing, Pager, SubColumn


def pack(listing: Listing) -> str:
    """Return a listing as JSON."""
    given = _named(listing) | {"next": [to_json(fetch) for fetch in listing.next]}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"), default=_named)


def _named(value: Any) -> dict[str, Any]:
    """Return the fields of a value by name, nested values unchanged; `asdict` would copy every row first."""
    return {item.name: getattr(value, item.name) for item in fields(value)}


def unpack(text: str) -> Listing:
    """Restore a listing from what `pack` returned.

    >>> from crawler.model.types import Fetch
    >>> one = Listing((Entry("http://a.cn/1", "一", "2024-01-01"),), (SubColumn("http://a.cn/2/", "二"),), Pager("P1", 1, 2), (Fetch("http://a.cn/3"),))
    >>> unpack(pack(one)) == one
    True
    """
    given = json.loads(text)
    return Listing(
        entries=tuple(Entry(**entry) for entry in given["entries"]),
        columns=tuple(SubColumn(**column) for column in given["columns"]),
        pager=Pager(**given["pager"]) if given["pager"] else None,
        next=tuple(from_json(fetch) for fetch in given["next"]),
        reasons=tuple(given["reasons"]),
        empty=given["empty"],
        drawn=given.get("drawn", False),
        container=given.get("container", ""),
        tabs=tuple(given.get("tabs", ())),
        marks=tuple((mark, value) for mark, value in given.get("marks", ())),
    )
