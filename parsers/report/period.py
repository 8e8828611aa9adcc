"""Which year it reports on: from title, stated period, list row and columns, with the evidence for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from parsers.text import HAN_DIGITS, dates, first_date, squeeze
from parsers.types import Document, Source

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|度|\D{0,2}(?:政府|政务|信息公开))")
HAN_YEAR = re.compile(r"([〇○零一二三四五六七八九]{4})年")
PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d)年?1月1日[^。;]{0,6}?(?:至|到|-|—|~|起至?)")
# characters lost on the way to the page: 自20241月1日202412月31日, 202311日到1231日
BROKEN = re.compile(r"(?<!\d)((?:19|20)\d\d)年?1月?1日?[^\d。;]{0,4}(?:\1年?)?12月?31日")
ENDING = re.compile(r"(?:至|到|—|-|~)((?:19|20)\d\d)年?12月31日")
DAY = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月")
ADDRESS = re.compile(r"[/t](20\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[_/.])")
LAST, SHORT = 3, 30  # a day stands alone or beside the body's name in one of the last lines
FIRST_PART = re.compile(r"一[、.,]|第一部分|[(]一[)]")  # what a title names stands before it; sentences name other years too
FIRST = 2008  # the first year reported on: the regulation came into force on 2008-05-01


def find(document: Document, source: Source, text: str) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    """Given a document, what the portal said of it and its text, return the year and where it stands, surest first."""
    said = tuple((where, year) for where, year in _candidates(document, source, squeeze(text)) if year >= FIRST)
    return (said[0][1] if said else None), tuple(("year", f"{where}: {year}") for where, year in said)


def published(document: Document, source: Source, text: str) -> Iterator[tuple[str, str]]:
    """Given a document, what the portal said of it and its text, yield every day of publication that is told and where; addresses too.

    None is sure by itself: a portal that moved prints the day it moved, and its addresses are of that day.
    """
    signature = [line for line in text.splitlines()[-LAST:] if len(line) <= SHORT]
    address = ADDRESS.search(source.url)
    told = (("page", document.published), ("article", source.parent_published), ("list row", source.list_date),
            ("signature", "\n".join(signature)), ("address", "-".join(address.groups()) if address else ""))
    for where, words in told:
        day = max(dates(words or ""), default="")[:10]
        if day:
            yield "published", f"{where}: {day}"


def in_title(title: str) -> int | None:
    """Given a title, return the year it names.

    >>> [in_title(t) for t in ("局 2023 年 政府信息公开工作年度报告", "二○一三年政府信息公开年报", "政府信息公开工作年度报告")]
    [2023, 2013, None]
    """
    squeezed = squeeze(title)
    match = YEAR.search(squeezed)
    if match:
        return int(match[1])
    spelled = HAN_YEAR.search(squeezed)
    return int("".join(str(HAN_DIGITS[char]) for char in spelled[1])) if spelled else None


def _candidates(document: Document, source: Source, text: str) -> Iterator[tuple[str, int]]:
    heading = DAY.sub("", FIRST_PART.split(text[:60])[0])
    titles = (("title", document.title), ("heading", heading), ("list row", source.list_title), ("article", source.parent_title),
              ("file name", source.link_label))
    for where, title in titles:
        year = in_title(title)
        if year:
            yield where, year
    for match in (PERIOD.search(text), BROKEN.search(text), ENDING.search(text)):
        if match:
            yield "period", int(match[1])
    yield from (("column", year) for part in source.column_path if (year := in_title(part)))
    counted = Counter(int(match[1]) for match in YEAR.finditer(DAY.sub("", text[:3000])))
    if counted:
        yield "text", counted.most_common(1)[0][0]
    published = document.published or source.parent_published or source.list_date
    if published and first_date(published):
        yield "published", int(published[:4]) - 1
