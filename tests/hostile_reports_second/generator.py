"""Generate one hostile report: draw, mutate, lay out, mutate again, draw as a file, and write down what a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from .drawing.docx import draw_docx
from .drawing.html import draw_html
from .drawing.ofd import draw_ofd
from .drawing.pdf import draw_pdf
from .drawing.text import draw_text
from .drawing.xlsx import draw_xlsx
from .interface import FORMATS, SUFFIX, Case, Format, Oracle, Seen, Slip
from .mutations import MUTATIONS, Mutation, compatible
from .paper.draft import Draft, Form, draw
from .paper.equations import failing
from .paper.layout import lay_out

DRAWERS: dict[Format, Callable[[Draft], bytes]] = {
    "html": draw_html,
    "text": draw_text,
    "docx": draw_docx,
    "xlsx": draw_xlsx,
    "pdf": draw_pdf,
    "ofd": draw_ofd,
}
FORMS: dict[Form, int] = {"2021": 6, "2019": 3, "statistics": 1}
CLASSES: tuple[str, ...] = tuple(sorted({mutation.family for mutation in MUTATIONS.values()}))


def compose(seed: int, file_format: Format, mutations: Sequence[str] = ()) -> Draft:
    """Return the finished drawing model of a case, before it is drawn as a file.

    Raise KeyError for an unknown mutation, ValueError for a misfit.
    """
    chosen = [MUTATIONS[name] for name in mutations]
    _check(chosen, file_format)
    rng = Random(f"{seed} {file_format} {' '.join(sorted(mutations))}")
    forms: list[Form] = [form for form in FORMS if all(form in mutation.forms for mutation in chosen)]
    form = rng.choices(forms, [FORMS[form] for form in forms])[0]
    draft = draw(rng, file_format, form)
    for mutation in sorted((one for one in chosen if one.stage == "draft"), key=lambda one: ("agency" not in one.slots, one.name)):
        mutation.apply(draft)
    lay_out(draft)
    for mutation in sorted(
        (one for one in chosen if one.stage == "cells"),
        key=lambda one: (one.name == "headings_inside_tables", one.family in {"tabs", "other_report"}, one.name),
    ):
        mutation.apply(draft)
    _soften(draft)
    return draft


def _check(chosen: list[Mutation], file_format: Format) -> None:
    for at, mutation in enumerate(chosen):
        if file_format not in mutation.formats:
            raise ValueError(f"{mutation.name} cannot be drawn as {file_format}; choose one of {', '.join(mutation.formats)}")
        for other in chosen[at + 1 :]:
            if not compatible(mutation, other):
                raise ValueError(f"{mutation.name} and {other.name} cannot be on one document")


def _soften(draft: Draft) -> None:
    """Take certainty from figures whose place a person cannot see: one cell a line with blanks among them has no columns any more."""
    if draft.options.get("text_style") != "cell_lines" or draft.format != "text":
        return
    for coordinate, seen in draft.seen.items():
        draft.seen[coordinate] = Seen(seen.kind, seen.value, seen.raw, seen.unit, sure=False)


def generate(seed: int, *, format: Format, mutations: Sequence[str] = ()) -> Case:
    """Return one case. Equal arguments give equal bytes and an equal oracle.

    `mutations` are names of `MUTATIONS` that can be drawn in this format and combined; none gives a plain sound report.
    """
    draft = compose(seed, format, mutations)
    content = DRAWERS[format](draft)
    name = f"{draft.form}-{seed}-{'-'.join(mutations) or 'plain'}{SUFFIX[format]}"
    classes = tuple(MUTATIONS[name].family for name in mutations)
    return Case(name, content, format, seed, tuple(mutations), classes, oracle(draft))


def oracle(draft: Draft) -> Oracle:
    """Return what a person sees; every equation that fails on the visible figures is a slip."""
    slips = list(draft.slips)
    for equation in sorted(failing(draft.form, draft.seen)):
        slips.append(Slip(equation.rule, equation.needs, f"{equation.rule} at {equation.right or equation.left}"))
    return Oracle(
        draft.form,
        draft.agency_names,
        draft.year,
        dict(draft.seen),
        tuple(slips),
        frozenset(slip.rule for slip in slips),
        frozenset(draft.tolerated),
        draft.agency_sure,
        draft.year_sure,
        dict(draft.text_facts),
    )


def choices(file_format: Format) -> list[str]:
    """Return the names of all mutations that can be drawn in a format, in order."""
    return [mutation.name for mutation in MUTATIONS.values() if file_format in mutation.formats]


def singles(seed: int, formats: Sequence[Format] = FORMATS) -> Iterator[Case]:
    """Yield every mutation alone in every format it can be drawn in, after one plain report a format."""
    for file_format in formats:
        yield generate(seed, format=file_format)
        for name in choices(file_format):
            yield generate(seed, format=file_format, mutations=(name,))


def pairs(seed: int, count: int, formats: Sequence[Format] = FORMATS) -> Iterator[Case]:
    """Yield `count` cases with a random compatible pair of mutations each, formats in turn."""
    rng = Random(f"pairs {seed}")
    for number in range(count):
        file_format = formats[number % len(formats)]
        names = choices(file_format)
        while True:
            first, second = rng.sample(names, 2)
            if compatible(MUTATIONS[first], MUTATIONS[second]):
                break
        yield generate(rng.randint(0, 10**9), format=file_format, mutations=(first, second))
