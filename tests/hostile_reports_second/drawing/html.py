"""Draw blocks as a web page, in one of ten dialects, with the table hints that mutations set.

Hints of a table: `as` (table, div_table, grid, nested, layout), `hide_by` (style, class, attribute, nth), `thead` (plain, head,
late, foot),
`th` (yes: heads as th at random).
"""

from __future__ import annotations

from random import Random

from ..paper.blocks import Block, Cell, Heading, Panel, Paragraph, Table, place
from ..paper.draft import Draft
from .html_dialects import DIALECTS, Dialect
from .html_text import Sheet, draw_runs, escape


class Page:
    """Draw one page: the dialect, the style sheet and the random choices of markup."""

    def __init__(self, draft: Draft) -> None:
        """Choose the dialect."""
        self.draft = draft
        self.rng = Random(f"html {draft.rng.random()}")
        self.name = draft.options.get("dialect", self.rng.choice(sorted(DIALECTS)))
        self.dialect: Dialect = DIALECTS[self.name]
        self.sheet = Sheet(self.rng)

    def bytes(self) -> bytes:
        """Return the page as UTF-8, or as GB18030 with a matching charset where the option `charset` says so."""
        body = "\n".join(self.block(block) for block in self.draft.blocks)
        options = self.draft.options
        body = options.get("html_before", "") + body + options.get("html_after", "")
        title = options.get("page_title", _first_title(self.draft.blocks))
        text = self.dialect.shell.format(
            title=escape(title),
            css=self.sheet.text() + options.get("css", ""),
            body=body,
            chrome=options.get("chrome", '<div class="dqwz">当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</div>'),
            metas=options.get("metas", ""),
        )
        if options.get("charset") == "gb18030":
            return text.replace("utf-8", "gb2312").encode("gb18030")
        return text.encode()

    def block(self, block: Block) -> str:
        """Return the markup of one block."""
        if isinstance(block, Heading):
            text = escape(block.text)
            return f'<h1 align="center">{text}</h1>' if block.level == 0 else self.dialect.heading.format(text)
        if isinstance(block, Paragraph):
            return self.paragraph(block)
        if isinstance(block, Panel):
            return self.panel(block)
        return self.table(block)

    def paragraph(self, block: Paragraph) -> str:
        """Return a paragraph, hidden by a rule of the page's style sheet where it is hidden."""
        text = self.dialect.paragraph.format(draw_runs(block.runs, self.sheet, self.dialect.split))
        if block.hidden:
            return f'<div class="{self.sheet.add("display:none")}">{text}</div>'
        return f'<div align="right">{text}</div>' if block.align == "right" else text

    def panel(self, panel: Panel) -> str:
        """Return a tab's pane or a fold: shown, or hidden until a click."""
        inner = "\n".join(self.block(block) for block in panel.blocks)
        if self.draft.options.get("panels") == "details":
            return f"<details{' open' if panel.shown else ''}><summary>{escape(panel.label)}</summary>{inner}</details>"
        style = "" if panel.shown else self.sheet.add("display:none")
        return f'<div class="tab-pane {style}" data-tab="{escape(panel.label)}">{inner}</div>'

    def table(self, table: Table) -> str:
        """Return a table by its hint."""
        shape = table.hints.get("as", "table")
        if shape in {"div_table", "grid"}:
            return self.divs(table, shape)
        text = self.plain_table(table)
        if shape == "layout":
            text = f'<table width="100%" border="0"><tr><td width="10"></td><td align="center">{text}</td><td width="10"></td></tr></table>'
        caption = self.dialect.paragraph.format(escape(table.caption)) if table.caption else ""
        return caption + text

    def plain_table(self, table: Table) -> str:
        """Return rows and cells as a real table."""
        if table.hints.get("hide_by") == "nth":
            name = self.sheet.add("display:none", " tr.v td:nth-last-child(2)")
        elif table.hints.get("zebra"):
            name = self.sheet.add("background:#eee", " tr:nth-child(2n)")
        else:
            name = ""
        rows = [self.row(table, number) for number in range(len(table.rows))]
        heads = sum(all(cell.coordinate is None for cell in row) for row in table.rows[:5])
        way = table.hints.get("thead", "plain")
        if way == "head":
            rows = ["<thead>", *rows[:heads], "</thead><tbody>", *rows[heads:], "</tbody>"]
        elif way == "late":
            rows = ["<tbody>", *rows[heads:], "</tbody><thead>", *rows[:heads], "</thead>"]
        elif way == "foot":
            rows = ["<tfoot>", rows[-1], "</tfoot>", "<tbody>", *rows[:-1], "</tbody>"]
        opening = self.dialect.table.replace("<tbody>", "") if way != "plain" else self.dialect.table
        tag = "TABLE" if "<TABLE" in opening else "table"
        closing = "</tbody>" if "<tbody>" in opening else ""
        after = "</section>" if "<section" in opening else "</div>" * opening.count("<div")
        text = f"{opening}\n" + "\n".join(rows) + f"\n{closing}</{tag}>{after}"
        return f'<div class="{name}">{text}</div>' if name else text

    def row(self, table: Table, number: int) -> str:
        """Return one row; figures' rows carry a class so that style rules can name them."""
        row = table.rows[number]
        text = self.dialect.rows.format("".join(self.cell(table, cell) for cell in row))
        marks = ' class="v"' if any(cell.coordinate for cell in row) else ""
        if number in table.hidden_rows:
            marks = {"attribute": " hidden", "class": f' class="{self.sheet.add("display:none")}"'}.get(
                table.hints.get("hide_by", ""), ' style="display:none"'
            )
        return text.replace("<tr", f"<tr{marks}", 1)

    def cell(self, table: Table, cell: Cell) -> str:
        """Return one td or th."""
        tag = "th" if cell.head and table.hints.get("th") and self.rng.random() < 0.5 else "td"
        spans = (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "") + (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "")
        attributes = f" {self.dialect.cell}" if self.dialect.cell else ""
        if cell.hidden:
            attributes = {"class": f' class="{self.sheet.add("display:none")}"', "attribute": " hidden", "nth": ""}.get(
                table.hints.get("hide_by", ""), ' style="display:none"'
            )
        content = draw_runs(cell.runs, self.sheet, self.dialect.split and cell.head)
        if table.hints.get("as") == "nested" and cell.coordinate:
            content = f"<table border=0><tr><td>{content}</td></tr></table>"
        else:
            content = self.dialect.inner.format(content or "&nbsp;" if self.dialect.split else content)
        return f"<{tag}{spans}{attributes}{' ' + cell.attributes if cell.attributes else ''}>{content}" + (
            f"</{tag}>" if self.dialect.close else ""
        )

    def divs(self, table: Table, shape: str) -> str:
        """Return the table as divs: display:table for tables without spans, a CSS grid with explicit lines for all others."""
        placed = place(table.rows)
        if shape == "div_table" and all(cell.colspan == cell.rowspan == 1 for row in table.rows for cell in row):
            outer, line, box = (self.sheet.add(f"display:{way}") for way in ("table", "table-row", "table-cell;border:1px solid"))
            rows = "".join(
                f'<div class="{line}">' + "".join(f'<div class="{box}">{draw_runs(cell.runs, self.sheet)}</div>' for cell in row) + "</div>"
                for row in table.rows
            )
            return f'<div class="{outer}">{rows}</div>'
        outer = self.sheet.add(f"display:grid;grid-template-columns:repeat({table.width},auto);border:1px solid")
        cells = [
            f'<div style="border:1px solid;grid-column:{column + 1}/span {cell.colspan};grid-row:{number + 1}/span {cell.rowspan}">'
            f"{draw_runs(cell.runs, self.sheet)}</div>"
            for number, row in enumerate(placed)
            for column, cell in row
        ]
        return f'<div class="{outer}">{"".join(cells)}</div>'


def _first_title(blocks: list[Block]) -> str:
    return next((block.text for block in blocks if isinstance(block, Heading)), "")


def draw_html(draft: Draft) -> bytes:
    """Return the draft as a web page."""
    return Page(draft).bytes()
