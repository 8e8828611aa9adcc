"""What an answer means: follow it, ask again later, or settle it with what it led to.

Pure: the same for an answer just received and for one read back from a WARC file, which is how a frontier is rebuilt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler import articles, families, faults, labels, listings, marks
from crawler.exchange import Exchange, Job
from crawler.identity import absolute, canonical, same_host, same_portal
from crawler.settled import Child, Past, Row, Settled
from crawler.types import Entry, Fault, Fetch, FetchKind, Listing, Page, Site, SubColumn
from parsers import http
from parsers.text import decode

DAY = 86400.0
HOPS = 5
DEPTH = 3  # sub-columns below a column: levels, then departments, then years; deeper ones are told
ATTEMPTS = 3
WAITS = (1.0, 5.0, 30.0)  # seconds before the second, third … try; an answer's own Retry-After counts more
FIRST_AGAIN, MOST_AGAIN = 7 * DAY, 90 * DAY  # a document is asked for after a week, twice as late each time it had not changed
SHORT = 10  # pages of a list that is read whole every time
DEEP = 7 * DAY  # every page of a list is read again within this time, so that what was slipped in far down is found
MISSING = {"not_found", "removed", "soft_404"}
FINAL = {  # asking again in the same run does not help
    "refused_address", "bad_address", "robots_disallowed", "robots_unavailable", "message_instead_of_file", "html_instead_of_file"}
FIRST_LINK, FRESH_LINK = (("link", "first"),), (("link", "fresh"),)  # to a file, by a link that expires
EXPIRED = {"message_instead_of_file", "html_instead_of_file", "forbidden"}  # what stands where the file was once such a link has expired
FOLLOWED = {"shell_column", "moved_column", "moved", "cookie_redirect"}
CONFIRMED = 2  # different days on which a document was not there before it counts as withdrawn
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with an answer: `follow` another address as the same job, or apply `settled`."""

    settled: Settled
    follow: Job | None = None
    fault: Fault | None = None
    skipped: tuple[str, ...] = ()  # what was left out, by name, to be counted


def read(job: Job, exchange: Exchange, past: Past, site: Site, since: float) -> Verdict:
    """Given a job, its answer and the past of its address, return what that means; `since` is when the column's pass began."""
    asked = exchange.began.timestamp()
    if not exchange.response:
        code, message = exchange.problem or ("no_answer", "the server sent nothing")
        return _failed(job, asked, Fault(code, message, retry=True))
    status = exchange.answer.status
    if status == 304 and job.known:
        return Verdict(_unchanged(job, exchange.url, asked, past, since))
    page = page_of(job, exchange, site)
    fault = _cut(exchange) or _partial(status) or faults.classify(page, job.kind)
    if status in REDIRECTS and (fault is None or fault.code in FOLLOWED):
        return _redirected(job, exchange, asked)
    if fault and fault.target and fault.code in FOLLOWED and job.hops < HOPS and job.kind in ("list", "article", "page"):
        return Verdict(Settled(job, asked), job.to(fault.target), fault)
    fault = fault or _strange(status) or (faults.mismatch(page, job.list_title) if job.kind == "article" and job.list_title else None)
    if fault and job.fetch.probe and fault.code in MISSING:
        return Verdict(Settled(job, asked, asked + DEEP, problem=fault.code))  # an address that was only counted on
    if fault:
        return _faulty(job, asked, fault, past, exchange)
    return _document(job, page, exchange, past, since, site)


def page_of(job: Job, exchange: Exchange, site: Site) -> Page:
    """Given an answer, return it as the page a reader of columns wants: decoded, except where it is a file."""
    body, _ = exchange.answer.decoded()
    declared = site.charset or _declared(exchange.answer)
    text = decode(body, declared).text if job.kind != "attachment" else ""
    headers = tuple((name, http.text(value)) for name, value in exchange.answer.headers)
    return Page(exchange.url, text, job.fetch, exchange.answer.status, headers, body)


def _declared(answer: http.Answer) -> str:
    for part in answer.get("Content-Type").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'")
    return ""


def _cut(exchange: Exchange) -> Fault | None:
    if not exchange.truncated:
        return None
    reason = {"length": "is larger than we take", "time": "came too slowly", "disconnect": "broke off"}[exchange.truncated]
    return Fault("truncated", f"the answer {reason}; what came is kept", exchange.truncated, retry=exchange.truncated != "length")


def _partial(status: int) -> Fault | None:
    return Fault("partial_content", "the server sent a part that nobody asked for", "status 206", retry=True) if status == 206 else None


