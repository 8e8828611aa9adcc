"""The names and numbers that identify a column besides its URL; with them it is found again after a redesign."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.model.types import Page
from crawler.page import articles

METAS = {"columnname": "column_name", "siteidcode": "site_code", "channelid": "channel", "columnid": "channel", "chnlid": "channel"}
# chnlid is TRS's, columnid Hanweb's; a word without a digit is a variable's name, as in `channelid:SiteInfo.searchId`
NUMBER = re.compile(r"""\b(?:chnlid|channel_?id|column_?id)["']?\s*[:=]\s*["']?(?=[\w-]*\d)([\w-]{1,64})\b""", re.I)
WEIGHTS = {"channel": 4, "column_name": 2, "site_code": 1}  # a number is unique, a name may be shared


def marks(page: Page) -> dict[str, str]:
    """Return the marks of a column's first page: `column_name`, `channel` (its number in the portal's system), `site_code`."""
    named = {key.lower(): value for key, value in articles.metas(page).items()}
    found = {mark: named[key] for key, mark in METAS.items() if named.get(key)}
    number = NUMBER.search(page.text)
    return ({"channel": number[1]} if number else {}) | found


def likeness(ours: Mapping[str, str], theirs: Mapping[str, str]) -> int:
    """Score how likely two pages are the same column: equal marks count for it, different ones against it.

    >>> likeness({"channel": "1813", "column_name": "年报"}, {"channel": "1813", "column_name": "政府信息公开年报"})
    2
    """
    both = [mark for mark in WEIGHTS if ours.get(mark) and theirs.get(mark)]
    return sum(WEIGHTS[mark] * (1 if ours[mark] == theirs[mark] else -1) for mark in both)


def shared(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Describe the marks that two pages share, for display."""
    return ", ".join(f"{mark} {ours[mark]}" for mark in WEIGHTS if ours.get(mark) and ours.get(mark) == theirs.get(mark))
