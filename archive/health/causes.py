"""Why a visit failed, in words a person can act on: looked up in causes.yaml by the crawl's codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from gongkai import yaml_tables


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause in both languages, what to do about it, and whether this machine's own network may be to blame."""

    code: str
    network: bool
    chinese: str
    english: str
    do_chinese: str
    do_english: str


@cache
def causes() -> tuple[Cause, ...]:
    """Return the rows of causes.yaml, in their order."""
    return tuple(Cause(**row) for row in yaml_tables.read("archive.health", "causes.yaml"))


def cause_of(reasons: Sequence[str]) -> Cause:
    """Return the cause of the first reason that has one, else the catch-all.

    >>> cause_of(["connection_refused: the server refuses the connection"]).english
    'connection refused'
    >>> cause_of(["page_1_missing: challenge"]).english
    'challenge page'
    >>> cause_of([]).english
    'not read in full'
    """
    *known, rest = causes()
    for reason in reasons:
        for text in (reason, reason.partition(": ")[2]):
            for cause in known:
                if text.startswith(cause.code):
                    return cause
    return rest
