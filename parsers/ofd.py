"""OFD (GB/T 33190-2016) → document: characters and ruling lines from its XML, then the same grid code as for PDF."""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.magic import OFD
from parsers.packed import Unreadable, open_zip, read_member, read_xml
from parsers.pdf import assembled
from parsers.pdf_grid import grids
from parsers.pdf_page import BLANKS, LINE_WIDTH, Char, Matrix, Page, Rule, around, legs, level_or_upright, thin
from parsers.plain import text_of, unread
from parsers.types import Box, Document, Problem, Source

MAX_PAGES = 400
MAX_OBJECTS = 100_000  # a page
POINTS = 72 / 25.4  # OFD counts in millimetres
ASCENT = 0.86  # of the character size above the baseline, for boxes
WIDEST = 1.1  # of the character size: no glyph advances further
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
STEP = re.compile(r"([SMLQBACz])([^SMLQBACz]*)", re.IGNORECASE)  # GB/T 33190, 9.1: abbreviated path data
POINTS_OF = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}  # of each step; its last one is where it ends


@dataclass(frozen=True, slots=True)
class Layer:
    """The objects of one page or template."""

    chars: tuple[Char, ...] = ()
    rules: tuple[Rule, ...] = ()
    images: tuple[Box, ...] = ()


def parse(source: Source) -> Document:
    """Given the bytes of an OFD, return its paragraphs and tables in reading order; cells have page and box in points."""
    try:
        pages, problems = read_document(open_zip(source.body))
    except Unreadable as error:
        return unread(OFD, error.code, error.message)
    blocks, title = assembled([(page, grids(page)) for page in pages])
    if not blocks:
        problems.append(Problem("document", "no_text", "The OFD holds no text that could be read."))
    return Document(title, None, OFD, text_of(blocks), tuple(blocks), problems=tuple(problems))


def read_document(archive: zipfile.ZipFile) -> tuple[list[Page], list[Problem]]:
    """Given an open OFD, return its pages and what could not be read; raises Unreadable."""
    start = read_xml(read_member(archive, "OFD.xml"), "OFD.xml")
    pages: list[Page] = []
    problems: list[Problem] = []
    for root in texts(start, "DocRoot"):
        place = resolved("", root)
        tree = read_xml(read_member(archive, place), place)
        box = numbers(next(texts(tree, "PhysicalBox"), ""))
        templates = {item.get("ID", ""): item.get("BaseLoc", "") for item in named(tree, "TemplatePage")}
        for item in named(tree, "Page"):
            if len(pages) >= MAX_PAGES:
                problems.append(Problem("document", "page_limit", f"More than {MAX_PAGES} pages; the first ones were read."))
                return pages, problems
            try:
                pages.append(read_page(archive, place, item.get("BaseLoc", ""), templates, box, len(pages) + 1))
            except Unreadable as error:
                problems.append(Problem("document", error.code, error.message, f"page {len(pages) + len(problems) + 1}"))
    return pages, problems


def read_page(archive: zipfile.ZipFile, document: str, location: str, templates: dict[str, str], box: list[float], number: int) -> Page:
    """Given where a page lies, the templates and the usual page box, return the page; raises Unreadable."""
    place = resolved(document, location)
    tree = read_xml(read_member(archive, place), place)
    own = numbers(next(texts(tree, "PhysicalBox"), "")) or box
    left, top, width, height = own if len(own) == 4 else (0.0, 0.0, 210.0, 297.0)
    shift = Matrix(POINTS, 0, 0, POINTS, -left * POINTS, -top * POINTS)
    used = [templates[item.get("TemplateID", "")] for item in named(tree, "Template") if item.get("TemplateID") in templates]
    trees = [tree] + [read_xml(read_member(archive, resolved(document, other)), other) for other in used]
    layers = [read_layer(one, shift) for one in trees]
    return Page(
        number,
        width * POINTS,
        height * POINTS,
        tuple(char for layer in layers for char in layer.chars),
        tuple(rule for layer in layers for rule in layer.rules),
        tuple(image for layer in layers for image in layer.images),
        Matrix(),
        unmapped=sum(char.text == "\ufffd" for layer in layers for char in layer.chars),
    )


