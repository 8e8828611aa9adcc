"""What an answer changes in the frontier: the new state of its URL, and the rows and links it contained."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.model.exchange import Job, Original


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a URL before it answers again; times in seconds since 1970."""

    asked: float | None = None
    first: float | None = None
    full: float | None = None
    changed: float | None = None
    misses: int = 0
    missed_on: str = ""
    payload: str = ""  # digest of the last one
    listing: str = ""  # of a list page: what it gave when last read
    standing: frozenset[str] = frozenset()  # places that stand on every page of the site
    sample_from: float = 0.0  # when an article is wanted to learn those from


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What one answer means for the frontier: its row's new state and what it led to. Applied in one transaction."""

    job: Job
    asked: float
    due: float | None = None  # when to ask again; None: never
    attempts: int = 0
    etag: str = ""
    modified: str = ""
    original: Original | None = None
    full: bool = False  # the answer contained the full payload
    changed: bool = False
    missing: str = ""  # the day on which it was not there, or served broken
    gone: bool = False  # confirmed on enough different days
    problem: str = ""
    children: tuple[Child, ...] = ()
    listing: str | None = None  # of a list page, as JSON
    rows: tuple[ListedRow, ...] = ()
    family: str = ""  # of a column's first page
    places: tuple[str, ...] = ()  # of an article: what it shows where, for what stands on every page
    file: str = ""
    held: int = 0  # bytes of that file that count once this is applied


@dataclass(frozen=True, slots=True)
class Child:
    """Something an answer led to. Due now if never requested; otherwise at `due`, unless it was requested after `since`."""

    job: Job
    due: float | None = None
    since: float = 0.0
    page: int = 0  # of a list: due now as well where the page before it ended with a new row


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list as the column shows it."""

    url: str
    title: str
    date: str | None
    path: tuple[str, ...]
    external: bool
    file: bool
