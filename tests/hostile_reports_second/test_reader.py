"""The reader against web pages and texts of the second generator, every change alone: what a person sees there, or a doubt that is said."""

import pytest

from tests import hostile_reports_second as second
from tests.helpers import hostile

MOST_UNCERTAIN = {"html": 0.01, "text": 0.02}  # of a text with a cell a line and blanks among them, which figure is which cannot be seen


@pytest.mark.timeout(600)
@pytest.mark.parametrize("file_format", ["html", "text"])
def test_no_figure_is_wrong(file_format):
    found = hostile.of_second(second.singles(2, (file_format,)))
    assert found["cells"] > 10_000
    assert hostile.beyond(found, {}) == {}
    assert found["uncertain"] <= MOST_UNCERTAIN[file_format] * found["cells"]
