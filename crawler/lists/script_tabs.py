"""Tabs that only a script opens: years and levels, with the URLs the page reveals, and those it does not.

URLs are taken from attributes, from functions or handlers that build one around an attribute, and from the value of a select. Others are
never guessed; the column reports which of its tabs were not opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml.html import HtmlElement

from crawler.model.same_site import absolute
from crawler.model.types import Page
from crawler.page import labels, links, script_links

TAGS = ("a", "li", "span", "option", "button", "td", "dd", "dt", "em", "div", "p", "label", "b", "strong", "i", "h3", "h4")
ALONE = frozenset({"a", "button", "option"})  # what one presses; of the others three of a kind side by side are tabs
GROUP, HIGH = 3, 3  # such neighbours; elements around a label that may carry its URL
SHORT = 40  # characters of a tab's label
VALUE = r"(?:this|\w+)(?:\.options\[[^\]]*\])?\.value"
SEARCHING = frozenset({"search", "calendar", "date", "datepicker", "rili", "riqi", "query"})  # classes of what picks a day or a word
NAMING = ("href", "data-target", "data-bs-target", "aria-controls")  # attributes that name what a tab shows
TYPED = ("text", "search", "")  # inputs that make a form one for searching


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its label, and its absolute URL, "" if the page does not reveal it."""

    label: str
    url: str


def read_tabs(root: HtmlElement, page: Page) -> tuple[Tab, ...]:
    """Return the tabs of a column's page that are not plain links, each label once."""
    found: dict[str, Tab] = {}
    base = links.base_of(root, page.url)
    opened = {labels.plain(anchor.label) for anchor in links.anchors(root, page.url)}
    for chain, label in _chains(root):
        if labels.plain(label) in opened or not _is_tab(chain, label):
            continue
        url = next((address for each in chain if (address := _address_of(each, page, base))), "")
        if url or not (_shown_below(chain, root) or _is_menu(chain, label)):
            found[labels.plain(label)] = Tab(label, url)
    return tuple(found.values())


def _chains(root: HtmlElement) -> Iterator[tuple[list[HtmlElement], str]]:
    """Yield elements that show only a year or a level, innermost first, with all ancestors that show nothing more."""
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
    """Whether this is a search form or a date picker, which holds years but is not a menu of columns."""
    if element.tag == "form" and any((field.get("type") or "").lower() in TYPED for field in element.iter("input")):
        return True
    return not SEARCHING.isdisjoint(links.words_of(element))


def _is_menu(chain: Sequence[HtmlElement], label: str) -> bool:
    """Whether the tab is a level in the page's furniture, which opens the portal's own menu."""
    return not labels.years(labels.plain(label)) and any(links.is_furniture(each) for each in (chain[-1], *chain[-1].iterancestors()))


def _data(element: HtmlElement) -> dict[str, str]:
    """Return the attributes of an element that a handler may read."""
    return {str(key): value for key, value in element.attrib.items() if (str(key).startswith("data-") or key in ("rel", "value")) and value}


def _address_of(element: HtmlElement, page: Page, base: str) -> str:
    """Return the URL behind one element of a tab, from its attributes, functions and handlers; "" if they do not reveal it."""
    if direct := links.link_of(element, base):
        return direct
    joined = script_links.pressed(element, page.text) or _handled(element, page) or _selected(element, page)
    return absolute(base, joined) or "" if joined else ""


def _handled(element: HtmlElement, page: Page) -> str:
    for key, value in _data(element).items():
        bare = re.escape(key.removeprefix("data-"))
        read_by = rf"""(?:\$\(this\)|\w+)\.(?:attr|data|getAttribute)\(\s*["'](?:data-)?{bare}["']\s*\)|\w+\.dataset\.{bare}\b"""
        if built := script_links.joined(page.text, read_by, value):
            return built
    return ""


def _selected(element: HtmlElement, page: Page) -> str:
    select = next(element.iterancestors("select"), None) if element.tag == "option" else None
    value = element.get("value") or ""
    if select is None or not value:
        return ""
    change = select.get("onchange") or ""
    call = re.search(rf"\b([A-Za-z_$][\w$]*)\s*\(\s*{VALUE}\s*\)", change)
    if built := script_links.joined(change, VALUE, value) or (script_links.address(page.text, call[1], value) if call else ""):
        return built
    form = next(select.iterancestors("form"), None)
    if form is None or (form.get("method") or "get").lower() != "get" or not select.get("name"):
        return ""
    return f"{form.get('action') or ''}?{select.get('name')}={value}"


def _shown_below(chain: Sequence[HtmlElement], root: HtmlElement) -> bool:
    """Whether the tab's content is in the page: the tab names that element, or precedes one with links, which it unfolds."""
    named = next((target for each in chain for key in NAMING if (target := each.get(key))), "")
    named = "" if script_links.SCRIPT.match(named.removeprefix("#")) else named.removeprefix("#")
    if named and root.xpath("boolean(//*[@id=$name])", name=named):
        return True
    following = chain[-1].getnext()
    return following is not None and following.tag in ("ul", "ol", "dl", "div", "table") and following.find(".//a[@href]") is not None
