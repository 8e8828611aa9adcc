"""What a column is known by besides its address: the names and numbers its page gives, by which it is found again after a redesign."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler import articles
from crawler.types import Page

METAS = {"columnname": "column_name", "siteidcode": "site_code", "channelid": "channel", "columnid": "channel", "chnlid": "channel"}
# chnlid is TRS's, columnid Hanweb's; a word without a digit is a variable's name, as in `channelid:SiteInfo.searchId`
NUMBER = re.compile(r"""\b(?:chnlid|channel_?id|column_?id)["']?\s*[:=]\s*["']?(?=[\w-]*\d)([\w-]{1,64})\b""", re.I)
WEIGHTS = {"channel": 4, "column_name": 2, "site_code": 1}  # a number of its own says more than a name that others bear as well


def marks(page: Page) -> dict[str, str]:
    """Given a column's first page, return its marks: `column_name`, `channel` (its number in the portal's system), `site_code`."""
    named = {key.lower(): value for key, value in articles.metas(page).items()}
    found = {mark: named[key] for key, mark in METAS.items() if named.get(key)}
    number = NUMBER.search(page.text)
    return ({"channel": number[1]} if number else {}) | found


def likeness(ours: Mapping[str, str], theirs: Mapping[str, str]) -> int:
    """Given the marks of two pages, return how surely they are one column: what is the same counts for, what differs against.

    >>> likeness({"channel": "1813", "column_name": "年报"}, {"channel": "1813", "column_name": "政府信息公开年报"})
    2
    """
    both = [mark for mark in WEIGHTS if ours.get(mark) and theirs.get(mark)]
    return sum(WEIGHTS[mark] * (1 if ours[mark] == theirs[mark] else -1) for mark in both)


def shared(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Given the marks of two pages, return for a reader what is the same."""
    return ", ".join(f"{mark} {ours[mark]}" for mark in WEIGHTS if ours.get(mark) and ours.get(mark) == theirs.get(mark))
