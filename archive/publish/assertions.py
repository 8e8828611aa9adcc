"""What must hold before a snapshot is published: the registry's minimum counts, and no sudden loss or upheaval."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from archive.health.now_state import WithheldReason, withheld_reasons
from gongkai import yaml_tables
from gongkai.clock import now
from gongkai.errors import Withheld
from gongkai.home import Home
from gongkai.terminal.amounts import counted

REGISTRY = "SELECT site_id, registry, max(started) FROM site_runs WHERE registry IS NOT NULL GROUP BY site_id"
LISTED = "SELECT column_id, count(*) FROM memberships WHERE listed GROUP BY column_id"


@dataclass(frozen=True, slots=True)
class AssertionRule:
    """A bound on a share, as a row of assertions.yaml."""

    name: str
    chinese: str
    english: str
    share: float
    least: int
    bad: str
    of: str

    @property
    def compares(self) -> bool:
        """Whether it compares with the last snapshot."""
        return "before." in self.bad + self.of


@cache
def rules() -> tuple[AssertionRule, ...]:
    """Return the rules of assertions.yaml, in its order."""
    return tuple(AssertionRule(**entry) for entry in yaml_tables.read("archive.publish", "assertions.yaml"))


def broken(connection: sqlite3.Connection, before: Path | None) -> tuple[WithheldReason, ...]:
    """Return the reason for each assertion that the working database breaks, compared with the last snapshot."""
    expected = tuple(_expectations(connection))
    if before is None:
        return (*expected, *_shares(connection, [rule for rule in rules() if not rule.compares]))
    connection.execute("ATTACH ? AS before", (f"{before.absolute().as_uri()}?mode=ro",))
    try:
        return (*expected, *_shares(connection, rules()))
    finally:
        connection.execute("DETACH before")


def _expectations(connection: sqlite3.Connection) -> Iterator[WithheldReason]:
    """Yield the reason for each column that lists less than the registry's `expect`."""
    listed = dict(connection.execute(LISTED))
    for site, registry, _ in connection.execute(REGISTRY):
        for column in json.loads(registry).get("columns", ()):
            expect, name = dict(column.get("expect") or ()), f"{site}/{column['id']}"
            count = listed.get(name, 0)
            if count < expect.get("min", 0):
                yield _unexpected(name, count, ("至少", "at least"), expect["min"])
            if count > expect.get("max", count):
                yield _unexpected(name, count, ("至多", "at most"), expect["max"])


def _unexpected(column: str, count: int, bound: tuple[str, str], expected: int) -> WithheldReason:
    return WithheldReason(
        f"{column} 列出 {count:,} 份文件，站点清单要求{bound[0]} {expected:,} 份",
        f"{column} lists {counted(count, 'document')}, the registry expects {bound[1]} {expected:,}",
    )


def _shares(connection: sqlite3.Connection, wanted: Iterable[AssertionRule]) -> Iterator[WithheldReason]:
    for rule in wanted:
        (bad,), (of,) = connection.execute(rule.bad).fetchone(), connection.execute(rule.of).fetchone()
        if bad >= rule.least and bad > rule.share * of:
            yield WithheldReason(
                f"{rule.chinese.format(bad=bad, of=of)}（至多 {rule.share:.0%} 可放行）",
                f"{rule.english.format(bad=bad, of=of)} (at most {rule.share:.0%} pass)",
            )


def note(home: Home) -> Path:
    """Return the path of the file that says why a snapshot is withheld; the next publication removes it."""
    return home.root / "withheld.json"


def hold(home: Home, reasons: tuple[WithheldReason, ...]) -> None:
    """Record the reasons for `status` and the pages, then raise Withheld."""
    content = {"at": now().isoformat(timespec="seconds"), "reasons": [asdict(reason) for reason in reasons]}
    note(home).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    said = "; ".join(reason.english for reason in reasons)
    raise Withheld(f"snapshot withheld: {said}. The last one stays; look at it, then `gongkai snapshot --accept` publishes.")


def release(home: Home) -> None:
    """Remove the note: a snapshot was published."""
    note(home).unlink(missing_ok=True)


def withheld(home: Home) -> tuple[str, tuple[WithheldReason, ...]] | None:
    """Return since when (UTC) and why the newest state is not published; None if it is."""
    if not note(home).exists():
        return None
    found = json.loads(note(home).read_text(encoding="utf-8"))
    return found["at"], withheld_reasons(found["reasons"])
