"""One payload read: from a capture's bytes to document and report, with what the portal said of it; runs in a worker."""

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

from archive import captures, content
from parsers import formats
from parsers import report as grammar
from parsers.report import kind
from parsers.types import Document, Part, Place, Problem, Report, Source

DEEPEST = 3  # containers in containers
LIBRARIES = ("trafilatura", "lxml", "pdfplumber", "pdfminer.six", "pypdfium2", "python-calamine", "faust-cchardet", "rapidocr",
             "onnxruntime")
DERIVING = ("captures.py", "content.py", "noise.yaml", "grams.py", "readings.py", "documents.py", "reports.py", "deadlines.yaml",
            "crosschecks.py", "derive.py", "settle.py")


@dataclass(frozen=True, slots=True)
class Task:
    """One payload to read: of which document and capture, where its bytes lie, what the portal said of it; `told` gets the bytes last."""

    document_id: str
    payload_digest: str
    capture_id: str
    fetched_at: str
    name: str  # of the WARC file
    offset: int
    told: Source
    annual: bool  # it stands in a column of annual reports
    newest: bool  # it is what the document holds now
    length: int = 0  # of the payload, content coding kept
    coding: str = ""  # what went wrong in undoing it

    @property
    def source_digest(self) -> str:
        """A digest of what the reading depends on beside the bytes."""
        told = {field.name: getattr(self.told, field.name) for field in fields(self.told) if field.name != "body"}
        return content.short([json.dumps(told, sort_keys=True, ensure_ascii=False), str(self.annual), *([] if self.held else ["absent"])])

    @property
    def held(self) -> bool:
        """Some record holds the bytes; they may come with a WARC file of another day, and then they are to be read."""
        return self.offset >= 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One payload as read; `parts` are the documents inside a container, `report` is None where nobody looked for one."""

    document_id: str
    payload_digest: str
    url: str
    name: str
    length: int
    document: Document
    report: Report | None
    shape: dict[str, str]
    problems: tuple[Problem, ...]
    parts: tuple[Reading, ...] = ()


@cache
def stage_version() -> str:
    """A digest of all that decides how bytes are read: our readers, their tables of data, the libraries under them."""
    ours = [*data_files(files("parsers")), *(files("archive").joinpath(name) for name in DERIVING)]
    digest = hashlib.sha256()
    for file in sorted(ours, key=str):
        digest.update(file.read_bytes() if file.is_file() else b"")
    digest.update(" ".join(f"{name}={library_version(name)}" for name in LIBRARIES).encode())
    return digest.hexdigest()[:12]


def data_files(folder: Traversable) -> Iterator[Traversable]:
    """Given a package's folder, yield its code and its tables."""
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from data_files(entry)
        elif entry.name.endswith((".py", ".yaml", ".json")):
            yield entry


def library_version(name: str) -> str:
    """Given a library, return its version, `-` where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def load(warc: str, task: Task) -> Task | Problem:
    """Given where the WARC files lie and a task, return it with its bytes, or the problem of bytes that no record holds.

    VerifyFailed where the record is damaged.
    """
    if not task.held:
        return Problem("warc", "absent_record", "the answer was the same as an earlier one, and no WARC file here holds that; put the file "
                       "in its place and run gongkai build", task.told.url)
    try:
        response = captures.read(warc, task.name, task.offset)
    except OSError as error:
        if error.errno is None or isinstance(error, FileNotFoundError):
            raise
        message = f"{task.name} cannot be read ({error.strerror}): see to the disk; the next builds try again"
        return Problem("warc", "unreadable", message, f"{task.name}@{task.offset}")
    return replace(task, told=replace(task.told, body=response.body), length=len(response.payload), coding=response.problem)


def read(task: Task) -> Reading:
    """Given a task with its bytes, read them."""
    reading = read_source(task.document_id, task.payload_digest, task.told, task.annual, task.told.link_label, DEEPEST)
    coded = [Problem("document", "content_coding", f"the body is not what Content-Encoding says: {task.coding}")] if task.coding else []
    return replace(reading, length=task.length, problems=(*coded, *reading.problems))


def read_source(document_id: str, payload_digest: str, source: Source, annual: bool, name: str, depth: int) -> Reading:
    """Given a document's bytes and what was told of it, read it, its report, and the documents inside it."""
    document = formats.parse(source)
    report = grammar.read(document, source) if annual or kind.TITLE.search(f"{document.title} {source.list_title} {name}") else None
    parts = tuple(read_part(document_id, part, source, document, annual, depth - 1) for part in document.parts) if depth else ()
    problems = report.problems if report else document.problems  # a report's hold its document's
    return Reading(document_id, payload_digest, source.url, name, len(source.body), document, report, content.shape(document), problems,
                   parts)


def read_part(container_id: str, part: Part, container: Source, around: Document, annual: bool, depth: int) -> Reading:
    """Given a document inside a container, read it as an attachment of what the container hangs on."""
    url = f"{container.url}#{quote(part.name)}"
    source = Source(part.body, url=url, link_label=part.name, parent_title=container.parent_title or around.title,
                    parent_published=container.parent_published or around.published or "", site_name=container.site_name,
                    column_name=container.column_name, column_path=container.column_path, area=container.area)
    key = content.short([container_id, part.name])
    return read_source(key, f"sha256:{hashlib.sha256(part.body).hexdigest()}", source, annual, part.name, depth)


def place_json(place: Place) -> str:
    """Given the place of a fact, return it as JSON without what is not known.

    >>> place_json(Place(0, 1, 2, page=3))
    '{"table": 0, "row": 1, "column": 2, "page": 3}'
    """
    known = {"table": place.table, "row": place.row, "column": place.column, "path": place.path, "page": place.page, "box": place.box}
    return json.dumps({key: value for key, value in known.items() if value is not None}, ensure_ascii=False)
