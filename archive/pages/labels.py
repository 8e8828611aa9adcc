"""Words for the contract's keys, in the reader's language, and how each form's tables are laid out: site/labels.yaml."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from archive.pages.ask import Language


@cache
def labels() -> dict[str, Any]:
    """The whole table of labels and layouts."""
    loaded: dict[str, Any] = yaml.safe_load(files("archive").joinpath("site/labels.yaml").read_text(encoding="utf-8"))
    return loaded


def pick(pair: list[str] | tuple[str, str], lang: Language) -> str:
    """The Chinese or the English half of a pair."""
    return pair[0] if lang == "zh" else pair[1]


def word(lang: Language, *keys: str) -> str:
    """Given a path of keys such as `items requests granted`, return its label; the last key itself where there is none.

    >>> word("zh", "states", "coverage", "late"), word("en", "levels", "galaxy")
    ('逾期', 'galaxy')
    """
    found: Any = labels()
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return pick(found, lang) if isinstance(found, list) else keys[-1]


def short(lang: Language, table: str, item: str) -> str:
    """An item's label without its number and its remark in brackets, for charts and lists.

    >>> short("zh", "requests", "partly_granted"), short("zh", "statistics", "主动公开文件数/政府网站公开数")
    ('部分公开', '主动公开文件数/政府网站公开数')
    """
    text = word(lang, "items", table, item)
    for cut in ("、", "）", "."):
        head, found, tail = text.partition(cut)
        if found and tail and len(head) <= 2:
            text = tail
    return text.split("（")[0]
