"""Tabs that only a script opens: years and levels whose address the page tells after all, and those it keeps to itself.

What a page tells: an address in an attribute, a function or a handler that joins one around an attribute, the value of a select. What it
does not tell is never guessed; the column says which of its tabs were not opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml.html import HtmlElement

from crawler import labels, links, scripted
from crawler.identity import absolute
from crawler.types import Page

TAGS = ("a", "li", "span", "option", "button", "td", "dd", "dt", "em", "div", "p", "label", "b", "strong", "i", "h3", "h4")
ALONE = frozenset({"a", "button", "option"})  # what one presses; of the others three of a kind side by side are tabs
GROUP, HIGH = 3, 3  # such neighbours; elements around a label that may bear its address
SHORT = 40  # characters of a tab's label
VALUE = r"(?:this|\w+)(?:\.options\[[^\]]*\])?\.value"
SEARCHING = frozenset({"search", "calendar", "date", "datepicker", "rili", "riqi", "query"})  # classes of what picks a day or a word
NAMING = ("href", "data-target", "data-bs-target", "aria-controls")  # attributes that name what a tab shows
TYPED = ("text", "search", "")  # inputs that make a form one for searching


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its label, and the absolute address the page tells for it, "" where it tells none."""

    label: str
    url: str


def read(root: HtmlElement, page: Page) -> tuple[Tab, ...]:
    """Given the tree of a column's page and the page, return its tabs that are no plain links, each label once."""
    found: dict[str, Tab] = {}
    base = links.base_of(root, page.url)
    opened = {labels.plain(anchor.label) for anchor in links.anchors(root, page.url)}
    for chain, label in _chains(root):
        if labels.plain(label) in opened or not _is_tab(chain, label):
            continue
        url = next((told for each in chain if (told := _told(each, page, base))), "")
        if url or not (_shown_below(chain, root) or _is_menu(chain, label)):
            found[labels.plain(label)] = Tab(label, url)
    return tuple(found.values())


def _chains(root: HtmlElement) -> Iterator[tuple[list[HtmlElement], str]]:
    """Elements that say a year or a level and nothing else, innermost first, with all around them that say no more."""
    for element in root.iter(*TAGS):
        label = _label(element)
        if not label or any(_label(child) == label for child in element):
            continue
        around = takewhile(lambda above, label=label: _label(above) == label, islice(element.iterancestors(), HIGH))  # type: ignore[misc]
        yield [element, *around], label


def _label(element: HtmlElement) -> str:
    text = links.squeeze(links.text_within(element, SHORT))
    if not text or len(text) > SHORT:
        return ""
    plain = labels.plain(text)
    return text if labels.years(plain) or plain in labels.LEVELS else ""


def _is_tab(chain: Sequence[HtmlElement], label: str) -> bool:
    if any(_searches(each) for each in (chain[-1], *islice(chain[-1].iterancestors(), HIGH))):
        return False
    if any(each.tag in ALONE or each.get("onclick") or each.get("role") == "tab" or _data(each) for each in chain):
        return True
    outer = chain[-1]
    above = outer.getparent()
    if above is None or outer.tag in ("td", "th") or not labels.years(labels.plain(label)):
        return False
    return sum(1 for each in above if each.tag == outer.tag and labels.years(labels.plain(_label(each)))) >= GROUP


def _searches(element: HtmlElement) -> bool:
    """A form with a field to type into, or what picks days, holds years and is no menu of columns."""
    if element.tag == "form" and any((field.get("type") or "").lower() in TYPED for field in element.iter("input")):
        return True
    return not SEARCHING.isdisjoint(links.words_of(element))


def _is_menu(chain: Sequence[HtmlElement], label: str) -> bool:
    """A level in the furniture of a page opens the portal's own menu."""
    return not labels.years(labels.plain(label)) and any(links.is_furniture(each) for each in (chain[-1], *chain[-1].iterancestors()))


def _data(element: HtmlElement) -> dict[str, str]:
    """Attributes of an element that a handler may read."""
    return {str(key): value for key, value in element.attrib.items() if (str(key).startswith("data-") or key in ("rel", "value")) and value}


def _told(element: HtmlElement, page: Page, base: str) -> str:
    """The address behind one element of a tab, as far as attributes, functions and handlers tell."""
    if direct := links.link_of(element, base):
        return direct
    joined = scripted.pressed(element, page.text) or _handled(element, page) or _selected(element, page)
    return absolute(base, joined) or "" if joined else ""


def _handled(element: HtmlElement, page: Page) -> str:
    for key, value in _data(element).items():
        bare = re.escape(key.removeprefix("data-"))
        read_by = rf"""(?:\$\(this\)|\w+)\.(?:attr|data|getAttribute)\(\s*["'](?:data-)?{bare}["']\s*\)|\w+\.dataset\.{bare}\b"""
        if told := scripted.joined(page.text, read_by, value):
            return told
    return ""


def _selected(element: HtmlElement, page: Page) -> str:
    select = next(element.iterancestors("select"), None) if element.tag == "option" else None
    value = element.get("value") or ""
    if select is None or not value:
        return ""
    change = select.get("onchange") or ""
    call = re.search(rf"\b([A-Za-z_$][\w$]*)\s*\(\s*{VALUE}\s*\)", change)
    if told := scripted.joined(change, VALUE, value) or (scripted.address(page.text, call[1], value) if call else ""):
        return told
    form = next(select.iterancestors("form"), None)
    if form is None or (form.get("method") or "get").lower() != "get" or not select.get("name"):
        return ""
    return f"{form.get('action') or ''}?{select.get('name')}={value}"


def _shown_below(chain: Sequence[HtmlElement], root: HtmlElement) -> bool:
    """What the tab shows stands in the page: it names the element, or lies in front of one with links, which it unfolds."""
    named = next((target for each in chain for key in NAMING if (target := each.get(key))), "")
    named = "" if scripted.SCRIPT.match(named.removeprefix("#")) else named.removeprefix("#")
    if named and root.xpath("boolean(//*[@id=$name])", name=named):
        return True
    following = chain[-1].getnext()
    return following is not None and following.tag in ("ul", "ol", "dl", "div", "table") and following.find(".//a[@href]") is not None
