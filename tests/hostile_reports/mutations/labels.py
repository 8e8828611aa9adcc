"""Classes ``broken_rows``, ``label_forms`` and ``absent``: rows whose labels fail, are written otherwise, or are not there."""

from __future__ import annotations

import re

from ..build import text_runs
from ..model import Cell, Draft, Paragraph, Row, Run, Table
from . import ALL, ANNUAL, TABLES, variant

ITEM_LABELS = ("received", "carried_in", "granted", "denied_by_law", "unavailable_not_held", "rejected_petition", "handled", "carried_out")


def row_of(draft: Draft, table_name: str, item: str) -> tuple[Table, Row]:
    """Return the table and the row of an item."""
    for table in draft.tables(table_name):
        for row in table.rows:
            if any(cell.key and cell.key[1] == item for cell in row.cells):
                return table, row
    raise LookupError(item)


def _label(row: Row) -> Cell:
    first = next(n for n, cell in enumerate(row.cells) if cell.key)
    return row.cells[first - 1]


def _soften(draft: Draft, row: Row, state: str) -> None:
    for cell in row.cells:
        if cell.key and draft.expected[cell.key].state == "number":
            old = draft.expected[cell.key]
            draft.expect(cell.key, state, old.value, old.raw)


@variant("broken_rows", "page", ALL, ANNUAL)
def broken_label(draft: Draft) -> None:
    """Cut a label as a bad copy does, so that it looks like the start of another part."""
    item = draft.rng.choice(ITEM_LABELS)
    _, row = row_of(draft, "requests", item)
    text = draft.rng.choice(("三、本法提供", "四、本年度", "一、本年", "（四）", "本机关不", "二、总体情况", _label(row).text[2:6]))
    _label(row).runs = [Run(text)]
    _soften(draft, row, "either")
    draft.ungraded.add("D3")


@variant("broken_rows", "page", ALL, ANNUAL)
def label_lost(draft: Draft) -> None:
    """Leave a row without its label."""
    _, row = row_of(draft, "requests", draft.rng.choice(ITEM_LABELS))
    _label(row).runs = []
    _soften(draft, row, "either")


@variant("broken_rows", "page", ALL, ANNUAL)
def short_row(draft: Draft) -> None:
    """Lose the last cell of a row, or one in the middle: what is left does not tell whose it is."""
    item = draft.rng.choice(ITEM_LABELS)
    _, row = row_of(draft, "requests", item)
    keyed = [cell for cell in row.cells if cell.key]
    lost = draft.rng.choice(keyed[1:])
    row.cells.remove(lost)
    _soften(draft, row, "either")
    draft.expect(lost.key, "absent")
    draft.extras["short_rows"] = True


@variant("broken_rows", "page", ALL, ANNUAL)
def row_missing(draft: Draft) -> None:
    """Lose a leaf's row without a trace."""
    item = draft.rng.choice(("denied_process", "unavailable_unclear", "rejected_excessive", "denied_inquiry"))
    table, row = row_of(draft, "requests", item)
    number = next(i for i, candidate in enumerate(table.rows) if candidate is row)
    for above in table.rows[:number]:
        for cell in above.cells:
            cell.rowspan -= cell.rowspan > 1 and table.rows.index(above) + cell.rowspan > number
    table.rows.remove(row)
    for cell in row.cells:
        if cell.key:
            draft.expect(cell.key, "absent")


