"""How a printed label finds its key: cut, explained, misspelt or continued, and what only looks like it; marks and units of cells."""

import pytest

from parsers.report.forms import rows, values
from parsers.report.forms.forms import LEAST_CUT, LONGEST, Vocabulary, load, unnumbered
from parsers.types import Cell, Table

FORMS = load()


def found(name, text):
    return getattr(FORMS, name).find(text)


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("proactive", "行政许可", "licences"),
        ("proactive", "行政许可（含变更）", "licences"),
        ("proactive", "行政许可事项数量", "licences"),
        ("proactive", "行政许", None),  # three characters may be much
        ("proactive", "其他对外管", "other_services"),
        ("proactive", "行政", None),
        ("proactive", "", None),
        ("proactive", "规章（本级）", "regulations"),
        ("proactive", "规章本级", None),  # two characters may begin much
        ("proactive", "行政处罚、强制", None),
        ("proactive", "行政处罚和行政强制", None),
        ("proactive", "行政处罚行政强制", None),
        ("proactive", "行政处罚和公示", "penalties"),
        ("proactive", "其中：规章", None),
        ("proactive", "其中：行政许可事项", None),
        ("proactive", "1.其中行政许可数", None),
        ("proactive", "非行政许可", None),
        ("proactive", "党委规范性文件", None),
        ("proactive", "行政规范文件", "normative_documents"),
        ("proactive", "行改规范性文件", None),  # another kind of them
        ("proactive", "上行政许可", None),
        ("proactive_measures", "上年制发件数", None),
        ("proactive_measures", "本年制发件数", "issued"),
        ("proactive_measures", "本年制发件", "issued"),
        ("proactive_measures", "本年发制件数", "issued"),
        ("requests", "（一）予以公开", "granted"),
        ("requests", "3.其他", "other_rest"),
        ("requests", "1.属于国家秘密信息", "denied_state_secret"),
        ("requests", "属于国家秘蜜", "denied_state_secret"),
        ("disputes", "复议后起诉案件", "litigation_after_review"),
        ("disputes", "行政复议及诉讼", "review"),
    ],
)
def test_the_key_of_a_printed_label(name, text, key):
    assert found(name, text) == key


def vocabulary(**labels):
    return Vocabulary({key: tuple(texts.split()) for key, texts in labels.items()})


@pytest.mark.parametrize(("length", "key"), [(LONGEST, "a"), (LONGEST + 1, None)])
def test_prose_is_no_label(length, key):
    assert vocabulary(a="甲乙丙丁").find("甲乙丙丁".ljust(length, "戊")) == key


@pytest.mark.parametrize(("length", "key"), [(LEAST_CUT, "a"), (LEAST_CUT - 1, None)])
def test_a_label_cut_short_keeps_four_characters(length, key):
    assert vocabulary(a="甲乙丙丁戊己庚辛壬癸").find("甲乙丙丁戊己"[:length]) == key


def test_a_label_cut_short_that_begins_two_is_neither():
    assert vocabulary(a="甲乙丙丁戊己庚辛壬", b="甲乙丙丁子丑寅卯辰").find("甲乙丙丁") is None
    assert vocabulary(a="甲乙丙丁戊己庚辛壬 甲乙丙丁子丑寅卯辰", b="天地玄黄").find("甲乙丙丁") == "a"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("甲乙丙丁己", "a"),  # four of five
        ("甲乙丙己庚", None),
        ("甲乙丙戊", "a"),
        ("甲乙丙", None),
        ("子丑寅卯己", "b"),
    ],
)
def test_a_label_one_character_off(text, key):
    assert vocabulary(a="甲乙丙丁戊", b="子丑寅卯辰").find(text) == key


def test_of_two_labels_alike_the_closest_is_meant():
    close = vocabulary(a="甲乙丙丁戊己庚辛", b="甲乙丙丁戊己庚壬癸")
    assert close.find("甲乙丙丁戊己庚子癸") == "b"
    assert vocabulary(b="甲乙丙丁戊己庚壬癸", a="甲乙丙丁戊己庚辛").find("甲乙丙丁戊己庚子癸") == "b"


@pytest.mark.parametrize("sign", list("上去前下非未党委乡镇县区市内外"))
def test_a_character_that_turns_a_label_into_another(sign):
    assert vocabulary(a="甲乙丙丁戊己").find(f"甲乙丙{sign}戊己") is None
    assert vocabulary(a="甲乙丙丁戊己").find("甲乙丙庚戊己") == "a"


