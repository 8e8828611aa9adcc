"""The words of labels.yaml, read once, and the one way they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

import yaml

NOISE = re.compile(r"[\s（()）【】\[\]>»·、,，|:：*-]")


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
    return NOISE.sub("", label.replace("\xa0", "").replace("\u3000", ""))


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


_DATA = yaml.safe_load(files("crawler").joinpath("labels.yaml").read_text(encoding="utf-8"))
STEPS = tuple(Step(_words(step["labels"]), tuple(step["paths"])) for step in _DATA["steps"])
NEIGHBOURS = _words(_DATA["neighbours"])
LOOKALIKES = _words(_DATA["lookalikes"])
LOOKALIKE_PATHS = frozenset(_DATA["lookalike_paths"])
LEVELS = _words(_DATA["levels"])
MORE = _words(_DATA["more"])
SITEMAPS = _words(_DATA["sitemaps"])
EMPTY = tuple(_DATA["empty"])
