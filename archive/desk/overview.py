"""What the operator should see first: the state of every column, and what needs attention, the most urgent first."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from archive.desk.jobs.job_store import DeskJob
from archive.desk.jobs.registry import RegistryRead
from archive.health import now_state
from archive.health.assess import ColumnHealth, assess
from archive.health.causes import cause_of
from archive.health.history import Intent
from archive.health.now_state import LastRun, NowState, WithheldReason
from archive.health.run_ends import columns_explain, ending_of
from archive.health.standing import standing
from archive.ops import present
from archive.publish.assertions import withheld
from archive.publish.latest import Edition, entry
from archive.store import schema
from gongkai.clock import now
from gongkai.errors import Exit, GongkaiError
from gongkai.home import Home
from gongkai.terminal.amounts import counted

Level = Literal["bad", "warn"]
FRESH = 5.0  # seconds an overview is shown again unless one of its files changed; a million documents take two to assess
SOON, TIGHT = 30, 7  # days until the disk is full: worth a thought, urgent
LEAST_FREE = 2 << 30  # bytes; a snapshot of a large archive needs as much
RECENT = timedelta(days=1)  # how long a failed job is shown among what needs attention


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that needs attention: what, what to do about it, the columns concerned."""

    kind: str  # withheld, registry, failing, silent, overdue, paused, disk, run, job, empty
    level: Level
    title: tuple[str, str]  # Chinese, English
    advice: tuple[str, str]
    columns: tuple[ColumnHealth, ...] = ()
    details: tuple[tuple[str, str], ...] = ()  # a program's own sentence is the same in both
    job: str = ""  # the id of a job that failed