@pytest.mark.parametrize("sign", list("和与及或暨、/,+"))
def test_a_label_that_names_two_items(sign):
    known = vocabulary(a="甲乙处罚", b="甲乙强制")
    assert known.find(f"甲乙处罚{sign}强制") is None
    assert known.find("甲乙处罚强制") == "a"
    assert known.find(f"甲乙处罚{sign}其他") == "a"
    assert known.find(f"甲乙处罚{sign}") == "a"


def test_the_name_of_a_key_is_the_forms_own():
    assert vocabulary(a="甲乙 丙丁").name("a") == "甲乙"
    assert vocabulary(a="甲乙").name("b") == "b"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("（三）不予公开", "不予公开"),
        ("(12)项", "项"),
        ("一、本年", "本年"),
        ("十二．本年", "本年"),
        ("3.其他", "其他"),
        ("3)其他", "其他"),
        ("3:其他", "其他"),
        ("3.5其他", "3.5其他"),
        ("123.其他", "123.其他"),
        ("①其他", "其他"),
        ("其中：1.网站", "网站"),
        ("其中网站", "网站"),
        ("1.其中：网站", "网站"),
        ("规章*", "规章"),
        ("规章²", "规章"),
        ("规章① ", "规章"),
        ("三安全", "三安全"),
        ("规\n章", "规章"),
        ("  规章 ", "规章"),
    ],
)
def test_a_label_without_its_number(text, bare):
    assert unnumbered(text) == bare


@pytest.mark.parametrize(
    ("text", "state", "number", "unit"),
    [
        ("12", "number", 12, None),
        ("-12", "number", -12, None),
        ("－12", "number", -12, None),
        ("﹣12", "number", -12, None),
        ("–12", "number", -12, None),
        ("—12", "number", -12, None),
        ("\u221212", "number", -12, None),
        ("+12", "number", 12, None),
        ("1,234", "number", 1234, None),
        ("1,234,567.5", "number", 1234567.5, None),
        ("12,34", "text", None, None),
        (".5", "number", 0.5, None),
        ("1.50万元", "number", 1.5, "万元"),
        ("3亿元", "number", 3, "亿元"),
        ("￥3", "number", 3, "元"),
        ("人民币3", "number", 3, "元"),
        ("￥3万元", "number", 3, "万元"),
        ("2'987", "number", 2987, None),
        ("2’987", "number", 2987, None),
        ("2'98", "text", None, None),
        ("2\n122", "number", 2122, None),
        ("0 0", "uncertain", None, None),
        ("00", "uncertain", None, None),
        ("10 0", "number", 100, None),
        ("3%", "uncertain", None, "%"),
        ("一", "uncertain", None, None),
        ("一一", "uncertain", None, None),
        ("○", "uncertain", None, None),
        ("〇", "uncertain", None, None),
        ("十", "uncertain", None, None),
        ("百", "uncertain", None, None),
        ("千万", "uncertain", None, None),
        ("两", "uncertain", None, None),
        ("二", "number", 2, None),
        ("十二", "number", 12, None),
        ("约3", "text", None, None),
        ("", "blank", None, None),
        (" \n", "blank", None, None),
        ("12①", "number", 12, None),
        ("12件²", "number", 12, "件"),
        ("12[1]", "number", 12, None),
        ("12（注1）", "number", 12, None),
        ("12**", "number", 12, None),
        ("12注", "number", 12, None),
        ("12注34", "number", 12, None),
        ("①12", "uncertain", None, None),
        ("1²2", "uncertain", None, None),
        ("12（其中修订3件）", "number", 12, None),
        ("12（含修订3件）", "number", 12, None),
        ("12（包括3件）", "number", 12, None),
        ("12（包含3件）", "number", 12, None),
        ("12（同比增加3件）", "number", 12, None),
        ("12（较上年增加3件）", "number", 12, None),
        ("12（比上年增加3件）", "number", 12, None),
        ("12（预计）", "text", None, None),
    ],
)
def test_the_value_of_a_cell(text, state, number, unit):
    read = values.read_value(text)
    assert (read.state, read.number, read.unit) == (state, number, unit)
    assert read.joined == (text in {"2\n122", "10 0"})


@pytest.mark.parametrize("unit", ["万元", "亿元", "人次", "元", "件", "条", "项", "次", "个", "人", "篇", "起", "宗", "份", "期", "场"])
def test_a_unit_behind_a_figure(unit):
    assert values.read_value(f"12{unit}") == values.CellValue("number", 12, unit)
    assert rows.is_figure(Cell(0, 0, f"12{unit}"))
    assert values.read_value(f"12{unit}甲").state == "text"


