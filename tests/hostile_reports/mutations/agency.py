"""Class ``agency``: names that a cutter of words takes apart, and titles that say less than the signature."""

from __future__ import annotations

from ..build import paragraph
from ..model import Draft, Paragraph, Run
from ..names import rename
from . import ALL, FORMS, variant

PLACES = (
    ("平川市", "经济技术开发区管理委员会"), ("将乐县", "人民政府"), ("金湖县向阳乡", "人民政府"), ("由旺镇", "人民政府"), ("从江县", "教育局"),
    ("东和县", "与会资源管理局"), ("对岩镇", "人民政府"), ("利和县", "和平街道办事处"), ("兴和县", "水利局"), ("海原自由贸易试验区", "管理委员会"),
    ("从化区", "民政局"), ("和田地区", "行政公署"), ("和硕县", "人民政府"), ("经纬街道", "办事处"), ("由甲地区", "林业和草原局"),
    ("及第镇", "人民政府"), ("将军路街道", "办事处"), ("向化镇", "人民政府"), ("对青山镇", "人民政府"), ("经棚镇", "人民政府"),
)  # fmt: skip


@variant("agency", "plan", ALL, FORMS)
def particle_names(draft: Draft) -> None:
    """Name the body with a word in it that grammar would cut at."""
    place, kind = draft.rng.choice(PLACES)
    rename(draft, place + kind)


@variant("agency", "page", ALL, FORMS)
def contact_sentence(draft: Draft) -> None:
    """Ask to turn to the office, before the preface and at the end."""
    text = draft.rng.choice(
        (
            "如对本报告有疑问，请与{}办公室联系（地址：人民路12号，电话：0396—2963112）。",
            "社会公众可向{}反映意见，或者登录门户网站下载本报告。",
            "对本年度报告内容如有疑问，请与{}政务公开科和信息中心联系。",
        )
    )
    block = paragraph(text.format(draft.agency))
    first = next(i for i, b in enumerate(draft.blocks) if isinstance(b, Paragraph) and b.style == "body")
    draft.blocks.insert(first + draft.rng.choice((0, 1)), block)


@variant("agency", "plan", ALL, FORMS)
def split_title(draft: Draft) -> None:
    """Set the title in two or three lines, also inside the name."""
    cut = draft.rng.randint(2, max(2, len(draft.agency) - 2))
    rest = draft.title_lines[0].removeprefix(draft.agency)
    ways = ([draft.agency, rest], [draft.agency[:cut], draft.agency[cut:] + rest], [draft.agency[:cut], draft.agency[cut:], rest])
    draft.title_lines = draft.rng.choice(ways)


@variant("agency", "plan", ALL, FORMS)
def title_wording(draft: Draft) -> None:
    """Word the title in other ways: 工作情况, （机关）, the year in the middle."""
    name, year = draft.agency, draft.year
    ways = (
        f"{name}政府信息公开工作{year}年度报告",
        f"{name}{year}年政府信息公开工作情况年度报告",
        f"{name}（机关）{year}年政府信息公开工作年度报告",
        f"{name}关于{year}年度政府信息公开工作情况的报告",
        f"{year}年{name}政府信息公开年报",
        f"{name} {year} 年 政府信息公开工作年度报告",
    )
    draft.title_lines = [draft.rng.choice(ways)]
    draft.page_title = draft.title_lines[0]
    draft.accepted_agencies.add(f"{name}（机关）")


@variant("agency", "plan", ALL, FORMS)
def signature_only(draft: Draft) -> None:
    """Leave the name to the signature."""
    draft.title_lines = [f"{draft.year}年政府信息公开工作年度报告"]
    draft.page_title = draft.title_lines[0]
    draft.signature = draft.agency
    draft.extras["no_name_in_text"] = True


@variant("agency", "plan", frozenset({"html"}), FORMS)
def meta_only(draft: Draft) -> None:
    """Leave the name to the page's metas."""
    draft.title_lines = ["政府信息公开工作年度报告"]
    draft.extras["no_name_in_text"] = True
    draft.signature = ""
    draft.page_title = f"{draft.year}年度政府信息公开工作年度报告"
    draft.metas["ContentSource"] = draft.agency
    draft.metas["ArticleTitle"] = draft.page_title


@variant("agency", "page", ALL, FORMS)
def cited_notice(draft: Draft) -> None:
    """Cite notices of the State Council and of a ministry before the name."""
    text = draft.rng.choice(
        (
            "按照《中华人民共和国自然资源部关于做好年度报告编制工作的通知》和《中华人民共和国政府信息公开条例》有关规定，编制本报告。",
            "《中华人民共和国国务院办公厅关于印发2019年政务公开工作要点的通知》印发以来，各项工作有序推进。",
        )
    )
    title = sum(isinstance(b, Paragraph) and b.style == "title" for b in draft.blocks)
    draft.blocks.insert(title, Paragraph([Run(text)]))
