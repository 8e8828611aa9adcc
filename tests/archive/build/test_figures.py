"""Which of a report's facts become rows of its tables."""

import pytest

from archive.build import report_rows
from archive.export import tables
from archive.publish import row_files
from parsers.types import Fact


def fact(table, value, item="new", measure="total"):
    return Fact(**dict.fromkeys(Fact._fields) | {"table": table, "item": item, "measure": measure, "value": value, "state": "number"})


def test_of_a_cell_printed_twice_the_first_number_counts():
    facts = [fact("requests", None), fact("disputes", 9), fact("requests", 3), fact("requests", 4), fact("requests", 5, measure="business")]
    found = report_rows.figures(facts, "requests")
    assert {key: each.value for key, each in found.items()} == {("new", "total"): 3, ("new", "business"): 5}
    assert report_rows.figures(facts, "proactive") == {}
    assert [each.value for each in report_rows.figures(facts, "disputes").values()] == [9]


@pytest.mark.parametrize(("kind", "parquet"), [("INTEGER", "int64"), ("NUMERIC", "float64"), ("REAL", "float64"), ("TEXT", "string")])
def test_numbers_stay_numbers_in_parquet(kind, parquet):
    assert row_files.PARQUET_TYPES[tables.KINDS.get(kind, "string")] == parquet
    assert tables.PIECE == 5000
