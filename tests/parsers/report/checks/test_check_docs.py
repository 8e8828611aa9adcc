"""The example of docs/add-a-check.md is a rule that is tried, told and found."""

import importlib
import re
from dataclasses import replace

import pytest
import yaml

from gongkai import yaml_tables
from parsers.report.checks import rule_texts
from parsers.report.forms import forms, named_terms
from tests.conftest import ROOT
from tests.helpers.planted import third

CHECK = importlib.import_module("parsers.report.checks.check")
PAGE = (ROOT / "docs" / "add-a-check.md").read_text(encoding="utf-8")
EQUATION, SENTENCE = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.S))
ROW = eval("{" + re.findall(r"```python\n(.*?)```", PAGE, re.S)[0] + "}", {"third": third})["R10"]


@pytest.fixture(autouse=True)
def taken_over(monkeypatch):
    """The equation beside those of forms.yaml."""
    known = forms.load()
    changed = replace(known, equations=(*known.equations, forms.equation(EQUATION[0])))
    monkeypatch.setattr(CHECK, "load", lambda: changed)


def verdicts(make):
    return {check.verdict for check in make() if check.rule == "R10"}


def test_the_example_names_terms_that_exist():
    named_terms.refuse_unknown(
        {"requests": yaml_tables.read("parsers.report.forms", "forms.yaml")["requests"], "equations": EQUATION, "years": []}
    )


def test_the_example_is_told_in_both_languages_with_its_source():
    texts = rule_texts.read_entry("R10", SENTENCE["R10"])
    assert (texts.level, len(texts.source)) == (ROW[0], 2)


@pytest.mark.parametrize("number", [0, 1])
def test_the_slips_of_the_example_are_found(number):
    assert "fail" in verdicts(ROW[1][number])


@pytest.mark.parametrize(("number", "found"), [(0, {"pass"}), (1, {"pass"}), (2, {"pass"}), (3, {"pass", "not_assessable"})])
def test_the_near_misses_of_the_example_are_left_alone(number, found):
    assert verdicts(ROW[2][number]) == found
