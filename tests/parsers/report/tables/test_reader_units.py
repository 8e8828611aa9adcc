"""The readers of the three tables line by line, with lines made by hand: heads, blocks, labels, and lines that nobody takes."""

import pytest

from parsers.report.forms.forms import load
from parsers.report.forms.rows import FigureRow, TableLine, Unknown
from parsers.report.forms.sections import Heading
from parsers.report.tables import disputes, heads, line_order, proactive, requests, text_heads, unread
from parsers.report.tables import read as table_read
from parsers.types import Cell, Paragraph, Table

FORMS = load()
MEASURES = list(FORMS.request_measures.labels)
NAMES = [FORMS.request_measures.name(key) for key in MEASURES]
RESULTS = list(FORMS.dispute_measures.labels)
WORDS = [FORMS.dispute_measures.name(key) for key in RESULTS]


def line(*texts, row=0, table=0, columns=None, spans=None):
    places = columns or range(len(texts))
    cells = [Cell(row, column, text, colspan=(spans or {}).get(text, 1)) for column, text in zip(places, texts, strict=True)]
    return TableLine(table, row, tuple(cells))


def taken(reader, *lines):
    found = [reader.take(each) for each in lines]
    return [
        None if each is None else "unknown" if isinstance(each, Unknown) else [f"{item}/{measure}" for item, measure in each.keys]
        for each in found
    ]


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        *(
            (text, True)
            for text in (
                "上年",
                "比上年",
                "较去年",
                "与上一年",
                "前年",
                "上期",
                "同期",
                "同比",
                "环比",
                "增减",
                "增长率",
                "增幅",
                "降幅",
                "占比",
                "比重",
                "比例",
                "备注",
                "说明",
            )
        ),
        ("2015年度", True),
        ("2015年", True),
        ("2015年数量", True),
        ("2015年合计", True),
        ("2015年规章", False),
        ("本年", False),
        ("合计", False),
        ("", False),
    ],
)
def test_a_head_of_another_year_or_a_comparison(text, compared):
    assert heads.is_compared(Cell(0, 0, text)) is compared
    assert not heads.is_compared(None)


def test_the_heads_that_have_none_below_them():
    cells = [Cell(0, 0, "a", colspan=2), Cell(1, 0, "b"), Cell(1, 1, "c"), Cell(0, 2, "d"), Cell(1, 2, "e", colspan=2)]
    assert [cell.text for cell in heads.leaves(cells)] == ["b", "c", "d", "e"]
    assert heads.covers(cells[0], Cell(5, 1, ""))
    assert not heads.covers(cells[0], Cell(5, 2, ""))
    assert not heads.covers(cells[3], Cell(5, 1, ""))


@pytest.mark.parametrize(
    ("places", "columns", "above"), [([0, 1], [0, 1], True), ([0, 1], [0, 2], False), ([0, 1], [1, 0], False), ([0, 1], [0], False)]
)
def test_figures_below_their_heads(places, columns, above):
    made = [("k", Cell(0, column, "h")) for column in places]
    assert heads.stand_above(made, [Cell(1, column, "1") for column in columns]) is above


@pytest.mark.parametrize(("keys", "fits"), [(["a", "b"], True), (["a", ""], True), (["", ""], True), (["b", "a"], False), (["a"], False)])
def test_heads_at_the_positions_of_the_form(keys, fits):
    assert heads.fits_order(keys, ["a", "b"]) is fits


def cells_of(*rows):
    return Table(0, tuple(Cell(row, column, text) for row, texts in enumerate(rows) for column, text in enumerate(texts)))


