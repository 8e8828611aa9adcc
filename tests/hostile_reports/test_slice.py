"""A few cases of both generators in every format that is read at once, for `make quick`: a change to a reader that breaks a class shows here."""

from itertools import islice

import pytest

from tests import hostile_reports_second as second
from tests.helpers import hostile


@pytest.mark.parametrize(("file_format", "count"), [("html", 16), ("xlsx", 8), ("docx", 8), ("md", 8)])
def test_no_figure_of_the_first_generator_is_wrong(file_format, count):
    found = hostile.of_first(31, count, file_format)
    assert found["cells"] > 100 * count
    assert hostile.beyond(found, {"missed_slip": 1}) == {}


@pytest.mark.parametrize("file_format", ["html", "xlsx", "docx"])
def test_no_figure_of_the_second_generator_is_wrong(file_format):
    found = hostile.of_second(islice(second.singles(2, (file_format,)), 12))
    assert found["cells"] > 1000
    assert hostile.beyond(found, {}) == {}
