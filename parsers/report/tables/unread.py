"""Figures of sections 二 to 四 that no reader took: they are named, so that nothing is lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.chinese_text import label
from gongkai.terminal.amounts import counted
from parsers.report.forms.forms import AMONG, Forms, unnumbered
from parsers.report.forms.rows import TableLine, Unknown, lines, printed
from parsers.report.forms.sections import Heading
from parsers.report.tables.text_lines import may_be_row
from parsers.types import Cell, Paragraph, Table, TableName

FIGURE = re.compile(r"(?<![\w.])\d[\d,.]*(?![\w.])")
LEAST_FIGURES = 4  # in one line of a table: with fewer it may be a note
LEAST_ALONE = 15  # in the short paragraphs of a part without a row: with fewer they may be dates and addresses
SEVERAL = "its cells hold several figures each, or a label with figures,"
HEADLESS = "no head names the columns of this line"
LEAST_ROWS = 3  # with a label and a figure: with fewer a table may be a note or the frame of a page
EXCERPT = 60  # characters of the first row
SECTIONS: dict[str, TableName] = {"proactive": "proactive", "requests": "requests", "disputes": "disputes"}


def of_line(line: TableLine, table: TableName) -> Unknown | None:
    """Return a line of a table that was taken for words and holds several figures; None if it does not."""
    count = sum(len(FIGURE.findall(cell.text)) for cell in line.cells if " " in cell.text or "\n" in cell.text)
    return Unknown(table, line, printed(line.cells), SEVERAL) if count >= LEAST_FIGURES else None


def of_parts(
    blocks: Sequence[Paragraph | Table], found: Sequence[Heading], read: frozenset[str], taken: frozenset[int], forms: Forms
) -> list[Unknown]:
    """Return the parts with many figures, or with some rows of section 二, of which nothing was read, each as one unknown line.

    `read` names the kinds of table that were read, `taken` has the numbers of the document's tables of which a line was.
    """
    lost = []
    ends = [*(heading.block for heading in found[1:]), len(blocks)][: len(found)]
    for heading, end in zip(found, ends, strict=True):
        table = SECTIONS.get(heading.key or "")
        if table is None or table in read:
            continue
        inside = blocks[heading.block + 1 : end]
        texts = [block.text for block in inside if isinstance(block, Paragraph) and may_be_row(block)]
        if any(isinstance(block, Table) and block.index in taken for block in inside):
            continue
        texts += [cell.text for block in inside if isinstance(block, Table) for cell in block.cells]
        figures = [figure for text in texts for figure in FIGURE.findall(text)]
        known = sum(_is_row(text, forms) for text in texts) if table == "proactive" else 0
        if len(figures) >= LEAST_ALONE or known >= LEAST_ROWS:
            cell = Cell(0, 0, f"{heading.title}: {' '.join(figures[:LEAST_ALONE])} …")
            lost.append(
                Unknown(table, TableLine(0, 0, (cell,)), cell.text, f"{counted(len(figures), 'figure was', 'figures were')} not read")
            )
    return lost


def _is_row(text: str, forms: Forms) -> bool:
    """Return whether a line is an item of section 二 and figures."""
    first, *rest = text.split() or [""]
    return label(first) in forms.proactive.spelled and bool(rest) and all(map(FIGURE.fullmatch, rest))


def of_tables(blocks: Sequence[Paragraph | Table], taken: frozenset[int], forms: Forms) -> list[Unknown]:
    """Return the rows of tables of which nothing was read, though most of their labels are indicators of the statistics tables.

    `taken` has the numbers of the document's tables of which a line was read or named.
    """
    lost = []
    for block in blocks:
        if isinstance(block, Table) and block.index not in taken:
            figured = [line for line in lines(block) if line.figured and line.labels]
            known = [line for line in figured if label(AMONG.sub("", unnumbered(line.labels[0].text))) in forms.indicator_labels]
            if len(known) >= LEAST_ROWS and 2 * len(known) > len(figured):
                lost += [Unknown("statistics", line, printed(line.cells), HEADLESS) for line in figured]
    return lost


def unexplained(blocks: Sequence[Paragraph | Table], taken: frozenset[int]) -> Iterator[tuple[int, str]]:
    """Yield the number of each table with rows of figures of which nothing was read, and a sentence that names it."""
    for block in blocks:
        if isinstance(block, Table) and block.index not in taken:
            figured = [line for line in lines(block) if line.figured and line.labels]
            if len(figured) >= LEAST_ROWS:
                first = " ".join(printed(figured[0].cells).split())[:EXCERPT]
                yield (block.index, f"no form explains this table; of its {counted(len(figured), 'row')} of figures none was read: {first}")