def test_a_table_of_two_halves_is_read_one_after_the_other():
    table = cells_of(["题"], ["指标", "单位", "数量", "指标", "单位", "数量"], ["甲", "件", "1", "丙", "件", "3"], ["乙", "件", "2"])
    found = [([cell.text for cell in each.cells], each.continued) for each in line_order.in_order(table, FORMS)]
    assert found == [
        (["题"], False),
        (["指标", "单位", "数量"], False),
        (["甲", "件", "1"], False),
        (["乙", "件", "2"], False),
        (["指标", "单位", "数量"], True),
        (["丙", "件", "3"], False),
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["指标", "单位", "数量", "备注"],
        ["指标", "指标", "单位", "数量"],
        ["指标", "单位", "指标", "数量"],
        ["指标", "单位", "数量", "指标", "3"],
    ],
)
def test_a_table_whose_head_is_printed_once_is_read_as_it_is(head):
    table = cells_of(head, ["甲", "件", "1", "乙"])
    assert [len(each.cells) for each in line_order.in_order(table, FORMS)] == [len(head), 4]


@pytest.mark.parametrize(
    ("head", "turned"),
    [
        (["信息内容", "规章", "行政规范性文件"], True),
        (["信息内容", "规章"], True),
        (["信息内容"], False),  # no item beside the corner
        (["信息内容", "规章", "5"], False),  # a head with figures is a line of them
        (["信息内容", "天气"], False),
        (["天气", "规章"], False),
    ],
)
def test_a_head_with_items_is_turned(head, turned):
    below = ["本年制发件数", *"12"[: len(head) - 1]]
    found = list(line_order.in_order(cells_of(head, below), FORMS))
    assert [each.turned for each in found] == ([True] * len(head) if turned else [False] * 2)
    assert not any(each.turned for each in line_order.in_order(cells_of(["标题"], below, head), FORMS)), "nothing is below the head"


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        (["1 2", "3\n4"], True),
        (["1 2", "3"], False),
        (["1 2 3", "4"], False),
        (["1 2 3 4"], True),
        (["甲1 2a 3"], False),
        (["1234"], False),
    ],
)
def test_a_line_of_several_figures_a_cell_is_named(texts, named):
    found = unread.of_line(line(*texts), "requests")
    assert (found is not None) is named
    assert found is None or (found.table, found.why) == ("requests", unread.SEVERAL)


def lost(figures, key="requests", read=(), in_table=False, taken_tables=()):
    texts = [f"规章 {n}" for n in range(figures)]
    inside = [Table(4, tuple(Cell(n, 0, text) for n, text in enumerate(texts)))] if in_table else [Paragraph(text) for text in texts]
    blocks = [Paragraph("三、"), *inside, Paragraph("四、"), Paragraph("1 2 3")]
    found = [Heading(0, "三", "申请情况", key), Heading(len(inside) + 1, "四", "复议", "other")]
    return unread.of_parts(blocks, found, frozenset(read), frozenset(taken_tables), FORMS)


@pytest.mark.parametrize("in_table", [True, False])
def test_a_part_of_whose_figures_nothing_was_read_is_named(in_table):
    (found,) = lost(15, in_table=in_table)
    assert (found.table, found.why) == ("requests", "15 figures were not read")
    assert found.text.startswith("申请情况: 0 1 2")
    assert found.text.count(" ") == 16
    assert lost(14, in_table=in_table) == lost(15, "other", in_table=in_table) == lost(15, read=["requests"], in_table=in_table) == []
    assert len(lost(15, "proactive")) == len(lost(15, "disputes")) == 1
    assert bool(lost(15, in_table=True, taken_tables=[4])) is False
    assert bool(lost(15, in_table=True, taken_tables=[5])) is True


