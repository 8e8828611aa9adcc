"""The reader against office files of the second generator, every change alone: what a person sees there, or a doubt that is said."""

import pytest

from tests import hostile_reports_second as second
from tests.helpers import hostile


@pytest.mark.timeout(600)
@pytest.mark.parametrize("file_format", ["docx", "xlsx"])
def test_no_figure_is_wrong(file_format):
    found = hostile.of_second(second.singles(2, (file_format,)))
    assert found["cells"] > 10_000
    assert hostile.beyond(found, {}) == {}
    assert found["uncertain"] <= 0.01 * found["cells"]
