"""Datasette's filters and sort orders in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from archive.site.draw.labels import labels, pick
from archive.site.request.ask import Language
from archive.site.tables.chinese_filter import CANDIDATES

SORTED = re.compile(r"(?:^| )sorted by (?P<column>\S+?)(?P<down> descending)?$")


def operator(lang: Language, key: str, display: str) -> str:
    """Return our name and Datasette's name of a filter operator; Datasette's twice if we have none.

    >>> operator("zh", "contains", "contains"), operator("en", "contains", "contains"), operator("zh", "galaxy", "is galactic")
    ('包含', 'contains', 'is galactic')
    """
    pair = labels()["operators"].get(key)
    return pick(pair, lang) if pair else display


def conditions(lang: Language, selections: Iterable[tuple[str, str, Any]], typed: str, english: str) -> str:
    """Return a sentence with the chosen filters, the search words and the order, given Datasette's English sentence.

    >>> conditions("zh", [("year", "gte", "2021"), ("title", "isnull", "1")], "海绵", "where … sorted by year descending")
    '其中：全文含有“海绵”（最新 1,000 篇候选），year ≥ 2021，title 为 NULL；按 year 从大到小排列'
    >>> conditions("zh", [], "", "sorted by year"), conditions("en", [], "", "sorted by year"), conditions("zh", [], "", "")
    ('按 year 从小到大排列', 'sorted by year', '')
    """
    if lang != "zh":
        return english
    parts = [f"全文含有“{typed}”（最新 {CANDIDATES:,} 篇候选）"] if typed.strip() else []
    parts += [
        " ".join(filter(None, (column, operator(lang, key, key), "" if key in BARE else str(value))))
        for column, key, value in selections
        if key in labels()["operators"]
    ]
    order = SORTED.search(english)
    sorted_by = f"按 {order['column']} {'从大到小' if order['down'] else '从小到大'}排列" if order else ""
    return "；".join(filter(None, (f"其中：{'，'.join(parts)}" if parts else "", sorted_by)))


BARE = ("isnull", "notnull", "isblank", "notblank")  # take no value
