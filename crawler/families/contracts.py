"""The contract of each family: a page that is its, and what it must read from it. `scrapy check` serves the page and fetches it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler import families
from crawler.families.base import Family
from crawler.model.types import Page
from gongkai import yaml_tables
from gongkai.terminal.amounts import counted


@dataclass(frozen=True, slots=True)
class FamilyContract:
    """The smallest page of a family, the rows to read from it, and the requests to make next."""

    family: str
    path: str
    page: str  # HTML
    rows: int
    requests: int
    first: str = ""  # a piece of the first request's URL


OWN = tuple(FamilyContract(**row) for row in yaml_tables.read("crawler.families", "contracts.yaml"))


def of(family: Family) -> tuple[FamilyContract, ...]:
    """Return the contracts of a family: those of the table, or the `CONTRACTS` of a third party's module."""
    return tuple(each for each in OWN if each.family == family.name) or tuple(getattr(family, "CONTRACTS", ()))


def broken(contract: FamilyContract, page: Page) -> Iterator[str]:
    """Yield what of a contract the page does not hold to, a sentence each."""
    family = families.recognise(page)
    if family.name != contract.family:
        yield f"the page is taken for one of {family.name}"
        return
    listing = family.listing(page)
    if len(listing.entries) != contract.rows:
        yield f"{counted(len(listing.entries), 'row is', 'rows are')} read, {contract.rows} expected"
    if len(listing.next) != contract.requests:
        yield f"{counted(len(listing.next), 'request follows', 'requests follow')}, {contract.requests} expected"
    first = listing.next[0].url if listing.next else ""
    if contract.first not in first:
        yield f"the first request is {first or 'none'}, one with {contract.first} expected"
