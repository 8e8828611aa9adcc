"""SECURITY.md: whatever is said to be shown by a test is shown by one that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED_BY_TEST = ("## What was found, and what refuses it now", "## What is measured")  # the sections whose rows name tests, not only files
ROWS = [
    (heading, row)
    for heading, section in re.findall(r"^(## .+)\n((?:(?!## ).*\n)*)", TEXT, re.M)
    for row in re.findall(r"^\|.*`tests/.*\|$", section, re.M)
]


def files(row):
    """The test files that a row names, by itself or by their folder."""
    for name in re.findall(r"`(tests/[^`]+)`", row):
        path = ROOT / name
        yield from path.rglob("*.py") if path.is_dir() else [path]


def test_the_tables_are_read():
    assert len(ROWS) > 40
    assert {heading for heading, _ in ROWS} >= set(NAMED_BY_TEST)


@pytest.mark.parametrize(("heading", "row"), ROWS)
def test_a_row_names_tests_that_exist(heading, row):
    found = list(files(row))
    assert found
    defined = set(re.findall(r"^(?:async )?def (test_\w+)", "\n".join(path.read_text(encoding="utf-8") for path in found), re.M))
    named = set(re.findall(r"(?<![/\w])test_\w+(?!\.py|\w)", row))
    assert named <= defined, named - defined
    assert named or heading not in NAMED_BY_TEST
