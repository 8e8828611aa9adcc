"""Read one payload: from a capture's bytes to document and report, with what the portal said about it. Runs in a worker."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from urllib.parse import quote

from archive.build import content_digest
from archive.store import captures
from parsers import formats
from parsers.report.identify import recognise
from parsers.report.read import read_report
from parsers.types import Document, Part, Place, Problem, Report, Source

DEEPEST = 3  # containers in containers
LIBRARIES = (
    "trafilatura",
    "lxml",
    "pdfplumber",
    "pdfminer.six",
    "pypdfium2",
    "python-calamine",
    "faust-cchardet",
    "pyhanko",
    "gmssl",
    "rapidocr",
    "onnxruntime",
)
# What decides how bytes are read, as (package, folders and files in it): an edit elsewhere re-reads nothing.
DECIDING = (
    ("parsers", ("files", "html", "seals", "scan", "pdf", "office", "report", "types.py", "formats.py")),
    ("gongkai", ("html", "chinese_text.py", "urls.py", "http_message.py", "warc_reader.py", "workdays.py", "workdays.yaml")),
    ("archive", ("build", "store/captures.py", "search/bigrams.py")),
)


@dataclass(frozen=True, slots=True)
class Task:
    """One payload to read: its document and capture, the position of its bytes, and its `source`, whose body is filled in last."""

    document_id: str
    payload_digest: str
    capture_id: str
    fetched_at: str
    name: str  # of the WARC file
    offset: int
    source: Source
    annual: bool  # it is listed in a column of annual reports
    newest: bool  # it is what the document holds now
    length: int = 0  # of the payload, content coding kept
    coding: str = ""  # what went wrong in undoing it

    @property
    def source_digest(self) -> str:
        """A digest of everything besides the bytes that the reading depends on."""
        stated = {field.name: getattr(self.source, field.name) for field in fields(self.source) if field.name != "body"}
        return content_digest.short(
            [json.dumps(stated, sort_keys=True, ensure_ascii=False), str(self.annual), *([] if self.held else ["absent"])]
        )

    @property
    def held(self) -> bool:
        """Whether some record holds the bytes; if not, they may arrive with a WARC file later and are then read."""
        return self.offset >= 0


@dataclass(frozen=True, slots=True)
class PayloadReading:
    """One payload as read; `parts` are the documents in a container; `report` is None if the payload was not parsed as a report."""

    document_id: str
    payload_digest: str
    url: str
    name: str
    length: int
    document: Document
    report: Report | None
    shape: dict[str, str]
    problems: tuple[Problem, ...]
    parts: tuple[PayloadReading, ...] = ()


@cache
def stage_version() -> str:
    """Return a digest of everything that decides how bytes are read: our readers, their data tables, the libraries they use."""
    ours = [file for package, names in DECIDING for name in names for file in data_files(files(package).joinpath(name))]
    digest = hashlib.sha256()
    for file in sorted(ours, key=str):
        digest.update(file.read_bytes())
    digest.update(" ".join(f"{name}={library_version(name)}" for name in LIBRARIES).encode())
    return digest.hexdigest()[:12]


def data_files(entry: Traversable) -> Iterator[Traversable]:
    """Yield a file of code or data, or all those below a folder."""
    if not entry.is_dir():
        yield entry
        return
    for inner in entry.iterdir():
        if inner.name != "__pycache__" and (inner.is_dir() or inner.name.endswith((".py", ".yaml", ".json"))):
            yield from data_files(inner)


def library_version(name: str) -> str:
    """Return the version of a library, `-` if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def load(warc: str, task: Task) -> Task | Problem:
    """Return a task with its bytes from the WARC files at `warc`, or a problem if no record holds them.

    Raises VerifyFailed if the record is damaged.
    """
    if not task.held:
        return Problem(
            "warc",
            "absent_record",
            "the answer was the same as an earlier one, and no WARC file here holds that; put the file in its place and run gongkai build",
            task.source.url,
        )
    try:
        response = captures.read_response(warc, task.name, task.offset)
    except OSError as error:
        if error.errno is None or isinstance(error, FileNotFoundError):
            raise
        message = f"{task.name} cannot be read ({error.strerror}): see to the disk; the next builds try again"
        return Problem("warc", "unreadable", message, f"{task.name}@{task.offset}")
    return replace(task, source=replace(task.source, body=response.body), length=len(response.payload), coding=response.problem)


def read_payload(task: Task) -> PayloadReading:
    """Read a task that has its bytes."""
    reading = read_source(task.document_id, task.payload_digest, task.source, task.annual, task.source.link_label, DEEPEST)
    coded = [Problem("document", "content_coding", f"the body is not what Content-Encoding says: {task.coding}")] if task.coding else []
    return replace(reading, length=task.length, problems=(*coded, *reading.problems))


def read_source(document_id: str, payload_digest: str, source: Source, annual: bool, name: str, depth: int) -> PayloadReading:
    """Read a document's bytes, its report, and the documents inside it."""
    document = formats.parse(source)
    report = read_report(document, source) if annual or recognise.TITLE.search(f"{document.title} {source.list_title} {name}") else None
    parts = tuple(read_part(document_id, part, source, document, annual, depth - 1) for part in document.parts) if depth else ()
    problems = report.problems if report else document.problems  # a report's hold its document's
    return PayloadReading(
        document_id, payload_digest, source.url, name, len(source.body), document, report, content_digest.shape(document), problems, parts
    )


def read_part(container_id: str, part: Part, container: Source, around: Document, annual: bool, depth: int) -> PayloadReading:
    """Read a document inside a container, as an attachment of whatever the container is attached to."""
    url = f"{container.url}#{quote(part.name)}"
    source = Source(
        part.body,
        url=url,
        link_label=part.name,
        parent_title=container.parent_title or around.title,
        parent_published=container.parent_published or around.published or "",
        site_name=container.site_name,
        column_name=container.column_name,
        column_path=container.column_path,
        area=container.area,
    )
    key = content_digest.short([container_id, part.name])
    return read_source(key, f"sha256:{hashlib.sha256(part.body).hexdigest()}", source, annual, part.name, depth)


def place_json(place: Place) -> str:
    """Return the place of a fact as JSON, without unknown values.

    >>> place_json(Place(0, 1, 2, page=3))
    '{"table": 0, "row": 1, "column": 2, "page": 3}'
    """
    known = {"table": place.table, "row": place.row, "column": place.column, "path": place.path, "page": place.page, "box": place.box}
    return json.dumps({key: value for key, value in known.items() if value is not None}, ensure_ascii=False)
