"""H1: a government's report against the reports of its parts, if they are comparable at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from gongkai import yaml_tables
from gongkai.chinese_text import fold
from gongkai.terminal.amounts import counted
from parsers.report.checks.verdicts import CLOSE, printed
from parsers.types import Check, Fact, Report

NAMED = 3  # cells a check names; of more it gives only the number
Key = tuple[str, str, str]  # table, item, measure


@dataclass(frozen=True, slots=True)
class LevelFigure:
    """A figure of the whole and the sum of its parts."""

    key: Key
    whole: float
    parts: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of levels.yaml."""

    rule: str
    tables: tuple[str, ...]
    signed: frozenset[str]
    covers: re.Pattern[str]
    limits: re.Pattern[str]
    own_office: re.Pattern[str]


@cache
def load() -> Rules:
    """Return levels.yaml, read once."""
    read = yaml_tables.read("parsers.report.checks", "levels.yaml")
    covers, limits = (re.compile("|".join(read[name]).replace("PARTS", read["parts"])) for name in ("covers", "limits"))
    return Rules(read["rule"], tuple(read["tables"]), frozenset(read["signed"]), covers, limits, re.compile(read["own_office"]))


def covers(report: Report) -> bool:
    """Return whether a report's text says that departments and lower units are included, and nowhere the contrary."""
    text = re.sub(r"[^\S\n]", "", fold("\n".join(section.text for section in report.sections)))
    sentences = re.split(r"[。;!?\n]", text)
    return any(load().covers.search(each) for each in sentences) and not any(load().limits.search(each) for each in sentences)


def compared(whole: Report, parts: Sequence[Report], missing: str | None) -> tuple[Check, ...]:
    """Return one H1 check per table, given a report, its parts held for the year, and what is missing of them (None: nothing).

    `fail` only if the report covers its parts and all are held; `uncertain` if those held already exceed it.
    """
    if not parts:
        return ()
    reason = missing if covers(whole) else "the report does not say that it includes departments and lower units"
    grids = [_figures(part) for part in parts]
    return tuple(check for table in load().tables for check in _table(table, _figures(whole), grids, reason, covers(whole)))


def _table(table: str, whole: dict[Key, Fact], parts: Sequence[dict[Key, Fact]], reason: str | None, covered: bool) -> Iterator[Check]:
    """Yield the check of one table; none if the report has no figure of it."""
    if not any(key[0] == table and fact.value is not None for key, fact in whole.items()):
        return
    cells = list(_cells(table, whole, parts, reason is None))
    if reason is None:
        wrong = [cell for cell in cells if abs(cell.whole - cell.parts) > CLOSE]
        yield _told(table, cells, wrong, "fail") if cells else _untried(table, "not every part gives its figures")
        return
    over = [cell for cell in cells if covered and cell.key[2] not in load().signed and cell.parts - cell.whole > CLOSE]
    yield _told(f"{table}; {reason}", cells, over, "uncertain") if over else _untried(table, reason)


def _cells(table: str, whole: dict[Key, Fact], parts: Sequence[dict[Key, Fact]], every: bool) -> Iterator[LevelFigure]:
    """Yield the report's figures that its parts give as well: all parts if `every`, else those that do."""
    for key, fact in whole.items():
        values = [part[key].value if key in part else None for part in parts]
        known = [value for value in values if value is not None]
        if key[0] == table and fact.value is not None and known and (len(known) == len(values) or not every):
            yield LevelFigure(key, fact.value, sum(known))


def _told(detail: str, cells: Sequence[LevelFigure], wrong: Sequence[LevelFigure], verdict: str) -> Check:
    """Return one check for all cells: its figures are those of the largest disagreement, and some others are named."""
    if not wrong:
        return Check(load().rule, "pass", None, None, detail)
    ordered = sorted(wrong, key=lambda cell: -abs(cell.whole - cell.parts))
    named = ", ".join(f"{'/'.join(cell.key[1:])} {printed(cell.parts)} ≠ {printed(cell.whole)}" for cell in ordered[:NAMED])
    more = ", …" if len(ordered) > NAMED else ""
    said = f"{detail}; {len(wrong)} of {counted(len(cells), 'cell')}: {named}{more}"
    widest = ordered[0]
    return Check(load().rule, "fail" if verdict == "fail" else "uncertain", printed(widest.parts), printed(widest.whole), said)


def _untried(table: str, reason: str) -> Check:
    return Check(load().rule, "not_assessable", None, None, f"{table}; {reason}")


def _figures(report: Report) -> dict[Key, Fact]:
    return {(fact.table, fact.item, fact.measure): fact for fact in report.facts}
