"""The state of now as a run finds it at its end, and as `status` finds it at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from archive.health import now_state
from archive.health.assess import CHINA, ColumnHealth
from archive.health.now_state import Disk, LastRun, NowState
from archive.health.run_ends import RunEnd, ending_of
from archive.publish.assertions import withheld
from archive.store.frontier_queue import waiting
from gongkai import disk
from gongkai.errors import Exit
from gongkai.home import Home

REMEMBERED = timedelta(days=30)  # over which growth is measured
LEAST = 3  # days; less says nothing of a month


def begun(home: Home, moment: datetime) -> None:
    """Note that a run begins, so that one that is cut off is seen; OSError where the disk refuses."""
    before = now_state.read(home)
    run = LastRun(stamp(moment), last_success=before.run.last_success if before else None)
    after = NowState(stamp(moment), run)
    if before:
        after = NowState(before.at, run, before.columns, before.waiting, before.disk, before.withheld)
    now_state.write(home, after)


def ended(home: Home, columns: Sequence[ColumnHealth], end: RunEnd, success: bool, moment: datetime) -> NowState:
    """Return the state at the end of a run."""
    before = now_state.read(home)
    started = before.run.started if before else stamp(moment)
    last = stamp(moment) if success else before.run.last_success if before else None
    ending = ending_of(end.code, end.step)
    words = (ending.english, ending.chinese) if ending else ("", "")
    run = LastRun(started, stamp(moment), int(end.code), *words, end.step, end.why, last)
    return current(home, columns, run, moment)


def stopped(home: Home, moment: datetime) -> None:
    """Note that a run was stopped on request; all else stays as the run before found it. OSError where the disk refuses."""
    before, ending = now_state.read(home), ending_of(Exit.STOPPED)
    if before and ending:
        run = replace(before.run, finished=stamp(moment), exit_code=int(Exit.STOPPED), meaning=ending.english, chinese=ending.chinese)
        now_state.write(home, replace(before, at=stamp(moment), run=run))


def current(home: Home, columns: Sequence[ColumnHealth], run: LastRun, moment: datetime) -> NowState:
    """Return the state at this moment, after that run."""
    before = now_state.read(home)
    held = withheld(home)
    return NowState(
        stamp(moment),
        run,
        tuple(columns),
        waiting(home.frontier, moment.timestamp()),
        room(home, before.disk.sizes if before and before.disk else {}, moment.astimezone(CHINA).date()),
        held[1] if held else (),
    )


def room(home: Home, sizes: Mapping[str, int], today: date) -> Disk:
    """Return how much room is left, how fast it goes, and how long it lasts, by the sizes of the days before."""
    free, used = disk.free(home.root), size(home)
    earliest, latest = (today - REMEMBERED).isoformat(), today.isoformat()
    kept = {day: count for day, count in sizes.items() if earliest <= day <= latest} | {latest: used}
    first = min(kept)
    days = (today - date.fromisoformat(first)).days
    if days < LEAST:
        return Disk(free, used, sizes=kept)
    per_day = max(0, (used - kept[first]) // days)
    return Disk(free, used, per_day, free // per_day if per_day else None, kept)


def size(home: Home) -> int:
    """Return the bytes that the home's files take; one file under two names counts once."""
    found = {}
    for path in home.root.rglob("*"):
        try:
            about = path.lstat()
        except OSError:  # gone meanwhile
            continue
        found[about.st_dev, about.st_ino] = about.st_blocks * 512
    return sum(found.values())


def stamp(moment: datetime) -> str:
    """Return a time as ISO 8601 in UTC, to the second."""
    return moment.replace(microsecond=0).isoformat()
