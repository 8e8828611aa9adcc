"""The rows of a list page: the repeated block that holds one link and one date each, and nothing of menus, footers and templates."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler import dates, links, scripted, shapes
from crawler.identity import absolute, canonical, directory, same_portal
from crawler.types import Entry, Page

ROW_TAGS = frozenset({"li", "tr", "dl"})
CONTAINER_TAGS = frozenset({"ul", "ol", "table", "tbody", "thead", "body", "form", "section", "main"})
REPORT_TITLE = re.compile(r"20\d\d\s*年(?:度)?.{0,30}(?:政府)?信息公开.{0,6}(?:年度)?(?:报告|年报)|信息公开(?:工作)?(?:年度报告|年报)")
LOOKALIKE = re.compile(r"政府网站.{0,6}(?:年度)?(?:报表|年报)|网站工作年度报表")
MARKUP = re.compile(r"<[^<>]{1,80}>")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PAGE_NUMBER = re.compile(r"\d{1,4}|首页|尾页|末页|上一页|下一页|上页|下页|更多|more|[<>»«.…]+", re.I)
COLUMN_NUMBER = re.compile(r"\b(?:col|c|column/)(\d{3,})")
PASSING = frozenset({  # words of a class that tell the shown from the hidden, or one row from the next, and not one list from another
    "active", "act", "on", "cur", "current", "now", "selected", "select", "sel", "hover", "show", "hide", "hidden", "none", "block", "fade",
    "first", "last", "odd", "even"})
DEEP, WIDE, LONG = 40, 300, 4000  # elements above a link and in its row, and characters of the row, that are looked at
BRACKETED = re.compile(r"[\[\uff3b【〔(（].{1,20}[\]\uff3d】〕)）]")
ASIDE_WORDS = frozenset({"right", "aside", "hot", "rank", "recommend", "related", "tuijian", "paihang", "redian"})
ASIDE = 12  # what a block whose class names it a side column must show more than others: four dated rows
NEAR = 3  # elements above a link that are its row
LEAST = 3  # links of a block that is a list wherever its documents lie; fewer may be a side column's news
ENOUGH_SHARED = 0.5  # of a block's links in the chosen one: a second copy (PC and mobile) of the same list


@dataclass(frozen=True, slots=True)
class Row:
    """One link with the element that is its row and the block it repeats in."""

    entry: Entry
    block: tuple[str, ...]


def read(root: HtmlElement, url: str, told: int | None = None) -> tuple[Entry, ...]:
    """Given the tree of a list page, its final URL and how many rows it tells of, return its rows in order, each document once.

    Where the page tells of none, only what is the column's own beyond doubt is a row.
    """
    blocks: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for row in _rows(root, url):
        blocks[row.block].append(row.entry)
    good = {block: entries for block, entries in blocks.items() if _is_list(entries, url, told)}
    if not good:
        return ()
    own = [block for block, entries in good.items() if _own(entries, url) > ENOUGH_SHARED]
    if not own and all(map(_is_aside, good)):  # a side column's news is not the list where a row or two stand in the middle
        good = {block: entries for block, entries in blocks.items() if not _is_aside(block) and any(map(_is_likely, entries))} or good
    best = max(own or good, key=lambda block: _score(good[block], url) - ASIDE * _is_aside(block))
    kept = [entry for block, entries in good.items() if block == best or _belongs(entries, good[best], url) for entry in entries]
    return unique(kept)


def fragment(html: str, url: str) -> tuple[Entry, ...]:
    """Given markup that holds rows and nothing else (an interface's answer), return every row of it."""
    root = links.tree(f"<div>{html}</div>")
    if root is None:
        return ()
    found = (entry_of(anchor, _row_element(anchor, {}), url) for anchor in links.anchors(root, url))
    return unique(entry for entry in found if entry.title and not PAGE_NUMBER.fullmatch(entry.title))


def sealed(root: HtmlElement, page: Page) -> tuple[tuple[Entry, ...], int]:
    """Given the tree of a list page and the page, return the rows whose link is a script's: those it tells, and how many it does not."""
    base, told, untold = links.base_of(root, page.url), [], 0
    for element in root.iter("a"):
        label = links.label_of(element)
        if not label or dates.is_date(label) or links.link_of(element, base) or links.is_template(element):
            continue
        url = absolute(base, scripted.pressed(element, page.text) or "mailto:")
        anchor = links.Anchor(element, url or page.url)
        entry = entry_of(anchor, _row_element(anchor, {}), page.url)
        if not (entry.date or REPORT_TITLE.search(entry.title)) or any(links.is_furniture(above) for above in element.iterancestors()):
            continue
        told += [entry] if url else []
        untold += url is None
    return unique(told), untold


def unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Given rows, return each document once: the first place, and the longest title and the date that any of its copies gives."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        key = canonical(entry.url)
        kept[key] = _merged(kept[key], entry) if key in kept else entry
    return tuple(kept.values())


def make(url: str, title: str, date: str | None, page_url: str) -> Entry:
    """Given what an interface says of a document, return its row."""
    return Entry(url, clean_title(title), date, external=not same_portal(url, page_url), file=shapes.is_file(url))


def clean_title(title: str) -> str:
    """Given a title as printed, return it without markup and entities; short ones stay.

    >>> clean_title("关于公开&lt;br/&gt;<b>年报</b> 的通知")
    '关于公开年报 的通知'
    """
    return links.squeeze(CONTROL.sub("", MARKUP.sub("", unescape(MARKUP.sub("", unescape(title))))))


def entry_of(anchor: links.Anchor, row: HtmlElement, page_url: str) -> Entry:
    """Given a link and the element that is its row, return the entry."""
    return make(anchor.url, _title(anchor), dates.find(_date_text(anchor.element, row)), page_url)


def _rows(root: HtmlElement, url: str) -> list[Row]:
    here = canonical(url)
    found = [anchor for anchor in links.anchors(root, url)
             if not anchor.furniture and anchor.element.tag in ("a", "area") and canonical(anchor.url) != here]
    found = _without_categories(found)
    targets = _targets(found)
    rows = []
    for anchor in found:
        element = _row_element(anchor, targets)
        entry = entry_of(anchor, element, url)
        if entry.title and not PAGE_NUMBER.fullmatch(entry.title):
            rows.append(Row(entry, _block(element)))
    return rows


def _without_categories(found: list[links.Anchor]) -> list[links.Anchor]:
    """Without links that stand beside a row's document and name its kind or office: [发改委], or the same link in row after row."""
    targets, times = _targets(found), Counter((canonical(anchor.url), anchor.label) for anchor in found)

    def is_category(anchor: links.Anchor) -> bool:
        beside = next((above for above in islice(anchor.element.iterancestors(), NEAR) if len(targets.get(above, ())) > 1), None)
        if beside is None or beside.tag in CONTAINER_TAGS or shapes.is_article(anchor.url) or shapes.is_file(anchor.url):
            return False
        return bool(BRACKETED.fullmatch(anchor.label)) or times[canonical(anchor.url), anchor.label] >= LEAST

    return [anchor for anchor in found if not is_category(anchor)]


def _targets(found: list[links.Anchor]) -> dict[HtmlElement, set[str]]:
    """Given links, return for each element above them the documents it leads to."""
    targets: dict[HtmlElement, set[str]] = defaultdict(set)
    for anchor in found:
        key = canonical(anchor.url)
        for above in islice(anchor.element.iterancestors(), DEEP):
            targets[above].add(key)
    return targets


def _row_element(anchor: links.Anchor, targets: dict[HtmlElement, set[str]]) -> HtmlElement:
    """Climb from a link while the element above holds no other document: that is its row."""
    element = anchor.element
    for above in islice(anchor.element.iterancestors(), DEEP):
        if above.tag in CONTAINER_TAGS or len(targets.get(above, ())) > 1:
            break
        element = above
        if element.tag in ROW_TAGS or dates.find(links.text_within(element)):
            break
    return element


def _block(element: HtmlElement) -> tuple[str, ...]:
    """Given a row, return the path of the elements above it by tag and class: rows of one list share it."""
    return tuple(f"{above.tag}.{_kind(above.get('class') or '')}" for above in islice(element.iterancestors(), DEEP))


@lru_cache(1 << 10)
def _kind(classes: str) -> str:
    """Given a class, return it without what differs between the panels and rows of one list."""
    return " ".join(word for word in classes.split() if word.lower() not in PASSING)


def _is_list(entries: list[Entry], url: str, told: int | None) -> bool:
    """Rows are what repeats with dates or an article's shape; fewer are rows only where they are the column's own."""
    likely = [entry for entry in entries if _is_likely(entry)]
    if told and len(likely) <= told:
        return bool(likely)
    return bool(likely) and ((told != 0 and len(likely) >= LEAST) or any(_is_own(entry, url) for entry in likely))


def _is_likely(entry: Entry) -> bool:
    return bool(entry.date or _shaped(entry) or REPORT_TITLE.search(entry.title))


def _is_own(entry: Entry, url: str) -> bool:
    """A report by its title, or a document in the column's own directory or under its number."""
    return bool(REPORT_TITLE.search(entry.title)) or _is_below(entry, url) or _bears_number(entry, url)


def _bears_number(entry: Entry, url: str) -> bool:
    number = COLUMN_NUMBER.search(urlsplit(url).path)
    return bool(number and re.search(rf"(?<!\d){number[1]}(?!\d)", entry.url))


def _is_below(entry: Entry, url: str) -> bool:
    folder = directory(url)
    return urlsplit(folder).path != "/" and canonical(entry.url).startswith(folder)


def _score(entries: list[Entry], url: str) -> float:
    dated = sum(1 for entry in entries if entry.date)
    shaped = sum(1 for entry in entries if _shaped(entry))
    reports = sum(1 for entry in entries if REPORT_TITLE.search(entry.title))
    below = sum(1 for entry in entries if _is_below(entry, url))
    return 3 * dated + 2 * shaped + 2 * reports + below - 0.5 * (len(entries) - max(dated, shaped))


def _belongs(entries: list[Entry], best: list[Entry], url: str) -> bool:
    """A further block is part of the list where it is a copy of it, or its documents are the column's own, or reports as the list's are."""
    known = {canonical(entry.url) for entry in best}
    shared = sum(1 for entry in entries if canonical(entry.url) in known) / len(entries)
    placed = sum(1 for entry in entries if _is_below(entry, url) or _bears_number(entry, url)) / len(entries)
    return shared >= ENOUGH_SHARED or placed > ENOUGH_SHARED or (_reports(best) > ENOUGH_SHARED and _reports(entries) > ENOUGH_SHARED)


def _own(entries: list[Entry], url: str) -> float:
    return sum(1 for entry in entries if _is_own(entry, url)) / len(entries)


def _is_aside(block: tuple[str, ...]) -> bool:
    return any(word in ASIDE_WORDS for step in block for word in step.partition(".")[2].lower().replace("-", " ").replace("_", " ").split())


def _reports(entries: list[Entry]) -> float:
    return sum(1 for entry in entries if REPORT_TITLE.search(entry.title)) / len(entries)


def _shaped(entry: Entry) -> bool:
    return entry.file or shapes.is_article(entry.url)


def _title(anchor: links.Anchor) -> str:
    given = clean_title(anchor.element.get("title") or "")
    if given and not given.endswith(("...", "…")):
        return given
    pieces = [piece for piece in anchor.element.itertext() if not dates.is_date(piece)]
    text = clean_title("".join(pieces)) or anchor.label
    return text if len(text) > len(given) else given


def _date_text(element: HtmlElement, row: HtmlElement) -> str:
    """The text of a row without its title: outside the link, or inside it what is a date and nothing else."""
    inside = set(islice(element.iter(), WIDE))
    around = list(islice(row.iter(), WIDE))
    outside = [each.text for each in around if each not in inside]
    outside += [each.tail for each in around if each is element or (each is not row and each not in inside)]
    text = " ".join(piece for piece in outside if piece)[:LONG]
    return text if dates.find(text) else " ".join(piece for piece in islice(element.itertext(), WIDE) if dates.is_date(piece)) or text


def _merged(first: Entry, second: Entry) -> Entry:
    title = max(first.title, second.title, key=lambda title: (not title.endswith(("...", "…")), len(title)))
    return Entry(first.url, title, first.date or second.date, first.external, first.file)


