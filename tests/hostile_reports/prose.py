"""The prose around the tables, and sentences that agree with them or do not."""

from __future__ import annotations

import random

from .model import Draft, Key, Paragraph, Run, Sentence, number_text

WORK = (
    "全年围绕重大决策、民生保障和优化营商环境，及时在门户网站更新工作动态，做到应公开尽公开。",
    "我们把政务公开列入年度工作要点，明确一名负责同志分管，落实专人办理。",
    "对门户网站栏目进行梳理，撤并更新不及时的栏目，信息发布前逐条审核。",
    "坚持先审查、后公开，未发生失泄密事件。",
    "组织业务人员学习条例和上级文件，提高答复的规范性。",
)
MANAGEMENT = (
    "进一步规范信息制作、获取、保存和处理，动态调整公开属性。",
    "完善公开指南和目录，方便群众查找。",
    "对历史文件开展清理，及时标注效力状态。",
)
PROBLEMS = (
    "从实际工作看，还存在公开内容不够丰富、解读形式单一、个别栏目更新不够及时的问题。",
    "政策解读的针对性有待提高，业务人员流动较快，经验不足。",
)
IMPROVE = (
    "下一步将加强统筹，健全发布审核机制，丰富解读形式，加强培训，提高公开质量。",
    "今后将进一步细化责任分工，加强日常检查，推动公开工作提质增效。",
)


def _paragraph(text: str, style: str = "body") -> Paragraph:
    return Paragraph([Run(text)], style)


def opening(draft: Draft) -> list[Paragraph]:
    """Return the preface with the period, and section one."""
    basis = {
        "2021": "《中华人民共和国政府信息公开条例》和国务院办公厅政府信息与政务公开办公室印发的年度报告格式（国办公开办函〔2021〕30号）",
        "2019": "《中华人民共和国政府信息公开条例》和《政府信息公开工作年度报告格式（试行）》（国办公开办函〔2019〕60号）",
    }.get(draft.form, "《中华人民共和国政府信息公开条例》")
    preface = f"根据{basis}要求，现公布{draft.agency}{draft.year}年政府信息公开工作年度报告。{draft.period}"
    if draft.extras.get("no_name_in_text"):
        preface = f"根据{basis}要求，编制本报告。{draft.period}"
    rng = draft.rng
    blocks = [_paragraph(preface)]
    if draft.form in ("prose", "statistics"):
        blocks += [_paragraph("一、概述", "heading"), _paragraph(rng.choice(WORK))]
        blocks += [_paragraph("二、主动公开政府信息情况", "heading"), _paragraph(_proactive_prose(draft))]
        blocks += [_paragraph("三、依申请公开政府信息办理情况", "heading"), _paragraph("申请渠道畅通，均按规定办理。")]
        return blocks
    blocks += [_paragraph("一、总体情况", "heading"), _paragraph("（一）主动公开。" + rng.choice(WORK))]
    said = "".join(sentence.text for sentence in draft.sentences if not sentence.text.startswith("本年度收取"))
    blocks.append(_paragraph("（二）依申请公开。" + (said or "依法依规办理申请。")))
    blocks.append(_paragraph("（三）政府信息管理。" + rng.choice(MANAGEMENT)))
    blocks.append(_paragraph("（四）平台建设。做好门户网站和政务新媒体的日常管理。"))
    blocks.append(_paragraph("（五）监督保障。将政务公开纳入考核，接受社会评议。"))
    return blocks


def _proactive_prose(draft: Draft) -> str:
    rng = draft.rng
    return f"全年通过门户网站发布各类信息{rng.randint(10, 999)}条，其中动态类{rng.randint(1, 9)}条；编发简报{rng.randint(1, 30)}期。"


