import io

import pytest
from click.testing import CliRunner

from archive.parse import chinese, command, formula, last_year, readable, verdict, verdict_page, word_file
from archive.parse.command import parse
from gongkai.errors import Exit, UsageError
from parsers import formats
from parsers.report.checks import rule_texts
from parsers.report.forms.forms import load as load_forms
from parsers.report.read import read_report
from parsers.types import Problem, Report, Source
from tests.helpers import drafts
from tests.helpers.sheets import page, read


def report_of(body):
    return read_report(formats.parse(Source(body)), Source(body))


@pytest.fixture(scope="module")
def judged():
    before = report_of(drafts.last_year())
    return verdict.verdict_of("草稿.html", report_of(drafts.slipped()), before, "与上年核对")


@pytest.fixture
def read_here(monkeypatch):
    """Read files in this process: what a worker does is held to by other tests, and starting one takes a second."""
    monkeypatch.setattr(command, "read_reports", lambda files, *_: [(str(path), report_of(path.read_bytes())) for path in files])


def run(tmp_path, body, *options, name="草稿.html"):
    path = tmp_path / name
    path.write_bytes(body)
    return CliRunner().invoke(parse, [str(path), *options])


@pytest.mark.parametrize("rule", drafts.PLANTED)
def test_each_planted_slip_must_be_corrected_and_its_formula_has_the_numbers(judged, rule):
    assert [found for found in judged.must_fix if found.rule == rule and drafts.PLANTED[rule][2] in found.formula.sentence]


def test_the_cells_of_a_slip_are_marked_with_its_number_and_no_others(judged):
    marks = judged.marks()
    (total,) = [found for found in judged.must_fix if found.rule == "R1" and found.formula.where == "“总计”列"]
    assert total.formula.cells == {("requests", item, "total") for item in ("received", "carried_in", "handled", "carried_out")}
    assert total in marks["requests", "carried_out", "total"]
    assert ("requests", "granted", "total") not in marks
    assert ("proactive", "licences", "decisions") not in marks


def test_what_must_be_corrected_comes_before_what_may_be_looked_at(judged):
    text = verdict_page.standalone([judged], "zh")
    assert {found.rule for found in judged.look} == {"X2", "X6"}
    assert text.index("结论：须改正") < text.index(drafts.PLANTED["R1"][2]) < text.index("可再看") < text.index("读到的表格")
    assert text.count('<td class="n must">') == sum(judged.is_must(found[0]) for found in judged.marks().values())


def test_a_sound_draft_is_sound_and_its_cells_are_not_marked():
    found = verdict.verdict_of("a", report_of(drafts.sound()))
    assert (found.outcome, found.must_fix, found.look, found.marks()) == ("sound", (), (), {})
    assert verdict.exit_of([found]) == Exit.COMPLETE


def test_the_verdict_is_in_english_where_it_is_asked_for():
    found = verdict.verdict_of("a", report_of(drafts.slipped()), report_of(drafts.last_year()), "", "en")
    assert found.sentence == f"{len(found.must_fix)} places to correct"
    sentences = " ".join(each.formula.sentence for each in found.must_fix)
    assert (
        "item 1 (received) 12 + item 2 (carried in) 3 ≠ item 3 (answered) 11 + item 4 (carried out) 5 (15 and 16, a difference" in sentences
    )
    assert "last year’s “Carried over to next year” 2 ≠ this year’s “Carried over from last year” 3" in sentences


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (drafts.sound(), Exit.COMPLETE, "各项核对均成立"),
        (drafts.slipped(), Exit.FAILED, "须改正 5 处"),
        ("<html><title>指南</title><body><p>办事指南</p></body></html>".encode(), Exit.PARTIAL, "没有读到年度报告"),
        (b"%PDF-1.5\n1 0 obj\n<<", Exit.PARTIAL, "没有读到年度报告"),
    ],
    ids=["sound", "slips", "no report", "cut PDF"],
)
def test_the_exit_code_says_what_the_verdict_says(read_here, tmp_path, body, code, words):
    done = run(tmp_path, body, "--html")
    assert done.exit_code == code
    assert f"结论：{words}" in done.stdout


