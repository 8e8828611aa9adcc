"""Test the registry's entries with few requests: whether each column is still there, and if not, where it moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from crawler.answers import faults
from crawler.discover.search import Candidate, Get, discover, inspect, proven
from crawler.model.same_site import canonical
from crawler.model.types import Column, Entry, Fault, Fetch, Page, Site
from crawler.page.fingerprint import likeness, shared

GONE = frozenset({"not_found", "removed", "soft_404", "moved_column", "redirect_off_site"})
WELL = frozenset({"ok", "empty", "other_family", "redirected"})


@dataclass(frozen=True, slots=True)
class Checked:
    """The state of one column: ok, redirected, empty (the page says so), no_rows, no_reports, other_family, moved, or a fault's code."""

    site: str
    column: str
    url: str
    state: str
    family: str = ""
    rows: int = 0
    years: int = 0
    detail: str = ""
    moved_to: str = ""
    pager: str = ""
    newest: str = ""  # title of the newest row seen
    proxy: str = ""  # URL of the proxy it was seen through, without credentials

    @property
    def well(self) -> bool:
        """Whether the column needs no attention."""
        return self.state in WELL


def check(site: Site, get: Get, known: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Checked, ...]:
    """Test every column of a site; `known` holds each column's marks from its last crawl.

    A column that is gone is searched for from the home page by its marks, its name and its rows.
    """
    known = known or {}
    return tuple(check_column(site, column, get, known.get(column.id, {})) for column in site.columns)


def check_column(site: Site, column: Column, get: Get, known: Mapping[str, str]) -> Checked:
    """Return how one column was found; `known` are its marks when it was last read."""
    return _found_again(site, column, _column(site, column, get), get, known)


def _column(site: Site, column: Column, get: Get) -> Checked:
    page: Page | Fault = get(Fetch(column.url))
    fault = page if isinstance(page, Fault) else faults.classify(page, "list")
    if fault and fault.target and fault.code == "shell_column":
        page = get(Fetch(fault.target))
        fault = page if isinstance(page, Fault) else faults.classify(page, "list")
    if fault or isinstance(page, Fault):
        assert fault is not None
        seen = f" ({fault.seen})" if fault.seen else ""
        return Checked(site.id, column.id, column.url, fault.code, detail=f"{fault.message}{seen}")
    if _is_home(page.url) and not _is_home(column.url):
        return Checked(site.id, column.id, column.url, "moved_column", detail="the column's address redirects to the home page")
    return _judged(site, column, page, get)


def _judged(site: Site, column: Column, page: Page, get: Get) -> Checked:
    listing, entries, family = inspect(page, get)
    state, detail, moved_to = "ok", "", ""
    known = column.family or (column.seen.family if column.seen else "")
    if not entries:
        state = "empty" if listing.empty else "no_rows"
    elif column.kind == "annual_report" and proven(entries):
        state, detail = "no_reports", proven(entries)
    elif known and known != family and not listing.columns:
        state, detail = "other_family", f"the registry says {known}, the page looks like {family}"
    elif canonical(page.url) != canonical(urldefrag(column.url).url):
        state, detail, moved_to = "redirected", "the portal leads from the column's address to another of its own", page.url
    pager = listing.pager.dialect if listing.pager else ""
    rows, below = len(entries), len(listing.columns)
    return Checked(site.id, column.id, column.url, state, family, rows, below, detail, moved_to, pager, _newest(entries))


def _newest(entries: tuple[Entry, ...]) -> str:
    """The title of the newest row; of the first where none is dated."""
    return max(entries, key=lambda entry: entry.date or "").title if entries else ""


def _found_again(site: Site, column: Column, checked: Checked, get: Get, known: Mapping[str, str]) -> Checked:
    if checked.state not in GONE | {"no_rows", "no_reports"} or column.kind != "annual_report":
        return checked
    found = discover(urljoin(column.url, "/"), get)
    candidates = [each for each in found.candidates if canonical(each.url) != canonical(column.url)]
    if not candidates:
        return checked
    best = max(candidates, key=lambda each: _likeness(each, column, known))
    way = " > ".join(step.label for step in best.via)
    by = f"; the same {same}" if (same := shared(known, best.marks)) else ""
    return Checked(
        site.id,
        column.id,
        column.url,
        "moved",
        best.family,
        len(best.rows),
        len(best.columns),
        f"found by {way}{by}",
        best.url,
        best.pager,
        _newest(best.rows),
    )


def _likeness(candidate: Candidate, column: Column, known: Mapping[str, str]) -> int:
    return likeness(known, candidate.marks) + sum(name == column.name for name in (candidate.label, candidate.metas.get("ColumnName", "")))


def _is_home(url: str) -> bool:
    return urlsplit(canonical(url)).path == "/"
