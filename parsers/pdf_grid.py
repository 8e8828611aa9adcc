"""Ruling lines → grids of cells. Cells are what the lines shut in, so merged cells, cut borders and steps need no guess."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from parsers.pdf_page import LINE_WIDTH, Char, Page, Rule
from parsers.pdf_text import block_text

SNAP = 1.6  # points: lines nearer than this are one (two borders of neighbours lie 0.75 apart)
REACH = 3.0  # points: how far a line may end before the one it should meet; also the gap of a dotted line
SHORTEST = 5.0  # points: shorter strokes are parts of letters or ticks
THIN_ROW = 4.0  # points: an empty strip lower than this is a double border
MAX_MESH = 200_000  # elementary cells of one table; the largest seen has 12 x 40


@dataclass(frozen=True, slots=True)
class Span:
    """A straight line: where it lies across and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of one page: its box in upright points, and its text."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    full: bool = False  # its last line reaches the right edge: the text may go on
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The ruled table of one page."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    cells: tuple[GridCell, ...]

    def holds(self, char: Char) -> bool:
        """Given a character, say whether it stands inside."""
        return self.x0 <= (char.x0 + char.x1) / 2 <= self.x1 and self.top <= (char.top + char.bottom) / 2 <= self.bottom


@dataclass(frozen=True, slots=True)
class Mesh:
    """The lines of one table drawn through, and the walls that really stand."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    upright: frozenset[tuple[int, int]]  # (line of xs, row) where a wall stands
    level: frozenset[tuple[int, int]]  # (line of ys, column)


def grids(page: Page) -> list[Grid]:
    """Given a page, return its ruled tables from top to bottom; a frame around text is none."""
    level, upright = straight_lines(page.rules)
    found: list[Grid] = []
    free = list(page.chars)
    for across, down in sorted(components(level, upright), key=_area, reverse=True):
        mesh = build_mesh(across, down)
        grid = mesh and read_grid(mesh, free, page.number)
        if grid:
            found.append(grid)
            free = [char for char in free if not grid.holds(char)]
    return sorted(found, key=lambda grid: (grid.top, grid.x0))


def _area(lines: tuple[list[Span], list[Span]]) -> float:
    """Given the lines of one table, return the area they span."""
    across, down = lines
    return (max(s.end for s in across) - min(s.start for s in across)) * (max(s.end for s in down) - min(s.start for s in down))


def straight_lines(rules: Iterable[Rule]) -> tuple[list[Span], list[Span]]:
    """Given the strokes of a page, return its level and upright lines, pieces joined and doubles made one."""
    level, upright = [], []
    for rule in rules:
        x, y = (rule.x0 + rule.x1) / 2, (rule.top + rule.bottom) / 2
        if rule.level:
            level.append(Span(y, rule.x0, rule.x1))
        if not rule.level or rule.x1 - rule.x0 <= LINE_WIDTH:  # a dot counts both ways
            upright.append(Span(x, rule.top, rule.bottom))
    return drawn_through(level), drawn_through(upright)


def drawn_through(spans: Sequence[Span]) -> list[Span]:
    """Given lines of one direction, return them with their pieces joined."""
    places = merged_places([span.at for span in spans])
    beside: dict[float, list[Span]] = defaultdict(list)
    for span in spans:
        beside[places[span.at]].append(span)
    return [Span(at, start, end) for at, group in sorted(beside.items()) for start, end in runs(group) if end - start >= SHORTEST]


def merged_places(values: Iterable[float]) -> dict[float, float]:
    """Given positions, return each with the middle of its cluster."""
    clusters: list[list[float]] = []
    for value in sorted(set(values)):
        if clusters and value - clusters[-1][-1] <= SNAP:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return {value: (cluster[0] + cluster[-1]) / 2 for cluster in clusters for value in cluster}


def runs(spans: Iterable[Span]) -> Iterator[tuple[float, float]]:
    """Given pieces of one line, yield its unbroken runs."""
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
    """Given all lines of a page, return those that hang together, as (level, upright)."""
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
    """Given a level and an upright line, say whether they touch."""
    return across.start - REACH <= down.at <= across.end + REACH and down.start - REACH <= across.at <= down.end + REACH


def build_mesh(across: list[Span], down: list[Span]) -> Mesh | None:
    """Given the lines of one table, return its mesh; borders that a page end cut off are put at the ends of the lines they close."""
    xs = positions(down, across)
    ys = positions(across, down)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MAX_MESH:
        return None
    return Mesh(xs, ys, walls(down, xs, ys), walls(across, ys, xs))


def positions(lines: Iterable[Span], others: Iterable[Span]) -> tuple[float, ...]:
    """Given the lines of one direction and those that cross them, return where the mesh has its lines."""
    found = sorted({span.at for span in lines})
    low, high = min(span.start for span in others), max(span.end for span in others)
    if not found or found[0] - low > THIN_ROW:
        found.insert(0, low)
    if high - found[-1] > THIN_ROW:
        found.append(high)
    return tuple(found)


def walls(lines: Iterable[Span], own: Sequence[float], other: Sequence[float]) -> frozenset[tuple[int, int]]:
    """Given lines, their positions and those of the crossing ones, return (position, gap) wherever a wall stands."""
    index = {at: n for n, at in enumerate(own)}
    middles = [(a + b) / 2 for a, b in pairwise(other)]
    return frozenset((index[span.at], gap) for span in lines for gap, mid in enumerate(middles) if span.start <= mid <= span.end)


def read_grid(mesh: Mesh, chars: Iterable[Char], page: int) -> Grid | None:
    """Given a mesh and the characters of the page, return the grid, or None for a mere frame."""
    areas = shut_in(mesh)
    inside = texts(mesh, areas, chars)
    cells = [cell for area, members in sorted(members_of(areas).items()) for cell in make_cells(mesh, members, inside[area])]
    cells = without_outside(mesh, cells)
    if sum(bool(cell.text) for cell in cells) < (1 if len(cells) > 2 else 2):
        return None
    return Grid(page, mesh.xs[0], mesh.ys[0], mesh.xs[-1], mesh.ys[-1], tuple(sorted(cells, key=lambda cell: (cell.top, cell.x0))))


def shut_in(mesh: Mesh) -> dict[tuple[int, int], int]:
    """Given a mesh, return for each (row, column) the number of the area it belongs to."""
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
    """Given the area of each (row, column), return the members of each area."""
    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, area in areas.items():
        members[area].append(place)
    return members


def texts(mesh: Mesh, areas: dict[tuple[int, int], int], chars: Iterable[Char]) -> dict[int, list[Char]]:
    """Given the areas and the characters of the page, return the characters of each area."""
    inside: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        place = (bisect_right(mesh.ys, (char.top + char.bottom) / 2) - 1, bisect_right(mesh.xs, (char.x0 + char.x1) / 2) - 1)
        if place in areas:
            inside[areas[place]].append(char)
    return inside


def make_cells(mesh: Mesh, members: list[tuple[int, int]], chars: list[Char]) -> list[GridCell]:
    """Given the members of an area and its characters, return its cell; an area with steps is cut into its rows if it has text."""
    rows, columns = sorted({row for row, _ in members}), sorted({column for _, column in members})
    if len(members) == len(rows) * len(columns):
        return [cell_of(mesh, rows[0], rows[-1], columns[0], columns[-1], chars)]
    cells = []
    for row in rows if chars else ():
        own = sorted(column for r, column in members if r == row)
        within = [char for char in chars if mesh.ys[row] <= (char.top + char.bottom) / 2 < mesh.ys[row + 1]]
        if within:
            cells.append(cell_of(mesh, row, row, own[0], own[-1], within, "its ruling lines do not close a rectangle"))
    return cells


def cell_of(mesh: Mesh, row: int, last_row: int, column: int, last_column: int, chars: list[Char], doubt: str = "") -> GridCell:
    """Given the rows and columns of a cell and its characters, return the cell."""
    left, right = mesh.xs[column], mesh.xs[last_column + 1]
    text, full = block_text(chars, left, right)
    return GridCell(left, mesh.ys[row], right, mesh.ys[last_row + 1], text, full, doubt)


def without_outside(mesh: Mesh, cells: list[GridCell]) -> list[GridCell]:
    """Given all areas, return those that are cells: not the steps outside a ragged edge, not the strip of a double border."""
    written = {side for cell in cells if cell.text for side in open_sides(mesh, cell)}
    return [
        cell
        for cell in cells
        if cell.text or (min(cell.bottom - cell.top, cell.x1 - cell.x0) > THIN_ROW and open_sides(mesh, cell) <= written)
    ]


def open_sides(mesh: Mesh, cell: GridCell) -> set[tuple[float, float]]:
    """Given a cell, return the column (left, right) it opens to the outside at the left or right edge of the table, if it does."""
    rows = [row for row, (top, bottom) in enumerate(pairwise(mesh.ys)) if cell.top <= top and bottom <= cell.bottom]
    lines = [line for line, edge in ((0, cell.x0 == mesh.xs[0]), (len(mesh.xs) - 1, cell.x1 == mesh.xs[-1])) if edge]
    return {(cell.x0, cell.x1) for line in lines for row in rows if (line, row) not in mesh.upright}