def problems_text(draft: Draft) -> list[Paragraph]:
    """Return sections five and six."""
    rng = draft.rng
    five, six = ("四", "五") if draft.form in ("prose", "statistics") else ("五", "六")
    return [
        _paragraph(f"{five}、存在的主要问题及改进情况", "heading"),
        _paragraph(rng.choice(PROBLEMS)),
        _paragraph(rng.choice(IMPROVE)),
        _paragraph(f"{six}、其他需要报告的事项", "heading"),
        _paragraph("本年度未收取信息处理费，没有其他需要报告的事项。"),
    ]


def closing(draft: Draft) -> list[Paragraph]:
    """Return the signature and the date, January of the next year."""
    date = _paragraph(f"{draft.year + 1}年1月{draft.rng.randint(5, 28)}日", "signature")
    return [_paragraph(draft.signature, "signature"), date] if draft.signature else [date]


def _sum(draft: Draft, *keys: Key) -> float:
    return sum(draft.figures[key] for key in keys)


REVIEW: Key = ("disputes", "review", "total")
DIRECT: Key = ("disputes", "litigation_direct", "total")
AFTER: Key = ("disputes", "litigation_after_review", "total")
RECEIVED: Key = ("requests", "received", "total")
CARRIED_IN: Key = ("requests", "carried_in", "total")
HANDLED: Key = ("requests", "handled", "total")
CARRIED_OUT: Key = ("requests", "carried_out", "total")

AGREEING: tuple[tuple[str, str, tuple[Key, ...]], ...] = (
    ("N1", "全年新收政府信息公开申请{}件。", (RECEIVED,)),
    ("N1", "{year}年共收到政府信息公开申请{}件（不含上年结转）。", (RECEIVED,)),
    ("N1", "连同上年结转的申请在内，本年度需办理政府信息公开申请{}件。", (RECEIVED, CARRIED_IN)),
    ("N2", "本年度办结政府信息公开申请{}件。", (HANDLED,)),
    ("N2", "结转下年度继续办理政府信息公开申请{}件。", (CARRIED_OUT,)),
    ("N3", "因政府信息公开引发的行政复议{}件。", (REVIEW,)),
    ("N3", "因政府信息公开被提起行政诉讼{}件。", (DIRECT, AFTER)),
)
"""Sentences whose subject, verb and object are those of a rule."""

UNRELATED = (
    "依法公开行政复议决定书{}份。",
    "全年办结行政许可{}件，群众满意率为98%。",
    "本级4件、部门8件，共12件建议提案按期答复。",
    "受理12345热线转办事项{}件，已全部办结。",
    "办理行政诉讼应诉案件{}件（均与政府信息公开无关）。",
    "收到人大代表建议{}件，全部按时答复并公开。",
    "未收到法人和其他组织的投诉。",
    "受理群众电话咨询政府信息公开事宜{}余人次。",
    "开展行政规范性文件清理，对{}件文件提出处理意见。",
    "审核拟公开文件{}件，其中依申请公开属性{}件。",
    "组织政府信息公开培训2期、{}人次。",
)
"""Sentences that look like a rule's and say nothing of the tables."""


def agreeing_sentence(draft: Draft, rng: random.Random) -> Sentence:
    """Return a sentence that states a figure of the tables as they print it."""
    rule, text, keys = rng.choice(AGREEING)
    stated = _sum(draft, *keys)
    return Sentence(text.replace("{year}", str(draft.year)).replace("{}", number_text(stated)), rule, keys, stated)


def slip_sentence(draft: Draft, rng: random.Random) -> Sentence:
    """Return a sentence that states a figure that is neither the table's nor one of its usual readings."""
    rule, text, keys = rng.choice(AGREEING)
    stated = _sum(draft, *keys) + _sum(draft, CARRIED_IN, CARRIED_OUT, HANDLED, RECEIVED) + rng.randint(3, 40)
    return Sentence(text.replace("{year}", str(draft.year)).replace("{}", number_text(stated)), rule, keys, stated)


def unrelated_sentence(rng: random.Random) -> Sentence:
    """Return a sentence that says nothing of the tables."""
    text = rng.choice(UNRELATED)
    while "{}" in text:
        text = text.replace("{}", str(rng.randint(2, 400)), 1)
    return Sentence(text)
