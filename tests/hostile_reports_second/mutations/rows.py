"""Mutate rows: order, labels, rows that only look like the form's rows, joint rows, spacer rows, doubled rows."""

from __future__ import annotations

from ..interface import Seen
from ..paper.blocks import Cell, Heading, Run, Table, cell, tables
from ..paper.draft import Draft
from ..paper.forms import REQUESTS
from .registry import mutation

TOP = {"received", "carried_in", "granted", "partly_granted", "handled", "carried_out"}


def line_of(draft: Draft, table: str, item: str) -> tuple[list[list[Cell]], int]:
    """Return the rows of the table that shows an item, and the row's number."""
    for found in (block for block in _tables(draft) if block.key == table):
        for number, row in enumerate(found.rows):
            if any(one.coordinate and one.coordinate.item == item for one in row):
                return found.rows, number
    raise LookupError(item)


def _tables(draft: Draft) -> list[Table]:
    return tables(draft.blocks)


@mutation("rows", slots="requests_rows")
def outcomes_out_of_order(draft: Draft) -> None:
    """Shuffle the numbered outcomes within their groups: labels say what they are."""
    lines, keys = REQUESTS[draft.form], []
    at = 0
    while at < len(lines):
        group = [line.key for line in lines if line.group and line.group == lines[at].group] or [lines[at].key]
        keys += draft.rng.sample(group, len(group))
        at += len(group)
    draft.options["requests_order"] = ",".join(keys)


@mutation("rows", slots="proactive_rows")
def proactive_rows_swapped(draft: Draft) -> None:
    """Print the rows of each group of section two in the other order."""
    draft.options["proactive_order"] = (
        "normative_documents,regulations,other_services,coercive_measures,penalties,licences,fees,procurement"
    )


@mutation("rows", slots="proactive_parts")
def proactive_parts_reversed(draft: Draft) -> None:
    """Print the groups of section two from the last to the first."""
    draft.options["proactive_shape"] = "reversed"


@mutation("rows", slots="proactive_insert", stage="cells")
def lookalike_rows(draft: Draft) -> None:
    """Add rows of other things with labels like the form's: 党委规范性文件, 其他主动公开文件."""
    rows, number = line_of(draft, "proactive", "normative_documents")
    label = draft.rng.choice(("党委规范性文件", "其他主动公开文件", "党内规范性文件", "规范性文件解读", "村规民约"))
    widths = [one.colspan for one in rows[number][1:]]
    where = draft.rng.choice((number, number + 1))
    rows.insert(where, [cell(label, head=True), *(cell(str(draft.rng.randint(1, 99)), span) for span in widths)])


@mutation("rows", slots="proactive_insert", stage="cells")
def of_which_row(draft: Draft) -> None:
    """Add a row 其中：… below a row of section two."""
    item = draft.rng.choice(("normative_documents", "licences", "penalties"))
    rows, number = line_of(draft, "proactive", item)
    label = {"normative_documents": "其中：修订件数", "licences": "其中：网上办理", "penalties": "其中：行政罚款"}[item]
    rows.insert(number + 1, [cell(label, head=True), *(cell(str(draft.rng.randint(1, 30)), one.colspan) for one in rows[number][1:])])


@mutation("rows", slots="proactive_insert penal", stage="cells")
def joint_row(draft: Draft) -> None:
    """Print 行政处罚、行政强制 as one row: neither has a figure of its own."""
    rows, number = line_of(draft, "proactive", "penalties")
    other, at = line_of(draft, "proactive", "coercive_measures")
    if rows is not other:
        return
    row = [cell(draft.rng.choice(("行政处罚、行政强制", "行政处罚及行政强制", "行政处罚/行政强制")), head=True)]
    for one in rows[number][1:]:
        row.append(cell(str(draft.rng.randint(10, 900)), one.colspan))
    for one in (*rows[number], *rows[at]):
        if one.coordinate:
            draft.seen.pop(one.coordinate, None)
    rows[min(number, at)] = row
    del rows[max(number, at)]


@mutation("rows", slots="spacers", stage="cells")
def spacer_rows(draft: Draft) -> None:
    """Put empty rows between rows of figures."""
    table = draft.table(draft.rng.choice(("proactive", "disputes")))
    if table:
        width = table.width
        for at in sorted(draft.rng.sample(range(1, len(table.rows) + 1), min(2, len(table.rows))), reverse=True):
            if all(one.rowspan == 1 for row in table.rows[:at] for one in row):
                table.rows.insert(at, [cell("") for _ in range(width)])


@mutation("rows", slots="labels", stage="cells")
def labels_in_other_signs(draft: Draft) -> None:
    """Write labels with half-width brackets, other numbering and blanks inside."""
    way = draft.rng.randint(0, 3)
    changes = ({"（": "(", "）": ")", "，": ","}, {".": "、"}, {".": ". "}, {"“": '"', "”": '"', "、": "，"})[way]
    for table in _tables(draft):
        for row in table.rows:
            for one in (one for one in row if one.head and one.coordinate is None and table.key == "requests"):
                for run in one.runs:
                    if run.text[:1] in "（12345678一二三四":
                        run.text = "".join(changes.get(sign, sign) for sign in run.text)


