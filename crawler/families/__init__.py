"""The families of content management systems: which one a page belongs to, in the order that tells them apart.

To add one: a module with `name`, `matches` and `listing`, its line here, its row in tests/crawler/test_families.py (docs/add-a-family.md).
"""

from __future__ import annotations

from crawler import menus
from crawler.families import (
    annual_reports,
    epoint,
    generic,
    gkmlpt,
    hebei,
    henan,
    huaian,
    interface,
    jcms,
    jcms_xxgk,
    jpaas,
    liaoning,
    lonsun,
    nfcms,
    shanghai,
    siteserver,
    trs,
    trs_front,
    trs_search,
    truecms,
    ucap,
    vsb,
)
from crawler.families.base import Family
from crawler.types import Listing, Page
from parsers.contract import BadConfiguration

__all__ = ["FAMILIES", "Family", "named", "read", "recognise"]

FAMILIES: tuple[Family, ...] = (  # the first that matches wins
    annual_reports,
    jpaas,
    truecms,
    jcms,
    jcms_xxgk,
    trs_search,
    trs_front,
    gkmlpt,
    ucap,
    huaian,
    henan,
    shanghai,
    trs,
    lonsun,
    epoint,
    vsb,
    hebei,
    liaoning,
    nfcms,
    siteserver,
    generic,
)
BY_NAME = {family.name: family for family in FAMILIES}


def read(page: Page) -> tuple[Family, Listing]:
    """Given a page of a column or an answer behind it, return its family and what it gives; a first page with the columns below it."""
    adopted = interface.adopted(page)
    if adopted:
        family = named(interface.INTERFACES[dict(adopted.fetch.state)["interface"]].family)
        return family, family.listing(adopted)
    family = recognise(page)
    listing = family.listing(page)
    return family, listing if page.fetch.state else menus.completed(listing, page)


def recognise(page: Page) -> Family:
    """Given a page of a column, return the family that reads it: the first that matches, or the one its request names.

    An answer goes to the family that asked. What the registry names wins where it knows the page or nobody else does: a name that a
    redesign has overtaken would read a part of the rows and think it is all.
    """
    told = named(page.fetch.family) if page.fetch.family else None
    if told and told is not generic and (page.fetch.state or (page.fetch.page or 1) > 1 or told.matches(page)):
        return told
    found = next(family for family in FAMILIES if family.matches(page))
    return told if told and found is FAMILIES[-1] else found


def named(name: str) -> Family:
    """Given a family's name, return it; BadConfiguration names those there are."""
    if name not in BY_NAME:
        raise BadConfiguration(f"there is no family {name!r}; known are {', '.join(BY_NAME)}")
    return BY_NAME[name]
