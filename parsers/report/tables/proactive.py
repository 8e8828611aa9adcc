"""The table of section 二: groups of article 20, each with a head and its items."""

from __future__ import annotations

import re

from gongkai.chinese_text import fold, label
from parsers.report.forms.forms import AMONG, Forms, Group, unnumbered
from parsers.report.forms.rows import FigureRow, TableLine, Unknown, is_blank, printed, unit_in
from parsers.types import Cell

OTHER_YEAR = re.compile(r"上年|去年|上一?年度?|(?:19|20)\d\d年?度?")  # a head of last year's column
THIS_YEAR = re.compile(r"^本年度?")  # before a head that the form prints without it: 本年现行有效件数


class ProactiveReader:
    """Reads section 二 line by line; the current head names the columns, group by group, so that mixed forms are read as printed."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.article = ""
        self.heads: tuple[tuple[str, Cell], ...] = ()

    def opens(self, line: TableLine) -> bool:
        """Return whether a line is an article of the regulation or the head of a group."""
        return bool(self.article_of(line)) or self.is_head(line)

    def take(self, line: TableLine) -> FigureRow | Unknown | None:
        """Return the row of one item, or what cannot be explained; heads and articles are remembered."""
        article = self.article_of(line)
        if article:
            self.article, self.heads = article, ()
            return None
        if self.is_head(line):
            self.heads = self.columns(line)
            return None
        return self.item(line)

    def article_of(self, line: TableLine) -> str:
        """Return the group of article 20 that the line names, as 一, 五, 六, 八 or 九."""
        match = next((found for found in map(self.forms.article.search, line.words) if found), None)
        return match["article"] if match else ""

    def is_head(self, line: TableLine) -> bool:
        """Return whether the line names columns: by its corner, or by measures without a figure beside them."""
        texts = line.texts
        if texts and texts[0].startswith(self.forms.corners["proactive"]):
            return True
        if line.figured:
            return False
        words = [cell for cell in line.cells if not is_blank(cell)]
        named = [cell for cell in words if self.forms.proactive_measures.find(cell.text) or OTHER_YEAR.match(label(cell.text))]
        return bool(named) and len(named) * 2 >= len(words)

    def columns(self, line: TableLine) -> tuple[tuple[str, Cell], ...]:
        """Return the measures the head names; truncated labels are resolved by position among a form's columns of the group."""
        corner = self.forms.corners["proactive"]
        edge = max((cell.column for cell in line.cells if label(cell.text).startswith(corner)), default=-1)  # 序号 may stand before it
        cells = [cell for cell in line.cells if not is_blank(cell) and cell.column > edge]
        found = [self.measure(cell.text) for cell in cells]
        if any(OTHER_YEAR.match(label(cell.text)) and not key for cell, key in zip(cells, found, strict=True)):
            return tuple(zip(found, cells, strict=True))
        if not all(found) or len(set(found)) < len(found):
            found = self.by_place([label(cell.text) for cell in cells]) or self.by_elimination(found) or found
        return tuple(zip(found, cells, strict=True))

    def measure(self, text: str) -> str:
        """The measure a head names, 本年 before it or not; empty where no form explains it."""
        return self.forms.proactive_measures.find(text) or self.forms.proactive_measures.find(THIS_YEAR.sub("", label(text))) or ""

    def by_place(self, texts: list[str]) -> list[str] | None:
        """Return the one set of columns whose labels begin as printed; None if none or several fit."""
        labels = self.forms.proactive_measures.labels
        fitting = {
            columns
            for group in self.groups()
            for columns in group.columns.values()
            if len(columns) == len(texts)
            and all(
                any(label(spelled).startswith(text) or text.startswith(label(spelled)) for spelled in labels[key])
                for key, text in zip(columns, texts, strict=True)
            )
        }
        return list(fitting.pop()) if len(fitting) == 1 else None

    def by_elimination(self, found: list[str]) -> list[str] | None:
        """Return the columns if one head is unread and only one form has the others."""
        fitting = {
            columns
            for group in self.groups()
            for columns in group.columns.values()
            if len(columns) == len(found) > 1 and all(key in {"", own} for key, own in zip(found, columns, strict=True))
        }
        return list(fitting.pop()) if len(fitting) == 1 and found.count("") == 1 else None

    def groups(self) -> tuple[Group, ...]:
        """Return the group of the current article; all groups if its number was not printed."""
        named = tuple(group for group in self.forms.proactive_groups if group.article == self.article)
        return named or self.forms.proactive_groups

    def item(self, line: TableLine) -> FigureRow | Unknown | None:
        """Return the row of the item its label names."""
        labels, values = line.labels, line.values
        if not line.figured and not labels:
            return None
        named = next(((place, found) for place, cell in enumerate(labels) if (found := self.forms.proactive.find(cell.text))), None)
        if named is None or self.is_part(labels[named[0] + 1 :]) or self.is_another(labels[named[0]].text, named[1]):
            return Unknown("proactive", line, printed(line.cells)) if line.figured else None
        place, key = named
        heads = self.heads or self.usual(key, values)
        if self.begins_with_words(line, place, heads):
            labels, values = line.cells[: place + 1], line.cells[place + 1 :]
        return FigureRow(
            "proactive",
            tuple((key, measure) for measure, _ in heads),
            values,
            line,
            printed(labels),
            units=tuple(unit_in(head.text) for _, head in heads),
            heads=tuple(head if self.heads else None for _, head in heads),
            assumed=bool(heads) and not self.heads,
        )

    def begins_with_words(self, line: TableLine, place: int, heads: tuple[tuple[str, Cell], ...]) -> bool:
        """Return whether words are in place of the first figures of a row whose label is at `place`: 政府集中采购 | 涉密 | 12.5."""
        rest = line.cells[place + 1 :]
        if len(line.values) < len(heads) == len(rest):
            return True
        below = [
            cell for cell in line.labels[place + 1 :] if not is_blank(cell) and any(cell.column == head.column for _, head in self.heads)
        ]
        return bool(below) and sum(not is_blank(cell) for cell in rest) <= len(heads)

    def is_part(self, behind: tuple[Cell, ...]) -> bool:
        """Return whether a label between an item's and the figures names a part of it: 行政许可 | 其中：涉企许可."""
        return any(AMONG.match(fold(cell.text)) for cell in behind)

    def is_another(self, text: str, item: str) -> bool:
        """Return whether an item's label continues without a bracket: 行政处罚撤销, 行政事业性收费减免."""
        bare = label(unnumbered(text))
        printed_label = next((label(spelled) for spelled in self.forms.proactive.labels[item] if bare.startswith(label(spelled))), "")
        behind = fold(unnumbered(text)).replace(" ", "")[len(printed_label) :]
        return bool(printed_label and behind and behind[0].isalpha())

    def usual(self, item: str, values: tuple[Cell, ...]) -> tuple[tuple[str, Cell], ...]:
        """Return the item's columns without a printed head: those of the one form that has as many."""
        count = sum(not is_blank(cell) for cell in values)
        fitting = {
            columns
            for group in self.forms.proactive_groups
            if item in group.items
            for columns in group.columns.values()
            if len(columns) == count
        }
        nothing = Cell(0, 0, "")
        return tuple((measure, nothing) for measure in fitting.pop()) if len(fitting) == 1 else ()
