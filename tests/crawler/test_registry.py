"""The registry: what it takes, and the one sentence it says of what it does not."""

from itertools import pairwise
from pathlib import Path

import pytest

from crawler import families, registry
from gongkai.errors import BadConfiguration, Exit, UsageError

GOOD = """
- id: yunshui
  name: 云水市人民政府
  area: "990100"
  level: city
  delay: 0
  allow_private: true
  columns:
    - {id: annual, name: 政府信息公开年报, kind: annual_report, url: "http://127.0.0.1:1/nb/", expect: {min: 1}}
"""
PROVINCES = 31


def test_an_entry_becomes_a_site_with_defaults():
    (site,) = registry.parse(GOOD, "r.yaml")
    assert (site.id, site.area, site.delay, site.robots, site.timezone) == ("yunshui", "990100", 0, True, "Asia/Shanghai")
    assert site.columns[0].expect == (("min", 1),)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("level: city", "levle: city"), ["r.yaml", "site 1", "yunshui", "'levle'", "did you mean 'level'"]),
        (("  level: city\n", ""), ["r.yaml", "site 1", "yunshui", "'level'", "missing"]),
        (("level: city", "level: galaxy"), ["level is 'galaxy'", "central, province, city"]),
        (('area: "990100"', "area: 990100"), ["area is 990100", "quotes"]),
        (("delay: 0", "delay: -1"), ["delay is -1", "seconds"]),
        (("delay: 0", "delay: soon"), ["delay is 'soon'"]),
        (("allow_private: true", "allow_private: maybe"), ["allow_private is 'maybe'", "true or false"]),
        (("allow_private: true", "timezone: Mars/Base"), ["timezone is 'Mars/Base'"]),
        (("allow_private: true", "charset: utf-99"), ["charset is 'utf-99'"]),
        (("allow_private: true", "tls: old"), ["tls is 'old'", "legacy"]),
        (("http://127.0.0.1:1/nb/", "ftp://h/nb/"), ["column 1", "annual", "url is 'ftp://h/nb/'", "http or https"]),
        (("http://127.0.0.1:1/nb/", "http://[::1/nb/"), ["url is"]),
        (("kind: annual_report", "kind: yearbook"), ["kind is 'yearbook'", "annual_report"]),
        (("kind: annual_report, ", ""), ["column 1", "'kind'", "missing"]),
        (("kind: annual_report, ", "kind: annual_report, family: triffid, "), ["family is 'triffid'", "ucap"]),
        (("{min: 1}", "{least: 1}"), ["expect"]),
        (("expect: {min: 1}", "works: {since: soon, by: Li, place: Harbin}"), ["annual", "works", "since is 'soon'", "2026-11-30"]),
        (("expect: {min: 1}", "works: {since: 2026-11-30, by: Li}"), ["works", "'place'", "missing"]),
        (("expect: {min: 1}", "works: yes"), ["works", "mapping"]),
        (("expect: {min: 1}", "seen: {date: 2026-11-30, by: Li, place: x, state: fine}"), ["seen", "state is 'fine'", "no_rows"]),
        (("expect: {min: 1}", "seen: {date: 2026-11-30, by: Li, place: x, state: ok, rows: -1}"), ["rows is -1", "whole number"]),
        (("expect: {min: 1}", "seen: {date: 2026-11-30, by: Li, place: x, state: moved, moved_to: there}"), ["moved_to is 'there'"]),
        (("expect: {min: 1}", "seen: {date: 2026-11-30, by: Li, state: ok}"), ["seen", "'place'", "missing"]),
        (("id: yunshui", "id: Yun Shui"), ["id is 'Yun Shui'"]),
        (("  delay: 0\n", "  delay: 0\n  delay: 1\n"), ["'delay'", "twice", "line"]),
        (("  level: city", "  level: [city"), ["r.yaml", "not YAML", "line"]),
        ((GOOD, "a: 1"), ["r.yaml", "list of sites"]),
        ((GOOD, "- 1"), ["site 1", "mapping"]),
        ((GOOD, GOOD + GOOD), ["'yunshui'", "2 times"]),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(tmp_path, change, says):
    file = tmp_path / "r.yaml"
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(BadConfiguration) as refused:
        registry.load(file)
    message = str(refused.value)
    assert refused.value.exit is Exit.BAD_CONFIGURATION
    assert "\n" not in message
    assert [word for word in says if word not in message] == [], message


@pytest.mark.parametrize(
    ("content", "says"), [(None, "registry file not found"), (b"\xff\xfe\x00", "not UTF-8"), (b"[" * 100_000, "nested too deep")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, content, says):
    file = tmp_path / "r.yaml"
    if content:
        file.write_bytes(content)
    with pytest.raises(BadConfiguration, match=says) as refused:
        registry.load(file)
    assert str(file) in str(refused.value)


def test_the_packaged_registry_is_valid_and_covers_the_country():
    sites = registry.load()
    provinces = {site.area for site in sites if site.level == "province" and any(column.kind == "annual_report" for column in site.columns)}
    assert len({area for area in provinces if area.endswith("0000")}) == PROVINCES
    assert {site.status for site in sites} == {"unverified"}
    assert [column for site in sites for column in site.columns if (column.status == "verified") != (column.works is not None)] == []
    assert {column.family for site in sites for column in site.columns if column.family} <= set(families.BY_NAME)
    assert sites[0].id == "harbin"


def test_no_packaged_column_falls_out_or_changes_unseen():
    known = (Path(__file__).parents[1] / "data" / "crawler" / "registry.txt").read_text(encoding="utf-8").splitlines()[1:]
    given = [
        f"{site.id}/{column.id} {column.kind} {column.family or '?'} {column.url}" for site in registry.load() for column in site.columns
    ]
    assert sorted(given) == known


def test_every_province_is_there_by_its_code_with_its_own_column():
    codes = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"
    names = (
        "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南"
        " 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆"
    )
    mainland = dict(zip(codes.split(), names.split(), strict=True))
    own = {
        site.area[:2]: site.name
        for site in registry.load()
        if site.level == "province" and site.name.endswith("人民政府") and any(column.kind == "annual_report" for column in site.columns)
    }
    assert {code: own.get(code, "")[: len(name)] for code, name in mainland.items()} == mainland


def test_every_packaged_entry_names_its_source():
    for path in sorted((Path(registry.__file__).parent / "sites").glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        bare = [line for before, line in pairwise(lines) if line.startswith("- id:") and not before.startswith("# ")]
        assert bare == [], path


def test_an_unknown_site_is_a_usage_error_that_names_near_ones():
    sites = registry.load()
    with pytest.raises(UsageError, match="harbin") as refused:
        registry.choose(sites, ["harbn"])
    assert refused.value.exit is Exit.USAGE
    assert registry.choose(sites, ["harbin", "harbin"]) == tuple(site for site in sites if site.id == "harbin")
    assert registry.choose(sites, []) == sites


def test_an_unknown_column_names_those_there_are():
    (site,) = registry.parse(GOOD, "r.yaml")
    assert registry.column(site, "annual").kind == "annual_report"
    with pytest.raises(UsageError, match="annual"):
        registry.column(site, "policy")
