"""Dates of rows: each way of printing one, and what is none."""

import pytest

from crawler.page.dates import find, is_date


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-09", "2026-03-09"),
        ("2026/3/9", "2026-03-09"),
        ("2026.03.09", "2026-03-09"),
        ("2026年3月9日", "2026-03-09"),
        ("2026 年 3 月 9 日", "2026-03-09"),
        ("1999-12-31", "1999-12-31"),
        ("[2026-03-09]", "2026-03-09"),
        ("2026-03-09 10:00", "2026-03-09"),
        ("2026-03-09 2026/3/9", "2026-03-09"),  # the same twice
        ("2026-03-09 2026-03-10", None),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("12026-03-09", None),
        ("2026-03-091", None),
        ("1826-03-09", None),
        ("03-09 2026", "2026-03-09"),
        ("2026 03-09", "2026-03-09"),
        ("3月9日 2026", "2026-03-09"),
        ("3月9 2026", "2026-03-09"),
        ("03-09", None),
        ("2026", None),
        ("03-09 03-10 2026", None),
        ("03-09 2026 2025", None),
        ("13-09 2026", None),
        ("1-03-09 2026", None),
        ("03-09 12026", None),
        ("", None),
    ],
)
def test_the_one_date_of_a_row(text, found):
    assert find(text) == found


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("2026-03-09", True),
        (" [2026-03-09] ", True),
        ("【2026年3月9日】", True),
        ("(03-09)", True),
        ("（3月9日）", True),
        ("2026-03-09 10:00", True),
        ("[2026-03-09  9:05:07]", True),
        ("2026-03-0910:00", False),
        ("2026-03-09 10:00 通知", False),
        ("10:00", False),
        ("2026-03-09 通知", False),
        ("通知", False),
        ("2026", False),
        ("", False),
    ],
)
def test_a_text_that_is_only_a_date(text, only):
    assert is_date(text) is only
