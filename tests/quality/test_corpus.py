"""The corpus must be as large and as mixed as promised, the same every time, and its labels must be true of what is printed."""

import subprocess
import sys
from collections import Counter

import pytest

from tests.quality import corpus, forms, rules
from tests.quality.messes.every import MESSES
from tests.quality.writers.every import WRITERS


def test_every_form_format_and_mess_has_documents():
    recipes = corpus.recipes()
    assert len(recipes) >= 600
    assert len({recipe.name for recipe in recipes}) == len(recipes)
    assert {recipe.form for recipe in recipes} == {*forms.FORMS, "none"}
    assert {recipe.format for recipe in recipes} == set(WRITERS)
    assert {name for recipe in recipes for name in recipe.messes} == set(MESSES)


def test_the_same_in_another_process():
    command = [sys.executable, "-c", "from tests.quality import corpus; print(*map(corpus.digest, ('html', 'scan')))"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.split() == [corpus.digest("html"), corpus.digest("scan")]


def test_names_of_messes_say_what_forms_they_befall():
    for mess in MESSES.values():
        assert set(mess.forms) <= set(forms.FORMS), mess.name
        assert (mess.spoil is None) != (mess.markup is None), mess.name


@pytest.mark.parametrize("name", sorted(name for name in MESSES if MESSES[name].spoil))
def test_each_mess_changes_the_paper(name):
    changed = [recipe for recipe in corpus.recipes() if recipe.messes == (name,)]
    clean = [corpus.paper_of(corpus.Recipe(recipe.name, recipe.form, recipe.format)) for recipe in changed]
    assert any(corpus.paper_of(recipe) != paper for recipe, paper in zip(changed, clean, strict=True))


def test_sound_papers_break_no_hard_rule_and_slips_do():
    for recipe in corpus.recipes():
        broken = rules.broken(corpus.paper_of(recipe))
        slips = any(mess.startswith("slip-") for mess in recipe.messes)
        if broken is not None and not recipe.messes:
            assert broken == Counter(), recipe.name
        if broken is not None and slips and recipe.group.count("+") == 0:
            assert broken, recipe.name


@pytest.mark.parametrize("form", forms.FORMS)
def test_every_figure_of_a_label_is_printed(form):
    paper = corpus.paper_of(corpus.Recipe("x", form, "html"))
    page = corpus.body_of(corpus.Recipe("x", form, "html")).decode()
    for figure in paper.figures().values():
        assert f">{figure.raw}<" in page
