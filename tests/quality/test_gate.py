"""The gate must shut when a reader gets worse, and only an explicit word may lower a floor."""

from dataclasses import replace

import pytest

from parsers.types import Check, Fact, Place, Report
from tests.quality import corpus, gate
from tests.quality.corpus import Recipe

RECIPE = Recipe("html-2021-plain", "2021", "html")
PAPER = corpus.paper_of(RECIPE)


def fact(figure, **changed):
    table, item, measure = figure.key
    return Fact(
        table,
        item,
        measure,
        **({"value": figure.value, "unit": figure.unit, "raw": figure.raw, "state": figure.state} | changed),
        place=Place(0, 0, 0),
    )


def report(change=lambda facts: facts, **about):
    facts = tuple(change([fact(figure) for figure in PAPER.figures().values()]))
    told = {"title": PAPER.title, "agency": PAPER.agency, "year": PAPER.year, "form": PAPER.forms[0], "published": None}
    return Report(**(told | about), facts=facts)


def wrong(read):
    scored = gate.score(RECIPE, PAPER, read)
    return {name: scored.asked[name] - scored.right[name] for name in gate.SCORES}


RIGHT = {"cells": 0, "facts": 0, "checks": 0, "about": 0}


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (report(), {}),
        (report(lambda facts: facts[1:]), {"cells": 1, "facts": 1}),
        (report(lambda facts: [replace(facts[0], value=77), *facts[1:]]), {"cells": 1, "facts": 1}),
        (report(lambda facts: [replace(facts[0], value=None, state="uncertain"), *facts[1:]]), {"cells": 1, "facts": 1}),
        (report(lambda facts: [replace(facts[0], raw="7"), *facts[1:]]), {"facts": 1}),
        (report(lambda facts: [*facts, replace(facts[0], item="invented")]), {"cells": 1}),
        (report(lambda facts: [*facts, replace(facts[0], item="invented", value=None)]), {}),
        (report(year=1999, agency=None), {"about": 2}),
        (report(form="2019"), {"about": 1}),
    ],
)
def test_what_counts_as_wrong(read, expected):
    assert wrong(read) == RIGHT | expected


def failed(rule):
    return Check(rule, "fail", "1", "2", "")


@pytest.mark.parametrize(
    ("name", "checks", "expected"),
    [
        ("html-2021-slip-carried-out", ("R1", "R2"), []),
        ("html-2021-slip-carried-out", ("R1",), ["R2 fails 0 times, not 1"]),
        ("html-2021-slip-carried-out", (), ["R1 fails 0 times, not 1", "R2 fails 0 times, not 1"]),
        ("html-2021-slip-dispute-total", ("R4",), []),
        ("html-2021-slip-negative-count", ("R5", "R5"), []),
        ("html-2021-near-miss-two-slips-that-cancel", (), []),
        ("html-2021-near-miss-two-slips-that-cancel", ("R3",), ["R3 fails 1 times, not 0"]),
        ("html-national-slip-channels", (), ["R8, R9 fail 0 times, not 1"]),
        ("html-2021-one-zero-lost", ("R2",), None),
    ],
)
def test_checks_are_held_against_the_label(name, checks, expected):
    paper = corpus.paper_of(next(recipe for recipe in corpus.recipes() if recipe.name == name))
    read = Report(paper.title, paper.agency, paper.year, None, None, checks=tuple(map(failed, checks)))
    assert gate._checks(paper, read) == expected


FLOORS = {"form": {"2021": {"cells": 0.99, "facts": 0.98}}}


@pytest.mark.parametrize(
    ("found", "sentences"),
    [
        ({"form": {"2021": {"cells": 0.99, "facts": 0.98}}}, 0),
        ({"form": {"2021": {"cells": 1.0, "facts": 1.0}}}, 0),
        ({"form": {"2021": {"cells": 0.9899, "facts": 0.98}}}, 1),
        ({"form": {"2019": {"cells": 1.0, "facts": 1.0}}}, 2),
    ],
)
def test_a_rate_below_its_floor_is_a_sentence(found, sentences):
    assert len(gate.below_floor(found, FLOORS)) == sentences


@pytest.mark.parametrize(("lower", "cells"), [(False, 0.99), (True, 0.5)])
def test_only_an_explicit_word_lowers_a_floor(lower, cells):
    assert gate.raised({"form": {"2021": {"cells": 0.5}}}, FLOORS, lower)["form"]["2021"]["cells"] == cells


def test_another_corpus_shuts_the_gate():
    assert "run --update" in gate.verdict("fast", FLOORS, {"corpus": "0" * 16, "floors": {"fast": FLOORS}}, [])[0]
    assert gate.verdict("fast", FLOORS, {"corpus": corpus.digest(), "floors": {"fast": FLOORS}}, []) == []


def test_a_gate_without_floors_is_shut():
    assert "no floors" in gate.verdict("whole", FLOORS, {"corpus": corpus.digest(), "floors": {"fast": FLOORS}}, [])[0]


@pytest.mark.parametrize(
    ("read", "number"),
    [
        (report(), 0),
        (report(lambda facts: [replace(facts[0], value=77), *facts[1:]]), 1),
        (report(lambda facts: [replace(facts[0], value=77, state="uncertain"), *facts[1:]]), 0),
        (report(lambda facts: [replace(facts[0], value=None, state="uncertain"), *facts[1:]]), 0),
        (report(lambda facts: [*facts, replace(facts[0], item="invented", value=3)]), 1),
        (report(lambda facts: facts[1:]), 0),
    ],
)
def test_a_wrong_figure_passed_as_fact_shuts_the_gate_by_its_format(read, number):
    sentences = gate.silently_wrong([gate.score(RECIPE, PAPER, read)])
    assert [sentence.partition(" wrong")[0] for sentence in sentences] == [f"format html: {number}"] * bool(number)


def test_a_crash_counts_as_everything_wrong():
    scored = gate._crashed(RECIPE, ValueError("no such row"))
    assert sum(scored.right.values()) == 0
    assert scored.asked["cells"] == len(PAPER.figures())
    assert "no such row" in scored.faults[0]
