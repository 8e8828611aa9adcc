"""The labelled corpus: which form, format and mess each document has, and how it is made. Same names, same documents."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

from tests.quality import forms, nothing
from tests.quality.messes.every import MESSES, Mess
from tests.quality.paper import Paper, truth
from tests.quality.writers import html
from tests.quality.writers.every import WRITERS


@dataclass(frozen=True)
class Recipe:
    """What one document of the corpus is made of."""

    name: str
    form: str
    format: str
    messes: tuple[str, ...] = ()
    editor: str = "plain"

    @property
    def group(self) -> str:
        """The mess a document stands for in the gate's table."""
        return "+".join(self.messes) or "clean"


@cache
def recipes() -> tuple[Recipe, ...]:
    """Every document of the corpus, in a fixed order."""
    return (*_html(), *_other_formats(), *_pages_without_rules(), *_tangles(), *_no_reports())


def _html() -> Iterator[Recipe]:
    """Each form in each editor, clean; then each mess in each form it can befall, the editors taking turns."""
    editors = list(html.EDITORS)
    for form in forms.FORMS:
        for editor in editors:
            yield Recipe(f"html-{form}-{editor}", form, "html", editor=editor)
    turn = 0
    for mess in MESSES.values():
        for form in mess.forms:
            if "html" in (mess.formats or ("html",)):
                turn += 1
                yield Recipe(f"html-{form}-{mess.name}", form, "html", (mess.name,), _editor(mess.name, turn))


def _editor(mess: str, turn: int) -> str:
    """Editors take turns; what only shows in plain pages (another charset, a page's own tags) is written plainly."""
    plain = {
        "charset-gbk": "jcms",
        "table-for-layout": "plain",
        "copy-in-a-comment": "plain",
        "title-page-other-than-body": "cleaned",
        "digits-in-spans": "cleaned",
        "digits-with-nbsp": "cleaned",
        "labels-in-spans": "cleaned",
        "cells-unclosed": "plain",
        "heads-as-th": "plain",
        "spans-of-one": "plain",
        "copy-in-a-template": "plain",
        "tags-upper-case": "plain",
        "word-namespaces": "word",
    }
    return plain.get(mess) or list(html.EDITORS)[turn % len(html.EDITORS)]


SCANNED = ("2019", "2021", "provincial")  # reading pictures is slow: fewer of them
MESS_STEP = {"doc": 9}  # every so many-th mess in the dearer formats
SCAN_STEP = {"scan": 20}  # of scans about every so many-th, drawn by name so that another mess changes no scan; 60 for the worn ones


def is_scan(format: str) -> bool:
    """Whether the documents of a format are pictures.

    >>> is_scan("scan-fax"), is_scan("docx-scan"), is_scan("docx")
    (True, True, False)
    """
    return "scan" in format.split("-")


def _other_formats() -> Iterator[Recipe]:
    """Each form in each other format, clean, and a share of the messes in each."""
    for number, format in enumerate(name for name in WRITERS if name != "html"):
        for form in SCANNED if is_scan(format) else forms.FORMS:
            yield Recipe(f"{format}-{form}", form, format)
        fitting = [mess for mess in MESSES.values() if format in (mess.formats or (format,))]
        if is_scan(format):
            yield from _scanned(format, fitting)
            continue
        step = MESS_STEP.get(format, 5)
        for turn, mess in enumerate(fitting[number % step :: step]):
            form = mess.forms[turn % len(mess.forms)]
            yield Recipe(f"{format}-{form}-{mess.name}", form, format, (mess.name,))


def _scanned(format: str, fitting: list[Mess]) -> Iterator[Recipe]:
    """A share of the messes as scans."""
    for mess in fitting:
        usable = [form for form in mess.forms if form in SCANNED]
        drawn = crc32(f"{format} {mess.name}".encode())
        if usable and drawn % SCAN_STEP.get(format, 60) == 0:
            form = usable[drawn % len(usable)]
            yield Recipe(f"{format}-{form}-{mess.name}", form, format, (mess.name,))


def _pages_without_rules() -> Iterator[Recipe]:
    """Each form with tables on pages without a line around them."""
    for format in ("pdf", "ofd"):
        for form in (form for form in forms.FORMS if form != "prose"):
            recipe = Recipe(f"{format}-{form}-tables-without-rules", form, format, ("tables-without-rules",))
            if recipe not in tuple(_other_formats()):
                yield recipe


