"""What a printed cell says: a number with its unit, a blank, a mark for "does not apply", or words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from parsers.text import fold, han_number
from parsers.types import State

NOT_APPLICABLE = {"/", "-", "--", "---", "_", "—", "——", "———", "–", "\\", "|", "无", "不适用", "*", "~", "―", "─", "──", "暂无", "未涉及"}
UNITS = ("万元", "亿元", "人次", "元", "件", "条", "项", "次", "个", "人", "篇", "起", "宗", "份", "期", "场", "%")
NUMBER = re.compile(
    r"(?P<money>¥|人民币)?"
    r"(?P<sign>[+\-\u2212－﹣–—]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?P<unit>" + "|".join(UNITS) + r")?")
GAP = re.compile(r"(?<=\d)[\s](?=\d)")
SEVERAL = re.compile(r"0\d")
BLANKS = re.compile(r"\s+")


class Value(NamedTuple):
    """A cell as read; `joined` where digits stood apart and were put together."""

    state: State
    number: int | float | None = None
    unit: str | None = None
    joined: bool = False


@lru_cache(maxsize=1 << 12)
def read(text: str) -> Value:
    r"""Given the text of a value cell, return what it says; words and unclear numbers keep no number.

    >>> [read(t).number for t in ("+1", "－2", "24252.311082", "1,234", "2\n122", "十余", "３件")]
    [1, -2, 24252.311082, 1234, 2122, None, 3]
    >>> read("￥1,234.50元").number, read("￥12").unit
    (1234.5, '元')
    >>> [read(t).state for t in ("", "/", "—", "0", "约3", "0 0")]
    ['blank', 'not_applicable', 'not_applicable', 'number', 'text', 'uncertain']
    """
    folded = fold(text).strip()
    squeezed = BLANKS.sub("", folded)
    if not squeezed:
        return Value("blank")
    if squeezed in NOT_APPLICABLE:
        return Value("not_applicable")
    match = NUMBER.fullmatch(squeezed)
    joined = bool(GAP.search(folded))
    if match and joined and SEVERAL.match(match["digits"]):
        return Value("uncertain")  # two figures in one cell: 0 0 is not 00
    if match:
        return Value("number", _number(match), match["unit"] or ("元" if match["money"] else None), joined)
    spelled = han_number(squeezed)
    return Value("text") if spelled is None else Value("number", spelled)


def _number(match: re.Match[str]) -> int | float:
    digits = match["digits"].replace(",", "")
    size = float(digits) if "." in digits else int(digits)
    return size if match["sign"] in {"", "+"} else -size