@variant("broken_rows", "page", ALL, frozenset({"statistics"}))
def broken_indicator(draft: Draft) -> None:
    """Cut an indicator's label."""
    table = draft.tables("statistics")[0]
    row = draft.rng.choice([row for row in table.rows if sum(bool(c.key) for c in row.cells)])
    label = row.cells[0]
    label.runs = [Run(label.text[: max(2, len(label.text) // 3)])]
    item = next(cell.key for cell in row.cells if cell.key)
    _soften(draft, row, "either")
    for key, expected in list(draft.expected.items()):
        if item and key[1].startswith(item[1] + "/") and expected.state == "number":
            draft.expect(key, "either", expected.value, expected.raw)
    draft.extras["renamed_item"] = True


SWAPS = (
    (("（", "("), ("）", ")"), ("，", ","), ("：", ":")),
    (("1.", "1、"), ("2.", "2、"), ("3.", "3、"), ("4.", "4、"), ("5.", "5、")),
    (("1.", "1. "), ("2.", "2. "), ("（一）", "（一） "), ("总计", "总 计")),
    (("其他法律行政法规", "其他法律法规"), ("行政规范性文件", "规范性文件"), ("“三安全一稳定”", '"三安全一稳定"')),
    (("结果", "结果\n"), ("其他结果", "其他\n结果"), ("本年", "本年\n"), ("社会公益组织", "社会\n公益\n组织")),
    (("、", "，"), ("现行有效件数", "现行有效件"), ("单位：万元", "单位：万元，保留4位小数")),
)


@variant("label_forms", "page", ALL, TABLES)
def labels_rewritten(draft: Draft) -> None:
    """Write labels and heads with other signs, blanks and line breaks."""
    swaps = draft.rng.choice(SWAPS)
    for table in draft.tables():
        for row in table.rows:
            for cell in row.cells:
                if not cell.key and not re.fullmatch(r"\d+", cell.text):
                    cell.runs = text_runs(_swapped(cell.text, swaps))


def _swapped(text: str, swaps: tuple[tuple[str, str], ...]) -> str:
    for old, new in swaps:
        text = text.replace(old, new)
    return text


HEADINGS = {
    "二、主动公开政府信息情况": ("二、行政机关主动公开政府信息情况", "二.主动公开政府信息情况", "二、 主动公开政府信息情况 "),
    "三、收到和处理政府信息公开申请情况": ("三、行政机关收到和处理政府信息公开申请情况", "三、收到和处理政府信息\n公开申请情况"),
    "四、政府信息公开行政复议、行政诉讼情况": (
        "四、政务信息公开行政复议、行政诉讼情况", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "四、政府信息公开行政法复议、行政诉讼情况",
    ),
}  # fmt: skip


@variant("label_forms", "page", ALL, ANNUAL)
def headings_rewritten(draft: Draft) -> None:
    """Write the parts' headings in other ways, or leave one out."""
    for block in draft.paragraphs("heading"):
        ways = HEADINGS.get(block.text)
        if ways:
            block.runs = text_runs(draft.rng.choice(ways))


@variant("label_forms", "page", ALL, ANNUAL)
def heading_lost(draft: Draft) -> None:
    """Leave out the headings of sections three and four."""
    lost = [b for b in draft.paragraphs("heading") if b.text[:1] in "三四"]
    draft.blocks = [b for b in draft.blocks if not any(b is other for other in lost)]
    draft.ungraded.add("D3")


@variant("absent", "page", ALL, ANNUAL)
def no_dispute_figures(draft: Draft) -> None:
    """Print the heads of section four without figures: no row, a blank row, or strokes."""
    for table in draft.tables("disputes"):
        keyed = [cell for row in table.rows for cell in row.cells if cell.key]
        way = draft.rng.choice(("", "/", "row"))
        for cell in keyed:
            cell.runs = [Run(way)] if way == "/" else []
            draft.expect(cell.key, {"": "blank", "/": "not_applicable", "row": "absent"}[way])
        if way == "row":
            table.rows = [row for row in table.rows if not any(cell.key for cell in row.cells)]
    draft.ungraded.add("D3")


@variant("absent", "page", ALL, ANNUAL)
def table_absent(draft: Draft) -> None:
    """Leave a table out, with a sentence instead."""
    names = ("requests", "disputes") if draft.plan.other_as_one_row else ("proactive", "requests", "disputes")
    name = draft.rng.choice(names)  # without section two, one row of other outcomes would be the form of 2019
    for key in list(draft.expected):
        if key[0] == name:
            draft.expect(key, "absent")
    place = next(i for i, b in enumerate(draft.blocks) if isinstance(b, Table) and b.name == name)
    own = draft.tables(name)
    draft.blocks = [b for b in draft.blocks if not any(b is table for table in own)]
    draft.blocks.insert(place, Paragraph([Run("本年度相关情况见附件。")]))
    draft.extras["table_absent"] = name
    draft.ungraded.add("D3")


@variant("absent", "page", ALL, frozenset({"statistics"}))
def column_blank(draft: Draft) -> None:
    """Leave the column of figures empty."""
    for cell in draft.cells():
        if cell.key and cell.key[2] == "value":
            cell.runs = []
            cell.number_format, cell.stored, cell.formula = "", None, False
            draft.expect(cell.key, "blank")
