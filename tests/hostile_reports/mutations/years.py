"""Class ``year``: other years around the report's own."""

from __future__ import annotations

from ..build import paragraph
from ..model import Draft, Paragraph
from . import ALL, FORMS, PAGES, WEB, variant


@variant("year", "page", ALL, FORMS)
def early_year(draft: Draft) -> None:
    """Put a year of printing or of a cited paper before the period."""
    other = draft.year + draft.rng.choice((-2, -1, 1))
    text = draft.rng.choice((f"（{other}年印发）", f"{other}年3月印发　内部编号：{other}—17", f"第{other}期政务公开简报"))
    title = sum(isinstance(b, Paragraph) and b.style == "title" for b in draft.blocks)
    draft.blocks.insert(draft.rng.choice((0, title)), paragraph(text, "note"))


@variant("year", "page", WEB, FORMS)
def side_title(draft: Draft) -> None:
    """Name another year in the column's title and the side bar's links."""
    other = draft.year + draft.rng.choice((-1, 1, 2))
    draft.extras["column_title"] = f"{other}年度政府信息公开年报"
    years = [other, draft.year, draft.year - 1, draft.year - 2]
    draft.extras["side_html"] = "<ul>" + "".join(f'<li><a href="./{y}/">{y}年政府信息公开工作年度报告</a></li>' for y in years) + "</ul>"


@variant("year", "page", WEB, FORMS)
def year_tabs(draft: Draft) -> None:
    """Show tabs of years, another one marked as the current."""
    years = [draft.year + step for step in (1, 0, -1, -2)]
    active = draft.rng.choice([y for y in years if y != draft.year])
    tabs = "".join(f'<a class="{"on" if y == active else ""}" href="?fbtime={y}">{y}年</a>' for y in years)
    draft.extras["side_html"] = f'<div class="tab">{tabs}</div>'


@variant("year", "page", ALL, FORMS)
def next_year_plan(draft: Draft) -> None:
    """Add a part on the plan of the coming year."""
    draft.blocks.insert(len(draft.blocks) - 1, paragraph(f"{draft.year + 1}年工作打算：{draft.year + 1}年我们将继续推进公开工作。"))


@variant("year", "plan", ALL, FORMS)
def title_without_year(draft: Draft) -> None:
    """Leave the year to the period."""
    draft.title_lines = [f"{draft.agency}政府信息公开工作年度报告"]
    draft.page_title = draft.title_lines[0]
    draft.metas["ArticleTitle"] = draft.title_lines[0]


@variant("year", "page", PAGES, FORMS)
def running_head(draft: Draft) -> None:
    """Print a collection's title with another year above the report's title."""
    draft.blocks.insert(0, paragraph(f"{draft.year + 1}年政务公开资料汇编", "note"))


@variant("year", "plan", ALL, FORMS)
def file_name_year(draft: Draft) -> None:
    """Name the file after another year."""
    draft.extras["file_year"] = draft.year + draft.rng.choice((-1, 1))


@variant("year", "plan", ALL, FORMS)
def old_regulation(draft: Draft) -> None:
    """State the period last, after papers of other years."""
    draft.period = f"《条例》自2008年5月1日起施行，2019年4月3日修订。{draft.period}"


@variant("year", "plan", ALL, FORMS)
def chinese_digits(draft: Draft) -> None:
    """Print the title's year in Chinese digits."""
    digits = "".join("○一二三四五六七八九"[int(d)] for d in str(draft.year))
    draft.title_lines = [line.replace(str(draft.year), digits) for line in draft.title_lines]
    draft.page_title = draft.title_lines[0]
    draft.metas["ArticleTitle"] = draft.page_title
