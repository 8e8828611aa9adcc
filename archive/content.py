"""What of a document counts as its content: the digests two versions are compared by, with noise taken out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import yaml

from archive.grams import fold
from parsers.identity import canonical
from parsers.types import Document

PARTS = ("title", "text", "cells", "attachments")  # what a change is told by, in this order


@cache
def noise() -> re.Pattern[str]:
    """The pattern of all that changes without the document changing."""
    kinds = yaml.safe_load(files("archive").joinpath("noise.yaml").read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{pattern})" for patterns in kinds.values() for pattern in patterns))


def normalised(text: str) -> str:
    """Given text, return it as versions compare it: folded, without blanks, counters, clocks and tokens.

    >>> normalised("浏览次数：１２ 次 第 一 条") == normalised("浏览次数：345次第一条")
    True
    """
    return noise().sub("", fold(text).replace(" ", ""))


def short(texts: Iterable[str]) -> str:
    """Given texts, return one short digest of them all, their borders kept."""
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shape(document: Document) -> dict[str, str]:
    """Given a document, return a digest for each part of its content."""
    cells = (normalised(cell.text) for table in document.tables for cell in table.cells)
    attached = (f"{canonical(link.url)} {normalised(link.label)}" for link in document.attachments)
    texts: dict[str, Iterable[str]] = {"title": [normalised(document.title)], "text": [normalised(document.text)], "cells": cells,
                                       "attachments": sorted(map(normalised, attached))}
    return {part: short(texts[part]) for part in PARTS}


def digest(shape: dict[str, str]) -> str:
    """Given the digests of the parts, return the digest of the content."""
    return short([packed(shape)])


def packed(shape: dict[str, str]) -> str:
    """Given the digests of the parts, return them as JSON."""
    return json.dumps(shape, sort_keys=True)


def changed(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """Given the digests of two versions, return which parts differ.

    >>> changed({"title": "a", "text": "b"}, {"title": "a", "text": "c"})
    ('text',)
    """
    return tuple(part for part in PARTS if before.get(part) != after.get(part))
