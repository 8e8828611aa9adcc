"""The statistics tables of the years before 2019 in their local dress."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.quality.messes.registry import STATISTICS, mess
from tests.quality.messes.tables import relabelled
from tests.quality.messes.values import some
from tests.quality.paper import Grid, Paper, Row, Slot, with_figure, with_slots


@mess("provincial")
def statistics_old_labels(paper: Paper, rng: Random) -> Paper:
    """主动公开信息数, 1. for 1、, 受理依申请公开信息总数: the items follow the labels."""
    words = (
        ("主动公开文件数", "主动公开信息数"),
        ("受理政府信息依申请公开总数", "受理依申请公开信息总数"),
        ("接受行政诉讼、举报数", "行政申诉、举报数"),
    )
    paper = relabelled(paper, "statistics", *words, ("1、", "1．"), ("2、", "2．"))

    def rename(slot: Slot) -> Slot:
        if not slot.figure:
            return slot
        table, item, measure = slot.figure.key
        for old, new in words:
            item = item.replace(old, new)
        return replace(slot, figure=replace(slot.figure, key=(table, item, measure)))

    return paper.with_grid("statistics", lambda grid: with_slots(grid, rename))


@mess("provincial")
def cumulative_blank(paper: Paper, rng: Random) -> Paper:
    return some(
        paper, "statistics", lambda f: f.key[2] == "cumulative" and "/" in f.key[1], lambda slot: with_figure(slot, "", None, "blank")
    )


@mess("provincial")
def cumulative_started_anew(paper: Paper, rng: Random) -> Paper:
    figures = paper.figures()

    def anew(slot: Slot) -> Slot:
        assert slot.figure
        value = figures[slot.figure.key[0], slot.figure.key[1], "value"].value
        return with_figure(slot, str(value), value)

    return some(paper, "statistics", lambda f: f.key[2] == "cumulative", anew)


@mess("provincial")
def head_in_two_paragraphs(paper: Paper, rng: Random) -> Paper:
    return relabelled(paper, "statistics", ("计量单位", "计量\n单位"), (f"{paper.year}年度", f"{paper.year}\n年度"))


@mess("national")
def code_column(paper: Paper, rng: Random) -> Paper:
    """A column of row numbers between label and unit: no figure."""

    def change(grid: Grid) -> Grid:
        rows: list[Row] = [(grid.rows[0][0], Slot("代码"), *grid.rows[0][1:])]
        rows += [(row[0], Slot(str(number)), *row[1:]) for number, row in enumerate(grid.rows[1:], 1)]
        return replace(grid, rows=tuple(rows))

    return paper.with_grid("statistics", change)


@mess("national")
def head_of_three_words(paper: Paper, rng: Random) -> Paper:
    return relabelled(paper, "statistics", ("统计指标", "指标名称"), ("统计数", "数量"))


@mess("national")
def statistics_brackets_half_width(paper: Paper, rng: Random) -> Paper:
    return relabelled(paper, "statistics", ("（", "("), ("）", ")"), ("：", ":"))


@mess("national")
def head_units_blank(paper: Paper, rng: Random) -> Paper:
    """Head rows print nothing where others print ——."""
    paper = relabelled(paper, "statistics", ("——", ""))
    return some(paper, "statistics", lambda f: f.raw == "——", lambda slot: with_figure(slot, "", None, "blank"))


@mess(*STATISTICS)
def statistics_split_over_pages(paper: Paper, rng: Random) -> Paper:
    """The table goes on as a second one without a head."""
    blocks: list[object] = []
    for block in paper.blocks:
        if isinstance(block, Grid):
            spot = len(block.rows) // 2
            blocks += [replace(block, rows=block.rows[:spot]), replace(block, rows=block.rows[spot:])]
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))  # type: ignore[arg-type]


@mess(*STATISTICS)
def statistics_indented_labels(paper: Paper, rng: Random) -> Paper:
    """Levels shown by blanks before the label."""

    def change(grid: Grid) -> Grid:
        rows = [(replace(row[0], text="　" * rng.randint(0, 2) + row[0].text), *row[1:]) for row in grid.rows]
        return replace(grid, rows=tuple(rows))

    return paper.with_grid("statistics", change)
