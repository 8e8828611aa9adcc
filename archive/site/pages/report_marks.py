"""What a report's cells show beside their figures: which checks do not hold there, and the change against the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.build import cross_checks
from archive.parse import formula
from archive.parse.formula import FiguresOfDraft, Formula
from archive.site.draw import legal_breaks
from archive.site.draw.form_tables import Key
from archive.site.draw.template_names import number
from archive.site.request.ask import Ask, Language, first
from parsers.types import Check, Fact

BEFORE = f"{cross_checks.PREFERRED} AND r.agency_id = ? AND r.year = ? AND r.id != ? LIMIT 1"
FACT = ("table_name", "item", "measure", "value", "unit", "raw", "state")
COMPARED = ("requests", "disputes")  # the tables that have totals of their rows
TOTAL = "total"
MINUS = "\N{MINUS SIGN}"
TOTALS = cross_checks.FACTS.replace(" ORDER BY", f" AND table_name IN {COMPARED} AND measure = '{TOTAL}' ORDER BY")


@dataclass(frozen=True, slots=True)
class ReportBefore:
    """The figures of the same agency's report of the year before; none if the archive holds no such report."""

    year: int | None
    form: str | None
    facts: Mapping[Key, Fact]


def before(connection: Any, report: Mapping[str, Any], checks: Sequence[Mapping[str, Any]]) -> ReportBefore:
    """Return the agency's preferred report of the year before, if held: its totals, and all figures if a failing check needs one."""
    found = first(connection, BEFORE, report["agency_id"], (report["year"] or 0) - 1, report["id"]) if report["agency_id"] else None
    if found is None:
        return ReportBefore(None, None, {})
    whole = any(check["verdict"] == "fail" and check["seq"] >= cross_checks.FIRST for check in checks)
    facts = (cross_checks.fact(row) for row in connection.execute(cross_checks.FACTS if whole else TOTALS, (found["id"],)))
    return ReportBefore(found["year"], found["form"], {(fact.table, fact.item, fact.measure): fact for fact in reversed(list(facts))})


def formulas(
    checks: Sequence[Mapping[str, Any]], now: Mapping[Key, Mapping[str, Any]], held: ReportBefore, lang: Language
) -> list[Formula]:
    """Return each check's formula with the report's own figures in it, and the cells it is about."""
    if not checks:  # as in most reports
        return []
    own = {key: cross_checks.fact([fact[name] for name in FACT]) for key, fact in now.items()}
    given = FiguresOfDraft(own, held.facts, lang)
    return [
        (formula.of_own if check["seq"] < cross_checks.FIRST else formula.of_years)(
            Check(check["rule"], check["verdict"], check["expected"], check["found"], check["detail"] or ""), given
        )
        for check in checks
    ]


def mark(found: Mapping[Key, dict[str, Any]], checks: Sequence[Mapping[str, Any]], written: Sequence[Formula]) -> None:
    """Give each cell the numbers of the checks about it, which do not hold, and whether one of them is arithmetic."""
    for check, formula_of_check in zip(checks, written, strict=True):
        for key in formula_of_check.cells:
            cell = found[key]
            cell["marks"] = [*cell.get("marks", ()), check["number"]]
            cell["must"] = cell.get("must", False) or check["hard"]


def compare(found: Mapping[Key, dict[str, Any]], report: Mapping[str, Any], held: ReportBefore, ask: Ask) -> bool:
    """Give each total its change against the year before, where form and law mean the same in both; return whether any has one."""
    any_found = False
    for table in COMPARED:
        crossed = held.year is not None and legal_breaks.between([held.year, report["year"]], table, ask.lang)
        if held.form != report["form"] or crossed:
            continue
        for key, cell in found.items():
            then = held.facts.get(key)
            both = key[0] == table and key[2] == TOTAL and then and cell["state"] == then.state == "number"
            if both and then and (cell["value"] or then.value):  # that none stayed none is not worth a line in each of twenty rows
                cell["change"] = change(cell["value"] - then.value)
                any_found = True
    return any_found


def change(difference: float) -> str:
    """Return a change with its sign, as printed below a figure.

    >>> change(1200), change(0), change(-3) == MINUS + "3"
    ('+1,200', '±0', True)
    """
    return f"{'+' if difference > 0 else MINUS if difference < 0 else '±'}{number(abs(difference))}"
