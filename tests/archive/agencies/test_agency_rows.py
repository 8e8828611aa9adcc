"""Agencies with their parent, their successor and their other names."""

import pytest

from archive.agencies import regions, rows

NAMES = {
    "gov": "哈尔滨市人民政府",
    "district": "南岗区人民政府",
    "edu": "哈尔滨市教育局",
    "edu2": "南岗区教育局",
    "street": "南岗区花园街道办事处",
    "env_old": "哈尔滨市环境保护局",
    "env": "哈尔滨市生态环境局",
    "farm": "南岗区农业局",
    "tax": "国家税务总局哈尔滨市税务局",
    "loose": "财政局",
    "customs": "哈尔滨海关",
}


def agency(key, name, area="230100"):
    return {"id": key, "name": name, "site_id": "harbin", "area": area, "level": "city"}


@pytest.fixture(scope="module")
def found():
    agencies = [agency(key, name) for key, name in NAMES.items()]
    printed = {"edu": {"哈尔滨市教育局", "市教育局", None}}
    return {row["id"]: row for row in rows.described(agencies, printed, regions.load())}


@pytest.mark.parametrize(
    ("key", "parent"),
    [("gov", None), ("district", "gov"), ("edu", "gov"), ("edu2", "district"), ("street", "district"), ("tax", None), ("loose", None)],
)
def test_the_government_that_leads_an_agency(found, key, parent):
    assert found[key]["parent_id"] == parent


@pytest.mark.parametrize(
    ("key", "successor"), [("env_old", ("env", "reform of 2018")), ("env", (None, None)), ("farm", (None, None)), ("edu", (None, None))]
)
def test_a_successor_is_named_only_where_it_is_held(found, key, successor):
    assert (found[key]["successor_id"], found[key]["successor_basis"]) == successor


def test_two_candidates_are_no_successor():
    agencies = [agency("old", "哈尔滨市环保局"), agency("a", "哈尔滨市生态环境局"), agency("b", "哈尔滨市生态环境厅")]
    assert rows.described(agencies, {}, regions.load())[0]["successor_id"] is None


def test_what_a_row_says(found):
    assert {key: found["edu"][key] for key in found["edu"] if key not in ("id", "site_id", "area", "level")} == {
        "name": "哈尔滨市教育局",
        "region_code": "230100",
        "region_basis": "name",
        "own_level": "city",
        "kind": "department",
        "function": "education",
        "aliases": '["市教育局"]',
        "pinyin": "ha er bin shi jiao yu ju",
        "english": "Education Bureau of Haerbin City",
        "parent_id": "gov",
        "successor_id": None,
        "successor_basis": None,
    }
    assert found["loose"]["aliases"] is None


def test_a_vertical_bureau_named_after_a_city_has_no_level_of_the_portal(found):
    assert [found["customs"][key] for key in ("region_code", "kind", "own_level")] == ["230100", "vertical", None]


def test_a_registered_division_has_agencies_too():
    known = regions.gazetteer([{"name": "青澜市人民政府", "area": "990100"}])
    (row,) = rows.described([agency("a", "青澜市教育局", "990100")], {}, known)
    assert (row["region_code"], row["own_level"], row["english"]) == ("990100", "city", "Education Bureau of Qinglan City")
