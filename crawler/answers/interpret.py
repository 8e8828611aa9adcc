"""Decide what an answer means: follow it, ask again later, or settle it with what it led to.

Works without state, the same for an answer just received and for one read back from a WARC file, which is how a frontier is rebuilt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler import families
from crawler.answers import faults
from crawler.answers.page import page_of
from crawler.lists import article_pages, rows
from crawler.lists.completeness import is_hole, says_nothing
from crawler.model import listing_json
from crawler.model.exchange import Exchange, Job
from crawler.model.outcome import Child, FetchOutcome, ListedRow, Past
from crawler.model.same_site import absolute, canonical, same_host, same_portal
from crawler.model.types import Entry, Fault, Fetch, FetchKind, Listing, Page, Site, SubColumn
from crawler.page import articles, fingerprint, labels
from gongkai import http_message
from gongkai.fetch_record import GONE, KNOWN_AFTER, OUT_OF_BOUNDS, SERVED_BROKEN

DAY = 86400.0
HOPS = 5
DEPTH = 3  # sub-columns below a column: levels, then departments, then years; deeper ones are reported
ATTEMPTS = 3
WAITS = (1.0, 5.0, 30.0)  # seconds before the second, third … try; an answer's own Retry-After counts more
FIRST_AGAIN, MOST_AGAIN = 7 * DAY, 90 * DAY  # a document is asked for after a week, twice as late each time it had not changed
SHORT = 10  # lists of up to this many pages are read completely every time
DEEP = 7 * DAY  # every page of a list is read again within this time, so that what was slipped in far down is found
# asking again in the same run does not help
BROKEN_FILE = {"message_instead_of_file", "html_instead_of_file"}
FINAL = OUT_OF_BOUNDS | BROKEN_FILE | {"refused_address", "bad_address", "not_requested", "robots_unavailable"}
FIRST_LINK, FRESH_LINK = (("link", "first"),), (("link", "fresh"),)  # to a file, by a link that expires
EXPIRED = BROKEN_FILE | {"forbidden"}  # what the server sends once such a link has expired
FOLLOWED = {"shell_column", "moved_column", "moved", "cookie_redirect"}
CONFIRMED = 2  # different days on which a document was not there before it counts as withdrawn
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with an answer: `follow` another address as the same job, or apply `settled`."""

    settled: FetchOutcome
    follow: Job | None = None
    fault: Fault | None = None
    skipped: tuple[str, ...] = ()  # what was left out, by name, to be counted
    frames: tuple[str, ...] = ()  # pages that an article shows in frames, which are not followed
    further_pages: tuple[str, ...] = ()  # of an article divided into several, which are not followed


def verdict_of(job: Job, exchange: Exchange, past: Past, site: Site, since: float) -> Verdict:
    """Return what an answer means; `past` is what is known of its URL, `since` when the column's pass began."""
    asked = exchange.began.timestamp()
    if not exchange.response:
        code, message = exchange.problem or ("no_answer", "the server sent an empty answer")
        return _failed(job, asked, Fault(code, message, retry=True))
    status = exchange.answer.status
    if status == 304 and job.known:
        return Verdict(_unchanged(job, exchange.url, asked, past, since))
    page = page_of(job, exchange, site)
    fault = _cut(exchange) or _partial(status) or faults.classify(page, job.kind)
    if status in REDIRECTS and (fault is None or fault.code in FOLLOWED):
        return _redirected(job, exchange, asked)
    if fault and fault.target and fault.code in FOLLOWED and job.hops < HOPS and job.kind in ("list", "article", "page"):
        return Verdict(FetchOutcome(job, asked), job.to(fault.target), fault)
    fault = fault or _strange(status) or (faults.mismatch(page, job.list_title) if job.kind == "article" and job.list_title else None)
    if fault and job.fetch.probe and fault.code in GONE:
        return Verdict(FetchOutcome(job, asked, asked + DEEP, problem=fault.code))  # an address that was only counted on
    if fault:
        return _faulty(job, asked, fault, past, exchange)
    return _document(job, page, exchange, past, since, site)


def _cut(exchange: Exchange) -> Fault | None:
    if not exchange.truncated:
        return None
    reason = {"length": "exceeds the size limit", "time": "came too slowly", "disconnect": "broke off"}[exchange.truncated]
    return Fault("truncated", f"the answer {reason}; what arrived is kept", exchange.truncated, retry=exchange.truncated != "length")


def _partial(status: int) -> Fault | None:
    return Fault("partial_content", "the server sent only a part of the answer", "status 206", retry=True) if status == 206 else None


def _strange(status: int) -> Fault | None:
    if status == 200:
        return None
    return Fault("unexpected_status", f"the server answered with status {status}", f"status {status}", retry=True)


def failed(job: Job, exchange: Exchange, fault: Fault) -> Verdict:
    """Return the verdict on an answer that could not be parsed, or that leads to a refused URL; it is archived all the same."""
    return _failed(job, exchange.began.timestamp(), fault)


# ---- answers that lead elsewhere


