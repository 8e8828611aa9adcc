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
    if not fact["href"]:
        return Markup(f'<td class="n {escape(kind)}{zero}"><span>{escape(shown)}</span></td>')
    title = SOURCE[lang] + (f"：{raw}" if raw and raw != shown else "")
    inside = escape(shown) if shown else Markup('<span class="hidden">{}</span><span aria-hidden="true">&nbsp;</span>').format(BLANK[lang])
    return Markup(f'<td class="n {escape(kind)}{zero}"><a href="{escape(fact["href"])}" title="{escape(title)}">{inside}</a></td>')
