"""What a report of the corpus is before any format: lines and grids, each figure with its key in the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

Key = tuple[str, str, str]  # table, item, measure


@dataclass(frozen=True)
class Figure:
    """What a reader sees in one cell. `sure` is False where the paper itself leaves the place open: then None is right too."""

    key: Key
    raw: str
    value: float | int | None
    state: str = "number"
    unit: str | None = None
    sure: bool = True


@dataclass(frozen=True)
class Slot:
    """One printed cell: its text, the rows and columns it covers, and the figure it holds, if any."""

    text: str
    rows: int = 1
    columns: int = 1
    figure: Figure | None = None


Row = tuple[Slot, ...]


@dataclass(frozen=True)
class Grid:
    """One printed table; `name` is the contract's table."""

    name: str
    rows: tuple[Row, ...]
    ruled: bool = field(default=True, repr=False)  # whether pages show lines around the cells; the mess's name tells of it in digests


@dataclass(frozen=True)
class Line:
    """One printed paragraph; `role` is title, heading, text or sign."""

    text: str
    role: str = "text"


@dataclass(frozen=True)
class Paper:
    """One annual report as invented, and as its reader should find it."""

    agency: str
    year: int
    forms: tuple[str, ...]  # the forms a reader may call it; one but for mixed ones
    title: str
    published: str
    blocks: tuple[Line | Grid, ...]
    page_title: str = ""  # the title of the page around it, where it is not the report's own
    lost: tuple[Figure, ...] = ()  # true, but dropped by whoever made the page: None is as right as the number

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    def figures(self) -> dict[Key, Figure]:
        slots = (slot for grid in self.grids for row in grid.rows for slot in row)
        return {slot.figure.key: slot.figure for slot in slots if slot.figure} | {figure.key: figure for figure in self.lost}

    def with_grid(self, name: str, change: Callable[[Grid], Grid]) -> Paper:
        """The same paper with every grid of that name changed."""
        return replace(self, blocks=tuple(change(b) if isinstance(b, Grid) and b.name == name else b for b in self.blocks))

    def with_lines(self, change: Callable[[Line], Line | None]) -> Paper:
        """The same paper with every line changed, or left out where `change` gives None."""
        changed = (change(b) if isinstance(b, Line) else b for b in self.blocks)
        return replace(self, blocks=tuple(b for b in changed if b is not None))


def shown(figure: Figure, **slot: int) -> Slot:
    """The cell that prints a figure as it is."""
    return Slot(figure.raw, figure=figure, **slot)


def with_slots(grid: Grid, change: Callable[[Slot], Slot]) -> Grid:
    return replace(grid, rows=tuple(tuple(change(slot) for slot in row) for row in grid.rows))


def with_figure(slot: Slot, raw: str, value: float | int | None, state: str = "number", unit: str | None = None) -> Slot:
    """The cell with another figure printed in it."""
    assert slot.figure
    figure = replace(slot.figure, raw=raw, value=value, state=state, unit=unit or slot.figure.unit)
    return replace(slot, text=raw, figure=figure)


def relabel(paper: Paper, name: str, old: str, new: str) -> Paper:
    """The paper with `old` replaced in the labels (never the figures) of one table."""

    def change(slot: Slot) -> Slot:
        return slot if slot.figure else replace(slot, text=slot.text.replace(old, new))

    return paper.with_grid(name, lambda grid: with_slots(grid, change))


def values(row: Row) -> Iterator[Slot]:
    return (slot for slot in row if slot.figure)


def item_of(row: Row) -> str | None:
    """The item whose figures stand in this row."""
    return next((slot.figure.key[1] for slot in values(row) if slot.figure), None)


def truth(paper: Paper) -> dict[str, object]:
    """The label of one document, in the shape of the contract's `parse --json` (`sure` is the corpus's own)."""
    facts = [
        {
            "table": f.key[0],
            "item": f.key[1],
            "measure": f.key[2],
            "raw": f.raw,
            "value": f.value,
            "state": f.state,
            "unit": f.unit,
            "sure": f.sure,
        }
        for f in paper.figures().values()
    ]
    return {
        "agency": paper.agency,
        "year": paper.year,
        "forms": list(paper.forms),
        "title": paper.title,
        "published": paper.published,
        "facts": facts,
    }
