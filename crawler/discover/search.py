"""Find the column of annual reports: best-first search from the home page by labels and paths, confirmed by the titles of its rows.

Pages come from the `get` passed in. The usual neighbours of 政府信息公开 confirm the place; the look-alike 政府网站工作年度报表 is
rejected by its label, path and rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler import families
from crawler.answers import faults
from crawler.lists.rows import LOOKALIKE, REPORT_TITLE
from crawler.model.same_site import absolute, canonical, same_portal
from crawler.model.types import Entry, Fault, Fetch, Listing, Page, SubColumn
from crawler.page import articles, labels, links, script_links, url_shapes
from crawler.page.fingerprint import marks
from gongkai.terminal.amounts import counted

Get = Callable[[Fetch], Page | Fault]
DEPTH = 4  # steps from the home page
SITEMAPS = ("/wzdt/", "/map.html")  # asked for last, where no menu led to a column
MOST = 60  # pages a walk may ask for
LABEL, PATH, NEIGHBOUR = 3, 2, 4  # what a link's label, its path and its neighbours weigh
SITEMAP = 1  # less than any step of a menu: walked when the menus led nowhere
SHOWN = 5  # rows a candidate is shown by
LOOKED_AT = 15  # rows that must prove it
SITEMAP_LABEL, LAST = "网站地图", 1  # the cost of what is only guessed: more than any link's
FRAME = "frame"  # the label given to frames, which have none: one may hold the menu
PRESSED, LONGEST = ("li", "div", "span", "td", "dd", "p", "button"), 40  # elements that may be a menu's entries; characters of a label
UNNAMED = "政府信息公开年报"  # the name of a column whose page has none
PROOF = 2  # of them that must be titled as annual reports
INNER = 3  # answers behind a page that are read for its rows: a script, a frame, an interface
COLUMN = labels.STEPS[-1]
SURE = LABEL * len(labels.STEPS)  # the weight of the column's own label: once one was found, only such links are still followed


@dataclass(frozen=True, slots=True)
class SearchStep:
    """One link of the way to a column."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column found, the path that led there and the evidence for it."""

    url: str
    label: str
    via: tuple[SearchStep, ...]
    family: str
    pager: str
    rows_told: int | None
    rows: tuple[Entry, ...]
    columns: tuple[SubColumn, ...]
    metas: dict[str, str]
    marks: dict[str, str]  # what it is known by besides its address
    why: str = ""  # how many reports there are among other documents


@dataclass(frozen=True, slots=True)
class Refused:
    """A link that looked like the column, and why it is not."""

    url: str
    label: str
    why: str


@dataclass
class Discovery:
    """The result of a search."""

    start: str
    site_name: str = ""
    site_code: str = ""  # SiteIDCode: ten digits, the first six its area
    candidates: list[Candidate] = field(default_factory=list)
    mixed: list[Candidate] = field(default_factory=list)  # columns of other documents that hold reports as well
    refused: list[Refused] = field(default_factory=list)
    failed: list[Refused] = field(default_factory=list)  # pages on the way that could not be had
    asked: int = 0
    proxy: str = ""  # URL of the proxy of the home page, without credentials


@dataclass(frozen=True, slots=True, order=True)
class _Lead:
    cost: int
    order: int
    url: str
    label: str
    via: tuple[SearchStep, ...] = field(compare=False)


def discover(start: str, get: Get, most: int = MOST) -> Discovery:
    """Return the columns of annual reports reachable from a portal's URL, and the look-alikes that were refused."""
    found, order, seen = Discovery(start), count(), {canonical(start)}
    leads = [_Lead(0, next(order), start, "", ())]
    while leads and found.asked < most:
        lead = heappop(leads)
        if found.candidates and -lead.cost < SURE:
            break
        page = _fetch(lead.url, get, found)
        if isinstance(page, Fault):
            found.failed += [] if lead.cost == LAST else [Refused(lead.url, lead.label, f"{page.code}: {page.message}")]
            continue
        found.failed += _not_followable(page)
        _introduce(page, found)
        if _names_column(lead) and _inspected(lead, page, get, found):
            continue
        found.mixed += _mixed(lead, page)
        for cost, link in (*_links(lead, page, found), *_sitemaps(lead)):
            if canonical(link.url) not in seen and len(lead.via) < DEPTH:
                seen.add(canonical(link.url))
                heappush(leads, _Lead(cost, next(order), link.url, link.label, (*lead.via, link)))
    if not found.candidates and found.mixed:
        found.candidates.append(max(found.mixed, key=lambda each: len(each.rows)))
    return found


