"""Tables that are no tables: lines of text, set with blanks or tabs, a cell a line, or a page without rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.quality.messes.registry import STATISTICS, TABLED, mess
from tests.quality.paper import Grid, Line, Paper
from tests.quality.writers.layout import placed

TYPED = ("html", "mht", "docx")  # formats that keep lines as they are typed


def as_lines(paper: Paper, written: Callable[[list[str]], list[str]]) -> Paper:
    """The paper with every row of its tables as lines of text; `written` takes the texts of a row's cells, empty where none begins."""
    blocks: list[Line | Grid] = []
    for block in paper.blocks:
        blocks += [Line(line) for row in texts(block) for line in written(row)] if isinstance(block, Grid) else [block]
    return replace(paper, blocks=tuple(blocks), lost=tuple(paper.figures().values()))


def texts(grid: Grid) -> list[list[str]]:
    spots = placed(grid)
    width = max(spot.column + spot.slot.columns for spot in spots)
    rows = [[""] * width for _ in grid.rows]
    for spot in spots:
        rows[spot.row][spot.column] = spot.slot.text
    return rows


@mess(*TABLED, *STATISTICS, formats=TYPED)
def tables_set_with_blanks(paper: Paper, rng: Random) -> Paper:
    return as_lines(paper, lambda row: [chr(0x3000).join(text for text in row if text)])


@mess(*TABLED, *STATISTICS, formats=TYPED)
def tables_set_with_tabs(paper: Paper, rng: Random) -> Paper:
    return as_lines(paper, lambda row: ["\t".join(row)])


@mess(*TABLED, *STATISTICS, formats=TYPED)
def tables_a_cell_a_line(paper: Paper, rng: Random) -> Paper:
    return as_lines(paper, lambda row: [text for text in row if text])


@mess(*TABLED, *STATISTICS, formats=("pdf", "ofd"))
def tables_without_rules(paper: Paper, rng: Random) -> Paper:
    return replace(paper, blocks=tuple(replace(block, ruled=False) if isinstance(block, Grid) else block for block in paper.blocks))
