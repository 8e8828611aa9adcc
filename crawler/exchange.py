"""One request and its answer as they went over the wire, and what it was asked for."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from crawler.types import Fetch, FetchKind
from parsers import http, warc
from parsers.identity import canonical


@dataclass(frozen=True, slots=True)
class Original:
    """The response record that holds a payload in full; what a revisit refers to."""

    record: str  # WARC-Record-ID without its angle brackets
    url: str
    date: str
    digest: str  # WARC-Payload-Digest: over the payload as recorded
    payload: str  # over the payload with transfer coding undone


@dataclass(frozen=True, slots=True)
class Known:
    """What the last answer left for asking again: its validators and the record that holds it."""

    etag: str = ""
    modified: str = ""
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to fetch, and why; made from a frontier row, from a page's links, or again from a metadata record."""

    fetch: Fetch
    kind: FetchKind
    column: str = ""
    depth: int = 0  # sub-columns above it
    list_title: str = ""
    list_date: str = ""
    path: tuple[str, ...] = ()
    part: str = ""  # address of the sub-column a list page belongs to; empty for the column itself
    via: str = ""
    label: str = ""
    attempts: int = 0
    known: Known | None = None
    address: str = ""  # where it is asked for, once an answer led elsewhere
    redirected_from: str = ""
    hops: int = 0

    @property
    def url(self) -> str:
        """Where to ask."""
        return self.address or self.fetch.url

    @property
    def key(self) -> str:
        """The same for two jobs that bring the same answer; a list is each column's own."""
        body = warc.digest(self.fetch.body) if self.fetch.body else ""
        owner = self.column if self.kind == "list" else ""
        return f"{self.fetch.method} {canonical(self.fetch.url)} {body} {owner}".strip()

    def to(self, url: str) -> Job:
        """The same job at another address, which an answer named."""
        return replace(self, address=url, redirected_from=self.url, hops=self.hops + 1, known=None)


@dataclass(frozen=True)
class Exchange:
    """What went over the wire for one request; times in UTC. Without a response, `problem` says why."""

    url: str
    request: bytes
    response: bytes
    began: datetime
    address: str = ""
    truncated: str = ""  # length time disconnect: how the body ended short of its own word
    problem: tuple[str, str] | None = None  # code, sentence
    tls: str = ""

    @cached_property
    def answer(self) -> http.Answer:
        """The response, taken apart."""
        return http.answer(self.response)

    @cached_property
    def payload(self) -> bytes:
        """The body with transfer coding undone."""
        return self.answer.payload

    @cached_property
    def digest(self) -> str:
        """Over the payload with transfer coding undone: what sameness goes by."""
        return warc.digest(self.payload)


DEFAULTS = {item.name: item.default for item in fields(Fetch)}


def plain(fetch: Fetch) -> dict[str, Any]:
    """Given a fetch, return it as JSON's own types without what is as usual."""
    given: dict[str, Any] = {key: value for key in DEFAULTS if (value := getattr(fetch, key)) != DEFAULTS[key]}
    if "body" in given:
        given["body"] = b64encode(fetch.body).decode()
    return given


def to_json(fetch: Fetch) -> str:
    """Given a fetch, return it as JSON."""
    return json.dumps(plain(fetch), ensure_ascii=False)


def from_json(text: str) -> Fetch:
    """Given what `to_json` made, return the fetch.

    >>> from_json(to_json(Fetch("http://a.cn/", "POST", b"a=1", (("A", "b"),), 2))).body
    b'a=1'
    """
    return from_plain(json.loads(text))


def from_plain(told: dict[str, Any]) -> Fetch:
    """Given what `plain` made, return the fetch."""
    given = dict(told)
    given["body"] = b64decode(given.get("body", ""))
    for key in ("headers", "state"):
        given[key] = tuple((str(name), str(value)) for name, value in given.get(key, ()))
    return Fetch(**given)
