"""The reader against 20,000 hostile reports of both generators; `make soak`."""

from itertools import islice

import pytest

from tests import hostile_reports_second as second
from tests.helpers import hostile

SHARES = {"html": 6000, "docx": 2400, "xlsx": 1800, "txt": 1600, "md": 1600, "pdf-reportlab": 1800, "ofd": 800}
MOST = 1e-5  # wrong or invented figures told as sure, of all


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("file_format", SHARES)
def test_first_generator(file_format):
    found = hostile.of_first(77, SHARES[file_format], file_format)
    assert found["wrong_sure"] + found["invented"] <= MOST * found["cells"]
    assert found["accused"] == 0
    assert found["uncertain"] <= 0.01 * found["cells"]


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_second_generator():
    found = hostile.of_second(islice(second.pairs(77, 4000), 4000))
    assert found["wrong_as_sure"] + found["invented"] <= MOST * found["cells"]
    assert found["accused_sound"] == 0
    assert found["uncertain"] <= 0.01 * found["cells"]
