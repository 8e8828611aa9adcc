"""The date that a row shows: in its own text, in a link around it, in a calendar leaf, or in the item that follows it."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.page import dates, links

WIDE, LONG = 300, 4000  # elements in a row and characters of it that are looked at
LABELLED = re.compile(r"^\s*(?:(?:成文|发布|发文|公开|公布|生成|印发|更新|制定)(?:日期|时间)|日期|时间)\s*[:：]?\s*")
PUBLISHED = re.compile(rf"(?:发布|公开)(?:日期|时间)\s*[:：]?\s*({dates.FULL.pattern})")
LEAF = re.compile(r"(\d{1,2})\s*((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?")  # the day above its month: 31 2026-01


def of_row(element: HtmlElement, row: HtmlElement) -> str | None:
    """Return the date (YYYY-MM-DD) of the row around the link `element`; None if it shows none.

    Of two different dates it is the one labelled 发布日期 or 公开日期, where the other is that of signing; None if neither is.
    """
    text = _text(element, row)
    return dates.find(text) or _published(text) or _leaf(row) or _beside(row)


def _published(text: str) -> str | None:
    return dates.find(" ".join(match[1] for match in PUBLISHED.finditer(text)))


def is_date(text: str) -> bool:
    """Whether a text is only a date, apart from a leading word such as 发布日期."""
    return dates.is_date(LABELLED.sub("", text))


def _text(element: HtmlElement, row: HtmlElement) -> str:
    """Return the text of a row without its title: everything outside the link, and any element inside it that is only a date."""
    inside = set(islice(element.iter(), WIDE))
    around = list(islice(row.iter(), WIDE))
    outside = [each.text for each in around if each not in inside]
    outside += [each.tail for each in around if each is element or (each is not row and each not in inside)]
    text = " ".join(piece for piece in outside if piece)[:LONG]
    return text if dates.find(text) else " ".join(piece for piece in islice(element.itertext(), WIDE) if is_date(piece)) or text


def _leaf(row: HtmlElement) -> str | None:
    """Return the date of a calendar leaf: an element that shows a day and below it the year and month, and nothing else."""
    for each in islice(row.iter("div", "span", "p", "td", "em", "i", "b", "dt", "dd", "h4", "a"), WIDE):
        if 0 < len(each) <= 3 and (match := LEAF.fullmatch(links.squeeze(" ".join(islice(each.itertext(), 8))))):
            return dates.find(f"{match[2]}-{match[3]}-{match[1]}")
    return None


def _beside(row: HtmlElement) -> str | None:
    """Return the date in a separate item that follows the row's."""
    following = row.getnext()
    if following is None or following.tag != row.tag or next(following.iter("a"), None) is not None:
        return None
    text = links.squeeze(links.text_within(following, 80))
    return dates.find(text) if is_date(text) else None
