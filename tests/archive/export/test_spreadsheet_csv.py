"""CSV for spreadsheets: no cell is a formula, and the sign by which they know UTF-8 comes first."""

import pytest

from archive.export.spreadsheet_csv import inert, lines, sheet


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_begins_like_a_formula(sign):
    assert inert(f"{sign}1") == f"'{sign}1"
    assert inert(f"x{sign}1") == f"x{sign}1"
    assert sheet(["a"], [[f"{sign}1"]]).startswith("\ufeffa\r\n")
    assert f"'{sign}1" in sheet(["a"], [[f"{sign}1"]])


@pytest.mark.parametrize("value", [-3, 0, None, 2.5, "", "公开", "'=1"])
def test_other_values_stay(value):
    assert inert(value) is value


def test_lines_with_and_without_columns():
    assert lines(["a", "b"], [[1, "x,y"], [None, 'q"']]) == 'a,b\r\n1,"x,y"\r\n,"q"""\r\n'
    assert lines([], [["=1"]]) == "=1\r\n"
    assert sheet([], []) == "\ufeff"
