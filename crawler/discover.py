"""Finding the column of the annual reports: a best-first walk from the home page by labels and paths, proven by the titles of its rows.

Pure: pages come from the `get` it is given. The fixed neighbours of 政府信息公开 confirm the place; the look-alike 政府网站工作年度报表
is refused by its label, its path and its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler import articles, families, faults, labels, links, scripted, shapes
from crawler.identity import absolute, canonical, same_portal
from crawler.marks import marks
from crawler.rows import LOOKALIKE, REPORT_TITLE
from crawler.types import Entry, Fault, Fetch, Listing, Page, SubColumn

Get = Callable[[Fetch], Page | Fault]
DEPTH = 4  # steps from the home page
SITEMAPS = ("/wzdt/", "/map.html")  # asked for last, where no menu led to a column
MOST = 60  # pages a walk may ask for
LABEL, PATH, NEIGHBOUR = 3, 2, 4  # what a link's label, its path and its neighbours weigh
SITEMAP = 1  # less than any step of a menu: walked when the menus led nowhere
SHOWN = 5  # rows a candidate is shown by
LOOKED_AT = 15  # rows that must prove it
SITEMAP_LABEL, LAST = "网站地图", 1  # the cost of what is only guessed: more than any link's
FRAME = "frame"  # the label of a frame, which bears none: it may hold the menu
PRESSED, LONGEST = ("li", "div", "span", "td", "dd", "p", "button"), 40  # elements that may be a menu's entries; characters of a label
UNNAMED = "政府信息公开年报"  # a column whose page bears no name
PROOF = 2  # of them that must be titled as annual reports
INNER = 3  # answers behind a page that are read for its rows: a script, a frame, an interface
COLUMN = labels.STEPS[-1]
SURE = LABEL * len(labels.STEPS)  # the weight of the column's own label: once one was found, only such links are still followed


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the way to a column."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column found, with the way that led there and what proves it."""

    url: str
    label: str
    via: tuple[Step, ...]
    family: str
    pager: str
    rows_told: int | None
    rows: tuple[Entry, ...]
    columns: tuple[SubColumn, ...]
    metas: dict[str, str]
    marks: dict[str, str]  # what it is known by besides its address
    why: str = ""  # where reports stand among other documents: how many


@dataclass(frozen=True, slots=True)
class Refused:
    """A link that looked like the column, and why it is not."""

    url: str
    label: str
    why: str


@dataclass
class Discovery:
    """What a walk found."""

    start: str
    site_name: str = ""
    site_code: str = ""  # SiteIDCode: ten digits, the first six its area
    candidates: list[Candidate] = field(default_factory=list)
    mixed: list[Candidate] = field(default_factory=list)  # columns of other documents that hold reports as well
    refused: list[Refused] = field(default_factory=list)
    failed: list[Refused] = field(default_factory=list)  # pages on the way that could not be had
    asked: int = 0


@dataclass(frozen=True, slots=True, order=True)
class _Lead:
    cost: int
    order: int
    url: str
    label: str
    via: tuple[Step, ...] = field(compare=False)


def discover(start: str, get: Get, most: int = MOST) -> Discovery:
    """Given a portal's address and a way to get pages, return the columns of annual reports found and the look-alikes refused."""
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
    """Given a column's page, return its listing, its first rows (asked for behind the page where it holds none) and its family."""
    family, listing = families.read(page)
    told, entries, ahead = listing, listing.entries, [*listing.next, *(Fetch(column.url) for column in listing.columns[:1])]
    for _ in range(INNER):
        if entries or not ahead:
            break
        answer = get(ahead.pop(0))
        if isinstance(answer, Page):
            _, told = families.read(answer)
            entries = told.entries
            ahead = [*told.next, *ahead]
    best = listing if listing.pager else Listing(listing.entries, listing.columns, told.pager, listing.next, listing.reasons, listing.empty)
    return best, entries, family.name


def proven(entries: tuple[Entry, ...]) -> str:
    """Given the first rows of a column, return "" where they are annual reports, otherwise why they are not."""
    looked = entries[:LOOKED_AT]
    alike = sum(1 for entry in looked if LOOKALIKE.search(entry.title))
    reports = sum(1 for entry in looked if REPORT_TITLE.search(entry.title) and not LOOKALIKE.search(entry.title))
    if reports >= min(PROOF, max(1, len(looked))) and reports >= alike:
        return ""
    if alike:
        return f"its rows are the look-alike, such as {next(entry.title for entry in looked if LOOKALIKE.search(entry.title))}"
    return f"only {reports} of its first {len(looked)} rows are titled as annual reports" if looked else "it shows no rows"


