"""Lay a draft out as blocks: title, preface, six parts with prose and tables, signature.

Options read here: `title`, `title_lines`, `preface`, `signature`, `period`, `before_title`, `after_parts`, `section_three_heading`.
"""

from __future__ import annotations

from .blocks import Block, Heading, Paragraph, Run, say
from .draft import Draft
from .layout_tables import disputes, proactive, requests, statistics
from .prose import overview

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
OLD_HEADINGS = (
    "一、概述",
    "二、主动公开政府信息情况",
    "三、依申请公开政府信息和不予公开政府信息情况",
    "四、政府信息公开的收费及减免情况",
    "五、因政府信息公开申请行政复议、提起行政诉讼的情况",
    "六、政府信息公开工作存在的主要问题及改进情况",
    "七、其他需要报告的事项",
)


def lay_out(draft: Draft) -> None:
    """Fill `draft.blocks`."""
    draft.blocks = [
        *_title(draft),
        *_preface(draft),
        *(_old_parts(draft) if draft.form == "statistics" else _parts(draft)),
        *_signature(draft),
    ]


def _title(draft: Draft) -> list[Block]:
    title = draft.options.get("title", f"{draft.agency}{draft.year}年政府信息公开工作年度报告")
    before: list[Block] = [say(draft.options["line_before"])] if "line_before" in draft.options else []
    return [*before, *(Heading(line, 0) for line in title.split("\n"))]


def _preface(draft: Draft) -> list[Block]:
    year = draft.year
    start, end = f"{year}年1月1日", f"{year}年12月31日"
    period = draft.options.get("period", f"本报告所列数据的统计期限自{start}起至{end}止。")
    if "period" not in draft.options:
        draft.text_facts |= {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    law = "根据《中华人民共和国政府信息公开条例》规定"
    preface = draft.options.get("preface", f"{law}，{draft.agency}编制本报告。{{period}}")
    phone = f"0{draft.rng.randint(310, 998)}-{draft.rng.randint(2000000, 8999999)}"
    contact = draft.options.get(
        "contact", f"如对本报告有疑问，请与{draft.options.get('contact_name', '本机关办公室')}联系，电话：{phone}。"
    )
    draft.text_facts["telephone"] = phone
    if phone not in contact:
        contact += f"电话：{phone}。"
    return [say(preface.replace("{period}", period) + contact)]


def _parts(draft: Draft) -> list[Block]:
    lead = ("该部分以表格形式报告，表格如下：",) if draft.rng.random() < 0.2 else ()
    blocks: list[Block] = [Heading(HEADINGS[0]), *(say(text) for text in overview(draft))]
    blocks += [Heading(HEADINGS[1]), *(say(text) for text in lead), *proactive(draft)]
    blocks += [Heading(HEADINGS[2]), requests(draft)]
    blocks += [Heading(HEADINGS[3]), *disputes(draft)]
    blocks += [Heading(HEADINGS[4]), say("一是公开内容还不够丰富，二是工作人员业务能力有待提高。今后将加强培训，完善制度，提高公开质量。")]
    fee = "本年度依据《政府信息公开信息处理费管理办法》收取信息处理费0元。"
    return [*blocks, Heading(HEADINGS[5]), say(draft.options.get("part_six", fee))]


def _old_parts(draft: Draft) -> list[Block]:
    blocks: list[Block] = []
    for number, heading in enumerate(OLD_HEADINGS):
        blocks.append(Heading(heading))
        blocks += [say(text) for text in overview(draft)] if number == 0 else [say("本年度按照规定开展此项工作，有关数据见附表。")]
    return [*blocks, Heading(f"附件：政府信息公开情况统计表（{draft.year}年度）"), statistics(draft)]


def _signature(draft: Draft) -> list[Block]:
    signature = draft.options.get("signature", draft.agency)
    day = draft.rng.randint(4, 28)
    draft.text_facts["published"] = f"{draft.year + 1}-01-{day:02}"
    lines = [Paragraph([Run(signature)], "right")] if signature else []
    return [*lines, Paragraph([Run(f"{draft.year + 1}年1月{day}日")], "right")]
