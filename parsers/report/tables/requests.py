"""The table of section 三: requests received and how they were answered."""

from __future__ import annotations

from gongkai.chinese_text import label
from parsers.report.forms.forms import Forms, Vocabulary
from parsers.report.forms.rows import FigureRow, TableLine, Unknown, is_blank, printed
from parsers.report.tables import heads as heads_module
from parsers.types import Cell

ORGANISATIONS = "法人或其他组织"  # the common head of five columns, which may also be printed before each: 法人或其他组织：商业企业


def applicant(text: str, measures: Vocabulary) -> str | None:
    """Return the column that a head names in the form's words, alone or behind the common head of the organisations."""
    bare = label(text)
    return measures.spelled.get(bare) or measures.spelled.get(bare.removeprefix(ORGANISATIONS))


class RequestsReader:
    """Reads section 三 line by line; the item is given by the label nearest to the figures."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.found: dict[int, list[Cell]] = {}  # table → the cells of its head
        self.heads: dict[int, tuple[heads_module.Head, ...]] = {}  # table → its columns of figures
        self.usual: dict[int, tuple[tuple[str, Cell | None], ...]] = {}  # table → its columns, where they are in the form's order
        self.last: tuple[str, ...] = ()  # the columns of the table before, which one cut by a page end goes on with
        self.organisations = (ORGANISATIONS,)
        self.sure = {"received", "carried_in", "carried_out", *(key for key in forms.requests.labels if key.startswith("denied_"))}

    def opens(self, line: TableLine) -> bool:
        """Return whether a line is the corner with the sum to check, the applicants' head, or a row unique to this table."""
        corner = self.forms.corners["requests"]
        if any(text.startswith(corner) for text in line.words):
            return True
        if not line.figured and len(line.words) >= len(self.forms.request_measures.labels):
            return len({self.measure(text) for text in line.words} - {None}) == len(self.forms.request_measures.labels)
        return line.figured and any(self.forms.requests.find(cell.text) in self.sure for cell in line.labels)

    def take(self, line: TableLine) -> FigureRow | Unknown | None:
        """Return a row of one item, or what cannot be explained; heads and groups are remembered or skipped."""
        if not line.figured and self.is_head(line):
            return None
        key = self.item(line.labels)
        line = line if key else self.with_words(line)
        key = key or self.item(line.labels)
        if key is None:
            return Unknown("requests", line, printed(line.cells)) if line.figured else None
        if not line.values:
            return None
        heads, assumed = self.columns(line)
        if heads is None:
            why = "the columns' heads are not in the order of the form and not above the figures"
            return Unknown("requests", line, printed(line.cells), why)
        return FigureRow(
            "requests",
            tuple((key, measure) for measure, _ in heads),
            line.values,
            line,
            printed(line.labels),
            units=(None,) * len(heads),
            heads=tuple(head for _, head in heads),
            assumed=assumed,
        )

    def with_words(self, line: TableLine) -> TableLine:
        """Return the line with words as its first figures, if as many cells as there are columns follow its label."""
        places = [place for place, cell in enumerate(line.labels) if self.forms.requests.find(cell.text)]
        columns = len(self.heads_of(line.table)) or len(self.forms.request_measures.labels)
        return line.cut(places[-1] + 1) if places and len(line.cells) - places[-1] - 1 == columns else line

    def item(self, labels: tuple[Cell, ...]) -> str | None:
        """Return the item the last label names; the labels before it are its groups."""
        named = [cell for cell in labels if not is_blank(cell)]
        key = self.forms.requests.find(named[-1].text) if named else None
        return None if key == "other" and named[-1].rowspan > 1 else key  # of several rows （六）其他处理 is the group, not a row

    def is_head(self, line: TableLine) -> bool:
        """Return whether the line names applicants; its cells are kept, since some heads span two or three lines."""
        named = [cell for cell in line.cells if self.measure(cell.text)]
        corner = any(text.startswith(self.forms.corners["requests"]) for text in line.words)
        grouped = any(text in map(label, self.organisations) for text in line.words)  # beside 自然人 alone, if 总计 is spelled otherwise
        if len(named) + grouped < 2 and not corner:
            return False
        whole = len({self.measure(cell.text) for cell in named}) == len(self.forms.request_measures.labels)
        known = [] if whole else self.found.get(line.table, [])
        self.found[line.table] = [*known, *(cell for cell in line.cells if not is_blank(cell))]
        self.heads.pop(line.table, None)
        self.usual.pop(line.table, None)
        return True

    def columns(self, line: TableLine) -> tuple[tuple[tuple[str, Cell | None], ...] | None, bool]:
        """Return measure and head of each column, and whether the form's order was assumed without heads; None if undecided.

        Heads in the form's order are used by number, since spans are often wrong; in any other order each must be above its figures.
        A table continued after a page end has the columns of the previous part.
        """
        usual = tuple(self.forms.request_measures.labels)
        if line.table in self.usual:
            self.last = usual
            return self.usual[line.table], False
        heads = self.heads_of(line.table)
        keys = [key for key, _ in heads]
        if not heads or not any(keys):
            return tuple((key, None) for key in self.last or usual), not self.last
        known = [key for key in keys if key]
        if heads_module.fits_order(keys, usual) or (known == [key for key in usual if key in known] and len(known) == len(keys)):
            self.last = usual
            of_columns = (head for _, head in heads) if len(keys) == len(usual) else (None for _ in usual)
            self.usual[line.table] = tuple(zip(usual, of_columns, strict=True))
            return self.usual[line.table], False
        values = line.values if len(line.values) == len(heads) else tuple(cell for cell in line.values if not is_blank(cell))
        one_line = len({head.row for _, head in heads}) == 1
        if len(known) == len(set(known)) and (heads_module.stand_above(heads, values) or (one_line and len(values) == len(heads))):
            self.last = tuple(keys)
            return heads, False
        if self.doubled(keys, usual):
            return tuple((key, None) for key in usual), False
        return (heads, False) if sorted(known) == sorted(usual) and len(values) < len(heads) else (None, False)

    def doubled(self, keys: list[str], usual: tuple[str, ...]) -> bool:
        """Return whether the heads are the form's in its order, except for one printed twice."""
        return tuple(dict.fromkeys(keys)) == usual

    def heads_of(self, table: int) -> tuple[heads_module.Head, ...]:
        """Return the heads of a table's figure columns from left to right; without a measure if no form explains one."""
        if table not in self.heads:
            cells = self.found.get(table, [])
            groups = {label(text) for text in ("申请人情况", *self.organisations)}
            named = [
                cell for cell in cells if label(cell.text).startswith(self.forms.corners["requests"]) and label(cell.text) not in groups
            ]
            corners = [cell for cell in named if cell.column < self.first(cells)]
            edge = max((cell.column + cell.colspan for cell in corners), default=self.first(cells))
            lowest = heads_module.leaves([cell for cell in cells if cell not in corners and label(cell.text) not in groups])
            found = [(self.measure(cell.text) or "", cell) for cell in lowest]
            self.heads[table] = tuple((key, cell) for key, cell in found if key or cell.column >= edge)
        return self.heads[table]

    def measure(self, text: str) -> str | None:
        """Return the column that a head names; None if no form explains it."""
        return applicant(text, self.forms.request_measures) or self.forms.request_measures.find(text)

    def first(self, cells: list[Cell]) -> int:
        """Return the column of the first applicants' head."""
        return min((cell.column for cell in cells if self.measure(cell.text)), default=0)
