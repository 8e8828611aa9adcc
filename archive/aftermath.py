"""What follows a run: numbers for Prometheus, alarms and all-clears, the heartbeat after a success."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import click

from archive import alarms, metrics
from archive.assertions import withheld
from archive.health import CHINA, ColumnHealth, assess
from archive.notify import heartbeat
from archive.schema import connect
from parsers.contract import Exit, Home, now

# What a person is told of a run that ended so; the contract has the codes.
MEANING = {
    Exit.FAILED: "see its log", Exit.DISK_FULL: "too little room to begin", Exit.BAD_CONFIGURATION: "the registry or a setting is wrong",
    Exit.WITHHELD: "the snapshot is withheld", Exit.DISK_FILLED: "the disk filled",
    Exit.CHALLENGED: "challenged or rate-limited everywhere",
}


def tell(home: Home, code: int) -> None:
    """Given how a run ended, write the numbers, send what is new, and say what could not be sent."""
    health, readable, refused = _look(home, code)
    if refused:
        click.echo(f"gongkai: {'; '.join(refused)}", err=True)
    troubles = alarms.columns(health, now().astimezone(CHINA).date()) + alarms.run_trouble(code, meaning(home, code), now())
    failures = alarms.tell(home, troubles, readable=readable)
    if code == Exit.COMPLETE:
        failures += heartbeat(os.environ)
    for failure in failures:
        click.echo(f"gongkai: not sent, the next run tries again: {failure}", err=True)


def meaning(home: Home, code: int) -> str:
    """Why a run ended so, in a few words; the broken assertions where the snapshot is withheld."""
    held = withheld(home)
    if code == Exit.WITHHELD and held:
        return "; ".join(held[1])
    return MEANING.get(Exit(code), "") if code in set(Exit) else f"a step answered {code}"


def _look(home: Home, code: int) -> tuple[tuple[ColumnHealth, ...], bool, list[str]]:
    """Every column's health, whether the database could be looked at, and what the disk refused; the metrics are written either way."""
    if not home.database.exists():
        return (), False, _count(home, (), None, code)
    try:
        with closing(connect(home.database, readonly=True)) as connection:
            health = assess(connection, now())
            return health, True, _count(home, health, connection, code)
    except sqlite3.Error as error:
        return (), False, [f"{home.database} cannot be looked at: {error}", *_count(home, (), None, code)]


def _count(home: Home, health: tuple[ColumnHealth, ...], connection: sqlite3.Connection | None, code: int) -> list[str]:
    """Write the metrics, or say why not: a disk that refuses them must not keep back the alarm that says so."""
    try:
        metrics.write(home, health, connection, code, now())
    except OSError as error:
        return [f"{metrics.textfile(home)} cannot be written: {error.strerror}"]
    return []
