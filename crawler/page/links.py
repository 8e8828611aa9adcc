"""A page as a tree, and its links: plain, in scripts, in data attributes; resolved against the final URL and <base>."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from crawler.model.same_site import absolute
from crawler.model.types import Page
from crawler.page import dates
from gongkai.html import tree as html_tree

DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
QUOTED_ADDRESS = re.compile(
    r"""["']((?:https?:)?//[^"'\s]+|\.{0,2}/[^"'\s]+|[\w./-]*\?[\w%-]+=[^"'\s]*|[\w.-]+/[\w./-]*|[\w./-]+\.(?:s?html?|jsp|aspx?|php))["']"""
)
SCRIPTED = re.compile(r"^\s*(?:javascript:|#|$)", re.I)
OPTION_ADDRESS = re.compile(r"[/?#.]")  # a value without one of these is a word for a script
FRAGMENT_COLUMN = re.compile(r"^#\d+$")
TEMPLATE = re.compile(r"\{\{|\$\{|\bel\.\w+|\[\[")
TEMPLATE_ATTRIBUTES = frozenset({"ms-repeat", "ms-for", "ms-each", "v-for", "ng-repeat", "x-for"})
FURNITURE_TAGS = frozenset({"header", "footer", "nav", "aside"})
FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search"})
FURNITURE = frozenset(
    {
        "header",
        "head",
        "top",
        "topbar",
        "nav",
        "navbar",
        "navigation",
        "menu",
        "footer",
        "foot",
        "bottom",
        "crumb",
        "crumbs",
        "breadcrumb",
        "bread",
        "position",
        "location",
        "dqwz",
        "pagination",
        "pager",
        "friendlink",
        "yqlj",
        "copyright",
        "sitemap",
        "share",
        "side",
        "sidebar",
        "aside",
        "hot",
        "related",
        "recommend",
        "ranking",
    }
)
MENU = frozenset({"nav", "navigation", "menu"})  # words that a list of rows may bear too, unlike those of boxes beside it
WORD_ENDS = re.compile(r"[\s_-]+")  # what parts the words of a class or an id
ITEMS, ROW = 60, 600  # items of a list and characters of each that are looked at
NEAR = 4  # rows above a link that may make it a template's
HIDDEN = re.compile(r"display\s*:\s*none", re.I)
PARSER = HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)


class Nearest:
    """Find the nearest matching element at or above another; each element is tested once, however deep the nesting, and only on demand."""

    def __init__(self, fits: Callable[[HtmlElement], bool]) -> None:
        self.fits = fits
        self._known: dict[HtmlElement, HtmlElement | None] = {}

    def to(self, element: HtmlElement) -> HtmlElement | None:
        """Return the nearest match for an element, or None."""
        passed: list[HtmlElement] = []
        found = None
        for each in chain((element,), element.iterancestors()):
            if each in self._known:
                found = self._known[each]
                break
            passed.append(each)
            if self.fits(each):
                found = each
                break
        self._known.update(dict.fromkeys(passed, found))
        return found


@dataclass(frozen=True)
class Anchor:
    """A link on a page: its element and absolute URL; other properties are computed on demand."""

    element: HtmlElement
    url: str
    around: Nearest | None = None  # finds furniture; none where the link is known to be a row's

    @cached_property
    def label(self) -> str:
        """Its text, else its title, else its image's alternative text."""
        return label_of(self.element)

    @property
    def furniture(self) -> bool:
        """Whether it is in a header, menu, breadcrumb or footer."""
        return self.around is not None and self.around.to(self.element) is not None


def tree(text: str) -> HtmlElement | None:
    """Parse a page without comments, scripts and styles; None if nothing is left."""
    declared = DECLARATION.match(text)
    root: HtmlElement | None = html_tree.parse(text[declared.end() :] if declared else text, PARSER, comments=False).root
    if root is None:  # no element at all
        return None
    etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
    return root


def tree_of(page: Page) -> HtmlElement | None:
    """Return the tree of a page as `tree` does; the page keeps it, for all that read it and none that change it."""
    if not page.parsed:
        page.parsed.append(tree(page.text))
    root: HtmlElement | None = page.parsed[0]
    return root


