"""Divisions: the dated tables in regions.csv, how codes contain one another, and those that only the registry states."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import pairwise

import pytest

from archive.agencies import latin_names, regions, rows
from archive.store import schema


@pytest.mark.parametrize(
    ("level", "least", "most"), [("province", 34, 34), ("city", 330, 340), ("county", 2840, 2860)], ids=["province", "city", "county"]
)
def test_the_divisions_of_today_are_as_many_as_the_ministry_counts(level, least, most):
    assert least <= Counter(region.level for region in regions.listed() if not region.valid_to)[level] <= most


def test_every_row_has_a_code_a_name_and_months_in_order():
    for region in regions.listed():
        assert re.fullmatch(r"[1-8]\d{5}", region.code), region
        assert re.fullmatch(r"[一-鿿]{2,}", region.name), region
        assert all(re.fullmatch(r"((19|20)\d\d-(0[1-9]|1[0-2]))?", month) for month in (region.valid_from, region.valid_to)), region
        assert not region.valid_to or region.valid_from < region.valid_to, region


def test_the_names_of_a_code_follow_one_another():
    for names in regions.load().by_code.values():
        assert all(earlier.valid_to and earlier.valid_to <= later.valid_from for earlier, later in pairwise(names)), names


def test_every_division_lies_in_another():
    known = regions.load()
    assert [code for code in known.by_code if known.parent(code) is None] == [regions.COUNTRY]


def test_the_english_names_are_those_of_the_rule():
    sample = regions.listed()[::40]
    assert [region.english for region in sample] == [latin_names.region(region.name) or "" for region in sample]


@pytest.mark.parametrize(
    ("code", "name", "valid_from", "valid_to"),
    [
        ("230103", "南岗区", "", ""),
        ("110103", "崇文区", "", "2010-10"),
        ("450181", "横州市", "2021-10", ""),
        ("130502", "桥东区", "1983-12", "2020-06"),
        ("130502", "襄都区", "2020-06", ""),
        ("371200", "莱芜市", "1992-12", "2019-10"),
    ],
)
def test_what_tables_list(code, name, valid_from, valid_to):
    (region,) = [region for region in regions.load().by_code[code] if region.name == name]
    assert (region.valid_from, region.valid_to) == (valid_from, valid_to)


SITES = [
    {"name": "青澜市政府信息公开旧平台", "area": "990100"},
    {"name": "青澜市人民政府", "area": "990100"},
    {"name": "石渡县人民政府", "area": "990121"},
    {"name": "哈尔滨市人民政府", "area": "230100"},
    {"name": "无码市人民政府", "area": None},
    {"name": "短码市人民政府", "area": "9901"},
]


def test_a_division_that_only_the_registry_states_is_marked_so():
    known = regions.gazetteer(SITES)
    assert [(code, known.name(code), known.parent(code)) for code in ("990100", "990121")] == [
        ("990100", "青澜市", None),
        ("990121", "石渡县", "990100"),
    ]
    assert {code for code in known.by_code if known.by_code[code][-1].source == "registry"} == {regions.COUNTRY, "990100", "990121"}
    assert len(known.by_code["230100"]) == 1


def test_the_table_is_written_once_and_mended():
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.migrate(connection)
        rows.write_regions(connection, regions.load())
        before = connection.total_changes
        rows.write_regions(connection, regions.load())
        assert connection.total_changes == before
        connection.execute("UPDATE regions SET name = 'x' WHERE code = '230103'")
        rows.write_regions(connection, regions.load())
        found = connection.execute("SELECT name, level, parent, english FROM regions WHERE code = '230103'").fetchone()
        former = connection.execute("SELECT former_names, valid_from FROM regions WHERE code = '130502'").fetchone()
    assert found == ("南岗区", "county", "230100", "Nangang District")
    assert former == ('[{"name": "桥东区", "valid_from": "1983-12", "valid_to": "2020-06"}]', "1983-12")
