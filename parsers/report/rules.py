"""What each rule says, for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in one sentence each of Chinese and English, and how binding it is."""

    level: Literal["hard", "soft", "info"]
    zh: str
    en: str


@cache
def load() -> Mapping[str, Rule]:
    """Return every rule by its id, in the order of rules.yaml."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read = yaml.load(files("parsers.report").joinpath("rules.yaml").read_text("utf-8"), loader)
    return {rule: Rule(**entry) for rule, entry in read.items()}
