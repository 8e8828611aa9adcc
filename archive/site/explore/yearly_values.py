"""One figure of every agency in one year, or why it has none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archive.site.explore.rank_figures import RankFigure
from archive.site.request.ask import Ask
from archive.store import views
from archive.store.codebook import MONEY

# Added up by SQLite, since a share has nine rows in each of some thousand reports. The indexes are named: SQLite takes the one that begins
# with the item, whose pages lie apart (98 ms of processor time for 3,157 reports, where the key takes 51).
CELLS = """SELECT id, agency_id, form, {sum}, count(value) FILTER (WHERE NOT below), count(item) FILTER (WHERE NOT below),
    total(value) FILTER (WHERE below), count(value) FILTER (WHERE below), count(item) FILTER (WHERE below) FROM (
    SELECT r.id, r.agency_id, r.form, q.item, {value} AS value, q.item IN ({denominator}) AS below
    FROM reports r INDEXED BY reports_year LEFT JOIN {table} q INDEXED BY sqlite_autoindex_{table}_1
    ON q.report_id = r.id AND q.item IN ({wanted}) {measure} WHERE r.year = ? AND r.preferred = 1 AND r.agency_id IS NOT NULL)
    GROUP BY id"""
SUM = "total(value) FILTER (WHERE NOT below)"
ONE = "CASE WHEN min(value) = max(value) THEN max(value) END"  # of a row that a form prints once, in one of several spellings
STATES = """SELECT report_id, group_concat(DISTINCT state) FROM facts WHERE item IN ({items})
    AND report_id IN (SELECT value FROM json_each(?)) AND table_name = ? AND measure = ? GROUP BY report_id"""
READ = """SELECT id FROM reports r WHERE year = ? AND preferred = 1
    AND EXISTS (SELECT 1 FROM facts f WHERE f.report_id = r.id AND f.value IS NOT NULL)"""
# Why a report has no value, the most telling first: `unread` comes before what was read of other rows.
WHY = (("unread", ("unread", "uncertain")), ("text", ("text",)), ("not_applicable", ("not_applicable",)))
NO_ROW, NO_NUMBER = "no_row", "no_number"  # until the reason is asked for
REASONS = (
    "not_read",
    "row_not_read",
    "unread",
    "form",
    "blank",
    "not_applicable",
    "text",
    "nothing_to_divide",
    "incomplete",
    "no_report",
    "not_due",
    "unknown",
)


@dataclass(frozen=True, slots=True)
class YearlyValue:
    """An agency's figure in one year: its value or the reason why it has none, its report, and for a share both numbers."""

    report_id: str
    form: str | None
    value: float | None
    reason: str = ""
    blanks: int = 0
    part: float | None = None
    n: float | None = None


def of_year(connection: Any, ask: Ask, figure: RankFigure, year: int) -> dict[str, YearlyValue]:
    """Return the figure of every agency with a report on a year, by agency; kept for the readers who come next."""
    return ask.site.recent(("ranked", figure.key, figure.measure, year), lambda: read(connection, figure, year))


def read(connection: Any, figure: RankFigure, year: int) -> dict[str, YearlyValue]:
    """Read the figure of every agency with a report on a year, without the reasons that take another look at the report."""
    return dict(valued(figure, row) for row in connection.execute(*query(figure, year)))


def query(figure: RankFigure, year: int) -> tuple[str, list[Any]]:
    """Return the SQL that adds up a figure in every report of a year, and its values."""
    measured = figure.table == "proactive"
    column = "q.value" if measured else f"q.[{figure.measure}]"
    value = views.in_standard_unit(column, "q.unit", f"'{MONEY}'") if figure.unit == MONEY else column
    sql = CELLS.format(
        sum=ONE if figure.spellings else SUM,
        value=value,
        denominator=listed(figure.below),
        wanted=listed((*figure.items, *figure.below)),
        table=figure.table,
        measure=f"AND q.measure = {listed((figure.measure,))}" if measured else "",
    )
    return sql, [year]


def listed(words: Sequence[str]) -> str:
    """Return keys of the codebook as literals of SQL.

    >>> listed(("granted", "a'b"))
    "'granted', 'a''b'"
    """
    return ", ".join("'{}'".format(word.replace("'", "''")) for word in words)


def valued(figure: RankFigure, row: tuple[Any, ...]) -> tuple[str, YearlyValue]:
    """Return agency and value of one report: a figure, a sum, or a share in per cent with its two numbers."""
    report, agency, form, above, numbers, cells, below, numbers_below, cells_below = row
    if not numbers:
        return agency, YearlyValue(report, form, None, NO_NUMBER if cells else NO_ROW)
    if above is None:
        return agency, YearlyValue(report, form, None, "unread")  # two spellings of one row with different numbers
    blanks, above = 0 if figure.spellings else cells - numbers, whole(above)
    if not figure.below:
        return agency, YearlyValue(report, form, above, "", blanks)
    reason = "incomplete" if not numbers_below or cells_below > numbers_below else "nothing_to_divide" if not below else ""
    share = None if reason else round(100 * above / below, 1)
    return agency, YearlyValue(report, form, share, reason, blanks, above, whole(below) if numbers_below else None)


def whole(number: float) -> float:
    """Return a sum as an integer if it is one: SQLite adds up as floats."""
    return int(number) if float(number).is_integer() else number


def reasons(connection: Any, ask: Ask, figure: RankFigure, year: int, values: Sequence[YearlyValue]) -> dict[str, str]:
    """Return why these reports have no number, by report: nothing was read, its form has no such row, or what the cells show."""
    had = ask.site.remember(f"read {year}", lambda: {report for (report,) in connection.execute(READ, (year,))})
    blank = json.dumps([value.report_id for value in values if value.reason == NO_NUMBER])
    sql = STATES.format(items=listed(figure.items))
    states = dict(connection.execute(sql, (blank, figure.table, figure.measure)).fetchall())
    return {value.report_id: _reason(figure, value, value.report_id in had, states.get(value.report_id) or "") for value in values}


def _reason(figure: RankFigure, value: YearlyValue, read_at_all: bool, states: str) -> str:
    """Return why one report has no number; `states` are those of its cells, joined by commas."""
    if value.reason == NO_ROW:
        return "not_read" if not read_at_all else "row_not_read" if value.form in figure.forms else "form"
    if value.reason != NO_NUMBER:
        return value.reason
    return next((reason for reason, names in WHY if set(states.split(",")) & set(names)), "blank")
