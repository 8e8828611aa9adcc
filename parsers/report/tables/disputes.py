"""The table of section 四: one line of fifteen figures under three blocks, or one line per block."""

from __future__ import annotations

import re
from dataclasses import replace

from gongkai.chinese_text import fold, label
from parsers.report.forms.forms import Forms
from parsers.report.forms.rows import FigureRow, Key, TableLine, Unknown, is_blank, printed
from parsers.report.tables import glued_figures
from parsers.report.tables import heads as heads_module
from parsers.types import Cell

IN_BRACKETS = re.compile(r"\(([^()]+)\)")
TURNED = "the heads of section 四 are not in the order of the form and not above the figures"
LITIGATION = "行政诉讼"  # the head over its two blocks
LEAST_HEADED = 2 / 3  # of the results' heads: with those of reviews alone the ones of litigation follow
LONGEST_TITLE = 30  # characters: 政府信息公开行政诉讼（未经复议直接起诉）情况 has 22
LEAST_CELLS = 8  # a line of blanks this long is the value line left empty, not a rule between tables


class DisputesReader:
    """Reads section 四 line by line."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.heads: dict[int, list[Cell]] = {}
        self.results = {label(text) for key, texts in forms.dispute_measures.labels.items() if key != "total" for text in texts}
        self.review = next(label(texts[0]) for texts in forms.disputes.labels.values())
        self.taken = False
        self.printed: tuple[Key, ...] = ()  # the columns as the heads of a table without cells print them
        self.cells: dict[int, list[Cell]] = {}  # table → all cells of its head
        self.titled = ""  # the block that a line of text above a table names
        self.below: set[tuple[int, bool]] = set()  # of which table figures were read below the heads of blocks, and below those of results

    def opens(self, line: TableLine) -> bool:
        """Return whether a line has review and litigation side by side, or the results' heads."""
        texts = line.texts
        beside = "".join(texts) == self.review + "行政诉讼" or (
            len(texts) > 1 and texts[0] == self.review and texts[1].startswith("行政诉讼")
        )
        turned = len(texts) > 1 and texts[0] == "行政诉讼" and self.review in texts
        alone = len(texts) == 1 and not line.figured and self.forms.disputes.spelled.get(texts[0]) is not None
        return beside or turned or alone or sum(text in self.results for text in texts) >= 3

    def take(self, line: TableLine) -> FigureRow | Unknown | None:
        """Return the row of a line of figures, of all blocks or of one; heads are remembered."""
        line = self.with_words(self.without_serial(line))
        labels, values = line.labels, line.values
        named = [cell for cell in labels if not is_blank(cell)]
        item = self.item(named[-1]) if named else None
        if item and line.figured:
            self.taken = True
            self.below = {(line.table, True), (line.table, False)}
            measures = self.measures(line)
            if measures is None:
                return Unknown("disputes", line, printed(line.cells), TURNED)
            return self.row(line, tuple((item, measure) for measure in measures), values, printed(labels))
        if named:
            self.begin_anew(line)
            self.cells.setdefault(line.table, []).extend(cell for cell in line.cells if not is_blank(cell))
            self.heads.setdefault(line.table, []).extend(
                cell for cell in line.cells if is_blank(cell) or self.forms.dispute_measures.find(cell.text)
            )
            return Unknown("disputes", line, printed(line.cells)) if line.figured else None
        if not line.figured and (self.taken or len(values) < LEAST_CELLS or not self.headed(line.table)):
            return None
        self.below = {(line.table, True), (line.table, False)}
        keys = self.keys(line)
        if keys is None:
            return Unknown("disputes", line, printed(line.cells), TURNED)
        row = self.row(line, keys, values, "")
        if not self.heads and len(values) != len(row.keys) and not glued_figures.is_glued(row):
            return None
        self.taken = True
        return row

    def headed(self, table: int) -> bool:
        """Return whether the heads are complete, so that blanks below them are figures left out and no spacer between them.

        A few may be misspelled; where no head was met at all, none is missing.
        """
        cells = self.cells.get(table, ())
        blocks = {item for cell in cells if (item := self.item(cell))}
        several = len(blocks) > 1 or any(label(cell.text) == LITIGATION for cell in cells)
        wanted = len(self.forms.dispute_measures.labels) * (len(self.forms.disputes.labels) if several else 1)
        return not cells or len(self.results_of(table)) > LEAST_HEADED * wanted

    def begin_anew(self, line: TableLine) -> None:
        """Forget the heads above figures that were read where a line prints new ones: a table for each block, one below the other."""
        known = self.cells.get(line.table, [])
        if (line.table, True) in self.below and any(self.item(cell) for cell in line.labels):
            self.cells[line.table] = known = [cell for cell in known if not self.item(cell)]
            self.below.discard((line.table, True))
        if (line.table, False) in self.below and sum(text in self.results for text in line.texts) >= 3:
            self.cells[line.table] = [cell for cell in known if not self.forms.dispute_measures.find(cell.text)]
            self.heads[line.table] = []
            self.below.discard((line.table, False))

    def without_serial(self, line: TableLine) -> TableLine:
        """Return a line of figures without the cells left of all results' heads, if the others are as many as these."""
        results = self.results_of(line.table) if line.figured else []
        edge = min((head.column for _, head in results), default=0)
        rest = tuple(cell for cell in line.cells if cell.column >= edge)
        apart = 0 < len(rest) == len(results) and not any(self.item(cell) for cell in line.cells if cell.column < edge)
        return replace(line, cells=rest) if apart and len(rest) < len(line.cells) else line

    def with_words(self, line: TableLine) -> TableLine:
        """Return a line with words in place of its first figures cut behind its label, if the rest is as many cells as columns."""
        if not line.figured or not line.labels:
            return line
        whole = len(self.forms.disputes.labels) * len(self.forms.dispute_measures.labels)
        named = next((place for place, cell in enumerate(line.labels, 1) if not is_blank(cell) and self.item(cell)), 0)
        wanted = len(self.forms.dispute_measures.labels) if named else whole
        return line.cut(named) if len(line.cells) - named == wanted and len(line.labels) > named else line

    def row(self, line: TableLine, keys: tuple[Key, ...], values: tuple[Cell, ...], text: str) -> FigureRow:
        """Return a row under the heads of its own table, if they are as many as its keys."""
        heads = sorted((cell for cell in self.heads.get(line.table, []) if not is_blank(cell)), key=lambda cell: cell.column)
        known: tuple[Cell | None, ...] = tuple(heads) if len(heads) == len(keys) else (None,) * len(keys)
        assumed = not self.cells and not self.printed and not self.titled
        return FigureRow("disputes", keys, values, line, text, units=(None,) * len(keys), heads=known, assumed=assumed)

    def note_title(self, text: str) -> None:
        """Remember the block that a line above a table names: 行政复议 above a table of five results."""
        self.titled = (self.item(Cell(0, 0, text.strip("#* :："))) or "") if len(text) <= LONGEST_TITLE else self.titled

    def item(self, cell: Cell) -> str | None:
        """Return the block that a head or label names, in brackets too: 行政诉讼（复议后起诉）."""
        inner = IN_BRACKETS.search(fold(cell.text))
        return self.forms.disputes.find(cell.text) or (self.forms.disputes.find(inner[1]) if inner else None)

    def measures(self, line: TableLine) -> tuple[str, ...] | None:
        """Return the results in a table with one line per block, in the order of its heads; None if they are not above the figures."""
        usual = tuple(self.forms.dispute_measures.labels)
        heads = self.results_of(line.table)
        keys = tuple(key for key, _ in heads)
        if len(keys) != len(usual) or keys == usual or len(set(keys)) < len(usual):
            return usual
        return keys if heads_module.stand_above(heads, line.values) else None

    def results_of(self, table: int) -> list[heads_module.Head]:
        """Return the heads that name results, from left to right."""
        cells = sorted(self.cells.get(table, ()), key=lambda cell: cell.column)
        found = {
            (key, cell.column): cell for cell in cells if (key := self.forms.dispute_measures.find(cell.text))
        }  # a head repeated below itself
        return [(key, cell) for (key, _), cell in found.items()]

    def keys(self, line: TableLine) -> tuple[Key, ...] | None:
        """Return block and result of each figure of an unlabelled line, by the heads above; None if they show another order.

        Heads in the form's order are used by number, because their spans are often wrong.
        """
        if self.printed:
            return self.printed
        blocks = [(item, cell) for cell in self.cells.get(line.table, ()) if (item := self.item(cell))]
        results = self.results_of(line.table)
        if not blocks and self.titled and len(results) == len(self.forms.dispute_measures.labels):
            return tuple((self.titled, result) for result, _ in results)
        blocks = self.spread(blocks, line) if all(head.colspan == 1 for _, head in blocks) else blocks
        found = tuple(self.above(cell, blocks, results) for cell in line.values)
        if all(block and result for block, result in found) and len(set(found)) == len(found) == len(results) > 0:
            return found
        if len({block for block, _ in blocks}) == 1 and len(results) == len(self.forms.dispute_measures.labels):  # a table for each block
            return tuple((blocks[0][0], result) for result, _ in results)
        return self.all_keys() if self.in_usual_order(blocks, results) else None

    def spread(self, blocks: list[heads_module.Head], line: TableLine) -> list[heads_module.Head]:
        """Return the heads of blocks in a table without spans, each over the columns up to the next head of its row."""
        end = max(cell.column for cell in line.cells) + 1
        found = []
        for key, head in blocks:
            beside = [cell.column for cell in self.cells[line.table] if cell.row == head.row and cell.column > head.column]
            found.append((key, head._replace(colspan=max(min([*beside, end]) - head.column, 1))))
        return found

    def above(self, cell: Cell, blocks: list[heads_module.Head], results: list[heads_module.Head]) -> Key:
        """Return the lowest head of each kind above a figure; empty if there is none."""
        over = [[(key, head) for key, head in heads if heads_module.covers(head, cell)] for heads in (blocks, results)]
        block, result = (max(heads, key=lambda pair: pair[1].row, default=("", cell))[0] for heads in over)
        return block, result

    def in_usual_order(self, blocks: list[heads_module.Head], results: list[heads_module.Head]) -> bool:
        """Return whether nothing in the heads contradicts the form's order."""
        names = tuple(self.forms.dispute_measures.labels)
        found = [key for key, _ in results]
        order = list(dict.fromkeys(key for key, _ in sorted(blocks, key=lambda pair: pair[1].column)))
        usual = [key for key in self.forms.disputes.labels if key in order]
        firsts = list(dict.fromkeys(found))
        return order == usual and firsts == [name for name in names if name in firsts]

    def all_keys(self) -> tuple[Key, ...]:
        """Return the fifteen keys in the order of the form."""
        return tuple((item, measure) for item in self.forms.disputes.labels for measure in self.forms.dispute_measures.labels)
