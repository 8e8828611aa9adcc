"""Lay a sound report out as blocks, from its plan and figures."""

from __future__ import annotations

from . import forms
from .model import Cell, Draft, Expected, Key, Paragraph, Row, Run, Table, number_text
from .prose import closing, opening, problems_text


def plain(text: str, **options: object) -> Cell:
    """Return a cell of plain text; a newline is a line break."""
    cell = Cell(text_runs(text))
    for name, value in options.items():
        setattr(cell, name, value)
    return cell


def text_runs(text: str) -> list[Run]:
    """Return plain runs of a text whose newlines are line breaks."""
    runs: list[Run] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            runs.append(Run("", "break"))
        runs.append(Run(line))
    return runs


def paragraph(text: str, style: str = "body", container: str = "main") -> Paragraph:
    """Return a paragraph of plain text."""
    return Paragraph(text_runs(text), style, container=container)


def figure_cell(draft: Draft, key: Key, label: str = "") -> Cell:
    """Return the cell of a figure and note what a person sees in it."""
    value = draft.figures[key]
    raw = number_text(value)
    draft.expected[key] = Expected("number", value, raw)
    draft.labels[key] = label
    return Cell([Run(raw)], key=key)


def head(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    """Return a head cell."""
    return Cell(text_runs(text), colspan, rowspan, head=True)


def proactive_table(draft: Draft) -> Table:
    """Return section two as one table of four columns, or seven with last year's beside each."""
    rows: list[Row] = []
    previous = draft.plan.previous_columns
    width = 6 if previous else 3
    for title, columns, items in forms.PROACTIVE[draft.form]:
        rows.append(Row([head(title, width + 1)]))
        spans = _spans(len(columns) * (2 if previous else 1), width)
        heads = [head("信息内容")]
        for number, (_, label) in enumerate(columns):
            pair = _pair(draft, label) if previous else [label]
            heads += [head(text, spans[number * len(pair) + place]) for place, text in enumerate(pair)]
        rows.append(Row(heads))
        for item, name in items:
            rows.append(Row(_proactive_cells(draft, item, name, [m for m, _ in columns], spans)))
    return Table("proactive", rows)


def _pair(draft: Draft, label: str) -> list[str]:
    bare = label.removeprefix("本年")
    return [f"上年{bare}", f"本年{bare}"] if draft.plan.previous_columns == "before" else [f"本年{bare}", f"上年{bare}"]


def _proactive_cells(draft: Draft, item: str, name: str, measures: list[str], spans: list[int]) -> list[Cell]:
    cells = [plain(name)]
    previous = draft.plan.previous_columns
    for number, measure in enumerate(measures):
        own = figure_cell(draft, ("proactive", item, measure), name)
        if not previous:
            own.colspan = spans[number]
            cells.append(own)
            continue
        other = plain(str(draft.rng.randint(1, 999)))
        own.colspan, other.colspan = spans[number * 2], spans[number * 2 + 1]
        cells += [other, own] if previous == "before" else [own, other]
    return cells


def _spans(count: int, width: int) -> list[int]:
    return [1] * (count - 1) + [width - count + 1]


def request_table(draft: Draft) -> Table:
    """Return section three: three head rows, then a row an item."""
    rows = _request_heads(draft)
    number = 0
    for item, label in (("received", "一、本年新收政府信息公开申请数量"), ("carried_in", "二、上年结转政府信息公开申请数量")):
        number += 1
        rows.append(_request_row(draft, item, [plain(label, colspan=3)], number))
    outcomes = forms.request_rows(draft.form, one_other=draft.plan.other_as_one_row)
    for place, (item, label, group) in enumerate(outcomes):
        number += 1
        labels = [plain("三、本年度办理结果", rowspan=len(outcomes) + 1, vertical=True)] if not place else []
        if group and (not place or outcomes[place - 1][2] != group):
            labels.append(plain(group, rowspan=sum(g == group for _, _, g in outcomes)))
        labels.append(plain(label, colspan=1 if group else 2))
        rows.append(_request_row(draft, item, labels, number))
    rows.append(_request_row(draft, "handled", [plain("（七）总计", colspan=2)], number + 1))
    rows.append(_request_row(draft, "carried_out", [plain("四、结转下年度继续办理", colspan=3)], number + 2))
    return Table("requests", rows)


def _request_heads(draft: Draft) -> list[Row]:
    columns = _request_columns(draft)
    corner = head("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3)
    first = [head("序号", 1, 3)] if draft.plan.serial_column else []
    organisations = [m for m in columns if m in forms.REQUEST_MEASURES[1:-1]]
    together = [columns.index(m) for m in organisations]
    second: list[Cell] = []
    third: list[Cell] = []
    if together == list(range(together[0], together[0] + 5)):
        for place, measure in enumerate(columns):
            if place == together[0]:
                second.append(head("法人或其他组织", 5))
            if measure in organisations:
                third.append(head(forms.REQUEST_HEADS[measure]))
            else:
                second.append(head(forms.REQUEST_HEADS.get(measure, measure), 1, 2))
    else:
        second = [head(forms.REQUEST_HEADS.get(m, m), 1, 2) for m in columns]
        return [Row([*first, corner, head("申请人情况", len(columns))]), Row(second), Row([])]
    return [Row([*first, corner, head("申请人情况", len(columns))]), Row(second), Row(third)]


def _request_columns(draft: Draft) -> list[str]:
    columns = list(draft.plan.request_columns)
    if draft.plan.extra_request_column:
        name, place = draft.plan.extra_request_column
        columns.insert(place, name)
    return columns


def _request_row(draft: Draft, item: str, labels: list[Cell], number: int) -> Row:
    cells = [plain(str(number))] if draft.plan.serial_column else []
    cells += labels
    for measure in _request_columns(draft):
        if measure in forms.REQUEST_MEASURES:
            cells.append(figure_cell(draft, ("requests", item, measure), labels[-1].text))
        else:
            cells.append(plain(str(draft.rng.choice((0, 0, 1, 3)))))
    return Row(cells)


def dispute_tables(draft: Draft) -> list[Table]:
    """Return section four as one table of fifteen columns, or one table a block."""
    blocks, results = draft.plan.dispute_blocks, draft.plan.dispute_results
    if draft.plan.disputes_as_three:
        tables = []
        for block in blocks:
            name = forms.DISPUTE_BLOCKS[block]
            title = name if block == "review" else f"行政诉讼（{name}）"
            rows = [Row([head(title, 5)]), Row([head(forms.DISPUTE_RESULTS[r]) for r in results])]
            tables.append(Table("disputes", [*rows, Row([figure_cell(draft, ("disputes", block, r), title) for r in results])]))
        return tables
    top: list[Cell] = []
    middle: list[Cell] = []
    bottom: list[Cell] = []
    for block in blocks:
        heads = [head(forms.DISPUTE_RESULTS[r]) for r in results]
        if block == "review":
            top.append(head("行政复议", 5))
            for cell in heads:
                cell.rowspan = 2
            middle += heads
            continue
        if not any(cell.text == "行政诉讼" for cell in top):
            top.append(head("行政诉讼", 10))
        middle.append(head(forms.DISPUTE_BLOCKS[block], 5))
        bottom += heads
    values = [figure_cell(draft, ("disputes", b, r), forms.DISPUTE_BLOCKS[b]) for b in blocks for r in results]
    return [Table("disputes", [Row(top), Row(middle), Row(bottom), Row(values)])]


def statistics_table(draft: Draft) -> Table:
    """Return the statistics table of the plan's variant."""
    variant = draft.plan.statistics_variant
    measures = ["value", "cumulative"] if variant == "fujian" else ["value"]
    heads = ["指标名称", "计量单位", f"{draft.year}年度", "历年累计"] if variant == "fujian" else ["统计指标", "单位", "统计数"]
    previous = draft.plan.previous_columns if variant == "fujian" else ""
    body = []
    for item, (_, label, _, unit) in zip(forms.indicator_items(variant), forms.STATISTICS[variant], strict=True):
        cells = [plain(label), plain(unit)]
        for measure in measures:
            key = ("statistics", item, measure)
            cells.append(figure_cell(draft, key, label) if key in draft.figures else plain(""))
        if previous:
            cells.insert(2 if previous == "before" else 3, plain(str(draft.rng.randint(0, 9999))))
        body.append(cells)
    if previous:
        heads.insert(2 if previous == "before" else 3, f"{draft.year - 1}年度")
    if draft.plan.side_by_side:
        half = (len(body) + 1) // 2
        left, right = body[:half], body[half:]
        right += [[plain("") for _ in heads]] * (half - len(right))
        body = [one + two for one, two in zip(left, right, strict=True)]
        heads = heads * 2
    return Table("statistics", [Row([head(text) for text in heads]), *(Row(cells) for cells in body)])


def lay_out(draft: Draft) -> None:
    """Fill the blocks of a draft: title, six sections with their tables, signature."""
    add = draft.blocks.append
    for line in draft.title_lines:
        add(paragraph(line, "title"))
    draft.blocks.extend(opening(draft))
    if draft.form in ("2019", "2021"):
        add(paragraph("二、主动公开政府信息情况", "heading"))
        add(proactive_table(draft))
        add(paragraph("三、收到和处理政府信息公开申请情况", "heading"))
        add(request_table(draft))
        add(paragraph("四、政府信息公开行政复议、行政诉讼情况", "heading"))
        draft.blocks.extend(dispute_tables(draft))
    draft.blocks.extend(problems_text(draft))
    if draft.form == "statistics":
        add(paragraph("附表：政府信息公开情况统计表", "caption"))
        add(statistics_table(draft))
    draft.blocks.extend(closing(draft))
