import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.parse import chinese
from archive.parse.command import parse
from gongkai.errors import Exit, UsageError
from parsers.report.checks import rule_texts
from tests.helpers.sheets import DISPUTES_HEAD, page, requests

KEYS = {"file", "title", "agency", "year", "form", "published", "sections", "facts", "checks", "signatures", "problems"}


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "年报.html"
    path.write_text(page("一、总体情况", "按规定公开。", requests("2021", {"received": "3|0|0|0|0|0|4"}), DISPUTES_HEAD + "\n" + "|" * 14))
    return path


def run(*arguments):
    return CliRunner().invoke(parse, [str(argument) for argument in arguments])


def test_one_file_is_one_object(report):
    answer = json.loads(run("--json", report).stdout)
    assert set(answer) == KEYS
    assert (answer["file"], answer["year"], answer["form"]) == (str(report), 2023, "2021")
    fact = next(fact for fact in answer["facts"] if fact["item"] == "received" and fact["measure"] == "total")
    assert set(fact) == {"table", "item", "measure", "value", "unit", "raw", "state", "place"}
    assert (fact["value"], fact["state"], fact["place"]["row"]) == (4, "number", 3)
    assert {"rule": "R2", "verdict": "fail", "expected": "3", "found": "4", "detail": "received"} in answer["checks"]
    assert {tuple(section) for section in answer["sections"]} == {("number", "heading", "text")}


def test_several_files_are_a_list(report, tmp_path):
    other = tmp_path / "x.bin"
    other.write_bytes(b"\x01\x02")
    first, second = json.loads(run("--json", report, other).stdout)
    assert (first["form"], second["form"]) == ("2021", None)
    assert [problem["code"] for problem in second["problems"]] == ["unknown_format", "no_report"]


def test_a_person_sees_tables_and_what_does_not_hold(report):
    text = run(report).stdout
    for words in ("一、总体情况", "商业企业", "✗ R2", "应为 expected 3，实为 found 4", "（空）", "– R4", "云麓市教育局"):
        assert words in text


def test_the_verdict_comes_last_and_missing_parts_are_named(report):
    lines = run(report).stdout.rstrip().split("\n")
    assert re.fullmatch(r"结论 Verdict  ✗ 3 处勾稽关系不成立，须改正 · 3 sums do not hold；✗ .*", lines[-1])
    assert "  ✗ 五、存在的主要问题及改进情况  （缺 missing）" in lines
    assert any("缺 第二部分表, 第四部分表" in line for line in lines)


def test_a_sound_report_is_told_so(tmp_path):
    path = tmp_path / "a.html"
    text = "统计期限自2009年1月1日至2009年12月31日。" + "按规定公开。" * 80
    path.write_text(page("一、总体情况", text, title="云麓市教育局2009年政府信息公开年报"))
    assert run(path).stdout.rstrip().endswith("结论 Verdict  ✓ 各项校验均成立 · every check holds")


def test_every_problem_a_parser_tells_has_words_in_chinese():
    source = "\n".join(path.read_text() for path in Path("parsers").rglob("*.py"))
    codes = set(re.findall(r'(?:Problem\(\s*(?:STAGE|"[a-z]+"),|Unreadable\(|unread\(\s*[A-Za-z_.]+,)\s*"([a-z_]+)"', source))
    assert len(codes) > 35
    assert codes - set(chinese.load().problems) == set()


def test_rules_of_a_report_have_a_level_the_verdict_counts():
    assert {rule.level for rule in rule_texts.load().values()} == {"hard", "soft", "info"}


def test_places_on_request(report):
    text = run(report, "--show", "place").stdout
    assert "requests/received/total = 4" in text
    assert "/table[1]/tr[4]/td[8]" in text


def test_a_file_that_is_no_report_does_not_end_well(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<html><title>指南</title><body><p>办事指南</p></body></html>")
    answer = run(path)
    assert answer.exit_code == Exit.PARTIAL
    assert "不是年度报告" in answer.stdout


@pytest.mark.parametrize("name", ["missing.html", "."])
def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path, name):
    answer = run(tmp_path / name)
    assert isinstance(answer.exception, UsageError)
    assert "name a file" in str(answer.exception)


def test_documents_inside_an_archive_are_read_each(report, tmp_path):
    import zipfile

    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(report, "内/年报.html")
    answer = json.loads(run("--json", path).stdout)
    assert (answer["file"], answer["form"]) == (f"{path}/内/年报.html", "2021")
