"""Each row of docs/real-pages.md names where its trait is rebuilt, and what is read from it there."""

import re

import pytest
import yaml

from tests.conftest import ROOT
from tests.replica_blind_second import hosts

FOLDER = ROOT / "tests" / "data" / "crawler" / "real_pages"
ROWS = {
    int(cells[0]): cells[-1]
    for line in (ROOT / "docs" / "real-pages.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line) and (cells := line.strip("| ").split(" | "))
}
AS = re.compile(r"as (\d+)")


def words(case):
    """What is read from a case, in the words of the table."""
    asked = [str(each) for each in case.get("next", ())]
    framed = "<iframe" in case["page"] and "rows" not in case
    by_script = any(reason.startswith("rows_by_script") for reason in case.get("reasons", ()))
    found = {
        "rows": "rows" in case,
        "pager": case.get("pages", 1) > 1,
        "total": "total" in case,
        "empty": "empty" in case,
        "columns": "columns" in case,
        "frame": framed,
        "interface": by_script or (asked and not framed and "rows" not in case),
        "attachments": bool(case.get("files")),
        "pages of the article": "goes_on" in case or case.get("files") == [],
        "meta": "metas" in case,
    }
    return [word for word, holds in found.items() if holds]


def cells_of_cases():
    """The cell of each row that has cases."""
    made = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            read = made.setdefault(case["row"], (path.stem, []))[1]
            for each in (case, *case.get("answers", ())):
                read += [word for word in words(each) if word not in read]
    return {row: f"`{name}`: {', '.join(read)}" for row, (name, read) in made.items()}


CELLS = cells_of_cases()


def test_the_table_has_all_rows():
    assert list(ROWS) == list(range(1, 100))
    assert set(CELLS) <= set(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_says_where_its_trait_is_rebuilt(row):
    """Its cases with what they read, or the row whose trait it repeats; then files and hosts of a replica."""
    first, _, further = ROWS[row].partition("; ")
    if repeated := AS.fullmatch(first):
        assert row not in CELLS
        assert int(repeated[1]) in CELLS
    else:
        assert first == CELLS[row]
    named = re.findall("`([^`]+)`", further)
    paths = [name for name in named if "/" in name]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    known = {host.name for host in hosts.HOSTS}
    assert [name for name in named if "/" not in name and name not in known] == []
