"""The rules of a page's own style sheets → the declarations in force for its elements, as far as they hide, strike or raise text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, cast

from cssselect import HTMLTranslator, SelectorError
from cssselect import parse as parse_selectors
from lxml import etree
from lxml.etree import _Element as Element

PROPERTIES = {
    *("display", "visibility", "opacity", "color", "background", "background-color", "font-size", "text-indent"),
    *("text-decoration", "text-decoration-line", "vertical-align", "position", "left", "top", "clip", "clip-path", "content"),
}
# What a declaration that matters here contains, each with a plain string that is sought first. Pages without one are not looked at
# further. They are sought in the style sheets and in the style attributes, each once: a page of 115 KB has 850 of 6 kinds, which takes
# 0.2 ms where its text takes 1.1.
HINTS = tuple(
    (signs, re.compile(pattern))
    for signs, pattern in (
        ((b"none",), rb"display\s*:\s*none"),
        ((b"visibility",), rb"visibility\s*:"),
        ((b"line-through",), rb"line-through"),
        ((b"super", b":sub", b": sub"), rb"vertical-align\s*:\s*(?:super|sub)\b"),
        ((b"opacity",), rb"opacity\s*:\s*[0.]"),
        ((b"size:0", b"size: 0"), rb"font-size\s*:\s*0(?![.\d]*[1-9])"),
        ((b"clip",), rb"clip(?:-path)?\s*:"),
        ((b"content",), rb"content\s*:\s*[\"'][^\"']*\d"),
        ((b":-", b": -"), rb":\s*-\d{3}"),  # of left, top or text-indent: alternatives in front would take 0.5 ms
        ((b"#fff", b"white", b"transparent", b"255"), rb"color\s*:\s*(?<!-color:)(?<!-color: )(?:#f{3}|white|transparent|rgba?\(\s*255)"),
    )
)
PSEUDO = re.compile(r"::?(?:before|after)$")
IMPORTANT = re.compile(r"(?<!\s)\s*!\s*important\s*$")
DIGIT = re.compile(r"\d")
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
PIECE = re.compile(r"(?<![^{}])([^{}]*)([{}])")  # from a brace only: a sheet without braces would be read again from each sign
NAME = re.compile(r"[.#]((?:[\w-]|[^\x00-\x7f])+)")
MAX_STYLE = 300_000  # characters of all style sheets; the largest portal page met holds 40,000
MAX_SELECTORS = 200  # that are looked for; each costs one walk through the page
MAX_SELECTOR = 120  # characters of one
INLINE = (1, 0, 0)  # before every selector of a rule, which counts ids, classes and tags

STYLES = etree.XPath("//@style", smart_strings=False)

Declarations = dict[str, str]
Rank = tuple[bool, tuple[int, int, int], int]  # important, specificity, order


class StyleRule(NamedTuple):
    """One selector with its declarations."""

    selector: str
    declarations: Declarations
    important: frozenset[str]


def hinted(text: str) -> bool:
    """Return whether text contains a declaration that may hide, strike or raise something; a white background does not count."""
    data = text.encode("utf-8", "replace").lower()
    return any(any(sign in data for sign in signs) and hint.search(data) for signs, hint in HINTS)


def computed(root: Element, names: Container[str], *, needed: bool = False) -> dict[Element, Declarations]:
    """Return the declarations in force for elements which a rule or a style attribute may hide, strike or raise.

    `names` are the ids and classes of the page in lower case. Without a declaration that may do so, none are returned, unless they are
    `needed` to judge what another thing hides.
    """
    if not needed and not hinted("\n".join({_sheets(root), *cast("list[str]", STYLES(root))})):
        return {}
    found: dict[Element, dict[str, tuple[Rank, str]]] = {}
    for order, (rule, specificity, elements) in enumerate(_matches(root, names)):
        for element in elements:
            _declare(found.setdefault(element, {}), rule, specificity, order)
    for element in cast("list[Element]", root.xpath("//*[@style]")):
        rule = _rule("", element.get("style") or "")
        if rule.declarations:
            _declare(found.setdefault(element, {}), rule, INLINE, MAX_SELECTORS)
    return {element: {name: value for name, (_, value) in held.items()} for element, held in found.items()}


def drawn(root: Element, names: Container[str], page: str) -> list[Element]:
    """Return the elements beside whose content the style draws digits (`::before` with a content): seen, and no text of the page."""
    sheets = _sheets(root) if "content" in page else ""
    found: list[Element] = []
    for rule in _rules(sheets) if hinted(sheets) else ():
        if not DIGIT.search(rule.declarations.get("content", "")):
            continue
        for selector in rule.selector.split(","):
            bare = PSEUDO.sub("", selector.strip())
            compiled = _compiled(bare) if bare != selector.strip() and _may_match(bare, names) else None
            found += cast("list[Element]", compiled[1](root)) if compiled is not None else []
    return found


def _sheets(root: Element) -> str:
    sheets = "\n".join(style.text or "" for style in root.iter("style") if (style.get("media") or "all").lower() != "print")
    return sheets[:MAX_STYLE]


def _declare(held: dict[str, tuple[Rank, str]], rule: StyleRule, specificity: tuple[int, int, int], order: int) -> None:
    """Apply a rule's declarations over those it outranks."""
    for name, value in rule.declarations.items():
        rank = (name in rule.important, specificity, order)
        if name not in held or held[name][0] <= rank:
            held[name] = (rank, value)


