"""refusals.yaml: why an upload is not read, one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from datasette.utils.asgi import Base400

from gongkai import yaml_tables
from gongkai.terminal.amounts import Count, size

MOST_BYTES = 32_000_000  # of one upload: a scan of 30 pages has some 15 MB
MOST_FILES = 10  # of one upload, those of last year among them


class DraftRefused(Base400):  # type: ignore[misc]  # datasette is untyped
    """An upload is not read; the sentence is in both languages."""

    def __init__(self, code: str):
        entry = table()[code]
        values = {"most": size(MOST_BYTES), "files": Count(MOST_FILES)}
        self.code, self.status = code, entry["status"]
        self.pair = (entry["zh"].format(**values), entry["en"].format(**values))
        super().__init__(self.pair[1])


@cache
def table() -> Mapping[str, Any]:
    """Return refusals.yaml, read once."""
    read: dict[str, Any] = yaml_tables.read("archive.site.drafts", "refusals.yaml")
    return read
