"""The content of a printed cell: a number with its unit, a blank, a mark for "does not apply", or words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from gongkai.chinese_text import fold, han_number
from parsers.types import State

NOT_APPLICABLE = {"/", "-", "--", "---", "_", "—", "——", "———", "–", "\\", "|", "无", "不适用", "*", "~", "―", "─", "──", "暂无", "未涉及"}
UNITS = ("万元", "亿元", "人次", "元", "件", "条", "项", "次", "个", "人", "篇", "起", "宗", "份", "期", "场", "%")
NUMBER = re.compile(
    r"(?P<money>¥|人民币)?"
    r"(?P<sign>[+\-\u2212－﹣–—]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?P<unit>" + "|".join(UNITS) + r")?"
)
THOUSANDS = re.compile(r"(?<=\d)['’](?=\d{3}(?!\d))")  # 2'987
GAP = re.compile(r"(?<=\d)[\s](?=\d)")
SEVERAL = re.compile(r"0\d")
BLANKS = re.compile(r"\s+")
# the mark of a footnote behind a figure; NFKC would make digits of ① and ²: 12² is twelve
FOOTNOTE = re.compile(
    r"(?<=[\d元件条项次个人篇起宗份期场%])\s*(?:[①-⑳⑴-⒇¹²³⁰⁴-⁹₀-₉]+|\*+|[\[〔\uff3b【(（]注?\s*[\d①-⑳]{1,2}[\]〕\uff3d】)）]|注\d{0,2})$"
)
NOTED = re.compile(r"[①-⑳⑴-⒇¹²³⁰⁴-⁹₀-₉]")  # a raised or circled digit elsewhere: not part of the figure, its meaning unknown
REMARK = re.compile(
    r"(?<=[\d元件条项次个人篇起宗份期场%])\s*\((?:其中|含|包括|包含|同比|较|比|注|上年|去年|上一年)[^()]*\)$"
)  # 152（其中修订16件）
# Han characters that are as well a dash (一), a ring for nothing (○), or a head's unit without its number (千万)
NO_NUMBER_ALONE = re.compile(r"一{1,3}|[〇○◯两十百千万]|[百千万]{2,}")


class CellValue(NamedTuple):
    """A cell as read; `joined` if separated digits were joined."""

    state: State
    number: int | float | None = None
    unit: str | None = None
    joined: bool = False


@lru_cache(maxsize=1 << 12)
def read_value(text: str) -> CellValue:
    r"""Return the value in a cell's text; words and unclear numbers have no number.

    >>> [read_value(t).number for t in ("+1", "－2", "24252.311082", "1,234", "2\n122", "十余", "３件")]
    [1, -2, 24252.311082, 1234, 2122, None, 3]
    >>> read_value("￥1,234.50元").number, read_value("￥12").unit
    (1234.5, '元')
    >>> [read_value(t).state for t in ("", "/", "—", "0", "约3", "0 0")]
    ['blank', 'not_applicable', 'not_applicable', 'number', 'text', 'uncertain']
    >>> [read_value(t).number for t in ("12①", "12²", "152（其中修订16件）", "一", "二十一")], read_value("一").state
    ([12, 12, 152, None, 21], 'uncertain')
    """
    folded = bare(text)
    if NOTED.search(FOOTNOTE.sub("", text.strip())):
        return CellValue("uncertain")
    squeezed = BLANKS.sub("", folded)
    if not squeezed:
        return CellValue("blank")
    if squeezed in NOT_APPLICABLE:
        return CellValue("not_applicable")
    match = NUMBER.fullmatch(squeezed)
    joined = bool(GAP.search(folded))
    if match and SEVERAL.match(match["digits"]):
        return CellValue("uncertain")  # two figures in one cell: 0 0 is not 00, and 040 is 0 above 40
    if match and match["unit"] == "%":
        return CellValue("uncertain", None, "%")  # a share, or a count under the number format of one: 800%
    if match:
        return CellValue("number", _number(match), match["unit"] or ("元" if match["money"] else None), joined)
    if NO_NUMBER_ALONE.fullmatch(squeezed):
        return CellValue("uncertain")
    spelled = han_number(squeezed)
    return CellValue("text") if spelled is None else CellValue("number", spelled)


def bare(text: str) -> str:
    """Return the text of a cell, folded, without footnote mark and without a remark in brackets after its figure."""
    return THOUSANDS.sub(",", REMARK.sub("", fold(FOOTNOTE.sub("", text.strip())).strip()))


def _number(match: re.Match[str]) -> int | float:
    digits = match["digits"].replace(",", "")
    size = float(digits) if "." in digits else int(digits)
    return size if match["sign"] in {"", "+"} else -size
