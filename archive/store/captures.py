"""WARC files → captures: what was fetched, when, for which column, and at which byte of which file its record begins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from archive.store.warc_files import WarcFile, opened, record_at
from gongkai import http_message
from gongkai.errors import VerifyFailed
from gongkai.fetch_record import FetchProblem, FetchRecord
from gongkai.terminal.amounts import counted
from gongkai.urls import canonical
from gongkai.warc_reader import Record, records

DOCUMENTS = ("article", "attachment", "page")  # kinds of fetch that bring a document; lists and robots.txt do not
PIECE = 1 << 20  # bytes of a file under one short digest, so that a changed byte can be placed


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch: a response, a revisit, or a failure without one (status None); its fields are the table's columns."""

    id: str
    url: str
    fetched_at: str
    status: int | None
    media_type: str | None
    kind: str | None
    column_id: str | None
    payload_digest: str | None
    length: int | None
    warc: str
    offset: int
    revisit_of: str | None
    document_id: str | None
    run_id: str | None
    site_id: str | None
    problem: str | None
    list_title: str | None
    list_date: str | None
    path: str | None
    via: str | None
    label: str | None
    redirected_from: str | None
    record_length: int


@dataclass(frozen=True, slots=True)
class Event:
    """A JSON resource record: run_start, listing, column_run or run_finish, and its position."""

    data: dict[str, Any]
    at: str
    warc: str
    offset: int


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """What went wrong in a fetch or in a WARC file: a row of `problems` without its id."""

    stage: str
    code: str
    message: str
    url: str | None = None
    capture_id: str | None = None
    document_id: str | None = None
    at: str | None = None
    site_id: str | None = None
    column_id: str | None = None
    run_id: str | None = None


@dataclass(slots=True)
class Harvest:
    """The contents of one WARC file since it was last read; `read_to` is the byte to continue from."""

    file: WarcFile
    read_to: int
    digest: str | None = None
    pieces: str | None = None
    captures: list[Capture] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    troubles: list[ProblemRow] = field(default_factory=list)


