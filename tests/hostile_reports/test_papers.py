"""The reader against hostile PDF and OFD files of the first generator: what a person sees there, or a doubt that is said."""

import pytest

from tests.helpers import hostile


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("file_format", "count"), [("pdf-reportlab", 100), ("ofd", 80)])
def test_no_figure_is_wrong(file_format, count):
    found = hostile.of_first(31, count, file_format)
    assert found["cells"] > 120 * count
    assert hostile.beyond(found, {"missed_slip": 4}) == {}
    assert found["uncertain"] <= 0.02 * found["cells"]
