"""Dates as printed in list rows: validated, never guessed."""

from __future__ import annotations

import re
from datetime import date

FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d)")
MONTH_DAY = re.compile(r"(?<![\d-])(\d{1,2})[-/月](\d{1,2})日?(?![\d-])")
YEAR = re.compile(r"(?<![\d-])((?:19|20)\d\d)(?![\d-])")
HOUR = re.compile(r"(?<!\s)\s++\d{1,2}:\d\d(?::\d\d)?$")


def find(text: str) -> str | None:
    """Return the one date in the text of a list row without its title, as YYYY-MM-DD; None for no, an invalid or two different dates.

    >>> find("[2026/3/9]"), find("2026-02-30"), find("2025年1月2日 2026-03-30")
    ('2026-03-09', None, None)
    >>> find("09-01 2026")
    '2026-09-01'
    """
    found = {_checked(*match.groups()) for match in FULL.finditer(text)}
    if found:
        return next(iter(found)) if len(found) == 1 else None
    day, year = MONTH_DAY.findall(text), YEAR.findall(text)
    return _checked(year[0], *day[0]) if len(day) == 1 and len(year) == 1 else None


def is_date(text: str) -> bool:
    """Whether a text is only a date, apart from brackets and the time of day after it.

    >>> is_date("[2026-03-09]"), is_date("2026-03-09 20:36"), is_date("20:36")
    (True, True, False)
    """
    bare = HOUR.sub("", text.strip(" \t\r\n[]【】()（）"))
    return bool(FULL.fullmatch(bare) or MONTH_DAY.fullmatch(bare))


def _checked(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
