"""Reports as other tools print them: plain text and Markdown, in six styles."""

from __future__ import annotations

import unicodedata

from ..forms import REQUEST_HEADS, REQUEST_MEASURES
from ..model import Block, Cell, Draft, Paragraph, Run, Table, placements

TXT_STYLES = ("tabs", "layout", "grid")
MD_STYLES = ("pipe", "pipe_spans", "html_in_md", "row_tables")


def render(draft: Draft) -> bytes:
    """Return the report as UTF-8 text of the draft's style."""
    markdown = draft.format == "md"
    parts = [_block(block, draft, markdown=markdown) for block in draft.blocks]
    separator = "\n\n" if markdown or draft.style != "tabs" else "\n"
    return (separator.join(part for part in parts if part) + "\n").encode()


def _block(block: Block, draft: Draft, *, markdown: bool) -> str:
    if isinstance(block, Table):
        return "" if block.hidden else _table(block, draft.style)
    text = "".join(_run(run, markdown=markdown) for run in block.runs)
    return _heading(block, text) if markdown else text


def _heading(block: Paragraph, text: str) -> str:
    flat = text.replace("\n", " ")
    return {"title": f"# {flat}", "heading": f"## {flat}", "caption": f"**{flat}**"}.get(block.style, text)


def _run(run: Run, *, markdown: bool) -> str:
    if run.mark == "break":
        return "\n"
    if not markdown:
        return run.text
    pattern = {"strike": "~~{}~~", "sup": "<sup>{}</sup>", "ins": "**{}**", "hidden": "<!-- {} -->", "picture": "![](images/cell.png)"}
    return pattern.get(run.mark, "{}").replace("{}", run.text)


def _cell(cell: Cell, style: str) -> str:
    markdown = style in MD_STYLES
    text = "".join(_run(run, markdown=markdown) for run in cell.runs)
    return text.replace("\n", "<br>" if markdown else " ")


def _matrix(table: Table, style: str) -> list[list[str]]:
    """Return the grid as text: a spanning cell in its first place, or in every place where the style repeats it."""
    width = table.columns
    rows = [[""] * width for _ in table.rows]
    for place in placements(table):
        repeat = style == "pipe_spans"
        down = place.cell.rowspan if repeat else 1
        across = place.cell.colspan if repeat and not place.cell.key else 1
        for row in range(place.row, min(place.row + down, len(rows))):
            for column in range(place.column, min(place.column + across, width)):
                rows[row][column] = _cell(place.cell, style)
    return [row for row, source in zip(rows, table.rows, strict=True) if not source.hidden]


def _table(table: Table, style: str) -> str:
    if style == "html_in_md":
        return _html(table)
    if style == "row_tables" and _is_standard(table):
        return _row_tables(table)
    rows = _matrix(table, style)
    if style in ("pipe", "pipe_spans", "row_tables"):
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|" + "---|" * table.columns, *lines[1:]])
    if style == "tabs":
        return "\n".join("\t".join(row) for row in rows)
    return _aligned(rows, lines=style == "grid")


def _is_standard(table: Table) -> bool:
    """Tell whether a table is section three with the form's columns in the form's order and its three head rows."""
    rows = [[c.key[2] for c in row.cells if c.key] for row in table.rows]
    return table.name == "requests" and table.own and rows[:3] == [[]] * 3 and all(row == REQUEST_MEASURES for row in rows[3:])


def _row_tables(table: Table) -> str:
    """Return section three as a recogniser of pages prints it: a small table a row, its groups as headings."""
    parts = []
    heads = "| 类别 | " + " | ".join(REQUEST_HEADS.values()) + " |\n" + "|---" * 8 + "|"
    for row in table.rows[3:]:
        labels = [cell for cell in row.cells if not cell.key]
        parts += [f"### {_cell(cell, 'pipe')}" for cell in labels[:-1]]
        figures = [_cell(cell, "pipe") for cell in row.cells if cell.key]
        label = _cell(labels[-1], "pipe") if labels else ""
        parts.append(heads + "\n| " + " | ".join([label, *figures]) + " |")
    return "\n\n".join(parts)


def _html(table: Table) -> str:
    rows = []
    for row in table.rows:
        if row.hidden:
            continue
        cells = []
        for cell in row.cells:
            spans = (f" rowspan={cell.rowspan}" if cell.rowspan > 1 else "") + (f" colspan={cell.colspan}" if cell.colspan > 1 else "")
            cells.append(f"<td{spans}>{_cell(cell, 'html_in_md')}</td>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return "<table>" + "".join(rows) + "</table>"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _aligned(rows: list[list[str]], *, lines: bool) -> str:
    """Return columns aligned by blanks, with ruled lines for the grid style."""
    widths = [max(_width(row[c]) for row in rows) for c in range(len(rows[0]))]
    edge, between = ("| ", " | ") if lines else ("", "  ")
    printed = [edge + between.join(text + " " * (w - _width(text)) for text, w in zip(row, widths, strict=True)) for row in rows]
    if not lines:
        return "\n".join(line.rstrip() for line in printed)
    rule = "+" + "+".join("-" * (w + 2) for w in widths) + "+"
    return "\n".join([rule, *(f"{line} |\n{rule}" for line in printed)])
