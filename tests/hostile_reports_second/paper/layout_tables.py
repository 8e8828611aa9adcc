"""Lay a draft's figures out as the form's tables, under the layout options that mutations set.

Options read here: `requests_columns`, `requests_orient`, `requests_serial`, `requests_extra`, `requests_order`, `disputes_shape`,
`disputes_columns`,
`disputes_blocks`, `proactive_shape`, `proactive_order`, `statistics_shape`.
"""

from __future__ import annotations

from ..interface import Coordinate
from .blocks import Cell, Run, Table, cell
from .draft import Draft
from .forms import APPLICANTS, CORNER, DISPUTES, PROACTIVE, REQUESTS, RESULTS, RESULTS_GROUP, STATISTICS, Line, statistics_key


def figure(draft: Draft, table: str, item: str, measure: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    """Return the cell that shows a figure as the draft has it."""
    coordinate = Coordinate(table, item, measure)
    raw = draft.seen[coordinate].raw
    return Cell([Run(raw)] if raw else [], colspan, rowspan, coordinate=coordinate)


def order(draft: Draft, option: str, keys: list[str]) -> list[str]:
    """Return the keys in the order an option names, the form's order otherwise."""
    wanted = [key for key in draft.options.get(option, "").split(",") if key in keys]
    return wanted or keys


def proactive(draft: Draft) -> list[Table]:
    """Return section two: one table of groups, one table a group, or transposed groups."""
    shape = draft.options.get("proactive_shape", "one")
    parts = PROACTIVE[draft.form]
    if shape == "transposed":
        return [_transposed_part(draft, number) for number in range(len(parts))]
    found: list[list[list[Cell]]] = []
    for part in parts:
        width = len(part.columns)
        spans = [1] * (width - 1) + [4 - width]
        rows = [[cell(part.head, 4, head=True)]]
        rows.append(
            [cell("信息内容", head=True), *(cell(label, span, head=True) for label, span in zip(part.columns.values(), spans, strict=True))]
        )
        for item in order(draft, "proactive_order", list(part.rows)):
            line = [cell(part.rows[item], head=True)]
            line += [figure(draft, "proactive", item, measure, span) for measure, span in zip(part.columns, spans, strict=True)]
            rows.append(line)
        found.append(rows)
    if shape == "reversed":
        found.reverse()
    if shape == "each":
        return [Table("proactive", rows) for rows in found]
    return [Table("proactive", [row for rows in found for row in rows])]


def _transposed_part(draft: Draft, number: int) -> Table:
    part = PROACTIVE[draft.form][number]
    rows = [
        [cell(part.head, 1 + len(part.rows), head=True)],
        [cell("信息内容", head=True), *(cell(label, head=True) for label in part.rows.values())],
    ]
    for measure, label in part.columns.items():
        rows.append([cell(label, head=True), *(figure(draft, "proactive", item, measure) for item in part.rows)])
    return Table("proactive", rows)


def requests(draft: Draft) -> Table:
    """Return section three in the form's layout, or transposed (applicants down, outcomes across)."""
    if draft.options.get("requests_orient") == "transposed":
        return _transposed_requests(draft)
    columns = order(draft, "requests_columns", list(APPLICANTS))
    extra = draft.options.get("requests_extra", "")
    serial = draft.options.get("requests_serial", "")
    rows = _requests_head(columns, extra, serial)
    lines = _ordered(draft)
    results = [line for line in lines if line.key not in {"received", "carried_in", "carried_out"}]
    groups: dict[str, int] = {}
    for line in results:
        groups[line.group] = groups.get(line.group, 0) + 1
    shown: set[str] = set()
    for number, line in enumerate(lines, 1):
        rows.append(_requests_row(draft, line, columns, (len(results), groups, shown)))
        if extra:
            rows[-1].append(cell("0"))
        if serial:
            rows[-1].insert(len(rows[-1]) - len(columns) - bool(extra), cell(str(number)))
    return Table("requests", rows)


def _ordered(draft: Draft) -> list[Line]:
    lines = list(REQUESTS[draft.form])
    wanted = draft.options.get("requests_order", "")
    return sorted(lines, key=lambda line: wanted.split(",").index(line.key)) if wanted else lines


def _requests_head(columns: list[str], extra: str, serial: str) -> list[list[Cell]]:
    organisations = [key for key in columns if key not in {"natural_person", "total"}]
    first = [cell(CORNER, 3, 3, head=True)]
    if serial:
        first.append(cell("序号", 1, 3, head=True))
    first.append(cell("申请人情况", len(columns) + bool(extra), head=True))
    second, done = [], False
    for key in columns:
        if key in organisations:
            second += [] if done else [cell("法人或其他组织", len(organisations), head=True)]
            done = True
        else:
            second.append(cell(APPLICANTS[key], 1, 2, head=True))
    if extra:
        second.append(cell(extra, 1, 2, head=True))
    return [first, second, [cell(APPLICANTS[key], head=True) for key in organisations]]


def _requests_row(draft: Draft, line: Line, columns: list[str], grouping: tuple[int, dict[str, int], set[str]]) -> list[Cell]:
    results, groups, shown = grouping
    values = [figure(draft, "requests", line.key, column) for column in columns]
    if line.key in {"received", "carried_in", "carried_out"}:
        return [cell(line.label, 3, head=True), *values]
    row = [] if "三" in shown else [cell(RESULTS_GROUP, 1, results, head=True)]
    shown.add("三")
    if not line.group:
        return [*row, cell(line.label, 2, head=True), *values]
    if line.group not in shown:
        row.append(cell(line.group, 1, groups[line.group], head=True))
        shown.add(line.group)
    return [*row, cell(line.label, head=True), *values]


def _transposed_requests(draft: Draft) -> Table:
    lines = REQUESTS[draft.form]
    first, second = [cell("申请人情况", 1, 2, head=True)], []
    at = 0
    while at < len(lines):
        group = lines[at].group
        size = sum(line.group == group for line in lines) if group else 1
        if group:
            first.append(cell(group, size, head=True))
            second += [cell(line.label, head=True) for line in lines[at : at + size]]
        else:
            first.append(cell(lines[at].label, 1, 2, head=True))
        at += size
    rows = [first, second]
    for measure, label in APPLICANTS.items():
        named = label if measure in {"natural_person", "total"} else f"法人或其他组织：{label}"
        rows.append([cell(named, head=True), *(figure(draft, "requests", line.key, measure) for line in lines)])
    return Table("requests", rows, {"wide": "yes"})


def disputes(draft: Draft) -> list[Table]:
    """Return section four: the form's one row of fifteen figures, three tables, or blocks down and results across."""
    columns = order(draft, "disputes_columns", list(RESULTS))
    shape = draft.options.get("disputes_shape", "wide")
    if shape == "three":
        names = {
            "review": "行政复议",
            "litigation_direct": "行政诉讼（未经复议直接起诉）",
            "litigation_after_review": "行政诉讼（复议后起诉）",
        }
        return [
            Table(
                "disputes",
                [
                    [cell(names[block], 5, head=True)],
                    [cell(RESULTS[key], head=True) for key in columns],
                    [figure(draft, "disputes", block, key) for key in columns],
                ],
            )
            for block in DISPUTES
        ]
    if shape == "vertical":
        rows = [[cell("类别", 2, head=True), *(cell(RESULTS[key], head=True) for key in columns)]]
        rows.append([cell("行政复议", 2, head=True), *(figure(draft, "disputes", "review", key) for key in columns)])
        rows.append(
            [
                cell("行政诉讼", 1, 2, head=True),
                cell(DISPUTES["litigation_direct"], head=True),
                *(figure(draft, "disputes", "litigation_direct", key) for key in columns),
            ]
        )
        rows.append(
            [
                cell(DISPUTES["litigation_after_review"], head=True),
                *(figure(draft, "disputes", "litigation_after_review", key) for key in columns),
            ]
        )
        return [Table("disputes", rows)]
    blocks = order(draft, "disputes_blocks", list(DISPUTES))
    return [_wide_disputes(draft, blocks, columns)]


def _wide_disputes(draft: Draft, blocks: list[str], columns: list[str]) -> Table:
    heads: list[list[Cell]] = [[], [], []]
    litigation = [block for block in blocks if block != "review"]
    for block in blocks:
        if block == "review":
            heads[0].append(cell("行政复议", 5, head=True))
            heads[1] += [cell(RESULTS[key], 1, 2, head=True) for key in columns]
            continue
        if block == litigation[0]:
            heads[0].append(cell("行政诉讼", 10, head=True))
        heads[1].append(cell(DISPUTES[block], 5, head=True))
        heads[2] += [cell(RESULTS[key], head=True) for key in columns]
    return Table("disputes", [*heads, [figure(draft, "disputes", block, key) for block in blocks for key in columns]])


def statistics(draft: Draft) -> Table:
    """Return the statistics form: one indicator a row, or two indicators side by side."""
    heads = ("指标名称", "计量单位", f"{draft.year}年度", "历年累计")
    lines = []
    for label, key, parent, unit in STATISTICS:
        item = statistics_key(key, parent)
        lines.append(
            [
                cell(label, head=True),
                cell(unit),
                figure(draft, "statistics", item, "value"),
                figure(draft, "statistics", item, "cumulative"),
            ]
        )
    if draft.options.get("statistics_shape") != "side_by_side":
        return Table("statistics", [[cell(head, head=True) for head in heads], *lines])
    half = (len(lines) + 1) // 2
    rows = [[cell(head, head=True) for head in heads * 2]]
    for at in range(half):
        right = lines[half + at] if half + at < len(lines) else [cell("") for _ in heads]
        rows.append(lines[at] + right)
    return Table("statistics", rows)