def _matches(root: Element, names: Container[str]) -> Iterator[tuple[StyleRule, tuple[int, int, int], Iterable[Element]]]:
    """Yield each selector that may match an element of the page, with the matching elements, in style sheet order."""
    sheets = _sheets(root)
    looked = 0
    for rule in _rules(sheets) if hinted(sheets) else ():
        for selector in rule.selector.split(","):
            if looked >= MAX_SELECTORS or not _may_match(selector, names):
                continue
            looked += 1
            compiled = _compiled(selector.strip())
            if compiled is not None:
                yield rule, compiled[0], cast("list[Element]", compiled[1](root))


def _rules(sheet: str) -> Iterator[StyleRule]:
    """Yield the rules of a sheet with relevant declarations, without those for print or narrow screens."""
    outer: list[str] = []
    for match in PIECE.finditer(COMMENT.sub("", sheet)):
        before, sign = match[1].rsplit(";", 1)[-1].strip() if match[2] == "{" else match[1], match[2]
        if sign == "{":
            outer.append(before)
        elif outer:
            prelude = outer.pop()
            conditions = [above for above in outer if above.startswith("@")]
            if not prelude.startswith("@") and not any("print" in above or "max-width" in above for above in conditions):
                rule = _rule(prelude, before)
                if rule.declarations:
                    yield rule


def _rule(selector: str, body: str) -> StyleRule:
    declarations: Declarations = {}
    important: set[str] = set()
    for declaration in body.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if name in PROPERTIES and value:
            bare = IMPORTANT.sub("", value)
            if bare != value or name not in important:
                declarations[name] = bare
            important |= {name} if bare != value else set()
    return StyleRule(selector, declarations, frozenset(important))


def _may_match(selector: str, names: Container[str]) -> bool:
    """Return whether the page has the ids and classes a selector needs; long chains of bare tags are ignored."""
    asked = NAME.findall(re.sub(r":not\([^)]*\)", "", selector))
    if len(selector) > MAX_SELECTOR or any(name.lower() not in names for name in asked):
        return False
    return bool(asked) or len(selector.split()) <= 2


@lru_cache(maxsize=1 << 10)
def _compiled(selector: str) -> tuple[tuple[int, int, int], etree.XPath] | None:
    """Return a selector's specificity and the path that finds its elements; None if it names a state or a part of an element."""
    try:
        (parsed,) = parse_selectors(selector)
        if parsed.pseudo_element:
            return None
        return parsed.specificity(), etree.XPath(HTMLTranslator().selector_to_xpath(parsed, prefix="descendant-or-self::"))
    except (SelectorError, ValueError, etree.XPathError):
        return None


def background(declarations: Mapping[str, str]) -> str:
    """Return the background an element declares; empty if none."""
    return declarations.get("background-color") or declarations.get("background") or ""
