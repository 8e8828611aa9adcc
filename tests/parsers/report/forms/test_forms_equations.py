"""The equations of forms.yaml: each term of each counts, within a report and between two years."""

import re

import pytest

from gongkai import yaml_tables
from gongkai.errors import BadConfiguration
from parsers.report.checks import between_reports, counts
from parsers.report.forms import named_terms
from parsers.report.forms.forms import load
from parsers.types import Fact, Place, Report, Section
from tests.helpers.planted import third, whole
from tests.helpers.sheets import DISPUTES_HEAD, read, verdicts

FORMS = load()
OUTCOMES = """granted partly_granted denied_state_secret denied_by_law denied_stability denied_third_party denied_internal denied_process
denied_case_file denied_inquiry unavailable_not_held unavailable_not_existing unavailable_unclear rejected_petition
rejected_repeated rejected_publication rejected_excessive rejected_confirmation
other_not_corrected other_fee_unpaid other_rest handled"""


def failed(planted, rule):
    return {check.detail for check in planted() if check.rule == rule and check.verdict == "fail"}


@pytest.mark.parametrize("row", ["received", "carried_in", "handled", "carried_out"])
def test_each_term_of_the_balance_of_requests_counts(row):
    assert failed(third(**{row: "9|0|0|0|0|0|9"}), "R1") == {"natural_person", "total"}


@pytest.mark.parametrize("place", range(6))
def test_each_kind_of_applicant_counts(place):
    figures = ["3" if at == 0 else "0" for at in range(6)]
    figures[place] = str(int(figures[place]) + 1)
    assert failed(third(received="|".join([*figures, "3"])), "R2") == {"received"}


@pytest.mark.parametrize(("form", "row"), [*(("2021", row) for row in OUTCOMES.split()), ("2019", "other")])
def test_each_outcome_counts(form, row):
    assert failed(third(form, **{row: "0|0|5|0|0|0|5"}), "R3") >= {"research"}


