"""Mutate the agency: names with particles, titles over two lines, names in the signature or the metas only, other agencies quoted."""

from __future__ import annotations

from ..paper.agencies import DIVISIONS, OTHERS, PARTICLES
from ..paper.draft import Draft
from .registry import ALL, mutation


def rename(draft: Draft, name: str) -> None:
    """Give the draft another agency."""
    draft.agency, draft.agency_names = name, (name,)


@mutation("agency", forms=ALL, slots="agency")
def agency_with_particles(draft: Draft) -> None:
    """Take a name with 经, 由, 将, 从, 向, 对, 与, 和 in it."""
    rename(draft, draft.rng.choice(PARTICLES))


@mutation("agency", forms=ALL, slots="agency")
def agency_of_odd_division(draft: Draft) -> None:
    """Take a name of a rare kind of division: a banner, a corps, a special zone."""
    rename(draft, draft.rng.choice(DIVISIONS))


@mutation("agency", forms=ALL, slots="title")
def title_over_two_lines(draft: Draft) -> None:
    """Print the title in two headings, the agency in the first or cut in the middle."""
    tail = f"{draft.year}年政府信息公开工作年度报告"
    cut = draft.rng.choice((len(draft.agency), len(draft.agency) - 1, len(draft.agency) + 5))
    draft.options["title"] = (draft.agency + tail)[:cut] + "\n" + (draft.agency + tail)[cut:]


@mutation("agency", forms=ALL, slots="title preface contact")
def agency_in_signature_only(draft: Draft) -> None:
    """Name the agency in the signature only: 我单位 in the text, no name in the title."""
    draft.options["title"] = f"{draft.year}年政府信息公开工作年度报告"
    draft.options["preface"] = "根据《中华人民共和国政府信息公开条例》和国务院办公厅有关规定，现公布我单位年度报告。{period}"


@mutation("agency", formats=("html",), forms=ALL, slots="title preface contact signature metas")
def agency_in_metas_only(draft: Draft) -> None:
    """Name the agency in the page's metas only: a reader of the page cannot be sure."""
    draft.options["title"] = f"{draft.year}年政府信息公开工作年度报告"
    draft.options["preface"] = "根据《中华人民共和国政府信息公开条例》规定，现公布我单位年度报告。{period}"
    draft.options["signature"] = ""
    draft.options["metas"] = (
        f'<meta name="ContentSource" content="{draft.agency}"><meta name="ArticleTitle" content="{draft.options["title"]}">'
    )
    draft.agency_sure = False


@mutation("agency", forms=ALL, slots="title signature")
def agency_in_preface_only(draft: Draft) -> None:
    """Name the agency as the maker in the preface only."""
    draft.options["title"] = "政府信息公开工作年度报告"
    draft.options["signature"] = ""


@mutation("agency", forms=ALL, slots="contact")
def contact_joins_another_name(draft: Draft) -> None:
    """Ask the reader to write to an office of another name."""
    draft.options["contact_name"] = draft.rng.choice(("县政务公开领导小组办公室", "市大数据中心和市档案馆", "市政府办公室与区融媒体中心"))


@mutation("agency", forms=ALL, slots="preface")
def cited_notice_before_agency(draft: Draft) -> None:
    """Cite a notice of the State Council's office and of the province before the agency is named."""
    draft.options["preface"] = (
        "根据《中华人民共和国国务院办公厅关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）"
        f"和河东省人民政府办公厅要求，{draft.agency}编制本报告。{{period}}"
    )


@mutation("agency", forms=ALL, slots="title")
def title_in_odd_words(draft: Draft) -> None:
    """Print the title in words of other offices."""
    draft.options["title"] = draft.rng.choice(
        (
            "{a}政府信息公开工作{y}年度报告",
            "{a}{y}年度政府信息公开工作情况年度报告",
            "{a}关于{y}年政府信息公开工作情况的报告",
            "{a}{y}年信息公开年报",
            "{y}年{a}政府信息公开年度报告",
            "{y}年度{a}政务公开工作年度报告",
            "{a}政府信息公开年度报告（{y}年度）",
            "关于{a}{y}年度政府信息公开工作的年度报告",
            "{a}（机关）{y}年政府信息公开工作年度报告",
            "《{a}{y}年政府信息公开工作年度报告》",
            "{a}{y}年度法定主动公开内容－政府信息公开工作年度报告",
        )
    ).format(a=draft.agency, y=draft.year)
    if "（机关）" in draft.options["title"]:
        draft.agency_names = (draft.agency, f"{draft.agency}（机关）")


@mutation("agency", forms=ALL, slots="title")
def title_letterspaced(draft: Draft) -> None:
    """Print blanks between the signs of the title."""
    blank = draft.rng.choice((" ", "\u3000", "\u00a0"))
    draft.options["title"] = blank.join(draft.agency) + f"{blank}{draft.year}{blank}年{blank}政府信息公开工作年度报告"


@mutation("agency", forms=ALL, slots="sentence")
def other_agencies_in_text(draft: Draft) -> None:
    """Name other agencies in part one, one of them as the author of something."""
    first, second = draft.rng.sample(OTHERS, 2)
    draft.sentences += [
        f"推广{first}政府信息公开工作经验，指导{second}编制并发布政府信息公开工作年度报告。",
        f"赴{first}考察学习，由{second}牵头召开座谈会。",
    ]


@mutation("agency", forms=ALL, slots="signature")
def signed_by_the_office(draft: Draft) -> None:
    """Sign with the office of the agency while title and preface name the agency."""
    draft.options["signature"] = f"{draft.agency}办公室"
    draft.agency_names = (draft.agency, f"{draft.agency}办公室")


@mutation("agency", forms=ALL, slots="agency preface title signature")
def short_name_in_title(draft: Draft) -> None:
    """Print a short name in the title and the full name in the preface and signature: both are right."""
    short, full = draft.rng.choice(
        (
            ("湛山区交通局", "湛山区交通运输局"),
            ("云溪区卫健委", "云溪区卫生健康委员会"),
            ("石桥县", "石桥县人民政府"),
            ("北川市发改委", "北川市发展和改革委员会"),
        )
    )
    draft.options.setdefault("title", f"{short}{draft.year}年政府信息公开工作年度报告")
    draft.options["preface"] = f"根据《中华人民共和国政府信息公开条例》规定，{full}编制本报告。{{period}}"
    rename(draft, full)
    draft.agency_names = (full, short)
