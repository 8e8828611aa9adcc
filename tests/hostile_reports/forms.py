"""The printed forms: rows, columns and labels of 2019 and 2021, and two statistics tables."""

from __future__ import annotations

REQUEST_MEASURES = ["natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total"]
REQUEST_HEADS = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
}
LEAVES: list[tuple[str, str, str]] = [
    ("granted", "（一）予以公开", ""),
    ("partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ""),
    ("denied_state_secret", "1.属于国家秘密", "（三）不予公开"),
    ("denied_by_law", "2.其他法律行政法规禁止公开", "（三）不予公开"),
    ("denied_stability", "3.危及“三安全一稳定”", "（三）不予公开"),
    ("denied_third_party", "4.保护第三方合法权益", "（三）不予公开"),
    ("denied_internal", "5.属于三类内部事务信息", "（三）不予公开"),
    ("denied_process", "6.属于四类过程性信息", "（三）不予公开"),
    ("denied_case_file", "7.属于行政执法案卷", "（三）不予公开"),
    ("denied_inquiry", "8.属于行政查询事项", "（三）不予公开"),
    ("unavailable_not_held", "1.本机关不掌握相关政府信息", "（四）无法提供"),
    ("unavailable_not_existing", "2.没有现成信息需要另行制作", "（四）无法提供"),
    ("unavailable_unclear", "3.补正后申请内容仍不明确", "（四）无法提供"),
    ("rejected_petition", "1.信访举报投诉类申请", "（五）不予处理"),
    ("rejected_repeated", "2.重复申请", "（五）不予处理"),
    ("rejected_publication", "3.要求提供公开出版物", "（五）不予处理"),
    ("rejected_excessive", "4.无正当理由大量反复申请", "（五）不予处理"),
    ("rejected_confirmation", "5.要求行政机关确认或重新出具已获取信息", "（五）不予处理"),
]
OTHER_ROWS_2021: list[tuple[str, str, str]] = [
    ("other_not_corrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "（六）其他处理"),
    ("other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "（六）其他处理"),
    ("other_rest", "3.其他", "（六）其他处理"),
]
OTHER_ROW_2019: list[tuple[str, str, str]] = [("other", "（六）其他处理", "")]
DISPUTE_BLOCKS = {"review": "行政复议", "litigation_direct": "未经复议直接起诉", "litigation_after_review": "复议后起诉"}
DISPUTE_RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计"}

Group = tuple[str, list[tuple[str, str]], list[tuple[str, str]]]
PROACTIVE: dict[str, list[Group]] = {
    "2021": [
        (
            "第二十条第（一）项",
            [("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")],
            [("regulations", "规章"), ("normative_documents", "行政规范性文件")],
        ),
        ("第二十条第（五）项", [("decisions", "本年处理决定数量")], [("licences", "行政许可")]),
        ("第二十条第（六）项", [("decisions", "本年处理决定数量")], [("penalties", "行政处罚"), ("coercive_measures", "行政强制")]),
        ("第二十条第（八）项", [("amount", "本年收费金额（单位：万元）")], [("fees", "行政事业性收费")]),
    ],
    "2019": [
        (
            "第二十条第（一）项",
            [("made", "本年新制作数量"), ("disclosed", "本年新公开数量"), ("disclosed_total", "对外公开总数量")],
            [("regulations", "规章"), ("normative_documents", "规范性文件")],
        ),
        (
            "第二十条第（五）项",
            [("items_before", "上一年项目数量"), ("items_change", "本年增/减"), ("decisions", "处理决定数量")],
            [("licences", "行政许可"), ("other_services", "其他对外管理服务事项")],
        ),
        (
            "第二十条第（六）项",
            [("items_before", "上一年项目数量"), ("items_change", "本年增/减"), ("decisions", "处理决定数量")],
            [("penalties", "行政处罚"), ("coercive_measures", "行政强制")],
        ),
        ("第二十条第（八）项", [("items_before", "上一年项目数量"), ("items_change", "本年增/减")], [("fees", "行政事业性收费")]),
        ("第二十条第（九）项", [("projects", "采购项目数量"), ("amount", "采购总金额")], [("procurement", "政府集中采购")]),
    ],
}

Indicator = tuple[int, str, str, str]
"""(level, printed label, clean label, unit); a unit of —— has no figure."""
STATISTICS: dict[str, list[Indicator]] = {
    "fujian": [
        (0, "主动公开文件数", "主动公开文件数", "条"),
        (1, "其中：1、政府网站公开数", "政府网站公开数", "条"),
        (1, "2、政府公报公开数", "政府公报公开数", "条"),
        (0, "受理政府信息依申请公开总数", "受理政府信息依申请公开总数", "条"),
        (1, "其中：1、当面申请数", "当面申请数", "条"),
        (1, "2、网上申请数", "网上申请数", "条"),
        (1, "3、信函、传真申请数", "信函、传真申请数", "条"),
        (0, "对申请的答复总数", "对申请的答复总数", "条"),
        (1, "其中：1、同意公开答复数", "同意公开答复数", "条"),
        (1, "2、同意部分公开答复数", "同意部分公开答复数", "条"),
        (1, "3、不予公开答复数", "不予公开答复数", "条"),
        (1, "4、其他类型答复数", "其他类型答复数", "条"),
        (0, "接受行政诉讼、举报数", "接受行政诉讼、举报数", "件"),
        (0, "行政复议数", "行政复议数", "件"),
        (0, "行政诉讼数", "行政诉讼数", "件"),
    ],
    "national": [
        (0, "一、主动公开情况", "主动公开情况", "——"),
        (1, "（一）主动公开政府信息数", "主动公开政府信息数", "条"),
        (2, "其中：主动公开规范性文件数", "主动公开规范性文件数", "条"),
        (2, "制发规范性文件总数", "制发规范性文件总数", "件"),
        (1, "（二）通过不同渠道和方式公开政府信息的情况", "通过不同渠道和方式公开政府信息的情况", "——"),
        (2, "1.政府公报公开政府信息数", "政府公报公开政府信息数", "条"),
        (2, "2.政府网站公开政府信息数", "政府网站公开政府信息数", "条"),
        (2, "3.政务微博公开政府信息数", "政务微博公开政府信息数", "条"),
        (2, "4.政务微信公开政府信息数", "政务微信公开政府信息数", "条"),
        (2, "5.其他方式公开政府信息数", "其他方式公开政府信息数", "条"),
        (0, "三、依申请公开情况", "依申请公开情况", "——"),
        (1, "（一）收到申请数", "收到申请数", "件"),
        (2, "1.当面申请数", "当面申请数", "件"),
        (2, "2.传真申请数", "传真申请数", "件"),
        (2, "3.网络申请数", "网络申请数", "件"),
        (2, "4.信函申请数", "信函申请数", "件"),
        (1, "（二）申请办结数", "申请办结数", "件"),
        (2, "1.按时办结数", "按时办结数", "件"),
        (2, "2.延期办结数", "延期办结数", "件"),
        (0, "四、行政复议数量", "行政复议数量", "件"),
        (1, "（一）维持具体行政行为数", "维持具体行政行为数", "件"),
        (1, "（二）被依法纠错数", "被依法纠错数", "件"),
        (1, "（三）其他情形数", "其他情形数", "件"),
        (0, "五、行政诉讼数量", "行政诉讼数量", "件"),
        (1, "（一）维持具体行政行为或者驳回原告诉讼请求数", "维持具体行政行为或者驳回原告诉讼请求数", "件"),
        (1, "（二）被依法纠错数", "被依法纠错数", "件"),
        (1, "（三）其他情形数", "其他情形数", "件"),
        (0, "六、举报投诉数量", "举报投诉数量", "件"),
        (0, "七、依申请公开信息收取的费用", "依申请公开信息收取的费用", "万元"),
        (0, "九、政府信息公开会议和培训情况", "政府信息公开会议和培训情况", "——"),
        (1, "（一）召开政府信息公开工作会议或专题会议数", "召开政府信息公开工作会议或专题会议数", "次"),
        (1, "（二）举办各类培训班数", "举办各类培训班数", "次"),
        (1, "（三）接受培训人员数", "接受培训人员数", "人次"),
    ],
}

SUMS: dict[str, dict[str, list[str]]] = {
    "fujian": {
        "主动公开文件数": ["政府网站公开数", "政府公报公开数"],
        "受理政府信息依申请公开总数": ["当面申请数", "网上申请数", "信函、传真申请数"],
        "对申请的答复总数": ["同意公开答复数", "同意部分公开答复数", "不予公开答复数", "其他类型答复数"],
    },
    "national": {
        "依申请公开情况/收到申请数": ["当面申请数", "传真申请数", "网络申请数", "信函申请数"],
        "依申请公开情况/申请办结数": ["按时办结数", "延期办结数"],
        "行政复议数量": ["维持具体行政行为数", "被依法纠错数", "其他情形数"],
        "行政诉讼数量": ["维持具体行政行为或者驳回原告诉讼请求数", "被依法纠错数", "其他情形数"],
    },
}
"""Totals that equal their parts (rules R8 and R9)."""


def request_rows(form: str, *, one_other: bool = False) -> list[tuple[str, str, str]]:
    """Return (item, label, subgroup) of the outcome rows of section three."""
    return LEAVES + (OTHER_ROW_2019 if form == "2019" or one_other else OTHER_ROWS_2021)


def indicator_items(variant: str) -> list[str]:
    """Return the fact's item of each indicator: clean labels from the top, joined by a slash."""
    items, stack = [], [""] * 4
    for level, _, clean, _ in STATISTICS[variant]:
        stack[level] = clean
        items.append("/".join(stack[: level + 1]))
    return items
