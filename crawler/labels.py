"""The words of labels.yaml, read once, and the one way they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from crawler import tables

NOISE = re.compile(r"[\s（()）【】\[\]<>《》»·、,，|:：*~\-—–]")
YEAR = re.compile(
    r"(?P<year>(?:19|20)\d\d)年?(?:[至到]?(?P<last>(?:19|20)\d\d))?年?度?"
    r"(?:(?:政府|政务)?信息公开(?:工作)?)?(?:年度报告|年度工作报告|年报|报告)?(?:及?以[前后]|之前|前)?")
NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the home page to the column: labels and path tokens."""

    labels: frozenset[str]
    paths: tuple[str, ...]


def plain(label: str) -> str:
    """Given a label as printed, return what is compared.

    >>> plain("区、县（市） >")
    '区县市'
    """
    return NOISE.sub("", unicodedata.normalize("NFKC", label))


def years(plain: str) -> tuple[int, ...]:
    """Given a label without noise that is a year or a span of years and nothing else, return its first and last; () for any other.

    >>> years("2023年度"), years("二〇二三年政府信息公开年报"), years("2008年2012年"), years("2023年工作要点")
    ((2023,), (2023,), (2008, 2012), ())
    """
    match = YEAR.fullmatch(plain.translate(NUMERALS))
    return tuple(int(each) for each in (match["year"], match["last"]) if each) if match else ()


def names_column(plain: str) -> bool:
    """Tell whether a label without noise is that of a column of annual reports.

    >>> names_column("云水市政府信息公开年报"), names_column("政府信息公开指南"), names_column("政府网站工作年度报表")
    (True, False, False)
    """
    return plain in STEPS[-1].labels or bool(COLUMN.fullmatch(plain) and plain not in LOOKALIKES)


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


_DATA = tables.read("labels.yaml")
STEPS = tuple(Step(_words(step["labels"]), tuple(step["paths"])) for step in _DATA["steps"])
NEIGHBOURS = _words(_DATA["neighbours"])
LOOKALIKES = _words(_DATA["lookalikes"])
LOOKALIKE_PATHS = frozenset(_DATA["lookalike_paths"])
LEVELS = _words(_DATA["levels"])
MORE = _words(_DATA["more"])
SITEMAPS = _words(_DATA["sitemaps"])
COLUMN = re.compile(_DATA["column"])
EMPTY = tuple(_DATA["empty"])
