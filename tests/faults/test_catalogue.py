"""Every fault of crawl and store has its row in catalogue.md, and every test a row names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROWS = [
    line.strip("| \n").split(" | ")
    for line in (HERE / "catalogue.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]
LAST = 62


@cache
def names_in(path):
    """Name → whether it is for `make soak` only, of every test in a file."""
    tree = ast.parse((HERE.parent / path).read_text(encoding="utf-8"))
    return {
        node.name: any(ast.unparse(mark) == "pytest.mark.soak" for mark in node.decorator_list)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def named(proofs):
    """The (file, test, whether it has a star) of a row."""
    file = ""
    for word in re.findall(r"`([\w/]+\.py)`|(test_\w+\*?)", proofs):
        file = word[0] or file
        if word[1]:
            yield file, word[1].rstrip("*"), word[1].endswith("*")


def test_every_number_has_its_row():
    assert [int(row[0]) for row in ROWS] == list(range(1, LAST + 1))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_every_test_a_row_names_exists(row):
    proofs = list(named(row[3]))
    assert proofs
    for file, test, star in proofs:
        assert names_in(file).get(test) == star, f"{file} {test}: not there, or its star is not as its mark"
    assert any(not star for _, _, star in proofs) or row[0] == "45", "nothing of it runs in make test"


def test_a_test_that_bears_numbers_is_in_their_rows():
    for file in (
        "scenarios/build/test_faults.py",
        "scenarios/build/test_order.py",
        "scenarios/build/test_s3.py",
        "faults/test_refused.py",
        "faults/test_power.py",
        "faults/test_odds.py",
    ):
        for test in names_in(file):
            for number in re.findall(r"(?<=_)(\d\d)(?=_)", test):
                if int(number) <= LAST:
                    assert test in ROWS[int(number) - 1][3], (number, test)
