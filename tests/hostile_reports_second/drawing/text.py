"""Draw blocks as plain text or Markdown, in the table styles of other people's converters.

The option `text_style` chooses: `pipe`, `pandoc_grid`, `pandoc_simple`, `pandoc_multiline`, `box`, `tab`, `space`, `cell_lines`,
`csv`, `html_in_markdown`.
"""

from __future__ import annotations

import unicodedata
from random import Random

from ..paper.blocks import Block, Cell, Heading, Panel, Paragraph, Table, place, visible
from ..paper.draft import Draft

STYLES = (
    "pipe",
    "pandoc_grid",
    "pandoc_simple",
    "pandoc_multiline",
    "box",
    "tab",
    "space",
    "cell_lines",
    "markdown_spans",
    "html_in_markdown",
)
MARKDOWN = {
    "struck": "~~{}~~",
    "deleted": "~~{}~~",
    "bold": "**{}**",
    "superscript": "^{}^",
    "hidden": "<!-- {} -->",
    "picture": "![](media/image{}.png)",
    "comment": "<!-- {} -->",
}


def columns(text: str) -> int:
    """Return the number of terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 0 if unicodedata.category(sign) in {"Cf", "Mn"} else 1 for sign in text)


def pad(text: str, width: int, right: bool = False) -> str:
    """Pad to a width in terminal columns."""
    blank = " " * (width - columns(text))
    return blank + text if right else text + blank


def content(cell: Cell, rng: Random) -> str:
    """Return the text of a cell as a converter writes it; a picture becomes a link without its digits."""
    parts = []
    for run in cell.runs:
        pattern = MARKDOWN.get(run.look, "{}")
        parts.append(pattern.format(rng.randint(1, 9) if run.look == "picture" else run.text))
    return "".join(parts).replace("\n", "<br>")


def expanded(table: Table, rng: Random, repeat: bool = False) -> list[list[str]]:
    """Return the table as a full grid of strings: a spanned place is empty, or repeats its text where `repeat`."""
    width = table.width
    lines = [[""] * width for _ in table.rows]
    for number, row in enumerate(place(table.rows)):
        for column, cell in row:
            text = content(cell, rng)
            lines[number][column] = text
            if not repeat:
                continue
            for down in range(min(cell.rowspan, len(lines) - number)):
                for right in range(cell.colspan):
                    lines[number + down][column + right] = text
    return lines


def _widths(lines: list[list[str]]) -> list[int]:
    return [max(columns(line[at]) for line in lines) or 1 for at in range(len(lines[0]))]


def pipe(lines: list[list[str]]) -> str:
    """Return a Markdown pipe table."""
    rows = ["| " + " | ".join(text.replace("|", "\\|") for text in line) + " |" for line in lines]
    return "\n".join([rows[0], "|" + "---|" * len(lines[0]), *rows[1:]])


def pandoc_grid(lines: list[list[str]]) -> str:
    """Return pandoc's grid table."""
    widths = _widths(lines)
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    rows = ["| " + " | ".join(pad(text, width) for text, width in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([rule, rows[0], rule.replace("-", "="), *(part for row in rows[1:] for part in (row, rule))])


def pandoc_simple(lines: list[list[str]], multiline: bool = False) -> str:
    """Return pandoc's simple table, or its multiline table with rules above and below and blank lines between rows."""
    widths = _widths(lines)
    dashes = "  " + " ".join("-" * width for width in widths)
    rows = ["  " + " ".join(pad(text, width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    long = "  " + "-" * (len(dashes) - 2)
    if multiline:
        return "\n".join([long, rows[0], dashes, "\n\n".join(rows[1:]), long])
    return "\n".join([rows[0], dashes, *rows[1:], dashes])


def box(lines: list[list[str]]) -> str:
    """Return a table drawn with box characters."""
    widths = _widths(lines)
    rules = [left + middle.join("─" * (width + 2) for width in widths) + right for left, middle, right in ("┌┬┐", "├┼┤", "└┴┘")]
    rows = ["│ " + " │ ".join(pad(text, width) for text, width in zip(line, widths, strict=True)) + " │" for line in lines]
    return "\n".join([rules[0], f"\n{rules[1]}\n".join(rows), rules[2]])


def space(lines: list[list[str]]) -> str:
    """Return columns aligned by blanks, figures flush right, at least three blanks apart."""
    widths = _widths(lines)
    return "\n".join(
        "   ".join(pad(text, width, right=text[-1:].isdigit()) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


class Writer:
    """Write one document in one style."""

    def __init__(self, draft: Draft) -> None:
        """Choose the style."""
        self.rng = Random(f"text {draft.rng.random()}")
        self.style = draft.options.get("text_style", self.rng.choice(STYLES))
        self.markdown = self.style in {"pipe", "html_in_markdown", "markdown_spans"} or self.style.startswith("pandoc")
        self.draft = draft

    def block(self, block: Block) -> str:
        """Return one block."""
        if isinstance(block, Heading):
            return "#" * (block.level + 1) + " " + block.text if self.markdown else block.text
        if isinstance(block, Paragraph):
            return visible(block.runs)
        if isinstance(block, Panel):
            return "\n\n".join([block.label, *(self.block(inner) for inner in block.blocks)])
        caption = f"{block.caption}\n\n" if block.caption else ""
        return caption + self.table(block)

    def table(self, table: Table) -> str:
        """Return one table in the document's style."""
        if self.style == "cell_lines":
            return "\n".join(content(cell, self.rng).replace("<br>", "") for row in table.rows for cell in row)
        if self.style == "tab" and not (self.draft.options.get("text_page_ends") and len(table.rows) > 6):
            return "\n".join("\t".join(line) for line in expanded(table, self.rng))
        if self.style == "html_in_markdown":
            return self._html(table)
        lines = expanded(table, self.rng, repeat=self.style == "markdown_spans")
        if self.draft.options.get("text_page_ends") and len(lines) > 6 and self.style in {"tab", "space"}:
            at = self.rng.randint(4, len(lines) - 1)
            foot = f"\n\n— {self.rng.randint(1, 9)} —\n\f\n"
            rows = (space(lines) if self.style == "space" else "\n".join("\t".join(line) for line in lines)).split("\n")
            return "\n".join(rows[:at]) + foot + "\n".join(rows[at:])
        drawn = {"pandoc_grid": pandoc_grid, "box": box, "space": space, "pandoc_simple": pandoc_simple}.get(self.style)
        if self.style == "pandoc_multiline":
            return pandoc_simple(lines, multiline=True)
        return drawn(lines) if drawn else pipe(lines)

    def _html(self, table: Table) -> str:
        rows = []
        for row in table.rows:
            cells = "".join(f'<td colspan="{cell.colspan}" rowspan="{cell.rowspan}">{content(cell, self.rng)}</td>' for cell in row)
            rows.append(f"<tr>{cells}</tr>")
        return "<table>" + "".join(rows) + "</table>"


def draw_text(draft: Draft) -> bytes:
    """Return the draft as UTF-8 text."""
    writer = Writer(draft)
    return "\n\n".join(writer.block(block) for block in draft.blocks).encode() + b"\n"