def document_id(url: str) -> str:
    """Return the id of the document that an address stands for.

    >>> document_id("http://h.cn/a/index.html") == document_id("https://h.cn/a/")
    True
    """
    return hashlib.sha256(canonical(url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def record_id(record: Record, name: str = "WARC-Record-ID") -> str | None:
    """Return the UUID in a record's WARC-Record-ID, None if it has none."""
    return record.get(name).strip("<>").removeprefix("urn:uuid:") or None


def harvest(warc: str, file: WarcFile, start: int = 0) -> Harvest:
    """Return what was added to a WARC file since it was last read.

    Of a file still being written only complete fetches count; damage becomes a problem with its position, and reading continues after it.
    """
    gathered = Harvest(file, start)
    with opened(warc, file.name) as stream:
        for response, record in joined(records(stream, start), closed=not file.open):
            if record.fault and file.open:
                return gathered
            take(gathered, response, record)
            gathered.read_to = record.offset + record.length
        if not file.open:
            gathered.read_to = file.size
            stream.seek(0)
            gathered.digest, gathered.pieces = digests(iter(lambda: stream.read(PIECE), b""))
    return gathered


def joined(found: Iterator[Record], closed: bool) -> Iterator[tuple[Record | None, Record]]:
    """Yield records in order, each with the response it belongs to.

    A response comes with its metadata, or alone if none follows; the last one of a file still being written is left for the next time.
    """
    waiting: Record | None = None
    for record in found:
        mine = waiting is not None and record.get("WARC-Concurrent-To") == waiting.get("WARC-Record-ID")
        if waiting is not None and not mine:
            yield waiting, waiting
            waiting = None
        if record.type in ("response", "revisit") and not record.fault:
            waiting = record
        elif not mine:
            yield None, record
        elif record.type == "metadata":
            yield waiting, record
            waiting = None
    if waiting is not None and closed:
        yield waiting, waiting


def take(gathered: Harvest, response: Record | None, record: Record) -> None:
    """Add what one record says, with the response it belongs to, to the harvest."""
    name = gathered.file.name
    if record.fault:
        gathered.troubles.append(damage(name, record))
    elif record.type == "resource" and is_event(record):
        if data := read_json(gathered, record):
            gathered.events.append(Event(data, record.get("WARC-Date"), name, record.offset))
    elif record.type in ("metadata", "response", "revisit"):
        about = FetchRecord.from_mapping(read_json(gathered, record) if record.type == "metadata" else {})
        if response is not None or about.problem:
            capture = to_capture(name, response or record, about, record.offset + record.length)
            gathered.captures.append(capture)
            gathered.troubles.extend(fetch_trouble(capture, about.problem))
            left_out = (*map(frame_problem, about.frames), *map(page_problem, about.further_pages))
            gathered.troubles.extend(row for problem in left_out for row in fetch_trouble(capture, problem))


def is_event(record: Record) -> bool:
    """Return whether a resource record is a JSON record of the crawl, and not a page as drawn by a browser."""
    return record.get("WARC-Target-URI").startswith("urn:gongkai:") and record.get("Content-Type") == "application/json"


def damage(name: str, record: Record) -> ProblemRow:
    """Return the message for an incomplete record."""
    return ProblemRow(
        "warc",
        "damaged_record",
        f"{name}: {counted(record.length, 'byte')} from byte {record.offset} on cannot be read ({record.fault}); "
        "restore a complete copy of the file and run build --rebuild",
        url=f"{name}@{record.offset}",
    )


def read_json(gathered: Harvest, record: Record) -> dict[str, Any]:
    """Return the JSON object in a record; an empty one, and a problem, if it holds none."""
    try:
        data = json.loads(record.block)
    except ValueError:
        data = None
    if isinstance(data, dict):
        return data
    where = f"{gathered.file.name}@{record.offset}"
    gathered.troubles.append(ProblemRow("warc", "bad_record", f"the {record.type} record at {where} holds no JSON object", url=where))
    return {}


def to_capture(name: str, record: Record, about: FetchRecord, end: int) -> Capture:
    """Return the capture of a fetch, from its response, revisit or lone metadata record and its metadata."""
    has_answer = record.type != "metadata"
    answer = http_message.answer(record.block) if has_answer else http_message.Answer(0, "", (), b"")
    url, site, column = address(record, about), about.site, about.column
    brought = has_answer and not (record.type == "revisit" and answer.status == 304)  # "not modified" has a body, of no byte
    return Capture(
        id=record_id(record) or f"{name}@{record.offset}",
        url=url,
        fetched_at=record.get("WARC-Date"),
        status=answer.status or None,
        media_type=answer.get("Content-Type").partition(";")[0].strip().lower() or None,
        kind=about.kind,
        column_id=f"{site}/{column}" if site and column else None,
        payload_digest=(about.payload or record.get("WARC-Payload-Digest") or None) if brought else None,
        length=len(answer.payload) if record.type == "response" else None,
        warc=name,
        offset=record.offset,
        revisit_of=record_id(record, "WARC-Refers-To") if record.type == "revisit" else None,
        document_id=document_id(url) if about.kind in DOCUMENTS else None,
        run_id=about.run,
        site_id=site,
        problem=about.problem.code if about.problem else None,
        list_title=about.list_title,
        list_date=about.list_date,
        path=json.dumps(about.path, ensure_ascii=False) if about.path else None,
        via=about.via,
        label=about.label,
        redirected_from=about.redirected_from,
        record_length=end - record.offset,
    )


def address(record: Record, about: FetchRecord) -> str:
    """Return the address that was requested."""
    target = record.get("WARC-Target-URI")
    return (about.url or target) if record.type == "metadata" else target


def frame_problem(frame: str) -> FetchProblem:
    """Return the problem of a page that an article shows in a frame: its content is not in the archive."""
    return FetchProblem(
        "fetch", "frame_not_followed", f"the page shows {frame} in a frame, which is not followed; what stands there is not archived"
    )


def page_problem(page: str) -> FetchProblem:
    """Return the problem of a further page of an article that is divided into several: its content is not in the archive."""
    return FetchProblem(
        "fetch", "article_page_not_followed", f"the article goes on at {page}, which is not followed; what stands there is not archived"
    )


def fetch_trouble(capture: Capture, problem: FetchProblem | None) -> Iterator[ProblemRow]:
    """Yield the row of the problem that a capture's metadata name, if any."""
    if problem:
        yield ProblemRow(
            problem.stage,
            problem.code,
            problem.message,
            capture.url,
            capture.id,
            capture.document_id,
            capture.fetched_at,
            capture.site_id,
            capture.column_id,
            capture.run_id,
        )


def digests(blocks: Iterator[bytes]) -> tuple[str, str]:
    """Return the SHA-256 of a file, given in pieces of `PIECE` bytes, and the concatenated short digests of the pieces."""
    whole, pieces = hashlib.sha256(), []
    for block in blocks:
        whole.update(block)
        pieces.append(hashlib.blake2b(block, digest_size=8).hexdigest())
    return whole.hexdigest(), "".join(pieces)


@dataclass(frozen=True, slots=True)
class Response:
    """An archived response: status and headers as received, `payload` with content coding kept, `body` with it undone."""

    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes
    problem: str  # what went wrong in undoing the coding, empty where nothing did


def read_response(warc: str, name: str, offset: int) -> Response:
    """Return the response at a position; VerifyFailed if it is incomplete or not a response."""
    record = record_at(warc, name, offset)
    if record.fault or record.type != "response":
        raise VerifyFailed(f"{name} at byte {offset}: {record.fault or f'a {record.type} record, not a response'}; run gongkai verify")
    answer = http_message.answer(record.block)
    body, problem = answer.decoded()
    return Response(answer.status, answer.headers, answer.payload, body, problem)