def _strange(status: int) -> Fault | None:
    if status == 200:
        return None
    return Fault("unexpected_status", f"the server answered with status {status}", f"status {status}", retry=True)


def crashed(job: Job, exchange: Exchange, error: str) -> Verdict:
    """Given an answer over which our own reading broke down, return that as its fault: it is kept, and read again another day."""
    return _failed(job, exchange.began.timestamp(), Fault("crash", f"our reading of the answer broke down: {error}"))


# ---- answers that lead elsewhere

def _redirected(job: Job, exchange: Exchange, asked: float) -> Verdict:
    target = absolute(exchange.url, http.text(exchange.answer.get("Location"))) or ""
    fault = _refuse(job, exchange.url, target)
    if fault:
        return _failed(job, asked, fault)
    return Verdict(Settled(job, asked), job.to(target))


def _refuse(job: Job, url: str, target: str) -> Fault | None:
    if not target:
        return Fault("redirect_nowhere", "the server redirects to no address we can ask for")
    if job.hops >= HOPS:
        return Fault("redirect_loop", f"more than {HOPS} redirects", target)
    if not same_portal(url, target):
        return Fault("redirect_off_site", f"the server redirects to another site, {target}; not followed", target)
    if not _is_home(target) or _is_home(url):
        return None
    if job.kind in ("article", "attachment"):
        return Fault("removed", "the address leads to the home page", target)
    if job.kind == "list" and same_host(url, target):  # what lies at the top of a host of its own may be the column
        return Fault("moved_column", "the column is gone from here: its address leads home", target)
    return None


def _is_home(url: str) -> bool:
    parts = urlsplit(canonical(url))
    return parts.path == "/" and not parts.query


# ---- answers that are no document

def _failed(job: Job, asked: float, fault: Fault) -> Verdict:
    attempts = job.attempts + 1
    again = fault.retry and fault.code not in FINAL and attempts < ATTEMPTS
    wait = fault.retry_after if fault.retry_after is not None else WAITS[min(attempts, len(WAITS)) - 1]
    due = asked + wait if again else asked + DAY
    return Verdict(Settled(job, asked, due, attempts if again else 0, problem=fault.code), fault=fault)


def _faulty(job: Job, asked: float, fault: Fault, past: Past, exchange: Exchange) -> Verdict:
    if job.fetch.state == FIRST_LINK and fault.code in EXPIRED:
        return _expired(job, asked, fault)
    if fault.code not in MISSING:
        return _failed(job, asked, fault)
    day = exchange.began.date().isoformat()
    misses = past.misses + (past.missed_on != day)
    settled = Settled(job, asked, asked + (DAY if misses < CONFIRMED else MOST_AGAIN), missing=day, problem=fault.code,
                      gone=misses >= CONFIRMED)
    return Verdict(settled, fault=fault)


def _expired(job: Job, asked: float, fault: Fault) -> Verdict:
    """A link to a file that lived too short: its article is read once more, and whatever becomes of the fresh link is the file's fate."""
    article = Job(Fetch(job.via, state=FRESH_LINK), "article", job.column, 0, job.list_title, job.list_date, job.path)
    return Verdict(Settled(job, asked, children=(Child(article, asked),)), fault=fault)


# ---- answers that are one

def _unchanged(job: Job, url: str, asked: float, past: Past, since: float) -> Settled:
    """Nothing new here; the pages and columns a list leads to are looked at all the same."""
    assert job.known is not None
    settled = Settled(job, asked, _again(job, asked, past, False), original=job.known.original)
    if not past.listing:
        return settled
    listing = listings.unpack(past.listing)
    children = (*_pages(job, url, listing, settled, since), *_columns(job, url, listing, settled, since))
    return replace(settled, children=children)


def _again(job: Job, asked: float, past: Past, changed: bool) -> float:
    """When to ask for a settled address again: a list page by the deep sweep, a document the later the longer it stood still."""
    if job.kind == "list":
        return asked + DEEP
    still = 0.0 if changed else asked - (past.changed or past.first or asked)
    return asked + min(max(FIRST_AGAIN, still), MOST_AGAIN)


def _document(job: Job, page: Page, exchange: Exchange, past: Past, since: float, site: Site) -> Verdict:
    asked = exchange.began.timestamp()
    changed = exchange.digest != past.payload
    settled = Settled(job, asked, _again(job, asked, past, changed), etag=exchange.answer.get("ETag"),
                      modified=exchange.answer.get("Last-Modified"), full=True, changed=changed)
    if job.kind == "list":
        return _list(job, page, settled, since)
    if job.kind == "article":
        return _article(job, page, settled)
    return Verdict(settled)


