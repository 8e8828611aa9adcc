"""The quality gate: every document of the corpus is read and held against its label; no rate may fall below its floor.

python -m tests.quality.gate                      what is read how well: per form, format and mess; the documents read wrong
python -m tests.quality.gate --only html-2021     a part of the corpus, only shown
python -m tests.quality.gate --subset fast --update [--allow-regression]
python -m tests.quality.gate --format scan --format doc --update
                                                  take today's rates as floors; a floor goes down only with the second flag
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Fact, Report, Source
from tests.quality import corpus, rules
from tests.quality.corpus import Recipe
from tests.quality.paper import Figure, Key, Paper
from tests.quality.writers.missing import Missing

FLOORS = Path(__file__).parent / "floors.json"
SCORES = ("cells", "facts", "checks", "about")
SUBSETS = {"fast": ("html", "mht", "docx", "xlsx", "ofd", "rtf", "zip", "pdf"), "whole": ()}


@dataclass(frozen=True)
class Score:
    """One document: how much was asked and how much was right, and the first things that were not."""

    recipe: Recipe
    asked: dict[str, int]
    right: dict[str, int]
    faults: tuple[str, ...] = field(default=())
    silent: tuple[str, ...] = field(default=())  # figures passed as fact that the paper does not have


@dataclass(frozen=True)
class Unmade:
    """A document this machine cannot make, and what it lacks."""

    recipe: Recipe
    why: str


Rates = dict[str, dict[str, dict[str, float]]]  # axis → its value → score → share right


class Floors(TypedDict):
    """What is kept of a format: the digest and number of its documents, and the floors that are lower than 1."""

    corpus: str
    documents: int
    floors: Rates


Kept = dict[str, Floors]  # format → its floors


def fold(text: str) -> str:
    """Width folded, blanks and invisible characters gone.

    >>> fold(" １２\u200b3 ")
    '123'
    """
    return "".join(char for char in unicodedata.normalize("NFKC", text) if not char.isspace() and unicodedata.category(char) != "Cf")


def score(recipe: Recipe, paper: Paper, report: Report) -> Score:
    """What the reader found, held against what the paper says."""
    found = {(fact.table, fact.item, fact.measure): fact for fact in report.facts}
    true = {(key[0], fold(key[1]), key[2]): figure for key, figure in paper.figures().items()}
    found = {(key[0], fold(key[1]), key[2]): fact for key, fact in found.items()}
    invented = [key for key, fact in found.items() if key not in true and fact.value is not None]
    cells = {key: _cell_right(figure, found.get(key)) for key, figure in true.items()}
    facts = {key: cells[key] and _fact_right(figure, found.get(key)) for key, figure in true.items()}
    about, asked_about = _about(paper, report), 4 if paper.forms else 1
    checks = _checks(paper, report)
    faults = [
        *(f"invented {key}: {found[key].raw!r}" for key in invented),
        *(_told(key, true[key], found.get(key)) for key in true if not facts[key]),
        *about,
        *(checks or ()),
    ]
    asked = {"cells": len(true) + len(invented), "facts": len(true), "checks": checks is not None, "about": asked_about}
    right = {"cells": sum(cells.values()), "facts": sum(facts.values()), "checks": checks == [], "about": asked_about - len(about)}
    silent = [f"{'/'.join(key)}: {fact.raw!r} = {fact.value}" for key, fact in found.items() if _silently_wrong(true.get(key), fact)]
    return Score(recipe, asked, {name: int(number) for name, number in right.items()}, tuple(faults), tuple(silent))


def _silently_wrong(figure: Figure | None, fact: Fact) -> bool:
    """Whether a number not told as uncertain is another than the paper's, or stands where the paper has none."""
    if fact.value is None or fact.state == "uncertain":
        return False
    return figure is None or figure.value is None or abs(float(fact.value) - float(figure.value)) >= 1e-9


def _cell_right(figure: Figure, fact: Fact | None) -> bool:
    """The value and its blankness; a blank may be left out, an unsure figure or one printed in two pieces may stay open."""
    if fact is None or fact.value is None:
        return figure.value is None or not figure.sure or _in_pieces(figure, fact)
    return figure.value is not None and abs(float(fact.value) - float(figure.value)) < 1e-9


def _in_pieces(figure: Figure, fact: Fact | None) -> bool:
    """Whether the page prints the digits apart, which may be two figures, and the reader says it is not sure of them."""
    return fact is not None and fact.state == "uncertain" and len(fact.raw.split()) > 1 and "".join(fact.raw.split()) == fold(figure.raw)


