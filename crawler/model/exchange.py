"""One request and its answer as they went over the wire, and the job they belong to."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from crawler.model.types import Fetch, FetchKind
from gongkai import http_message, warc_reader
from gongkai.fetch_record import as_json
from gongkai.urls import canonical


@dataclass(frozen=True, slots=True)
class Original:
    """The response record that holds a complete payload; a revisit refers to it."""

    record: str  # WARC-Record-ID without its angle brackets
    url: str
    date: str
    digest: str  # WARC-Payload-Digest: over the payload as recorded
    payload: str  # over the payload with transfer coding undone


@dataclass(frozen=True, slots=True)
class Known:
    """What the last answer left for a conditional request: its validators and the record that holds the payload."""

    etag: str = ""
    modified: str = ""
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to fetch, and why; built from a frontier row, a page's links, or a metadata record."""

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
    address: str = ""  # the URL to request, once an answer led elsewhere
    redirected_from: str = ""
    hops: int = 0

    @property
    def url(self) -> str:
        """The URL to request."""
        return self.address or self.fetch.url

    @property
    def key(self) -> str:
        """The identity of the answer: equal for two jobs with the same answer; a list page belongs to one column."""
        body = warc_reader.digest(self.fetch.body) if self.fetch.body else ""
        owner = self.column if self.kind == "list" else ""
        return f"{self.fetch.method} {canonical(self.fetch.url)} {body} {owner}".strip()

    def to(self, url: str) -> Job:
        """Return the same job at another URL, which an answer named."""
        return replace(self, address=url, redirected_from=self.url, hops=self.hops + 1, known=None)


@dataclass(frozen=True)
class Exchange:
    """What went over the wire for one request; times in UTC. Without a response, `problem` says why."""

    url: str
    request: bytes
    response: bytes
    began: datetime
    address: str = ""
    truncated: str = ""  # length, time, disconnect: why the body was truncated
    problem: tuple[str, str] | None = None  # code, sentence
    tls: str = ""
    drawn: bytes = b""  # the page as a browser drew it, HTML in UTF-8
    proxy: str = ""  # URL of the proxy it went through; then no address is known
    undrawn: str = ""  # why a browser that was to draw it could not: code and sentence

    @cached_property
    def answer(self) -> http_message.Answer:
        """The parsed response."""
        return http_message.answer(self.response)

    @cached_property
    def payload(self) -> bytes:
        """The body without transfer coding."""
        return self.answer.payload

    @cached_property
    def digest(self) -> str:
        """The digest of the payload without transfer coding; equal payloads have equal digests."""
        return warc_reader.digest(self.payload)


DEFAULTS = {item.name: item.default for item in fields(Fetch)}


def plain(fetch: Fetch) -> dict[str, Any]:
    """Return a fetch as JSON-compatible types, without default values."""
    given: dict[str, Any] = {key: value for key in DEFAULTS if (value := getattr(fetch, key)) != DEFAULTS[key]}
    if "body" in given:
        given["body"] = b64encode(fetch.body).decode()
    return given


def to_json(fetch: Fetch) -> str:
    """Return a fetch as JSON."""
    return as_json(plain(fetch))


def from_json(text: str) -> Fetch:
    """Restore a fetch from what `to_json` returned.

    >>> from_json(to_json(Fetch("http://a.cn/", "POST", b"a=1", (("A", "b"),), 2))).body
    b'a=1'
    """
    return from_plain(json.loads(text))


def from_plain(data: dict[str, Any]) -> Fetch:
    """Restore a fetch from what `plain` returned."""
    given = dict(data)
    given["body"] = b64decode(given.get("body", ""))
    for key in ("headers", "state"):
        given[key] = tuple((str(name), str(value)) for name, value in given.get(key, ()))
    return Fetch(**given)
