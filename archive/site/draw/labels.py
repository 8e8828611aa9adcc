"""Labels of the contract's keys in the reader's language, and the layout of each form's tables: labels.yaml and the codebook."""

from __future__ import annotations

from functools import cache
from typing import Any

from archive.site.request.ask import Language
from archive.store.codebook import codebook
from gongkai import yaml_tables


@cache
def labels() -> dict[str, Any]:
    """Return all labels and layouts; those of items, measures and tables are the codebook's."""
    loaded: dict[str, Any] = yaml_tables.read("archive.site", "labels.yaml")
    return loaded | {key: codebook()[key] for key in ("items", "measures", "tables")}


def pick(pair: list[str] | tuple[str, str], lang: Language) -> str:
    """Return the Chinese or the English half of a pair."""
    return pair[0] if lang == "zh" else pair[1]


def word(lang: Language, *keys: str) -> str:
    """Return the label of a path of keys such as `items requests granted`; the last key itself if there is none.

    >>> word("zh", "states", "coverage", "late"), word("en", "levels", "galaxy")
    ('逾期', 'galaxy')
    """
    found: Any = labels()
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return pick(found, lang) if isinstance(found, list) else keys[-1]


def short(lang: Language, table: str, item: str) -> str:
    """Return an item's label without its number and its remark in brackets, for charts and lists.

    >>> short("zh", "requests", "partly_granted"), short("zh", "statistics", "主动公开文件数/政府网站公开数")
    ('部分公开', '主动公开文件数/政府网站公开数')
    """
    text = word(lang, "items", table, item)
    for cut in ("、", "）", "."):
        head, found, tail = text.partition(cut)
        if found and tail and len(head) <= 2:
            text = tail
    return text.split("（")[0]