HEAD_2021 = line("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
FIRST = line("第二十条第（一）项")


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        ([FIRST, HEAD_2021, line("规章", "1", "2", "3")], ["issued", "repealed", "in_force"]),
        (
            [FIRST, line("信息内容", "本年制发数", "本年废止", "现行有效数"), line("规章", "1", "2", "3")],
            ["issued", "repealed", "in_force"],
        ),
        (
            [FIRST, line("信息内容", "制发件数", "废止件数", "本年现行有效件数"), line("规章", "1", "2", "3")],
            ["issued", "repealed", "in_force"],
        ),
        ([FIRST, line("信息内容", "本年制发件数", "x", "现行有效件数"), line("规章", "1", "2", "3")], ["issued", "repealed", "in_force"]),
        ([FIRST, line("信息内容", "本年制发件数", "上年制发件数"), line("规章", "1", "2")], ["issued", ""]),
        (
            [FIRST, line("序号", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), line("1", "规章", "1", "2", "3")],
            ["issued", "repealed", "in_force"],
        ),
        ([FIRST, line("规章", "1", "2", "3")], None),  # two forms have three columns
        ([line("第二十条第（五）项"), line("行政许可", "1")], ["decisions"]),
        ([line("第二十条第（五）项"), line("行政许可", "1", "2", "3")], ["items_before", "items_change", "decisions"]),
        ([FIRST, HEAD_2021, line("规章", "无此项", "2", "3")], ["issued", "repealed", "in_force"]),
        ([FIRST, HEAD_2021, line("规章", "其中：废止", "1", "2", "3")], "unknown"),
        ([FIRST, HEAD_2021, line("规章制度汇编", "1", "2", "3")], "unknown"),
        ([FIRST, HEAD_2021, line("规章（本级）", "1", "2", "3")], ["issued", "repealed", "in_force"]),
        ([FIRST, HEAD_2021, line("行政许可撤销", "1", "2", "3")], "unknown"),
        ([FIRST, HEAD_2021, line("说明", "", "", "")], "none"),
        ([FIRST, HEAD_2021, line("", "", "", "")], "none"),
    ],
)
def test_the_columns_of_section_two(lines, keys):
    reader = proactive.ProactiveReader(FORMS)
    found = taken(reader, *lines)
    assert found[:-1] == [None] * (len(lines) - 1)
    expected = keys if keys in ("unknown", None) else None if keys == "none" else keys
    measures = found[-1] if not isinstance(found[-1], list) else [key.partition("/")[2] for key in found[-1]]
    assert measures == ([] if keys is None else expected)


@pytest.mark.parametrize(
    ("made", "opens"),
    [
        (FIRST, True),
        (line("第二十条第(九)项"), True),
        (HEAD_2021, True),
        (line("本年制发件数", "本年废止件数"), True),
        (line("本年制发件数", "别的", "其他的"), False),
        (line("本年制发件数", "别的"), True),
        (line("本年制发件数", "3"), False),
        (line("规章", "3"), False),
        (line("上年", "本年"), True),
        (line(""), False),
    ],
)
def test_where_the_table_of_section_two_begins(made, opens):
    assert proactive.ProactiveReader(FORMS).opens(made) is opens


def test_the_unit_of_a_head_is_that_of_its_column():
    reader = proactive.ProactiveReader(FORMS)
    reader.take(line("第二十条第（八）项"))
    reader.take(line("信息内容", "本年收费金额（单位：万元）"))
    row = reader.take(line("行政事业性收费", "3"))
    assert (row.units, [head.text for head in row.heads]) == (("万元",), ["本年收费金额（单位：万元）"])
    reader.take(line("第二十条第（五）项"))
    assert reader.take(line("行政许可", "3")).heads == (None,)


CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@pytest.mark.parametrize(
    ("names", "keys", "assumed"),
    [
        (NAMES, MEASURES, False),
        ([*NAMES[:6], "合计"], MEASURES, False),
        ([NAMES[-1], *NAMES[:-1]], [MEASURES[-1], *MEASURES[:-1]], False),
        ([], MEASURES, True),
        (NAMES[:5], MEASURES, False),
    ],
)
def test_the_columns_of_section_three(names, keys, assumed):
    reader = requests.RequestsReader(FORMS)
    if names:
        assert reader.take(line(CORNER, *names)) is None
    row = reader.take(line("一、本年新收政府信息公开申请数量", *"1234567", row=2))
    assert [measure for _, measure in row.keys] == keys
    assert (row.assumed, {item for item, _ in row.keys}) == (assumed, {"received"})


