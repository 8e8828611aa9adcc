"""Mutate heads and columns: order, extra columns, serial columns, transposed tables, section four in other shapes."""

from __future__ import annotations

from ..interface import Seen
from ..paper.blocks import Cell, Run, cell, tables
from ..paper.draft import Draft
from ..paper.forms import APPLICANTS, RESULTS
from .registry import mutation


@mutation("heads", slots="requests_columns")
def applicants_reordered(draft: Draft) -> None:
    """Print the applicants' columns in another order, organisations still side by side."""
    organisations = [key for key in APPLICANTS if key not in {"natural_person", "total"}]
    draft.rng.shuffle(organisations)
    draft.options["requests_columns"] = ",".join(
        draft.rng.choice((["natural_person", *organisations, "total"], [*organisations, "natural_person", "total"]))
    )


@mutation("heads", slots="requests_columns")
def total_first(draft: Draft) -> None:
    """Print 总计 before the applicants."""
    draft.options["requests_columns"] = ",".join(["total", *(key for key in APPLICANTS if key != "total")])


@mutation("heads", slots="requests_extra")
def extra_applicant_column(draft: Draft) -> None:
    """Add a last column of another kind of applicant, all zeros."""
    draft.options["requests_extra"] = draft.rng.choice(("外国人", "港澳台居民", "备注", "同比（%）"))


@mutation("heads", slots="requests_extra")
def serial_before_figures(draft: Draft) -> None:
    """Add a column of serial numbers between the labels and the figures."""
    draft.options["requests_serial"] = "yes"


@mutation("heads", slots="requests_extra requests_columns requests_rows")
def requests_transposed(draft: Draft) -> None:
    """Print applicants down and outcomes across."""
    draft.options["requests_orient"] = "transposed"


@mutation("heads", slots="disputes_columns")
def results_reordered(draft: Draft) -> None:
    """Print the results of section four in another order."""
    keys = list(RESULTS)
    draft.rng.shuffle(keys)
    draft.options["disputes_columns"] = ",".join(keys)


@mutation("heads", slots="disputes_shape")
def litigation_before_review(draft: Draft) -> None:
    """Print litigation before review."""
    draft.options["disputes_blocks"] = "litigation_direct,litigation_after_review,review"


@mutation("heads", slots="disputes_shape")
def disputes_as_three_tables(draft: Draft) -> None:
    """Print section four as three tables."""
    draft.options["disputes_shape"] = "three"


@mutation("heads", slots="disputes_shape")
def disputes_vertical(draft: Draft) -> None:
    """Print section four with the procedures down and the results across."""
    draft.options["disputes_shape"] = "vertical"


@mutation("heads", slots="proactive_parts proactive_insert")
def proactive_transposed(draft: Draft) -> None:
    """Print each group of section two with items across."""
    draft.options["proactive_shape"] = "transposed"


@mutation("heads", slots="proactive_parts")
def proactive_in_many_tables(draft: Draft) -> None:
    """Print a table for each group of section two."""
    draft.options["proactive_shape"] = "each"


@mutation("heads", forms=("statistics",), slots="statistics_shape")
def indicators_side_by_side(draft: Draft) -> None:
    """Print two indicators a row."""
    draft.options["statistics_shape"] = "side_by_side"


@mutation("heads", forms=("statistics",), slots="statistics_shape", stage="cells")
def statistics_columns_swapped(draft: Draft) -> None:
    """Print 历年累计 before the year's figures."""
    table = draft.table("statistics")
    assert table
    for row in table.rows:
        row[2], row[3] = row[3], row[2]


@mutation("heads", forms=("statistics",), slots="statistics_shape", stage="cells")
def statistics_code_column(draft: Draft) -> None:
    """Add a column of codes between unit and figures."""
    table = draft.table("statistics")
    assert table
    table.rows[0].insert(2, cell("代码", head=True))
    for number, row in enumerate(table.rows[1:], 1):
        row.insert(2, cell(f"{number:02}"))


@mutation("heads", slots="requests_head", stage="cells")
def head_repeated_in_the_middle(draft: Draft) -> None:
    """Repeat the whole head of section three in the middle, as after a page end."""
    table = draft.table("requests")
    if table is None or draft.options.get("requests_orient"):
        return
    rows = table.rows
    where = next(number for number, row in enumerate(rows) if any(one.coordinate and one.coordinate.item == "carried_in" for one in row))
    copies = [[cell(one.text, one.colspan, one.rowspan, head=True) for one in row] for row in rows[:3]]
    rows[where:where] = copies


@mutation("heads", slots="requests_head requests_extra requests_columns", stage="cells")
def head_of_columns_missing(draft: Draft) -> None:
    """Leave out the names of all columns of section three: their order in the form is no proof."""
    table = draft.table("requests")
    if table is None or draft.options.get("requests_orient"):
        return
    del table.rows[:3]
    for one in draft.cells("requests"):
        assert one.coordinate is not None
        old = draft.seen[one.coordinate]
        draft.seen[one.coordinate] = Seen(old.kind, old.value, old.raw, old.unit, sure=False)


@mutation("heads", slots="requests_head", stage="cells")
def head_words_varied(draft: Draft) -> None:
    """Print the heads in other words and cuts."""
    changes = {
        "社会公益组织": draft.rng.choice(("社会公益\n组织", "公益组织", "社会 公益 组织")),
        "法律服务机构": draft.rng.choice(("法律服务\n机构", "法律 服务 机构")),
        "总计": draft.rng.choice(("合计", "总 计", "总\n计")),
        "自然人": draft.rng.choice(("自 然 人", "自然\n人")),
        "结果维持": "结果\n维持",
        "结果纠正": "结果 纠正",
        "尚未审结": "尚未\n审结",
        "其他结果": "其他\n结果",
        "科研机构": "科研\n机构",
        "商业企业": "商业\n企业",
    }
    for table in tables(draft.blocks):
        for row in table.rows:
            for one in row:
                if one.head and table.key in {"requests", "disputes"} and one.text in changes:
                    one.runs = [Run(changes[one.text])]


@mutation("heads", slots="spacer_columns disputes_shape disputes_columns requests_head requests_columns requests_extra", stage="cells")
def spacer_columns(draft: Draft) -> None:
    """Put an empty column before the last figure of section four and of section three."""
    for key in ("requests", "disputes"):
        table = draft.table(key)
        if table is None or any(one.hidden for row in table.rows for one in row):
            continue
        if key == "disputes" and len(table.rows) != 4:
            continue
        for number, row in enumerate(table.rows):
            _space(row, number, key)


def _space(row: list[Cell], number: int, key: str) -> None:
    if any(one.coordinate for one in row) or (key, number) == ("disputes", 2):
        row.insert(len(row) - 1, cell(""))
    elif number == 0 or (key, number) == ("disputes", 1):
        row[-1].colspan += 1
    elif number == 1:
        row.insert(len(row) - 1, cell("", 1, 2, head=True))
