"""Observations of a program that does everything right: the proof that the table can be met, and the ground for planted faults."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.scenarios.nights.judge import CAUSES
from tests.scenarios.nights.model import HOUSE, NETWORK, ColumnExpect, ColumnSeen, Health, Night, Observed, Place, Published, Told, standing
from tests.scenarios.nights.nights import timeline
from tests.scenarios.nights.stage.sites import BY_ID, COLUMNS
from tests.scenarios.nights.table.expectations import both
from tests.scenarios.nights.webhook import Mood

RUN = timedelta(minutes=3)
LABELS = {NETWORK: "all portals", HOUSE: "gongkai run"}


def ideal(night: Night, clock: datetime, stands: frozenset[Place], latest: str | None, *, patient: bool) -> Observed:
    """Return what a right program shows; a patient one alarms when it must, a prompt one as soon as it may."""
    expect, end = night.expect, clock + RUN
    told = tuple(news(night, stands, patient=patient)) if night.webhook is Mood.WELL else ()
    shown = {place: column(one, clock) for place, one in expect.columns.items()}
    green = bool(expect.heartbeat)
    lines = [one.text for one in told] + [f"dormant: {'/'.join(place)}" for place in sorted(expect.dormant_told)]
    after = f"gongkai-{clock:%Y%m%dT%H%M%S}.db" if Published.NEW in expect.published else latest
    paths = {site: ("/annual/", "/annual/", "/notices/", "/notices/") for site, _ in expect.retried}
    return Observed(
        min(expect.exits) if green or 0 not in expect.exits else max(expect.exits),
        clock,
        end,
        "",
        ("\n".join(lines),) if lines else (),
        told,
        stands,
        expect.dormant_told,
        int(green),
        end if green else clock - timedelta(days=1),
        shown,
        shown,
        " ".join(words[0] for words in expect.status_words),
        latest,
        after,
        True,
        paths,
        expect.second_exit,
        bool(expect.failing) or 0 not in expect.exits,
    )


def news(night: Night, stands: frozenset[Place], *, patient: bool) -> Iterator[Told]:
    """Yield the alarms and all-clears of a night: one line for all portals, else one a column."""
    expect = night.expect
    due = expect.opens if patient or (expect.recovers and not expect.failing) else (*expect.opens, *expect.may_open)
    for alarm in due:
        shadowed = alarm.place != NETWORK and NETWORK in {one.place for one in due}
        if alarm.place not in stands and not shadowed:
            yield Told(alarm.place, True, line(alarm.place, CAUSES[alarm.cause][0]))
    if expect.must_speak and HOUSE not in stands:
        yield Told(HOUSE, True, line(HOUSE, "the run ended with an error"))
    for place in (*expect.recovers, *((HOUSE,) if expect.heartbeat else ())):
        if place in stands:
            yield Told(place, False, line(place, "all clear"))


def line(place: Place, words: str) -> str:
    """Return a line of a message that can be acted on."""
    site, name = place
    label = LABELS.get(place) or f"{BY_ID[site].name} {COLUMNS[name][0]}"
    return f"{label}: {words}, since 2026-02-26, 3 visits in a row; see gongkai status"


def column(expect: ColumnExpect, clock: datetime) -> ColumnSeen:
    """Return a column as expected; of several states the better one."""
    state = Health.OK if Health.OK in expect.states else min(expect.states)
    tried = clock + timedelta(minutes=1)
    success = tried if expect.success else clock - timedelta(days=2)
    return ColumnSeen(state, tried, success, CAUSES[expect.cause][0] if expect.cause else "")


def played(*, patient: bool) -> Iterator[tuple[Night, Observed]]:
    """Yield every night with its ideal observation, alarms and snapshots following from the nights before."""
    history: list[Told] = []
    latest: str | None = None
    for _, clock, night in timeline():
        sites = [site for site in night.registry if not BY_ID[site].silent and not BY_ID[site].ended]
        seen = ideal(night, clock, standing(history, frozenset(both(*sites))), latest, patient=patient)
        yield night, seen
        history += seen.told
        latest = seen.latest_after
