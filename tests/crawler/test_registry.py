"""The registry: what it takes, and the one sentence it says of what it does not."""

from itertools import pairwise
from pathlib import Path

import pytest

from crawler import families, registry
from parsers.contract import BadConfiguration, Exit, UsageError

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
    site, = registry.parse(GOOD, "r.yaml")
    assert (site.id, site.area, site.delay, site.robots, site.timezone) == ("yunshui", "990100", 0, True, "Asia/Shanghai")
    assert site.columns[0].expect == (("min", 1),)


@pytest.mark.parametrize(("change", "says"), [
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
    (("id: yunshui", "id: Yun Shui"), ["id is 'Yun Shui'"]),
    (("  delay: 0\n", "  delay: 0\n  delay: 1\n"), ["'delay'", "twice", "line"]),
    (("  level: city", "  level: [city"), ["r.yaml", "no YAML", "line"]),
    ((GOOD, "a: 1"), ["r.yaml", "list of sites"]),
    ((GOOD, "- 1"), ["site 1", "mapping"]),
    ((GOOD, GOOD + GOOD), ["'yunshui'", "2 times"]),
])
def test_what_does_not_fit_is_refused_in_one_sentence(tmp_path, change, says):
    file = tmp_path / "r.yaml"
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(BadConfiguration) as refused:
        registry.load(file)
    message = str(refused.value)
    assert refused.value.exit is Exit.BAD_CONFIGURATION
    assert "\n" not in message
    assert [word for word in says if word not in message] == [], message


@pytest.mark.parametrize(("content", "says"), [(None, "no such registry file"), (b"\xff\xfe\x00", "not UTF-8")])
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
    assert {column.family for site in sites for column in site.columns if column.family} <= set(families.BY_NAME)
    assert sites[0].id == "harbin"


def test_no_packaged_column_falls_out_or_changes_unseen():
    known = (Path(__file__).parents[1] / "data" / "crawler" / "registry.txt").read_text(encoding="utf-8").splitlines()[1:]
    given = [f"{site.id}/{column.id} {column.kind} {column.family or '?'} {column.url}" for site in registry.load() for column in site.columns]
    assert sorted(given) == known


def test_every_province_is_there_by_its_code_with_its_own_column():
    mainland = {"11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江", "31": "上海",
                "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南", "42": "湖北", "43": "湖南",
                "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏", "61": "陕西",
                "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆"}
    own = {site.area[:2]: site.name for site in registry.load() if site.level == "province" and site.name.endswith("人民政府")
           and any(column.kind == "annual_report" for column in site.columns)}
    assert {code: own.get(code, "")[:len(name)] for code, name in mainland.items()} == mainland


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
    site, = registry.parse(GOOD, "r.yaml")
    assert registry.column(site, "annual").kind == "annual_report"
    with pytest.raises(UsageError, match="annual"):
        registry.column(site, "policy")
