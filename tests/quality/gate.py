"""The quality gate: every document of the corpus is read and held against its label; no rate may fall below its floor.

python -m tests.quality.gate                      what is read how well: per form, format and mess; the documents read wrong
python -m tests.quality.gate --only html-2021     a part of the corpus, only shown
python -m tests.quality.gate --subset fast --update [--allow-regression]
                                                  take today's rates as floors; a floor goes down only with the second flag
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from parsers import formats
from parsers import report as grammar
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
    """The value and its blankness; a blank may be left out, an unsure figure may stay open."""
    if fact is None or fact.value is None:
        return figure.value is None or not figure.sure
    return figure.value is not None and abs(float(fact.value) - float(figure.value)) < 1e-9


def _fact_right(figure: Figure, fact: Fact | None) -> bool:
    """State, unit and the raw text besides."""
    if fact is None or not figure.sure:
        return fact is not None or figure.value is None or not figure.sure
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
    found = grammar.read(document)
    inside = (report_of(part.body) for part in document.parts) if found.form is None else ()
    return next((report for report in inside if report.form), found)


def run(recipes: Iterable[Recipe], jobs: int = 2) -> tuple[list[Score], list[str]]:
    """All scores, and the documents that could not be made here. A crash of a reader counts as everything wrong."""
    scores, missing = [], []
    with ProcessPoolExecutor(jobs) as pool:
        for recipe, future in [(recipe, pool.submit(read, recipe)) for recipe in recipes]:
            error = future.exception()
            if isinstance(error, Missing):
                missing.append(f"{recipe.name}: {error}")
            else:
                scores.append(_crashed(recipe, error) if error else future.result())
    return scores, missing


def _crashed(recipe: Recipe, error: BaseException) -> Score:
    asked = {"cells": max(1, len(corpus.paper_of(recipe).figures())), "facts": 1, "checks": 1, "about": 4}
    return Score(recipe, asked, dict.fromkeys(SCORES, 0), (f"crash {type(error).__name__}: {error}",))


def rates(scores: list[Score]) -> dict[str, dict[str, dict[str, float]]]:
    """axis → its value → score → share right, rounded down so that a floor is never above what was reached."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for axis, of in (("form", lambda r: r.form), ("format", lambda r: r.format), ("mess", lambda r: r.group)):
        for value in sorted({of(one.recipe) for one in scores}):
            members = [one for one in scores if of(one.recipe) == value]
            asked = {name: sum(one.asked[name] for one in members) for name in SCORES}
            shares = {name: int(10000 * sum(one.right[name] for one in members) / asked[name]) / 10000 for name in SCORES if asked[name]}
            found.setdefault(axis, {})[value] = shares
    return found


def below_floor(found: dict[str, dict[str, dict[str, float]]], floors: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """A sentence for each rate under its floor; a group that vanished is under its floor too."""
    sentences = []
    for axis, values in floors.items():
        for value, shares in values.items():
            for name, floor in shares.items():
                share = found.get(axis, {}).get(value, {}).get(name)
                if share is None or share < floor:
                    sentences.append(f"{axis} {value}: {name} {share} is below its floor {floor}")
    return sentences


def raised(
    found: dict[str, dict[str, dict[str, float]]], floors: dict[str, dict[str, dict[str, float]]], lower: bool
) -> dict[str, dict[str, dict[str, float]]]:
    """The new floors: today's rates, but never under the old ones unless `lower`."""
    return {
        axis: {
            value: {
                name: share if lower else max(share, floors.get(axis, {}).get(value, {}).get(name, 0.0)) for name, share in shares.items()
            }
            for value, shares in values.items()
        }
        for axis, values in found.items()
    }


def chosen(subset: str, only: str = "") -> list[Recipe]:
    wanted = SUBSETS[subset]
    return [recipe for recipe in corpus.recipes() if only in recipe.name and (not wanted or recipe.format in wanted)]


def silently_wrong(scores: list[Score]) -> list[str]:
    """A sentence for each format with a wrong number nobody is told of: none is allowed, and no flag allows one."""
    told: dict[str, list[str]] = {}
    for one in scores:
        told.setdefault(one.recipe.format, []).extend(f"{one.recipe.name}: {wrong}" for wrong in one.silent)
    return [f"format {name}: {len(wrong)} wrong figures passed as fact: {'; '.join(wrong[:3])}" for name, wrong in told.items() if wrong]


def verdict(subset: str, found: dict[str, dict[str, dict[str, float]]], kept: dict[str, object], missing: list[str]) -> list[str]:
    """Why the gate is shut: another corpus than the floors were taken on, no floors, or rates that fell.

    Where this machine cannot make all documents, only the rates by form are held: the others may stand on few documents.
    """
    if kept.get("corpus") != corpus.digest():
        return [f"the corpus is {corpus.digest()}, the floors were taken on {kept.get('corpus')}: look at the rates, then run --update"]
    floors = kept["floors"].get(subset, {})  # type: ignore[attr-defined]
    if not floors:
        return [f"no floors were taken for the subset {subset}: run --subset {subset} --update"]
    if missing:
        floors = {"form": floors.get("form", {})}
    return below_floor(found, floors)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--subset", choices=sorted(SUBSETS), default="fast")
    options.add_argument("--only", default="", help="names that contain this; shown only")
    options.add_argument("--update", action="store_true")
    options.add_argument("--allow-regression", action="store_true")
    args = options.parse_args()
    scores, missing = run(chosen(args.subset, args.only))
    found = rates(scores)
    show(scores, found, missing)
    kept = json.loads(FLOORS.read_text()) if FLOORS.exists() else {"floors": {}}
    if args.only:
        print("\n".join(silently_wrong(scores)) or "no wrong figure is passed as fact")
        return 0
    if args.update:
        for subset in ("fast", args.subset):  # whoever has read the whole has read the fast part of it
            old, wanted = kept["floors"].get(subset, {}), chosen(subset)
            kept["floors"][subset] = raised(rates([one for one in scores if one.recipe in wanted]), old, args.allow_regression)
        kept |= {"corpus": corpus.digest(), "documents": len(corpus.recipes())}
        FLOORS.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    shut = silently_wrong(scores) + verdict(args.subset, found, kept, missing)
    print("\n".join(shut) or "every rate is at or above its floor")
    return 1 if shut else 0


def show(scores: list[Score], found: dict[str, dict[str, dict[str, float]]], missing: list[str]) -> None:
    for one in scores:
        if one.faults:
            print(f"{one.recipe.name} [{one.recipe.editor}]: {len(one.faults)} faults: " + "; ".join(one.faults[:3]))
    for axis, values in found.items():
        for value, shares in values.items():
            if axis != "mess" or min(shares.values()) < 1:
                print(f"{axis:7} {value:40} " + " ".join(f"{name} {share:.4f}" for name, share in shares.items()))
    print(f"{len(scores)} documents read, {len(missing)} could not be made here{': ' if missing else ''}{'; '.join(missing[:3])}")


if __name__ == "__main__":
    sys.exit(main())