def same(sentence: str) -> tuple[str, str]:
    """Return a sentence that the program has in one language only."""
    return sentence, sentence


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the archive as the desk shows it."""

    at: datetime
    columns: tuple[ColumnHealth, ...] = ()
    snapshot: Edition | None = None
    withheld: tuple[str, tuple[WithheldReason, ...]] | None = None  # since when, and why
    now: NowState | None = None  # None before the first run
    fault: str = ""  # why the database cannot be read
    documents: dict[str, int] = field(default_factory=dict)  # by site


class Overviews:
    """The overview of one home, computed at most once every few seconds and whenever one of its files changed."""

    def __init__(self, home: Home):
        self.home = home
        self.turn = threading.Lock()
        self.kept: tuple[float, tuple[int, ...], Overview] | None = None

    def read(self) -> Overview:
        """Return the overview of now."""
        with self.turn:
            stamp = tuple(value for path in files(self.home) for value in stamp_of(path))
            if self.kept is None or self.kept[1] != stamp or time.monotonic() - self.kept[0] > FRESH:
                found = look(self.home, now())
                self.kept = time.monotonic(), stamp, found
            return self.kept[2]


def files(home: Home) -> Iterator[Path]:
    """Yield the files whose change shows."""
    yield home.database
    yield from (home.root / name for name in ("gongkai.db-wal", "paused.json", "followed.json", "state.json", "withheld.json"))
    yield home.public / "latest.json"


def stamp_of(path: Path) -> tuple[int, int]:
    """Return what changes when a file does."""
    try:
        about = path.stat()
    except OSError:
        return 0, 0
    return about.st_mtime_ns, about.st_size


def look(home: Home, moment: datetime) -> Overview:
    """Return the overview of a home at a time, from the working database and the files beside it."""
    seen = Overview(moment, snapshot=entry(home), withheld=withheld(home))
    if not home.database.exists():
        return seen
    try:
        with closing(schema.connect(home.database, readonly=True)) as connection:
            schema.require_current(connection)
            health = assess(connection, moment, intent=Intent.of(home))
            documents = dict(connection.execute("SELECT site_id, count(*) FROM documents GROUP BY site_id"))
    except (sqlite3.Error, GongkaiError) as error:
        return replace(seen, fault=str(error))
    last = now_state.read(home)
    state = present.current(home, health, last.run, moment) if last else None
    return replace(seen, columns=health, now=state, documents=documents)


def concerns(home: Home, seen: Overview, registry: RegistryRead, jobs: Iterable[DeskJob]) -> list[Concern]:
    """Return what needs attention, the most urgent first; empty where nothing does."""
    parts: tuple[Callable[[], Iterator[Concern]], ...] = (
        lambda: _unreadable(home, seen, registry),
        lambda: _disk(seen),
        lambda: _withheld(seen),
        lambda: _run(home, seen),
        lambda: _failing(seen),
        lambda: _quiet_too_long(seen),
        lambda: _nothing_followed(seen),
        lambda: _failed_jobs(seen, jobs),
    )
    found = [concern for part in parts for concern in part()]
    return sorted(found, key=lambda concern: concern.level != "bad")  # stable: the order above within each level


def _unreadable(home: Home, seen: Overview, registry: RegistryRead) -> Iterator[Concern]:
    if registry.fault:
        title = "站点清单无法读取", "The registry cannot be read"
        yield Concern(
            "registry", "bad", title, ("修正清单后刷新本页", "mend it, then load this page again"), details=(same(registry.fault),)
        )
    if seen.fault:
        title = "工作数据库无法读取", "The working database cannot be read"
        yield Concern("database", "bad", title, ("运行 gongkai doctor", "run gongkai doctor"), details=(same(seen.fault),))
    elif not home.database.exists():
        title = "尚未采集过", "Nothing has been collected yet"
        advice = "加入站点后点“访问所有到期的栏目”", "add a site, then visit all that is due"
        yield Concern("empty", "warn", title, advice)


def _disk(seen: Overview) -> Iterator[Concern]:
    room = seen.now.disk if seen.now else None
    if room is None:
        return
    days = room.days_left
    if room.free < LEAST_FREE or (days is not None and days < SOON):
        left = (f"，约 {days} 天后写满", f", full in about {counted(days, 'day')}") if days is not None else ("", "")
        level: Level = "bad" if room.free < LEAST_FREE or (days is not None and days < TIGHT) else "warn"
        megabytes = room.free >> 20
        title = f"磁盘只剩 {megabytes:,} MB{left[0]}", f"{megabytes:,} MB of disk left{left[1]}"
        yield Concern("disk", level, title, ("腾出空间，或移动档案", "free some, or move the archive"))


def _withheld(seen: Overview) -> Iterator[Concern]:
    if seen.withheld:
        since, reasons = seen.withheld
        title = f"快照自 {since[:10]} 起被扣留", f"The snapshot has been withheld since {since[:10]}"
        advice = "先看差异；确属实情，再采用", "look at the difference first; accept it if it is real"
        yield Concern("withheld", "bad", title, advice, details=tuple((reason.chinese, reason.english) for reason in reasons))


def _run(home: Home, seen: Overview) -> Iterator[Concern]:
    """Yield what is wrong with the runs themselves; failing columns have their own concerns."""
    if seen.now is None:
        return
    run, look_at_log = seen.now.run, ("查看 logs/ 中该次的记录", "see its log in logs/")
    if now_state.cut_off(home, run):
        title = f"{run.started[:10]} 的运行中断了", f"The run of {run.started[:10]} was cut off"
        yield Concern("run", "bad", title, look_at_log)
    elif run.finished and seen.at - datetime.fromisoformat(run.finished) > now_state.NO_RUN:
        title = f"自 {run.finished[:10]} 起没有运行过", f"No run since {run.finished[:10]}"
        yield Concern("run", "bad", title, ("检查定时任务：gongkai schedule", "check what should start it: gongkai schedule"))
    elif (ending := ending_of(run.exit_code or 0, run.step)) and not _shown_already(seen, run):
        of_step = (f"（{run.step}）", f" of {run.step}") if run.step else ("", "")
        title = (
            f"上次运行以 {run.exit_code} 结束{of_step[0]}：{ending.chinese}",
            f"The last run ended with {run.exit_code}{of_step[1]}: {ending.english}",
        )
        yield Concern("run", "warn", title, (ending.do_chinese, ending.do_english), details=(same(run.why),) if run.why else ())


def _shown_already(seen: Overview, run: LastRun) -> bool:
    """Return whether the columns that fail, or the withheld snapshot, say why a run ended so."""
    if run.exit_code == Exit.WITHHELD and seen.withheld:
        return True
    return bool(seen.now and seen.now.failing and columns_explain(run.exit_code or 0, run.step))


def _failing(seen: Overview) -> Iterator[Concern]:
    """Yield a concern for each cause, the one with most columns first."""
    codes: dict[str, list[ColumnHealth]] = {}
    for column in seen.columns:
        if column.cause and column.last_run:
            codes.setdefault(column.cause, []).append(column)
    for code, columns in sorted(codes.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        cause = cause_of([code])
        since = min((column.since for column in columns if column.since and column.state == "error"), default=None)
        from_day = (f"，自 {since} 起", f", since {since}") if since else ("", "")
        number = len(columns)
        title = (
            f"{number} 个栏目访问失败：{cause.chinese}{from_day[0]}",
            f"{number} column{'s' * (number > 1)} failed: {cause.english}{from_day[1]}",
        )
        yield Concern("failing", "bad", title, (cause.do_chinese, cause.do_english), tuple(columns))


def _nothing_followed(seen: Overview) -> Iterator[Concern]:
    if nothing := now_state.nothing_followed(seen.columns):
        advice = "恢复一个栏目，或加入站点", "resume a column, or add a site"
        yield Concern("paused", "warn", (nothing.chinese, nothing.english), advice, tuple(seen.columns))


def _quiet_too_long(seen: Overview) -> Iterator[Concern]:
    silent = tuple(column for column in seen.columns if column.state == "silent" and not column.cause)
    if silent:
        title = f"{len(silent)} 个栏目停更", f"{len(silent)} silent for far longer than ever"
        yield Concern("silent", "warn", title, ("打开门户看看栏目是否迁移", "open the portal: the column may have moved"), silent)
    overdue = tuple(column for column in standing(seen.columns, seen.at).overdue if column.last_run)
    if overdue:
        title = f"{len(overdue)} 个栏目久未成功访问", f"{len(overdue)} without a good visit for longer than their rhythm"
        yield Concern("overdue", "bad", title, ("检查定时任务，或立即访问", "check the schedule, or visit them now"), overdue)


def _failed_jobs(seen: Overview, jobs: Iterable[DeskJob]) -> Iterator[Concern]:
    """Yield the jobs of the last day that did not end with 0, unless the same order went well later."""
    later: set[tuple[str, str]] = set()
    for job in jobs:
        key = job.kind, job.subject
        if job.state != "running" and key not in later and seen.at - datetime.fromisoformat(job.ordered) < RECENT:
            later.add(key)
            if job.state == "cut_off" or job.exit_code:
                title = f"作业未成功：{job.title[0]}", f"A job did not succeed: {job.title[1]}"
                yield Concern("job", "warn", title, ("查看它的记录", "see its log"), job=job.id)