def _fact_right(figure: Figure, fact: Fact | None) -> bool:
    """State, unit and the raw text besides."""
    if fact is None or not figure.sure:
        return fact is not None or figure.value is None or not figure.sure
    if _in_pieces(figure, fact):
        return fact.value is None
    return fact.state == figure.state and fold(fact.raw) == fold(figure.raw) and figure.unit in (None, fact.unit)


def _told(key: Key, figure: Figure, fact: Fact | None) -> str:
    read = f"{fact.raw!r} = {fact.value} {fact.unit or ''} {fact.state}" if fact else "nothing"
    return f"{'/'.join(key)}: {read}, not {figure.raw!r} = {figure.value} {figure.unit or ''} {figure.state}"


def _about(paper: Paper, report: Report) -> list[str]:
    """What is wrong with agency, year, form and title."""
    short = report.agency or ""
    if not paper.forms:
        return [] if report.form is None else [f"form: {report.form!r}, and it is no annual report"]
    named = bool(short) and (short in paper.agency or paper.agency in short or short in paper.title)
    claims = {
        "agency": (named, report.agency, paper.agency),
        "year": (report.year == paper.year, report.year, paper.year),
        "form": (report.form in paper.forms, report.form, paper.forms),
        "title": (fold(report.title) in (fold(paper.title), fold(paper.page_title)), report.title, paper.title),
    }
    return [f"{name}: {read!r}, not {true!r}" for name, (right, read, true) in claims.items() if not right]


def _checks(paper: Paper, report: Report) -> list[str] | None:
    """Hard rules that fail more or less often than they should; None where the paper leaves it open."""
    true = rules.broken(paper)
    if true is None:
        return None
    found = Counter(check.rule for check in report.checks if check.verdict == "fail")
    wrong = [f"{rule} fails {found[rule]} times, not {true[rule]}" for rule in rules.COUNTED if found[rule] != true[rule]]
    if bool(found["R5"]) != bool(true["R5"]):
        wrong.append(f"R5 fails {found['R5']} times, not {true['R5']}")
    sums = found["R8"] + found["R9"]
    return wrong + ([f"R8, R9 fail {sums} times, not {true['R8']}"] if bool(sums) != bool(true["R8"]) else [])


def read(recipe: Recipe) -> Score:
    """One document made, read and scored; Missing where this machine cannot make it."""
    return score(recipe, corpus.paper_of(recipe), report_of(corpus.body_of(recipe)))


def report_of(body: bytes) -> Report:
    """The annual report in these bytes, or in the first file inside them that is one."""
    document = formats.parse(Source(body=body))
    found = read_report(document)
    inside = (report_of(part.body) for part in document.parts) if found.form is None else ()
    return next((report for report in inside if report.form), found)


def run(recipes: Iterable[Recipe], jobs: int = 2) -> tuple[list[Score], list[Unmade]]:
    """All scores, and the documents that could not be made here. A crash of a reader counts as everything wrong."""
    scores, missing = [], []
    with ProcessPoolExecutor(jobs) as pool:
        for recipe, future in [(recipe, pool.submit(read, recipe)) for recipe in recipes]:
            error = future.exception()
            if isinstance(error, Missing):
                missing.append(Unmade(recipe, str(error)))
            else:
                scores.append(_crashed(recipe, error) if error else future.result())
    return scores, missing


def _crashed(recipe: Recipe, error: BaseException) -> Score:
    asked = {"cells": max(1, len(corpus.paper_of(recipe).figures())), "facts": 1, "checks": 1, "about": 4}
    return Score(recipe, asked, dict.fromkeys(SCORES, 0), (f"crash {type(error).__name__}: {error}",))


def rates(scores: list[Score]) -> Rates:
    """Shares right by form, format and mess, rounded down so that a floor is never above what was reached."""
    found: Rates = {}
    for axis, of in (("form", lambda r: r.form), ("format", lambda r: r.format), ("mess", lambda r: r.group)):
        for value in sorted({of(one.recipe) for one in scores}):
            members = [one for one in scores if of(one.recipe) == value]
            asked = {name: sum(one.asked[name] for one in members) for name in SCORES}
            shares = {name: int(10000 * sum(one.right[name] for one in members) / asked[name]) / 10000 for name in SCORES if asked[name]}
            found.setdefault(axis, {})[value] = shares
    return found


def floor_of(floors: Rates, axis: str, value: str, name: str) -> float:
    """A floor is 1 where none lower is kept."""
    return floors.get(axis, {}).get(value, {}).get(name, 1.0)


def below_floor(found: Rates, floors: Rates) -> list[str]:
    """A sentence for each rate under its floor."""
    return [
        f"{axis} {value}: {name} {share} is below its floor {floor_of(floors, axis, value, name)}"
        for axis, values in found.items()
        for value, shares in values.items()
        for name, share in shares.items()
        if share < floor_of(floors, axis, value, name)
    ]


