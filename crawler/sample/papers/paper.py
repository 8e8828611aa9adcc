"""Lay out figures as a report on paper: headings, paragraphs and tables with merged cells, in printing order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import Any

from crawler.sample.papers.city import table
from crawler.sample.papers.figures import Figures


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a printed table; `row` and `column` count from 0."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table: its cells in reading order and the relative widths of its columns."""

    boxes: tuple[Box, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph or a heading."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A report ready to be published as a page or a file."""

    title: str
    blocks: tuple[Words | Grid, ...]


def paper(figures: Figures) -> Paper:
    """Return the report in its form, with the sample's own sentences."""
    edition, texts = figures.edition, table("texts")
    random = Random(f"{edition.agency.name}{edition.year}")
    said = {"agency": edition.agency.name, "year": edition.year, **figures.said}
    blocks = (Words(texts["preface"].format(**said)), *WRITERS[edition.form](figures, said, random))
    return Paper(texts["title"].format(**said), blocks)


def _headed(form: str, parts: Iterable[Sequence[Words | Grid]]) -> Iterator[Words | Grid]:
    for heading, part in zip(table("forms")["sections"][form], parts, strict=True):
        yield Words(heading, heading=True)
        yield from part


def _prose(figures: Figures, said: dict[str, Any], random: Random) -> Iterator[Words | Grid]:
    return _headed("prose", [[Words(sentence.format(**said))] for sentence in table("texts")["prose"]])


def _statistics(figures: Figures, said: dict[str, Any], random: Random) -> Iterator[Words | Grid]:
    texts = table("texts")
    words = [texts["statistics_overview"], texts["statistics_proactive"], texts["statistics_requests"], random.choice(texts["problems"])]
    parts: list[Sequence[Words | Grid]] = [[Words(text.format(**said))] for text in words]
    return _headed("statistics", [*parts, [statistics_grid(figures)]])


def _form(figures: Figures, said: dict[str, Any], random: Random) -> Iterator[Words | Grid]:
    texts = table("texts")
    overview = [Words(label + random.choice(variants).format(**said)) for label, variants in texts["overview"]]
    parts: list[Sequence[Words | Grid]] = [
        overview,
        [proactive_grid(figures)],
        [requests_grid(figures)],
        [disputes_grid(figures)],
        [Words(random.choice(texts["problems"]))],
        [Words(random.choice(texts["other"]))],
    ]
    return _headed(figures.edition.form, parts)


WRITERS = {"prose": _prose, "statistics": _statistics, "2019": _form, "2021": _form}


def statistics_layout(figures: Figures) -> dict[str, Any]:
    """Return the statistics table in force when the report was published."""
    layouts: list[dict[str, Any]] = table("forms")["statistics"]
    return next(layout for layout in layouts if figures.edition.site in layout["sites"])


def statistics_grid(figures: Figures) -> Grid:
    """Return the table of 指标, 单位, 统计数, and 历年累计 if the layout has it."""
    layout = statistics_layout(figures)
    head = [label.format(year=figures.edition.year) for label in layout["columns"]]
    lines = [head, *([row["label"], row["unit"], *figures.statistics[row["from"]]][: len(head)] for row in layout["rows"])]
    boxes = tuple(Box(number, column, text) for number, line in enumerate(lines) for column, text in enumerate(line))
    return Grid(boxes, (40, 12, 16, 16)[: len(head)])


def proactive_grid(figures: Figures) -> Grid:
    """Return section 二: a line naming the article, a line of column heads and the items, group by group, four columns wide."""
    boxes: list[Box] = []
    row = 0
    for group in table("forms")["proactive"][figures.edition.form]:
        measures = list(group["columns"])
        places = [(1, 1), (2, 1), (3, 1)] if len(measures) == 3 else [(1, 1), (2, 2)] if len(measures) == 2 else [(1, 3)]
        lines = [[table("forms")["proactive_corner"], *group["columns"].values()]]
        lines += [[label, *(figures.proactive[item, measure] for measure in measures)] for item, label in group["rows"].items()]
        boxes.append(Box(row, 0, group["head"], colspan=4))
        for number, (label, *cells) in enumerate(lines, row + 1):
            boxes.append(Box(number, 0, label))
            boxes += [Box(number, column, text, colspan=span) for text, (column, span) in zip(cells, places, strict=True)]
        row += 1 + len(lines)
    return Grid(tuple(boxes), (24, 20, 20, 20))


def requests_rows(form: str) -> list[dict[str, Any]]:
    """Return the rows of section 三 in that form, 23 in 2019 and 25 in 2021."""
    return [row for row in table("forms")["requests"]["rows"] if row.get("only", form) == form]


def requests_grid(figures: Figures) -> Grid:
    """Return section 三: three header rows, labels up to three columns deep, seven values."""
    layout, rows = table("forms")["requests"], requests_rows(figures.edition.form)
    boxes = [
        Box(0, 0, layout["corner"], 3, 3),
        Box(0, 3, layout["head"], colspan=7),
        Box(1, 3, layout["applicants"][0], 2),
        Box(1, 4, layout["organisations"], colspan=5),
        Box(1, 9, layout["applicants"][6], 2),
    ]
    boxes += [Box(2, 4 + number, text) for number, text in enumerate(layout["applicants"][1:6])]
    inner = [number for number, row in enumerate(rows, 3) if "group" in row or row.get("inside")]
    boxes.append(Box(inner[0], 0, layout["part"], len(inner)))
    for group, members in groupby(enumerate(rows, 3), lambda numbered: numbered[1].get("group")):
        lines = list(members)
        if group:
            boxes.append(Box(lines[0][0], 1, group, len(lines)))
        for number, row in lines:
            column = 2 if group else 1 if row.get("inside") else 0
            boxes.append(Box(number, column, row["label"], colspan=3 - column))
            boxes += [Box(number, 3 + place, text) for place, text in enumerate(figures.requests[row["item"]])]
    return Grid(tuple(sorted(boxes, key=lambda box: (box.row, box.column))), (8, 12, 30, 8, 8, 8, 8, 8, 8, 8))


def disputes_grid(figures: Figures) -> Grid:
    """Return section 四: three blocks of five columns under 行政复议 and 行政诉讼, one row of values."""
    layout = table("forms")["disputes"]
    blocks = [layout["review"], *layout["courts"]]
    boxes = [Box(0, 0, layout["review"]["label"], colspan=5), Box(0, 5, layout["litigation"], colspan=10)]
    boxes += [Box(1, column, text, rowspan=2) for column, text in enumerate(layout["columns"])]
    boxes += [Box(1, 5 + 5 * number, court["label"], colspan=5) for number, court in enumerate(layout["courts"])]
    boxes += [Box(2, 5 + column, text) for column, text in enumerate(layout["columns"] * 2)]
    values = [value for block in blocks for value in figures.disputes[block["item"]]]
    return Grid((*boxes, *(Box(3, column, value) for column, value in enumerate(values))), (6,) * 15)