def _redirected(job: Job, exchange: Exchange, asked: float) -> Verdict:
    target = absolute(exchange.url, http_message.text(exchange.answer.get("Location"))) or ""
    fault = _refuse(job, exchange.url, target)
    if fault:
        return _failed(job, asked, fault)
    return Verdict(FetchOutcome(job, asked), job.to(target))


def _refuse(job: Job, url: str, target: str) -> Fault | None:
    if not target:
        return Fault("redirect_nowhere", "the server redirects to an address that cannot be requested")
    if job.hops >= HOPS:
        return Fault("redirect_loop", f"more than {HOPS} redirects", target)
    if not same_portal(url, target):
        return Fault("redirect_off_site", f"the server redirects to another site, {target}; not followed", target)
    if not _is_home(target) or _is_home(url):
        return None
    if job.kind in ("article", "attachment"):
        return Fault("removed", "the address redirects to the home page", target)
    if job.kind == "list" and same_host(url, target):  # the root of a separate host may be the column
        return Fault("moved_column", "the column was removed: its address redirects to the home page", target)
    return None


def _is_home(url: str) -> bool:
    parts = urlsplit(canonical(url))
    return parts.path == "/" and not parts.query


# ---- answers that are no document


def _failed(job: Job, asked: float, fault: Fault, known: bool = False) -> Verdict:
    """Retry in this run if that may help. A document known to be served broken is requested once a visit."""
    attempts = job.attempts + 1
    again = fault.retry and not known and fault.code not in FINAL and attempts < ATTEMPTS
    wait = fault.retry_after if fault.retry_after is not None else WAITS[min(attempts, len(WAITS)) - 1]
    due = asked + wait if again else asked + DAY
    broken = fault.code in SERVED_BROKEN | OUT_OF_BOUNDS and job.kind in ("article", "attachment")
    day = datetime.fromtimestamp(asked, UTC).date().isoformat() if broken else ""
    return Verdict(FetchOutcome(job, asked, due, attempts if again else 0, missing=day, problem=fault.code), fault=fault)


def _faulty(job: Job, asked: float, fault: Fault, past: Past, exchange: Exchange) -> Verdict:
    if job.fetch.state == FIRST_LINK and fault.code in EXPIRED:
        return _expired(job, asked, fault)
    if fault.code not in GONE:
        return _failed(job, asked, fault, known=past.misses >= KNOWN_AFTER)
    day = exchange.began.date().isoformat()
    misses = past.misses + (past.missed_on != day)
    wait = DAY if misses < CONFIRMED else MOST_AGAIN if past.payload else min(misses * DAY, MOST_AGAIN)  # never had: it may yet come
    return Verdict(FetchOutcome(job, asked, asked + wait, missing=day, problem=fault.code, gone=misses >= CONFIRMED), fault=fault)


def _expired(job: Job, asked: float, fault: Fault) -> Verdict:
    """Handle an expired link to a file: read its article once more; the result of the fresh link then decides."""
    article = Job(Fetch(job.via, state=FRESH_LINK), "article", job.column, 0, job.list_title, job.list_date, job.path)
    return Verdict(FetchOutcome(job, asked, children=(Child(article, asked),)), fault=fault)


# ---- answers that are one


def _unchanged(job: Job, url: str, asked: float, past: Past, since: float) -> FetchOutcome:
    """Settle an unchanged answer; the pages and columns that a list leads to are still visited."""
    assert job.known is not None
    settled = FetchOutcome(job, asked, _again(job, asked, past, False), original=job.known.original)
    if not past.listing:
        return settled
    listing = listing_json.unpack(past.listing)
    children = (*_pages(job, url, listing, settled, since), *_columns(job, url, listing, settled, since))
    return replace(settled, children=children)


def _again(job: Job, asked: float, past: Past, changed: bool) -> float:
    """Return when to request a settled URL again: a list page at the deep sweep, a document the later the longer it has not changed."""
    if job.kind == "list":
        return asked + DEEP
    still = 0.0 if changed else asked - (past.changed or past.first or asked)
    return asked + min(max(FIRST_AGAIN, still), MOST_AGAIN)


def _document(job: Job, page: Page, exchange: Exchange, past: Past, since: float, site: Site) -> Verdict:
    asked = exchange.began.timestamp()
    changed = exchange.digest != past.payload
    settled = FetchOutcome(
        job,
        asked,
        _again(job, asked, past, changed),
        etag=exchange.answer.get("ETag"),
        modified=exchange.answer.get("Last-Modified"),
        full=True,
        changed=changed,
    )
    if job.kind == "list":
        return _list(job, page, settled, since, past, exchange)
    if job.kind == "article":
        return _article(job, page, settled, past)
    return Verdict(settled)