def test_a_table_cut_by_the_page_end_has_the_columns_of_its_beginning():
    reader = requests.RequestsReader(FORMS)
    turned = [NAMES[-1], *NAMES[:-1]]
    reader.take(line(CORNER, *turned))
    reader.take(line("一、本年新收政府信息公开申请数量", *"1234567", row=2))
    row = reader.take(line("四、结转下年度继续办理", *"1234567", table=1))
    assert (row.keys[0][1], row.assumed) == ("total", False)


@pytest.mark.parametrize(
    ("made", "result"),
    [
        (line("（一）予以公开", *"1234567"), "granted"),
        (line("三、本年度办理结果", "（一）予以公开", *"1234567"), "granted"),
        (line("（一）予以公开", "无", *"234567"), "granted"),
        (line("别的", *"1234567"), "unknown"),
        (line("别的"), None),
        (line("（一）予以公开"), None),
        (TableLine(0, 0, (Cell(0, 0, "（六）其他处理", rowspan=3), *(Cell(0, n, "1") for n in range(1, 8)))), "unknown"),
        (TableLine(0, 0, (Cell(0, 0, "（六）其他处理"), *(Cell(0, n, "1") for n in range(1, 8)))), "other"),
    ],
)
def test_the_item_of_a_line_of_section_three(made, result):
    found = requests.RequestsReader(FORMS).take(made)
    assert (found if found is None else "unknown" if isinstance(found, Unknown) else found.keys[0][0]) == result


@pytest.mark.parametrize(
    ("made", "opens"),
    [
        (line(CORNER, "申请人情况"), True),
        (line("申请人情况"), True),
        (line(*NAMES), True),
        (line(*NAMES[:-1]), False),
        (line("一、本年新收政府信息公开申请数量", "3"), True),
        (line("二、上年结转政府信息公开申请数量", "3"), True),
        (line("四、结转下年度继续办理", "3"), True),
        (line("1.属于国家秘密", "3"), True),
        (line("（一）予以公开", "3"), False),
        (line("一、本年新收政府信息公开申请数量"), False),
    ],
)
def test_where_the_table_of_section_three_begins(made, opens):
    assert requests.RequestsReader(FORMS).opens(made) is opens


BLOCKS = line("行政复议", "行政诉讼", columns=[0, 5], spans={"行政复议": 5, "行政诉讼": 10})
KINDS = line("未经复议直接起诉", "复议后起诉", row=1, columns=[5, 10], spans={"未经复议直接起诉": 5, "复议后起诉": 5})
ALL = line(*WORDS * 3, row=2)
FIFTEEN = [f"{item}/{result}" for item in FORMS.disputes.labels for result in RESULTS]


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        ([BLOCKS, KINDS, ALL, line(*"0" * 15, row=3)], FIFTEEN),
        ([BLOCKS, ALL, line(*"0" * 15, row=3)], FIFTEEN),
        ([ALL, line(*"0" * 15, row=3)], FIFTEEN),
        ([line("行政复议"), line(*WORDS, row=1), line(*"0" * 5, row=2)], FIFTEEN[:5]),
        ([line("复议后起诉"), line(*WORDS, row=1), line(*"0" * 5, row=2)], FIFTEEN[10:]),
        ([line(*WORDS, columns=range(1, 6)), line("行政复议", *"0" * 5, row=1)], FIFTEEN[:5]),
        ([line(*WORDS[::-1], columns=range(1, 6)), line("行政复议", *"0" * 5, row=1)], FIFTEEN[:5][::-1]),
        ([line(*WORDS[::-1], columns=range(2, 7)), line("行政复议", *"0" * 5, row=1)], "unknown"),
        ([line("行政复议", *"0" * 5)], FIFTEEN[:5]),
        ([line("行政诉讼（复议后起诉）", *"0" * 5)], FIFTEEN[10:]),
        ([line("行政复议", "无", *"0" * 4)], FIFTEEN[:5]),
        ([BLOCKS, KINDS, ALL, line("无", *"0" * 14, row=3)], FIFTEEN),
        ([BLOCKS, KINDS, ALL, line(*[""] * 8, row=3)], FIFTEEN),
        ([BLOCKS, KINDS, ALL, line(*[""] * 7, row=3)], None),
        ([line(*"0" * 7)], None),
        ([line(*WORDS[::-1] * 3), line(*"0" * 15, row=3)], "unknown"),
        ([line("别的", "3")], "unknown"),
    ],
)
def test_the_keys_of_section_four(lines, keys):
    assert taken(disputes.DisputesReader(FORMS), *lines)[-1] == keys


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("行政复议", FIFTEEN[:5]),
        ("## 行政复议：", FIFTEEN[:5]),
        ("政府信息公开行政诉讼（复议后起诉）情况", FIFTEEN[10:]),
        ("文" * 31, "unknown-or-all"),
        ("", "unknown-or-all"),
    ],
)
def test_the_line_above_a_table_names_its_block(title, keys):
    reader = disputes.DisputesReader(FORMS)
    reader.note_title(title)
    found = taken(reader, line(*WORDS), line(*"0" * 5, row=1))[-1]
    assert (found == keys) is (keys != "unknown-or-all")
    assert found == keys or found == "unknown" or len(found) == 15


