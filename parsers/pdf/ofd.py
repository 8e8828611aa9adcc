"""OFD (GB/T 33190-2016) → document: characters and ruling lines from its XML, then the same grid code as for PDF."""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.files.safe_zip import Unreadable, open_zip, read_member, read_xml
from parsers.files.signatures import OFD
from parsers.pdf.document import assembled
from parsers.pdf.grid import grids
from parsers.pdf.page import BLANKS, LINE_WIDTH, Char, Matrix, PageContent, RulingLine, around, legs, level_or_upright, thin
from parsers.pdf.paint import LEAST_SEEN, MAX_FILLS, WHITE, Fill, slanted
from parsers.pdf.strikes import marked
from parsers.types import Box, Document, Mark, Problem, Source, text_of, unread

MAX_PAGES = 400
MAX_OBJECTS = 100_000  # a page
POINTS = 72 / 25.4  # OFD counts in millimetres
ASCENT = 0.86  # of the character size above the baseline, for boxes
OPAQUE = 255
WIDEST = 1.1  # of the character size: no glyph advances further
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
STEP = re.compile(r"([SMLQBACz])([^SMLQBACz]*)", re.IGNORECASE)  # GB/T 33190, 9.1: abbreviated path data
POINTS_OF = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}  # of each step; its last one is where it ends


@dataclass(frozen=True, slots=True)
class Layer:
    """The objects of one page or template."""

    chars: tuple[Char, ...] = ()
    rules: tuple[RulingLine, ...] = ()
    images: tuple[Box, ...] = ()


def parse(source: Source) -> Document:
    """Return the paragraphs and tables of an OFD in reading order; cells have page and box in points."""
    try:
        pages, problems = read_document(open_zip(source.body))
    except Unreadable as error:
        return unread(OFD, error.code, error.message)
    blocks, title = assembled([(page, grids(page)) for page in map(marked, pages)])
    if not blocks:
        problems.append(Problem("document", "no_text", "The OFD holds no text that could be read."))
    return Document(title, None, OFD, text_of(blocks), tuple(blocks), problems=tuple(problems))


def read_document(archive: zipfile.ZipFile) -> tuple[list[PageContent], list[Problem]]:
    """Return the pages of an open OFD and what could not be read; raises Unreadable."""
    start = read_xml(read_member(archive, "OFD.xml"), "OFD.xml")
    pages: list[PageContent] = []
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


