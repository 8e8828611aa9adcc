"""What can be ranked: the shares and sums of labels.yaml, and every figure of the codebook that report_wide has a column for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from archive.site.draw.form_tables import MEASURES
from archive.site.draw.labels import labels, pick, short, word
from archive.site.request.ask import Ask, Language
from archive.store.codebook import Figure, figures

TABLES = ("requests", "disputes", "proactive", "statistics")
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class RankFigure:
    """A figure to rank: the rows to add up in one column of a table and, for a share, those of the denominator.

    `spellings`: the rows are spellings of one row, of which the first with a number counts.
    """

    key: str
    names: tuple[str, str]
    table: str
    measure: str
    items: tuple[str, ...]
    below: tuple[str, ...] = ()
    unit: str = ""
    spellings: bool = False
    forms: frozenset[str] = frozenset()  # that print one of the rows
    group: str = ""  # heading of the menu: a table's key; empty for the shares and sums

    def name(self, lang: Language) -> str:
        """Return the figure's name in the reader's language."""
        return pick(self.names, lang)

    def title(self, when: object, chosen: Sequence[str], ask: Ask) -> str:
        """Return the title of a view of this figure: its name, the kind of applicants, the year or years, and what was chosen in words."""
        kind = [word(ask.lang, "measures", "requests", self.measure)] if self.table == "requests" and self.measure != TOTAL else []
        return " · ".join([self.name(ask.lang), *kind, str(when), *chosen])

    def formula(self, lang: Language) -> str:
        """Return how a share or sum is worked out; empty for a figure of the form."""
        if self.spellings or (len(self.items) == 1 and not self.below):
            return ""
        above = " + ".join(short(lang, self.table, item) for item in self.items)
        below = " + ".join(short(lang, self.table, item) for item in self.below)
        return f"{f'({above})' if below and len(self.items) > 1 else above}{f' ÷ {below} × 100' if below else ''}"


@cache
def known() -> dict[str, RankFigure]:
    """Return all figures by their keys: those of labels.yaml, then one a column of report_wide, under its name."""
    found = {key: _of_labels(key, entry) for key, entry in labels()["figures"].items()}
    columns = sorted((figure for figure in figures() if figure.wide_column and _offered(figure)), key=lambda each: each.wide_column or "")
    for column, same in groupby(columns, key=lambda each: each.wide_column or ""):
        figure = _of_codebook(column, list(same))
        found[figure.key] = figure
    return found


def _offered(figure: Figure) -> bool:
    """Return whether a figure is in the menu: of the kinds of applicants only the total, since the reader chooses the kind apart."""
    return figure.measure == TOTAL or figure.table_name != "requests"


def _of_labels(key: str, entry: dict[str, Any]) -> RankFigure:
    zh, en = entry["name"]
    table, measure, items = entry["table"], entry.get("measure", TOTAL), tuple(entry["items"])
    return RankFigure(
        key, (zh, en), table, measure, items, tuple(entry.get("below", ())), _unit(entry), forms=_forms(table, measure, items)
    )


def _forms(table: str, measure: str, items: tuple[str, ...]) -> frozenset[str]:
    """Return the forms that print one of these rows."""
    same = [figure for figure in figures() if figure.table_name == table and figure.measure == measure and figure.item in items]
    return frozenset(form for figure in same for form in (figure.forms or "").split())


def _unit(entry: dict[str, Any]) -> str:
    return "%" if "below" in entry else "元" if entry.get("measure") == "amount" else ""


def _of_codebook(column: str, same: list[Figure]) -> RankFigure:
    """Return the figure of a column of report_wide; statistics tables print one row in several spellings."""
    one = same[0]
    zh, en = one.item_zh, one.item_en or one.item_zh
    if one.table_name != "requests":
        zh, en = f"{zh}：{one.measure_zh}", f"{en}: {one.measure_en or one.measure_zh}"
    items = tuple(figure.item for figure in sorted(same, key=lambda each: each.position or 0))
    forms = _forms(one.table_name, one.measure, items)
    return RankFigure(column, (zh, en), one.table_name, one.measure, items, (), one.unit or "", len(items) > 1, forms, one.table_name)


def chosen(key: str, by: str) -> RankFigure:
    """Return the figure a reader chose, for one kind of applicants if it is of the table of requests; requests received by default."""
    figure = known().get(key) or known()["received"]
    if figure.table != "requests" or by not in MEASURES:
        return figure
    return replace(figure, measure=by)
