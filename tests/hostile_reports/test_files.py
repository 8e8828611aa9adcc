"""The reader against hostile office files and texts of the first generator: what a person sees there, or a doubt that is said."""

import pytest

from tests.helpers import hostile

# `most` is what is still found, as measured: statistics tables typed as text with remarks or two items in a line; none may grow
MISSED = 4  # slips of sentences in words that no pattern has yet


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("file_format", "count", "most"), [
    ("docx", 150, {}),
    ("xlsx", 100, {}),
    ("txt", 100, {"invented": 6, "lost_silently": 6, "accused": 2, "false_form": 2}),
    ("md", 100, {}),
])  # fmt: skip
def test_no_figure_is_wrong(file_format, count, most):
    found = hostile.of_first(31, count, file_format)
    assert found["cells"] > 120 * count
    assert hostile.beyond(found, {"missed_slip": MISSED} | most) == {}
    assert found["uncertain"] <= 0.02 * found["cells"]
