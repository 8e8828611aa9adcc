"""The words shared by the generator of the portals, their oracle and the judge.

A `Host` is one portal; it has one or more `Column` objects and is visited three times. For each visit `Host.build` gives the
pages to serve and, for each column, an `Expected`: what a careful person sees. An adapter turns what a program said about a
column into an `Observed`; `judge.judge` compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answers import Site

VISITS = (1, 2, 3)


class ReasonKind(StrEnum):
    """Why a column is not whole, or what must be said beside it. An adapter maps the program's own codes to these."""

    PAGE_MISSING = "page_missing"
    """A page of the list could not be had, or came without rows although others follow it."""
    ROWS_BY_SCRIPT = "rows_by_script"
    """The rows are drawn by a script and could not be read from an interface."""
    INTERFACE_SILENT = "interface_silent"
    """The interface that holds the further rows answered without rows, or with an error."""
    COUNT_DISAGREES = "count_disagrees"
    """The portal's own count (rows, pages) contradicts the links or the rows found."""
    PAGER_UNREAD = "pager_unread"
    """There are further pages, and the way to them could not be read or followed."""
    EMPTY_UNSAID = "empty_unsaid"
    """The list is without rows and neither the page nor an interface says that it is empty."""
    SHRUNK = "shrunk"
    """The list shows far fewer rows than at an earlier visit, and nothing on the page explains it."""
    NOT_ALLOWED = "not_allowed"
    """robots.txt forbids the address."""
    OTHER_HOST = "other_host"
    """The address lies on a host that does not belong to the portal."""
    ADDRESS_REFUSED = "address_refused"
    """The address itself is refused: credentials in it, a private network, a scheme that is not http."""
    ARTICLE_MISSING = "article_missing"
    """A row's own page or file could not be had."""
    COLUMN_MISSING = "column_missing"
    """The start page itself could not be had."""
    CHALLENGE = "challenge"
    """A check for robots stands in the way; it is reported, never passed."""


class Completeness(StrEnum):
    """What may be said of the list and its articles."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    EITHER = "either"
    """Complete with every row, or incomplete with one of the accepted reasons: both are honest."""


@dataclass(frozen=True, slots=True)
class Column:
    """One list to follow: `start` is a path on the host, `kind` is annual_report, policy, notice or other."""

    id: str
    name: str
    start: str
    kind: str = "annual_report"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: absolute address, full title, and the date printed in the list (written YYYY-MM-DD), None where none is."""

    url: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Addresses that begin with `prefix` must never be requested; `why` is the reason to name."""

    prefix: str
    why: ReasonKind


@dataclass(frozen=True, slots=True)
class Expected:
    """What a careful person says of a column at one visit."""

    rows: tuple[Row, ...]
    completeness: Completeness = Completeness.COMPLETE
    reasons: frozenset[ReasonKind] = frozenset()
    """Accepted reasons of an incomplete list: at least one must be named."""
    told: frozenset[ReasonKind] = frozenset()
    """Kinds that must be said somewhere (reasons or problems), whether or not the list is complete."""
    optional_rows: tuple[Row, ...] = ()
    """Rows that may be reported or left out: other tabs, rows that the list itself marks as another column's."""
    documents: frozenset[str] = frozenset()
    """Addresses that must have become documents when the list is said to be complete (articles, files of rows)."""
    optional_documents: frozenset[str] = frozenset()
    """Addresses that may be documents: attachments, articles that the portal serves broken, documents kept from earlier."""
    attachments: frozenset[str] = frozenset()
    """Attachments that the portal serves sound: each must be among the documents of a complete column."""
    never_documents: frozenset[str] = frozenset()
    """Addresses of menus, friend links, footers and news boxes: never documents, never rows."""
    forbidden: tuple[Forbidden, ...] = ()
    proofs: tuple[str, ...] = ()
    """Where the list is complete without a row: beginnings of addresses of which one must have been asked for to know it."""
    asked_again: tuple[str, ...] = ()
    """Addresses that came empty once: each must have been asked for at least twice in this visit."""
    missing_pages: frozenset[int] = frozenset()
    """Numbers (from 1) of list pages that must be named as missing."""
    portal_faults: frozenset[str] = frozenset()
    """Addresses that the portal itself serves broken, to be counted beside completeness from the third visit on."""
    gone: frozenset[str] = frozenset()
    """Addresses that left the list since an earlier visit; nothing else may be called gone."""
    most_requests: int = 400
    """A bound on the requests of one visit to the whole host: more is a trap that was walked into."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What a program said of a column after one visit. `None` means that the program does not speak of it."""

    rows: tuple[Row, ...]
    complete: bool
    reasons: tuple[str, ...] = ()
    """Values of `ReasonKind` for which the list is called incomplete."""
    told: tuple[str, ...] = ()
    """Values of `ReasonKind` named anywhere else: problems, refused fetches, doubts."""
    documents: tuple[str, ...] = ()
    """Addresses of every document kept for this column, attachments included."""
    requested: tuple[str, ...] = ()
    """Absolute addresses asked for in this visit, from the log of the replica's server, in order."""
    missing_pages: frozenset[int] | None = None
    portal_faults: frozenset[str] | None = None
    gone: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Origins:
    """Where a host is served (scheme, address, port), and the beginning of the addresses of a host that does not belong to it."""

    own: str
    foreign: str


@dataclass(frozen=True, slots=True)
class Built:
    """The pages of a host at one visit, and the oracle of each of its columns by column id."""

    site: Site
    expected: Mapping[str, Expected]


Builder = Callable[[int, Origins], Built]


@dataclass(frozen=True, slots=True)
class Host:
    """One portal. `trap` says in a sentence what it tries; `family` names the platform it follows."""

    name: str
    family: str
    trap: str
    columns: tuple[Column, ...]
    build: Builder = field(repr=False)


__all__ = [
    "VISITS",
    "Builder",
    "Built",
    "Column",
    "Completeness",
    "Expected",
    "Forbidden",
    "Host",
    "Observed",
    "Origins",
    "ReasonKind",
    "Row",
]
