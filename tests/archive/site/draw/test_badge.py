"""The badge of a column: what it says in each state, after a failed visit, and where its parts lie."""

from xml.etree import ElementTree

import pytest

from archive.health.assess import STATES
from archive.site.draw.badge import badge, drawn

COLOURS = {"good": "#2e7d32", "warn": "#b26a00", "bad": "#b3261e", "off": "#6b6b6b"}
SVG = "{http://www.w3.org/2000/svg}"


def parts(text):
    root = ElementTree.fromstring(text)
    left, right = root.findall(f"{SVG}rect")
    return root, left, right, [each.text for each in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("cause", ["", "timeout"])
@pytest.mark.parametrize("state", STATES)
def test_a_column_whose_last_visit_failed_is_never_well(state, cause):
    chinese, english, colour = STATES[state]
    if cause and colour in ("good", "warn"):
        chinese, english, colour = "上次访问不完整", "last visit incomplete", "bad"
    root, _, right, texts = parts(badge("某市 <年报>", state, cause))
    assert texts == ["某市 <年报>", chinese]
    assert (root.get("aria-label"), right.get("fill")) == (f"某市 <年报>: {english}", COLOURS[colour])
    assert root.find(f"{SVG}title").text == f"某市 <年报>: {chinese} {english}"


def test_where_the_parts_of_a_badge_lie():
    root, left, right, _ = parts(drawn("年报公开", "出错", "error", "bad"))
    assert (root.get("width"), left.get("width")) == ("106", "106")
    assert (right.get("x"), right.get("width")) == ("66", "40")
    assert [each.get("x") for each in root.iter(f"{SVG}text")] == ["33", "86"]
