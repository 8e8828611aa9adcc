"""The grammar of the annual report: document → sections, tables, facts, checks."""

from __future__ import annotations

from parsers.report.reading import read

__all__ = ["read"]