@pytest.mark.parametrize("place", range(15))
def test_each_result_of_reviews_and_suits_counts(place):
    figures = ["0"] * 15
    figures[place] = "1"
    item = ("review", "litigation_direct", "litigation_after_review")[place // 5]
    assert set(verdicts(whole(fourth=f"{DISPUTES_HEAD}\n{'|'.join(figures)}"), "R4").items()) >= {(item, "fail")}


def fact(table, item, measure, value):
    return Fact(table, item, measure, value, None, str(value), "number", Place(0, 0, 0))


@pytest.mark.parametrize(
    ("table", "measure", "value", "possible"),
    [
        ("proactive", "issued", -1, False),
        ("requests", "total", -1, False),
        ("disputes", "total", 0.5, False),
        ("statistics", "value", -1, True),
        ("proactive", "amount", 0.5, True),
        ("proactive", "amount", -1, False),
        ("proactive", "items_change", -1, True),
        ("proactive", "items_change", 0.5, False),
    ],
)
def test_what_a_count_can_be(table, measure, value, possible):
    found = list(counts.check([fact(table, "x", measure, value)], FORMS.counts))
    assert {check.rule for check in found} <= {"R5"}
    assert ("fail" in {check.verdict for check in found}) is not possible


@pytest.mark.parametrize(
    ("printed", "rule"),
    [
        ("收到申请数|件|9\n1.当面申请数|件|1\n2.网络申请数|件|1", "R8"),
        ("申请办结数|件|9\n1.按时办结数|件|1\n2.延期办结数|件|1", "R8"),
        ("申请答复数|件|9\n1.属于已主动公开范围数|件|1\n2.同意公开答复数|件|1", "R8"),
        ("不同意公开答复数|件|9\n（1）涉及国家秘密|件|1\n（2）涉及商业秘密|件|1", "R8"),
        ("行政复议数量|件|9\n（一）维持具体行政行为数|件|1\n（二）被依法纠错数|件|1", "R8"),
        ("行政诉讼数量|件|9\n（一）维持具体行政行为数|件|1\n（二）被依法纠错数|件|1", "R8"),
        ("从事政府信息公开工作人员数|人|9\n1.专职人员数|人|1\n2.兼职人员数|人|1", "R8"),
        ("制发规范性文件总数|件|1\n其中：主动公开规范性文件数|件|9", "R8"),
        ("参加或举办新闻发布会总次数|次|1\n其中：主要负责同志参加新闻发布会次数|次|9", "R8"),
        ("主动公开文件数|条|9\n其中：1.网站公开数|条|1\n2.公报公开数|条|1", "R9"),
        ("主动公开信息数|条|9\n其中：1.网站公开数|条|1\n2.公报公开数|条|1", "R9"),
        ("受理政府信息依申请公开总数|条|9\n其中：1.当面申请数|条|1\n2.网络申请数|条|1", "R9"),
        ("受理依申请公开信息总数|条|9\n其中：1.当面申请数|条|1\n2.网络申请数|条|1", "R9"),
        ("对申请的答复总数|条|9\n其中：1.同意公开答复数|条|1\n2.不同意公开答复数|条|1", "R9"),
        ("对申请的答复数|条|9\n其中：1.同意公开答复数|条|1\n2.不同意公开答复数|条|1", "R9"),
    ],
)
def test_an_indicator_of_the_statistics_owes_its_parts(printed, rule):
    found = read("一、概述", f"指标名称|计量单位|统计数\n{printed}", title="甲市2016年政府信息公开工作年度报告")
    assert [check.verdict for check in found.checks if check.rule == rule] == ["fail"]


def followed(before, now, year=2023, words=("", "")):
    """The checks between two years that hold those figures, table/item/measure → value."""
    reports = [
        Report(
            "",
            None,
            number,
            "2021",
            None,
            sections=(Section("五", "问题", text),),
            facts=tuple(fact(*name.split("/"), value) for name, value in figures.items()),
        )
        for number, figures, text in ((year - 1, before, words[0]), (year, now, words[1]))
    ]
    return between_reports.years(*reports)


@pytest.mark.parametrize(
    ("before", "now", "rule", "detail", "sound", "slip"),
    [
        ({"requests/carried_out/business": 3}, "requests/carried_in/business", "X1", "business", 3, 2),
        (
            {"proactive/regulations/in_force": 2, "n proactive/regulations/issued": 1},
            "proactive/regulations/repealed",
            "R6",
            "regulations",
            3,
            4,
        ),
        (
            {"proactive/regulations/in_force": 5, "n proactive/regulations/issued": 2, "n proactive/regulations/repealed": 1},
            "proactive/regulations/in_force",
            "X2",
            "regulations",
            6,
            8,
        ),
        (
            {"proactive/licences/items_before": 5, "proactive/licences/items_change": 2},
            "proactive/licences/items_before",
            "X3",
            "licences",
            7,
            5,
        ),
        ({"statistics/x/cumulative": 5, "n statistics/x/value": 2}, "statistics/x/cumulative", "X4", "x", 7, 5),
        ({"disputes/review/pending": 5}, "disputes/review/total", "X5", "review", 5, 4),
    ],
)
def test_a_year_owes_the_one_before(before, now, rule, detail, sound, slip):
    then = {name: value for name, value in before.items() if not name.startswith("n ")}
    here = {name.removeprefix("n "): value for name, value in before.items() if name.startswith("n ")}
    for value, verdict in ((sound, "pass"), (slip, "fail")):
        found = [check for check in followed(then, here | {now: value}) if check.rule == rule]
        assert [(check.detail, check.verdict) for check in found] == [(detail, verdict)]


FOLLOWED = """requests/received/total requests/handled/total proactive/licences/decisions proactive/penalties/decisions
proactive/coercive_measures/decisions proactive/normative_documents/in_force proactive/fees/amount disputes/review/total"""


@pytest.mark.parametrize("name", FOLLOWED.split())
@pytest.mark.parametrize(
    ("before", "now", "verdict"), [(1, 19, "pass"), (1, 20, "uncertain"), (20, 100, "pass"), (20, 101, "uncertain"), (101, 20, "uncertain")]
)
def test_a_jump_of_a_figure_is_doubted(name, before, now, verdict):
    assert [(check.detail, check.verdict) for check in followed({name: before}, {name: now}) if check.rule == "X6"] == [(name, verdict)]


def test_other_figures_may_jump():
    assert not [
        check for check in followed({"proactive/procurement/amount": 1}, {"proactive/procurement/amount": 900}) if check.rule == "X6"
    ]


@pytest.mark.parametrize(
    ("year", "name", "since"),
    [
        (2023, "disputes/review/total", None),
        (2024, "disputes/review/total", "2024-01-01"),
        (2025, "disputes/review/total", None),
        (2026, "disputes/review/total", "2026-07-01"),
        (2024, "requests/received/total", None),
    ],
)
def test_a_change_of_the_law_is_not_crossed(year, name, since):
    (check,) = [check for check in followed({name: 1}, {name: 900}, year) if check.rule == "X6"]
    assert check.verdict == ("not_assessable" if since else "uncertain")
    assert since is None or f"since {since} " in check.detail


SENTENCES = [f"第{chr(0x4E00 + n)}项工作按照要求推进，成效{chr(0x5000 + n)}明显。" for n in range(40)]


@pytest.mark.parametrize(("new", "verdict"), [(2, "uncertain"), (8, "pass")])
def test_a_text_that_comes_again_is_doubted(new, verdict):
    other = [f"本年新增举措{chr(0x6000 + n)}，面向{chr(0x7000 + n)}。" for n in range(new)]
    found = followed({}, {}, words=("".join(SENTENCES), "".join(SENTENCES[new:] + other)))
    assert [check.verdict for check in found if check.rule == "X6"] == [verdict]


SUM = {"rule": "R10", "table": "requests", "along": "measures", "left": ["handled"], "right": ["other"]}
CARRIED = {"rule": "X7", "table": "disputes", "along": "items", "before": {"pending": 1}, "now": {}, "found": "total"}


@pytest.mark.parametrize(
    ("kind", "rule", "slip", "said"),
    [
        ("equations", SUM, {"right": ["othr"]}, "equations, rule R10: unknown word 'othr'; known are received"),
        ("equations", SUM, {"along": "items"}, "equations, rule R10: unknown word 'handled'; known are natural_person"),
        ("equations", SUM, {"along": "measure"}, "equations, rule R10, along: unknown word 'measure'"),
        ("equations", SUM, {"table": "request"}, "equations, rule R10, table: unknown word 'request'"),
        ("equations", SUM, {"relation": "at_most"}, "equations, rule R10, relation: unknown word 'at_most'; known are equal, at_least"),
        ("years", CARRIED, {"found": "totl"}, "years, rule X7: unknown word 'totl'; known are upheld"),
        ("years", CARRIED, {"before": {"pendng": 1}}, "years, rule X7: unknown word 'pendng'"),
        ("years", CARRIED, {"now": {"value": 1}}, "years, rule X7: unknown word 'value'"),
        ("years", CARRIED, {"table": "statistics"}, "years, rule X7: unknown word 'pending'; known are value, cumulative"),
    ],
)
def test_a_misspelt_term_is_refused_by_name(kind, rule, slip, said):
    table = yaml_tables.read("parsers.report.forms", "forms.yaml")
    named_terms.refuse_unknown({**table, kind: [*table[kind], rule]})
    with pytest.raises(BadConfiguration, match=re.escape(f"forms.yaml, {said}")):
        named_terms.refuse_unknown({**table, kind: [*table[kind], rule | slip]})


def test_a_rule_without_a_table_is_refused():
    table = yaml_tables.read("parsers.report.forms", "forms.yaml")
    with pytest.raises(BadConfiguration, match=r"forms\.yaml, equations, rule R10: 'table' is missing"):
        named_terms.refuse_unknown({**table, "equations": [{"rule": "R10", "along": "items"}]})
