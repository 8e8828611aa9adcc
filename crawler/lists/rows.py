"""The rows of a list page: the repeated block with one link and one date each, without menus, footers and templates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.lists import row_boxes, row_dates
from crawler.model.same_site import absolute, canonical, directory, same_portal
from crawler.model.types import Entry, Page
from crawler.page import dates, labels, links, script_links, url_shapes

ROW_TAGS = frozenset({"li", "tr", "dl"})
REPORT_TITLE = re.compile(r"20\d\d\s*年(?:度)?.{0,30}(?:政府)?信息公开.{0,6}(?:年度)?(?:报告|年报)|信息公开(?:工作)?(?:年度报告|年报)")
LOOKALIKE = re.compile(r"政府网站.{0,6}(?:年度)?(?:报表|年报)|网站工作年度报表")
MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,80}>")  # <试行> is a part of a title
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PAGE_NUMBER = re.compile(
    r"\d{1,4}|首页|尾页|末页|上一页|下一页|上页|下页|(?:查看)?更多(?:信息|内容)?\s*[<>»«\u203a.…]*|more|[<>»«.…]+", re.I
)
COLUMN_NUMBER = re.compile(r"\b(?:col|c|column/)(\d{3,})")
# class words that mark visibility or single rows, and do not distinguish lists
PASSING_WORDS = "active act on cur current now selected select sel hover show hide hidden none block fade first last odd even"
PASSING = frozenset(PASSING_WORDS.split())
DEEP = 40  # elements above a link that are looked at
ASIDE_WORDS = frozenset({"right", "aside", "hot", "rank", "recommend", "related", "tuijian", "paihang", "redian"})
ASIDE = 12  # what a block whose class names it a side column must show more than others: four dated rows
LEAST = 3  # links of a block that is a list wherever its documents lie; fewer may be a side column's news
NAME = 600  # characters of a container's name
STANDING = 0.8  # of a block's links that stand on every page: the item of the page itself is often no link
ENOUGH_SHARED = 0.5  # of a block's links in the chosen one: a second copy (PC and mobile) of the same list


@dataclass(frozen=True, slots=True)
class Row:
    """One link with the element that is its row and the block it repeats in."""

    entry: Entry
    block: tuple[str, ...]


def read_rows(root: HtmlElement, page: Page) -> tuple[Entry, ...]:
    """Return the rows of a list page, in page order, each document once; `read_list` without a stated count and a known container."""
    return read_list(root, page.url, standing=page.standing)[0]


def read_list(
    root: HtmlElement, url: str, stated: int | None = None, container: str = "", standing: Collection[str] = ()
) -> tuple[tuple[Entry, ...], str]:
    """Return the rows of a list page, in page order, each document once, and the name of their container ("" for no rows).

    `stated` is the row count that the page states; if it is 0, only rows that certainly belong to the column count. `container` is the name
    returned for an earlier page or visit: rows in it are the list, and rows of other blocks count only if their documents are the column's
    own. `standing` are the places that nearly every page of the site shows: a block of those is a menu or a side box.
    """
    blocks = {block: entries for block, entries in _blocks(root, url).items() if not is_standing(_name(block), entries, standing)}
    known = [block for block, entries in blocks.items() if container and _name(block) == container and any(map(_is_likely, entries))]
    good = {block: entries for block, entries in blocks.items() if block in known or _is_list(entries, url, stated)}
    own = [block for block, entries in good.items() if _own(entries, url) > ENOUGH_SHARED]
    if container and not known:
        good = {block: good[block] for block in own}
    if not good:
        return (), ""
    if not own and all(map(_is_aside, good)):  # a side column's news is not the list if there are one or two rows in the middle
        good = {block: entries for block, entries in blocks.items() if not _is_aside(block) and any(map(_is_likely, entries))} or good
    best = max(known or own or good, key=lambda block: _score(good[block], url) - ASIDE * _is_aside(block))
    kept = [entry for block, entries in good.items() if block == best or _belongs(entries, good[best], url) for entry in entries]
    return unique(kept), _name(best)


def container_of(root: HtmlElement, url: str, entries: Sequence[Entry]) -> str:
    """Return the name of the container that holds most of these rows of a page; "" if none holds half of them."""
    wanted = {canonical(entry.url) for entry in entries}
    held = {block: sum(canonical(each.url) in wanted for each in found) for block, found in _blocks(root, url).items()}
    best = max(held, key=lambda block: held[block], default=())
    return _name(best) if best and held[best] * 2 >= len(wanted) else ""


def is_standing(container: str, entries: Sequence[Entry], standing: Collection[str]) -> bool:
    """Return whether the links of a container stand on every page of the site: it is a menu, a side box or a footer, and no list."""
    return bool(standing and entries) and sum(_place(container, entry.url) in standing for entry in entries) >= STANDING * len(entries)


def places(page: Page) -> tuple[str, ...]:
    """Return what an article shows where, each link within its container, for comparison with the lists of its site.

    A link to the article itself counts in each container: a box that links to it on all other pages shows it without a link here.
    """
    root = links.tree_of(page)
    blocks = _blocks(root, page.url) if root is not None else {}
    shown = {_place(_name(block), url) for block, entries in blocks.items() for url in (page.url, *(entry.url for entry in entries))}
    return tuple(sorted(shown))


def _place(container: str, url: str) -> str:
    return blake2b(f"{container} {canonical(url)}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _blocks(root: HtmlElement, url: str) -> dict[tuple[str, ...], list[Entry]]:
    blocks: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for row in _rows(root, url):
        blocks[row.block].append(row.entry)
    return {block: list(_documents(entries)) for block, entries in blocks.items()}


def _documents(entries: Sequence[Entry]) -> Iterable[Entry]:
    """Yield the links of a block except those to folders among undated articles: these name columns, in a list as in a menu."""
    dated = any(entry.date for entry in entries)
    if dated or sum(map(_shaped, entries)) * 2 < len(entries):
        yield from entries
        return
    yield from (entry for entry in entries if _is_likely(entry) or not canonical(entry.url).endswith("/"))


def _name(block: tuple[str, ...]) -> str:
    """Return the name of a container: the path of elements above a row, nearest first, cut at a length that no real path reaches."""
    return ">".join(block)[:NAME]


def fragment(html: str, url: str) -> tuple[Entry, ...]:
    """Return every row of markup that holds only rows, such as an interface's answer."""
    root = links.tree(f"<div>{html}</div>")
    if root is None:
        return ()
    found = (entry_of(anchor, _row_element(anchor, {}), url) for anchor in links.anchors(root, url))
    return unique(entry for entry in found if entry.title and not PAGE_NUMBER.fullmatch(entry.title))


