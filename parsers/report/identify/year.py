"""The year reported on: from title, stated period, list row and columns, with the evidence for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gongkai.chinese_text import HAN_DIGITS, dates, first_date, squeeze
from parsers.report.identify import agency
from parsers.types import Document, Source

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|度|\D{0,2}(?:政府|政务|信息公开))")
HAN_YEAR = re.compile(r"([〇○零一二三四五六七八九]{4})年")
PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d)年?1月1日[^。;]{0,6}?(?:至|到|-|—|~|起至?)")
# characters lost on the way to the page: 自20241月1日202412月31日, 202311日到1231日
BROKEN = re.compile(r"(?<!\d)((?:19|20)\d\d)年?1月?1日?[^\d。;]{0,4}(?:\1年?)?12月?31日")
ENDING = re.compile(r"(?:至|到|—|-|~)((?:19|20)\d\d)年?12月31日")
DAY = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月")
ADDRESS = re.compile(r"[/t](20\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[_/.])")
LAST, SHORT = 3, 30  # a date alone or beside the body's name in one of the last lines
FIRST_PART = re.compile(r"一[、.,]|第一部分|[(]一[)]")  # a title's year comes before it; sentences name other years too
ISSUED = re.compile(r"印发|编号|汇编|简报|期")  # in a line before the title: when a paper was printed, not what it reports on
# what each place counts: a title over a page may be its column's, so that the stated period outweighs it where the text has another title
WEIGHTS = {"title": 3, "page": 1, "heading": 2, "period": 3, "list row": 1, "article": 1}
FIRST = 2008  # the first year reported on: the regulation came into force on 2008-05-01


def find(document: Document, source: Source, text: str) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    """Return the year and the places that state it, most certain first."""
    said = tuple((where, year) for where, year in _candidates(document, source, text) if year >= FIRST)
    weights: Counter[int] = Counter()
    for where, year in dict.fromkeys(said):
        weights[year] += WEIGHTS.get(where, 0)
    best = max(weights.values(), default=0)
    found = next((year for _, year in said if weights[year] == best), None)  # of equal ones the surest place's
    return found, tuple(("year", f"{where}: {year}") for where, year in said)


def published(document: Document, source: Source, text: str) -> Iterator[tuple[str, str]]:
    """Yield every day of publication stated, with its place; those in addresses too.

    None is certain by itself: a portal that has migrated prints the day of migration, and its addresses contain it too.
    """
    signature = [line for line in text.splitlines()[-LAST:] if len(line) <= SHORT]
    address = ADDRESS.search(source.url)
    candidates = (
        ("page", document.published),
        ("article", source.parent_published),
        ("list row", source.list_date),
        ("signature", "\n".join(signature)),
        ("address", "-".join(address.groups()) if address else ""),
    )
    for where, words in candidates:
        day = max(dates(words or ""), default="")[:10]
        if day:
            yield "published", f"{where}: {day}"


def in_title(title: str) -> int | None:
    """Return the year a title names.

    >>> [in_title(t) for t in ("局 2023 年 政府信息公开工作年度报告", "二○一三年政府信息公开年报", "政府信息公开工作年度报告")]
    [2023, 2013, None]
    """
    squeezed = squeeze(title)
    match = YEAR.search(squeezed)
    if match:
        return int(match[1])
    spelled = HAN_YEAR.search(squeezed)
    return int("".join(str(HAN_DIGITS[char]) for char in spelled[1])) if spelled else None


def _candidates(document: Document, source: Source, lines: str) -> Iterator[tuple[str, int]]:
    text = squeeze(lines)
    titled = agency.heading(lines)
    heading = titled or DAY.sub("", FIRST_PART.split(text[:60])[0])
    titles = (
        ("title", document.title),
        ("heading", heading),
        ("list row", source.list_title),
        ("article", source.parent_title),
        ("file name", source.link_label),
    )
    for where, title in titles:
        year = in_title(title)
        if year and (where != "heading" or titled or not ISSUED.search(title)):
            yield ("page" if where == "title" and not agency.from_title(title) else where), year
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
