"""Ruling lines → grids of cells. Cells are the areas enclosed by lines, so merged cells, cut borders and steps need no guess."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise, product

from parsers.pdf.page import LINE_WIDTH, Char, PageContent, RulingLine
from parsers.pdf.text_lines import FIGURE, block_text, is_row, lines, marked_raised, of_several_sizes, run_over
from parsers.types import Box, Mark

SNAP = 1.6  # points: lines nearer than this are one (two borders of neighbours lie 0.75 apart)
REACH = 3.0  # points: how far a line may end before the one it should meet; also the gap of a dotted line
SHORTEST = 5.0  # points: shorter strokes are parts of letters or ticks
BEYOND = 1.5  # times its cell: as far as a picture of a figure may reach over the cell's edges
THIN_ROW = 4.0  # points: an empty strip lower than this is a double border
LEAST_OPEN = 3  # rows of figures in columns without rules; one is enough where rows are open at the right
RUN_OVER = "a figure runs over the edge of its cell"
MAX_MESH = 200_000  # elementary cells of one table; the largest seen has 12 x 40


@dataclass(frozen=True, slots=True)
class Span:
    """A straight line: its position across, and its start and end."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell of one page: its box in upright points, and its text."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    full: bool = False  # its last line reaches the right edge: the text may go on
    doubt: str = ""
    marks: frozenset[Mark] = frozenset()
    aside: str = ""  # characters that are marked and no part of the text


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """The ruled table of one page."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    cells: tuple[RuledCell, ...]

    def holds(self, char: Char) -> bool:
        """Return whether a character's centre is inside."""
        return self.x0 <= (char.x0 + char.x1) / 2 <= self.x1 and self.top <= (char.top + char.bottom) / 2 <= self.bottom


@dataclass(frozen=True, slots=True)
class Mesh:
    """The lines of one table extended across it, and the walls actually drawn."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    upright: frozenset[tuple[int, int]]  # (line of xs, row) of each wall
    level: frozenset[tuple[int, int]]  # (line of ys, column)


def grids(page: PageContent) -> list[RuledGrid]:
    """Return the ruled tables of a page from top to bottom; a frame around text does not count."""
    level, upright = straight_lines(page.rules)
    found: list[RuledGrid] = []
    free = list(page.chars)
    for across, down in sorted(components(level, upright), key=_area, reverse=True):
        mesh = build_mesh(across, down)
        grid = mesh and with_pictures(read_grid(mesh, free, page.number), page.images)
        if grid:
            found.append(grid)
            free = [char for char in free if not grid.holds(char)]
    return sorted(found, key=lambda grid: (grid.top, grid.x0))


def _area(lines: tuple[list[Span], list[Span]]) -> float:
    """Return the area spanned by the lines of one table."""
    across, down = lines
    return (max(s.end for s in across) - min(s.start for s in across)) * (max(s.end for s in down) - min(s.start for s in down))


def straight_lines(rules: Iterable[RulingLine]) -> tuple[list[Span], list[Span]]:
    """Return the horizontal and vertical lines of a page's strokes, pieces joined and duplicates merged."""
    level, upright = [], []
    for rule in rules:
        x, y = (rule.x0 + rule.x1) / 2, (rule.top + rule.bottom) / 2
        if rule.level:
            level.append(Span(y, rule.x0, rule.x1))
        if not rule.level or rule.x1 - rule.x0 <= LINE_WIDTH:  # a dot counts both ways
            upright.append(Span(x, rule.top, rule.bottom))
    return drawn_through(level), drawn_through(upright)


def drawn_through(spans: Sequence[Span]) -> list[Span]:
    """Return lines of one direction with their pieces joined."""
    places = merged_places([span.at for span in spans])
    beside: dict[float, list[Span]] = defaultdict(list)
    for span in spans:
        beside[places[span.at]].append(span)
    return [Span(at, start, end) for at, group in sorted(beside.items()) for start, end in runs(group) if end - start >= SHORTEST]


def merged_places(values: Iterable[float]) -> dict[float, float]:
    """Return each position with the middle of its cluster."""
    clusters: list[list[float]] = []
    for value in sorted(set(values)):
        if clusters and value - clusters[-1][-1] <= SNAP:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return {value: (cluster[0] + cluster[-1]) / 2 for cluster in clusters for value in cluster}


def runs(spans: Iterable[Span]) -> Iterator[tuple[float, float]]:
    """Yield the unbroken runs of the pieces of one line."""
    start = end = None
    for span in sorted(spans, key=lambda span: span.start):
        if start is None or end is None:
            start, end = span.start, span.end
        elif span.start - end <= REACH:
            end = max(end, span.end)
        else:
            yield start, end
            start, end = span.start, span.end
    if start is not None and end is not None:
        yield start, end