@pytest.mark.parametrize(
    "mark", ["/", "-", "--", "---", "_", "—", "——", "———", "–", "\\", "|", "无", "不适用", "*", "~", "―", "─", "──", "暂无", "未涉及"]
)
def test_a_mark_for_what_does_not_apply(mark):
    assert values.read_value(mark).state == "not_applicable"
    assert rows.is_figure(Cell(0, 0, mark))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("12", True),
        ("￥12", True),
        ("人民币12元", True),
        ("-12", True),
        ("12.5", True),
        ("１２", True),
        ("1，234", True),
        ("12 %", True),
        ("零", True),
        ("○", True),
        ("〇", True),
        ("一", True),
        ("一一一", True),
        ("一一一一", False),
        ("二", False),
        ("", False),
        ("1.属于国家秘密", False),
        ("12年", False),
    ],
)
def test_what_holds_the_place_of_a_figure(text, figure):
    assert rows.is_figure(Cell(0, 0, text)) is figure


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位 : 元", "元"),
        ("（亿元）", "亿元"),
        ("(元)", "元"),
        ("单位元", "元"),
        ("金额万元", None),
        ("单位：件", None),
        ("", None),
        ("本年收费金额（单位：万元，保留4位小数）", "万元"),
    ],
)
def test_the_unit_of_money_that_a_head_prints(text, unit):
    assert rows.unit_in(text) == unit


def line(*texts, marks=None, columns=None):
    cells = tuple(
        Cell(0, (columns or range(len(texts)))[place], text, marks=frozenset((marks or {}).get(place, ())))
        for place, text in enumerate(texts)
    )
    return rows.TableLine(0, 0, cells)


@pytest.mark.parametrize(
    ("made", "labels", "values", "figured", "words"),
    [
        (line("规章", "1", "2"), 1, 2, True, ("规章",)),
        (line("规章", "其他", "2"), 2, 1, True, ("规章", "其他")),
        (line("1", "规章", "2"), 2, 1, True, ("规章",)),  # a row's number before its label
        (line("1", "规章", ""), 2, 1, False, ("规章",)),
        (line("1234", "规章", "2"), 0, 3, True, ("规章",)),
        (line("十二", "规章", "2"), 2, 1, True, ("十二", "规章")),
        (line("一", "规章", "2"), 2, 1, True, ("规章",)),
        (line("1", "规章", "2", columns=[1, 2, 3]), 0, 3, True, ("规章",)),
        (line("规章", "1", "其他"), 1, 2, True, ("规章", "其他")),
        (line("", "规章", "1"), 2, 1, True, ("规章",)),
        (line("规章", "", ""), 1, 2, False, ("规章",)),
        (line("", ""), 0, 2, False, ()),
        (line("1", "2"), 0, 2, True, ()),
        (line("规章", "", marks={1: {"picture"}}), 1, 1, True, ("规章",)),
        (line("规章", "", marks={1: {"hidden"}}), 1, 1, False, ("规章",)),
        (line("规章", "1", marks={0: {"inserted"}}), 1, 1, True, ("规章",)),
    ],
)
def test_the_labels_and_figures_of_a_line(made, labels, values, figured, words):
    assert (len(made.labels), len(made.values), made.figured, made.words) == (labels, values, figured, words)


def test_a_line_whose_labels_end_elsewhere():
    other = line("规章", "无", "2").cut(1)
    assert ([cell.text for cell in other.labels], [cell.text for cell in other.values]) == (["规章"], ["无", "2"])
    assert (other.figured, other.texts) == (True, ("规章", "无", "2"))


def test_the_rows_of_a_table_in_order():
    table = Table(3, (Cell(2, 1, "b"), Cell(0, 0, "x"), Cell(2, 0, "a")), page=7)
    assert [(each.table, each.number, [cell.text for cell in each.cells], each.page) for each in rows.lines(table)] == [
        (3, 0, ["x"], 7),
        (3, 2, ["a", "b"], 7),
    ]


@pytest.mark.parametrize(
    ("cell", "blank"),
    [(Cell(0, 0, ""), True), (Cell(0, 0, " \n"), True), (Cell(0, 0, "0"), False), (Cell(0, 0, "", marks=frozenset({"picture"})), False)],
)
def test_a_blank_cell(cell, blank):
    assert rows.is_blank(cell) is blank


def test_the_cells_of_a_line_for_a_person():
    assert rows.printed(line("规\n章", "", "1").cells) == "规章 | 1"


def test_a_row_with_a_doubtful_cell_is_doubtful():
    made = [rows.FigureRow("requests", (), (Cell(0, 0, "1", doubt=doubt),), line("1"), "") for doubt in ("", "blurred")]
    assert [row.doubtful for row in made] == [False, True]
