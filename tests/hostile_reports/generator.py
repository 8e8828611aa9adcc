"""Make cases: a form, a format, mutations, the file's bytes and the oracle."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import forms
from .build import lay_out
from .figures import FORMS, make_figures
from .formats import drawers
from .model import Draft, Plan
from .mutations import CLASSES, VARIANTS, Variant
from .names import make_name
from .oracle import Oracle, oracle_of
from .prose import agreeing_sentence

QUICK_FORMATS = ("html", "docx", "xlsx", "pdf-reportlab", "ofd", "txt", "md")
"""Formats that are written in this process; the others need a browser, an office or fonts."""

WEIGHTS = {
    "html": 30,
    "docx": 14,
    "xlsx": 10,
    "pdf-reportlab": 18,
    "ofd": 8,
    "txt": 7,
    "md": 8,
    "doc": 1,
    "scan": 1,
    "pdf-chromium": 2,
    "pdf-libreoffice": 1,
}


@dataclass(frozen=True)
class Case:
    """One generated report."""

    name: str
    classes: tuple[str, ...]
    mutations: tuple[str, ...]
    form: str
    format: str
    style: str
    filename: str
    content: bytes
    url: str | None
    oracle: Oracle


def generate(seed: int, count: int, formats: Sequence[str] = QUICK_FORMATS, classes: Sequence[str] = CLASSES) -> Iterator[Case]:
    """Yield ``count`` cases of a seed.

    Formats are drawn by weight, forms evenly (fewer in prose). Half of the cases have one mutation, half a pair of two classes;
    the class is drawn evenly, then a variant of it. The same arguments give the same bytes.
    """
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        file_format = rng.choices(formats, [WEIGHTS.get(f, 1) for f in formats])[0]
        form = rng.choices(FORMS, (1, 4, 5, 8))[0]
        fitting = [v for v in VARIANTS if v.kind in classes and v.fits(form, file_format)]
        if not fitting:
            continue
        kind = rng.choice(sorted({v.kind for v in fitting}))
        chosen = [rng.choice([v for v in fitting if v.kind == kind])]
        others = [v for v in fitting if v.kind != chosen[0].kind and v.kind != "plain"]
        if number % 2 and others and chosen[0].kind != "plain":
            chosen.append(rng.choice(others))
        yield make_case(rng, f"{seed}-{number:06d}", form, file_format, chosen)


def make_case(rng: random.Random, name: str, form: str, file_format: str, chosen: Sequence[Variant], style: str = "") -> Case:
    """Return the case of a form and a format with the given mutations."""
    draft = _draft(rng, form, file_format)
    draft.style = style or rng.choice(drawers.STYLES.get(file_format, ("",)))
    for item in sorted(chosen, key=lambda v: (v.phase != "plan", v.kind == "absent")):
        if item.phase == "page" and not draft.blocks:
            lay_out_all(draft)
        with contextlib.suppress(LookupError, ValueError):  # nothing is left for the second of a pair to change
            item.apply(draft)
            draft.applied.append(item.name)
    if not draft.blocks:
        lay_out_all(draft)
    content = drawers.draw(draft)
    suffix = drawers.SUFFIX[file_format]
    filename = f"{draft.extras.get('file_year', '')}{name}.{suffix}" if draft.extras.get("file_year") else f"{name}.{suffix}"
    url = _url(draft, filename)
    kinds = tuple(dict.fromkeys(v.kind for v in chosen))
    return Case(name, kinds, tuple(draft.applied), form, file_format, draft.style, filename, content, url, oracle_of(draft))


def _url(draft: Draft, filename: str) -> str | None:
    if draft.format != "html":
        return None
    year = draft.extras.get("file_year", draft.year + 1)
    return f"https://www.example.gov.cn/zwgk/zfxxgknb/{year}01/t{year}0118_{filename}"


def _draft(rng: random.Random, form: str, file_format: str) -> Draft:
    year = {"prose": (2009, 2018), "statistics": (2014, 2018), "2019": (2019, 2020), "2021": (2021, 2025)}[form]
    reported = rng.randint(*year)
    agency = make_name(rng)
    results = list(forms.DISPUTE_RESULTS)
    variant = rng.choice(("fujian", "national"))
    plan = Plan(
        request_columns=list(forms.REQUEST_MEASURES),
        dispute_blocks=list(forms.DISPUTE_BLOCKS),
        dispute_results=results,
        statistics_variant=variant,
        other_as_one_row=form == "2021" and rng.random() < 0.1,
    )
    title = f"{agency}{reported}年{rng.choice(('', '度'))}政府信息公开{rng.choice(('工作', ''))}年度报告"
    draft = Draft(rng, form, reported, agency, {agency}, {}, plan, file_format)
    draft.title_lines = [title]
    draft.page_title = title
    draft.metas = {
        "ArticleTitle": title,
        "PubDate": f"{reported + 1}-01-2{rng.randint(0, 9)} 15:22",
        "ColumnName": "政府信息公开年报",
        "ContentSource": "",
    }
    draft.metas["SiteName"] = agency[:3] + "门户网站"
    draft.period = f"本报告所列数据的统计期限自{reported}年1月1日起至{reported}年12月31日止。"
    if form in ("prose", "statistics"):
        draft.ungraded.add("D3")  # their parts are not the six of the later forms
    draft.signature = agency if rng.random() < 0.6 else ""
    return draft


def lay_out_all(draft: Draft) -> None:
    """Draw the figures of the final plan and lay the report out."""
    plan = draft.plan
    draft.figures = make_figures(draft.rng, draft.form, plan.statistics_variant, one_other=plan.other_as_one_row)
    if draft.form in ("2019", "2021") and draft.rng.random() < 0.7:
        draft.sentences = [agreeing_sentence(draft, draft.rng)]
    lay_out(draft)
