"""Shorthand of the table: the few shapes that most nights have."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tests.scenarios.nights.model import NETWORK, Alarm, ColumnExpect, Expect, Fault, Health, Place, Published
from tests.scenarios.nights.stage.faults import State
from tests.scenarios.nights.stage.sites import ALL, COLUMNS

LIVING = ("qingze", "yundu", "baili", "shiting", "dongcen")
"""Portals with a notice each working day and their five annual reports."""

DORMANT = frozenset({("jiudu", "annual"), ("jiudu", "notices")})
NOBODY = (*LIVING, "jiudu", "laotai", "qianyi")
"""Portals to be left alone on a night whose run ends before it begins to crawl."""

NEW, HELD = frozenset({Published.NEW}), frozenset({Published.HELD})
EITHER = NEW | HELD
OK, FAILING = frozenset({Health.OK}), frozenset({Health.FAILING})


def both(*sites: str) -> tuple[Place, ...]:
    """Return both columns of each portal."""
    return tuple((site, column) for site in sites for column in COLUMNS)


def down(cause: str, *places: Place) -> dict[Place, str]:
    """Return the places with one cause, as `failing` wants them."""
    return dict.fromkeys(places, cause)


def columns(
    failing: Mapping[Place, str] | None = None, *, success: bool | None = True, sites: Iterable[str] = LIVING, annual_due: bool = True
) -> dict[Place, ColumnExpect]:
    """Return what is expected of every column: well but for `failing`, dormant, ended.

    `success` False: nothing but what failed is due. `annual_due` False: the annual columns follow their weekly rhythm.
    """
    seen = {place: ColumnExpect(OK, success if annual_due or place[1] != "annual" else None) for place in both(*sites)}
    seen |= {place: ColumnExpect(frozenset({Health.DORMANT}), None) for place in DORMANT}
    seen |= {place: ColumnExpect(frozenset({Health.ENDED}), False) for place in both("laotai")}
    return seen | {place: ColumnExpect(FAILING, False, cause) for place, cause in (failing or {}).items()}


def well(*recovers: Place, **more: Any) -> Expect:
    """Return the expectation of a good night: everything due was visited and answered, something new is published."""
    base = Expect(frozenset({0}), columns(), recovers=recovers, heartbeat=True, published=NEW, not_asked=("laotai", "qianyi"))
    return replace(base, **more)


def idle(*recovers: Place, **more: Any) -> Expect:
    """Return the expectation of a good run with nothing due: green, nothing published."""
    return replace(well(*recovers), **({"columns": columns(success=False), "published": HELD} | more))


def trouble(failing: Mapping[Place, str], *, opens: bool = False, **more: Any) -> Expect:
    """Return the expectation of a night on which some columns fail: partial, the others well, no heartbeat.

    `opens`: patience is over tonight, the alarm must have been told; otherwise it may be told.
    """
    alarms = tuple(Alarm(place, cause) for place, cause in failing.items())
    told: dict[str, Any] = {"opens" if opens else "may_open": alarms}
    base = Expect(frozenset({6}), columns(failing), published=NEW, not_asked=("laotai", "qianyi"))
    return replace(base, **(told | more))


def still(failing: Mapping[Place, str], *, opens: bool = False, **more: Any) -> Expect:
    """Return the expectation of a run in which only what failed is due, and fails again: it inherits the state."""
    shape: dict[str, Any] = {"exits": frozenset({1, 6}), "columns": columns(failing, success=False), "published": HELD}
    return trouble(failing, opens=opens, **(shape | more))


def all_down(cause: str, exits: Iterable[int], **more: Any) -> Expect:
    """Return the expectation of a night on which nothing answers: one line, the network; no line a column."""
    failing = down(cause, *both(*LIVING))
    seen = columns(failing) | {place: ColumnExpect(frozenset({Health.DORMANT, Health.FAILING}), False) for place in DORMANT}
    base = Expect(frozenset(exits), seen, opens=(Alarm(NETWORK, "network"),), not_asked=("laotai", "qianyi"))
    return replace(base, **more)


def house(exits: Iterable[int], **more: Any) -> Expect:
    """Return the expectation of a night on which the house fails, not the portals: no heartbeat, nothing published."""
    return replace(Expect(frozenset(exits), published=HELD, not_asked=("laotai", "qianyi")), **more)


def fault(site: str, state: State, column: str = ALL) -> Fault:
    """Return a fault of a portal, or of one of its columns."""
    return Fault(site, column, state)