def components(level: list[Span], upright: list[Span]) -> list[tuple[list[Span], list[Span]]]:
    """Return the connected groups of a page's lines, as (horizontal, vertical)."""
    parent = list(range(len(level) + len(upright)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for (i, across), (j, down) in product(enumerate(level), enumerate(upright, len(level))):
        if meet(across, down):
            parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Span], list[Span]]] = defaultdict(lambda: ([], []))
    for n, span in enumerate(level + upright):
        groups[root(n)][n >= len(level)].append(span)
    return [group for group in groups.values() if group[0] and group[1]]


def meet(across: Span, down: Span) -> bool:
    """Return whether a horizontal and a vertical line touch."""
    return across.start - REACH <= down.at <= across.end + REACH and down.start - REACH <= across.at <= down.end + REACH


def build_mesh(across: list[Span], down: list[Span]) -> Mesh | None:
    """Return the mesh of one table's lines; borders cut off by a page end are added at the ends of the lines they close."""
    xs = positions(down, across)
    ys = positions(across, down)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MAX_MESH:
        return None
    return Mesh(xs, ys, walls(down, xs, ys), walls(across, ys, xs))


def positions(lines: Iterable[Span], others: Iterable[Span]) -> tuple[float, ...]:
    """Return the positions of the mesh's lines of one direction, given those lines and the ones that cross them."""
    found = sorted({span.at for span in lines})
    low, high = min(span.start for span in others), max(span.end for span in others)
    if not found or found[0] - low > THIN_ROW:
        found.insert(0, low)
    if high - found[-1] > THIN_ROW:
        found.append(high)
    return tuple(found)


def walls(lines: Iterable[Span], own: Sequence[float], other: Sequence[float]) -> frozenset[tuple[int, int]]:
    """Return (position, gap) for every wall, given lines, their positions and those of the crossing ones."""
    index = {at: n for n, at in enumerate(own)}
    middles = [(a + b) / 2 for a, b in pairwise(other)]
    return frozenset((index[span.at], gap) for span in lines for gap, mid in enumerate(middles) if span.start <= mid <= span.end)


def read_grid(mesh: Mesh, chars: Iterable[Char], page: int) -> RuledGrid | None:
    """Return the grid of a mesh and the page's characters, or None for a mere frame."""
    areas = shut_in(mesh)
    inside = texts(mesh, areas, chars)
    over = run_over((mesh.xs, mesh.ys), areas, inside, chars)
    cells = [cell for area, members in sorted(members_of(areas).items()) for cell in make_cells(mesh, members, inside[area], over)]
    cells = without_outside(mesh, cells)
    if sum(bool(cell.text) for cell in cells) < (1 if len(cells) > 2 else 2) or is_partly_ruled(mesh, inside.values()):
        return None
    return RuledGrid(page, mesh.xs[0], mesh.ys[0], mesh.xs[-1], mesh.ys[-1], tuple(sorted(cells, key=lambda cell: (cell.top, cell.x0))))


def is_partly_ruled(mesh: Mesh, areas: Iterable[Sequence[Char]]) -> bool:
    """Return whether rows of figures are between the rules, in columns that no rule parts: gaps do, as without rules."""
    rows = [line for chars in areas if len(chars) > 1 for line in lines(chars) if len(line.pieces) > 1]
    if sum(map(is_row, rows)) >= LEAST_OPEN:
        return True
    walled = sum(line == len(mesh.xs) - 1 for line, _ in mesh.upright)
    figures = [sum(FIGURE.fullmatch(piece.text) is not None for piece in line.pieces) for line in rows]
    return walled < len(mesh.ys) - 1 and (max(figures, default=0) > 1 or sum(map(bool, figures)) >= LEAST_OPEN)


def with_pictures(grid: RuledGrid | None, images: Sequence[Box]) -> RuledGrid | None:
    """Return a grid with a mark on each cell that holds a picture and nothing else: what it shows was not read."""
    if grid is None or not images:
        return grid
    shown = [image for image in images if image[2] - image[0] <= grid.x1 - grid.x0 and image[3] - image[1] <= grid.bottom - grid.top]
    cells = [
        replace(cell, marks=cell.marks | {"picture"}) if not cell.text and any(inside(image, cell) for image in shown) else cell
        for cell in grid.cells
    ]
    return replace(grid, cells=tuple(cells))


