"""How rules weigh figures: equations with terms that are missing or unread, counts, indicators of before 2019."""

import pytest

from parsers.report.checks import check as report_checks
from parsers.report.checks import counts, indicators, text_against_tables, verdicts
from parsers.report.forms.forms import load
from tests.helpers.facts import fact, report


def results(found, rule, detail=None):
    return [(each.verdict, each.expected, each.found) for each in found if each.rule == rule and detail in (None, each.detail)]


@pytest.mark.parametrize(
    ("left", "right", "relation", "verdict", "expected"),
    [
        (5, 5, "equal", "pass", "5"),
        (5, 4, "equal", "fail", "5"),
        (0.1 + 0.2, 0.3, "equal", "pass", "0.3"),
        (5, 5.000002, "equal", "fail", "5"),
        (5, 4, "at_least", "pass", "at most 5"),
        (5, 5, "at_least", "pass", "at most 5"),
        (0.3, 0.1 + 0.2, "at_least", "pass", "at most 0.3"),
        (5, 6, "at_least", "fail", "at most 5"),
    ],
)
def test_two_sides_compared(left, right, relation, verdict, expected):
    found = verdicts.compared("R1", "total", left, right, relation)
    assert (found.rule, found.detail, found.verdict, found.expected) == ("R1", "total", verdict, expected)


@pytest.mark.parametrize(
    ("number", "text"), [(10, "10"), (0, "0"), (10.0, "10"), (0.0, "0"), (-2.5, "-2.5"), (1.2345678, "1.234568"), (100.50, "100.5")]
)
def test_a_number_without_needless_zeros(number, text):
    assert verdicts.printed(number) == text


@pytest.mark.parametrize(
    ("states", "verdict"), [(["blank"], "not_assessable"), (["blank", "uncertain"], "uncertain"), ([], "not_assessable")]
)
def test_a_figure_that_may_be_there_leaves_a_rule_uncertain(states, verdict):
    missing = [fact("requests", "received", "total", None, state) for state in states]
    assert verdicts.unassessable("R1", "x", missing) == ("R1", verdict, None, None, "x")


def requests(**figures):
    return [fact("requests", item, "total", value) for item, value in figures.items()]


SOUND = {"received": 3, "carried_in": 1, "handled": 2, "carried_out": 2}


@pytest.mark.parametrize(
    ("changed", "detail", "result"),
    [
        ({}, "total", ("pass", "4", "4")),
        ({"received": 4}, "total", ("fail", "5", "4")),
        ({"received": None}, "total; received/total would be 3", ("not_assessable", None, None)),
        ({"handled": None}, "total; handled/total would be 2", ("not_assessable", None, None)),
        ({"received": None, "handled": None}, "total", ("not_assessable", None, None)),
    ],
)
def test_a_sum_with_terms_missing_names_what_one_would_be(changed, detail, result):
    assert results(report_checks.check(report(*requests(**SOUND | changed))), "R1", detail) == [result]


@pytest.mark.parametrize(
    ("lacking", "more", "verdicts"),
    [
        ("carried_in", {}, ["not_assessable"]),  # a term that was not found cannot make a report wrong
        ("carried_in", {"handled": 1, "carried_out": 2}, ["pass"]),
        ("handled", {}, ["not_assessable"]),
    ],
)
def test_a_sum_whose_terms_were_not_all_found_accuses_nobody(lacking, more, verdicts):
    figures = {name: value for name, value in (SOUND | more).items() if name != lacking}
    found = [each for each in report_checks.check(report(*requests(**figures))) if each.rule == "R1"]
    assert [each.verdict for each in found] == verdicts
    assert all(("; not all of the table was read" in each.detail) == (each.verdict != "pass") for each in found)


def test_a_table_of_which_a_row_was_not_read_accuses_nobody():
    found = report_checks.check(report(*requests(**SOUND | {"received": 9}), unread=("requests",)))
    assert [(each.verdict, each.detail) for each in found if each.rule == "R1"] == [
        ("not_assessable", "total; not all of the table was read")
    ]
    assert results(report_checks.check(report(*requests(**SOUND | {"received": 9}), unread=("disputes",))), "R1") == [("fail", "10", "4")]


def test_a_document_that_is_no_report_is_not_checked():
    assert report_checks.check(report(*requests(**SOUND), form=None)) == ()


ITEMS = [key for key in load().requests.labels if key not in {"received", "carried_in", "handled", "carried_out"}]


@pytest.mark.parametrize(
    ("left_out", "verdict"),
    [
        (["other"], "fail"),  # the form of 2021 prints three rows in its place
        (["other_not_corrected", "other_fee_unpaid", "other_rest"], "fail"),  # that of 2019
        (["granted", "other"], "not_assessable"),
        (["other", "other_rest"], "not_assessable"),
        (["other", "other_not_corrected", "other_fee_unpaid", "other_rest"], "fail"),
        ([], "fail"),
    ],
)
def test_of_the_two_ways_to_print_other_outcomes_one_is_asked(left_out, verdict):
    figures = {item: 1 for item in ITEMS if item not in left_out} | {"handled": 99}
    assert [each.verdict for each in report_checks.check(report(*requests(**figures))) if each.rule == "R3"] == [verdict]


