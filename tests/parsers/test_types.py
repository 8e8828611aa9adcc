"""The values that flow from a document to its facts."""

from __future__ import annotations

from typing import get_args

import pytest

from parsers.types import UNREAD, Cell, Mark, Problem, unread


@pytest.mark.parametrize("mark", get_args(Mark))
def test_a_cell_that_shows_only_marked_matter_is_not_blank(mark: Mark) -> None:
    cell = Cell(0, 0, "", marks=frozenset({mark}), aside="12")
    assert cell.unread == (mark not in {"hidden", "inserted"})  # what is hidden is not on the page, what is inserted is text
    assert not cell._replace(text="12").unread


def test_every_mark_that_leaves_a_cell_unread_is_a_mark() -> None:
    assert set(get_args(Mark)) > UNREAD
    assert not Cell(0, 0, "").unread


def test_what_was_not_read_says_why() -> None:
    assert unread("application/pdf", "damaged", "cut", "page 2").problems == (Problem("document", "damaged", "cut", "page 2"),)
