"""What a person sees of a page: elements that are not rendered, and those with struck, hidden, raised or otherwise marked content."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple, cast

from lxml.etree import _Element as Element

from parsers.html import style_rules
from parsers.html.style_rules import Declarations
from parsers.types import Mark

TAGS: dict[str, Mark] = {
    "del": "deleted",
    "s": "struck",
    "strike": "struck",
    "ins": "inserted",
    "sup": "superscript",
    "sub": "superscript",
    **dict.fromkeys(("input", "select", "textarea"), "field"),
    **dict.fromkeys(("img", "svg", "canvas", "object", "embed", "math", "video"), "picture"),
}
CELLS = ("td", "th")
INHERITED: tuple[Mark, ...] = ("hidden", "struck", "deleted")
# Classes of common style libraries that take an element off the page, unless it has one of the others too.
LIBRARY_CLASSES = {
    "d-none": frozenset[str](),
    "layui-hide": frozenset[str](),
    "tab-pane": frozenset({"active", "show", "in", "on", "current"}),
    "layui-tab-item": frozenset({"layui-show"}),
}
WHITE = re.compile(r"(?:#f{3}|#f{6}|white|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*1(?:\.0*)?\s*)?\))(?:\s|$)")
CLIPPED = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)")
INSET = re.compile(r"inset\(\s*(?:50|100)%|circle\(\s*0")
HEX = re.compile(r"[0-9a-f]{6}")  # a colour as <font> may name it
NOTHING = re.compile(r"0(?:\.0*)?(?:px|pt|em|rem|%)?")
FAR_OUT = re.compile(r"-\d{3,}")
SPACER = 4  # pixels: a picture no larger than this only keeps cells apart


class Visibility(NamedTuple):
    """The elements that are not rendered, the marked ones with their marks, and the table cells that contain such."""

    unseen: frozenset[Element]
    marks: dict[Element, Mark]
    cells: frozenset[Element]


ALL_SEEN = Visibility(frozenset(), {}, frozenset())


def of(root: Element, names: Container[str], page: str) -> Visibility:
    """Return the visibility of a page; `names` are its ids and classes in lower case, `page` its text."""
    fonts = {font: _colour(printed) for font in root.iter("font") if (printed := (font.get("color") or "").strip().lower())}
    named = cast("list[Element]", root.xpath("//*[@hidden]")) if "hidden" in page else []
    declared = style_rules.computed(root, names, needed=bool(named) or any(map(WHITE.match, fonts.values())))
    for font, colour in fonts.items():
        declared.setdefault(font, {}).setdefault("color", colour)
    foreign = bool(declared) and any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))
    unseen = {element for element, declarations in declared.items() if _not_laid_out(declarations)}
    unseen.update(element for element in named if "display" not in declared.get(element, {}))
    unseen.update(_hidden_by_library(root, names))
    unseen.update(_folded(root) if "<details" in page or "<DETAILS" in page else ())
    marks = {element: TAGS[str(element.tag)] for element in root.iter(*TAGS) if not _is_nothing(element)}
    for element, declarations in declared.items():
        mark = _mark(element, declarations, declared, foreign=foreign)
        if mark:
            marks[element] = mark
    marks.update(dict.fromkeys(style_rules.drawn(root, names, page), "picture"))
    for element, mark in list(marks.items()):
        if mark in INHERITED:
            for cell in element.iter(*CELLS):
                marks.setdefault(cell, mark)
    cells = {cell for element in (*unseen, *marks) for cell in _cells_around(element)}
    return Visibility(frozenset(unseen), marks, frozenset(cells))


def _colour(printed: str) -> str:
    """Return a colour as a style states it, from one that `<font>` names."""
    return f"#{printed}" if HEX.fullmatch(printed) else printed


def _cells_around(element: Element) -> Iterator[Element]:
    if element.tag in CELLS:
        yield element
    yield from element.iterancestors(*CELLS)


def _not_laid_out(declarations: Declarations) -> bool:
    return declarations.get("display") == "none" or declarations.get("visibility") == "collapse"


def _hidden_by_library(root: Element, names: Container[str]) -> Iterator[Element]:
    """Yield elements that an external style library removes from the page by a class."""
    for name, shows in LIBRARY_CLASSES.items():
        if name not in names:
            continue
        elements = cast("list[Element]", root.xpath("//*[contains(@class, $name)]", name=name))
        classes = {element: set((element.get("class") or "").split()) for element in elements}
        named = [element for element in elements if name in classes[element]]
        if not shows or any(classes[element] & shows for element in named):  # where no tab is open, a script opens one
            yield from (element for element in named if not classes[element] & shows)


def _folded(root: Element) -> Iterator[Element]:
    """Yield what closed folds hold beside their summaries, if another fold is open: where none is, the reader opens them in turn."""
    folds = list(root.iter("details"))
    if any(fold.get("open") is not None for fold in folds):
        yield from (child for fold in folds if fold.get("open") is None for child in fold if child.tag != "summary")


def _is_nothing(element: Element) -> bool:
    """Return whether an element of a marked kind shows nothing: a hidden field, a spacer picture."""
    if element.tag == "input":
        return (element.get("type") or "").lower() in {"hidden", "submit", "button", "reset", "image"}
    sizes = [size.rstrip("px ") for size in (element.get("width"), element.get("height")) if size]
    return element.tag == "img" and any(size.isdecimal() and int(size) <= SPACER for size in sizes)


def _mark(element: Element, own: Declarations, declared: dict[Element, Declarations], *, foreign: bool) -> Mark | None:
    if _invisible(own) or _white_on_white(element, own, declared, foreign=foreign):
        return "hidden"
    if "line-through" in own.get("text-decoration", "") + own.get("text-decoration-line", ""):
        return "struck"
    raised = own.get("vertical-align") in {"super", "sub"} and element.tag not in CELLS
    return "superscript" if raised else None


def _invisible(own: Declarations) -> bool:
    """Return whether text takes up space but is invisible: hidden, transparent, of no size, or moved off the page."""
    placed = own.get("position") in {"absolute", "fixed"} and any(FAR_OUT.match(own.get(side, "")) for side in ("left", "top"))
    return (
        own.get("visibility") == "hidden"
        or bool(NOTHING.fullmatch(own.get("opacity", "")))
        or bool(NOTHING.fullmatch(own.get("font-size", "")))
        or own.get("color") == "transparent"
        or placed
        or bool(CLIPPED.fullmatch(own.get("clip", "") if own.get("position") in {"absolute", "fixed"} else ""))
        or bool(INSET.match(own.get("clip-path", "")))
        or bool(FAR_OUT.match(own.get("text-indent", "")))
    )


def _white_on_white(element: Element, own: Declarations, declared: dict[Element, Declarations], *, foreign: bool) -> bool:
    """Return whether text is white on white; False if an external style sheet may colour the background."""
    if not WHITE.match(own.get("color", "")):
        return False
    for above in (element, *element.iterancestors()):
        ground = style_rules.background(declared.get(above, {})) or (above.get("bgcolor") or "").lower()
        if ground and ground not in {"none", "transparent", "inherit"}:
            return bool(WHITE.match(ground))
        if above.get("background") or (foreign and (above.get("class") or above.get("id"))):
            return False
        if above.tag == "table":
            break
    return True


def field_text(element: Element) -> str:
    """Return the text a form field or a picture shows: a field's value, a list's selected entry, a formula's characters."""
    if element.tag == "input":
        return element.get("value") or ""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = next((option for option in options if option.get("selected") is not None), options[0] if options else None)
        return (chosen.text or "") if chosen is not None else ""
    return "".join(cast("Iterator[str]", element.itertext()))