def inside(image: Box, cell: RuledCell) -> bool:
    """Return whether the middle of a picture lies in a cell that is not much smaller."""
    x, y = (image[0] + image[2]) / 2, (image[1] + image[3]) / 2
    small = image[2] - image[0] <= BEYOND * (cell.x1 - cell.x0) and image[3] - image[1] <= BEYOND * (cell.bottom - cell.top)
    return small and cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom


def shut_in(mesh: Mesh) -> dict[tuple[int, int], int]:
    """Return the number of the enclosed area for each (row, column) of a mesh."""
    rows, columns = len(mesh.ys) - 1, len(mesh.xs) - 1
    area: dict[tuple[int, int], int] = {}
    for start in product(range(rows), range(columns)):
        if start in area:
            continue
        waiting, area[start] = [start], len(area)
        while waiting:
            row, column = waiting.pop()
            for place, wall, walled in (
                ((row, column + 1), (column + 1, row), mesh.upright),
                ((row, column - 1), (column, row), mesh.upright),
                ((row + 1, column), (row + 1, column), mesh.level),
                ((row - 1, column), (row, column), mesh.level),
            ):
                if 0 <= place[0] < rows and 0 <= place[1] < columns and place not in area and wall not in walled:
                    area[place] = area[start]
                    waiting.append(place)
    return area


def members_of(areas: dict[tuple[int, int], int]) -> dict[int, list[tuple[int, int]]]:
    """Return the members of each area, from the area of each (row, column)."""
    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, area in areas.items():
        members[area].append(place)
    return members


def texts(mesh: Mesh, areas: dict[tuple[int, int], int], chars: Iterable[Char]) -> dict[int, list[Char]]:
    """Return the characters of each area."""
    inside: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        place = (bisect_right(mesh.ys, (char.top + char.bottom) / 2) - 1, bisect_right(mesh.xs, (char.x0 + char.x1) / 2) - 1)
        if place in areas:
            inside[areas[place]].append(char)
    return inside


def make_cells(mesh: Mesh, members: list[tuple[int, int]], chars: list[Char], over: AbstractSet[tuple[int, int]]) -> list[RuledCell]:
    """Return the cell of an area's members and characters; an area with steps is split by row if it has text."""
    rows, columns = sorted({row for row, _ in members}), sorted({column for _, column in members})
    if len(members) == len(rows) * len(columns):
        doubt = RUN_OVER if over and not over.isdisjoint(members) else ""
        return [cell_of(mesh, rows[0], rows[-1], columns[0], columns[-1], chars, doubt)]
    cells = []
    for row in rows if chars else ():
        own = sorted(column for r, column in members if r == row)
        within = [char for char in chars if mesh.ys[row] <= (char.top + char.bottom) / 2 < mesh.ys[row + 1]]
        if within:
            cells.append(cell_of(mesh, row, row, own[0], own[-1], within, "its ruling lines do not close a rectangle"))
    return cells


def cell_of(mesh: Mesh, row: int, last_row: int, column: int, last_column: int, chars: list[Char], doubt: str = "") -> RuledCell:
    """Return the cell that covers these rows and columns, with its characters."""
    left, right = mesh.xs[column], mesh.xs[last_column + 1]
    chars = marked_raised(chars) if of_several_sizes(chars) else chars
    apart = [char for char in chars if char.mark is not None and char.text.strip()]
    text, full = block_text([char for char in chars if char.mark is None] if apart else chars, left, right)
    marks = frozenset(char.mark for char in apart if char.mark is not None)
    aside = block_text(apart, left, right)[0] if apart else ""
    return RuledCell(left, mesh.ys[row], right, mesh.ys[last_row + 1], text, full, doubt, marks, aside)


def without_outside(mesh: Mesh, cells: list[RuledCell]) -> list[RuledCell]:
    """Return the areas that are cells: not the steps outside a ragged edge, not the strip of a double border."""
    written = {side for cell in cells if cell.text for side in open_sides(mesh, cell)}
    return [
        cell
        for cell in cells
        if cell.text or cell.marks or (min(cell.bottom - cell.top, cell.x1 - cell.x0) > THIN_ROW and open_sides(mesh, cell) <= written)
    ]


def open_sides(mesh: Mesh, cell: RuledCell) -> set[tuple[float, float]]:
    """Return the column (left, right) in which a cell is open at the left or right edge of the table, if any."""
    rows = [row for row, (top, bottom) in enumerate(pairwise(mesh.ys)) if cell.top <= top and bottom <= cell.bottom]
    lines = [line for line, edge in ((0, cell.x0 == mesh.xs[0]), (len(mesh.xs) - 1, cell.x1 == mesh.xs[-1])) if edge]
    return {(cell.x0, cell.x1) for line in lines for row in rows if (line, row) not in mesh.upright}
