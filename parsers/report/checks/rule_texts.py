"""The text of each rule, for people, and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from gongkai import yaml_tables
from gongkai.errors import BadConfiguration

KEYS = ("level", "zh", "en", "source")
LEVELS = ("hard", "soft", "info")


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A rule in one sentence each of Chinese and English, its level, and where it comes from (Chinese, English)."""

    level: Literal["hard", "soft", "info"]
    zh: str
    en: str
    source: tuple[str, str]


@cache
def load() -> Mapping[str, CheckRule]:
    """Return every rule by its id, in the order of rules.yaml."""
    return {rule: read_entry(rule, entry) for rule, entry in yaml_tables.read("parsers.report.checks", "rules.yaml").items()}


def read_entry(rule: str, entry: Mapping[str, Any]) -> CheckRule:
    """Return one entry of rules.yaml; raise `BadConfiguration` for a key or level that is missing or unknown."""
    where = f"rules.yaml, {rule}"
    yaml_tables.refuse_unknown(entry, KEYS, where)
    yaml_tables.refuse_missing(entry, KEYS, where)
    yaml_tables.refuse_unknown([entry["level"]], LEVELS, f"{where}, level")
    if not isinstance(entry["source"], list) or len(entry["source"]) != 2:
        raise BadConfiguration(f"{where}, source: give it in Chinese and in English, as [zh, en]")
    return CheckRule(entry["level"], entry["zh"], entry["en"], (entry["source"][0], entry["source"][1]))