def test_a_table_for_each_block_one_below_the_other():
    reader = disputes.DisputesReader(FORMS)
    first = taken(reader, line("行政复议"), line(*WORDS, row=1), line(*"0" * 5, row=2))[-1]
    second = taken(reader, line("复议后起诉", row=3), line(*WORDS, row=4), line(*"0" * 5, row=5))[-1]
    assert (first, second) == (FIFTEEN[:5], FIFTEEN[10:])


@pytest.mark.parametrize(
    ("made", "opens"),
    [
        (line("行政复议", "行政诉讼"), True),
        (line("行政复议", "行政诉讼情况"), True),
        (line("行政", "复议", "行政", "诉讼"), True),
        (line("行政诉讼", "行政复议"), True),
        (line("行政复议"), True),
        (line("行政复议", "3"), False),
        (line(*WORDS[:3]), True),
        (line(*WORDS[:2]), False),
        (line("行政诉讼"), False),
        (line("总计", "总计", "总计"), False),
    ],
)
def test_where_the_table_of_section_four_begins(made, opens):
    assert disputes.DisputesReader(FORMS).opens(made) is opens


def test_rows_have_the_heads_of_their_own_table_where_these_are_as_many():
    reader = disputes.DisputesReader(FORMS)
    for each in (BLOCKS, KINDS, ALL):
        reader.take(each)
    row = reader.take(line(*"0" * 15, row=3))
    assert isinstance(row, FigureRow)
    assert [head.text for head in row.heads] == WORDS * 3
    assert row.units == (None,) * 15


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([NAMES], tuple(MEASURES)),
        ([NAMES[::-1]], tuple(MEASURES[::-1])),
        ([["自然人", "法人或其他组织", "总计"], NAMES[1:6]], tuple(MEASURES)),
        ([["总计", "法人或其他组织", "自然人"], NAMES[1:6]], ("total", *MEASURES[1:6], "natural_person")),
        ([["自然人", "法人或其他组织"], NAMES[1:6], ["总计"]], tuple(MEASURES)),
        ([["自然人", "法", "人或其他组织", "总计", *NAMES[1:6]]], tuple(MEASURES)),  # a head broken over two pieces
        ([["自然人", "某某", "总计", *NAMES[1:6]]], tuple(MEASURES)),  # a line with a piece that no form explains gives no order of its own
        ([["申请", "情况", *NAMES[::-1], "备注"]], tuple(MEASURES[::-1])),
        ([NAMES[:3]], ()),
        ([NAMES[:4], NAMES[4:]], tuple(MEASURES)),
        ([NAMES[4:], NAMES[:4]], None),
        ([["自然人", "总计", "法人或其他组织"]], ()),  # the total beside the people, ahead of the organisations
        ([["自然人", "法人或其他组织", "总计"]], ()),
        ([["总计", "自然人", "法人或其他组织"]], None),
        ([["总计", "自然人"]], None),
        ([["总计"]], ()),
    ],
)
def test_the_order_of_applicants_in_lines_of_text(lines, found):
    reader = requests.RequestsReader(FORMS)
    assert text_heads.of_requests([line(*texts) for texts in lines], reader, FORMS) == found


