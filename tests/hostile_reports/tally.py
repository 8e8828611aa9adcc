"""Rates of findings by class and format, over many cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .judge import FINDINGS, Judgement


@dataclass
class Tally:
    """Counts of findings, cells and reports, by (class of mutation, format); a pair counts in both its classes, and once in ``total``."""

    by_class: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    total: Counter[str] = field(default_factory=Counter)

    def add(self, classes: Iterable[str], file_format: str, judgement: Judgement) -> None:
        """Add the judgement of a case."""
        counts = judgement.counts
        counts.update(reports=1, cells=judgement.cells, readable=judgement.readable, right=judgement.right)
        self.total += counts
        for kind in classes:
            self.by_class.setdefault((kind, file_format), Counter()).update(counts)

    def rate(self, finding: str, classes: str = "", file_format: str = "") -> float:
        """Return findings a cell (uncertain: a readable cell), of a class and a format where they are given."""
        rows = [c for (k, f), c in self.by_class.items() if (not classes or k == classes) and (not file_format or f == file_format)]
        whole = sum(rows, Counter()) if classes or file_format else self.total
        below = whole["readable" if finding == "uncertain" else "cells"]
        return whole[finding] / below if below else 0.0

    def table(self) -> str:
        """Return a Markdown table, a row a class and format."""
        heads = ["class", "format", "reports", "cells", *FINDINGS]
        lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
        for (kind, file_format), counts in sorted(self.by_class.items()):
            figures = [str(counts[name]) for name in ("reports", "cells", *FINDINGS)]
            lines.append("| " + " | ".join([kind, file_format, *figures]) + " |")
        return "\n".join(lines)
