"""Every line of a chart and a badge is where it was when a person last looked at it."""

import pytest

from archive.site.draw import charts
from tests.helpers import drawings

DRAWN, KEPT = drawings.drawings(), drawings.kept()


@pytest.mark.parametrize("name", sorted({*DRAWN, *KEPT}))
def test_a_picture_is_drawn_as_it_was_looked_at(name):
    assert drawings.written(DRAWN.get(name, "")) == KEPT.get(name, [])


@pytest.mark.parametrize(
    ("value", "top", "parts"),
    [
        *[(-1, 1, 1), (0, 1, 1), (0.07, 0.075, 3), (0.3, 0.3, 3), (1, 1, 1), (1.1, 2, 2), (2, 2, 2), (3, 3, 3), (4.5, 5, 5), (5.5, 6, 3)],
        *[(7, 8, 4), (8.5, 10, 5), (11, 15, 3), (43, 50, 5), (100, 100, 4), (101, 125, 5), (204, 250, 5), (260, 300, 3), (1200, 1250, 5)],
    ],
)
def test_where_an_axis_ends_and_in_how_many_parts(value, top, parts):
    assert charts.scale(value) == (pytest.approx(top), parts)


@pytest.mark.parametrize("most", [number / 7 for number in range(7, 40_000, 101)])
def test_no_third_of_a_picture_is_empty_and_counts_have_integers(most):
    top, parts = charts.scale(most)
    assert most <= top
    assert top <= 1.5 * most or most < 2
    assert (top / parts).is_integer()


def test_a_description_is_bounded():
    assert len(charts.spoken(range(2000), [charts.Series("x", tuple(range(2000)))])) == 4000
    assert (
        charts.spoken((1, 2), [charts.Series("甲", (1, None)), charts.Series("乙", (None, None)), charts.Series("丙", (1000, 2.5))])
        == "甲：1 1；丙：1 1,000，2 2.5"
    )
