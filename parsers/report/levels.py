"""H1: a government's report against the reports of its parts, where the two can be compared at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from parsers.report.verdicts import CLOSE, printed
from parsers.text import fold
from parsers.types import Check, Fact, Report

NAMED = 3  # cells a check names; of more it tells the number
Key = tuple[str, str, str]  # table, item, measure


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the whole and the sum of its parts."""

    key: Key
    whole: float
    parts: float


@dataclass(frozen=True, slots=True)
class Rules:
    """What levels.yaml says."""

    rule: str
    tables: tuple[str, ...]
    signed: frozenset[str]
    covers: re.Pattern[str]
    limits: re.Pattern[str]
    own_office: re.Pattern[str]


@cache
def load() -> Rules:
    """Return what levels.yaml says, read once."""
    read = yaml.safe_load(files("parsers.report").joinpath("levels.yaml").read_text("utf-8"))
    covers, limits = (re.compile("|".join(read[name]).replace("PARTS", read["parts"])) for name in ("covers", "limits"))
    return Rules(read["rule"], tuple(read["tables"]), frozenset(read["signed"]), covers, limits, re.compile(read["own_office"]))


def covers(report: Report) -> bool:
    """Given a report, tell whether its text says that departments and lower units are taken in, and nowhere the contrary."""
    text = re.sub(r"[^\S\n]", "", fold("\n".join(section.text for section in report.sections)))
    sentences = re.split(r"[。;!?\n]", text)
    return any(load().covers.search(each) for each in sentences) and not any(load().limits.search(each) for each in sentences)


def compared(whole: Report, parts: Sequence[Report], missing: str | None) -> tuple[Check, ...]:
    """Given a whole, the parts held of its year and what is known to be missing of them (None: nothing), return one H1 check a table.

    `fail` only where the whole covers its parts and all are held; `uncertain` where those held are already more than the whole.
    """
    if not parts:
        return ()
    reason = missing if covers(whole) else "the report does not say that it takes in departments and lower units"
    grids = [_figures(part) for part in parts]
    return tuple(check for table in load().tables for check in _table(table, _figures(whole), grids, reason, covers(whole)))


def _table(table: str, whole: dict[Key, Fact], parts: Sequence[dict[Key, Fact]], reason: str | None, covered: bool) -> Iterator[Check]:
    """The check of one table; none where the whole has no figure of it."""
    if not any(key[0] == table and fact.value is not None for key, fact in whole.items()):
        return
    cells = list(_cells(table, whole, parts, reason is None))
    if reason is None:
        wrong = [cell for cell in cells if abs(cell.whole - cell.parts) > CLOSE]
        yield _told(table, cells, wrong, "fail") if cells else _untried(table, "not every part gives its figures")
        return
    over = [cell for cell in cells if covered and cell.key[2] not in load().signed and cell.parts - cell.whole > CLOSE]
    yield _told(f"{table}; {reason}", cells, over, "uncertain") if over else _untried(table, reason)


def _cells(table: str, whole: dict[Key, Fact], parts: Sequence[dict[Key, Fact]], every: bool) -> Iterator[Cell]:
    """The figures of the whole that its parts give as well: each of them where `every`, else those that do."""
    for key, fact in whole.items():
        values = [part[key].value if key in part else None for part in parts]
        known = [value for value in values if value is not None]
        if key[0] == table and fact.value is not None and known and (len(known) == len(values) or not every):
            yield Cell(key, fact.value, sum(known))


def _told(detail: str, cells: Sequence[Cell], wrong: Sequence[Cell], verdict: str) -> Check:
    """One check for all cells: of those that disagree the widest apart gives its figures, some more are named."""
    if not wrong:
        return Check(load().rule, "pass", None, None, detail)
    ordered = sorted(wrong, key=lambda cell: -abs(cell.whole - cell.parts))
    named = ", ".join(f"{'/'.join(cell.key[1:])} {printed(cell.parts)} ≠ {printed(cell.whole)}" for cell in ordered[:NAMED])
    more = ", …" if len(ordered) > NAMED else ""
    said = f"{detail}; {len(wrong)} of {len(cells)} cells: {named}{more}"
    widest = ordered[0]
    return Check(load().rule, "fail" if verdict == "fail" else "uncertain", printed(widest.parts), printed(widest.whole), said)


def _untried(table: str, reason: str) -> Check:
    return Check(load().rule, "not_assessable", None, None, f"{table}; {reason}")


def _figures(report: Report) -> dict[Key, Fact]:
    return {(fact.table, fact.item, fact.measure): fact for fact in report.facts}