def read_page(
    archive: zipfile.ZipFile, document: str, location: str, templates: dict[str, str], box: list[float], number: int
) -> PageContent:
    """Return a page at its path, with its templates and the default page box; raises Unreadable."""
    place = resolved(document, location)
    tree = read_xml(read_member(archive, place), place)
    own = numbers(next(texts(tree, "PhysicalBox"), "")) or box
    left, top, width, height = own if len(own) == 4 else (0.0, 0.0, 210.0, 297.0)
    shift = Matrix(POINTS, 0, 0, POINTS, -left * POINTS, -top * POINTS)
    used = [templates[item.get("TemplateID", "")] for item in named(tree, "Template") if item.get("TemplateID") in templates]
    trees = [tree] + [read_xml(read_member(archive, resolved(document, other)), other) for other in used]
    layers = [read_layer(one, shift) for one in trees]
    return PageContent(
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
    """Return the characters, ruling lines and pictures of a page or template, transformed to points."""
    chars: list[tuple[int, bool, Char]] = []  # when it was painted, whether in white
    rules: list[RulingLine] = []
    images: list[Box] = []
    fills: list[Fill] = []
    for count, item in enumerate(tree.iterdescendants("{*}TextObject", "{*}PathObject", "{*}ImageObject")):
        bounds = numbers(item.get("Boundary", ""))
        if count > MAX_OBJECTS or len(bounds) != 4 or unseen(item):
            continue
        outer = shift.after(Matrix(1, 0, 0, 1, bounds[0], bounds[1]))
        ctm = numbers(item.get("CTM", ""))
        inner = outer.after(Matrix(*ctm)) if len(ctm) == 6 else outer
        kind = etree.QName(item).localname
        if kind == "TextObject":
            if not (len(ctm) == 6 and slanted(math.atan2(ctm[1], ctm[0]))):  # a watermark across the page
                white, hidden = is_white(item), opacity(item) < LEAST_SEEN
                chars.extend((count, white, char._replace(mark="hidden") if hidden else char) for char in text_chars(item, inner))
        elif kind == "PathObject":
            box = outer.box(0, 0, bounds[2], bounds[3])
            found = path_rules(item, inner, box)
            rules.extend(found)
            if not found and item.get("Fill") == "true" and opacity(item) == OPAQUE and len(fills) < MAX_FILLS:
                fills.append(Fill(count, box, is_white(item)))
        else:
            images.append(outer.box(0, 0, bounds[2], bounds[3]))
    return Layer(
        tuple(painted(chars, fills)),  # numbers may be as large as the file likes
        tuple(rule for rule in rules if math.isfinite(sum(rule))),
        tuple(image for image in images if math.isfinite(sum(image))),
    )


def unseen(item: etree._Element) -> bool:
    """Return whether an object is said not to be shown."""
    return item.get("Visible") == "false"


def opacity(item: etree._Element) -> int:
    """Return how opaque an object is painted, from 0 to 255: its own opacity and that of its colour."""
    colour = item.find("{*}FillColor")
    given = [numbers(text or "")[:1] for text in (item.get("Alpha"), None if colour is None else colour.get("Alpha"))]
    return int(min([OPAQUE, *(found[0] for found in given if found)]))


def is_white(item: etree._Element) -> bool:
    """Return whether an object is filled with white: of three components, of one, or of the four of print."""
    colour = item.find("{*}FillColor")
    parts = numbers(colour.get("Value", "")) if colour is not None else []
    return bool(parts) and (max(parts) <= OPAQUE - WHITE if len(parts) == 4 else min(parts) >= WHITE)


def painted(chars: list[tuple[int, bool, Char]], fills: list[Fill]) -> Iterator[Char]:
    """Yield the characters in their order, marked where they are painted over, or white on white."""
    for order, white, char in chars:
        if not math.isfinite(sum(char[1:6])):
            continue
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        around_it = [fill for fill in fills if fill.box[0] <= x <= fill.box[2] and fill.box[1] <= y <= fill.box[3]]
        over = next((fill for fill in around_it if fill.order > order), None)
        under = next((fill for fill in reversed(around_it) if fill.order < order), None)
        mark: Mark | None = char.mark
        if over is not None:
            mark = "hidden" if over.white else "covered"
        elif white and (under is None or under.white):
            mark = "hidden"
        yield char._replace(mark=mark) if mark else char


def text_chars(item: etree._Element, matrix: Matrix) -> Iterator[Char]:
    """Yield the characters of a TextObject, transformed to points."""
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
    """Return one advance per character from a TextCode's advances, in which `g 5 3.1` means five times 3.1.

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


def path_rules(item: etree._Element, matrix: Matrix, bounds: Box) -> list[RulingLine]:
    """Return the ruling lines of a PathObject, given its transformation to points and its box."""
    data = next((child.text or "" for child in item.iterchildren("{*}AbbreviatedData")), "")
    pieces = list(sub_paths(data, matrix))
    if item.get("Stroke", "true") != "false":
        return [RulingLine(*leg) for points in pieces for leg in legs(points) if level_or_upright(leg)]
    boxes = [around(points) for points in pieces] if item.get("Fill") == "true" else []
    return [RulingLine(*box) for box in boxes if thin(box)] or (
        [RulingLine(*bounds)] if thin(bounds) and min(bounds[2:]) <= LINE_WIDTH else []
    )


def sub_paths(data: str, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of each subpath of abbreviated path data, in points."""
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
    """Return the numbers in a text."""
    return [float(found) for found in NUMBER.findall(text[:100_000])]


def named(tree: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield a tree's elements of that name in any of the namespaces OFD has used."""
    return tree.iterdescendants("{*}" + name)


def texts(tree: etree._Element, name: str) -> Iterator[str]:
    """Yield the text of a tree's elements of that name."""
    return ((element.text or "").strip() for element in named(tree, name))


def resolved(base: str, location: str) -> str:
    """Return the name of a member as referred to by another member.

    >>> resolved("Doc_0/Document.xml", "Pages/Page_0/Content.xml"), resolved("Doc_0/Document.xml", "/Doc_0/Tpls/0.xml")
    ('Doc_0/Pages/Page_0/Content.xml', 'Doc_0/Tpls/0.xml')
    """
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location) if not location.startswith("/") else location.lstrip("/"))
