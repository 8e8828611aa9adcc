"""The items of a crawl: one capture for each request, one document for each row of a list and each attachment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.answers.interpret import Verdict
from crawler.model.exchange import Exchange
from crawler.store.warc_writer import Written, instant
from gongkai.fetch_record import FetchRecord


@dataclass(slots=True)
class CaptureItem:
    """One request and what became of it, with the place of its WARC records."""

    url: str
    site: str
    run: str
    kind: str  # list article attachment robots drawing page
    column: str | None
    date: str  # UTC, as in the WARC record
    status: int | None  # None: no answer
    content_type: str | None
    bytes: int  # of the answer as received, headers included
    payload_digest: str | None  # of the body without transfer coding
    title: str | None  # of its row in the list
    list_date: str | None  # YYYY-MM-DD
    path: list[str]  # labels of the sub-columns
    via: str | None  # the page that links to it
    redirected_from: str | None
    outcome: str  # stored same changed not_modified followed missing gone problem
    problem: str | None  # code
    reason: str | None  # the problem in a sentence
    warc_file: str
    warc_offset: int  # of the first of its records
    warc_record: str | None  # WARC-Record-ID of the response that holds the payload


@dataclass(slots=True)
class DocumentItem:
    """One document that a page names: a row of a list, or an attachment of an article."""

    url: str
    site: str
    column: str | None
    kind: str  # article attachment
    title: str
    date: str | None  # YYYY-MM-DD, as its row says
    path: list[str]  # labels of the sub-columns
    external: bool  # on another portal: listed, not requested
    via: str  # the page that names it


def capture(record: FetchRecord, exchange: Exchange, written: Written, outcome: str) -> CaptureItem:
    """Return the item of a request whose records are written."""
    answered = bool(exchange.response)
    return CaptureItem(
        record.url,
        record.site or "",
        record.run or "",
        record.kind or "",
        record.column,
        instant(exchange.began),
        exchange.answer.status if answered else None,
        exchange.answer.get("Content-Type") or None if answered else None,
        len(exchange.response),
        exchange.digest if answered and exchange.answer.status != 304 else None,
        record.list_title,
        record.list_date,
        list(record.path),
        record.via,
        record.redirected_from,
        outcome,
        record.problem.code if record.problem else None,
        record.problem.message if record.problem else None,
        written.file,
        written.offset,
        written.original.record if written.original else None,
    )


def documents(record: FetchRecord, verdict: Verdict) -> Iterator[DocumentItem]:
    """Yield the documents that an answer names."""
    site, via = record.site or "", record.url
    for row in verdict.settled.rows:
        kind = "attachment" if row.file else "article"
        yield DocumentItem(row.url, site, record.column, kind, row.title, row.date, list(row.path), row.external, via)
    if record.kind == "article":
        for job in (child.job for child in verdict.settled.children if child.job.kind == "attachment"):
            title = job.label or job.list_title
            yield DocumentItem(job.fetch.url, site, record.column, "attachment", title, job.list_date or None, list(job.path), False, via)


def count(record: FetchRecord, verdict: Verdict) -> int:
    """Return how many documents an answer names, without making their items."""
    files = sum(child.job.kind == "attachment" for child in verdict.settled.children) if record.kind == "article" else 0
    return len(verdict.settled.rows) + files
