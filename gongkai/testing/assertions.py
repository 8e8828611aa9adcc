"""Assertions on a family's rows, pagers and contracts, and on the completeness of a crawl."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.crawl import CrawlResult
from crawler.families import contracts
from crawler.model.types import Listing
from gongkai.errors import Exit
from gongkai.terminal.amounts import counted
from gongkai.testing.replica_host import ReplicaHost


def assert_rows(listing: Listing, titles: Sequence[str], dates: Sequence[str | None] | None = None) -> None:
    """Fail unless a listing has just these rows, in this order; dates as YYYY-MM-DD."""
    found = [entry.title for entry in listing.entries]
    assert found == list(titles), f"rows {found}, expected {list(titles)}"
    if dates is not None:
        shown = [entry.date for entry in listing.entries]
        assert shown == list(dates), f"dates {shown}, expected {list(dates)}"


def assert_pager(listing: Listing, pages: int | None = None, rows: int | None = None, requests: int | None = None) -> None:
    """Fail unless a listing states so many pages and rows, and makes so many requests; None is not checked."""
    pager = listing.pager
    stated = (pager.pages if pager else None, pager.rows if pager else None, len(listing.next))
    for name, wanted, found in zip(("pages", "rows", "requests"), (pages, rows, requests), stated, strict=True):
        assert wanted is None or wanted == found, f"{found} {name}, expected {wanted}"


def assert_contract(contract: contracts.FamilyContract) -> None:
    """Serve the page of a contract on loopback, fetch it, and fail if its family does not hold to it."""
    path = contract.path.partition("#")[0]
    with ReplicaHost({path: contract.page}) as host:
        page = host.page(path)
    page = replace(page, url=page.url + contract.path[len(path) :])  # a fragment is never sent
    found = list(contracts.broken(contract, page))
    assert not found, f"{contract.family} {contract.path}: {'; '.join(found)}"


def assert_complete(result: CrawlResult, rows: int) -> None:
    """Fail unless a crawl read its column completely, with so many rows."""
    (site,) = result.sites
    reasons = [reason for column in site.columns for reason in column.reasons]
    assert site.exit == Exit.COMPLETE, f"exit code {int(site.exit)}: {reasons or site.message}"
    found = sum(column.rows_found for column in site.columns)
    assert found == rows, f"{counted(found, 'row')}, expected {rows}"
