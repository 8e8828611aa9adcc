"""WARC files → captures: what was fetched, when, for which column, and at which byte of which file it lies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from archive.records import File, opened, record_at
from parsers import http
from parsers.contract import VerifyFailed
from parsers.identity import canonical
from parsers.warc import Record, records

DOCUMENTS = ("article", "attachment", "page")  # kinds of fetch that bring a document; lists and robots.txt do not
PIECE = 1 << 20  # bytes of a file under one short digest, so that a changed byte can be placed


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch: a response, a revisit, or a failure that brought none (status None); its fields are the table's columns."""

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
    """A JSON resource record: run_start, listing, column_run or run_finish, and where it stands."""

    data: dict[str, Any]
    at: str
    warc: str
    offset: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong in a fetch or in a WARC file: a row of `problems` but for its id."""

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
    """What one WARC file holds from where it was read before; `read_to` is where to go on."""

    file: File
    read_to: int
    digest: str | None = None
    pieces: str | None = None
    captures: list[Capture] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def document_id(url: str) -> str:
    """Given an address, return the id of the document it stands for.

    >>> document_id("http://h.cn/a/index.html") == document_id("https://h.cn/a/")
    True
    """
    return hashlib.sha256(canonical(url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def record_id(record: Record, name: str = "WARC-Record-ID") -> str | None:
    """Given a record, return the UUID its field names, None where it has none."""
    return record.get(name).strip("<>").removeprefix("urn:uuid:") or None


def harvest(warc: str, file: File, start: int = 0) -> Harvest:
    """Given a WARC file and where reading ended last time, return what came since.

    Of a file still being written only whole fetches count; damage is a trouble with its place, and reading goes on behind it.
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
    """Given records in order, yield each with the response it belongs to.

    A response comes with its metadata, or alone where none follows; the last of a file still being written is left for the next time.
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
    """Add to the harvest what one record, with the response it belongs to, says."""
    name = gathered.file.name
    if record.fault:
        gathered.troubles.append(damage(name, record))
    elif record.type == "resource" and record.get("WARC-Target-URI").startswith("urn:gongkai:"):
        if data := read_json(gathered, record):
            gathered.events.append(Event(data, record.get("WARC-Date"), name, record.offset))
    elif record.type in ("metadata", "response", "revisit"):
        about = read_json(gathered, record) if record.type == "metadata" else {}
        if response is not None or about.get("problem"):
            capture = to_capture(name, response or record, about, record.offset + record.length)
            gathered.captures.append(capture)
            gathered.troubles.extend(fetch_trouble(capture, about.get("problem")))


def damage(name: str, record: Record) -> Trouble:
    """Given a record that is not whole, return what to say of it."""
    return Trouble("warc", "damaged_record", f"{name}: {record.length} bytes from byte {record.offset} on cannot be read ({record.fault}); "
                   "put back a whole copy of the file and run build --rebuild", url=f"{name}@{record.offset}")


def read_json(gathered: Harvest, record: Record) -> dict[str, Any]:
    """Given a record that should hold a JSON object, return it; an empty one, and a trouble, where it does not."""
    try:
        data = json.loads(record.block)
    except ValueError:
        data = None
    if isinstance(data, dict):
        return data
    where = f"{gathered.file.name}@{record.offset}"
    gathered.troubles.append(Trouble("warc", "bad_record", f"the {record.type} record at {where} holds no JSON object", url=where))
    return {}


def to_capture(name: str, record: Record, about: dict[str, Any], end: int) -> Capture:
    """Given the response, revisit or lone metadata record of a fetch and what its metadata say, return the capture."""
    has_answer = record.type != "metadata"
    answer = http.answer(record.block) if has_answer else http.Answer(0, "", (), b"")
    url, kind = address(record, about), about.get("kind")
    brought = has_answer and not (record.type == "revisit" and answer.status == 304)  # "not modified" has a body, of no byte
    problem, path = about.get("problem") or {}, about.get("path")
    site, column = about.get("site"), about.get("column")
    return Capture(
        id=record_id(record) or f"{name}@{record.offset}", url=url, fetched_at=record.get("WARC-Date"), status=answer.status or None,
        media_type=answer.get("Content-Type").partition(";")[0].strip().lower() or None, kind=kind,
        column_id=f"{site}/{column}" if site and column else None,
        payload_digest=(about.get("payload") or record.get("WARC-Payload-Digest") or None) if brought else None,
        length=len(answer.payload) if record.type == "response" else None, warc=name, offset=record.offset,
        revisit_of=record_id(record, "WARC-Refers-To") if record.type == "revisit" else None,
        document_id=document_id(url) if kind in DOCUMENTS else None, run_id=about.get("run"), site_id=site, problem=problem.get("code"),
        list_title=about.get("list_title"), list_date=about.get("list_date"),
        path=json.dumps(path, ensure_ascii=False) if path else None, via=about.get("via"), label=about.get("label"),
        redirected_from=about.get("redirected_from"), record_length=end - record.offset)


def address(record: Record, about: dict[str, Any]) -> str:
    """Given the record that stands for a fetch and what its metadata say, return the address that was asked for."""
    target = record.get("WARC-Target-URI")
    return str(about.get("url") or target) if record.type == "metadata" else target


def fetch_trouble(capture: Capture, problem: dict[str, str] | None) -> Iterator[Trouble]:
    """Given a capture and the problem its metadata tell, yield the row of it."""
    if problem:
        yield Trouble(problem.get("stage", "fetch"), problem.get("code", "unknown"), problem.get("message", ""), capture.url, capture.id,
                      capture.document_id, capture.fetched_at, capture.site_id, capture.column_id, capture.run_id)


def digests(blocks: Iterator[bytes]) -> tuple[str, str]:
    """Given a file in pieces of `PIECE` bytes, return its SHA-256 and the short digests of its pieces, run together."""
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


def read(warc: str, name: str, offset: int) -> Response:
    """Given where a response lies, return it; VerifyFailed where it is not whole or is none."""
    record = record_at(warc, name, offset)
    if record.fault or record.type != "response":
        raise VerifyFailed(f"{name} at byte {offset}: {record.fault or f'a {record.type} record, not a response'}; run gongkai verify")
    answer = http.answer(record.block)
    body, problem = answer.decoded()
    return Response(answer.status, answer.headers, answer.payload, body, problem)
