"""Mutate the markup of web pages: dialects, tables as divs, nested and layout tables, spans that do not fit, odd placing of heads."""

from __future__ import annotations

from dataclasses import replace

from ..paper.blocks import Heading, Table, cell, tables
from ..paper.draft import Draft
from .registry import ALL, mutation

HTML = ("html",)


def _hint(draft: Draft, name: str, value: str) -> None:
    for table in tables(draft.blocks):
        table.hints[name] = value


def _dialect(name: str, words: str) -> None:
    def apply(draft: Draft) -> None:
        draft.options["dialect"] = name

    apply.__name__ = f"dialect_{name.replace('135', 'editor_135')}"
    apply.__doc__ = words
    mutation("dialect", formats=("html",), forms=ALL, slots="dialect")(apply)


for _name, _words in (
    ("word", "Export from Word."),
    ("wps", "Paste from WPS."),
    ("ueditor", "Write with UEditor."),
    ("kindeditor", "Write with KindEditor."),
    ("trs", "Publish with TRS."),
    ("jpage", "Publish with JCMS."),
    ("135", "Paste from the 135 editor."),
    ("excel", "Export from Excel."),
    ("unclosed", "Leave end tags out."),
    ("phone", "Serve the phone page."),
):
    _dialect(_name, _words)


@mutation("structure", formats=("html",), forms=ALL, slots="as", stage="cells")
def tables_as_grid(draft: Draft) -> None:
    """Draw tables as divs in a CSS grid with explicit lines."""
    _hint(draft, "as", "grid")


@mutation("structure", formats=("html",), forms=("statistics",), slots="as", stage="cells")
def tables_as_divs(draft: Draft) -> None:
    """Draw tables as divs with display:table."""
    _hint(draft, "as", "div_table")


@mutation("structure", formats=("html",), forms=ALL, slots="as", stage="cells")
def figures_in_nested_tables(draft: Draft) -> None:
    """Put each figure in a table of its own within its cell."""
    _hint(draft, "as", "nested")


@mutation("structure", formats=("html",), forms=ALL, slots="as", stage="cells")
def layout_table_around(draft: Draft) -> None:
    """Put each table in a layout table."""
    _hint(draft, "as", "layout")


@mutation("structure", formats=("html",), forms=ALL, slots="th", stage="cells")
def mixed_th_and_td(draft: Draft) -> None:
    """Mark heads and labels as th at random."""
    _hint(draft, "th", "yes")


@mutation("structure", formats=("html",), slots="thead", stage="cells")
def thead_after_tbody(draft: Draft) -> None:
    """Write thead after tbody: browsers show it on top. Only tables with one head block can be written so."""
    for table in tables(draft.blocks):
        if table.key in {"requests", "disputes"} and len(table.rows) > 3:
            table.hints["thead"] = "late"


@mutation("structure", formats=("html",), forms=ALL, slots="thead", stage="cells")
def last_row_in_tfoot_first(draft: Draft) -> None:
    """Write the last row as a tfoot before tbody: browsers show it at the end."""
    for table in tables(draft.blocks):
        if table.key and all(one.rowspan == 1 for row in table.rows[-2:] for one in row) and not _covered(table):
            table.hints["thead"] = "foot"


def _covered(table: Table) -> bool:
    return any(number + one.rowspan >= len(table.rows) and one.rowspan > 1 for number, row in enumerate(table.rows) for one in row)


@mutation("structure", formats=("html", "docx"), slots="spans", stage="cells")
def colspan_too_large(draft: Draft) -> None:
    """Give full-width cells a span far beyond the table."""
    for table in tables(draft.blocks):
        for row in table.rows:
            if len(row) == 1:
                row[0].colspan += draft.rng.randint(1, 6)


@mutation("structure", formats=("html",), slots="spans", stage="cells")
def rowspan_past_the_end(draft: Draft) -> None:
    """Give the last spanning cell of a table a span past its end."""
    for table in tables(draft.blocks):
        for number in range(len(table.rows) - 1, 0, -1):
            spanning = [one for one in table.rows[number] if one.rowspan > 1 and number + one.rowspan >= len(table.rows)]
            if spanning:
                spanning[0].rowspan += 5
                break


@mutation(
    "structure",
    formats=("html",),
    slots="spans requests_head spacer_columns hidden_column requests_extra requests_columns requests_rows",
    stage="cells",
)
def heads_and_figures_overlap(draft: Draft) -> None:
    """Shift heads against figures by a narrow grid column, as a real report of 2021 does: each figure still is below its head."""
    table = draft.table("requests")
    if table is None or len(table.rows[1]) != 3:
        return
    table.rows[0][1].colspan = 8
    table.rows[1][0].colspan = 2
    for row in table.rows[3:]:
        figures = [one for one in row if one.coordinate]
        figures[1].colspan = 2


@mutation("structure", formats=("html",), forms=ALL, slots="charset")
def gb18030_page(draft: Draft) -> None:
    """Serve the page in GB18030 declared as gb2312."""
    draft.options["charset"] = "gb18030"


@mutation("structure", formats=("html",), slots="empty_tables", stage="cells")
def empty_tables_between(draft: Draft) -> None:
    """Put empty tables and a table of attachments among the report's tables."""
    places = [at for at, block in enumerate(draft.blocks) if isinstance(block, Heading) and block.level == 1]
    for at in reversed(draft.rng.sample(places, min(2, len(places)))) if places else ():
        draft.blocks.insert(
            at,
            Table(
                "", draft.rng.choice(([[cell("")]], [[cell("附件"), cell("下载次数：12")]], [[cell(""), cell("")], [cell(""), cell("")]]))
            ),
        )


@mutation("structure", slots="split_table requests_head requests_extra requests_rows", stage="cells")
def requests_in_two_tables(draft: Draft) -> None:
    """Break section three into two tables, the second with its own head."""
    _split(draft, head=True)


@mutation("structure", slots="split_table requests_head requests_extra requests_columns requests_rows", stage="cells")
def second_half_without_head(draft: Draft) -> None:
    """Break section three into two tables, the second without a head: its columns seem to go on as those above."""
    _split(draft, head=False)


def _split(draft: Draft, *, head: bool) -> None:
    table = draft.table("requests")
    if table is None or draft.options.get("requests_orient"):
        return
    at = next(
        number
        for number, row in enumerate(table.rows)
        if any(one.coordinate and one.coordinate.item == "unavailable_not_held" for one in row)
    )
    groups = (one for row in table.rows for one in row if one.text.replace("\n", "").startswith("三、") and one.rowspan > 1)
    group = next(groups, None)
    if group is None:  # the other mutation has taken the group's label apart
        return
    above = sum(any(one.coordinate for one in row) for row in table.rows[:at]) - 2
    rest = [[cell(one.text, one.colspan, one.rowspan, head=True) for one in row] for row in table.rows[:3]] if head else []
    lower = table.rows[at:]
    lower[0].insert(0, cell(group.text, 1, group.rowspan - above, head=True))
    group.rowspan = above
    del table.rows[at:]
    where = draft.blocks.index(table)
    draft.blocks.insert(where + 1, Table("requests", rest + lower, dict(table.hints)))
    for one in [] if head else [one for row in lower for one in row if one.coordinate]:
        assert one.coordinate is not None
        draft.seen[one.coordinate] = replace(draft.seen[one.coordinate], sure=False)
