"""Pagers that are plain links and words: 下一页, 尾页, numbers, 共3页; what a script keeps to itself is told as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from crawler import scripted
from crawler.identity import absolute
from crawler.links import QUOTED_ADDRESS, SCRIPTED
from crawler.types import Page, Pager
from parsers.identity import canonical

LINK = re.compile(
    r"<(?:a|button|(?:div|span|p)(?=[^<>]{0,2500}\bonclick))\b(?P<tag>[^<>]{0,2500})>"
    r"(?P<label>.{0,200}?)</(?:a|button|div|span|p)>", re.S | re.I)
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.I)
NAMED = re.compile(r"""\b(?:title|alt)\s*=\s*["']([^"']{1,20})["']""", re.I)
CALLED = re.compile(r"""\b([A-Za-z_$][\w$]*)\s*\(\s*(?:["']?([\w./-]*)["']?\s*(?:,\s*["']?([\w./-]*)["']?\s*)?)\)""")
OFF = re.compile(r"""\bclass\s*=\s*["'][^"']*\bdisabled?\b|\bdisabled\b""", re.I)
FORWARD = re.compile(r"""\bclass\s*=\s*["'][^"']*\bnext\b""", re.I)
MARKUP, DECORATION = re.compile(r"<[^<>]*>"), re.compile(r"[\s>»\u203a]")
FURTHER = re.compile(r"^(?:点击|向下|继续)?(?:加载|显示|查看)更多(?:内容|信息)?$")
IDLE = frozenset({"void", "return", "alert", "if", "confirm"})  # calls that lead to no page
NUMBERED = re.compile(r"^(?P<head>.*?)(?P<number>\d+)(?P<tail>\.\w+)$")
NEXT_LABELS = ("下一页", "下页", "后一页", "后页", "下一頁", "next", "nextpage")
LAST_LABELS = ("尾页", "末页", "最后一页", "尾頁", "last", "lastpage")
MARKS = r"(?:&nbsp;|\s|<[^<>]{0,80}>)*"
PAGES = re.compile(
    rf"共{MARKS}(\d{{1,5}}){MARKS}页|"
    rf"(?:页次|页码|第){MARKS}[:：]?{MARKS}\d{{1,5}}{MARKS}/{MARKS}(?:共{MARKS})?(\d{{1,5}}){MARKS}页?|"
    rf"(?<![\d/.-])\d{{1,4}}{MARKS}/{MARKS}(\d{{1,4}}){MARKS}页")
VALUE = r"""["']?\s*(?:[:=]|value\s*=)\s*["']?(\d{1,6})\b"""
COUNTED_PAGES = re.compile(rf"\b(?:total_?pages?|page_?counts?|pages?_?total|totalPageNum){VALUE}", re.I)
COUNTED_ROWS = re.compile(rf"\b(?:total_?(?:data|counts?|records?|rows|num|elements)|record_?(?:counts?|total)){VALUE}", re.I)
SIZED = re.compile(rf"\b(?:page_?size|per_?page|show_?data|page_?rows|limit){VALUE}", re.I)
DRAWN = re.compile(  # what draws a pager, and what it is told
    r"(?:\blaypage(?:\.render)?|\.pagination|\.jqPaginator)\(\s*\{([^{}]{0,600})"
    r"|<div\b([^<>]{0,600}\bclass=[\"'][^\"'<>]*\bpagination\b[^<>]{0,600})>", re.I)
DRAWN_ROWS, DRAWN_SIZE = re.compile(rf"\b(?:count|total){VALUE}"), re.compile(rf"\b(?:limit|rows|size){VALUE}")
ROWS = re.compile(rf"共(?:有|计)?{MARKS}(\d{{1,6}}){MARKS}(?:条|项|篇)(?:记录|信息|数据|结果)?(?![\w\u4e00-\u9fff])")
TITLE = re.compile(r"<title[^<>]*>(.{0,500}?)</title>", re.S | re.I)
COUNT = re.compile(r"第?\s*\d+\s*页?|[\s\-_—|·]+")  # what differs between the titles of two pages of one list
NEAR = 400  # characters between the two, both words of one pager
DAYS = range(28, 32)  # as many numbers in a row are a calendar


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a pager: its label, its address ("" where only a script knows it), whether it leads on at all."""

    label: str
    url: str
    sealed: bool


def read(page: Page) -> Pager | None:
    """Given a list page without a pager call, return what its links and words tell of further pages; None where they tell nothing."""
    links = list(_links(page))
    linked = _linked(page, links)
    worded, counted = _worded(page.text), _counted_by_script(page.text)
    pages, rows = (told if told is not None else by_script for told, by_script in zip(worded, counted, strict=True))
    if linked is None and (pages or any(link.sealed for link in links)):
        linked = Pager("script", page.fetch.page)
    if linked is None:
        return None
    return replace(linked, pages=pages if linked.pages is None else linked.pages, rows=rows)


def _counted_by_script(text: str) -> tuple[int | None, int | None]:
    """The pages and rows that a script's pager is drawn from, under the names such scripts have for them."""
    drawn = next((match[1] or match[2] for match in DRAWN.finditer(text)), "")
    pages, rows, size = (_told(pattern, text) for pattern in (COUNTED_PAGES, COUNTED_ROWS, SIZED))
    rows, size = rows or _told(DRAWN_ROWS, drawn), size or _told(DRAWN_SIZE, drawn)
    pages = pages or (max(1, -(-rows // size)) if rows and size else None)
    return pages, rows if pages else None


def _told(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) or None if found else None


def title(page: Page) -> str:
    """Given a page, return its title without numbers, blanks and strokes.

    >>> from crawler.types import Fetch
    >>> title(Page("", "<title>年报_第 2 页 - 云水市</title>", Fetch("")))
    '年报云水市'
    """
    found = TITLE.search(page.text)
    return COUNT.sub("", unescape(found[1])) if found else ""


def is_other(page: Page, pager: Pager | None) -> bool:
    """Tell whether a page stands in the place of a further list page: no pager, and another title than the list's."""
    return pager is None and bool(page.fetch.title) and title(page) != page.fetch.title


def _linked(page: Page, links: list[Link]) -> Pager | None:
    """P13, P14, P18 and their like: the pages are plain links; the last one tells how many there are, the next how they are counted."""
    current = page.fetch.page or 1
    last = next((link.url for link in links if link.url and link.label in LAST_LABELS), None)
    following = next((link.url for link in links if link.url and link.label in NEXT_LABELS), None) or _numbered_next(links, current)
    if last is None and following is None:
        return None
    counted = _counted(following, last) if current == 1 else None
    if counted:
        return counted
    return Pager("P14", current, address="" if following is None or canonical(following) == canonical(page.url) else following)


def _counted(following: str | None, last: str | None) -> Pager | None:
    """The names of all pages, where those of the second and the last tell how they are counted; otherwise one leads to the other."""
    end = NUMBERED.match(last or "")
    begin = NUMBERED.match(following or "")
    if not end or (begin and (begin["head"], begin["tail"]) != (end["head"], end["tail"])):
        return None
    number, second = int(end["number"]), int(begin["number"]) if begin else 2
    head, ext = end["head"], end["tail"].lstrip(".")
    if second > number or (begin and second == number == 1 and not head.endswith("_")):
        return Pager("P9b", 1, second + 1, None, "", ext, address=following or "") if number == 1 else None
    if second == 1 and head.endswith("_"):
        return Pager("P13z", 1, number + 1, None, head[:-1], ext)
    if second != 2:
        return None
    return Pager("P13", 1, number, None, head[:-1], ext) if head.endswith("_") else Pager("P18", 1, number, None, head, ext)


def _numbered_next(links: list[Link], current: int) -> str | None:
    """The link whose label is the number of the next page, where its address holds that number, or the one before."""
    numbers = {int(link.label): link.url for link in links if link.label.isdigit() and link.url}
    url = numbers.get(current + 1, "")
    if not url or len(numbers) in DAYS:
        return None
    told = {int(digits) for digits in re.findall(r"\d{1,5}", url.rpartition("/")[2])}
    return url if told & {current, current + 1} else None


def _worded(text: str) -> tuple[int | None, int | None]:
    """Given a page's text, return the pages and rows it tells in words."""
    told = PAGES.search(text) if "页" in text else None
    if not told:
        return None, None
    rows = ROWS.search(text, max(0, told.start() - NEAR), told.end() + NEAR)
    return int(told[1] or told[2] or told[3]), int(rows[1]) if rows else None


def _links(page: Page) -> Iterator[Link]:
    for match in LINK.finditer(page.text):
        label = _label(match)
        if label in NEXT_LABELS or label in LAST_LABELS or (label.isdigit() and len(label) < 5) or FURTHER.match(label):
            tag = unescape(match["tag"])
            url = _address(tag, page)
            yield Link(label, url, not url and _sealed(tag, label, page))


def _label(match: re.Match[str]) -> str:
    label = DECORATION.sub("", unescape(MARKUP.sub("", match["label"]))).lower()
    if label:
        return label
    named = NAMED.search(match[0])
    return named[1].strip().lower() if named else NEXT_LABELS[0] if FORWARD.search(match["tag"]) else ""


def _address(tag: str, page: Page) -> str:
    """Where a link leads: its href, an address in its script, or one that the page's own function puts together; "" where none tells."""
    href = HREF.search(tag)
    printed: str = next((each for each in href.groups() if each), "").strip() if href else ""
    if printed and not SCRIPTED.match(printed):
        return absolute(page.url, printed) or ""
    quoted = QUOTED_ADDRESS.search(tag[href.end():] if href and printed.startswith("#") else tag)
    if quoted:
        return absolute(page.url, quoted[1]) or ""
    call = CALLED.search(tag)
    told = scripted.address(page.text, call[1], call[2]) if call and call[2] else ""
    return absolute(page.url, told) or "" if told else ""


def _sealed(tag: str, label: str, page: Page) -> bool:
    """A script's link to a page there is: of a number after this page's, or the next one where it is not switched off."""
    call = next((each for each in CALLED.finditer(tag) if each[1] not in IDLE), None)
    if not call or OFF.search(tag):
        return False
    number = next((int(given) for given in (call[3], call[2]) if given and given.isdigit()), None)
    current = page.fetch.page or 1
    if label.isdigit():
        return int(label) > current
    return number is None or number > current
