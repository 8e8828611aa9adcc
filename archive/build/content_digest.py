"""Digests of a document's content, by which its versions are compared; noise such as counters and clocks is removed first."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache

from archive.search.bigrams import fold
from gongkai import yaml_tables
from gongkai.urls import canonical
from parsers.types import Document

PARTS = ("title", "text", "cells", "attachments")  # the parts of a document in which a change is reported, in this order


@cache
def noise() -> re.Pattern[str]:
    """Return the pattern for text that changes although the document does not (noise.yaml)."""
    kinds = yaml_tables.read("archive.build", "noise.yaml")
    return re.compile("|".join(f"(?:{pattern})" for patterns in kinds.values() for pattern in patterns))


def normalised(text: str) -> str:
    """Return a text as versions compare it: folded, without blanks, counters, clocks and tokens.

    >>> normalised("浏览次数：１２ 次 第 一 条") == normalised("浏览次数：345次第一条")
    True
    """
    return noise().sub("", fold(text).replace(" ", ""))


def short(texts: Iterable[str]) -> str:
    """Return one short digest of several texts; their boundaries count."""
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shape(document: Document) -> dict[str, str]:
    """Return a digest for each part of a document's content."""
    cells = (normalised(cell.text) for table in document.tables for cell in table.cells)
    attached = (f"{canonical(link.url)} {normalised(link.label)}" for link in document.attachments)
    texts: dict[str, Iterable[str]] = {
        "title": [normalised(document.title)],
        "text": [normalised(document.text)],
        "cells": cells,
        "attachments": sorted(map(normalised, attached)),
    }
    return {part: short(texts[part]) for part in PARTS}


def digest(shape: dict[str, str]) -> str:
    """Return the digest of the content, given the digests of its parts."""
    return short([packed(shape)])


def packed(shape: dict[str, str]) -> str:
    """Return the digests of the parts as JSON."""
    return json.dumps(shape, sort_keys=True)


def changed(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """Return the names of the parts that differ.

    >>> changed({"title": "a", "text": "b"}, {"title": "a", "text": "c"})
    ('text',)
    """
    return tuple(part for part in PARTS if before.get(part) != after.get(part))
