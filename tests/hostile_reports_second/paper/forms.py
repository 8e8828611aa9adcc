"""Hold the forms of 2019 (国办公开办函〔2019〕60号) and 2021 (国办公开办函〔2021〕30号), and one provincial statistics form, as data.

Keys are those of the public contract; labels are those of the forms.
"""

from __future__ import annotations

from typing import NamedTuple

APPLICANTS: dict[str, str] = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
}
RESULTS: dict[str, str] = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计"}
DISPUTES: dict[str, str] = {"review": "行政复议", "litigation_direct": "未经复议直接起诉", "litigation_after_review": "复议后起诉"}


class Line(NamedTuple):
    """Hold a row of section three: its key, its label and the label of its group ("" for a row of the top level)."""

    key: str
    label: str
    group: str = ""


DENIED, UNAVAILABLE, REJECTED, OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"
_COMMON: tuple[Line, ...] = (
    Line("received", "一、本年新收政府信息公开申请数量"),
    Line("carried_in", "二、上年结转政府信息公开申请数量"),
    Line("granted", "（一）予以公开"),
    Line("partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    Line("denied_state_secret", "1.属于国家秘密", DENIED),
    Line("denied_by_law", "2.其他法律行政法规禁止公开", DENIED),
    Line("denied_stability", "3.危及“三安全一稳定”", DENIED),
    Line("denied_third_party", "4.保护第三方合法权益", DENIED),
    Line("denied_internal", "5.属于三类内部事务信息", DENIED),
    Line("denied_process", "6.属于四类过程性信息", DENIED),
    Line("denied_case_file", "7.属于行政执法案卷", DENIED),
    Line("denied_inquiry", "8.属于行政查询事项", DENIED),
    Line("unavailable_not_held", "1.本机关不掌握相关政府信息", UNAVAILABLE),
    Line("unavailable_not_existing", "2.没有现成信息需要另行制作", UNAVAILABLE),
    Line("unavailable_unclear", "3.补正后申请内容仍不明确", UNAVAILABLE),
    Line("rejected_petition", "1.信访举报投诉类申请", REJECTED),
    Line("rejected_repeated", "2.重复申请", REJECTED),
    Line("rejected_publication", "3.要求提供公开出版物", REJECTED),
    Line("rejected_excessive", "4.无正当理由大量反复申请", REJECTED),
    Line("rejected_confirmation", "5.要求行政机关确认或重新出具已获取信息", REJECTED),
)
_TAIL = (Line("handled", "（七）总计"), Line("carried_out", "四、结转下年度继续办理"))
REQUESTS: dict[str, tuple[Line, ...]] = {
    "2019": (*_COMMON, Line("other", "（六）其他处理"), *_TAIL),
    "2021": (
        *_COMMON,
        Line("other_not_corrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", OTHER),
        Line("other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", OTHER),
        Line("other_rest", "3.其他", OTHER),
        *_TAIL,
    ),
}
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS_GROUP = "三、本年度办理结果"


class Part(NamedTuple):
    """Hold one group of section two: its head, its columns (measure → label) and its rows (item → label)."""

    head: str
    columns: dict[str, str]
    rows: dict[str, str]


_BEFORE = {"items_before": "上一年项目数量", "items_change": "本年增/减"}
PROACTIVE: dict[str, tuple[Part, ...]] = {
    "2019": (
        Part(
            "第二十条第（一）项",
            {"made": "本年新制作数量", "disclosed": "本年新公开数量", "disclosed_total": "对外公开总数量"},
            {"regulations": "规章", "normative_documents": "规范性文件"},
        ),
        Part(
            "第二十条第（五）项",
            {**_BEFORE, "decisions": "处理决定数量"},
            {"licences": "行政许可", "other_services": "其他对外管理服务事项"},
        ),
        Part("第二十条第（六）项", {**_BEFORE, "decisions": "处理决定数量"}, {"penalties": "行政处罚", "coercive_measures": "行政强制"}),
        Part("第二十条第（八）项", dict(_BEFORE), {"fees": "行政事业性收费"}),
        Part("第二十条第（九）项", {"projects": "采购项目数量", "amount": "采购总金额"}, {"procurement": "政府集中采购"}),
    ),
    "2021": (
        Part(
            "第二十条第（一）项",
            {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"},
            {"regulations": "规章", "normative_documents": "行政规范性文件"},
        ),
        Part("第二十条第（五）项", {"decisions": "本年处理决定数量"}, {"licences": "行政许可"}),
        Part("第二十条第（六）项", {"decisions": "本年处理决定数量"}, {"penalties": "行政处罚", "coercive_measures": "行政强制"}),
        Part("第二十条第（八）项", {"amount": "本年收费金额（单位：万元）"}, {"fees": "行政事业性收费"}),
    ),
}

# The statistics form of Fujian, 2014 to 2018: (label as printed, key under its parent, parent or None, unit).
STATISTICS: tuple[tuple[str, str, str | None, str], ...] = (
    ("主动公开文件数", "主动公开文件数", None, "条"),
    ("其中：1、政府网站公开数", "政府网站公开数", "主动公开文件数", "条"),
    ("2、政府公报公开数", "政府公报公开数", "主动公开文件数", "条"),
    ("受理政府信息依申请公开总数", "受理政府信息依申请公开总数", None, "条"),
    ("其中：1、当面申请数", "当面申请数", "受理政府信息依申请公开总数", "条"),
    ("2、网上申请数", "网上申请数", "受理政府信息依申请公开总数", "条"),
    ("3、信函、传真申请数", "信函、传真申请数", "受理政府信息依申请公开总数", "条"),
    ("对申请的答复总数", "对申请的答复总数", None, "条"),
    ("其中：1、同意公开答复数", "同意公开答复数", "对申请的答复总数", "条"),
    ("2、同意部分公开答复数", "同意部分公开答复数", "对申请的答复总数", "条"),
    ("3、不予公开答复数", "不予公开答复数", "对申请的答复总数", "条"),
    ("4、其他类型答复数", "其他类型答复数", "对申请的答复总数", "条"),
    ("接受行政诉讼、举报数", "接受行政诉讼、举报数", None, "件"),
    ("行政复议数", "行政复议数", None, "件"),
    ("行政诉讼数", "行政诉讼数", None, "件"),
)
STATISTICS_MEASURES = ("value", "cumulative")


def statistics_key(key: str, parent: str | None) -> str:
    """Return the contract's item of a statistics row: the labels from the top, joined by a slash."""
    return f"{parent}/{key}" if parent else key


def leaves(form: str) -> tuple[str, ...]:
    """Return the rows of section three that add up to （七）总计, in form order."""
    return tuple(line.key for line in REQUESTS[form] if line.key not in {"received", "carried_in", "handled", "carried_out"})


def item_labels(form: str) -> dict[tuple[str, str], str]:
    """Return the printed label of every (table, item) of a form."""
    if form == "statistics":
        return {("statistics", statistics_key(key, parent)): label for label, key, parent, _ in STATISTICS}
    names = {("proactive", item): label for part in PROACTIVE[form] for item, label in part.rows.items()}
    names |= {("requests", line.key): line.label for line in REQUESTS[form]}
    return names | {("disputes", item): label for item, label in DISPUTES.items()}
