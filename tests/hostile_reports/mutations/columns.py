"""Class ``heads``: columns in another order, more columns, parts side by side or apart."""

from __future__ import annotations

from ..build import head, plain
from ..model import Draft, placements
from . import ALL, ANNUAL, variant

STATISTICS = frozenset({"statistics"})


@variant("heads", "plan", ALL, ANNUAL)
def total_first(draft: Draft) -> None:
    """Put the applicants' total in front."""
    columns = draft.plan.request_columns
    columns.insert(0, columns.pop(columns.index("total")))


@variant("heads", "plan", ALL, ANNUAL)
def applicants_reordered(draft: Draft) -> None:
    """Shuffle the organisations' columns, or put natural persons after them."""
    columns = draft.plan.request_columns
    organisations = [c for c in columns if c not in ("natural_person", "total")]
    draft.rng.shuffle(organisations)
    order = [["natural_person", *organisations], [*organisations, "natural_person"]]
    draft.plan.request_columns = [*draft.rng.choice(order), "total"]


@variant("heads", "plan", ALL, ANNUAL)
def extra_applicant_column(draft: Draft) -> None:
    """Add a column for applicants of no row of the form."""
    names = ("外国人", "其中：港澳台居民", "其中：网络申请", "去年同期", "占比（%）")
    draft.plan.extra_request_column = (draft.rng.choice(names), draft.rng.choice((0, 1, 6, 7)))


@variant("heads", "plan", ALL, ANNUAL)
def litigation_first(draft: Draft) -> None:
    """Print litigation before review."""
    draft.plan.dispute_blocks = ["litigation_direct", "litigation_after_review", "review"]


@variant("heads", "plan", ALL, ANNUAL)
def results_reordered(draft: Draft) -> None:
    """Print the results in another order, sometimes the total first."""
    results = ["upheld", "corrected", "other", "pending"]
    draft.rng.shuffle(results)
    draft.plan.dispute_results = draft.rng.choice(([*results, "total"], ["total", *results]))


@variant("heads", "plan", ALL, ANNUAL)
def litigation_swapped(draft: Draft) -> None:
    """Print litigation after review before direct litigation."""
    draft.plan.dispute_blocks = ["review", "litigation_after_review", "litigation_direct"]


@variant("heads", "plan", ALL, ANNUAL)
def serial_column(draft: Draft) -> None:
    """Number the rows of section three in a column of its own."""
    draft.plan.serial_column = True


@variant("heads", "plan", ALL, ANNUAL)
def disputes_as_three(draft: Draft) -> None:
    """Print section four as three tables."""
    draft.plan.disputes_as_three = True
    if draft.rng.random() < 0.5:
        draft.plan.dispute_blocks = ["litigation_direct", "litigation_after_review", "review"]


@variant("heads", "plan", ALL, STATISTICS)
def items_side_by_side(draft: Draft) -> None:
    """Print two indicators beside each other."""
    draft.plan.side_by_side = True


@variant("heads", "page", ALL, STATISTICS)
def code_column(draft: Draft) -> None:
    """Put a code column before the figures or before the labels."""
    place = draft.rng.choice((0, 1, 2))
    for table in draft.tables("statistics"):
        for number, row in enumerate(table.rows):
            row.cells.insert(place, plain(str(100 + number)) if number else head("代码"))


@variant("heads", "page", ALL, ANNUAL)
def serial_in_disputes(draft: Draft) -> None:
    """Put a label or serial cell before the fifteen figures."""
    for table in draft.tables("disputes"):
        depth = len(table.rows)
        text = draft.rng.choice(("1", "件数", str(draft.year)))
        table.rows[0].cells.insert(0, head("序号", 1, depth - 1))
        table.rows[-1].cells.insert(0, plain(text))


@variant("heads", "page", ALL, ANNUAL)
def serial_in_proactive(draft: Draft) -> None:
    """Number the rows of section two in front, in the column of the labels' left."""
    for table in draft.tables("proactive"):
        count = 0
        for row in table.rows:
            if len(row.cells) == 1:
                row.cells[0].colspan += 1
                continue
            is_head = row.cells[0].head
            count += not is_head
            row.cells.insert(0, head("序号") if is_head else plain(str(count)))


@variant("heads", "page", ALL, ANNUAL)
def proactive_reordered(draft: Draft) -> None:
    """Reverse the columns of the first group of section two."""
    for table in draft.tables("proactive"):
        for row in table.rows[1:4]:
            row.cells[1:] = row.cells[:0:-1]


@variant("heads", "page", ALL, frozenset({"statistics", "2019", "2021"}))
def remarks_column(draft: Draft) -> None:
    """Add a column of remarks at the right, with numbers in it."""
    name = draft.rng.choice(("proactive", "statistics", "requests"))
    for table in draft.tables(name) or draft.tables("statistics"):
        filled = {p.row for p in placements(table) if p.cell.key}
        heads = max((n for n in range(len(table.rows)) if n not in filled and n < min(filled)), default=0)
        for number, row in enumerate(table.rows):
            if number == heads:
                row.cells.append(head("备注"))
            elif number in filled:
                row.cells.append(plain(draft.rng.choice(("", "", "见附件1", "2项为上级下放", "含3月"))))