@pytest.mark.parametrize(
    ("value", "measure", "result"),
    [
        (0, "total", ("pass", None, None)),
        (3, "total", ("pass", None, None)),
        (-1, "total", ("fail", "a whole number, 0 or more", "-1")),
        (2.5, "total", ("fail", "a whole number, 0 or more", "2.5")),
        (-1, "items_change", ("pass", None, None)),
        (-1.5, "items_change", ("fail", "a whole number", "-1.5")),
        (2.5, "amount", ("pass", None, None)),
        (-2.5, "amount", ("fail", "0 or more", "-2.5")),
    ],
)
def test_an_impossible_count(value, measure, result):
    found = list(counts.check([fact("proactive", "fees", measure, value), fact("statistics", "x", "value", -9)], load().counts))
    assert [(each.verdict, each.expected, each.found) for each in found] == [result]
    assert found[0].detail == ("proactive" if result[0] == "pass" else f"proactive/fees/{measure}")


def test_a_table_without_numbers_has_no_counts():
    assert list(counts.check([fact("requests", "received", "total", None)], load().counts)) == []
    two = [fact("requests", "received", "total", 1), fact("disputes", "review", "total", 1), fact("disputes", "review", "other", -1)]
    assert [(each.verdict, each.detail) for each in counts.check(two, load().counts)] == [
        ("pass", "requests"),
        ("fail", "disputes/review/other"),
    ]


def statistic(item, value, measure="value"):
    return fact("statistics", item, measure, value)


def indicator_checks(*facts):
    return [(each.rule, each.verdict, each.expected, each.found, each.detail) for each in indicators.check(facts, load().indicators)]


WHOLE = "二/收到申请数"


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (
            [statistic(WHOLE, 3), statistic(f"{WHOLE}/当面申请数", 1), statistic(f"{WHOLE}/网络申请数", 2)],
            [("R8", "pass", "3", "3", f"{WHOLE}, value")],
        ),
        (
            [statistic(WHOLE, 4), statistic(f"{WHOLE}/当面申请数", 1), statistic(f"{WHOLE}/网络申请数", 2)],
            [("R8", "fail", "3", "4", f"{WHOLE}, value")],
        ),
        ([statistic(WHOLE, 4), statistic(f"{WHOLE}/当面申请数", 1)], []),  # a total of one part is that part
        (
            [statistic(WHOLE, 4), statistic(f"{WHOLE}/当面申请数", None), statistic(f"{WHOLE}/网络申请数", 2)],
            [("R8", "not_assessable", None, None, f"{WHOLE}, value")],
        ),
        (
            [statistic(WHOLE, None), statistic(f"{WHOLE}/当面申请数", 1), statistic(f"{WHOLE}/网络申请数", 2)],
            [("R8", "not_assessable", None, None, f"{WHOLE}, value")],
        ),
        ([statistic(WHOLE, 4), statistic(f"{WHOLE}/甲/乙", 1), statistic(f"{WHOLE}/丙/丁", 2)], []),  # parts of parts
        ([statistic("二/别的", 4), statistic("二/别的/甲", 1), statistic("二/别的/乙", 2)], []),
        ([statistic(WHOLE, 4), statistic(f"{WHOLE}/甲", 1), statistic(f"{WHOLE}/乙", 2, "cumulative")], []),
        (
            [statistic("主动公开政府信息数", 5), statistic("主动公开政府信息数/主动公开规范性文件数", 5)],
            [("R8", "pass", "at most 5", "5", "主动公开政府信息数/主动公开规范性文件数, value")],
        ),
        (
            [statistic("主动公开政府信息数", 5), statistic("主动公开政府信息数/主动公开规范性文件数", 6)],
            [("R8", "fail", "at most 5", "6", "主动公开政府信息数/主动公开规范性文件数, value")],
        ),
        (
            [statistic("主动公开政府信息数", None), statistic("主动公开政府信息数/主动公开规范性文件数", 6)],
            [("R8", "not_assessable", None, None, "主动公开政府信息数/主动公开规范性文件数, value")],
        ),
        ([statistic("甲", 5), statistic("甲", 5, "cumulative")], [("R9", "pass", "at most 5", "5", "甲, value and cumulative")]),
        ([statistic("甲", 6), statistic("甲", 5, "cumulative")], [("R9", "fail", "at most 5", "6", "甲, value and cumulative")]),
        ([statistic("甲", None), statistic("甲", 5, "cumulative")], []),
        ([statistic("甲", 6), statistic("甲", None, "cumulative")], []),
        ([fact("requests", "甲", "value", 6), fact("requests", "甲", "cumulative", 5)], []),
    ],
)
def test_indicators_of_before_2019(facts, found):
    assert indicator_checks(*facts) == found


