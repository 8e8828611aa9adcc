"""The table of section 四: one line of fifteen figures under three blocks, or a line for each block."""

from __future__ import annotations

from parsers.report import glued
from parsers.report.forms import Forms
from parsers.report.rows import Key, Line, Row, Unknown, is_blank, printed
from parsers.text import label
from parsers.types import Cell

LEAST_CELLS = 8  # a line of blanks this long is the value line left empty, not a rule between tables


class Reader:
    """Reads section 四 line by line."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.heads: dict[int, list[Cell]] = {}
        self.results = {label(text) for key, texts in forms.dispute_measures.labels.items() if key != "total" for text in texts}
        self.review = next(label(texts[0]) for texts in forms.disputes.labels.values())
        self.taken = False

    def opens(self, line: Line) -> bool:
        """Review and litigation side by side, or the results' heads."""
        texts = line.texts
        beside = "".join(texts) == self.review + "行政诉讼" or (
            len(texts) > 1 and texts[0] == self.review and texts[1].startswith("行政诉讼"))
        return beside or sum(text in self.results for text in texts) >= 3

    def take(self, line: Line) -> Row | Unknown | None:
        """The line of figures, whole or of one block; heads are kept in mind."""
        labels, values = line.labels, line.values
        named = [cell for cell in labels if not is_blank(cell)]
        item = self.forms.disputes.find(named[-1].text) if named else None
        if item and line.figured:
            self.taken = True
            return self.row(line, tuple((item, measure) for measure in self.forms.dispute_measures.labels), values, printed(labels))
        if named:
            self.heads.setdefault(line.table, []).extend(
                cell for cell in line.cells if is_blank(cell) or self.forms.dispute_measures.find(cell.text))
            return Unknown("disputes", line, printed(line.cells)) if line.figured else None
        if not line.figured and (self.taken or len(values) < LEAST_CELLS):
            return None
        row = self.row(line, self.all_keys(), values, "")
        if not self.heads and len(values) != len(row.keys) and not glued.is_glued(row):
            return None
        self.taken = True
        return row

    def row(self, line: Line, keys: tuple[Key, ...], values: tuple[Cell, ...], text: str) -> Row:
        """A row under the heads of its own table, where they are as many as its keys."""
        heads = sorted((cell for cell in self.heads.get(line.table, []) if not is_blank(cell)), key=lambda cell: cell.column)
        known: tuple[Cell | None, ...] = tuple(heads) if len(heads) == len(keys) else (None,) * len(keys)
        return Row("disputes", keys, values, line, text, units=(None,) * len(keys), heads=known)

    def all_keys(self) -> tuple[Key, ...]:
        """The fifteen keys in the order of the form."""
        return tuple((item, measure) for item in self.forms.disputes.labels for measure in self.forms.dispute_measures.labels)
