"""The documents on families say what is: the table names every family, and the example of a new one works as it stands there."""

import re
import types
from pathlib import Path

import pytest
import yaml

from crawler import families, registry
from crawler.families import contracts
from crawler.families.base import Family
from crawler.lists.completeness import conclude
from crawler.model.types import Fetch, Page
from tests.replica.faulty import EXPECTED

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def table():
    text = (DOCS / "families.md").read_text(encoding="utf-8")
    return {cells[1].strip(" `"): cells for line in text.splitlines() if (cells := line.split("|"))[0] == "" and line.startswith("| `")}


def test_the_table_names_every_family_in_their_order(table):
    assert [name for name in table if name in families.BY_NAME] == [family.name for family in families.FAMILIES]


def test_the_table_counts_the_packaged_entries(table):
    columns = [column.family for site in registry.load() for column in site.columns]
    told = {name: table[name][6].strip() for name in families.BY_NAME if name != "generic"}
    assert told == {name: str(columns.count(name)) for name in told}


def test_faults_and_reasons_named_are_those_there_are():
    text = (DOCS / "families.md").read_text(encoding="utf-8")
    assert [code for code in EXPECTED.values() if f"`{code}`" not in text] == []
    assert f"`{conclude([]).reasons[0]}`" not in text  # a column never read has no record to explain


def block(number):
    return re.findall(r"```python\n(.*?)```", (DOCS / "add-a-family.md").read_text(encoding="utf-8"), re.S)[number]


def test_a_new_family_is_one_file_one_line_and_one_row(monkeypatch):
    module = types.ModuleType("crawler.families.example")
    exec(compile(block(0), "add-a-family.md", "exec"), module.__dict__)  # the file
    example: Family = module
    monkeypatch.setattr(families, "FAMILIES", (example, *families.FAMILIES))  # the line
    monkeypatch.setitem(families.BY_NAME, example.name, example)
    (row,) = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", (DOCS / "add-a-family.md").read_text(encoding="utf-8"), re.S)[0])  # the row
    page = Page("http://h.example" + row["path"], row["page"], Fetch("http://h.example" + row["path"]))
    assert list(contracts.broken(contracts.FamilyContract(**row), page)) == []
    listing = example.listing(page)
    answer = Page(listing.next[0].url, '<li><a href="/nb/1.html" title="一号文件">一号…</a><span>2026-03-30</span></li>', listing.next[0])
    (entry,) = families.recognise(answer).listing(answer).entries
    assert (entry.url, entry.title, entry.date) == ("http://h.example/nb/1.html", "一号文件", "2026-03-30")