def inspect(page: Page, get: Get) -> tuple[Listing, tuple[Entry, ...], str]:
    """Return a column page's listing, its first rows (from its interface if the page holds none) and its family."""
    family, listing = families.read_listing(page)
    behind, entries, ahead = listing, listing.entries, [*listing.next, *(Fetch(column.url) for column in listing.columns[:1])]
    for _ in range(INNER):
        if entries or not ahead:
            break
        answer = get(ahead.pop(0))
        if isinstance(answer, Page):
            _, behind = families.read_listing(answer)
            entries = behind.entries
            ahead = [*behind.next, *ahead]
    best = (
        listing if listing.pager else Listing(listing.entries, listing.columns, behind.pager, listing.next, listing.reasons, listing.empty)
    )
    return best, entries, family.name


def proven(entries: tuple[Entry, ...]) -> str:
    """Return "" if the first rows of a column are annual reports, otherwise the reason why they are not."""
    looked = entries[:LOOKED_AT]
    alike = sum(1 for entry in looked if LOOKALIKE.search(entry.title))
    reports = sum(1 for entry in looked if REPORT_TITLE.search(entry.title) and not LOOKALIKE.search(entry.title))
    if reports >= min(PROOF, max(1, len(looked))) and reports >= alike:
        return ""
    if alike:
        return f"its rows are look-alikes, such as {next(entry.title for entry in looked if LOOKALIKE.search(entry.title))}"
    return (
        f"only {reports} of its first {counted(len(looked), 'row has', 'rows have')} the title of an annual report"
        if looked
        else "it shows no rows"
    )


def _fetch(url: str, get: Get, found: Discovery) -> Page | Fault:
    """Fetch a page, following one shell before it."""
    for _ in range(2):
        found.asked += 1
        page = get(Fetch(url))
        fault = page if isinstance(page, Fault) else faults.classify(page, "list")
        if fault is None or not fault.target or not same_portal(fault.target, url):
            return fault or page
        url = fault.target
    return fault or page


def _introduce(page: Page, found: Discovery) -> None:
    metas = articles.metas(page)
    found.site_name, found.site_code = found.site_name or metas.get("SiteName", ""), found.site_code or metas.get("SiteIDCode", "")


def _inspected(lead: _Lead, page: Page, get: Get, found: Discovery) -> bool:
    """Accept the page as the column if its rows prove it; False if it is only a step on the way."""
    listing, entries, family = inspect(page, get)
    why = proven(entries)
    if why and not entries:
        return False
    if why:
        found.refused.append(Refused(lead.url, lead.label, why))
        return False
    found.candidates.append(_candidate(lead, page, listing, entries, family))
    return True


def _mixed(lead: _Lead, page: Page) -> list[Candidate]:
    """Return a page that lists reports among other documents: old portals and small offices have no separate column for them."""
    family, listing = families.read_listing(page)
    reports = tuple(entry for entry in listing.entries if REPORT_TITLE.search(entry.title) and not LOOKALIKE.search(entry.title))
    if not reports or urlsplit(canonical(page.url)).path == "/":
        return []
    why = f"{len(reports)} of its first {counted(len(listing.entries), 'row is', 'rows are')} annual reports"
    return [replace(_candidate(lead, page, listing, reports, family.name), why=why)]


