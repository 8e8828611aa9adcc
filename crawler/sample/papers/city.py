"""Read city.yaml: the agencies, sites and planted errors of the invented city; which report is due on which site and in which form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from gongkai import yaml_tables

Delivery = Literal["page", "pdf", "docx", "both"]
HERE = Path(__file__).parent


@cache
def table(name: str) -> Any:
    """Return one of the YAML files of this package, cached."""
    return yaml_tables.read("crawler.sample.papers", f"{name}.yaml")


@dataclass(frozen=True, slots=True)
class SampleSite:
    """One of the three portals."""

    id: str
    family: str
    name: str
    code: str  # 政府网站标识码
    area: str
    level: str


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that publishes reports; `years` says which site carries its reports of which years."""

    name: str
    size: int  # requests a year, roughly
    years: tuple[tuple[str, int, int], ...]
    government: bool = False
    pdf: tuple[int, ...] = ()
    docx: tuple[int, ...] = ()
    both: tuple[int, ...] = ()

    def delivery(self, year: int) -> Delivery:
        """Return how the report of a year is published on the portal."""
        kinds: tuple[tuple[Delivery, tuple[int, ...]], ...] = (("pdf", self.pdf), ("docx", self.docx), ("both", self.both))
        return next((kind for kind, years in kinds if year in years), "page")


@dataclass(frozen=True, slots=True)
class Edition:
    """One report that the sample city publishes."""

    agency: Agency
    year: int
    site: str
    form: str
    slip: str | None  # the mistake planted in it
    published: str | None  # a date planted with it


def sites() -> tuple[SampleSite, ...]:
    """Return the three portals, in the order of city.yaml."""
    return tuple(SampleSite(**entry) for entry in table("city")["sites"])


def agencies() -> tuple[Agency, ...]:
    """Return the city's agencies."""
    return tuple(_agency(dict(entry)) for entry in table("city")["agencies"])


def _agency(entry: dict[str, Any]) -> Agency:
    years = tuple((site, first, last) for site, (first, last) in entry.pop("years").items())
    entry |= {key: tuple(entry.get(key, ())) for key in ("pdf", "docx", "both")}
    return Agency(years=years, **entry)


def editions(agency: Agency) -> Iterator[Edition]:
    """Yield every year of an agency, oldest first; a year that was never published is included and marked `missing`."""
    slips = {(slip["agency"], slip["year"]): slip for slip in table("city")["slips"]}
    for site, first, last in agency.years:
        for year in range(first, last + 1):
            slip = slips.get((agency.name, year), {})
            form = form_of(year - 2 if slip.get("slip") == "old_form" else year)
            yield Edition(agency, year, site, form, slip.get("slip"), slip.get("published"))


def form_of(year: int) -> str:
    """Return the form that the rules of that year required.

    >>> form_of(2013), form_of(2018), form_of(2020), form_of(2025)
    ('prose', 'statistics', '2019', '2021')
    """
    forms: dict[str, list[int]] = table("city")["forms"]
    return next(form for form, (first, last) in forms.items() if first <= year <= last)
