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
        (report(lambda facts: [facts[0]._replace(value=77), *facts[1:]]), {"cells": 1, "facts": 1}),
        (report(lambda facts: [facts[0]._replace(value=None, state="uncertain"), *facts[1:]]), {"cells": 1, "facts": 1}),
        (report(lambda facts: [facts[0]._replace(raw="7"), *facts[1:]]), {"facts": 1}),
        (report(lambda facts: [*facts, facts[0]._replace(item="invented")]), {"cells": 1}),
        (report(lambda facts: [*facts, facts[0]._replace(item="invented", value=None)]), {}),
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


FLOORS = {"form": {"2021": {"cells": 0.99}}}


@pytest.mark.parametrize(
    ("found", "sentences"),
    [
        ({"form": {"2021": {"cells": 0.99, "facts": 1.0}}}, 0),
        ({"form": {"2021": {"cells": 1.0, "facts": 1.0}}}, 0),
        ({"form": {"2021": {"cells": 0.9899, "facts": 1.0}}}, 1),
        ({"form": {"2021": {"cells": 0.99, "facts": 0.9999}}}, 1),
        ({"form": {"2019": {"cells": 0.99, "facts": 0.99}}}, 2),
    ],
)
def test_a_rate_below_its_floor_is_a_sentence_and_the_floor_is_one_where_none_is_kept(found, sentences):
    assert len(gate.below_floor(found, FLOORS)) == sentences


@pytest.mark.parametrize(("share", "lower", "kept"), [(0.5, False, 0.99), (0.5, True, 0.5), (0.995, False, 0.995), (1.0, False, None)])
def test_only_an_explicit_word_lowers_a_floor(share, lower, kept):
    floors = gate.raised({"form": {"2021": {"cells": share}, "2019": {"cells": 1.0}}}, FLOORS, lower)
    assert floors == ({"form": {"2021": {"cells": kept}}} if kept else {})


SCORED = gate.score(RECIPE, PAPER, report(lambda facts: facts[1:]))
AXES = {"form": "2021", "format": "html", "mess": "clean"}
LOW = {axis: {value: {"cells": 0.9, "facts": 0.9, "checks": 0.0}} for axis, value in AXES.items()}


def kept(**changed):
    return {"html": {"corpus": corpus.digest("html"), "documents": 1, "floors": LOW} | changed}


@pytest.mark.parametrize(
    ("floors", "begin"),
    [
        (kept(), []),
        (kept(corpus="0" * 16), ["the documents of the format html are not those of its floors"]),
        ({"scan": kept()["html"]}, ["no floors were taken for the format html"]),
        (kept(floors={}), [f"html: {axis} {value}: {name}" for axis, value in AXES.items() for name in ("cells", "facts")]),
    ],
    ids=["as it was", "another corpus", "no floors", "worse"],
)
def test_the_gate_is_shut_by_another_corpus_by_no_floors_and_by_rates_that_fell(floors, begin):
    sentences = gate.verdict([SCORED], floors, [])
    assert len(sentences) == len(begin)
    assert all(sentence.startswith(start) for sentence, start in zip(sentences, begin, strict=True))


def test_where_not_every_document_can_be_made_only_the_rates_by_form_are_held():
    missing = [gate.Unmade(replace(RECIPE, name="other"), "no font")]
    assert [sentence[:15] for sentence in gate.verdict([SCORED], kept(floors={}), missing)] == ["html: form 2021"] * 2


def test_an_update_of_one_format_leaves_the_others_floors_and_drops_formats_the_corpus_has_not():
    before = kept() | {"scan": kept()["html"], "papyrus": kept()["html"]}
    after = gate.updated([gate.score(RECIPE, PAPER, report())], before, lower=False)
    assert after == {"html": kept(floors={})["html"], "scan": before["scan"]}


def test_a_change_of_one_format_leaves_the_digests_of_the_others(monkeypatch):
    before = {format: corpus.digest(format) for format in ("html", "scan")}
    fewer = tuple(recipe for recipe in corpus.recipes() if recipe.name != "scan-2021")
    monkeypatch.setattr(corpus, "recipes", lambda: fewer)
    assert corpus.digest("html") == before["html"]
    assert corpus.digest("scan") != before["scan"]


@pytest.mark.parametrize(
    ("read", "number"),
    [
        (report(), 0),
        (report(lambda facts: [facts[0]._replace(value=77), *facts[1:]]), 1),
        (report(lambda facts: [facts[0]._replace(value=77, state="uncertain"), *facts[1:]]), 0),
        (report(lambda facts: [facts[0]._replace(value=None, state="uncertain"), *facts[1:]]), 0),
        (report(lambda facts: [*facts, facts[0]._replace(item="invented", value=3)]), 1),
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
