"""The values of a crawl: the registry's sites and columns, a fetched page, a list's rows, the next thing to fetch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ColumnKind = Literal["annual_report", "policy", "notice", "other"]
Level = Literal["central", "province", "city", "county", "township"]
FetchKind = Literal["list", "article", "attachment", "robots", "page"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a portal as the registry names it."""

    id: str  # unique within the site
    name: str
    kind: ColumnKind
    url: str
    family: str | None = None  # recognised from the page when left out
    expect: tuple[tuple[str, int], ...] = ()  # assertions: ("min", 1)
    status: str | None = None  # as of the site, where a column's differs


@dataclass(frozen=True, slots=True)
class Site:
    """One portal as the registry names it."""

    id: str
    name: str
    area: str  # GB/T 2260
    level: Level
    columns: tuple[Column, ...]
    delay: float = 1.5  # seconds between two requests to a host
    connections: int = 1  # at a time, to a host
    robots: bool = True
    user_agent: str | None = None
    charset: str | None = None
    tls: str | None = None  # "legacy": old ciphers, for this site only
    timezone: str = "Asia/Shanghai"
    allow_private: bool = False
    status: str | None = None  # "unverified" until a person has run it


@dataclass(frozen=True, slots=True)
class Fetch:
    """What to fetch next; a value, not a call."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    page: int | None = None  # the list page it should bring, for checking against the pager's own word
    family: str = ""  # the family that reads the answer; recognised from the page when empty
    state: tuple[tuple[str, str], ...] = ()  # what an earlier answer said and this one's reader needs
    probe: bool = False  # it may well not be there, and its absence says nothing of completeness
    title: str = ""  # of the list page that named it: a further page of the same list bears it too


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: the final URL, its text decoded, and what was asked for."""

    url: str
    text: str
    fetch: Fetch
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list."""

    url: str
    title: str
    date: str | None = None  # YYYY-MM-DD; None where the row has none
    external: bool = False  # on another host: counted, not crawled further
    file: bool = False  # the row is itself a file


@dataclass(frozen=True, slots=True)
class SubColumn:
    """A column below a column: a year tab, 市直部门, 区县."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Pager:
    """What a list page says of its pages and rows; counts are None where it does not say."""

    dialect: str  # P1 … P22, jpage, …
    current: int | None = None  # 1-based
    pages: int | None = None
    rows: int | None = None
    prefix: str = ""
    suffix: str = ""
    size: int | None = None  # rows a page
    address: str = ""  # the address a script or a link names for further pages


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file an article names: its absolute URL and the text of its link."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What an answer is instead of a document: a stable code, a sentence, and what was seen."""

    code: str  # challenge waf_page geo_block rate_limited removed shell_column soft_404 …
    message: str
    seen: str = ""  # the words, header or status that decided it
    target: str = ""  # shell_column, moved_column, cookie_redirect: the address to follow once
    retry_after: int | None = None  # seconds, as the server said
    retry: bool = False  # asking again later may help


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page gives: its rows, its sub-columns, its pager, where to go on."""

    entries: tuple[Entry, ...] = ()
    columns: tuple[SubColumn, ...] = ()
    pager: Pager | None = None
    next: tuple[Fetch, ...] = ()
    reasons: tuple[str, ...] = field(default=())  # why this page cannot be complete: encrypted_pager, …
    empty: bool = False  # the page itself says that it holds nothing: 暂无相关信息, total 0
    tabs: tuple[str, ...] = ()  # labels of tabs whose address only a script knows
    marks: tuple[tuple[str, str], ...] = ()  # of a column's first page: what it is known by besides its address