def _article(job: Job, page: Page, settled: FetchOutcome, past: Past) -> Verdict:
    children = []
    frames = articles.frames(page)
    skipped = ["frame_not_followed" if same_portal(page.url, url) else "frame_elsewhere" for url in frames]
    further = article_pages.further(page)
    skipped += ["article_page_not_followed"] * len(further)
    again = job.fetch.state == FRESH_LINK
    for attachment in articles.attachments(page):
        if not same_portal(page.url, attachment.url):
            skipped.append("attachment_elsewhere")
            continue
        state = (FRESH_LINK if again else FIRST_LINK) if articles.expires(attachment.url) else ()
        child = Job(
            Fetch(attachment.url, state=state),
            "attachment",
            job.column,
            0,
            job.list_title,
            job.list_date,
            job.path,
            via=page.url,
            label=attachment.label,
        )
        children.append(Child(child, settled.asked if settled.changed or (again and state) else None))
    plain = replace(job, fetch=replace(job.fetch, state=())) if job.fetch.state else job
    places = rows.places(page) if past.sample_from <= settled.asked else ()
    if children or places or plain is not job:
        settled = replace(settled, job=plain, children=tuple(children), places=places)
    return Verdict(settled, skipped=tuple(skipped), frames=frames, further_pages=further)


def _list(job: Job, page: Page, settled: FetchOutcome, since: float, past: Past, exchange: Exchange) -> Verdict:
    if past.listing and not page.fetch.container:
        page = replace(page, fetch=replace(page.fetch, container=listing_json.unpack(past.listing).container))
    family, listing = families.read_listing(replace(page, standing=past.standing))
    undrawn = (f"not_drawn: {exchange.undrawn}",) if exchange.undrawn else ()
    listing = replace(listing, reasons=(*listing.reasons, *undrawn), drawn=bool(exchange.drawn))
    if (
        not job.attempts
        and not job.fetch.probe
        and not _is_repeated(exchange, past, since)
        and ((says_nothing(listing) and not job.fetch.state) or is_hole(listing, job.fetch.page or 1))
    ):
        return _failed(job, settled.asked, Fault("no_rows", "the list shows no rows and does not say that it is empty", retry=True))
    if not job.depth and not job.via:
        listing = replace(listing, marks=tuple(sorted(fingerprint.marks(page).items())))
    children = [
        *_pages(job, page.url, listing, settled, since),
        *_columns(job, page.url, listing, settled, since),
        *_documents(job, page, listing),
    ]
    skipped = ["external_row" for entry in listing.entries if entry.external]
    shown = tuple(ListedRow(entry.url, entry.title, entry.date, job.path, entry.external, entry.file) for entry in listing.entries)
    first = family.name if not job.depth and not job.via else ""
    settled = replace(settled, children=tuple(children), listing=listing_json.pack(listing), rows=shown, family=first)
    return Verdict(settled, skipped=tuple(skipped))


def _is_repeated(exchange: Exchange, past: Past, since: float) -> bool:
    """Whether this pass has had the same bytes before, as of a list read again once the menu was learned: asking once more is idle."""
    return past.asked is not None and past.asked >= since and past.payload == exchange.digest


def _pages(job: Job, url: str, listing: Listing, settled: FetchOutcome, since: float) -> list[Child]:
    """Return the further pages of a list.

    Of a long list only unread ones, unless new rows reach down to the others or their turn has come.
    """
    stated = (listing.pager.pages if listing.pager else None) or len(listing.next)
    again = settled.asked if stated <= SHORT else None
    plain = replace(job, via=url, known=None, attempts=0, address="", hops=0, redirected_from="")
    return [
        Child(
            replace(plain, fetch=fetch),
            (None if fetch.probe else again) if (fetch.page or 1) > 1 else settled.asked,
            since,
            fetch.page or 1,
        )
        for fetch in listing.next
    ]


def _columns(job: Job, url: str, listing: Listing, settled: FetchOutcome, since: float) -> list[Child]:
    return [Child(found, settled.asked, since) for column in listing.columns if (found := below(job, url, listing, column))]


def below(job: Job, url: str, listing: Listing, column: SubColumn) -> Job | None:
    """Return the job of the first page of a column below a list page; `url` is the final URL of that page.

    None if the column is nested too deep, or if it repeats the label of a column above it.
    """
    known = [labels.plain(each) for each in job.path]
    if (label := labels.plain(column.label)) and label in known:
        return None
    beside = bool(
        known
        and listing.entries
        and labels.years(known[-1])
        and labels.years(label)
        and urlsplit(column.url).path.count("/") <= urlsplit(url).path.count("/")
    )  # one year's page leads to the next year's
    depth = job.depth if beside or not label else job.depth + 1  # so does 更多, which leads to the complete list
    if depth > DEPTH:
        return None
    path = (*(job.path[:-1] if beside else job.path), column.label) if label else job.path
    return Job(Fetch(column.url), "list", job.column, depth, path=path, part=column.url, via=url)


def _documents(job: Job, page: Page, listing: Listing) -> list[Child]:
    return [Child(_wanted(job, page, entry)) for entry in listing.entries if not entry.external]


def _wanted(job: Job, page: Page, entry: Entry) -> Job:
    kind: FetchKind = "attachment" if entry.file else "article"
    return Job(Fetch(entry.url), kind, job.column, 0, entry.title, entry.date or "", job.path, via=page.url)
