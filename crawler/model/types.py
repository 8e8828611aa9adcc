"""The values of a crawl: sites and columns of the registry, a fetched page, the rows of a list, the next thing to fetch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

ColumnKind = Literal["annual_report", "policy", "notice", "other"]
Level = Literal["central", "province", "city", "county", "township"]
FetchKind = Literal["list", "article", "attachment", "robots", "page"]


@dataclass(frozen=True, slots=True)
class Working:
    """Since when a column is known to work, and by whose look: the first of an unbroken row of good ones."""

    since: str  # YYYY-MM-DD
    by: str
    place: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the last look at a column saw, from where, by whom (`gongkai sites check --report`)."""

    date: str  # YYYY-MM-DD
    by: str
    place: str  # portals answer by where one asks from
    state: str  # one of LOOK_STATES
    family: str = ""
    pager: str = ""
    rows: int = 0  # on the first page that shows any
    newest: str = ""  # title of the newest row
    fault: str = ""  # code of what was answered instead: challenge, timeout, not_found …
    moved_to: str = ""
    proxy: str = ""  # URL of the proxy it was seen through, without credentials


LOOK_STATES = ("ok", "redirected", "other_family", "empty", "moved", "gone", "no_rows", "no_reports", "fault")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a portal, from the registry."""

    id: str  # unique within the site
    name: str
    kind: ColumnKind
    url: str
    family: str | None = None  # recognised from the page when left out
    expect: tuple[tuple[str, int], ...] = ()  # assertions: ("min", 1)
    status: str | None = None  # as of the site, where a column's differs
    works: Working | None = None
    seen: Look | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One portal, from the registry."""

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
    fetcher: str | None = None  # "browser": list pages are drawn by the system's Chromium
    allow_private: bool = False
    status: str | None = None  # "unverified" until a person has run it; "ended" where the platform is over


@dataclass(frozen=True, slots=True)
class Fetch:
    """A request to make next."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    page: int | None = None  # the list page it should bring, for checking against the pager's own word
    family: str = ""  # the family that reads the answer; recognised from the page when empty
    state: tuple[tuple[str, str], ...] = ()  # values from earlier answers that the reader of this one needs
    probe: bool = False  # may be missing, which does not affect completeness
    container: str = ""  # of the rows, as an earlier page of the list or an earlier visit found it
    title: str = ""  # of the list page that named it: further pages of the same list have the same title


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: the final URL, its decoded text, and the request."""

    url: str
    text: str
    fetch: Fetch
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    standing: frozenset[str] = frozenset()  # places that stand on every page of its site: no rows
    parsed: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)  # its tree once it was built (`links.tree_of`)


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
    """What a list page states about its pages and rows; counts are None if it does not state them."""

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
    """A file named by an article: its absolute URL and its link text."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What an answer is instead of a document: a stable code, a sentence, and the evidence."""

    code: str  # challenge waf_page geo_block rate_limited removed shell_column soft_404 …
    message: str
    seen: str = ""  # the words, header or status that decided it
    target: str = ""  # shell_column, moved_column, cookie_redirect: the address to follow once
    retry_after: int | None = None  # seconds, as stated by the server
    retry: bool = False  # asking again later may help


@dataclass(frozen=True, slots=True)
class Listing:
    """The content of one list page: its rows, sub-columns and pager, and where to go on."""

    entries: tuple[Entry, ...] = ()
    columns: tuple[SubColumn, ...] = ()
    pager: Pager | None = None
    next: tuple[Fetch, ...] = ()
    reasons: tuple[str, ...] = field(default=())  # why this page cannot be complete: encrypted_pager, …
    empty: bool = False  # the page itself states that it is empty: 暂无相关信息, total 0
    tabs: tuple[str, ...] = ()  # labels of tabs whose address only a script knows
    container: str = ""  # name of the block that holds its rows
    marks: tuple[tuple[str, str], ...] = ()  # of a column's first page: what it is known by besides its address
    drawn: bool = False  # by a browser