@pytest.mark.parametrize("measure", ["2015年", "1999年", "上年", "去年", "上年同期"])
def test_a_column_of_another_year_is_not_this_reports_to_answer_for(measure):
    parts = [statistic(f"{WHOLE}/当面申请数", 1, measure), statistic(f"{WHOLE}/网络申请数", 2, measure)]
    assert indicator_checks(statistic(WHOLE, 9, measure), *parts) == []


@pytest.mark.parametrize("unread", [True, False])
def test_indicators_of_which_a_row_was_not_read_accuse_nobody(unread):
    facts = [statistic("甲", 6), statistic("甲", 5, "cumulative")]
    found = report_checks.check(report(*facts, form="statistics", unread=("statistics",) if unread else ()))
    assert [each.verdict for each in found if each.rule == "R9"] == ["not_assessable" if unread else "fail"]


@pytest.mark.parametrize(
    ("items", "found"),
    [
        (["一/收到申请数"], "一/收到申请数"),
        (["一/收到申请数（件）"], "一/收到申请数（件）"),
        (["一/二/收到申请数", "一/收到申请数"], "一/收到申请数"),
        (["一/收到申请数", "二/收到申请数"], None),
        (["一/收到申请"], None),
        ([], None),
    ],
)
def test_of_indicators_of_one_label_the_outermost_is_meant(items, found):
    named = indicators.named([statistic(item, 1) for item in items], {"received": ("收到申请数",)})
    assert {key: each.item for key, each in named.items()} == ({("received", "value"): found} if found else {})


def stated(text, *facts, **more):
    found = text_against_tables.check(report(*facts, sections=[("一", "总体情况", text)], **more))
    return [(each.rule, each.verdict, each.expected, each.found, each.detail) for each in found if each.rule != "N6"]


RECEIVED, CARRIED_IN = fact("requests", "received", "total", 5), fact("requests", "carried_in", "total", 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到政府信息公开申请5件。", [("N1", "pass", "5 or 7", "5", "“收到政府信息公开申请5件”")]),
        ("收到政府信息公开申请6件。", [("N1", "fail", "5 or 7", "6", "“收到政府信息公开申请6件”")]),
        ("收到政府信息公\n开申请6件。", [("N1", "fail", "5 or 7", "6", "“收到政府信息公开申请6件”")]),
        ("收到政府信息公开申请\n一、共5件。", []),
        ("收到政府信息公开申请1,005件。", [("N1", "fail", "5 or 7", "1005", "“收到政府信息公开申请1005件”")]),
        ("2022年收到政府信息公开申请6件。", []),
        ("2023年收到政府信息公开申请6件。", [("N1", "fail", "5 or 7", "6", "“2023年收到政府信息公开申请6件”")]),
        ("2022年起步，2023年收到政府信息公开申请6件。", [("N1", "fail", "5 or 7", "6", "“2022年起步,2023年收到政府信息公开申请6件”")]),
        ("收到政府信息公开申请5件！上年收到9件？", [("N1", "pass", "5 or 7", "5", "“收到政府信息公开申请5件”")]),
    ],
)
def test_a_sentence_against_two_figures(text, found):
    assert stated(text, RECEIVED, CARRIED_IN) == found


def test_a_check_quotes_the_end_of_a_long_sentence():
    text = "我单位的领导一直十分重视此项工作的开展并多次专题研究、收到政府信息公开申请6件"
    assert stated(text, RECEIVED)[0][4] == f"“{text[-30:]}”"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ([], "not_assessable"),
        ([fact("requests", "received", "total", None)], "not_assessable"),
        ([fact("requests", "received", "total", None, "uncertain")], "uncertain"),
    ],
)
def test_a_sentence_whose_figure_the_table_does_not_give(facts, verdict):
    assert stated("收到政府信息公开申请5件。", *facts) == [("N1", verdict, None, None, "“收到政府信息公开申请5件”")]


@pytest.mark.parametrize(
    ("text", "verdict"), [("予以公开2件，申请答复", "pass"), ("申请答复中予以公开3件", "uncertain"), ("申请答复予以公开1件", "pass")]
)
def test_a_text_may_name_fewer_outcomes_than_the_table(text, verdict):
    assert [each[1] for each in stated(text, fact("requests", "granted", "total", 2))] == [verdict]


@pytest.mark.parametrize(
    ("texts", "form", "verdicts"),
    [
        (["", "未收取信息处理费"], "2021", ["pass"]),
        (["", "无收费"], "2021", ["pass"]),
        (["", "减免各项依申请办理的费"], "2021", ["pass"]),
        (["", "无费用"], "2021", ["pass"]),
        (["收费", "无"], "2021", ["pass"]),
        (["收费", "", "无"], "2021", ["fail"]),  # in one of the last two parts
        (["", "无"], "2021", ["fail"]),
        (["", "无"], "2019", []),
        ([], "2021", []),
    ],
)
def test_whether_fees_are_spoken_of(texts, form, verdicts):
    found = text_against_tables.check(report(form=form, sections=[("", "", text) for text in texts]))
    assert [(each.verdict, each.expected, each.found, each.detail) for each in found if each.rule == "N6"] == [
        (verdict, None, None, "信息处理费") for verdict in verdicts
    ]
