"""After a run: metrics for Prometheus, alarms and all-clears, and the heartbeat if it succeeded."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace

import click

from archive.health import now_state
from archive.health.assess import CHINA, LEFT_ALONE, ColumnHealth, assess
from archive.health.history import Intent
from archive.health.run_ends import RunEnd
from archive.health.standing import standing
from archive.ops import alarms, metrics, present
from archive.ops.notify import heartbeat
from archive.publish.assertions import withheld
from archive.store.schema import connect
from gongkai.clock import now
from gongkai.errors import Exit
from gongkai.home import Home

NOT_BEGUN = {Exit.BAD_CONFIGURATION, Exit.DISK_FULL}  # nothing was visited, so there is no news of any column


def report_outcome(home: Home, end: RunEnd, sites: Sequence[str] = ()) -> int:
    """Write the metrics of a run, send new alarms, print what could not be sent, and return the final exit code.

    A run that ended with 0 is partial while a column of `sites` (default: all) fails or is overdue; only if no column of any site does,
    the heartbeat is requested and the time of the last success advanced.
    """
    health, readable = _look(home)
    if end.code == Exit.WITHHELD and (held := withheld(home)):
        end = replace(end, why_chinese="；".join(reason.chinese for reason in held[1]))
    stand = standing(health, now())
    if end.code == Exit.COMPLETE and any(not sites or column.site_id in sites for column in (*stand.failing, *stand.overdue)):
        end = RunEnd(Exit.PARTIAL)
    success = end.code == Exit.COMPLETE and readable and stand.well
    for sentence in (*_count(home, health, end.code, success), *_state(home, health, end, success)):
        click.echo(f"gongkai: {sentence}", err=True)
    begun = end.code not in NOT_BEGUN
    troubles = alarms.columns(health, now().astimezone(CHINA).date()) if begun else []
    if not any(trouble.subject == alarms.NETWORK for trouble in troubles):  # then the run's own end adds nothing
        troubles += alarms.run_trouble(end, now(), explained=bool(stand.failing))
    sound = {column.column_id for column in health if column.complete}
    aside = {column.column_id for column in health if column.state in LEFT_ALONE}
    dormant = {column.column_id: f"{column.site_name} {column.name}" for column in health if column.state == "dormant"}
    failures = alarms.send_changes(home, troubles, readable=readable and begun, sound=sound, aside=aside, dormant=dormant)
    if success:
        failures += heartbeat(os.environ)
    for failure in failures:
        click.echo(f"gongkai: not sent, the next run tries again: {failure}", err=True)
    return end.code


def begun(home: Home) -> None:
    """Note that a run begins; a disk that refuses the note stops nothing, the crawl says why it cannot begin."""
    with suppress(OSError):
        present.begun(home, now())


def stopped(home: Home) -> None:
    """Note that a run was stopped on request: no message is sent, and what was known of the columns stays."""
    with suppress(OSError):
        present.stopped(home, now())


def _look(home: Home) -> tuple[tuple[ColumnHealth, ...], bool]:
    """Return every column's health, and whether the database could be read."""
    if not home.database.exists():
        return (), False
    try:
        with closing(connect(home.database, readonly=True)) as connection:
            return assess(connection, now(), intent=Intent.of(home)), True
    except sqlite3.Error as error:
        click.echo(f"gongkai: {home.database} cannot be looked at: {error}", err=True)
        return (), False


def _state(home: Home, health: tuple[ColumnHealth, ...], end: RunEnd, success: bool) -> list[str]:
    """Write the state of now, or say why not."""
    try:
        now_state.write(home, present.ended(home, health, end, success, now()))
    except OSError as error:
        return [f"{now_state.path(home)} cannot be written: {error.strerror}"]
    return []


def _count(home: Home, health: tuple[ColumnHealth, ...], code: int, success: bool) -> list[str]:
    """Write the metrics; return why that failed, if it did: a disk that refuses them must not suppress the alarm that reports it."""
    try:
        with suppress(sqlite3.Error), closing(connect(home.database, readonly=True)) as connection:
            metrics.write(home, health, connection, code, now(), success)
            return []
        metrics.write(home, health, None, code, now(), success)
    except OSError as error:
        return [f"{metrics.textfile(home)} cannot be written: {error.strerror}"]
    return []
