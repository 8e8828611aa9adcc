"""How a run ended, in words a person can act on: looked up in run_ends.yaml by the exit code and the step that gave it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gongkai import yaml_tables


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How one run ended: its exit code, the step that gave it, and that step's own sentence."""

    code: int
    step: str = ""  # empty where the code is the run's own
    why: str = ""  # empty where the step printed none
    why_chinese: str = ""  # the same, where it is known in Chinese


@dataclass(frozen=True, slots=True)
class RunEnding:
    """One way for a run to end badly, in both languages, and what to do about it."""

    chinese: str
    english: str
    do_chinese: str
    do_english: str
    codes: tuple[int, ...] = ()  # exit codes; all where empty
    step: str = ""  # `crawl`, `build` or `snapshot`; any where empty
    alarm: bool = True  # False where the alarms of its columns say it, or nobody needs to act


@cache
def endings() -> tuple[RunEnding, ...]:
    """Return the rows of run_ends.yaml, in their order."""
    rows = yaml_tables.read("archive.health", "run_ends.yaml")
    return tuple(RunEnding(**{**row, "codes": tuple(row.get("codes", ()))}) for row in rows)


def ending_of(code: int, step: str = "") -> RunEnding | None:
    """Return how a run ended whose `step` answered `code`; None for 0.

    >>> ending_of(1, "crawl").english, ending_of(1, "build").english, ending_of(0)
    ('no column could be read', 'it failed unexpectedly', None)
    """
    if code == 0:
        return None
    return next(each for each in endings() if (not each.codes or code in each.codes) and each.step in ("", step))


def columns_explain(code: int, step: str) -> bool:
    """Return whether failing columns are the reason of an exit code, so that it says nothing beside them."""
    return step in ("", "crawl") and code in (1, 6, 18)
