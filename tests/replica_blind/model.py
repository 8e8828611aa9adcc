"""The values that the replica, its oracle and its judge share. No network, no program under test.

Rows are what a reader of a list page sees. Articles and files are what stands behind them. An oracle says, for one
column, what a faithful crawler must report; ``Seen`` is what it did report, in the same words.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Literal, TypedDict

Fault = Literal["error_page", "cut", "missing", "tiny"]
RowKind = Literal["article", "file", "external"]

# The reasons a column may be incomplete for, in plain English. An adapter translates the program's own words into these.
REASONS = {
    "empty": "the page or its interface says that nothing has been published; the only reason that goes with a complete column",
    "rows_by_script": "the rows are drawn by a script that the list page only names, or does not even name",
    "hole": "a page of the list that must have rows had none, or did not exist; missing by its number",
    "unknown": "nothing on the page says whether the column is empty",
    "count_mismatch": "the portal's own count is higher than the rows that its pages offer",
    "challenge": "the portal answered with a challenge page",
    "blocked_by_robots": "the list leads into a path that robots.txt forbids",
    "off_site": "the list leads to a host that is not the portal's own",
    "paging_ignored": "every page of the interface gave the rows of the first",
    "unreachable": "the portal did not answer",
}


@dataclass(frozen=True)
class Attachment:
    """A file of an article. ``fault`` says how the portal serves it broken; None serves ``data`` as it is."""

    path: str
    label: str
    data: bytes
    media_type: str
    fault: Fault | None = None


@dataclass(frozen=True)
class Article:
    """A page behind a row. ``leads_to`` with ``how`` makes it lead elsewhere instead of showing its text."""

    path: str
    title: str
    date: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    how: Literal["page", "redirect", "refresh", "script", "frame", "frame_ok"] = "page"
    leads_to: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a list: an address on its portal (absolute for other hosts), the title and date that the line shows.

    ``date`` is ISO 8601, or None where the line shows no full date. ``shown`` is the text of the link where it is cut;
    a title attribute, where the style writes one, always has ``title``.
    """

    path: str
    title: str
    date: str | None
    kind: RowKind = "article"
    shown: str = ""


@dataclass(frozen=True)
class OracleRow:
    """A row by its absolute address, with every title that is right (the full one first) and its date."""

    url: str
    titles: tuple[str, ...]
    date: str | None
    kind: RowKind = "article"


@dataclass(frozen=True)
class ColumnOracle:
    """What is right for one column at this moment.

    ``reasons``: at least one of them must be given when the column is not complete. ``optional``: rows behind an
    interface that a crawler may but need not read; with all of them the column may also be called complete.
    ``either``: both verdicts are right (what is asked of such a column stands in ``never_fetched`` of its host).
    """

    site: str
    column: str
    family: str
    rows: tuple[OracleRow, ...]
    complete: bool
    reasons: frozenset[str]
    documents: frozenset[str]
    tolerated: frozenset[str]
    least_list_requests: int
    optional: tuple[OracleRow, ...] = ()
    either: bool = False
    interface: str | None = None
    missing_pages: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class HostOracle:
    """What is right for one portal: its columns, what it serves broken, what was taken down, what must not be fetched."""

    site: str
    origin: str
    columns: dict[str, ColumnOracle]
    never_fetched: frozenset[str]
    broken: frozenset[str]
    gone: frozenset[str]
    challenge: bool = False


class Seen(TypedDict):
    """What the program under test reports of one column: absolute addresses, ISO dates or None, reasons of ``REASONS``."""

    complete: bool
    reasons: list[str]
    rows: set[tuple[str, str, str | None]]
    documents: set[str]


@dataclass(frozen=True)
class Finding:
    """One difference between what was reported and what is right."""

    code: Literal[
        "missed_row", "false_row", "wrong_title", "wrong_date", "missed_document", "false_document",
        "complete_wrongly", "incomplete_wrongly", "wrong_reason", "forbidden_fetch", "too_many_at_once",
    ]
    where: str
    detail: str


@dataclass
class Counter:
    """A source of article numbers, so that two builds of the replica give the same addresses."""

    value: int = 100000
    step: int = field(default=7)

    def next(self) -> int:
        """Return the next number."""
        self.value += self.step
        return self.value


def pdf_file(text: str) -> bytes:
    """Return a small PDF of one page with an ASCII line of text."""
    stream = f"BT /F1 14 Tf 60 740 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def docx_file(text: str) -> bytes:
    """Return a small DOCX with one paragraph, the same bytes for the same text."""
    namespace = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{namespace}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{namespace}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{namespace}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{namespace}/wordprocessingml/2006/main"><w:body>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), body)
    return buffer.getvalue()
