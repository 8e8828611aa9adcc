"""The command `diff`: what changed between two snapshots: documents, reports, figures, checks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import yaml

from archive.schema import connect
from archive.texts import snapshots
from parsers.contract import Home, UsageError

SHOWN = 20  # lines of each kind on a terminal; --json has all


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change: its name, a heading, the SQL over `before` and `main`, and how a row is told."""

    name: str
    heading: str
    sql: str
    line: str


def kinds() -> tuple[Kind, ...]:
    """The kinds of diff.yaml, in its order."""
    text = files("archive").joinpath("diff.yaml").read_text(encoding="utf-8")
    return tuple(Kind(**entry) for entry in yaml.safe_load(text))


def compared(before: Path, after: Path) -> Iterator[tuple[Kind, dict[str, Any]]]:
    """Given two snapshots, yield every change as its kind and its row; sqlite3.DatabaseError where they cannot be compared."""
    with closing(connect(after, readonly=True)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("ATTACH ? AS before", (f"{before.absolute().as_uri()}?mode=ro",))
        yield from ((kind, dict(row)) for kind in kinds() for row in connection.execute(kind.sql))


def differences(before: Path, after: Path) -> dict[str, list[dict[str, Any]]]:
    """Given two snapshots, return the rows of each kind of change, also of the kinds that have none."""
    found: dict[str, list[dict[str, Any]]] = {kind.name: [] for kind in kinds()}
    for kind, row in compared(before, after):
        found[kind.name].append(row)
    return found


def snapshot_of(home: Home, name: str) -> Path:
    """The snapshot that a name means: a file, or a published one by the first digits of its time that fit one only."""
    if Path(name).is_file():
        return Path(name)
    published = snapshots(home.public)
    moment = name.removeprefix("gongkai-").removesuffix(".db")
    fitting = [path for path in published if path.stem.removeprefix("gongkai-").startswith(moment)]
    if len(fitting) == 1:
        return fitting[0]
    there = ", ".join(path.name for path in published[-5:]) or "none"
    raise UsageError(f"{name!r} names {len(fitting)} snapshots in {home.public}; the newest there: {there}")


def pair(home: Home, names: tuple[str, ...]) -> tuple[Path, Path]:
    """The two snapshots named, or the last two where none is."""
    if len(names) == 2:
        return snapshot_of(home, names[0]), snapshot_of(home, names[1])
    published = snapshots(home.public)
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
    """Tell the changes on a terminal, the first of each kind."""
    for kind in kinds():
        rows = found[kind.name]
        click.echo(f"{kind.heading}: {len(rows)}")
        for row in rows[:SHOWN]:
            click.echo(f"  {kind.line.format(**row)}")
        if len(rows) > SHOWN:
            click.echo(f"  … {len(rows) - SHOWN} more; --json has all")