def _article(job: Job, page: Page, settled: Settled) -> Verdict:
    children, skipped = [], []
    again = job.fetch.state == FRESH_LINK
    for attachment in articles.attachments(page):
        if not same_portal(page.url, attachment.url):
            skipped.append("attachment_elsewhere")
            continue
        state = (FRESH_LINK if again else FIRST_LINK) if articles.expires(attachment.url) else ()
        child = Job(Fetch(attachment.url, state=state), "attachment", job.column, 0, job.list_title, job.list_date,
                    job.path, via=page.url, label=attachment.label)
        children.append(Child(child, settled.asked if settled.changed or (again and state) else None))
    plain = replace(job, fetch=replace(job.fetch, state=())) if job.fetch.state else job
    return Verdict(replace(settled, job=plain, children=tuple(children)), skipped=tuple(skipped))


def _list(job: Job, page: Page, settled: Settled, since: float) -> Verdict:
    family, listing = families.read(page)
    if _says_nothing(listing) and not job.attempts and not job.fetch.state:
        return _failed(job, settled.asked, Fault("no_rows", "the list shows no row, and no word that there is none", retry=True))
    if not job.depth and not job.via:
        listing = replace(listing, marks=tuple(sorted(marks.marks(page).items())))
    children = [*_pages(job, page.url, listing, settled, since), *_columns(job, page.url, listing, settled, since),
                *_documents(job, page, listing)]
    skipped = ["external_row" for entry in listing.entries if entry.external]
    rows = tuple(Row(entry.url, entry.title, entry.date, job.path, entry.external, entry.file) for entry in listing.entries)
    first = family.name if not job.depth and not job.via else ""
    settled = replace(settled, children=tuple(children), listing=listings.pack(listing), rows=rows, family=first)
    return Verdict(settled, skipped=tuple(skipped))


def _says_nothing(listing: Listing) -> bool:
    """A first page with neither rows nor anything that leads to them: some portals serve one now and then, and the list the next time."""
    told = listing.entries or listing.columns or listing.next or listing.empty or listing.tabs or listing.reasons
    return not told and (listing.pager is None or (listing.pager.current or 1) == 1)


def _pages(job: Job, url: str, listing: Listing, settled: Settled, since: float) -> list[Child]:
    """Further pages; of a long list only those never read, unless what is new reaches down to them or their turn has come."""
    told = (listing.pager.pages if listing.pager else None) or len(listing.next)
    again = settled.asked if told <= SHORT else None
    plain = replace(job, via=url, known=None, attempts=0, address="", hops=0, redirected_from="")
    return [Child(replace(plain, fetch=fetch), again if (fetch.page or 1) > 1 else settled.asked, since, fetch.page or 1)
            for fetch in listing.next]


def _columns(job: Job, url: str, listing: Listing, settled: Settled, since: float) -> list[Child]:
    return [Child(found, settled.asked, since) for column in listing.columns if (found := below(job, url, listing, column))]


def below(job: Job, url: str, listing: Listing, column: SubColumn) -> Job | None:
    """Given a list page, its final URL, what it gives and a column below it, return the job of that column's first page.

    None where it lies too deep, or goes in a circle: it bears the label of one above it.
    """
    known = [labels.plain(each) for each in job.path]
    if (label := labels.plain(column.label)) and label in known:
        return None
    beside = bool(known and listing.entries and labels.years(known[-1]) and labels.years(label)
                  and urlsplit(column.url).path.count("/") <= urlsplit(url).path.count("/"))  # one year's page leads to the next year's
    depth = job.depth if beside or not label else job.depth + 1  # so does 更多 to the whole of what stands beside it
    if depth > DEPTH:
        return None
    path = (*(job.path[:-1] if beside else job.path), column.label) if label else job.path
    return Job(Fetch(column.url), "list", job.column, depth, path=path, part=column.url, via=url)


def _documents(job: Job, page: Page, listing: Listing) -> list[Child]:
    return [Child(_wanted(job, page, entry)) for entry in listing.entries if not entry.external]


def _wanted(job: Job, page: Page, entry: Entry) -> Job:
    kind: FetchKind = "attachment" if entry.file else "article"
    return Job(Fetch(entry.url), kind, job.column, 0, entry.title, entry.date or "", job.path, via=page.url)
