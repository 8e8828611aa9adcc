"""The built-in number formats of spreadsheets: what each shows for a number above, below and at nothing."""

import pytest

from parsers.office import number_formats

BUILT_IN = {  # number of the format: what it shows for 1234.5, -1234.5 and 0; None where it is not supported
    1: ("1235", "-1235", "0"),
    2: ("1234.50", "-1234.50", "0.00"),
    3: ("1,235", "-1,235", "0"),
    4: ("1,234.50", "-1,234.50", "0.00"),
    9: ("123450%", "-123450%", "0%"),
    10: ("123450.00%", "-123450.00%", "0.00%"),
    11: (None, None, None),
    12: (None, None, None),
    13: (None, None, None),
    48: (None, None, None),
    37: ("1,235", "-1,235", "0"),
    38: ("1,235", "-1,235", "0"),
    39: ("1,234.50", "-1,234.50", "0.00"),
    40: ("1,234.50", "-1,234.50", "0.00"),
    41: ("1,235", "-1,235", "-"),
    42: ("¥1,235", "¥-1,235", "¥-"),
    43: ("1,234.50", "-1,234.50", "-"),
    44: ("¥1,234.50", "¥-1,234.50", "¥-"),
}


@pytest.mark.parametrize("number", BUILT_IN)
def test_a_built_in_format(number):
    code = number_formats.BUILT_IN[number]
    assert tuple(number_formats.shown(value, code) for value in (1234.5, -1234.5, 0)) == BUILT_IN[number]


def test_no_other_format_is_built_in():
    assert set(number_formats.BUILT_IN) == set(BUILT_IN)
