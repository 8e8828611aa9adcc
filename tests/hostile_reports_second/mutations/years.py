"""Mutate the year: other years on the page, in the text and in the title."""

from __future__ import annotations

from ..paper.blocks import Heading, say
from ..paper.draft import Draft
from .registry import ALL, MODERN, mutation

DIGITS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))


@mutation("year", formats=("html",), forms=ALL, slots="chrome")
def sidebar_of_years(draft: Draft) -> None:
    """List other years' reports in a sidebar before the body."""
    links = "".join(
        f'<li><a href="/nb/{draft.year + at}.html">{draft.year + at}年政府信息公开工作年度报告</a></li>' for at in (1, 2, -1, -2)
    )
    draft.options["chrome"] = f'<div class="left"><h3>{draft.year + 1}年度报告</h3><ul>{links}</ul></div>'


@mutation("year", forms=ALL, slots="sentence")
def early_issued_year(draft: Draft) -> None:
    """Speak of documents issued in other years before the period is stated."""
    draft.sentences.insert(
        0, f"按照{draft.year - 2}年印发的《政务公开工作要点》和{draft.year - 1}年修订的制度，对照{draft.year - 3}年以来的问题逐项整改。"
    )


@mutation("year", forms=ALL, slots="part_six")
def next_years_plan(draft: Draft) -> None:
    """End with a plan that carries the next year's number."""
    draft.options["part_six"] = f"{draft.year + 1}年工作思路：{draft.year + 1}年，我们将进一步深化政务公开。本年度未收取信息处理费。"


@mutation("year", forms=ALL, slots="title")
def year_in_chinese(draft: Draft) -> None:
    """Print the title's year in Chinese numerals."""
    year = "".join(DIGITS[sign] for sign in str(draft.year))
    draft.options["title"] = f"{draft.agency}{year}年政府信息公开工作年度报告"


@mutation("year", forms=ALL, slots="title sentence")
def year_in_period_only(draft: Draft) -> None:
    """State the year in the period only; the title has none."""
    draft.options["title"] = f"{draft.agency}政府信息公开工作年度报告"


@mutation("year", formats=("html",), forms=ALL, slots="metas")
def posted_much_later(draft: Draft) -> None:
    """Give the page a posting date three years later."""
    draft.options["metas"] = (
        f'<meta name="PubDate" content="{draft.year + 3}-06-01 10:00"><meta name="Url" content="/'
        f'{draft.year + 3}06/t{draft.year + 3}0601_1.html">'
    )
    draft.tolerated |= {"D2"}


@mutation("year", forms=ALL, slots="title")
def year_spaced_or_wide(draft: Draft) -> None:
    """Print the title's year in full-width digits or with blanks between them."""
    digits = str(draft.year)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in digits)
    year = draft.rng.choice((wide, " ".join(digits), f" {digits} "))
    draft.options["title"] = f"{draft.agency}{year}年政府信息公开工作年度报告"


@mutation("year", forms=MODERN, slots="period")
def period_with_slashes(draft: Draft) -> None:
    """State the period in other notations."""
    year = draft.year
    draft.options["period"] = draft.rng.choice(
        (
            f"数据统计期限：{year}.1.1—{year}.12.31。",
            f"统计时间为{year}年1月1日0时至12月31日24时。",
            f"所列数据截至{year}年12月31日，起始时间为当年1月1日。",
            f"报告期为{year}年01月01日-{year}年12月31日。",
        )
    )


@mutation("year", forms=ALL, slots="title_below")
def column_title_of_another_year(draft: Draft) -> None:
    """Put a line that belongs to the column and carries the year of publication in front of the title."""
    draft.options["line_before"] = f"{draft.year + 1}年政府信息公开专栏"


@mutation("year", forms=MODERN, slots="appendix", stage="cells")
def planned_heading_of_next_year(draft: Draft) -> None:
    """Add a seventh part about the next year."""
    where = next(at for at, block in enumerate(draft.blocks) if isinstance(block, Heading) and block.text.startswith("六、")) + 2
    draft.blocks[where:where] = [
        Heading(f"七、{draft.year + 1}年工作打算"),
        say(f"{draft.year + 1}年计划制发行政规范性文件12件，公开信息3000条。"),
    ]
    draft.tolerated |= {"D3"}