def read_layer(tree: etree._Element, shift: Matrix) -> Layer:
    """Given a page or template and the way to points, return its characters, ruling lines and pictures."""
    chars: list[Char] = []
    rules: list[Rule] = []
    images: list[Box] = []
    for count, item in enumerate(tree.iterdescendants("{*}TextObject", "{*}PathObject", "{*}ImageObject")):
        bounds = numbers(item.get("Boundary", ""))
        if count > MAX_OBJECTS or len(bounds) != 4:
            continue
        outer = shift.after(Matrix(1, 0, 0, 1, bounds[0], bounds[1]))
        ctm = numbers(item.get("CTM", ""))
        inner = outer.after(Matrix(*ctm)) if len(ctm) == 6 else outer
        kind = etree.QName(item).localname
        if kind == "TextObject":
            chars.extend(text_chars(item, inner))
        elif kind == "PathObject":
            rules.extend(path_rules(item, inner, outer.box(0, 0, bounds[2], bounds[3])))
        else:
            images.append(outer.box(0, 0, bounds[2], bounds[3]))
    return Layer(
        tuple(char for char in chars if math.isfinite(sum(char[1:]))),  # numbers may be as large as the file likes
        tuple(rule for rule in rules if math.isfinite(sum(rule))),
        tuple(image for image in images if math.isfinite(sum(image))),
    )


def text_chars(item: etree._Element, matrix: Matrix) -> Iterator[Char]:
    """Given a TextObject and its way to points, yield its characters."""
    size = (numbers(item.get("Size", "")) or [0.0])[0]
    x = y = 0.0
    for code in item.iterchildren("{*}TextCode"):
        x, y = (numbers(code.get("X", "")) or [x])[0], (numbers(code.get("Y", "")) or [y])[0]
        text = (code.text or "").replace("\n", "").replace("\r", "")
        across, down = advances(code.get("DeltaX", ""), len(text)), advances(code.get("DeltaY", ""), len(text))
        at_x, at_y = x, y
        for n, char in enumerate(text):
            usual = size if ord(char) > 0x2E7F else size / 2
            width = across[n] if 0 < across[n] <= WIDEST * size else usual  # an advance beyond that is a gap
            box = matrix.box(at_x, at_y - ASCENT * size, at_x + width, at_y + (1 - ASCENT) * size)
            yield Char(BLANKS.get(ord(char), char), *box, matrix.point(at_x, at_y)[1])
            at_x += across[n]
            at_y += down[n]


def advances(text: str, count: int) -> list[float]:
    """Given the advances of a TextCode, with `g 5 3.1` for five times 3.1, return one for each character.

    >>> advances("g 3 2.5 4", 6)
    [2.5, 2.5, 2.5, 4.0, 0.0, 0.0]
    """
    found: list[float] = []
    words = iter(text.split())
    for word in words:
        if word == "g":
            times, step = (numbers(next(words, "")) or [0.0])[0], (numbers(next(words, "")) or [0.0])[0]
            found += [step] * min(max(int(times), 0), count)
        else:
            found += numbers(word)[:1]
        if len(found) >= count:
            break
    return (found + [0.0] * count)[:count]


def path_rules(item: etree._Element, matrix: Matrix, bounds: Box) -> list[Rule]:
    """Given a PathObject, its way to points and its box, return the ruling lines in it."""
    data = next((child.text or "" for child in item.iterchildren("{*}AbbreviatedData")), "")
    pieces = list(sub_paths(data, matrix))
    if item.get("Stroke", "true") != "false":
        return [Rule(*leg) for points in pieces for leg in legs(points) if level_or_upright(leg)]
    boxes = [around(points) for points in pieces] if item.get("Fill") == "true" else []
    return [Rule(*box) for box in boxes if thin(box)] or ([Rule(*bounds)] if thin(bounds) and min(bounds[2:]) <= LINE_WIDTH else [])


def sub_paths(data: str, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Given abbreviated path data, yield the corners of each of its pieces in points."""
    points: list[tuple[float, float]] = []
    for sign, rest in STEP.findall(data):
        step, values = sign.upper(), numbers(rest)
        if step in ("S", "M"):
            if len(points) > 1:
                yield points
            points = []
        if step == "C" and points:  # the piece is closed
            points.append(points[0])
        elif len(values) >= 2 * POINTS_OF.get(step, 1):
            points.append(matrix.point(values[-2], values[-1]))
    if len(points) > 1:
        yield points


def numbers(text: str) -> list[float]:
    """Given text, return the numbers in it."""
    return [float(found) for found in NUMBER.findall(text[:100_000])]


def named(tree: etree._Element, name: str) -> Iterator[etree._Element]:
    """Given a tree, yield its elements of that name in any of the namespaces OFD has had."""
    return tree.iterdescendants("{*}" + name)


def texts(tree: etree._Element, name: str) -> Iterator[str]:
    """Given a tree, yield the text of its elements of that name."""
    return ((element.text or "").strip() for element in named(tree, name))


def resolved(base: str, location: str) -> str:
    """Given the member that names another and how it names it, return that member's name.

    >>> resolved("Doc_0/Document.xml", "Pages/Page_0/Content.xml"), resolved("Doc_0/Document.xml", "/Doc_0/Tpls/0.xml")
    ('Doc_0/Pages/Page_0/Content.xml', 'Doc_0/Tpls/0.xml')
    """
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location) if not location.startswith("/") else location.lstrip("/"))
