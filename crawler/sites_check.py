"""Testing the registry's entries, fetching little: does each column still stand there, and where has it gone if not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler import faults
from crawler.discover import Candidate, Get, discover, inspect, proven
from crawler.identity import canonical
from crawler.marks import likeness, shared
from crawler.types import Column, Fault, Fetch, Page, Site

GONE = frozenset({"not_found", "removed", "soft_404", "moved_column", "redirect_off_site"})
WELL = frozenset({"ok", "empty", "other_family"})


@dataclass(frozen=True, slots=True)
class Checked:
    """How one column was found: ok, empty (the page says so), no_rows, other_family, moved, or the code of a fault."""

    site: str
    column: str
    url: str
    state: str
    family: str = ""
    rows: int = 0
    years: int = 0
    detail: str = ""
    moved_to: str = ""

    @property
    def well(self) -> bool:
        """Tell whether nothing needs a person's hand."""
        return self.state in WELL


def check(site: Site, get: Get, known: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Checked, ...]:
    """Given a site, a way to get pages and the marks of its columns when last read, return how each was found.

    One that is gone is looked for from home: by its marks, its name and what its rows prove.
    """
    known = known or {}
    return tuple(_found_again(site, column, _column(site, column, get), get, known.get(column.id, {})) for column in site.columns)


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
        return Checked(site.id, column.id, column.url, "moved_column", detail="the column's address leads to the home page")
    return _judged(site, column, page, get)


def _judged(site: Site, column: Column, page: Page, get: Get) -> Checked:
    listing, entries, family = inspect(page, get)
    state, detail = "ok", ""
    if not entries:
        state = "empty" if listing.empty else "no_rows"
    elif column.kind == "annual_report" and proven(entries):
        state, detail = "no_reports", proven(entries)
    elif column.family and column.family != family and not listing.columns:
        state, detail = "other_family", f"the registry says {column.family}, the page looks like {family}"
    return Checked(site.id, column.id, column.url, state, family, len(entries), len(listing.columns), detail)


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
    return Checked(site.id, column.id, column.url, "moved", best.family, len(best.rows), len(best.columns), f"found again by {way}{by}",
                   best.url)


def _likeness(candidate: Candidate, column: Column, known: Mapping[str, str]) -> int:
    return likeness(known, candidate.marks) + sum(name == column.name for name in (candidate.label, candidate.metas.get("ColumnName", "")))


def _is_home(url: str) -> bool:
    return urlsplit(canonical(url)).path == "/"


