"""Each row of run_ends.yaml: by which exit code and step it is found, whether it is an alarm, and its words."""

import pytest

from archive.health.run_ends import RunEnding, columns_explain, ending_of, endings

UNEXPECTED = "it failed unexpectedly"
ROWS = [  # exit code, step, words, whether it is an alarm
    (6, "", "some columns failed or are incomplete", False),
    (6, "crawl", "some columns failed or are incomplete", False),
    (1, "crawl", "no column could be read", True),
    (1, "build", UNEXPECTED, True),
    (1, "", UNEXPECTED, True),
    (18, "crawl", "challenged or rate-limited everywhere", True),
    (18, "", "challenged or rate-limited everywhere", True),
    (3, "crawl", "too little room on the disk to begin", True),
    (16, "build", "the disk filled; what was written is kept", True),
    (4, "", "the registry, a setting or the clock is wrong", True),
    (7, "snapshot", "the snapshot is withheld", True),
    (5, "crawl", "another command is at work", False),
    (11, "crawl", "stopped on request", False),
    (-9, "build", "its process was killed, most likely for want of memory", True),
    *((code, step, UNEXPECTED, True) for code in (2, 8, 9, 10, 12, 15, 17, 19, 99, -15, -8, -10) for step in ("", "build")),
]


@pytest.mark.parametrize(("code", "step", "words", "alarm"), ROWS)
def test_how_a_run_ended(code, step, words, alarm):
    found = ending_of(code, step)
    assert (found.english, found.alarm) == (words, alarm)


def test_a_run_that_ended_well_has_no_ending():
    assert ending_of(0) is None
    assert ending_of(0, "crawl") is None


def test_every_row_is_found_by_some_code_and_has_its_four_texts():
    assert {ending_of(code, step) for code, step, *_ in ROWS} == set(endings())
    for row in endings():
        assert isinstance(row, RunEnding)
        assert all((row.chinese, row.english, row.do_chinese, row.do_english))
        assert row.english.isascii()
        assert not row.chinese.isascii()


@pytest.mark.parametrize("step", ["", "crawl", "build", "snapshot"])
@pytest.mark.parametrize("code", [0, 1, 2, 5, 6, 7, 17, 18, 19])
def test_what_failing_columns_explain(code, step):
    assert columns_explain(code, step) is (step in ("", "crawl") and code in {1, 6, 18})
