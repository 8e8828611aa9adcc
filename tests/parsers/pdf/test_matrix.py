"""Matrices of a page: images of points and boxes, products, inverses; whichever way the page lies."""

import pytest

from parsers.pdf.page import Matrix

UPRIGHT = Matrix(2.0, 0.0, 0.0, -3.0, 5.0, 700.0)
OTHERS = [
    Matrix(),
    Matrix(2, 0, 0, 3, 5, 7),
    Matrix(-2, 0, 0, -3, 5, 7),
    Matrix(0, 2, -3, 0, 5, 7),
    Matrix(0, -2, 3, 0, 5, 7),
    Matrix(2, 1, 1, -3, 5, 7),
    Matrix(2, 0, 1, -3, 5, 7),
    Matrix(2, 1, 0, -3, 5, 7),
    Matrix(-2, 0, 0, 3, 0, 0),
    Matrix(0, 0, 0, -3, 5, 7),
    Matrix(2, 0, 0, 0, 5, 7),
]


def test_the_image_of_a_point():
    assert Matrix(2, 3, 5, 7, 11, 13).point(10, 100) == (2 * 10 + 5 * 100 + 11, 3 * 10 + 7 * 100 + 13)
    assert Matrix().point(4, 9) == (4, 9)


@pytest.mark.parametrize("matrix", [UPRIGHT, *OTHERS])
@pytest.mark.parametrize("corners", [(1, 2, 30, 40), (30, 2, 1, 40), (1, 40, 30, 2), (30, 40, 1, 2), (1, 1, 1, 1)])
def test_a_box_is_that_of_the_images_of_its_corners(matrix, corners):
    x0, y0, x1, y1 = corners
    (ax, ay), (bx, by) = matrix.point(x0, y0), matrix.point(x1, y1)
    assert matrix.box(*corners) == (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


@pytest.mark.parametrize("second", OTHERS)
@pytest.mark.parametrize("first", [UPRIGHT, *OTHERS[3:6]])
def test_a_product_does_one_after_the_other(first, second):
    assert second.after(first).point(10, 100) == pytest.approx(second.point(*first.point(10, 100)))


@pytest.mark.parametrize("matrix", [UPRIGHT, *OTHERS[:9]])
def test_an_inverse_leads_back(matrix):
    assert matrix.inverse().point(*matrix.point(10, 100)) == pytest.approx((10, 100))
