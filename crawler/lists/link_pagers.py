"""Pagers made of plain links and words: 下一页, 尾页, numbers, 共3页. Pages only a script can reach are reported as such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape

from crawler.model.same_site import absolute
from crawler.model.types import Page, Pager
from crawler.page import code, script_links
from crawler.page.links import QUOTED_ADDRESS, SCRIPTED
from gongkai.urls import canonical

LINK = re.compile(
    r"<(?:a|button|(?:div|span|p)(?=[^<>]{0,2500}\bonclick))\b(?P<tag>[^<>]{0,2500})>"
    r"(?P<label>.{0,200}?)</(?:a|button|div|span|p)>",
    re.S | re.I,
)
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.I)
NAMED = re.compile(r"""\b(?:title|alt)\s*=\s*["']([^"']{1,20})["']""", re.I)
CALLED = re.compile(r"""\b([A-Za-z_$][\w$]*)\s*\(\s*(?:["']?([\w./$:-]*)["']?\s*(?:,\s*["']?([\w./$:-]*)["']?\s*)?)\)""")
OFF = re.compile(r"""\bclass\s*=\s*["'][^"']*\bdisabled?\b|\bdisabled\b""", re.I)
FORWARD = re.compile(r"""\bclass\s*=\s*["'][^"']*\bnext\b""", re.I)
MARKUP, DECORATION = re.compile(r"<[^<>]*>"), re.compile(r"[\s>»\u203a]")
FURTHER = re.compile(r"^(?:点击|向下|继续)?(?:加载|显示|查看)更多(?:内容|信息)?$")
IDLE = frozenset({"void", "return", "alert", "if", "confirm"})  # calls that lead to no page
NUMBERED = re.compile(r"^(?P<head>(?:.*\D)?)(?P<number>\d+)(?P<tail>\.\w+)$")
NEXT_LABELS = ("下一页", "下页", "后一页", "后页", "下一頁", "next", "nextpage")
LAST_LABELS = ("尾页", "末页", "最后一页", "尾頁", "last", "lastpage")
MARKS = r"(?:&nbsp;|\s|<[^<>]{0,80}>)*"
PAGES = re.compile(
    rf"共{MARKS}(\d{{1,5}}){MARKS}页|"
    rf"(?:页次|页码|第){MARKS}[:：]?{MARKS}\d{{1,5}}{MARKS}/{MARKS}(?:共{MARKS})?(\d{{1,5}}){MARKS}页?|"
    rf"(?<![\d/.-])\d{{1,4}}{MARKS}/{MARKS}(\d{{1,4}}){MARKS}页|"
    rf"总页数{MARKS}[:：]{MARKS}(\d{{1,5}})(?!\d)"
)
VALUE = r"""["']?\s*(?:[:=]|value\s*=)\s*["']?(\d{1,6})\b"""
COUNTED_PAGES = re.compile(rf"\b(?:total_?pages?|page_?counts?|pages?_?total|totalPageNum){VALUE}", re.I)
COUNTED_ROWS = re.compile(rf"\b(?:total_?(?:data|counts?|records?|rows|num|elements)|record_?(?:counts?|total)){VALUE}", re.I)
SIZED = re.compile(rf"\b(?:page_?size|per_?page|show_?data|page_?rows|limit){VALUE}", re.I)
DRAWN = re.compile(  # calls that draw a pager, with their arguments
    r"(?:\blaypage(?:\.render)?|\.pagination|\.jqPaginator)\(\s*\{([^{}]{0,600})"
    r"|<div\b([^<>]{0,600}\bclass=[\"'][^\"'<>]*\bpagination\b[^<>]{0,600})>",
    re.I,
)
DRAWN_ROWS, DRAWN_SIZE = re.compile(rf"\b(?:count|total){VALUE}"), re.compile(rf"\b(?:limit|rows|size){VALUE}")
ROWS = re.compile(
    rf"共(?:有|计)?{MARKS}(\d{{1,6}}){MARKS}(?:条|项|篇)(?:记录|信息|数据|结果)?(?![\w\u4e00-\u9fff])|"
    rf"(?:总?记录(?:总?数)|总条数){MARKS}[:：]{MARKS}(\d{{1,6}})(?!\d)"
)
ROWS_ALONE = re.compile(rf"(?<![^>\s;,，|])共(?:有|计)?{MARKS}(\d{{1,6}}){MARKS}(?:条|项|篇)(?:记录|信息|数据|结果)?(?=[\s<&,，。]|$)")
OPTION = re.compile(
    r"""<option\b[^<>]{0,200}?\bvalue\s*=\s*["']([^"'<>]{1,500})["'][^<>]{0,200}>\s*第?\s*(\d{1,4})\s*页?\s*(?:</option|<option|</select)""",
    re.I,
)
TITLE = re.compile(r"<title[^<>]*>(.{0,500}?)</title>", re.S | re.I)
COUNT = re.compile(r"第?\s*\d+\s*页?|[\s\-_—|·]+")  # what differs between the titles of two pages of one list
NEAR = 400  # characters between the two, both words of one pager
DAYS = range(28, 32)  # as many numbers in a row are a calendar


@dataclass(frozen=True, slots=True)
class PagerLink:
    """One link of a pager: its label, its URL ("" if only a script knows it), and whether it is active."""

    label: str
    url: str
    sealed: bool


def read_pager(page: Page) -> Pager | None:
    """Return what the links and words of a list page without a pager call state about further pages; None if nothing."""
    shown = code.markup(page.text)
    links = list(_links(page, shown))
    linked = _linked(page, links)
    worded, counted = _worded(shown), _counted_by_script(code.without_comments(page.text))
    pages, rows = (stated if stated is not None else by_script for stated, by_script in zip(worded, counted, strict=True))
    if linked is None and (pages or any(link.sealed for link in links)):
        linked = Pager("script", page.fetch.page)
    alone = rows_counted(shown) if rows is None else rows
    if linked is None:
        return Pager("counted", page.fetch.page, 1, alone) if alone == 0 else None
    return replace(linked, pages=pages if linked.pages is None else linked.pages, rows=alone)


def rows_counted(shown: str) -> int | None:
    """Return the record count of a pager that states no page count: 共25条; None if two places differ."""
    found = {int(match[1]) for match in ROWS_ALONE.finditer(shown)}
    return found.pop() if len(found) == 1 else None


def _counted_by_script(text: str) -> tuple[int | None, int | None]:
    """Return the page and row counts that a script's pager is drawn from, under their usual variable names."""
    drawn = next((match[1] or match[2] for match in DRAWN.finditer(text)), "")
    pages, rows, size = (_count_in(pattern, text) for pattern in (COUNTED_PAGES, COUNTED_ROWS, SIZED))
    rows, size = rows or _count_in(DRAWN_ROWS, drawn), size or _count_in(DRAWN_SIZE, drawn)
    pages = pages or (max(1, -(-rows // size)) if rows and size else None)
    return pages, rows if pages else None


def _count_in(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) or None if found else None


def title(page: Page) -> str:
    """Return a page's title without numbers, whitespace and dashes.

    >>> from crawler.model.types import Fetch
    >>> title(Page("", "<title>年报_第 2 页 - 云水市</title>", Fetch("")))
    '年报云水市'
    """
    found = TITLE.search(page.text)
    return COUNT.sub("", unescape(found[1])) if found else ""


def is_other(page: Page, pager: Pager | None) -> bool:
    """Whether a page was served in place of a further list page: no pager, and a title other than the list's."""
    return pager is None and bool(page.fetch.title) and title(page) != page.fetch.title


def _linked(page: Page, links: list[PagerLink]) -> Pager | None:
    """Read P13, P14, P18 and similar: the pages are plain links; the last gives their number, the next their naming scheme."""
    current = page.fetch.page or 1
    last = next((link.url for link in links if link.url and link.label in LAST_LABELS), None)
    following = next((link.url for link in links if link.url and link.label in NEXT_LABELS), None) or _numbered_next(
        links, current, page.url
    )
    if last is None and following is None:
        return None
    counted = _counted(following, last) if current == 1 else None
    if counted:
        return counted
    return Pager("P14", current, address="" if following is None or canonical(following) == canonical(page.url) else following)


def _counted(following: str | None, last: str | None) -> Pager | None:
    """Return the URLs of all pages if those of the second and the last reveal the scheme; otherwise pages are followed one by one."""
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


def _numbered_next(links: list[PagerLink], current: int, here: str) -> str | None:
    """Return the link labelled with the next page's number, if its URL holds that number or the one before, or if names count down."""
    numbers = {current: here} | {int(link.label): link.url for link in links if link.label.isdigit() and link.url}
    url = numbers.get(current + 1, "")
    if not url or len(numbers) - 1 in DAYS:
        return None
    in_name = _numbers(url)
    return url if in_name & {current, current + 1} or _counts_down(numbers, current + 1) else None


def _counts_down(numbers: Mapping[int, str], number: int) -> bool:
    """Whether the name of a page falls by one as its number rises by one, as do those of the pages beside it."""
    sums = [{label + each for each in _numbers(numbers.get(label, ""))} for label in (number - 1, number, number + 1)]
    known = [each for each in sums if each]
    return len(known) > 1 and bool(set.intersection(*known))


def _numbers(url: str) -> set[int]:
    return {int(digits) for digits in re.findall(r"\d{1,5}", url.rpartition("/")[2])}


def _worded(text: str) -> tuple[int | None, int | None]:
    """Return the page and row counts that a text states in words."""
    stated = PAGES.search(text) if "页" in text else None
    if not stated:
        return None, None
    rows = ROWS.search(text, max(0, stated.start() - NEAR), stated.end() + NEAR)
    return int(stated[stated.lastindex or 1]), int(rows[1] or rows[2]) if rows else None


def _links(page: Page, shown: str) -> Iterator[PagerLink]:
    for option in OPTION.finditer(shown):
        if "/" in option[1] or "?" in option[1] or "." in option[1]:  # a bare number is a word for a script
            yield PagerLink(option[2], absolute(page.url, unescape(option[1])) or "", sealed=False)
    for match in LINK.finditer(shown):
        label = _label(match)
        if label in NEXT_LABELS or label in LAST_LABELS or (label.isdigit() and len(label) < 5) or FURTHER.match(label):
            tag = unescape(match["tag"])
            url = _address(tag, page)
            yield PagerLink(label, url, not url and _sealed(tag, label, page))


def _label(match: re.Match[str]) -> str:
    label = DECORATION.sub("", unescape(MARKUP.sub("", match["label"]))).lower()
    if label:
        return label
    named = NAMED.search(match[0])
    return named[1].strip().lower() if named else NEXT_LABELS[0] if FORWARD.search(match["tag"]) else ""


def _address(tag: str, page: Page) -> str:
    """Return where a link leads: its href, a URL in its script, or one that a function of the page builds; "" if unknown."""
    href = HREF.search(tag)
    printed: str = next((each for each in href.groups() if each), "").strip() if href else ""
    if printed and not SCRIPTED.match(printed):
        return absolute(page.url, printed) or ""
    quoted = QUOTED_ADDRESS.search(tag[href.end() :] if href and printed.startswith("#") else tag)
    if quoted:
        return absolute(page.url, quoted[1]) or ""
    call = CALLED.search(tag)
    built = script_links.address(page.text, call[1], call[2]) if call and call[2] else ""
    return absolute(page.url, built) or "" if built else ""


def _sealed(tag: str, label: str, page: Page) -> bool:
    """Whether a script's link leads to an existing page: a number after this page's, or an enabled link to the next page."""
    call = next((each for each in CALLED.finditer(tag) if each[1] not in IDLE), None)
    if not call or OFF.search(tag):
        return False
    number = next((int(given) for given in (call[3], call[2]) if given and given.isdigit()), None)
    current = page.fetch.page or 1
    if label.isdigit():
        return int(label) > current
    return number is None or number > current