def base_of(root: HtmlElement, url: str) -> str:
    """Return the URL that the links of a tree are relative to; `url` is the page's final URL."""
    href = next((base.get("href") for base in root.iter("base") if "href" in base.attrib), "")
    return absolute(url, href) or url if href else url


def anchors(root: HtmlElement, url: str, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Anchor]:
    """Yield the links of a tree to wanted URLs, in page order, except template rows and dead links; `url` is the page's final URL."""
    base, around = base_of(root, url), Nearest(is_furniture)
    for element in root.iter("a", "area", "option", "frame", "iframe"):
        link = link_of(element, base)
        if link and wanted(link) and not is_template(element):
            yield Anchor(element, link, around)


def inside(element: HtmlElement, url: str) -> Iterator[Anchor]:
    """Yield the links in an element known to hold rows, hidden ones included."""
    base = base_of(element.getroottree().getroot(), url)
    for anchor in element.iter("a"):
        link = link_of(anchor, base)
        if link:
            yield Anchor(anchor, link)


def link_of(element: HtmlElement, base: str) -> str | None:
    """Return the absolute http(s) URL an element leads to, from its script if it has no href."""
    value = element.get("value") or "" if element.tag == "option" else ""
    printed = element.get("href") or element.get("src") or (value if OPTION_ADDRESS.search(value) else "")
    printed = unescape(printed).strip()
    if printed and (not SCRIPTED.match(printed) or FRAGMENT_COLUMN.match(printed)):
        return None if TEMPLATE.search(printed) else absolute(base, printed)
    for name in ("data-url", "data-href", "hhref", "onclick", "href"):
        value = element.get(name) or ""
        match = QUOTED_ADDRESS.search(value) if "(" in value or "=" in value else None
        found = match[1] if match else (value if name in ("data-url", "data-href", "hhref") else "")
        if found and not TEMPLATE.search(found):
            return absolute(base, found)
    return None


def label_of(element: HtmlElement) -> str:
    """Return the text of a link, else its title, else its image's alternative text, whitespace folded."""
    text = squeeze(text_within(element))
    return text or squeeze(element.get("title") or element.xpath("string(.//img/@alt)") or element.xpath("string(.//img/@title)"))


def spans(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[str]:
    """Yield the text between opening and closing patterns; takes linear time even if nothing closes."""
    at = 0
    while (begun := opening.search(text, at)) and (ended := closing.search(text, begun.end())):
        yield text[begun.end() : ended.start()]
        at = ended.end()


def text_within(element: HtmlElement, most: int = 2000) -> str:
    """Return about the first `most` characters of an element's text. Rows are short, and elements may nest without end."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > most:
            break
    return "".join(pieces)


def squeeze(text: str) -> str:
    r"""Return text with runs of whitespace folded to one space.

    >>> squeeze(" 年度\u3000 报告\n")
    '年度 报告'
    """
    return " ".join(text.replace("\u3000", " ").replace("\xa0", " ").split())


def is_template(element: HtmlElement) -> bool:
    """Whether an element is a row of a script's template, which leads nowhere."""
    for each in (element, *islice(element.iterancestors("li", "tr", "dl", "dd"), NEAR)):
        if not TEMPLATE_ATTRIBUTES.isdisjoint(each.keys()) or HIDDEN.search(each.get("style") or ""):
            return True
    return bool(TEMPLATE.search(text_within(element)))


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element is a header, menu, breadcrumb or footer, by its tag, role, class and id."""
    if element.tag in ("html", "body"):
        return False
    if element.tag in FURNITURE_TAGS or (element.get("role") or "").lower() in FURNITURE_ROLES:
        return True
    named = FURNITURE.intersection(words_of(element))
    return bool(named) and not (named <= MENU and _is_dated_list(element))


def _is_dated_list(element: HtmlElement) -> bool:
    """Whether an element whose class ends in `list` shows a full date in most of its items: rows under a menu's name (xxgk_nav_list)."""
    if not any(word.endswith("list") for word in (element.get("class") or "").lower().split()):
        return False
    items = list(islice(element, ITEMS))
    return sum(dates.find(text_within(item, ROW)) is not None for item in items) * 2 > len(items)


def words_of(element: HtmlElement) -> list[str]:
    """Return the words of an element's class and id."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return WORD_ENDS.split(named.lower()) if named != " " else []
