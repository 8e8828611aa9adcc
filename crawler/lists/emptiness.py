"""Interpret a list page without rows: it says that there are none, a script draws them, or it gives no evidence.

A list is known to be empty if an element within the page's content shows these words and nothing else. The same words in a comment, a
script, a hidden box, a menu or a sentence about something else are no evidence.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.model.same_site import absolute, same_portal
from crawler.model.types import Page
from crawler.page import code, labels, links

SHORT = 60  # characters of the sentence
ITEMS = frozenset({"li", "a"})  # which may also hold 暂无 alone in the place of a row's title
HIGH = 12  # elements above it that may hide it
ASKED = re.compile(
    r"""(?:\bfetch|\.(?:get|post|getJSON|load|ajax|request|open))\s*\(\s*(?:\{[^{}]{0,400}?\burl\s*:\s*)?(?:["'](?:GET|POST)["']\s*,\s*)?"""
    r"""["'`]([^"'`\s<>]{2,500})["'`]""",
    re.I,
)
WRITTEN = re.compile(r"""\bdocument\.write(?:ln)?\s*\(\s*["'`][^"'`]{0,20}<(?:li|tr|dd|dl|p)\b""", re.I)
TEMPLATES = re.compile(r"""\b(?:ms-repeat|ms-for|ms-each|v-for|ng-repeat|x-for)(?:-\w+)?\s*=|\{\{\s*\w+\.\w+""")
SOURCE = re.compile(r"""<script\b[^<>]{0,300}?\bsrc\s*=\s*["']?([^"'\s<>]{1,500})""", re.I)
LIBRARY = re.compile(
    r"jquery|bootstrap|swiper|layui|layer|slide|superslide|share|count|stat|tongji|analytics|ie8|html5shiv|respond|pager?\b|pagination|dropdown|menu|search",
    re.I,
)
WRITER = re.compile(  # a box that holds nothing but a script from a file, which writes what is shown there
    r"""<(div|ul|td|dl)\b[^<>]{0,300}>\s*<script\b[^<>]{0,300}?\bsrc\s*=\s*["']?([^"'\s<>]{1,500})[^<>]{0,100}>\s*</script>\s*</\1>""", re.I
)
LOADING = "正在加载中，请稍候……"  # the longest text of a place that is still empty
FILLED = frozenset({"ul", "ol", "tbody", "table", "dl"})
MOUNTED = re.compile(r"^(?:app|root|main|__nuxt|q-app)$", re.I)  # ids of an element into which a script draws the page


def says_empty(root: HtmlElement, hidden: bool = False) -> bool:
    """Whether the content of a page says that its list is empty; `hidden` includes hidden elements, such as stores of rows."""
    return any(
        (labels.is_no_title if element.tag in ITEMS else labels.says_empty)(text) and (hidden or not _is_out_of_sight(element))
        for element in root.iter(
            "li", "td", "p", "div", "span", "dd", "dt", "a", "h3", "h4", "font", "em", "strong", "b", "center", "section"
        )
        if (text := element.text or "") and len(text) < SHORT
    ) or any(
        labels.says_empty(each.tail) and (hidden or not _is_out_of_sight(each))
        for each in root.iter("br", "img", "i")
        if each.tail and len(each.tail) < SHORT
    )


def _is_out_of_sight(element: HtmlElement) -> bool:
    around = (element, *islice(element.iterancestors(), HIGH))
    return any(links.HIDDEN.search(each.get("style") or "") or links.is_furniture(each) or each.tag == "option" for each in around)


def drawn_by_script(root: HtmlElement, page: Page) -> tuple[str, ...]:
    """Return the reason `rows_by_script`, with the interface its script names, if a page without rows draws them by a script.

    () if nothing on the page points to a script: then it is unknown whether the list is empty.
    """
    text = code.scripts(page.text)
    asked = next((address for match in ASKED.finditer(text) if (address := absolute(page.url, match[1])) and _is_list(match[1])), None)
    if asked:
        return (f"rows_by_script: {asked}" + ("" if same_portal(asked, page.url) else " (another site's)"),)
    if WRITTEN.search(text) or TEMPLATES.search(code.markup(page.text)):
        return ("rows_by_script",)
    own = [match[1] for match in SOURCE.finditer(page.text) if not LIBRARY.search(match[1])]
    written = any(not LIBRARY.search(match[2]) for match in WRITER.finditer(page.text))
    return ("rows_by_script",) if written or (own and _has_empty_place(root)) else ()


def _is_list(address: str) -> bool:
    return not re.search(r"\.(?:css|png|jpg|gif|js)$|visit|click|hits|count|stat|weather|login", address, re.I)


def _has_empty_place(root: HtmlElement) -> bool:
    """Whether the content holds an empty list with an id, made for rows, or the root of an application, empty but for 加载中."""
    return any(
        _is_bare(each) and not _is_out_of_sight(each)
        for each in root.iter(*FILLED, "div", "section", "main")
        if each.get("id") and (each.tag in FILLED or MOUNTED.search(each.get("id") or ""))
    )


def _is_bare(element: HtmlElement) -> bool:
    if element.tag in FILLED:
        return len(element) == 0 and not (element.text or "").strip()
    return next(element.iter("a", "img", "table", "form"), None) is None and len(element.text_content().strip()) < len(LOADING)