def _candidate(lead: _Lead, page: Page, listing: Listing, entries: tuple[Entry, ...], family: str) -> Candidate:
    pager, metas = listing.pager, articles.metas(page)
    url = page.url if not urlsplit(lead.url).fragment else lead.url
    label = lead.label or metas.get("ColumnName", "") or UNNAMED
    return Candidate(
        url,
        label,
        lead.via,
        family,
        pager.dialect if pager else "",
        pager.rows if pager else None,
        entries[:SHOWN],
        listing.columns,
        metas,
        marks(page),
    )


def _links(lead: _Lead, page: Page, found: Discovery) -> Iterator[tuple[int, SearchStep]]:
    root = links.tree_of(page)
    if root is None:
        return
    scripted = [SearchStep(link.label, link.url) for link in script_links.links(root, page) if link.url]
    printed = [
        SearchStep(anchor.label or (FRAME if anchor.element.tag in ("frame", "iframe") else ""), anchor.url)
        for anchor in links.anchors(root, page.url)
    ]
    anchors = [each for each in (*printed, *scripted, *_pressed(root, page)) if same_portal(each.url, page.url)]
    confirmed = len({labels.plain(anchor.label) for anchor in anchors} & labels.NEIGHBOURS) > 1
    for anchor in anchors:
        if url_shapes.is_article(anchor.url) or url_shapes.is_file(anchor.url):
            continue
        if _is_lookalike(anchor.label, anchor.url):
            found.refused.append(Refused(anchor.url, anchor.label, "its label or path is that of the look-alike"))
        elif weight := _weight(anchor.label, anchor.url, confirmed):
            yield -weight, SearchStep(anchor.label, anchor.url)


def _pressed(root: HtmlElement, page: Page) -> Iterator[SearchStep]:
    """Yield menu entries that are not links but lead somewhere when clicked."""
    base = links.base_of(root, page.url)
    for element in root.iter(*PRESSED):
        if any(element.get(key) for key in ("onclick", "data-url", "data-href")) and (url := links.link_of(element, base)):
            yield SearchStep(links.label_of(element)[:LONGEST], url)


def _weight(label: str, url: str, confirmed: bool) -> int:
    plain = labels.plain(label)
    by_label = max((LABEL * (n + 1) for n, step in enumerate(labels.STEPS) if plain in step.labels), default=0)
    by_label = SURE if labels.names_column(plain) else by_label
    by_path = max((PATH * (n + 1) for n, step in enumerate(labels.STEPS) if _has_token(url, step.paths)), default=0)
    weight = by_label + by_path + (NEIGHBOUR if confirmed and by_label == SURE else 0)
    return weight or (SITEMAP if plain in labels.SITEMAPS or label == FRAME else 0)


def _not_followable(page: Page) -> list[Refused]:
    """Return links on the way whose URL only a script knows; they are reported because the column may be behind one."""
    root = links.tree_of(page)
    wanted = frozenset().union(*(step.labels for step in labels.STEPS))
    return [
        Refused(page.url, link.label, f"not_followable: only the script {link.call} knows where it leads")
        for link in (script_links.links(root, page) if root is not None else ())
        if not link.url and labels.plain(link.label) in wanted
    ]


def _sitemaps(lead: _Lead) -> Iterator[tuple[int, SearchStep]]:
    """Yield the usual locations of a sitemap, from the home page only."""
    if not lead.via:
        yield from ((LAST, SearchStep(SITEMAP_LABEL, url)) for page in SITEMAPS if (url := absolute(lead.url, page)))


def _names_column(lead: _Lead) -> bool:
    return labels.names_column(labels.plain(lead.label)) or _has_token(lead.url, COLUMN.paths)


def _is_lookalike(label: str, url: str) -> bool:
    plain = labels.plain(label)
    return plain in labels.LOOKALIKES or bool(LOOKALIKE.search(plain)) or _has_token(url, tuple(labels.LOOKALIKE_PATHS))


def _has_token(url: str, tokens: tuple[str, ...]) -> bool:
    parts = urlsplit(url.lower())
    pieces = {piece.rpartition(".")[0] or piece for piece in parts.path.split("/")}
    return any(
        token.lower() in pieces or ("=" in token and token.lower() in parts.query) or ("/" in token and token in parts.path)
        for token in tokens
    )
