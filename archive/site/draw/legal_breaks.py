"""Changes of the law after which a table's figures mean something else: where series break, and what reports say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archive.site.request.ask import Language
from parsers.report.forms.forms import load


class Break(NamedTuple):
    """A break as a page shows it: the first year reported on that it holds for, the day it begins, and why, in the page's language."""

    year: int
    since: str
    why: str


def of_table(table: str, lang: Language) -> list[Break]:
    """Return the breaks of a table's figures in order."""
    return [
        Break(each.year, each.since, each.zh if lang == "zh" else each.why)
        for each in sorted(load().breaks, key=lambda each: each.since)
        if each.table == table
    ]


def between(years: Sequence[int], table: str, lang: Language) -> list[tuple[int, Break]]:
    """Return the breaks that a series of years crosses, each with the place of the first year behind it."""
    return [
        (place, found) for found in of_table(table, lang) for place in range(1, len(years)) if years[place - 1] < found.year <= years[place]
    ]


def in_words(one: Break, lang: Language) -> str:
    """Return the sentence that pages and files print below a series that crosses a break."""
    if lang == "zh":
        return f"自 {one.since} 起，{one.why}；此前各年的数字含义不同，不与之相连。"
    return f"Since {one.since} {one.why}: figures of the years before mean something else and are not joined with these."
