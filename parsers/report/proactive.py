"""The table of section 二: groups of article 20, each with a head and its items."""

from __future__ import annotations

from parsers.report.forms import Forms, Group
from parsers.report.rows import Line, Row, Unknown, is_blank, printed, unit_in
from parsers.text import label
from parsers.types import Cell


class Reader:
    """Reads section 二 line by line; the head in force names the columns, group by group, so that mixed forms are read as printed."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.article = ""
        self.heads: tuple[tuple[str, Cell], ...] = ()

    def opens(self, line: Line) -> bool:
        """An article of the regulation, or the head of a group."""
        return bool(self.article_of(line)) or self.is_head(line)

    def take(self, line: Line) -> Row | Unknown | None:
        """A row of one item, or what cannot be explained; heads and articles are kept in mind."""
        article = self.article_of(line)
        if article:
            self.article, self.heads = article, ()
            return None
        if self.is_head(line):
            self.heads = self.columns(line)
            return None
        return self.item(line)

    def article_of(self, line: Line) -> str:
        """Which group of article 20 the line names, as 一, 五, 六, 八 or 九."""
        match = next((found for found in map(self.forms.article.search, line.words) if found), None)
        return match["article"] if match else ""

    def is_head(self, line: Line) -> bool:
        """Whether the line names columns: by its corner, or by measures without a figure beside them."""
        texts = line.texts
        if texts and texts[0].startswith(self.forms.corners["proactive"]):
            return True
        if line.figured:
            return False
        words = [cell for cell in line.cells if not is_blank(cell)]
        named = [cell for cell in words if self.forms.proactive_measures.find(cell.text)]
        return bool(named) and len(named) * 2 >= len(words)

    def columns(self, line: Line) -> tuple[tuple[str, Cell], ...]:
        """The measures the head names; labels cut short are told by their place among the columns a form gives the group."""
        corner = self.forms.corners["proactive"]
        cells = [cell for cell in line.cells if not is_blank(cell) and not label(cell.text).startswith(corner)]
        found = [self.forms.proactive_measures.find(cell.text) or "" for cell in cells]
        if not all(found) or len(set(found)) < len(found):
            found = self.by_place([label(cell.text) for cell in cells]) or self.by_elimination(found) or found
        return tuple(zip(found, cells, strict=True))

    def by_place(self, texts: list[str]) -> list[str] | None:
        """The one set of columns whose labels begin as the printed ones do; None where none or several fit."""
        labels = self.forms.proactive_measures.labels
        fitting = {
            columns for group in self.groups() for columns in group.columns.values()
            if len(columns) == len(texts) and all(
                any(label(spelled).startswith(text) or text.startswith(label(spelled)) for spelled in labels[key])
                for key, text in zip(columns, texts, strict=True))}
        return list(fitting.pop()) if len(fitting) == 1 else None

    def by_elimination(self, found: list[str]) -> list[str] | None:
        """With one head unread and the others where one form alone has them, the one it must be."""
        fitting = {columns for group in self.groups() for columns in group.columns.values()
                   if len(columns) == len(found) > 1 and all(key in {"", own} for key, own in zip(found, columns, strict=True))}
        return list(fitting.pop()) if len(fitting) == 1 and found.count("") == 1 else None

    def groups(self) -> tuple[Group, ...]:
        """The group of the article in force; all groups where its number was not printed."""
        named = tuple(group for group in self.forms.proactive_groups if group.article == self.article)
        return named or self.forms.proactive_groups

    def item(self, line: Line) -> Row | Unknown | None:
        """The row of the item its label names."""
        labels, values = line.labels, line.values
        if not line.figured and not labels:
            return None
        named = next(((place, found) for place, cell in enumerate(labels) if (found := self.forms.proactive.find(cell.text))), None)
        if named is None:
            return Unknown("proactive", line, printed(line.cells)) if line.figured else None
        place, key = named
        heads = self.heads or self.usual(key, values)
        if len(values) < len(heads) == len(line.cells) - place - 1:  # words in place of the first figures
            labels, values = line.cells[:place + 1], line.cells[place + 1:]
        return Row(
            "proactive", tuple((key, measure) for measure, _ in heads), values, line, printed(labels),
            units=tuple(unit_in(head.text) for _, head in heads),
            heads=tuple(head if self.heads else None for _, head in heads))

    def usual(self, item: str, values: tuple[Cell, ...]) -> tuple[tuple[str, Cell], ...]:
        """The columns of the item where no head is printed: those of the one form that has as many."""
        count = sum(not is_blank(cell) for cell in values)
        fitting = {columns for group in self.forms.proactive_groups if item in group.items for columns in group.columns.values()
                   if len(columns) == count}
        nothing = Cell(0, 0, "")
        return tuple((measure, nothing) for measure in fitting.pop()) if len(fitting) == 1 else ()