@pytest.mark.parametrize("option", [[], ["--json"]], ids=["terminal", "json"])
@pytest.mark.parametrize(
    ("body", "code"), [(drafts.slipped(), Exit.COMPLETE), (b"%PDF-1.5\n1 0 obj\n<<", Exit.PARTIAL)], ids=["read", "cut"]
)
def test_what_was_not_read_does_not_end_well_in_any_form(read_here, tmp_path, body, code, option):
    assert run(tmp_path, body, *option).exit_code == code


def test_a_report_with_a_row_that_was_not_read_is_no_all_clear():
    body = drafts.sound().replace("（一）予以公开".encode(), "（一）予以公示某事".encode())
    found = verdict.verdict_of("a", report_of(body))
    assert (found.outcome, found.must_fix) == ("unread", ())
    assert any("表中有一行无法识别" in sentence for sentence in found.unread)
    assert any("第 " in sentence and "张表" in sentence for sentence in found.unread)
    assert verdict.exit_of([found]) == Exit.PARTIAL


def test_a_blank_cell_is_named_with_what_it_would_have_to_be():
    found = verdict.verdict_of("a", report_of(drafts.sound(received="9|2|0|0|0|1|")))
    assert "R2 “本年新收政府信息公开申请数量”行：“本年新收政府信息公开申请数量 · 总计”一格不是数字，按其余各格应为 12" in found.untried


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"received": "9|-2|0|0|0|1|8"}, "本年新收政府信息公开申请数量 · 商业企业 (-2)，应为非负整数"),
        ({"handled": "8|2|0|0|0|1|12"}, "予以公开 11（其余各项为 0） ≠ 总计 12（11 与 12，相差 1）"),
        ({"granted": "0|0|0|0|0|0|0"}, "各项均为 0 ≠ 总计 11（0 与 11，相差 11）"),
    ],
    ids=["R5", "R3", "R3 of zeros"],
)
def test_the_formula_of_other_rules(row, sentence):
    found = verdict.verdict_of("a", report_of(drafts.sound(**row)))
    assert sentence in [each.formula.sentence for each in found.must_fix]


def test_the_formula_of_a_number_in_the_text_names_its_cell():
    body = drafts.sound().replace("按照条例要求".encode(), "全年收到政府信息公开申请17件。按照条例要求".encode(), 1)
    (found,) = [each for each in verdict.verdict_of("a", report_of(body)).look if each.rule == "N1"]
    assert found.formula.sentence == "文字写 17（“全年收到政府信息公开申请17件”），表格为 12 或 15"
    assert ("requests", "received", "total") in found.formula.cells


def test_the_formula_of_a_sum_in_the_statistics_table():
    table = "指标名称|计量单位|数量\n一、收到申请数|件|5\n1.当面申请数|件|2\n2.传真申请数|件|0\n3.网络申请数|件|2\n4.信函申请数|件|0"
    found = verdict.verdict_of("a", read("一、概述", "按规定公开。", table, title="云麓市教育局2016年政府信息公开工作年度报告"))
    (each,) = [each for each in found.must_fix if each.rule == "R8"]
    assert each.formula.sentence == "当面申请数 2 + 传真申请数 0 + 网络申请数 2 + 信函申请数 0 ≠ 收到申请数 5"
    assert len(each.formula.cells) == 5


@pytest.mark.parametrize(
    ("given", "compared", "words"),
    [
        ([], False, "没有给出上年报告"),
        ([("a.html", drafts.last_year())], True, "已与上年报告“a.html”核对"),
        ([("b.html", drafts.sound(2021))], False, "给出的上年文件是 2021 年度的，草稿是 2023 年度的"),
        ([("c.html", drafts.last_year().replace("教育局".encode(), "财政局".encode()))], False, "不是“云麓市教育局”的"),
        ([("d.html", b"<p>x</p>")], False, "没有读到年度报告"),
    ],
    ids=["none", "fits", "other year", "other agency", "no report"],
)
def test_what_stands_beside_a_draft_is_said(given, compared, words):
    before, said = last_year.beside(report_of(drafts.sound()), [(name, report_of(body)) for name, body in given], "zh")
    assert (before is not None, words in said) == (compared, True)


def test_the_previous_report_is_compared_at_the_command_line(read_here, tmp_path):
    (tmp_path / "去年.html").write_bytes(drafts.last_year())
    done = run(tmp_path, drafts.sound(), "--html", "--previous", str(tmp_path / "去年.html"))
    assert (done.exit_code, drafts.PLANTED["X1"][2] in done.stdout) == (Exit.FAILED, True)


