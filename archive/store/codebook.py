"""The codebook: every figure a form prints, what it is called, its unit, its forms, and with what it can be compared (codebook.yaml)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from functools import cache
from itertools import product
from typing import Any

from archive.store import rows as store_rows
from gongkai import yaml_tables

Words = Sequence[str]  # Chinese, English
MONEY = "元"  # the one unit of money
SEEN = "SELECT DISTINCT table_name, item, measure FROM facts"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the codebook, as a row of its table; `wide_column` is its column in report_wide, if it has one."""

    table_name: str
    item: str
    measure: str
    code: str
    table_zh: str
    table_en: str | None
    item_zh: str
    item_en: str | None
    measure_zh: str
    measure_en: str | None
    unit: str | None = None
    forms: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    comparable_with: str | None = None
    why_zh: str | None = None
    why_en: str | None = None
    wide_column: str | None = None
    position: int | None = None


@cache
def codebook() -> dict[str, Any]:
    """Return codebook.yaml."""
    book: dict[str, Any] = yaml_tables.read("archive.store", "codebook.yaml")
    return book


@cache
def figures() -> tuple[Figure, ...]:
    """Return the figures of all forms, in the order of the forms, numbered from 1."""
    known = (*_table_figures(), *_statistics())
    return tuple(replace(figure, position=number) for number, figure in enumerate(known, 1))


def code(table: str, item: str, measure: str) -> str:
    """Return the one name of a figure.

    >>> code("requests", "granted", "total")
    'requests.granted.total'
    """
    return f"{table}.{item}.{measure}"


def _figure(table: str, item: str, measure: str, item_words: tuple[str, str | None], **more: Any) -> Figure:
    """Return a figure with the labels of its table and measure; a measure without label is called as it is printed."""
    table_zh, table_en = codebook()["tables"][table]
    measure_zh, measure_en = codebook()["measures"][table].get(measure, (measure, None))
    return Figure(table, item, measure, code(table, item, measure), table_zh, table_en, *item_words, measure_zh, measure_en, **more)


def _held(forms: Sequence[str]) -> dict[str, Any]:
    """Return the forms of a figure and the years they cover."""
    years = [codebook()["forms"][form] for form in forms]
    return {"forms": " ".join(forms), "first_year": years[0][0], "last_year": years[-1][1]}


def _table_figures() -> Iterator[Figure]:
    """Yield the figures of the three tables in use since 2019."""
    items, measures = codebook()["short"]["items"], codebook()["short"]["measures"]
    for group in codebook()["figures"]:
        for item, measure in product(group["items"], group["measures"]):
            yield _figure(
                group["table"],
                item,
                measure,
                codebook()["items"][group["table"]][item],
                unit=group["unit"],
                **_held(group["forms"]),
                comparable_with=group["with"].format(measure=measure),
                why_zh=group["why"][0],
                why_en=group["why"][1],
                wide_column=f"{items.get(item, item)}_{measures.get(measure, measure)}{'_yuan' * (group['unit'] == MONEY)}",
            )


def _statistics() -> Iterator[Figure]:
    """Yield the figures of the statistics tables before 2019, in every spelling that is known."""
    for form, measures in (("national", ("value",)), ("cumulative", ("value", "cumulative"))):
        for (name, english, unit, path), measure in product(_indicators(form), measures):
            column = f"stat_{name}{'_to_date' * (measure == 'cumulative')}{'_yuan' * (unit == MONEY)}" if name else None
            for item in _spellings(path):
                yield _statistic(item, measure, english, unit=unit, wide_column=column, **_held(["statistics"]))


def _statistic(item: str, measure: str, english: str | None, **more: Any) -> Figure:
    """Return a figure of a statistics table; `item` is its labels from the top, joined by `/`."""
    zh, en = codebook()["statistics"]["why"]
    return _figure("statistics", item, measure, (item, english), comparable_with="statistics", why_zh=zh, why_en=en, **more)


def _indicators(form: str) -> Iterator[tuple[str | None, str, str | None, tuple[str, ...]]]:
    """Yield each indicator's name, English, unit and labels from the top."""
    path: list[str] = []
    english: list[str] = []
    for depth, name, label, words, unit in codebook()["statistics"][form]:
        path[depth:], english[depth:] = [label], [words]
        yield name, " / ".join(english), unit, tuple(path)


def _spellings(path: tuple[str, ...]) -> list[str]:
    """Return the items an indicator is printed as: its path, in other spellings, without the headings that may be left out."""
    book = codebook()["statistics"]
    ways: list[list[str]] = []
    for label in path:
        others = [other for other, own in book["spelled"].items() if own == label]
        ways.append([label, *others, *([""] if label in book["left_out"] and label != path[-1] else [])])
    return ["/".join(filter(None, way)) for way in product(*ways)]


def renew(connection: sqlite3.Connection) -> int:
    """Bring the table `codebook` up to date: all known figures, then those that only reports have; return the number of rows written."""
    known = figures()
    keys = {(figure.table_name, figure.item, figure.measure) for figure in known}
    strange = sorted({tuple(row) for row in connection.execute(SEEN)} - keys)
    found = [replace(_unknown(*key), position=number) for number, key in enumerate(strange, len(known) + 1)]
    names = [field.name for field in fields(Figure)]
    return store_rows.synchronise(connection, "codebook", [dict(zip(names, astuple(figure), strict=True)) for figure in (*known, *found)])


def _unknown(table: str, item: str, measure: str) -> Figure:
    """Return a figure that a report prints and no form has: its own label, nothing else known."""
    if table == "statistics":
        return _statistic(item, measure, None, **_held(["statistics"]))
    return _figure(table, item, measure, tuple(codebook()["items"][table].get(item, (item, None))))


def lacks_figures(connection: sqlite3.Connection) -> bool:
    """Return whether the table lacks a figure of this version's codebook, or says something else of one."""
    names = ", ".join(field.name for field in fields(Figure))
    held = connection.execute(f"SELECT {names} FROM codebook WHERE position <= ?", (len(figures()),))
    return {tuple(row) for row in held} != {astuple(figure) for figure in figures()}
