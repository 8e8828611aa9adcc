"""The division that certainly contains an agency, from its name and its portal, with the reason."""

from __future__ import annotations

from typing import NamedTuple

from archive.agencies import kinds
from archive.agencies.regions import COUNTRY, Gazetteer, level_of
from gongkai.chinese_text import label
from parsers.report.identify import bodies

SHORTEST = 2  # characters of a division's name
BEYOND = tuple(bodies.BEYOND.split("|"))  # 国家…, 长江…: what bodies of no division begin with


class Placement(NamedTuple):
    """The smallest division that certainly contains an agency (None: `basis` says why), its own level, the rest of its name."""

    code: str | None
    basis: str
    level: str | None
    rest: str


def place(name: str, area: str, known: Gazetteer) -> Placement:
    """Return where a name and the division of its portal place an agency.

    >>> from archive.agencies.regions import load
    >>> place("南岗区教育局", "230100", load())
    Placement(code='230103', basis='name', level='county', rest='教育局')
    >>> place("五常市民意乡人民政府", "230184", load())
    Placement(code='230184', basis='name', level='township', rest='民意乡人民政府')
    >>> place("鼓楼区教育局", "110000", load())[:3]
    (None, 'several_divisions', None)
    """
    bare = kinds.without_head(label(name))
    first = _first(bare, area, known)
    if isinstance(first, str):
        return Placement(None, first, None, bare)
    if first is None:
        return _of_portal(bare, area, known)
    code, size = first
    while further := _below(bare[size:], code, known):
        code, size = further[0], size + further[1]
    rest = bare[size:]
    return Placement(code, "name", "township" if kinds.is_township(rest) else level_of(code), rest)


def _names_at(text: str, known: Gazetteer) -> list[str]:
    """Return the names of divisions that a text begins with, the longest first."""
    sizes = range(min(known.longest, len(text)), SHORTEST - 1, -1)
    return [text[:size] for size in sizes if text[:size] in known.by_name]


def _first(text: str, area: str, known: Gazetteer) -> tuple[str, int] | str | None:
    """Return code and length of the division that a name begins with; None if it begins with none, or the reason why it is not certain."""
    for name in _names_at(text, known):
        codes = {region.code for region in known.by_name[name]}
        related = {code for code in codes if known.within(code, area) or known.within(area, code)}
        if chosen := _one(related or codes, known, name):
            return chosen, len(name)
        return "several_divisions"
    return None


def _below(text: str, code: str, known: Gazetteer) -> tuple[str, int] | None:
    """Return code and length of the division of `code` that the rest of a name begins with."""
    for name in _names_at(text, known):
        codes = {region.code for region in known.by_name[name] if region.code != code and known.within(region.code, code)}
        if chosen := _one(codes, known, name):
            return chosen, len(name)
    return None


def _one(codes: set[str], known: Gazetteer, name: str) -> str | None:
    """Return the only code, or the only one that still has this name; None if several have."""
    if len(codes) > 1:
        codes = {code for code in codes if any(region.name == name and not region.valid_to for region in known.by_code[code])}
    return next(iter(codes)) if len(codes) == 1 else None


def _of_portal(bare: str, area: str, known: Gazetteer) -> Placement:
    """Return the portal's division for a name that begins with none that is known."""
    if area not in known.by_code:
        return Placement(None, "portal_unknown" if area else "no_portal", None, bare)
    if kinds.is_township(bare):
        return Placement(area, "portal", "township", bare)
    own_name = known.name(area) or ""
    if len(own_name) > SHORTEST and bare.startswith(own_name[:-1]):  # 长春经济技术开发区 on the portal of 长春市
        return Placement(area, "name", None, bare)
    if bodies.LOOSE.match(bare) and not kinds.stem_known(bare) and not bare.startswith(BEYOND):
        return Placement(None, "division_unknown", None, bare)  # of a zone, or of a division that no table has
    if area == COUNTRY:
        return Placement(area, "portal", "central", bare)
    own = bare[:1] == own_name[-1:] and not kinds.stem_known(bare)  # 市教育局 on a city's portal is the city's
    return Placement(area, "portal", level_of(area) if own else None, bare[1:] if own else bare)
