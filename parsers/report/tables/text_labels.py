"""Labels over several lines of a page without rules: joined where full lines prove it, else in doubt.

In statistics tables any words may be a label; those of the other forms are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from gongkai.chinese_text import fold
from parsers.report.forms.forms import NUMBERING, Forms
from parsers.report.forms.rows import TableLine, is_blank, is_figure
from parsers.report.tables import statistics
from parsers.report.tables.text_lines import REMARKED, WITHIN, below, is_label
from parsers.types import Cell

LOOSE = "the label may continue in the next line"
REACH = 2  # lines above and below: between two of a label there may be one of the label of its group, which is set lower
PADDING = 2.0  # character sizes between a full line and the next column: LibreOffice and Word leave 1.0 for their cells' margins


def known(found: Sequence[TableLine | None], forms: Forms) -> Iterator[TableLine | None]:
    """Yield lines with those labels of the forms joined that span several lines of one column of a page."""
    for number, line in enumerate(found):
        own = _label(line) if line and any(map(is_figure, line.cells)) else ()
        if line and own and own[-1].box and not is_label(own[-1].text, forms):
            above = _in_column(found[max(number - REACH, 0) : number][::-1], own[-1])[-1]
            below = _in_column(found[number + 1 : number + 1 + REACH], own[-1])[0]
            texts = (own[-1].text + below, above + own[-1].text + below, above + own[-1].text)
            whole = next((text for text in texts if is_label(text, forms)), own[-1].text)
            line = replace(line, cells=tuple(cell._replace(text=whole) if cell is own[-1] else cell for cell in line.cells))
        yield line


def _in_column(near: Sequence[TableLine | None], cell: Cell) -> list[str]:
    """Return the labels in the column of a cell, in the nearest line of words that has any; none beyond a line of figures."""
    for line in near:
        if line is None or any(map(is_figure, line.cells)):
            break
        if found := next((other.text for other in line.cells if below(other, cell)), ""):
            return WITHIN.split(found)  # the end of one label and the beginning of the next have been put together
    return [""]


def labelled(found: Sequence[TableLine | None], forms: Forms) -> Iterator[TableLine | None]:
    """Yield lines with complete labels; a label that may continue in the next line, and words left alone, get a doubt."""
    taken = None
    for before, line, after, following in zip((None, *found), found, (*found[1:], None), (*found[2:], None, None), strict=False):
        if line and line is taken:
            continue
        if not line or not any(map(is_figure, line.cells)):
            yield _alone(line)
            continue
        if (own := _label(line)) and is_label(own[-1].text, forms):
            yield line
            continue
        above = None if before is taken else _words_alone(before)
        under = _words_alone(after) if not _label(line) or following is None or _label(following) else None
        last = following is None or not any(map(is_figure, following.cells))
        parts = _parts(line, above, under, last=last)
        if parts is None:
            yield replace(line, cells=tuple(cell._replace(doubt=LOOSE) if cell in _label(line) else cell for cell in line.cells))
            continue
        taken = after if under in parts else taken
        own = line.cells[len(_label(line)) :]
        yield replace(line, cells=(parts[0]._replace(text="".join(part.text for part in parts)), *own)) if parts else line


def _alone(line: TableLine | None) -> TableLine | None:
    """Return a line of words; on a page it heads a group only if numbered, else it may be the rest of a label."""
    words = _words_alone(line)
    if line is None or words is None or NUMBERING.match(fold(words.text)):
        return line
    return replace(line, cells=(words._replace(doubt=LOOSE),))


def _parts(line: TableLine, above: Cell | None, below: Cell | None, *, last: bool) -> tuple[Cell, ...] | None:
    """Return the pieces of a row's label; None if nothing shows whether the words above and below it belong to it."""
    own = _label(line)
    if not above and not below:
        return own
    if above and below and not own:
        return above, below
    edge = next((cell.box[0] for cell in line.cells[len(own) :] if cell.box), 0.0)
    if own and below and last and not _full(own[-1], edge):
        below = None  # the table ends here: what follows is no row's beginning either
    whole = (*((above,) if above and _full(above, edge) else ()), *own, *((below,) if below and own and _full(own[-1], edge) else ()))
    sure = all(other is None or other in whole for other in (above, below)) and not (below and _full(below, edge))
    return whole if sure else None


def _full(cell: Cell, edge: float) -> bool:
    """Return whether not one more character would have fitted between a piece and the next column."""
    return bool(cell.box and edge - cell.box[2] < PADDING * (cell.box[3] - cell.box[1]))


def _words_alone(line: TableLine | None) -> Cell | None:
    """Return the single piece of a page's line, if that is all of it and not a figure."""
    return line.cells[0] if line and len(line.cells) == 1 and line.cells[0].box and not is_figure(line.cells[0]) else None


def _label(line: TableLine) -> tuple[Cell, ...]:
    words = takewhile(lambda cell: not is_figure(cell) and not is_blank(cell) and not REMARKED.fullmatch(cell.text), line.cells)
    return tuple(cell for cell in words if not statistics.is_unit(cell))
