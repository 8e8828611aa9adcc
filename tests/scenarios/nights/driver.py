"""Play the table: set the stage for each night, let the adapter run the program, judge what it saw.

The adapter does, for each night: write `portal.registry(night.registry, dict(night.least))` into the home's
sites.yaml; apply `night.twists`; run the program with `portal.environment()` and its clock at `clock`; undo the twists
that do not stay; fill an `Observed`. Home, portals and receiver live on from night to night.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from tests.scenarios.nights.judge import judge
from tests.scenarios.nights.model import Night, Observed, Place, Published, Told, standing
from tests.scenarios.nights.nights import timeline
from tests.scenarios.nights.portal import Portal
from tests.scenarios.nights.stage.sites import BY_ID, COLUMNS
from tests.scenarios.nights.table.expectations import DORMANT, columns, well
from tests.scenarios.nights.webhook import Webhook


class Adapter(Protocol):
    """What plugs the program in."""

    def play(self, night: Night, clock: datetime, portal: Portal, webhook: Webhook, stands: frozenset[Place]) -> Observed:
        """Run one night with the machine's clock at `clock` (UTC) and return what was seen; `stands` goes into it as it is."""


Timed = tuple[datetime, datetime, Night]
"""True time, time of the machine's clock, night."""


def perform(adapter: Adapter, portal: Portal, webhook: Webhook, nights: Iterable[Timed] | None = None) -> dict[str, list[str]]:
    """Play nights (None: the table) in order and return the faults of each that has any."""
    history: list[Told] = []
    faults: dict[str, list[str]] = {}
    held: dict[Place, int] = {}
    for true, clock, night in timeline() if nights is None else nights:
        set_stage(night, true, portal, webhook)
        seen = adapter.play(night, clock, portal, webhook, standing(history, living(night)))
        history += seen.told
        wrong = judge(night, seen) + lost(night, seen, portal, held)
        if wrong:
            faults[night.name] = wrong
    return faults


def opened(act: Sequence[Night]) -> list[Timed]:
    """Return the timed nights of an act, after the last night before it as the first on a fresh home.

    `rehearse` first changes what the portals changed before. Nights are told apart by their names.
    """
    every = list(timeline())
    names = {night.name for night in act}
    first = next(number for number, (_, _, night) in enumerate(every) if night.name == act[0].name)
    nights = [timed for timed in every if timed[2].name in names]
    if not first:
        return nights
    true, clock, before = every[first - 1]
    living = [site for site in before.registry if not BY_ID[site].silent and not BY_ID[site].ended]
    opening = Night(f"before: {act[0].name}", 0, well(columns=columns(sites=living), dormant_told=DORMANT), registry=before.registry)
    return [(true, clock, opening), *nights]


def rehearse(act: Sequence[Night], portal: Portal) -> None:
    """Make the changes of contents that the nights before an act made, each on its day."""
    for true, _, night in timeline():
        if night.name == act[0].name:
            return
        portal.day(true)
        for edit in night.edits:
            portal.change(edit.site, edit.column, edit.kind)


def set_stage(night: Night, true: datetime, portal: Portal, webhook: Webhook) -> None:
    """Bring portals and receiver into the state of a night."""
    portal.day(true)
    webhook.night(night.webhook)
    for edit in night.edits:
        portal.change(edit.site, edit.column, edit.kind)
    for fault in night.faults:
        portal.set(fault.site, fault.column, fault.state)


def lost(night: Night, seen: Observed, portal: Portal, held: dict[Place, int]) -> list[str]:
    """Check that no column holds fewer documents than its portal shows on a good night, or than it held before
    of what the portal has not taken down.

    `held` is what each column held after the nights before, of what its portal showed then; it is brought up to this night. What a
    portal showed under other addresses for a night (a redesign that was undone) is gone with them, and was held twice until then.
    A page or attachment that the portal itself serves broken need not be held.
    """
    faults = []
    for place, count in (seen.listed or {}).items():
        site, column = place
        expected = night.expect.columns.get(place)
        rows = portal.book.rows(BY_ID[site], column, portal.now.date())
        shown = sum(not (row.page_missing or row.attachment_broken) for row in rows)
        if expected and expected.success and night.expect.published == {Published.NEW} and count < shown:
            faults.append(f"{night.name}: {site}/{column} holds {count} documents of {shown}")
        still_shown = min(held.get(place, 0), shown)
        if site in night.registry and count < still_shown:
            faults.append(f"{night.name}: {site}/{column} held {held[place]} documents and holds {count}")
        held[place] = max(still_shown, min(count, shown)) if expected and expected.success else held.get(place, 0)
    return faults


def living(night: Night) -> frozenset[Place]:
    """Return the columns of a night's registry that are neither silent nor ended."""
    sites = (BY_ID[site] for site in night.registry)
    return frozenset((site.id, column) for site in sites if not site.silent and not site.ended for column in COLUMNS)
