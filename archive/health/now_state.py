"""The state of now, kept in HOME/state.json: how the last run ended, what failed, what is overdue, what waits, how much room is left.

Each run writes it, whether or not a snapshot was published; the operator's pages and `status` read it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from archive.health.assess import LEFT_ALONE, RHYTHMS, STATES, ColumnHealth
from archive.health.causes import cause_of
from archive.health.run_ends import columns_explain
from archive.health.standing import is_overdue
from gongkai import disk
from gongkai.home import Home
from gongkai.lock import holder_of
from gongkai.terminal.amounts import counted

NO_RUN = timedelta(days=2)  # without a run that ended, something is wrong with whoever starts them
NAMED = 3  # portals and causes that a sentence lists
LOCK = "run.lock"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last `gongkai run`; times in UTC, ISO 8601."""

    started: str
    finished: str | None = None  # None while it runs, and where it was cut off
    exit_code: int | None = None
    meaning: str = ""  # of the exit code, in words; empty where all is well
    chinese: str = ""  # the same
    step: str = ""  # that gave the exit code: `crawl`, `build`, `snapshot`; empty where it is the run's own
    why: str = ""  # that step's own sentence; it may name files and settings, so it is for the operator alone
    last_success: str | None = None  # when a run last ended with nothing failing and nothing overdue


@dataclass(frozen=True, slots=True)
class Disk:
    """Room on the disk that holds the archive, in bytes."""

    free: int
    used: int
    per_day: int | None = None  # growth, as measured over the days in `sizes`; None while there are too few
    days_left: int | None = None  # until the disk is full at that growth
    sizes: Mapping[str, int] = field(default_factory=dict)  # day (ISO) → bytes used


@dataclass(frozen=True, slots=True)
class WithheldReason:
    """Why the newest state of the database is not published, in a sentence of each language."""

    chinese: str
    english: str


def withheld_reasons(found: Iterable[Mapping[str, str] | str]) -> tuple[WithheldReason, ...]:
    """Return the reasons as a file of ours keeps them; those that a version before 0.2.0 kept are English alone."""
    return tuple(WithheldReason(each, each) if isinstance(each, str) else WithheldReason(**each) for each in found)


@dataclass(frozen=True, slots=True)
class NowState:
    """What was found at the end of the last run."""

    at: str
    run: LastRun
    columns: tuple[ColumnHealth, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)  # site → addresses found and not yet asked for
    disk: Disk | None = None
    withheld: tuple[WithheldReason, ...] = ()

    @property
    def failing(self) -> tuple[ColumnHealth, ...]:
        """The columns whose last attempt failed."""
        return tuple(column for column in self.columns if column.cause)


@dataclass(frozen=True, slots=True)
class Outage:
    """What a visitor of the operator's own site should know first, in a sentence of each language."""

    chinese: str
    english: str


def path(home: Home) -> Path:
    """Return the file that keeps the state."""
    return home.root / "state.json"


def read(home: Home) -> NowState | None:
    """Return the state as the last run left it; None where there was no run yet, or the file is damaged."""
    try:
        found = json.loads(path(home).read_text(encoding="utf-8"))
        return NowState(
            found["at"],
            _of(LastRun, found["run"]),
            tuple(_of(ColumnHealth, column) for column in found["columns"]),
            found["waiting"],
            _of(Disk, found["disk"]) if found["disk"] else None,
            withheld_reasons(found["withheld"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _of(kind: type[T], found: Mapping[str, Any]) -> T:
    """Make a value of a dataclass; keys of a later version are left out, and the lists of JSON are the tuples they were."""
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]  # only dataclasses are given
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in found.items() if name in known})


def write(home: Home, state: NowState) -> None:
    """Replace the state; OSError where the disk refuses."""
    beside = path(home).with_suffix(".new")
    beside.write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
    disk.replace(beside, path(home))


def cut_off(home: Home, run: LastRun) -> bool:
    """Return whether a run began and neither ended nor is at work."""
    holder = holder_of(home.root / LOCK)
    return run.finished is None and not (holder and holder.alive())


def outages(home: Home, state: NowState, now: datetime) -> list[Outage]:
    """Return what is wrong now, the worst first; empty where the archive is up to date."""
    found = []
    if cut_off(home, state.run):
        found.append(Outage(f"{_day(state.run.started)}的采集中断", f"the run of {_day(state.run.started)} was cut off"))
    elif state.run.finished and now - datetime.fromisoformat(state.run.finished) > NO_RUN:
        found.append(Outage(f"自{_day(state.run.finished)}起没有采集", f"no run since {_day(state.run.finished)}"))
    if nothing := nothing_followed(state.columns):
        found.append(nothing)
    if failing := state.failing:
        found.append(_failing(failing))
    late = [column for column in state.columns if not column.cause and column.last_success and is_overdue(column, now)]
    if late:
        count = len(late)
        found.append(
            Outage(f"{count} 个栏目久未成功访问", f"{counted(count, 'column')} without a good visit for longer than the rhythm allows")
        )
    if (code := state.run.exit_code) and not (failing and columns_explain(code, state.run.step)):
        of_step = f" of {state.run.step}" if state.run.step else ""
        chinese = f"：{state.run.chinese}" if state.run.chinese else ""
        found.append(Outage(f"上次运行以 {code} 结束{chinese}", f"the last run ended with {code}{of_step}: {state.run.meaning}"))
    return found


def nothing_followed(columns: Sequence[ColumnHealth]) -> Outage | None:
    """Return that every column is left alone by the operator's will, so that no visit can succeed; None where one is followed."""
    if not columns or any(column.state not in LEFT_ALONE for column in columns):
        return None
    counts = Counter(column.state for column in columns)
    chinese = "、".join(f"{count} 个{STATES[state][0]}" for state, count in counts.most_common())
    english = ", ".join(f"{count} {STATES[state][1]}" for state, count in counts.most_common())
    return Outage(
        f"没有在访问的栏目（{chinese}）：不会有成功的运行，也不发送心跳",
        f"no column is followed ({english}): no run can succeed, and no heartbeat is sent",
    )


def _failing(columns: tuple[ColumnHealth, ...]) -> Outage:
    causes = [cause_of([code]) for code in dict.fromkeys(column.cause for column in columns)][:NAMED]
    since = min((column.since for column in columns if column.since and column.state not in RHYTHMS), default="")
    names = list({column.site_id: column.site_name for column in columns}.values())
    sites = "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")
    chinese = f"{len(columns)} 个栏目上次访问失败（{sites}；{'、'.join(cause.chinese for cause in causes)}）"
    english = f"{counted(len(columns), 'column')} failed at the last visit ({sites}; {', '.join(cause.english for cause in causes)})"
    return Outage(chinese + (f"，自{since}起" if since else ""), english + (f", since {since}" if since else ""))


def _day(moment: str) -> str:
    return moment[:10]
