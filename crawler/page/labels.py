"""The words of labels.yaml, and the one way in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from gongkai import yaml_tables

NOISE = re.compile(r"[\s（()）【】\[\]<>《》»·、,，|:：*~\-—–]")
YEAR = re.compile(
    r"(?P<year>(?:19|20)\d\d)年?(?:[至到]?(?P<last>(?:19|20)\d\d))?年?度?"
    r"(?:(?:政府|政务)?信息公开(?:工作)?)?(?:年度报告|年度工作报告|年报|报告)?(?:及?以[前后]|之前|前)?"
)
NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step from the home page to the column: labels and path tokens."""

    labels: frozenset[str]
    paths: tuple[str, ...]


def plain(label: str) -> str:
    """Return the comparable form of a printed label.

    >>> plain("区、县（市） >")
    '区县市'
    """
    return NOISE.sub("", unicodedata.normalize("NFKC", label))


def years(plain: str) -> tuple[int, ...]:
    """Return the first and last year of a label that is only a year or a span of years; () for any other label.

    >>> years("2023年度"), years("二〇二三年政府信息公开年报"), years("2008年2012年"), years("2023年工作要点")
    ((2023,), (2023,), (2008, 2012), ())
    """
    match = YEAR.fullmatch(plain.translate(NUMERALS))
    return tuple(int(each) for each in (match["year"], match["last"]) if each) if match else ()


def names_column(plain: str) -> bool:
    """Whether a normalised label is that of a column of annual reports.

    >>> names_column("云水市政府信息公开年报"), names_column("政府信息公开指南"), names_column("政府网站工作年度报表")
    (True, False, False)
    """
    return plain in STEPS[-1].labels or bool(COLUMN.fullmatch(plain) and plain not in LOOKALIKES)


def says_empty(text: str) -> bool:
    """Whether a text only says that there is nothing.

    >>> says_empty("对不起，该栏目暂时没有内容！"), says_empty("本年度未制定行政规范性文件"), says_empty("今日天气：暂无数据")
    (True, True, False)
    """
    return bool(EMPTY.fullmatch(PUNCTUATION.sub("", plain(text))))


def is_no_title(text: str) -> bool:
    """Whether an item or a link in the place of a row's title only says that there is nothing.

    >>> is_no_title("暂无"), is_no_title("本年度未制定"), is_no_title("暂无文件"), is_no_title("关于暂无房源的说明")
    (True, True, True, False)
    """
    return says_empty(text) or bool(BARE.fullmatch(PUNCTUATION.sub("", plain(text))))


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


_DATA = yaml_tables.read("crawler.page", "labels.yaml")
STEPS = tuple(PathStep(_words(step["labels"]), tuple(step["paths"])) for step in _DATA["steps"])
NEIGHBOURS = _words(_DATA["neighbours"])
LOOKALIKES = _words(_DATA["lookalikes"])
LOOKALIKE_PATHS = frozenset(_DATA["lookalike_paths"])
LEVELS = _words(_DATA["levels"])
MORE = _words(_DATA["more"])
SITEMAPS = _words(_DATA["sitemaps"])
COLUMN = re.compile(_DATA["column"])
EMPTY = re.compile(_DATA["empty"], re.X)
BARE = re.compile(_DATA["bare"])
PUNCTUATION = re.compile(r"[!！。.…;；?？\"“”]+")