def raised(found: Rates, floors: Rates, lower: bool) -> Rates:
    """The new floors, as far as they are below 1: today's rates, but never under the old ones unless `lower`."""
    kept: Rates = {}
    for axis, values in found.items():
        for value, shares in values.items():
            news = {name: share if lower else max(share, floor_of(floors, axis, value, name)) for name, share in shares.items()}
            if low := {name: share for name, share in news.items() if share < 1}:
                kept.setdefault(axis, {})[value] = low
    return kept


def chosen(subset: str, only: str = "", wanted: Sequence[str] = ()) -> list[Recipe]:
    """The documents of some formats (those of the subset where none are named) whose names contain `only`."""
    wanted = wanted or SUBSETS[subset]
    return [recipe for recipe in corpus.recipes() if only in recipe.name and (not wanted or recipe.format in wanted)]


def silently_wrong(scores: list[Score]) -> list[str]:
    """A sentence for each format with a wrong number nobody is told of: none is allowed, and no flag allows one."""
    told: dict[str, list[str]] = {}
    for one in scores:
        told.setdefault(one.recipe.format, []).extend(f"{one.recipe.name}: {wrong}" for wrong in one.silent)
    return [f"format {name}: {len(wrong)} wrong figures passed as fact: {'; '.join(wrong[:3])}" for name, wrong in told.items() if wrong]


def verdict(scores: list[Score], kept: Kept, missing: list[Unmade]) -> list[str]:
    """Why the gate is shut: another corpus than the floors were taken on, no floors, or rates that fell.

    Where this machine cannot make all documents of a format, only its rates by form are held: the others may stand on few documents.
    """
    sentences = []
    for format, members in by_format(scores).items():
        told, found = kept.get(format), rates(members)
        again = f"run --format {format} --update"
        if told is None:
            sentences.append(f"no floors were taken for the format {format}: {again}")
        elif told["corpus"] != corpus.digest(format):
            sentences.append(f"the documents of the format {format} are not those of its floors: look at the rates, then {again}")
        else:
            whole = all(one.recipe.format != format for one in missing)
            sentences += [f"{format}: {one}" for one in below_floor(found if whole else {"form": found["form"]}, told["floors"])]
    return sentences


def by_format(scores: list[Score]) -> dict[str, list[Score]]:
    found: dict[str, list[Score]] = {}
    for one in scores:
        found.setdefault(one.recipe.format, []).append(one)
    return found


def updated(scores: list[Score], kept: Kept, lower: bool) -> Kept:
    """The floors, those of the formats that were read taken anew; of a format the corpus no longer has none are kept."""
    known = {recipe.format for recipe in corpus.recipes()}
    found = {format: told for format, told in kept.items() if format in known}
    for format, members in by_format(scores).items():
        old = found[format]["floors"] if format in found else {}
        floors = raised(rates(members), old, lower or format not in found)
        found[format] = {"corpus": corpus.digest(format), "documents": len(members), "floors": floors}
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--subset", choices=sorted(SUBSETS), default="fast")
    options.add_argument("--format", action="append", default=[], choices=sorted({recipe.format for recipe in corpus.recipes()}))
    options.add_argument("--only", default="", help="names that contain this; shown only")
    options.add_argument("--update", action="store_true")
    options.add_argument("--allow-regression", action="store_true")
    args = options.parse_args()
    scores, missing = run(chosen(args.subset, args.only, args.format))
    show(scores, rates(scores), missing)
    if args.only:
        print("\n".join(silently_wrong(scores)) or "no wrong figure is passed as fact")
        return 0
    kept = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    if args.update:
        kept = updated(scores, kept, args.allow_regression)
        FLOORS.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    shut = silently_wrong(scores) + verdict(scores, kept, missing)
    print("\n".join(shut) or "every rate is at or above its floor")
    return 1 if shut else 0


def show(scores: list[Score], found: Rates, missing: list[Unmade]) -> None:
    for one in scores:
        if one.faults:
            print(f"{one.recipe.name} [{one.recipe.editor}]: {len(one.faults)} faults: " + "; ".join(one.faults[:3]))
    for axis, values in found.items():
        for value, shares in values.items():
            if axis != "mess" or min(shares.values()) < 1:
                print(f"{axis:7} {value:40} " + " ".join(f"{name} {share:.4f}" for name, share in shares.items()))
    lacking = "; ".join(f"{one.recipe.name}: {one.why}" for one in missing[:3])
    print(f"{len(scores)} documents read, {len(missing)} could not be made here{': ' if lacking else ''}{lacking}")


if __name__ == "__main__":
    sys.exit(main())
