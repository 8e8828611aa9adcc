"""The seam where a program is plugged in: one function, and the run of the judge over what it gives.

An engineer who plugs a program in writes one ``Adapter``: it gets the registry's text and a directory of its own, lets the
program visit all portals, and returns what the program reports of every column, in the words of ``REASONS``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .judge import judge_column, judge_foreign, judge_requests
from .model import Finding, Seen
from .replica import FOREIGN, Replica, registry

Adapter = Callable[[str, Path], dict[tuple[str, str], Seen]]


def judge_visit(replica: Replica, adapter: Adapter, home: Path, at_once: int = 1) -> list[Finding]:
    """Let a program visit the replica once and return everything that is wrong, of columns and of manners."""
    replica.clear_log()
    seen = adapter(registry(replica.base), home)
    findings: list[Finding] = []
    for site, oracle in replica.oracle().items():
        for column in oracle.columns.values():
            reported = seen.get((site, column.column))
            nothing: Seen = {"complete": False, "reasons": [], "rows": set(), "documents": set()}
            findings += judge_column(column, reported or nothing)
        findings += judge_requests(oracle, replica.fetched(), replica.peak(site), at_once)
    return findings + judge_foreign(replica.fetched(), f"127.0.1.{FOREIGN}")