def sealed(root: HtmlElement, page: Page) -> tuple[tuple[Entry, ...], int]:
    """Return the rows linked by a script whose URL the page reveals, and the number of those whose URL it does not."""
    base, revealed, untold = links.base_of(root, page.url), [], 0
    for element in root.iter("a"):
        if links.link_of(element, base):  # asked first, because that of nearly every row is known
            continue
        label = links.label_of(element)
        if not label or dates.is_date(label) or labels.is_no_title(label) or links.is_template(element):
            continue
        url = absolute(base, script_links.pressed(element, page.text) or "mailto:")
        anchor = links.Anchor(element, url or page.url)
        entry = entry_of(anchor, _row_element(anchor, {}), page.url)
        if not (entry.date or _is_report(entry)) or any(links.is_furniture(above) for above in element.iterancestors()):
            continue
        revealed += [entry] if url else []
        untold += url is None
    return unique(revealed), untold


def unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return each document once: at its first position, with the longest title and the date of any of its copies."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        key = canonical(entry.url)
        kept[key] = _merged(kept[key], entry) if key in kept else entry
    return tuple(kept.values())


def make(url: str, title: str, date: str | None, page_url: str) -> Entry:
    """Return the row of a document described by an interface."""
    return Entry(url, clean_title(title), date, external=not same_portal(url, page_url), file=url_shapes.is_file(url))


def clean_title(title: str) -> str:
    """Return a printed title without markup and entities; short titles are kept.

    >>> clean_title("关于公开&lt;br/&gt;<b>年报</b> 的通知")
    '关于公开年报 的通知'
    """
    if title.isprintable() and "<" not in title and "&" not in title:
        return links.squeeze(title)
    return links.squeeze(CONTROL.sub("", MARKUP.sub("", unescape(MARKUP.sub("", unescape(title))))))


def entry_of(anchor: links.Anchor, row: HtmlElement, page_url: str) -> Entry:
    """Return the entry of a link whose row is the given element."""
    return make(anchor.url, _title(anchor), row_dates.of_row(anchor.element, row), page_url)


def _rows(root: HtmlElement, url: str) -> list[Row]:
    here = canonical(url)
    found = [
        anchor
        for anchor in links.anchors(root, url)
        if not anchor.furniture and anchor.element.tag in ("a", "area") and canonical(anchor.url) != here
    ]
    if not found:  # as in most articles
        return []
    found = row_boxes.without(found)
    targets = row_boxes.targets(found)
    rows = []
    for anchor in found:
        element = _row_element(anchor, targets)
        entry = entry_of(anchor, element, url)
        if entry.title and not PAGE_NUMBER.fullmatch(entry.title) and not labels.is_no_title(entry.title):
            rows.append(Row(entry, _block(element)))
    return rows


