"""Pages of ``agencies.yaml`` and ``sentences.yaml``: a small HTML page each, with what must be read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

from . import forms
from .build import lay_out, paragraph
from .formats import html_skins
from .model import Draft, Key, Paragraph, Plan, Sentence

FOLDER = Path(__file__).parent
SENTENCE_YEAR = 2023


@dataclass(frozen=True)
class AgencyPage:
    """A page that names a body; ``accepted`` are the right answers for ``agency``."""

    name: str
    html: bytes
    accepted: frozenset[str]
    year: int
    level: str
    kind: str
    recipe: str


@dataclass(frozen=True)
class SentencePage:
    """A report of form 2021 with one sentence of interest; ``rule`` must fail where ``slip``, and nothing may where not."""

    name: str
    html: bytes
    text: str
    rule: str
    slip: bool
    cells: dict[Key, float] = field(default_factory=dict)


@cache
def _load(name: str) -> dict[str, Any]:
    with (FOLDER / name).open(encoding="utf-8") as source:
        data: dict[str, Any] = yaml.safe_load(source)
    return data


def agency_pages(name: str = "agencies.yaml") -> Iterator[AgencyPage]:
    """Yield the 120 pages of bodies of a list, in its order; the recipes of the first list hold for each."""
    data = _load(name)
    recipes = {**_load("agencies.yaml")["recipes"], **data["recipes"]}
    for number, entry in enumerate(data["agencies"]):
        name = entry["expect"]
        accepted = frozenset([name, *entry.get("accept", [])])
        page = _agency_html(entry, {**data["defaults"], **recipes[entry["recipe"]]}, number)
        yield AgencyPage(f"agency-{number + 1:03d}", page, accepted, entry["year"], entry["level"], entry["kind"], entry["recipe"])


def _agency_html(entry: dict[str, Any], recipe: dict[str, Any], number: int) -> bytes:
    cut = entry.get("split", 0)
    name = entry["expect"]
    words = {"a": name, "a1": name[:cut], "a2": name[cut:], "y": entry["year"], "n": f"{number % 1000:03d}"}
    words["d"] = f"{entry['year'] + 1}年1月16日"
    words["p"] = recipe["period"].format(y=entry["year"])

    def fill(key: str) -> str:
        return escape(str(recipe.get(key, "")).format(**words))

    titles = [escape(line.format(**words)) for line in recipe["title_lines"]]
    body = "".join(f'<p align="center">{line}</p>\n' for line in titles)
    body += "".join(f"<p>{fill(key)}</p>\n" for key in ("lead", "preface") if fill(key))
    body += "<p>一、总体情况</p><p>坚持以公开为常态，及时更新信息，全年主动公开各类信息，没有需要说明的特殊情况。</p>"
    body += "<p>二、主动公开政府信息情况</p><p>通过门户网站、公开栏等途径发布信息。</p><p>三、收到和处理政府信息公开申请情况</p><p>办理渠道畅通。</p>"
    body += "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>按规定办理。</p>"
    body += "<p>五、存在的主要问题及改进情况</p><p>公开形式仍需丰富，将加强培训，改进发布流程。</p><p>六、其他需要报告的事项</p><p>无其他事项。</p>"
    body += f'<p align="right">{fill("signature")}</p><p align="right">{entry["year"] + 1}年1月16日</p>'
    source = f'<meta name="ContentSource" content="{fill("source")}">'
    head = f'<meta charset="utf-8"><title>{"".join(titles)}</title><meta name="ColumnName" content="政府信息公开年报">{source}'
    shell = f'<div class="breadcrumb">当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</div><h1>{"".join(titles)}</h1><div id="zoom">{body}</div>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{shell}</body></html>".encode()


def sentence_figures(table: dict[str, int]) -> dict[Key, float]:
    """Return all figures of form 2021 that agree with a table of the file: all for natural persons, ``M`` for businesses."""
    found: dict[Key, float] = {}
    for _, columns, rows in forms.PROACTIVE["2021"]:
        found |= {("proactive", item, measure): 0 for item, _ in rows for measure, _ in columns}
    short = {"issued": "Q", "repealed": "Z", "in_force": "F"}
    found |= {("proactive", "normative_documents", measure): table[letter] for measure, letter in short.items()}
    for item, letter in (("licences", "E"), ("penalties", "K"), ("coercive_measures", "C")):
        found["proactive", item, "decisions"] = table[letter]
    items = [item for item, _, _ in forms.request_rows("2021")]
    totals = dict.fromkeys(("received", "carried_in", *items, "handled", "carried_out"), 0)
    letters = {"received": "R", "carried_in": "I", "handled": "H", "carried_out": "O", "granted": "G", "partly_granted": "P"}
    letters |= {"denied_third_party": "N", "unavailable_not_held": "U", "rejected_repeated": "J", "other_rest": "X"}
    totals |= {item: table[letter] for item, letter in letters.items()}
    for item, total in totals.items():
        business = table["M"] if item in ("received", "granted", "handled") else 0
        row = dict.fromkeys(forms.REQUEST_MEASURES, 0) | {"natural_person": total - business, "business": business, "total": total}
        found |= {("requests", item, measure): value for measure, value in row.items()}
    review = {
        "upheld": table["VU"],
        "corrected": table["VC"],
        "other": table["V"] - table["VU"] - table["VC"],
        "pending": 0,
        "total": table["V"],
    }
    found |= {("disputes", "review", measure): value for measure, value in review.items()}
    for block, letter in (("litigation_direct", "D"), ("litigation_after_review", "A")):
        row = {"upheld": table[letter], "corrected": 0, "other": 0, "pending": 0, "total": table[letter]}
        found |= {("disputes", block, measure): value for measure, value in row.items()}
    return found


def sentence_pages(name: str = "sentences.yaml") -> Iterator[SentencePage]:
    """Yield the 200 sound sentences of a list, then the 200 slips, each in a report."""
    data = _load(name)
    for kind in ("sound", "slips"):
        for number, entry in enumerate(data[kind]):
            figures = sentence_figures(data["tables"][entry["table"]])
            name = f"{kind}-{number + 1:03d}"
            yield SentencePage(name, _sentence_html(name, entry, figures), entry["text"], entry["rule"], kind == "slips", figures)


def _sentence_html(name: str, entry: dict[str, Any], figures: dict[Key, float]) -> bytes:
    agency, year = "青岚市临湖区人民政府", SENTENCE_YEAR
    plan = Plan(
        request_columns=list(forms.REQUEST_MEASURES), dispute_blocks=list(forms.DISPUTE_BLOCKS), dispute_results=list(forms.DISPUTE_RESULTS)
    )
    draft = Draft(random.Random(name), "2021", year, agency, {agency}, figures, plan, "html", "ucap")
    draft.title_lines = [f"{agency}{year}年政府信息公开工作年度报告"]
    draft.page_title = draft.title_lines[0]
    period = "" if entry["rule"] == "D1" else f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    draft.period = period or (entry["text"] if "统计" in entry["text"] else f"本报告数据为{year}年度数据。")
    draft.signature = agency
    if entry["rule"] != "D1":
        draft.sentences = [Sentence(entry["text"].replace("\n", ""))] if "\n" not in entry["text"] else []
    lay_out(draft)
    if "\n" in entry["text"] or (entry["rule"] == "D1" and "统计" not in entry["text"]):
        place = next(i for i, b in enumerate(draft.blocks) if isinstance(b, Paragraph) and b.text.startswith("（二）"))
        draft.blocks.insert(place + 1, paragraph(entry["text"]))
    return html_skins.render(draft)
