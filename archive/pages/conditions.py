"""What Datasette's filters and order say, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from archive.pages.ask import Language
from archive.pages.labels import labels, pick
from archive.pages.tables import CANDIDATES

SORTED = re.compile(r"(?:^| )sorted by (?P<column>\S+?)(?P<down> descending)?$")


def operator(lang: Language, key: str, display: str) -> str:
    """Given a filter's key and Datasette's name for it, return its name; Datasette's where we have none.

    >>> operator("zh", "contains", "contains"), operator("en", "contains", "contains"), operator("zh", "galaxy", "is galactic")
    ('包含', 'contains', 'is galactic')
    """
    told = labels()["operators"].get(key)
    return pick(told, lang) if told else display


def conditions(lang: Language, selections: Iterable[tuple[str, str, Any]], typed: str, english: str) -> str:
    """Given the filters chosen, the words looked for and Datasette's English sentence, return the sentence that tells both and the order.

    >>> conditions("zh", [("year", "gte", "2021"), ("title", "isnull", "1")], "海绵", "where … sorted by year descending")
    '其中：全文含有“海绵”（最新 1,000 篇候选），year ≥ 2021，title 为 NULL；按 year 从大到小排列'
    >>> conditions("zh", [], "", "sorted by year"), conditions("en", [], "", "sorted by year"), conditions("zh", [], "", "")
    ('按 year 从小到大排列', 'sorted by year', '')
    """
    if lang != "zh":
        return english
    parts = [f"全文含有“{typed}”（最新 {CANDIDATES:,} 篇候选）"] if typed.strip() else []
    parts += [" ".join(filter(None, (column, operator(lang, key, key), "" if key in BARE else str(value))))
              for column, key, value in selections if key in labels()["operators"]]
    order = SORTED.search(english)
    sorted_by = f"按 {order['column']} {'从大到小' if order['down'] else '从小到大'}排列" if order else ""
    return "；".join(filter(None, (f"其中：{'，'.join(parts)}" if parts else "", sorted_by)))


BARE = ("isnull", "notnull", "isblank", "notblank")  # take no value
