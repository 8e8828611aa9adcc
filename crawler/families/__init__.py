"""The families of content management systems, in the order in which they are tried.

To add one: a module with `name`, `matches` and `listing`, its line here, its row in contracts.yaml (docs/add-a-family.md).
Families of third parties come in by entry points of the group `gongkai.families` and are tried first.
"""

from __future__ import annotations

from importlib.metadata import entry_points

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
from crawler.lists import menus
from crawler.model.types import Listing, Page
from gongkai.errors import BadConfiguration

__all__ = ["FAMILIES", "Family", "named", "read_listing", "recognise"]


def _plugged() -> tuple[Family, ...]:
    """Return the families of installed packages; BadConfiguration names one that cannot be used."""
    found = []
    for entry in entry_points(group="gongkai.families"):
        try:
            module = entry.load()
        except (ImportError, AttributeError) as error:
            raise BadConfiguration(
                f"the family {entry.name} ({entry.value}) cannot be loaded: {error}; mend or uninstall its package"
            ) from error
        lacking = [name for name in ("name", "matches", "listing") if not hasattr(module, name)]
        if lacking:
            raise BadConfiguration(f"the family {entry.name} ({entry.value}) has no {' and no '.join(lacking)}; see docs/add-a-family.md")
        found.append(module)
    return tuple(found)


FAMILIES: tuple[Family, ...] = (  # the first that matches wins
    *_plugged(),
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


def read_listing(page: Page) -> tuple[Family, Listing]:
    """Return the family of a page and its listing; a first page comes with the columns below it."""
    adopted = interface.adopted(page)
    if adopted:
        family = named(interface.INTERFACES[dict(adopted.fetch.state)["interface"]].family)
        return family, family.listing(adopted)
    family = recognise(page)
    listing = family.listing(page)
    return family, listing if page.fetch.state else menus.completed(listing, page)


def recognise(page: Page) -> Family:
    """Return the family that reads a page: the one named by its request, else the first that matches.

    Answers and further pages go to the family that requested them. A family named in the registry is used for a first page if it recognises
    the page or no other family does: after a redesign, an outdated name would read a part of the rows and take it for all.
    """
    requested = named(page.fetch.family) if page.fetch.family else None
    if requested and requested is not generic and (page.fetch.state or (page.fetch.page or 1) > 1 or requested.matches(page)):
        return requested
    found = next(family for family in FAMILIES if family.matches(page))
    return requested if requested and found is FAMILIES[-1] else found


def named(name: str) -> Family:
    """Return the family of that name; BadConfiguration lists the known names."""
    if name not in BY_NAME:
        raise BadConfiguration(f"unknown family {name!r}; known are {', '.join(BY_NAME)}")
    return BY_NAME[name]
