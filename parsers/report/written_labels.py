"""Labels that go over several lines of a page without rules: put together where full lines show it, else in doubt.

In statistics tables any words may be a label; those of the other forms are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.report import statistics
from parsers.report.forms import NUMBERING, Forms
from parsers.report.rows import Line, is_figure
from parsers.report.written_lines import below, is_label
from parsers.text import fold
from parsers.types import Cell

LOOSE = "the label may go on in the next line"
PADDING = 2.0  # character sizes between a full line and the next column: LibreOffice and Word leave 1.0 for their cells' margins


def known(found: Sequence[Line | None], forms: Forms) -> Iterator[Line | None]:
    """Given lines, yield them with the labels of the forms whole that stand in several lines of one column of a page."""
    for before, line, after in zip((None, *found), found, (*found[1:], None), strict=False):
        own = _label(line) if line and any(map(is_figure, line.cells)) else ()
        if line and own and own[-1].box and not is_label(own[-1].text, forms):
            above, below = (_in_column(other, own[-1]) for other in (before, after))
            texts = (own[-1].text + below, above + own[-1].text + below, above + own[-1].text)
            whole = next((text for text in texts if is_label(text, forms)), own[-1].text)
            line = replace(line, cells=tuple(cell._replace(text=whole) if cell is own[-1] else cell for cell in line.cells))
        yield line


def _in_column(line: Line | None, cell: Cell) -> str:
    """What a line of words has in the column of a cell."""
    words = () if line is None or any(map(is_figure, line.cells)) else line.cells
    return next((other.text for other in words if below(other, cell)), "")


def labelled(found: Sequence[Line | None], forms: Forms) -> Iterator[Line | None]:
    """Given lines, yield them with labels whole; a doubt on a label that may go on in the line beside it, and on words left alone."""
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
        own = line.cells[len(_label(line)):]
        yield replace(line, cells=(parts[0]._replace(text="".join(part.text for part in parts)), *own)) if parts else line


def _alone(line: Line | None) -> Line | None:
    """A line of words; on a page it heads a group only if it is numbered, else it may be the rest of a label."""
    words = _words_alone(line)
    if line is None or words is None or NUMBERING.match(fold(words.text)):
        return line
    return replace(line, cells=(words._replace(doubt=LOOSE),))


def _parts(line: Line, above: Cell | None, below: Cell | None, *, last: bool) -> tuple[Cell, ...] | None:
    """The pieces that make up a row's label; None where nothing tells whether the words above and below it belong to it."""
    own = _label(line)
    if not above and not below:
        return own
    if above and below and not own:
        return above, below
    edge = next((cell.box[0] for cell in line.cells[len(own):] if cell.box), 0.0)
    if own and below and last and not _full(own[-1], edge):
        below = None  # the table ends here: what follows is no row's beginning either
    whole = (*((above,) if above and _full(above, edge) else ()), *own, *((below,) if below and own and _full(own[-1], edge) else ()))
    sure = all(other is None or other in whole for other in (above, below)) and not (below and _full(below, edge))
    return whole if sure else None


def _full(cell: Cell, edge: float) -> bool:
    """Whether not one more character would have fitted between a piece and the next column."""
    return bool(cell.box and edge - cell.box[2] < PADDING * (cell.box[3] - cell.box[1]))


def _words_alone(line: Line | None) -> Cell | None:
    """The one piece of a page's line, if that is all of it and no figure."""
    return line.cells[0] if line and len(line.cells) == 1 and line.cells[0].box and not is_figure(line.cells[0]) else None


def _label(line: Line) -> tuple[Cell, ...]:
    return tuple(cell for cell in line.cells if not is_figure(cell) and not statistics.is_unit(cell))