def _tangles() -> Iterator[Recipe]:
    """Pages with three messes at once, as the worst real ones have."""
    rng = Random("tangles")
    for form in forms.FORMS:
        usable = [
            mess.name
            for mess in MESSES.values()
            if form in mess.forms and "html" in (mess.formats or ("html",)) and not ALONE & {mess.name}
        ]
        for number in range(8):
            yield Recipe(f"html-{form}-tangle-{number}", form, "html", tuple(sorted(rng.sample(usable, 3))), rng.choice(list(html.EDITORS)))


def _no_reports() -> Iterator[Recipe]:
    """Papers that are no report, in the formats portals post them in."""
    for number, kind in enumerate(nothing.KINDS):
        for format in ("html", "pdf", "docx"):
            yield Recipe(f"{format}-none-{kind.__name__.replace('_', '-')}", "none", format, editor=list(html.EDITORS)[number])


ALONE = {  # messes that take away what another one needs, or that leave two readings when joined
    "title-without-year",
    "title-without-agency",
    "title-bare",
    "period-missing",
    "period-broken",
    "signature-missing",
    "form-of-another-year",
    "text-says-only-our-bureau",
    "one-zero-lost",
    "zero-lost-and-edge-blank",
    "one-zero-doubled",
    "requests-blank-but-totals",
    "requests-zeros-left-blank",
    "charset-gbk",
    "table-for-layout",
    "copy-in-a-comment",
    "cells-unclosed",
    "near-miss-two-slips-that-cancel",
    "title-page-other-than-body",
    "mixed-first-group",
    "two-digit-slips-of-the-pen",
    "disputes-heads-only-outcomes",
    "rowspans-too-long",
    "colspans-of-heads-wrong",
    "title-short-name",
    "first-group-head-missing",
    "proactive-all-blank",
    "period-short",
    "headings-all-lost",
    "digits-with-nbsp",
    "labels-in-spans",
    "tables-set-with-blanks",
    "tables-set-with-tabs",
    "tables-a-cell-a-line",
}


@cache
def paper_of(recipe: Recipe) -> Paper:
    """The paper of a recipe, messes applied in the order of the registry."""
    rng = Random(f"{recipe.form} {recipe.name}")
    if recipe.form == "none":
        return nothing.paper(rng, [kind.__name__.replace("_", "-") for kind in nothing.KINDS].index(recipe.name.split("-none-")[1]))
    paper = forms.clean(recipe.form, rng)
    for name in (name for name in MESSES if name in recipe.messes):
        spoil = MESSES[name].spoil
        paper = spoil(paper, rng) if spoil else paper
    return replace(paper, title=paper.title.replace("\n", ""))


def body_of(recipe: Recipe) -> bytes:
    """The document as bytes; LibreOffice or a font may be needed (`writers.Missing`)."""
    markup = html.Markup()
    for mess in (MESSES[name] for name in recipe.messes):
        if mess.markup:
            own = {field: value for field, value in vars(mess.markup).items() if value != getattr(html.Markup(), field)}
            markup = replace(markup, **own)
    return WRITERS[recipe.format](paper_of(recipe), recipe.editor, replace(markup, seed=len(recipe.name)))


def digest(format: str) -> str:
    """One digest over what every document of a format says: it changes when a text, a figure, a mess or a recipe changes."""
    found = hashlib.sha256()
    for recipe in (recipe for recipe in recipes() if recipe.format == format):
        found.update(repr((recipe, paper_of(recipe))).encode())
    return found.hexdigest()[:16]


def main() -> None:
    options = argparse.ArgumentParser(description="Write the labelled corpus: NAME.FORMAT and NAME.truth.json")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--only", default="", help="names that contain this")
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for recipe in recipes():
        if args.only in recipe.name:
            suffix = "scan.pdf" if recipe.format.startswith("scan") else recipe.format.split("-")[0]
            (args.out / f"{recipe.name}.{suffix}").write_bytes(body_of(recipe))
            (args.out / f"{recipe.name}.truth.json").write_text(json.dumps(truth(paper_of(recipe)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
