"""chinese.yaml: the Chinese words of `gongkai parse` for checks and problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gongkai import yaml_tables

NAME = re.compile(r"(?<![A-Za-z])[a-z]+(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class ChineseWords:
    """Names and sentences by key; `details` are patterns for the parts of a check that are no labels of a form."""

    forms: Mapping[str, str]
    evidence: Mapping[str, str]
    places: Mapping[str, str]
    verdicts: Mapping[str, str]
    details: tuple[tuple[re.Pattern[str], str], ...]
    names: Mapping[str, str]  # of tables and measures that a check names in words
    problems: Mapping[str, str]

    def detail(self, text: str) -> str:
        """Return an English part of a check in Chinese; unchanged if there is no Chinese for it.

        >>> load().detail("lacks 三四"), load().detail("lacks disputes"), load().detail("收到申请数, value"), load().detail("12")
        ('缺 三四', '缺 第四部分表', '收到申请数, 本年', '12')
        """
        found = ((pattern.fullmatch(text), words) for pattern, words in self.details)
        translated = next((match.expand(words) for match, words in found if match), text)
        return NAME.sub(lambda match: self.names.get(match[0], match[0]), translated)


@cache
def load() -> ChineseWords:
    """Return chinese.yaml, read once."""
    read = yaml_tables.read("archive.parse", "chinese.yaml")
    read["details"] = tuple((re.compile(pattern), words) for pattern, words in read["details"])
    return ChineseWords(**read)
