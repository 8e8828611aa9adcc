"""Class ``containers``: reports in pieces, and pages that hold more than one."""

from __future__ import annotations

from ..build import paragraph, plain
from ..model import Cell, Draft, Paragraph, Row, Table
from . import ALL, FORMS, TABLES, WEB, variant


@variant("containers", "page", WEB, TABLES)
def two_editors(draft: Draft) -> None:
    """Put the second half into a second editor block."""
    half = draft.rng.randint(3, len(draft.blocks) - 2)
    for block in draft.blocks[half:]:
        block.container = "second"


@variant("containers", "page", WEB, TABLES)
def tables_outside(draft: Draft) -> None:
    """Put the last tables outside the article's block."""
    for block in draft.tables()[-draft.rng.choice((1, 2)) :]:
        block.container = "outside"


@variant("containers", "page", ALL, TABLES)
def nested_tables(draft: Draft) -> None:
    """Put each table into a table of layout, or on a sheet of its own."""
    for number, table in enumerate(draft.tables()):
        table.nested = True
        table.sheet = f"表{number + 1}"


@variant("containers", "page", ALL, FORMS)
def second_report_after(draft: Draft) -> None:
    """Put another body's short report after the signature."""
    other = draft.rng.choice(("西平镇人民政府", "北岭区水务局"))
    texts = (f"{other}{draft.year}年政府信息公开工作年度报告", f"{other}{draft.year}年共主动公开信息{draft.rng.randint(10, 99)}条。")
    draft.ungraded.add("D3")
    for text in (*texts, other):
        block = paragraph(text, container="outside" if draft.format == "html" else "main")
        block.style = "body" if text != texts[0] else "caption"
        draft.blocks.append(block)


def other_table(draft: Draft, name: str, *, previous: bool = False) -> Table | None:
    """Return a copy of one of the report's tables with other figures, under last year's heads where it is last year's."""
    own = draft.tables(name)
    if not own:
        return None
    rows = []
    for row in own[0].rows:
        cells = []
        for cell in row.cells:
            text = str(draft.rng.randint(0, 97)) if cell.key else cell.text
            if previous and cell.head:
                text = text.replace(str(draft.year), str(draft.year - 1))
            copy = plain(text)
            copy.colspan, copy.rowspan, copy.head = cell.colspan, cell.rowspan, cell.head
            cells.append(copy)
        rows.append(Row(cells))
    return Table(name, rows, own=False)


def insert_before(draft: Draft, table: Table, blocks: list[Table | Paragraph]) -> None:
    """Insert blocks before a table."""
    place = next(i for i, block in enumerate(draft.blocks) if block is table)
    draft.blocks[place:place] = blocks


@variant("containers", "page", WEB, TABLES)
def hidden_other_report(draft: Draft) -> None:
    """Keep another body's tables on the page, hidden."""
    table = other_table(draft, draft.rng.choice(("requests", "proactive", "statistics")))
    table = table or other_table(draft, draft.tables()[0].name)
    assert table is not None
    table.hidden = True
    table.container = draft.rng.choice(("main", "aside", "outside"))
    draft.blocks.insert(draft.rng.choice((0, len(draft.blocks))), table)


@variant("containers", "page", ALL, TABLES)
def table_of_addresses(draft: Draft) -> None:
    """Put a table of contacts and of other figures before the report's tables."""
    rows = [
        Row([plain("序号"), plain("受理机构"), plain("申请"), plain("总计")]),
        Row([plain("1"), plain("办公室"), plain("0396"), plain("2963112")]),
        Row([plain("2"), plain("行政复议"), plain("12345"), plain("466000")]),
    ]
    insert_before(draft, draft.tables()[0], [Table("other", rows, own=False)])


def empty_row(columns: int) -> Row:
    """Return a row of blank cells."""
    return Row([Cell([]) for _ in range(columns)])


@variant("containers", "page", ALL, TABLES)
def blank_rows(draft: Draft) -> None:
    """Leave a blank row after a table's figures, as an editor does."""
    table = draft.rng.choice(draft.tables())
    table.rows.append(empty_row(table.columns))
