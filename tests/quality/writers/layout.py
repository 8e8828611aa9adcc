"""A report set on pages: where each piece of text and each rule stands. PDF, OFD and scans are drawn from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.quality.paper import Grid, Line, Paper, Slot

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 48.0  # A4 in points
SIZES = {"title": 18.0, "heading": 14.0, "text": 12.0, "sign": 12.0}
CELL_SIZE, PAD = 9.0, 4.0


@dataclass(frozen=True)
class Text:
    """A run of text in one line; left edge and baseline in points from the top left."""

    x: float
    y: float
    size: float
    text: str


@dataclass
class Page:
    """What is drawn on one page."""

    texts: list[Text] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)  # x1, y1, x2, y2


@dataclass(frozen=True)
class Placed:
    """A slot with its row and column in the grid."""

    row: int
    column: int
    slot: Slot


def placed(grid: Grid) -> tuple[Placed, ...]:
    """Where each slot of a grid stands, as a browser would place it."""
    taken: set[tuple[int, int]] = set()
    found = []
    for number, row in enumerate(grid.rows):
        column = 0
        for slot in row:
            while (number, column) in taken:
                column += 1
            found.append(Placed(number, column, slot))
            taken |= {(number + down, column + right) for down in range(slot.rows) for right in range(slot.columns)}
            column += slot.columns
    return tuple(found)


def width_of(text: str, size: float) -> float:
    return sum(size if ord(char) > 0x2000 else size * 0.52 for char in text)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """The text broken into lines no wider than `room`; its own line ends are kept."""
    lines = []
    for piece in text.split("\n"):
        line = ""
        for char in piece:
            if line and width_of(line + char, size) > room:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return lines


def pages(paper: Paper) -> list[Page]:
    """The paper set on A4 pages; a table that does not fit goes on on the next page, its rules drawn again."""
    found, y = [Page()], MARGIN
    for block in paper.blocks:
        y = _set_line(found, block, y) if isinstance(block, Line) else _set_grid(found, block, y) + 8
    return found


def _set_line(found: list[Page], line: Line, y: float) -> float:
    size = SIZES[line.role]
    room = WIDTH - 2 * MARGIN
    text = line.text if line.role in ("title", "sign") else "　　" + line.text.strip()
    for piece in wrapped(text, size, room):
        if y + size * 1.5 > HEIGHT - MARGIN:
            found.append(Page())
            y = MARGIN
        x = MARGIN + (room - width_of(piece, size)) / 2 if line.role == "title" else MARGIN
        found[-1].texts.append(Text(x, y + size, size, piece))
        y += size * 1.6
    return y


def column_edges(grid: Grid) -> list[float]:
    """Left edge of each column and the right edge of the last: figures narrow, labels in what is left."""
    spots = placed(grid)
    count = max(spot.column + spot.slot.columns for spot in spots)
    figures = {spot.column for spot in spots if spot.slot.figure}
    long = {spot.column: width_of(spot.slot.text, CELL_SIZE) for spot in spots if spot.slot.figure and spot.slot.columns == 1}
    room = WIDTH - 2 * MARGIN
    narrow = room / count if len(figures) == count else 34.0
    widths = [max(narrow, long.get(column, 0) + 2 * PAD) if column in figures else 0.0 for column in range(count)]
    labels = [column for column in range(count) if column not in figures]
    for column in labels:
        share = 3.0 if column == labels[-1] and len(labels) > 1 and grid.name == "requests" else 1.0
        total = sum(3.0 if c == labels[-1] and len(labels) > 1 and grid.name == "requests" else 1.0 for c in labels)
        widths[column] = (room - sum(widths[c] for c in figures)) * share / total
    edges = [MARGIN]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def _set_grid(found: list[Page], grid: Grid, y: float) -> float:
    edges, spots = column_edges(grid), placed(grid)
    heights = _heights(grid, spots, edges)
    tops: list[tuple[int, float]] = []  # page and top of each row
    for height in heights:
        if y + height > HEIGHT - MARGIN:
            found.append(Page())
            y = MARGIN
        tops.append((len(found) - 1, y))
        y += height
    for spot in spots:
        _set_cell(found, spot, edges, tops, heights, grid.ruled)
    return y


def _heights(grid: Grid, spots: tuple[Placed, ...], edges: list[float]) -> list[float]:
    heights = [CELL_SIZE * 1.3 + 2 * PAD] * len(grid.rows)
    for spot in sorted(spots, key=lambda spot: spot.slot.rows):
        room = edges[spot.column + spot.slot.columns] - edges[spot.column] - 2 * PAD
        needed = len(wrapped(spot.slot.text, CELL_SIZE, room)) * CELL_SIZE * 1.3 + 2 * PAD
        last = spot.row + spot.slot.rows - 1
        heights[last] += max(0.0, needed - sum(heights[spot.row : last + 1]))
    return heights


def _set_cell(
    found: list[Page], spot: Placed, edges: list[float], tops: list[tuple[int, float]], heights: list[float], ruled: bool
) -> None:
    """A box on every page the cell touches, if there are rules; its text in the middle of the first part."""
    left, right = edges[spot.column], edges[spot.column + spot.slot.columns]
    rows = range(spot.row, spot.row + spot.slot.rows)
    for page in sorted({tops[row][0] for row in rows}):
        here = [row for row in rows if tops[row][0] == page]
        top, bottom = tops[here[0]][1], tops[here[-1]][1] + heights[here[-1]]
        box = ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom))
        found[page].rules += box if ruled else ()
        if here[0] == spot.row:
            found[page].texts += _cell_texts(spot.slot, left, right, top, bottom)


def _cell_texts(slot: Slot, left: float, right: float, top: float, bottom: float) -> list[Text]:
    lines = wrapped(slot.text, CELL_SIZE, right - left - 2 * PAD)
    leading = CELL_SIZE * 1.3
    y = (top + bottom - leading * len(lines)) / 2 + CELL_SIZE
    centred = slot.figure is not None or len(lines) == 1
    return [
        Text((left + right - width_of(line, CELL_SIZE)) / 2 if centred else left + PAD, y + number * leading, CELL_SIZE, line)
        for number, line in enumerate(lines)
        if line
    ]
