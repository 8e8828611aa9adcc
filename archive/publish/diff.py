"""The command `diff`: what changed between two snapshots: documents, reports, figures, checks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from archive.store.schema import connect
from archive.store.split_text import snapshots
from gongkai import yaml_tables
from gongkai.errors import UsageError
from gongkai.home import Home, archive_at
from gongkai.terminal.amounts import counted

SHOWN = 20  # lines of each kind on a terminal; --json has all


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """One kind of change: its name, a heading, the SQL over `before` and `main`, and the format of a row."""

    name: str
    heading: str
    sql: str
    line: str


def kinds() -> tuple[ChangeKind, ...]:
    """Return the kinds of diff.yaml, in its order."""
    return tuple(ChangeKind(**entry) for entry in yaml_tables.read("archive.publish", "diff.yaml"))


def compared(before: Path, after: Path) -> Iterator[tuple[ChangeKind, dict[str, Any]]]:
    """Yield every change between two snapshots as its kind and its row; sqlite3.DatabaseError if they cannot be compared."""
    with closing(connect(after, readonly=True)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("ATTACH ? AS before", (f"{before.absolute().as_uri()}?mode=ro",))
        yield from ((kind, dict(row)) for kind in kinds() for row in connection.execute(kind.sql))


def differences(before: Path, after: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each kind of change between two snapshots, including kinds without any."""
    found: dict[str, list[dict[str, Any]]] = {kind.name: [] for kind in kinds()}
    for kind, row in compared(before, after):
        found[kind.name].append(row)
    return found


def snapshot_of(home: Home, name: str) -> Path:
    """Return the snapshot a name means: a file, or a published one whose time begins with these digits, if only one does."""
    if Path(name).is_file():
        return Path(name)
    published = snapshots(archive_at(home).public)
    moment = name.removeprefix("gongkai-").removesuffix(".db")
    fitting = [path for path in published if path.stem.removeprefix("gongkai-").startswith(moment)]
    if len(fitting) == 1:
        return fitting[0]
    there = ", ".join(path.name for path in published[-5:]) or "none"
    raise UsageError(f"{name!r} names {counted(len(fitting), 'snapshot')} in {home.public}; the newest there: {there}")


def pair(home: Home, names: tuple[str, ...]) -> tuple[Path, Path]:
    """Return the two snapshots named, or the last two if none is."""
    if len(names) == 2:
        return snapshot_of(home, names[0]), snapshot_of(home, names[1])
    published = snapshots(archive_at(home).public)
    if names or len(published) < 2:
        raise UsageError(f"name two snapshots; {home.public} holds {len(published)}")
    return published[-2], published[-1]


@click.command()
@click.argument("snapshots", nargs=-1, metavar="[A B]")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@click.pass_obj
def diff(settings: dict[str, Any], snapshots: tuple[str, ...], as_json: bool) -> None:
    """Show what changed from snapshot A to B: files, or the first digits of their time such as 20260501; the last two when left out."""
    before, after = pair(settings["home"], snapshots)
    try:
        found = differences(before, after)
    except sqlite3.DatabaseError as error:
        raise UsageError(f"{before.name} and {after.name} cannot be compared: {error}") from error
    if as_json:
        click.echo(json.dumps({"before": before.name, "after": after.name, **found}, ensure_ascii=False, indent=1))
        return
    click.echo(f"{before.name} → {after.name}")
    show(found)


def show(found: dict[str, list[dict[str, Any]]]) -> None:
    """Print the changes on a terminal, the first of each kind."""
    for kind in kinds():
        rows = found[kind.name]
        click.echo(f"{kind.heading}: {len(rows)}")
        for row in rows[:SHOWN]:
            click.echo(f"  {kind.line.format(**row)}")
        if len(rows) > SHOWN:
            click.echo(f"  … {len(rows) - SHOWN} more; --json has all")
