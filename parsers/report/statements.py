"""statements.yaml as typed values: what a text says in numbers and which figures it must agree with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from parsers.text import label


@dataclass(frozen=True, slots=True)
class Statement:
    """One kind of statement: how it reads, and the sums of figures it may stand for, as table/item/measure."""

    rule: str
    about: tuple[str, ...]
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
    """All that statements.yaml says."""

    statements: tuple[Statement, ...]
    about: re.Pattern[str]  # any word that one of them is about
    indicators: Mapping[str, tuple[str, ...]]  # of the statistics tables: key → labels
    not_about: re.Pattern[str]
    fee_rule: str
    fee_form: str
    fee_words: re.Pattern[str]
    period: re.Pattern[str]
    own_year: re.Pattern[str]
    least_text: int


@cache
def load() -> Statements:
    """Return what statements.yaml says, read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, Any] = yaml.load(files("parsers.report").joinpath("statements.yaml").read_text("utf-8"), loader)
    words = {"AMOUNT": read["amount"], "NOT": read["negation"]}
    statements = tuple(_statement(entry, words) for entry in read["statements"])
    return Statements(
        statements=statements,
        about=re.compile("|".join(dict.fromkeys(re.escape(word) for statement in statements for word in statement.about))),
        indicators={key: tuple(label(text) for text in texts) for key, texts in read["indicators"].items()},
        not_about=re.compile(read["not_about"]),
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
    about = tuple(entry["about"])
    flags = {name: entry.get(name, False) for name in ("own", "none", "at_most", "paragraph")}
    beside = re.compile(entry["beside"]) if "beside" in entry else None
    return Statement(entry["rule"], about, patterns, sums, beside, entry.get("form", ""), **flags)


def _figure(name: str) -> tuple[str, str, str]:
    table, item, measure = name.split("/")
    return table, item, measure
