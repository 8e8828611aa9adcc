"""A report's figures as table cells, each linked to the place it was read from. Rendering them in a template takes a third longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from archive.site.draw.template_names import number
from archive.site.request.ask import Language

SOURCE = {"zh": "看原文中的这一格", "en": "See this cell in the source"}
ABSENT = {"zh": "原表无此格", "en": "no such cell"}
BLANK = {"zh": "空白", "en": "blank"}
CHECK = {"zh": "核对第 {} 条", "en": "check {}"}
CHANGE = {"zh": "比上年", "en": "against the year before"}
Fact = Mapping[str, Any]


def figures(facts: Iterable[Fact | None], lang: Language) -> Markup:
    """Return the cells of one row's facts; None where the form has no such cell.

    >>> figures([{"state": "number", "value": 0, "raw": "0", "href": "/raw/x"}], "zh")
    Markup('<td class="n number zero"><a href="/raw/x" title="看原文中的这一格">0</a></td>')
    """
    return Markup("").join(figure(fact, lang) for fact in facts)


def figure(fact: Fact | None, lang: Language) -> Markup:
    """Return a fact's cell: the value as people read it, or what is printed instead."""
    if not fact:
        return Markup('<td class="n none"><span aria-label="{}"></span></td>').format(ABSENT[lang])
    raw = (fact["raw"] or "").strip()
    shown = number(fact["value"]) if fact["state"] == "number" else raw
    kind = "doubt" if fact["state"] == "uncertain" else fact["state"]
    zero = " zero" if fact["state"] == "number" and fact["value"] == 0 else ""
    marked = (" disagrees" if fact["must"] else " to-check") if fact.get("marks") else ""
    opening = f'<td class="n {escape(kind)}{zero}{marked}">'
    below = beside(fact, lang) if "change" in fact or "marks" in fact else ""
    if not fact["href"]:
        return Markup(f"{opening}<span>{escape(shown)}</span>{below}</td>")
    title = SOURCE[lang] + (f"：{raw}" if raw and raw != shown else "")
    inside = escape(shown) if shown else Markup('<span class="hidden">{}</span><span aria-hidden="true">&nbsp;</span>').format(BLANK[lang])
    return Markup(f'{opening}<a href="{escape(fact["href"])}" title="{escape(title)}">{inside}</a>{below}</td>')


def beside(fact: Fact, lang: Language) -> Markup:
    """Return what stands below a figure: its change against the year before, and the numbers of the checks that do not hold there."""
    parts = []
    if fact.get("change"):
        parts.append(Markup('<span class="change"><span class="hidden">{} </span>{}</span>').format(CHANGE[lang], fact["change"]))
    if numbers := fact.get("marks"):
        link = Markup('<a href="#check-{0}" aria-label="{1}">[{0}]</a>')
        links = Markup("").join(link.format(number, CHECK[lang].format(number)) for number in numbers)
        parts.append(Markup('<span class="marks">{}</span>').format(links))
    return Markup("").join(parts)
