"""Paths of elements are those of lxml, for any tree and in any order, and a page of many siblings takes time that grows with it."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gongkai.html.element_paths import ElementPaths
from tests.helpers.best_of import best_of


def grown(seed, xml):
    """A tree of up to sixty elements, with comments, instructions and, in XML, elements of namespaces with and without a prefix."""
    chance = random.Random(seed)
    root = etree.XML('<w:a xmlns:w="urn:w" xmlns:v="urn:v" xmlns="urn:none"/>') if xml else etree.HTML("<html><body></body></html>")
    names = ["{urn:w}p", "{urn:v}p", "{urn:none}p", "p", "q"] if xml else ["p", "div", "br", "x-y", "h2"]
    elements = [root]
    for _ in range(chance.randrange(60)):
        parent = chance.choice(elements)
        if chance.random() < 0.2:
            parent.append(chance.choice((etree.Comment("c"), etree.ProcessingInstruction("i"))))
        else:
            elements.append(etree.SubElement(parent, chance.choice(names)))
    return root


@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_a_path_is_that_of_lxml(seed, xml, shuffled):
    root = grown(seed, xml)
    elements = list(root.iter("*"))
    if shuffled:
        random.Random(seed).shuffle(elements)
    paths, tree = ElementPaths(), root.getroottree()
    assert [paths.path(element) for element in elements] == [tree.getpath(element) for element in elements]


@pytest.mark.parametrize("markup", ["<p>a</p><!--x--><p>b<o:p>c</o:p></p><o:p>d</o:p>", "<table><tr><td>1<td>2</table>"])
def test_a_page_as_browsers_read_it(markup):
    root = etree.HTML(markup)
    paths, tree = ElementPaths(), root.getroottree()
    assert [paths.path(element) for element in root.iter("*")] == [tree.getpath(element) for element in root.iter("*")]


def seconds(count, body):
    root = etree.HTML(f"<div>{body * count}</div>")
    paths = ElementPaths()
    began = time.process_time()
    for element in root.iter("*"):
        paths.path(element)
    return time.process_time() - began


@pytest.mark.parametrize("body", ["<h2>a</h2>", "<h2>a</h2>b<br>"])
def test_time_grows_with_the_siblings(body):
    """Of lxml four times as many took 16 times as long: 0.5 and 8 s of processor time."""
    limit = 8 * seconds(10_000, body) + 1
    assert best_of(lambda: seconds(40_000, body), enough=limit) < limit
