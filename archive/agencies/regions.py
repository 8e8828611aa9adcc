"""The divisions by their codes of GB/T 2260, as dated tables list them (regions.csv), and those that only the registry states."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from archive.agencies import latin_names
from parsers.report.identify import agency_names, bodies

COUNTRY = "100000"  # the registry's code for the state itself; GB/T 2260 has none
GOVERNMENT = "人民政府"


@dataclass(frozen=True, slots=True)
class Region:
    """One name of a division: code, English by rule, months `YYYY-MM` of the first table that lists it and of the first without it."""

    code: str
    name: str
    valid_from: str = ""  # empty: in the first table
    valid_to: str = ""  # empty: in the last
    english: str = ""  # by archive.agencies.latin_names; empty where no rule fits
    source: str = "gb2260"

    @property
    def level(self) -> str:
        """The level that the code's digits state: central, province, city or county."""
        return level_of(self.code)


def level_of(code: str) -> str:
    """Return the level that the digits of a code state.

    >>> [level_of(code) for code in ("100000", "230000", "230100", "230103")]
    ['central', 'province', 'city', 'county']
    """
    if code == COUNTRY:
        return "central"
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def above(code: str) -> list[str]:
    """Return the codes that may contain a code, the nearest first; the country is the last.

    >>> above("230103"), above("100000")
    (['230100', '230000', '100000'], [])
    """
    chain = [f"{code[:4]}00", f"{code[:2]}0000", COUNTRY]
    return [other for place, other in enumerate(chain) if other != code and other not in chain[:place]] if code != COUNTRY else []


@dataclass(slots=True)
class Gazetteer:
    """Divisions by code and by name; of several names of a code the newest is the last."""

    by_code: dict[str, list[Region]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Region]] = field(default_factory=lambda: defaultdict(list))
    longest: int = 0

    def add(self, region: Region) -> None:
        """Add one name of a division."""
        self.by_code[region.code].append(region)
        self.by_name[region.name].append(region)
        self.longest = max(self.longest, len(region.name))

    def name(self, code: str) -> str | None:
        """Return a division's newest name; None for an unknown code."""
        return self.by_code[code][-1].name if code in self.by_code else None

    def parent(self, code: str) -> str | None:
        """Return the nearest known division that contains a code; None if none is known.

        >>> load().parent("230103"), load().parent("110101"), load().parent("419001")
        ('230100', '110000', '410000')
        """
        known = next((other for other in above(code) if other in self.by_code), None)
        only_registry = known == COUNTRY and code in self.by_code and self.by_code[code][-1].source == "registry"
        return None if only_registry else known  # 990100 is of no province: nothing says that it lies in the country

    def within(self, code: str, ancestor: str) -> bool:
        """Return whether a division is another or lies in it, by their digits."""
        return code == ancestor or ancestor in above(code)


@cache
def listed() -> tuple[Region, ...]:
    """Return the rows of regions.csv in the order of their codes, the oldest name of a code first."""
    text = files("archive.agencies").joinpath("regions.csv").read_text(encoding="utf-8")
    _, *rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(Region(*row) for row in rows)


@cache
def load() -> Gazetteer:
    """Return the divisions of regions.csv and the country."""
    return gazetteer(())


def gazetteer(sites: Iterable[Mapping[str, str | None]]) -> Gazetteer:
    """Return the divisions of regions.csv and those that only sites state: a site's code, and the division whose government runs it."""
    found = Gazetteer()
    found.add(Region(COUNTRY, "全国", english="China", source="registry"))
    for region in listed():
        found.add(region)
    for site in sites:
        code, name = site["area"] or "", region_name(site["name"] or "")
        if len(code) == 6 and code.isdigit() and name and code not in found.by_code:
            found.add(Region(code, name, english=latin_names.region(name) or "", source="registry"))
    return found


def region_name(name: str) -> str:
    """Return the division whose government a name is; empty if it is none.

    >>> region_name("哈尔滨市南岗区人民政府"), region_name("青澜市政府信息公开旧平台")
    ('南岗区', '')
    """
    bare = agency_names.key(name)
    return bare if name.endswith(GOVERNMENT) and bodies.LOOSE.fullmatch(bare) else ""