def fifteen(*order):
    return tuple((item, result) for item in order for result in RESULTS)


REVIEW, DIRECT, AFTER = FORMS.disputes.labels


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([["行政复议", "行政诉讼"], [*WORDS, "未经复议直接起诉", "复议后起诉"], WORDS * 2], fifteen(REVIEW, DIRECT, AFTER)),
        ([["行政复议", "未经复议直接起诉", "复议后起诉"], WORDS * 3], fifteen(REVIEW, DIRECT, AFTER)),
        ([["行政复议", "复议后起诉", "未经复议直接起诉"], WORDS * 3], fifteen(REVIEW, AFTER, DIRECT)),
        ([["行政诉讼", "行政复议"], [*WORDS, "未经复议直接起诉", "复议后起诉"], WORDS * 2], fifteen(DIRECT, AFTER, REVIEW)),
        ([["行政复议"], WORDS], fifteen(REVIEW)),
        ([["行政复议"], WORDS[::-1]], tuple((REVIEW, result) for result in RESULTS[::-1])),
        ([["行政诉讼"], WORDS], ()),
        ([["行政复议", "行政诉讼"], WORDS * 3], ()),
        ([["行政复议", "未经复议直接起诉", "复议后起诉"], [*WORDS * 2, *WORDS[:-1], WORDS[0]]], None),
        ([["行政复议", "未经复议直接起诉", "复议后起诉"], WORDS * 2], ()),
    ],
)
def test_the_order_of_blocks_and_results_in_lines_of_text(lines, found):
    reader = disputes.DisputesReader(FORMS)
    assert text_heads.of_disputes([line(*texts) for texts in lines], reader, FORMS) == found


def labelled(text, table=0):
    return FigureRow("proactive", (("regulations", "issued"),), (), line("x", table=table), text)


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        (["规章", "规章（本级）"], ["规章"]),
        (["序 | 规章", "规章（本级）"], ["序 | 规章"]),
        (["规章（本级）", "规章（部门）"], ["规章（本级）", "规章（部门）"]),
        (["规章", "规章"], ["规章", "规章"]),
    ],
)
def test_a_row_with_an_addition_yields_to_that_of_the_forms_own_label(labels, kept):
    rows, unknown = table_read._exact([labelled(text) for text in labels], FORMS)
    assert [row.label for row in rows] == kept
    assert len(unknown) == len(labels) - len(kept)
    assert all((each.table, bool(each.why)) == ("proactive", True) for each in unknown)
    apart, _ = table_read._exact([labelled("规章", 0), labelled("规章（本级）", 1)], FORMS)
    assert len(apart) == 2


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("本年制发件数", True),
        ("结果维持", True),
        ("自然人", True),
        ("商业企业", True),
        (requests.ORGANISATIONS + "商业企业", True),
        ("规章", False),
        ("", False),
    ],
)
def test_the_name_of_a_column_of_any_of_the_three_tables(text, measure):
    assert line_order._is_measure(text, FORMS) is measure


def test_the_common_head_of_all_applicants_is_no_column_and_no_corner():
    reader = requests.RequestsReader(FORMS)
    names = [*NAMES[:3], "某某", *NAMES[4:]]
    over = Cell(0, 0, "申请人情况", colspan=8)
    reader.found[0] = [over, *(Cell(1, column, name) for column, name in enumerate(names, 1))]
    assert [(key, cell.text) for key, cell in reader.heads_of(0)] == [
        ("" if name == "某某" else key, name) for key, name in zip(MEASURES, names, strict=True)
    ]
