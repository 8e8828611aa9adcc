"""The table of section 三: requests received and how they were answered."""

from __future__ import annotations

from parsers.report.forms import Forms
from parsers.report.rows import Line, Row, Unknown, is_blank, printed
from parsers.types import Cell


class Reader:
    """Reads section 三 line by line; the item is told by the label nearest to the figures."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.found: dict[int, list[tuple[str, Cell]]] = {}  # table → measures named in its head
        self.heads: dict[int, tuple[tuple[str, Cell], ...]] = {}  # the same in order, where each stands there once
        self.sure = {"received", "carried_in", "carried_out", *(key for key in forms.requests.labels if key.startswith("denied_"))}

    def opens(self, line: Line) -> bool:
        """The corner with the sum to check, the applicants' head, or a row that stands nowhere else."""
        corner = self.forms.corners["requests"]
        if any(text.startswith(corner) for text in line.words):
            return True
        return line.figured and any(self.forms.requests.find(cell.text) in self.sure for cell in line.labels)

    def take(self, line: Line) -> Row | Unknown | None:
        """A row of one item, or what cannot be explained; heads and groups are kept in mind or passed over."""
        if not line.figured and self.is_head(line):
            return None
        key = self.item(line.labels)
        if key is None:
            return Unknown("requests", line, printed(line.cells)) if line.figured else None
        if not line.values:
            return None
        heads = self.heads.get(line.table, ())
        measures = tuple(measure for measure, _ in heads) or tuple(self.forms.request_measures.labels)
        return Row("requests", tuple((key, measure) for measure in measures), line.values, line, printed(line.labels),
                   units=(None,) * len(measures), heads=tuple(head for _, head in heads) or (None,) * len(measures))

    def item(self, labels: tuple[Cell, ...]) -> str | None:
        """The item the last label names; the labels before it are its groups."""
        named = [cell for cell in labels if not is_blank(cell)]
        return self.forms.requests.find(named[-1].text) if named else None

    def is_head(self, line: Line) -> bool:
        """Whether the line names applicants; which ones is kept, since some heads come in two lines."""
        named = [(key, cell) for cell in line.cells if (key := self.forms.request_measures.find(cell.text))]
        corner = any(text.startswith(self.forms.corners["requests"]) for text in line.words)
        if len(named) < 2 and not corner:
            return False
        whole = {key for key, _ in named} == set(self.forms.request_measures.labels)
        self.found[line.table] = named if whole else [*self.found.get(line.table, []), *named]
        self.heads[line.table] = self.in_order(line.table)
        return True

    def in_order(self, table: int) -> tuple[tuple[str, Cell], ...]:
        """The measures in the order their heads stand in, where the table prints each of them once.

        An order that is not the form's counts only where all stand in one line: over two, a span that is wrong moves them.
        """
        named = sorted(self.found[table], key=lambda pair: pair[1].column)
        keys, lines = [key for key, _ in named], {cell.row for _, cell in named}
        usual = list(self.forms.request_measures.labels)
        whole = set(keys) == set(usual) and len(keys) == len(usual)
        return tuple(named) if whole and (keys == usual or len(lines) == 1) else ()