@mutation("rows", slots="labels", stage="cells")
def labels_with_slips(draft: Draft) -> None:
    """Misprint labels as real reports do: signs lost, doubled or broken by blanks."""
    wrong = {
        "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
        "三、本年度办理结果": "三、本年度办 理结果",
        "3.补正后申请内容仍不明确": "3.补正后申请内容仍 不明确",
        "一、本年新收政府信息公开申请数量": "一、本年新收政府信息公开申请数",
        "4.无正当理由大量反复申请": "4.无正当理由大量反复申请申请",
        "四、结转下年度继续办理": "四、结转下年度继续办 理",
        "现行有效件数": "现行有效件",
        "8.属于行政查询事项": "8.属于行政查旬事项",
    }
    for table in _tables(draft):
        for row in table.rows:
            for one in row:
                if one.head and one.text in wrong and table.key:
                    one.runs = [Run(wrong[one.text])]


@mutation("rows", slots="labels", stage="cells")
def labels_broken_over_lines(draft: Draft) -> None:
    """Break labels and heads over lines in the middle of words."""
    for table in _tables(draft):
        for row in table.rows:
            for one in row:
                if one.head and table.key and len(one.text) >= 4 and draft.rng.random() < 0.5:
                    at = draft.rng.randint(1, len(one.text) - 1)
                    one.runs = [Run(one.text[:at] + "\n" + one.text[at:])]


@mutation("rows", formats=("text",), slots="labels", stage="cells")
def markdown_escapes(draft: Draft) -> None:
    """Escape the points of numbered labels by a backslash, as pandoc does."""
    for table in _tables(draft):
        for row in table.rows:
            for one in row:
                for run in one.runs:
                    if run.text[:2] in {f"{number}." for number in range(1, 9)}:
                        run.text = run.text[0] + "\\" + run.text[1:]


@mutation("rows", slots="proactive_parts", stage="cells")
def headings_inside_tables(draft: Draft) -> None:
    """Print the heading of a part as the first row of its table."""
    for at in range(len(draft.blocks) - 1, 0, -1):
        table, heading = draft.blocks[at], draft.blocks[at - 1]
        if isinstance(table, Table) and isinstance(heading, Heading) and heading.level == 1 and table.key:
            table.rows.insert(0, [cell(heading.text, table.width, head=True)])
            table.hidden_rows = {number + 1 for number in table.hidden_rows}
            del draft.blocks[at - 1]


@mutation("rows", slots="labels", stage="cells")
def numbering_lost(draft: Draft) -> None:
    """Drop the numbers in front of the outcomes."""
    for table in _tables(draft):
        for row in table.rows:
            for one in row:
                if one.head and table.key == "requests" and one.text[:1].isdigit():
                    one.runs = [Run(one.text[2:])]


@mutation("rows", slots="requests_rows", stage="cells")
def row_printed_twice(draft: Draft) -> None:
    """Print one outcome twice with other figures: nobody can say which holds."""
    item = draft.rng.choice(("carried_in", "carried_out"))
    rows, number = line_of(draft, "requests", item)
    again = [Cell(list(one.runs), one.colspan, 1, one.head) for one in rows[number]]
    for one, source in zip(again, rows[number], strict=True):
        if source.coordinate:
            one.runs = [Run(str(draft.rng.randint(100, 900)))]
            draft.seen[source.coordinate] = Seen("unreadable", None, source.text)
            draft.touched.add(source.coordinate)
    rows.insert(number + 1, again)


@mutation("rows", slots="requests_rows", stage="cells")
def row_left_out(draft: Draft) -> None:
    """Leave an outcome out of the form: it has no figure; its column sums cannot be checked."""
    lines = [line for line in REQUESTS[draft.form] if line.group]
    line = draft.rng.choice(lines)
    rows, number = line_of(draft, "requests", line.key)
    if len(rows[number]) != 8:
        return
    for one in rows[number]:
        if one.coordinate:
            draft.seen.pop(one.coordinate)
    for row in rows[:number]:
        for one in row:
            if one.text in {line.group, "三、本年度办理结果"} and one.rowspan > 1:
                one.rowspan -= 1
    del rows[number]
    draft.tolerated |= {"R3"}


@mutation("rows", slots="requests_rows", stage="cells")
def label_blank(draft: Draft) -> None:
    """Leave the label of one outcome blank: its place suggests what it is, no more."""
    line = draft.rng.choice([line for line in REQUESTS[draft.form] if line.group])
    rows, number = line_of(draft, "requests", line.key)
    for one in rows[number]:
        if one.head and one.text == line.label:
            one.runs = []
        if one.coordinate:
            old = draft.seen[one.coordinate]
            draft.seen[one.coordinate] = Seen(old.kind, old.value, old.raw, old.unit, sure=False)
            draft.touched.add(one.coordinate)


@mutation("rows", slots="requests_rows", stage="cells")
def all_of_a_row_blank(draft: Draft) -> None:
    """Leave all seven figures of an outcome blank."""
    line = draft.rng.choice([line for line in REQUESTS[draft.form] if line.group])
    for one in [one for one in draft.cells("requests") if one.coordinate and one.coordinate.item == line.key]:
        assert one.coordinate is not None
        one.runs = []
        draft.seen[one.coordinate] = Seen("blank")
        draft.touched.add(one.coordinate)


@mutation("rows", slots="totals", stage="cells")
def totals_blank_in_subrows(draft: Draft) -> None:
    """Fill 总计 only in the rows of the top level."""
    for one in draft.cells("requests"):
        if one.coordinate and one.coordinate.measure == "total" and one.coordinate.item not in TOP and one.coordinate not in draft.touched:
            one.runs = []
            draft.seen[one.coordinate] = Seen("blank")
            draft.touched.add(one.coordinate)
