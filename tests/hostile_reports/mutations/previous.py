"""Class ``previous``: last year's figures, another body's, and blanks beside them."""

from __future__ import annotations

from ..build import paragraph
from ..model import Draft, Paragraph, Table
from . import ALL, TABLES, WEB, variant
from .containers import insert_before, other_table

STATISTICS_OR_PROACTIVE = frozenset({"statistics", "2021"})


@variant("previous", "plan", ALL, STATISTICS_OR_PROACTIVE)
def previous_columns(draft: Draft) -> None:
    """Print last year's column beside this year's."""
    draft.plan.previous_columns = draft.rng.choice(("before", "after"))
    draft.plan.statistics_variant = "fujian"
    draft.extras["renew_figures"] = True


def _quoted(draft: Draft, captions: tuple[str, ...], *, before: bool) -> None:
    name = draft.rng.choice(("proactive", "requests", "disputes"))
    previous = str(draft.year - 1) in captions[0]
    table = other_table(draft, name, previous=previous) or other_table(draft, "statistics", previous=previous)
    draft.ungraded.add("D3")
    assert table is not None
    blocks: list[Table | Paragraph] = [paragraph(draft.rng.choice(captions), "caption"), table]
    own = draft.tables(table.name)[0]
    if before:
        again = f"{draft.year}年度情况如下：" if draft.rng.random() < 0.7 else f"现将{draft.year}年本机关数据公布如下"
        insert_before(draft, own, [*blocks, paragraph(again, "caption")])
    else:
        draft.blocks.extend(blocks)


@variant("previous", "page", ALL, TABLES)
def previous_table_before(draft: Draft) -> None:
    """Quote last year's table before this year's."""
    _quoted(draft, (f"附：{draft.year - 1}年度数据（供对比）", f"{draft.year - 1}年度情况"), before=True)


@variant("previous", "page", ALL, TABLES)
def previous_table_after(draft: Draft) -> None:
    """Quote last year's table after the signature."""
    _quoted(draft, (f"附件：{draft.year - 1}年度统计数据", f"{draft.year - 1}年政府信息公开工作年度报告（数据部分）"), before=False)


@variant("previous", "page", ALL, TABLES)
def other_body_table(draft: Draft) -> None:
    """Add another body's table under its own name."""
    captions = ("附件1：东平镇人民政府数据", "附：下属单位（区疾病预防控制中心）情况表")
    _quoted(draft, captions, before=draft.rng.random() < 0.3)


@variant("previous", "page", ALL, TABLES)
def blanks_beside_previous(draft: Draft) -> None:
    """Leave cells of this year blank where last year's table has figures."""
    for cell in draft.pick(draft.rng.randint(2, 8)):
        cell.runs = []
        draft.expect(cell.key, "blank")
    previous_table_before(draft) if draft.rng.random() < 0.5 else previous_table_after(draft)


@variant("previous", "page", WEB, TABLES)
def hidden_year_tab(draft: Draft) -> None:
    """Keep last year's tab on the page, hidden by a class of the page's sheet."""
    table = other_table(draft, draft.tables()[-1].name, previous=True)
    assert table is not None
    table.hidden = True
    insert_before(draft, draft.tables()[0], [table]) if draft.rng.random() < 0.5 else draft.blocks.append(table)


@variant("previous", "page", frozenset({"xlsx"}), TABLES)
def older_sheet(draft: Draft) -> None:
    """Keep a sheet of last year before the report's."""
    table = other_table(draft, draft.rng.choice([t.name for t in draft.tables()]), previous=True)
    assert table is not None
    table.sheet = str(draft.year - 1)
    table.hidden = draft.rng.random() < 0.5
    draft.blocks.insert(0, table)
    for block in draft.blocks[1:]:
        if isinstance(block, Table):
            block.sheet = block.sheet or str(draft.year)
