"""Whether a report was read in full, by the problems met in reading it."""

from __future__ import annotations

from functools import cache
from typing import Any

from gongkai import yaml_tables
from parsers.types import Problem, Report


@cache
def words() -> dict[str, Any]:
    """Return verdict.yaml, read once."""
    read: dict[str, Any] = yaml_tables.read("archive.parse", "verdict.yaml")
    return read


def is_remark(problem: Problem) -> bool:
    """Return whether a problem leaves no figure unread."""
    return problem.code in words()["remarks"]


def is_read(report: Report) -> bool:
    """Return whether a file is an annual report of which everything was read."""
    return report.form is not None and all(map(is_remark, report.problems))
