"""The lines of a table in the form's order, one an item: turned if items run across, halves in turn if two items share a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from gongkai.chinese_text import label, squeeze
from parsers.report.forms.forms import Forms, Vocabulary
from parsers.report.forms.rows import TableLine, lines
from parsers.report.tables import requests
from parsers.types import Table

FIGURES = {"value", "cumulative"}
LEAST_HEADS = 2  # texts in the first line: the corner and an item
LEAST_DOWN = 0.8  # of a kind's measures in the first columns
LEAST_ACROSS = {"requests": 10, "disputes": 2}  # items in the lines above the figures


def in_order(table: Table, forms: Forms) -> Iterator[TableLine]:
    """Yield the lines of a table in reading order, with the right half of statistics after the left one and turned parts upright."""
    whole = list(lines(table))
    yield from _turned_parts(whole, table, forms) or _side_by_side(whole, forms)


def _turned_parts(whole: Sequence[TableLine], table: Table, forms: Forms) -> list[TableLine] | None:
    """Return the lines of a table, the turned parts of it one line an item; None if nothing in it is turned."""
    if not any(_is_measure(line.texts[0], forms) for line in whole if line.texts):  # asked of every table: the cheap question first
        return None
    parts = _parts(whole, forms)
    turned = [_is_turned(part, forms) for part in parts]
    if not any(turned):
        return None
    return [line for part, is_turned in zip(parts, turned, strict=True) for line in (_turned_lines(part, table) if is_turned else part)]


def _is_measure(text: str, forms: Forms) -> bool:
    """Return whether a text, as labels are compared, is the name of a column of the forms."""
    return (
        text in forms.proactive_measures.spelled
        or text in forms.dispute_measures.spelled
        or text.removeprefix(requests.ORGANISATIONS) in forms.request_measures.spelled
    )


def _parts(found: Sequence[TableLine], forms: Forms) -> list[list[TableLine]]:
    """Return the lines of a table in parts: section 二 has one for each head, and lines of a single text are parts of their own."""
    parts: list[list[TableLine]] = []
    alone = True
    for line in found:
        single = len(line.texts) == 1 and not line.figured
        if alone or single or (line.texts and line.texts[0].startswith(forms.corners["proactive"])):
            parts.append([])
        parts[-1].append(line)
        alone = single
    return parts


def _is_turned(found: Sequence[TableLine], forms: Forms) -> bool:
    first, *below = found
    if not below or len(first.texts) < LEAST_HEADS or first.figured:
        return False
    if first.texts[0].startswith(forms.corners["proactive"]):
        down = [line.texts[0] if line.texts else "" for line in below]
        return all(map(forms.proactive_measures.find, down)) and all(map(forms.proactive.find, first.texts[1:]))
    heads = [cell.text for line in found[:3] if not line.figured for cell in line.cells if cell.text]
    return any(_fits(kind, items, measures, heads, below) for kind, items, measures in _kinds(forms))


def _kinds(forms: Forms) -> tuple[tuple[str, Vocabulary, Vocabulary], ...]:
    return ("requests", forms.requests, forms.request_measures), ("disputes", forms.disputes, forms.dispute_measures)


def _fits(kind: str, items: Vocabulary, measures: Vocabulary, heads: Sequence[str], below: Sequence[TableLine]) -> bool:
    if any(label(text) in measures.spelled for text in heads):  # asked first: so it is in each table that is not turned
        return False
    under = (label(cell.text) for line in below for cell in line.cells[:2])
    down = {requests.applicant(text, measures) for text in under if text} - {None}  # exact: most long tables are none of ours
    if len(down) < LEAST_DOWN * len(measures.labels):
        return False
    return len({items.find(text) for text in heads} - {None}) >= LEAST_ACROSS[kind]


def _turned_lines(part: Sequence[TableLine], table: Table) -> Iterator[TableLine]:
    cells = tuple(
        cell._replace(row=cell.column, column=cell.row, rowspan=cell.colspan, colspan=cell.rowspan) for line in part for cell in line.cells
    )
    return (replace(line, turned=True) for line in lines(Table(table.index, cells, table.page)))


def upright(found: Sequence[TableLine | None], forms: Forms) -> Iterator[TableLine | None]:
    """Yield lines written as text, each turned group of section 二 as its head and one line an item.

    Such a group has items in its head and the name of a column before each line of figures; each line has a figure for every item.
    """
    place = 0
    while place < len(found):
        # no slice: a copy of all that follows each line of a text of 200,000 took minutes
        line, below = found[place], _measured((found[at] for at in range(place + 1, len(found))), forms)
        heads = [cell for cell in line.cells if label(cell.text) not in forms.corners["proactive"]] if line else []
        items = bool(heads) and all(forms.proactive.find(cell.text) for cell in heads)
        if line is None or line.figured or not items or not below or any(len(other.values) != len(heads) for other in below):
            yield line
            place += 1
            continue
        yield replace(line, cells=tuple(other.labels[0] for other in below), turned=True)
        for head, *figures in zip(heads, *(other.values for other in below), strict=True):
            yield replace(line, cells=(head, *figures), turned=True)
        place += 1 + len(below)


def _measured(found: Iterable[TableLine | None], forms: Forms) -> list[TableLine]:
    """Return the lines up to the first that is no name of a column of section 二 with its figures."""
    lines_of_group = takewhile(lambda line: line is not None and line.figured and len(line.labels) == 1, found)
    named = (line for line in lines_of_group if line)
    return list(takewhile(lambda line: forms.proactive_measures.find(line.labels[0].text) is not None, named))


def _side_by_side(whole: Sequence[TableLine], forms: Forms) -> Iterator[TableLine]:
    """Yield the lines of a table, those of its left half before those of its right one if the head is printed twice."""
    cuts = {number: cut for number, line in enumerate(whole) if (cut := _second_head(line, forms))}
    if not cuts:
        yield from whole
        return
    first = min(cuts)
    yield from whole[:first]
    for left in (True, False):
        for number, line in enumerate(whole[first:], first):
            cells = tuple(cell for cell in line.cells if (cell.column < cuts[first]) is left)
            if cells:
                half = TableLine(line.table, line.number, cells, line.page)
                yield half if left or number not in cuts else replace(half, continued=True)


def _second_head(line: TableLine, forms: Forms) -> int:
    """Return the column in which a head names its indicator again, after a column of figures; 0 if it does not."""
    names = forms.statistics["indicator"]
    if line.figured or sum(text in names for text in line.texts) < 2:
        return 0
    places = [cell.column for cell in line.cells if squeeze(cell.text) in names]
    between = [cell for cell in line.cells if len(places) > 1 and places[0] < cell.column < places[1]]
    figures = [text for role in FIGURES for text in forms.statistics[role]]
    return places[1] if any(squeeze(cell.text).endswith(tuple(figures)) for cell in between) else 0