def _fetch(url: str, get: Get, found: Discovery) -> Page | Fault:
    """A page, a shell before it followed once."""
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
    """Take the page as the column where its rows prove it; False where it is only another step on the way."""
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
    """A page on the way that lists documents, reports among them: old portals and small offices keep no column of their own for them."""
    family, listing = families.read(page)
    reports = tuple(entry for entry in listing.entries if REPORT_TITLE.search(entry.title) and not LOOKALIKE.search(entry.title))
    if not reports or urlsplit(canonical(page.url)).path == "/":
        return []
    why = f"{len(reports)} of its first {len(listing.entries)} rows are annual reports"
    return [replace(_candidate(lead, page, listing, reports, family.name), why=why)]


def _candidate(lead: _Lead, page: Page, listing: Listing, entries: tuple[Entry, ...], family: str) -> Candidate:
    pager, metas = listing.pager, articles.metas(page)
    url = page.url if not urlsplit(lead.url).fragment else lead.url
    label = lead.label or metas.get("ColumnName", "") or UNNAMED
    return Candidate(url, label, lead.via, family, pager.dialect if pager else "", pager.rows if pager else None, entries[:SHOWN],
                     listing.columns, metas, marks(page))


def _links(lead: _Lead, page: Page, found: Discovery) -> Iterator[tuple[int, Step]]:
    root = links.tree(page.text)
    if root is None:
        return
    told = [Step(link.label, link.url) for link in scripted.links(root, page) if link.url]
    printed = [Step(anchor.label or (FRAME if anchor.element.tag in ("frame", "iframe") else ""), anchor.url)
               for anchor in links.anchors(root, page.url)]
    anchors = [each for each in (*printed, *told, *_pressed(root, page)) if same_portal(each.url, page.url)]
    confirmed = len({labels.plain(anchor.label) for anchor in anchors} & labels.NEIGHBOURS) > 1
    for anchor in anchors:
        if shapes.is_article(anchor.url) or shapes.is_file(anchor.url):
            continue
        if _is_lookalike(anchor.label, anchor.url):
            found.refused.append(Refused(anchor.url, anchor.label, "it is the look-alike by its label or path"))
        elif weight := _weight(anchor.label, anchor.url, confirmed):
            yield -weight, Step(anchor.label, anchor.url)


def _pressed(root: HtmlElement, page: Page) -> Iterator[Step]:
    """Entries of a menu that are no links but lead somewhere when pressed."""
    base = links.base_of(root, page.url)
    for element in root.iter(*PRESSED):
        if any(element.get(key) for key in ("onclick", "data-url", "data-href")) and (url := links.link_of(element, base)):
            yield Step(links.label_of(element)[:LONGEST], url)


def _weight(label: str, url: str, confirmed: bool) -> int:
    plain = labels.plain(label)
    by_label = max((LABEL * (n + 1) for n, step in enumerate(labels.STEPS) if plain in step.labels), default=0)
    by_label = SURE if labels.names_column(plain) else by_label
    by_path = max((PATH * (n + 1) for n, step in enumerate(labels.STEPS) if _has_token(url, step.paths)), default=0)
    weight = by_label + by_path + (NEIGHBOUR if confirmed and by_label == SURE else 0)
    return weight or (SITEMAP if plain in labels.SITEMAPS or label == FRAME else 0)


def _not_followable(page: Page) -> list[Refused]:
    """Links of the way whose address only a script knows: told, since the column may lie behind one."""
    root = links.tree(page.text)
    wanted = frozenset().union(*(step.labels for step in labels.STEPS))
    return [Refused(page.url, link.label, f"not_followable: only the script {link.call} knows where it leads")
            for link in (scripted.links(root, page) if root is not None else ()) if not link.url and labels.plain(link.label) in wanted]


def _sitemaps(lead: _Lead) -> Iterator[tuple[int, Step]]:
    """From the home page: where portals have their sitemap."""
    if not lead.via:
        yield from ((LAST, Step(SITEMAP_LABEL, url)) for page in SITEMAPS if (url := absolute(lead.url, page)))


def _names_column(lead: _Lead) -> bool:
    return labels.names_column(labels.plain(lead.label)) or _has_token(lead.url, COLUMN.paths)


def _is_lookalike(label: str, url: str) -> bool:
    plain = labels.plain(label)
    return plain in labels.LOOKALIKES or bool(LOOKALIKE.search(plain)) or _has_token(url, tuple(labels.LOOKALIKE_PATHS))


def _has_token(url: str, tokens: tuple[str, ...]) -> bool:
    parts = urlsplit(url.lower())
    pieces = {piece.rpartition(".")[0] or piece for piece in parts.path.split("/")}
    return any(token.lower() in pieces or ("=" in token and token.lower() in parts.query) or ("/" in token and token in parts.path)
               for token in tokens)
