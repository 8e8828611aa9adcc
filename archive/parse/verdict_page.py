"""A verdict as HTML: the form redrawn with its marked cells, the formulas beside them; for a page of the site or a file to keep."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from archive.parse.formula import Key
from archive.parse.readable import words
from archive.parse.verdict import DraftVerdict
from archive.site.draw import form_tables
from archive.site.draw.labels import pick, word
from archive.site.draw.template_names import number, say, titled
from archive.site.request.ask import Language
from parsers.types import Fact

FOLDER = Path(__file__).parent
MOST_ROWS = 400  # of a statistics table; the longest of the provinces' has 170


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update({"titled": titled})
    return made


@cache
def style() -> Markup:
    """Return the style sheet of a verdict: our own file, put into the page as it is."""
    return Markup((FOLDER / "verdict.css").read_text(encoding="utf-8"))


def fragment(verdicts: Sequence[DraftVerdict], lang: Language) -> Markup:
    """Return the verdicts as a part of a page."""
    return Markup(_render("verdicts.html", verdicts, lang))


def standalone(verdicts: Sequence[DraftVerdict], lang: Language) -> str:
    """Return the verdicts as a page that needs nothing else: to keep, print or send on."""
    return _render("verdict_file.html", verdicts, lang)


def _render(template: str, verdicts: Sequence[DraftVerdict], lang: Language) -> str:
    names = {
        "lang": lang,
        "say": partial(say, lang),
        "word": partial(word, lang),
        "style": style(),
        "verdicts": [(each, tables(each)) for each in verdicts],
        "measures": form_tables.measure_names("requests", form_tables.MEASURES, lang),
        "outcomes": form_tables.measure_names("disputes", form_tables.OUTCOMES, lang),
        "name_of": lambda table: pick(words()["tables"][table], lang),
    }
    return _templates().get_template(template).render(names)


def tables(found: DraftVerdict) -> dict[str, Any]:
    """Return the report's figures laid out as on its form, each cell with its printed text and the numbers of the findings about it."""
    marks = found.marks()
    cells: dict[Key, Any] = {}
    for fact in found.report.facts:
        key = (fact.table, fact.item, fact.measure)
        about = marks.get(key, [])
        mark = {"numbers": [finding.number for finding in about], "must": bool(about and found.is_must(about[0]))}
        cells.setdefault(key, {"shown": shown(fact), "state": fact.state, "unit": fact.unit, **mark})
    has_proactive = any(key[0] == "proactive" for key in cells)
    return {
        "proactive": form_tables.proactive(found.report.form or "", cells, found.lang) if has_proactive else [],
        "requests": form_tables.requests(cells, found.lang),
        "disputes": form_tables.disputes(cells, found.lang),
        "statistics": form_tables.statistics(cells)[:MOST_ROWS],
    }


def shown(fact: Fact) -> str:
    """Return what a cell of the redrawn form shows: its number, or what is printed instead.

    >>> from parsers.types import Place
    >>> shown(Fact("requests", "received", "total", 1200, "件", "1200", "number", Place(0, 0, 0)))
    '1,200'
    """
    return number(fact.value) if fact.state == "number" else fact.raw.strip()
