"""What must hold before a snapshot is published: least counts the registry asks for, and no sudden loss or upheaval."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from parsers.contract import Home, Withheld, now

REGISTRY = "SELECT site_id, registry, max(started) FROM site_runs WHERE registry IS NOT NULL GROUP BY site_id"
LISTED = "SELECT column_id, count(*) FROM memberships WHERE listed GROUP BY column_id"


@dataclass(frozen=True, slots=True)
class Rule:
    """A share that may not grow beyond a bound, as assertions.yaml tells it."""

    name: str
    sentence: str
    share: float
    least: int
    bad: str
    of: str

    @property
    def compares(self) -> bool:
        """Whether it looks at the last snapshot."""
        return "before." in self.bad + self.of


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of assertions.yaml, in its order."""
    text = files("archive").joinpath("assertions.yaml").read_text(encoding="utf-8")
    return tuple(Rule(**entry) for entry in yaml.safe_load(text))


def broken(connection: sqlite3.Connection, before: Path | None) -> tuple[str, ...]:
    """Given the working database and the last snapshot, return a sentence for each assertion that does not hold."""
    expected = tuple(_expectations(connection))
    if before is None:
        return (*expected, *_shares(connection, [rule for rule in rules() if not rule.compares]))
    connection.execute("ATTACH ? AS before", (f"{before.absolute().as_uri()}?mode=ro",))
    try:
        return (*expected, *_shares(connection, rules()))
    finally:
        connection.execute("DETACH before")


def _expectations(connection: sqlite3.Connection) -> Iterator[str]:
    """The registry's `expect` of each column against what is listed there."""
    listed = dict(connection.execute(LISTED))
    for site, registry, _ in connection.execute(REGISTRY):
        for column in json.loads(registry).get("columns", ()):
            expect, name = dict(column.get("expect") or ()), f"{site}/{column['id']}"
            count = listed.get(name, 0)
            if count < expect.get("min", 0):
                yield f"{name} lists {count} documents, the registry expects at least {expect['min']}"
            if count > expect.get("max", count):
                yield f"{name} lists {count} documents, the registry expects at most {expect['max']}"


def _shares(connection: sqlite3.Connection, wanted: Iterable[Rule]) -> Iterator[str]:
    for rule in wanted:
        (bad,), (of,) = connection.execute(rule.bad).fetchone(), connection.execute(rule.of).fetchone()
        if bad >= rule.least and bad > rule.share * of:
            yield f"{rule.sentence.format(bad=bad, of=of)} (at most {rule.share:.0%} pass)"


def note(home: Home) -> Path:
    """The file that says why a snapshot is withheld; it goes with the next one published."""
    return home.root / "withheld.json"


def hold(home: Home, reasons: tuple[str, ...]) -> None:
    """Withhold the snapshot: write down why for `status` and the pages, and say so."""
    note(home).write_text(json.dumps({"at": now().isoformat(timespec="seconds"), "reasons": reasons}, ensure_ascii=False), encoding="utf-8")
    raise Withheld(f"snapshot withheld: {'; '.join(reasons)}. The last one stays; look at it, then `gongkai snapshot --accept` publishes.")


def release(home: Home) -> None:
    """A snapshot was published: nothing is withheld any more."""
    note(home).unlink(missing_ok=True)


def withheld(home: Home) -> tuple[str, tuple[str, ...]] | None:
    """Since when (UTC) and why the newest state is not published; None where it is."""
    if not note(home).exists():
        return None
    found = json.loads(note(home).read_text(encoding="utf-8"))
    return found["at"], tuple(found["reasons"])
