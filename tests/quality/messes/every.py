"""All messes, registered by being imported."""

from tests.quality.messes import headings, markup, slips, statistics, tables, titles, values, wild, written
from tests.quality.messes.registry import MESSES, Mess

__all__ = ["MESSES", "Mess", "headings", "markup", "slips", "statistics", "tables", "titles", "values", "wild", "written"]