@pytest.mark.parametrize("options", [["--html", "--json"], ["--html", "--docx"], ["--previous", "x.html"]])
def test_options_that_do_not_go_together_are_a_usage_error(tmp_path, options):
    assert isinstance(run(tmp_path, drafts.sound(), *options).exception, UsageError)


def test_a_word_file_has_the_verdict_first_and_the_marked_cells(tmp_path):
    from docx import Document

    done = run(tmp_path, drafts.word(), "--docx", name="草稿.docx")
    assert done.exit_code == Exit.FAILED
    document = Document(io.BytesIO(done.stdout_bytes))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[2].startswith("结论：须改正 5 处")
    assert any(drafts.PLANTED["R1"][2] in text for text in texts)
    (requests,) = [table for table in document.tables if len(table.rows) > 20]
    cell = requests.rows[-1].cells[-1]
    assert cell.text.startswith("5 [")
    assert "FBE3DF" in cell._tc.xml


def test_a_word_file_and_a_page_hold_whatever_a_title_is_made_of():
    title = "\x00\x0b<script>alert(1)</script>\ufffe" + "长" * 5000
    found = verdict.verdict_of(title, Report(title, title, 2023, None, None, problems=(Problem("document", "damaged", title, title),)))
    assert word_file.docx([found], "zh")
    assert "<script>" not in verdict_page.standalone([found], "zh")


def test_a_word_file_without_python_docx_says_how_to_get_it(monkeypatch, judged):
    monkeypatch.setattr(word_file, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"gongkai\[docx\]"):
        word_file.docx([judged], "zh")


def test_the_words_of_verdicts_are_of_rules_problems_and_items_that_exist():
    words = readable.words()
    assert set(words["remarks"]) <= set(chinese.load().problems)
    assert set(words["terms"]) <= set(rule_texts.load())
    assert set(words["outcomes"]) == set(verdict.WORST_FIRST)
    equations = {equation.rule: {*equation.left, *equation.right} for equation in load_forms().equations}
    assert all(set(terms) <= equations[rule] for rule, terms in words["terms"].items())


def test_every_rule_between_years_has_its_formula():
    """A rule that `of_years` cannot write would show its bare numbers: every kind of relation is tried."""
    before = report_of(drafts.sound(2022))
    rows = {"carried_in": "5|0|0|0|0|0|5"}
    body = drafts.page(*drafts.blocks(2023, rows, "0|0|0|0|0|0|0|0|0|0|0|0|0|0|0"), title=drafts.TITLE.format(2023))
    body = body.replace("<td>行政规范性文件</td><td>2</td><td>1</td><td>6</td>", "<td>行政规范性文件</td><td>2</td><td>9</td><td>1</td>")
    pending = report_of(page(*drafts.blocks(2022, {}, "0|0|0|1|1|0|0|0|0|0|0|0|0|0|0"), title=drafts.TITLE.format(2022)).encode())
    found = verdict.verdict_of("a", report_of(body.encode()), before).look + verdict.verdict_of("a", report_of(body.encode()), pending).look
    said = {each.rule: each.formula.sentence for each in found}
    assert said["R6"] == "上年“现行有效件数” 6 + 本年“制发件数” 2 < 本年“废止件数” 9（8 与 9，相差 1）"
    assert said["X2"] == "上年“现行有效件数” 6 + 本年“制发件数” 2 - 本年“废止件数” 9 ≠ 本年“现行有效件数” 1（-1 与 1，相差 2）"
    assert said["X5"] == "上年“尚未审结” 1 > 本年“总计” 0"


def test_a_jump_is_named_with_both_years():
    now = report_of(drafts.sound(received="900|2|0|0|0|1|903"))
    (each,) = [each for each in verdict.verdict_of("a", now, report_of(drafts.sound(2022))).look if "received" in str(each.formula.cells)]
    assert each.formula.sentence == "上年 12，本年 903，变化很大"


def test_phrases_are_written_with_the_values_they_are_given():
    given = formula.figures(report_of(drafts.sound()), None, "zh")
    assert given.say("row", name="甲") == "“甲”行"
