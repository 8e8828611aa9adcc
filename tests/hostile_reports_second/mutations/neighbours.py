"""Mutate what stands near the report: last year's figures, other agencies' tables, other reports, tabs of other years."""

from __future__ import annotations

from random import Random

from ..interface import Format
from ..paper.agencies import OTHERS
from ..paper.blocks import Block, Heading, Panel, Paragraph, Run, Table, cell, say
from ..paper.draft import Draft, draw
from ..paper.forms import item_labels
from ..paper.layout import lay_out
from ..paper.layout_tables import disputes, proactive, requests, statistics
from .characters import blanks_for_zero
from .registry import ALL, mutation

TABBED: tuple[Format, ...] = ("html", "xlsx")


def other(draft: Draft, year: int, agency: str = "") -> Draft:
    """Return a sound draft of the same form for another year or agency, not laid out."""
    found = draw(Random(f"other {draft.rng.random()}"), draft.format, draft.form)
    found.year, found.agency = year, agency or draft.agency
    return found


def strange(blocks: list[Block]) -> list[Block]:
    """Mark blocks as not of this report: their figures have no coordinate here."""
    for block in blocks:
        if isinstance(block, Table):
            block.key = ""
            for row in block.rows:
                for one in row:
                    one.coordinate = None
        elif isinstance(block, Panel):
            strange(block.blocks)
    return blocks


def other_tables(found: Draft) -> list[Table]:
    """Return the tables of another draft."""
    if found.form == "statistics":
        return [statistics(found)]
    return [*proactive(found), requests(found), *disputes(found)]


def at_heading(draft: Draft, sign: str) -> int:
    """Return the place of a part's heading."""
    return next(at for at, block in enumerate(draft.blocks) if isinstance(block, Heading) and block.text.startswith(sign))


def quoted(draft: Draft, kind: str, caption: str, year: int, agency: str = "") -> list[Block]:
    """Return one table of another year or agency under a sentence and a caption that say so."""
    found = other(draft, year, agency)
    if kind == "proactive":
        tables_: list[Block] = [*proactive(found)]
    else:
        tables_ = [requests(found)] if kind == "requests" else [*disputes(found)]
    assert isinstance(tables_[0], Table)
    tables_[0].caption = caption
    return strange(tables_)


@mutation("last_year", slots="quoted", stage="cells")
def last_years_table_before(draft: Draft) -> None:
    """Quote last year's table before this year's, under a caption that says so."""
    kind, sign = draft.rng.choice((("requests", "三、"), ("disputes", "四、"), ("proactive", "二、")))
    year = draft.year - 1
    caption = draft.rng.choice((f"附：{year}年度情况（供对照）", f"{year}年数据", f"上年（{year}年）同期数据如下："))
    block = quoted(draft, kind, caption, year)
    at = at_heading(draft, sign) + 1
    draft.blocks[at:at] = [*block, say(f"{draft.year}年数据如下：")]


@mutation("last_year", slots="quoted", stage="cells")
def last_years_table_after(draft: Draft) -> None:
    """Append last year's tables at the end of the part they belong to, under a caption."""
    kind, sign = draft.rng.choice((("requests", "四、"), ("disputes", "五、"), ("proactive", "三、")))
    year = draft.year - 1
    at = at_heading(draft, sign)
    draft.blocks[at:at] = quoted(draft, kind, f"附表：{year}年度数据（上年）", year)


@mutation("last_year", slots="quoted cells requests_rows", stage="cells")
def blanks_beside_last_years_table(draft: Draft) -> None:
    """Leave cells blank while last year's table, quoted after, has figures there."""
    blanks_for_zero(draft)
    at = at_heading(draft, "四、")
    draft.blocks[at:at] = quoted(draft, "requests", f"对比：{draft.year - 1}年收到和处理政府信息公开申请情况", draft.year - 1)


@mutation("last_year", forms=("2019", "2021"), slots="proactive_parts proactive_insert spacers", stage="cells")
def last_year_columns(draft: Draft) -> None:
    """Add a column of last year's figures beside each figure of the last parts of section two."""
    table = draft.table("proactive")
    if table is None:
        return
    before = draft.rng.random() < 0.5
    name = draft.rng.choice((f"{draft.year - 1}年", "上年数", "上年同期"))
    for row in table.rows:
        values = [one for one in row if one.coordinate]
        if any(one.colspan == 3 for one in row[1:]):
            head = row[1].head
            row[1].colspan = 2
            extra = cell(name if head else str(draft.rng.randint(1, 999)), head=head)
            row[1:2] = [extra, row[1]] if before else [row[1], extra]
        assert all(one.coordinate for one in values)


