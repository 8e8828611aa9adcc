"""statements.yaml as typed values: figures stated in prose, and the table figures they must agree with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gongkai import yaml_tables
from gongkai.chinese_text import label


@dataclass(frozen=True, slots=True)
class Statement:
    """One kind of statement: its wording, and the sums of figures it may refer to, as table/item/measure."""

    rule: str
    about: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    sums: tuple[tuple[tuple[str, str, str], ...], ...]
    beside: re.Pattern[str] | None = None
    form: str = ""
    own: bool = False
    none: bool = False
    at_most: bool = False
    paragraph: bool = False


@dataclass(frozen=True, slots=True)
class Statements:
    """The content of statements.yaml."""

    statements: tuple[Statement, ...]
    about: frozenset[str]  # the words that one of them is about
    indicators: Mapping[str, tuple[str, ...]]  # of the statistics tables: key → labels
    not_about: re.Pattern[str]
    planned: re.Pattern[str]
    part_of_year: re.Pattern[str]
    elsewhere: re.Pattern[str]
    fee_rule: str
    fee_form: str
    fee_words: re.Pattern[str]
    period: re.Pattern[str]
    own_year: re.Pattern[str]
    least_text: int

    def words_in(self, text: str) -> frozenset[str]:
        """Return which of the words that statements are about occur in a squeezed text."""
        return frozenset(word for word in self.about if word in text)


@cache
def load() -> Statements:
    """Return statements.yaml, read once."""
    read: dict[str, Any] = yaml_tables.read("parsers.report.checks", "statements.yaml")
    words = {"AMOUNT": read["amount"], "NOT": read["negation"]}
    statements = tuple(_statement(entry, words) for entry in read["statements"])
    return Statements(
        statements=statements,
        about=frozenset(word for statement in statements for word in statement.about),
        indicators={key: tuple(label(text) for text in texts) for key, texts in read["indicators"].items()},
        not_about=re.compile(read["not_about"]),
        planned=re.compile(read["planned"]),
        part_of_year=re.compile(read["part_of_year"]),
        elsewhere=re.compile(read["elsewhere"]),
        fee_rule=read["fees"]["rule"],
        fee_form=read["fees"]["form"],
        fee_words=re.compile(read["fees"]["words"]),
        period=re.compile(read["period"]),
        own_year=re.compile(read["own_year"]),
        least_text=read["least_text"],
    )


def _statement(entry: Mapping[str, Any], words: Mapping[str, str]) -> Statement:
    patterns = tuple(re.compile(re.sub("AMOUNT|NOT", lambda match: words[match[0]], pattern)) for pattern in entry["patterns"])
    sums = tuple(tuple(_figure(name) for name in names) for names in entry["equals"])
    about = frozenset(entry["about"])
    flags = {name: entry.get(name, False) for name in ("own", "none", "at_most", "paragraph")}
    beside = re.compile(entry["beside"]) if "beside" in entry else None
    return Statement(entry["rule"], about, patterns, sums, beside, entry.get("form", ""), **flags)


def _figure(name: str) -> tuple[str, str, str]:
    table, item, measure = name.split("/")
    return table, item, measure
