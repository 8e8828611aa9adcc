"""What a worker does with an upload: take the files out of the form, read each. Handles untrusted bytes: runs in a worker only."""

from __future__ import annotations

from typing import NamedTuple

from python_multipart.exceptions import ParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from archive.parse.reports_in import reports_in
from archive.site.drafts.refusals import MOST_FILES
from gongkai.terminal.amounts import counted
from parsers.types import Problem, Report, Source

ROLES = ("draft", "previous")  # the form's fields for files
MOST_PARTS = 2 * MOST_FILES + 4  # of a form: browsers send an empty part for a field without a file
MOST_HEADER = 4096  # bytes of a part's head
MOST_REPORTS = 20  # of one archive, on one page
LONGEST_NAME = 200  # characters of a file's name
STAGE = "upload"


class DraftFile(NamedTuple):
    """One file of an upload, and whether it is a draft or last year's report."""

    role: str
    name: str
    body: bytes


class DraftReading(NamedTuple):
    """The reports in one file: one, or one for each document of an archive."""

    role: str
    reports: tuple[tuple[str, Report], ...]


class FormFiles:
    """What the parser of the form calls; collects the files in memory."""

    def __init__(self) -> None:
        self.files: list[DraftFile] = []
        self.parts = 0
        self.complete = False
        self.field = self.value = b""
        self.headers: dict[bytes, bytes] = {}
        self.data: list[bytes] = []

    def callbacks(self) -> dict[str, object]:
        """Return the parser's callbacks."""
        names = ("part_begin", "part_data", "part_end", "header_field", "header_value", "header_end", "end")
        return {f"on_{name}": getattr(self, name) for name in names}

    def part_begin(self) -> None:
        """Begin a part."""
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise TooManyFiles
        self.headers, self.data, self.field, self.value = {}, [], b"", b""

    def header_field(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a header's name."""
        self.field = (self.field + data[start:end])[:MOST_HEADER]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a header's value."""
        self.value = (self.value + data[start:end])[:MOST_HEADER]

    def header_end(self) -> None:
        """Keep a header."""
        self.headers[self.field.lower()] = self.value
        self.field = self.value = b""

    def part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part."""
        self.data.append(data[start:end])

    def part_end(self) -> None:
        """Keep a part that is a file with a name."""
        _, options = parse_options_header(self.headers.get(b"content-disposition"))
        name = options.get(b"filename", b"").decode("utf-8", "replace")[-LONGEST_NAME:]
        role = options.get(b"name", b"").decode("utf-8", "replace")
        if name and role in ROLES:
            self.files.append(DraftFile(role, name, b"".join(self.data)))
        if len(self.files) > MOST_FILES:
            raise TooManyFiles
        self.data = []

    def end(self) -> None:
        """Note that the last boundary was seen."""
        self.complete = True


class TooManyFiles(Exception):
    """The form has more files or parts than one upload may."""


def work(task: tuple[str, str, str, bytes]) -> list[DraftFile] | DraftReading | Problem:
    """Do one task: `split` a form of a content type, or `read` a file of a role and name. Runs in a worker process."""
    kind, first, second, body = task
    return files_of(first, body) if kind == "split" else read_file(DraftFile(first, second, body))


def files_of(content_type: str, body: bytes) -> list[DraftFile] | Problem:
    """Return the files of a form, or the problem that it has none, too many, is cut or damaged: a code of refusals.yaml."""
    _, options = parse_options_header(content_type.encode("latin-1", "replace"))
    boundary = options.get(b"boundary", b"")
    collected = FormFiles()
    try:
        parser = MultipartParser(boundary, collected.callbacks())  # type: ignore[arg-type]  # its type names each callback
        parser.write(body)
        parser.finalize()
    except TooManyFiles:
        return Problem(STAGE, "too_many_files", "the form has too many files")
    except (ParseError, ValueError, UnicodeError):
        return Problem(STAGE, "damaged", "the form cannot be parsed")
    if not collected.complete:
        return Problem(STAGE, "cut", "the form ends before its last boundary")
    if not any(file.role == "draft" for file in collected.files):
        return Problem(STAGE, "no_file", "the form has no draft")
    return collected.files


def read_file(file: DraftFile) -> DraftReading:
    """Return the reports in a file."""
    found = reports_in((file.name, Source(file.body)))
    if len(found) > MOST_REPORTS:
        shown = f"only the first {MOST_REPORTS} of {counted(len(found), 'document')} are shown"
        left = Problem("document", "too_many_members", shown, file.name)
        found = [*found[:MOST_REPORTS], (file.name, Report(file.name, None, None, None, None, problems=(left,)))]
    return DraftReading(file.role, tuple(found))