@mutation("last_year", forms=("statistics",), slots="statistics_shape", stage="cells")
def statistics_of_two_years(draft: Draft) -> None:
    """Print the year before and this year side by side in the statistics form."""
    table = draft.table("statistics")
    assert table
    at = draft.rng.choice((2, 3))
    table.rows[0].insert(at, cell(f"{draft.year - 1}年度", head=True))
    for row in table.rows[1:]:
        row.insert(at, cell(str(draft.rng.randint(1, 99))))


@mutation("last_year", slots="sentence")
def last_years_figures_in_text(draft: Draft) -> None:
    """Compare with last year in prose."""
    draft.sentences += [
        f"{draft.year - 1}年，本机关收到政府信息公开申请{draft.rng.randint(900, 999)}件，办结{draft.rng.randint(800, 899)}件。",
        f"{draft.year - 1}年底现行有效规范性文件{draft.rng.randint(700, 799)}件。",
    ]


@mutation("other_report", slots="quoted", stage="cells")
def other_agencys_table(draft: Draft) -> None:
    """Print a table of a subordinate agency under its name in the appendix."""
    name = draft.rng.choice(OTHERS)
    kind = draft.rng.choice(("requests", "disputes", "proactive"))
    draft.blocks += quoted(draft, kind, f"附件：{name}{draft.year}年情况", draft.year, name)


@mutation("other_report", formats=("html", "docx", "text", "pdf"), forms=ALL, slots="quoted", stage="cells")
def another_report_after(draft: Draft) -> None:
    """Append another agency's whole report under its own title; the page is this one's."""
    found = other(draft, draft.year, draft.rng.choice(OTHERS))
    lay_out(found)
    draft.options.setdefault("page_title", next(block.text for block in draft.blocks if isinstance(block, Heading)))
    draft.blocks += strange(found.blocks)


@mutation("other_report", slots="quoted", stage="cells")
def summary_of_lower_units(draft: Draft) -> None:
    """Append a table of units and their counts."""
    rows = [[cell(text, head=True) for text in ("单位", "本年新收政府信息公开申请数量", "予以公开", "不予公开", "总计")]]
    rows += [[cell(name, head=True), *(cell(str(draft.rng.randint(0, 60))) for _ in range(4))] for name in OTHERS]
    draft.blocks.append(Table("", rows, caption="附：所属单位办理情况一览"))


@mutation("other_report", formats=("html",), slots="html_after")
def nested_page(draft: Draft) -> None:
    """Leave a template, a script string and a text field with another year's table behind the body: none of them is shown."""
    label = item_labels(draft.form)[("requests", "received")]
    row = f"<table><tr><td>{label}</td>" + "".join(f"<td>{draft.rng.randint(1, 99)}</td>" for _ in range(7)) + "</tr></table>"
    way = draft.rng.choice(("template", "script", "noscript", "comment", "hidden"))
    draft.options["html_after"] = {
        "template": f"<template>{row}</template>",
        "script": f"<script>var old='{row}';</script>",
        "noscript": f"<noscript>{row}</noscript>",
        "comment": f"<!-- {row} -->",
        "hidden": f"<div hidden>{row}</div>",
    }[way]


def _tabs(draft: Draft, year: int, agency: str, way: str) -> None:
    found = other(draft, year, agency)
    lay_out(found)
    title = next(block.text for block in draft.blocks if isinstance(block, Heading))
    mine = Panel(f"{draft.year}年", draft.blocks, True)
    theirs = Panel(f"{year}年" if not agency else agency[:20], strange(found.blocks), False)
    draft.options["panels"] = way
    draft.options.setdefault("page_title", title)
    draft.blocks = [mine, theirs]
    if draft.rng.random() < 0.5:
        draft.blocks.reverse()


@mutation("tabs", formats=TABBED, forms=ALL, slots="quoted tabs", stage="cells")
def tab_of_another_year(draft: Draft) -> None:
    """Put the report in the shown tab (sheet) and last year's in a hidden one, in either order."""
    _tabs(draft, draft.year - 1, "", "tabs")


@mutation("tabs", formats=TABBED, forms=ALL, slots="quoted tabs", stage="cells")
def tab_of_another_agency(draft: Draft) -> None:
    """Put another agency's report in a hidden tab or sheet."""
    _tabs(draft, draft.year, draft.rng.choice(OTHERS), "tabs")


@mutation("tabs", formats=("html",), forms=ALL, slots="quoted tabs", stage="cells")
def closed_fold(draft: Draft) -> None:
    """Put the report in an open fold and last year's in a closed one."""
    _tabs(draft, draft.year - 1, "", "details")


@mutation("tabs", formats=("html", "xlsx"), slots="quoted", stage="cells")
def hidden_paragraphs(draft: Draft) -> None:
    """Hide last year's title and period in front of the title."""
    year = draft.year - 1
    old = Paragraph([Run(f"{OTHERS[0]}{year}年政府信息公开工作年度报告，数据统计期限为{year}年1月1日至{year}年12月31日。")], hidden=True)
    draft.blocks.insert(0, old)