def _row_element(anchor: links.Anchor, targets: dict[HtmlElement, set[str]]) -> HtmlElement:
    """Climb from a link while the element above holds no other document; that element is the row."""
    element = anchor.element
    for above in islice(anchor.element.iterancestors(), DEEP):
        if above.tag in row_boxes.CONTAINER_TAGS or len(targets.get(above, ())) > 1:
            break
        element = above
        if element.tag in ROW_TAGS or dates.find(links.text_within(element)):
            break
    return element


def _block(element: HtmlElement) -> tuple[str, ...]:
    """Return the path of tags and classes above a row; rows of one list share it."""
    return tuple(f"{above.tag}.{_kind(above.get('class') or '')}" for above in islice(element.iterancestors(), DEEP))


@lru_cache(1 << 10)
def _kind(classes: str) -> str:
    """Return a class name without the parts that differ between panels and rows of one list."""
    return " ".join(word for word in classes.split() if word.lower() not in PASSING)


def _is_list(entries: list[Entry], url: str, stated: int | None) -> bool:
    """Whether a block is a list.

    It has enough dates or article URLs, or documents of the column's own, or as few rows as the page states.
    """
    likely = [entry for entry in entries if _is_likely(entry)]
    if stated and len(likely) <= stated:
        return bool(likely)
    return bool(likely) and ((stated != 0 and len(likely) >= LEAST) or any(_is_own(entry, url) for entry in likely))


def _is_likely(entry: Entry) -> bool:
    return bool(entry.date or _shaped(entry) or _is_report(entry))


def _is_report(entry: Entry) -> bool:
    """Whether the title is that of a report; a label that only names a column of reports belongs to a menu."""
    return bool(REPORT_TITLE.search(entry.title)) and not (entry.date is None and labels.names_column(labels.plain(entry.title)))


def _is_own(entry: Entry, url: str) -> bool:
    """Whether the entry is a report by title, or lies in the column's own directory or under its number."""
    return _is_report(entry) or _is_below(entry, url) or _bears_number(entry, url)


def _bears_number(entry: Entry, url: str) -> bool:
    number = COLUMN_NUMBER.search(urlsplit(url).path)
    return bool(number and re.search(rf"(?<!\d){number[1]}(?!\d)", entry.url))


def _is_below(entry: Entry, url: str) -> bool:
    folder = directory(url)
    return urlsplit(folder).path != "/" and canonical(entry.url).startswith(folder)


def _score(entries: list[Entry], url: str) -> float:
    dated = sum(1 for entry in entries if entry.date)
    shaped = sum(1 for entry in entries if _shaped(entry))
    reports = sum(1 for entry in entries if _is_report(entry))
    below = sum(1 for entry in entries if _is_below(entry, url))
    return 3 * dated + 2 * shaped + 2 * reports + below - 0.5 * (len(entries) - max(dated, shaped))


def _belongs(entries: list[Entry], best: list[Entry], url: str) -> bool:
    """Whether a further block is part of the list: a copy of it, or with documents of the column's own, or reports like the list's."""
    known = {canonical(entry.url) for entry in best}
    shared = sum(1 for entry in entries if canonical(entry.url) in known) / len(entries)
    placed = sum(1 for entry in entries if _is_below(entry, url) or _bears_number(entry, url)) / len(entries)
    return shared >= ENOUGH_SHARED or placed > ENOUGH_SHARED or (_reports(best) > ENOUGH_SHARED and _reports(entries) > ENOUGH_SHARED)


def _own(entries: list[Entry], url: str) -> float:
    return sum(1 for entry in entries if _is_own(entry, url)) / len(entries)


def _is_aside(block: tuple[str, ...]) -> bool:
    return any(word in ASIDE_WORDS for step in block for word in step.partition(".")[2].lower().replace("-", " ").replace("_", " ").split())


def _reports(entries: list[Entry]) -> float:
    return sum(1 for entry in entries if _is_report(entry)) / len(entries)


def _shaped(entry: Entry) -> bool:
    return entry.file or url_shapes.is_article(entry.url)


def _title(anchor: links.Anchor) -> str:
    given = clean_title(anchor.element.get("title") or "")
    if given and not given.endswith(("...", "…")):
        return given
    pieces = [piece for piece in anchor.element.itertext() if not row_dates.is_date(piece)]
    text = max(given, clean_title("".join(pieces)) or anchor.label, key=len)
    begun = text.rstrip(".…")
    inner = (clean_title(title) for title in anchor.element.xpath(".//@title")) if begun != text else ()
    return next((title for title in inner if title.startswith(begun) and title != begun), text)


def _merged(first: Entry, second: Entry) -> Entry:
    title = max(first.title, second.title, key=lambda title: (not title.endswith(("...", "…")), len(title)))
    return Entry(first.url, title, first.date or second.date, first.external, first.file)
