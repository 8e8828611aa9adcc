"""Any bytes → Document: the format is recognised by content, never by name or by what the server said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module

from gongkai.chinese_text import decode
from parsers.files import plain_text
from parsers.files.signatures import (
    EXCEL,
    OFD,
    OLD_EXCEL,
    OLD_WORD,
    OPEN_DOCUMENT,
    WORD,
    is_7z,
    is_mht,
    is_pdf,
    is_rar,
    is_rtf,
    is_word_xml,
    ole_kind,
    picture_kind,
    zip_kind,
)
from parsers.seals.ask import signatures_of
from parsers.types import Document, Problem, Source

HEAD = 4096  # bytes in which a format shows itself
MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|table|meta|span|ucap)\b", re.I)

MARKDOWN = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[^<\s]")  # text before the first element, if there is one: only then is a file asked further


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its media type, a test of its first bytes, and the module whose `parse` reads it."""

    media_type: str
    matches: Callable[[bytes], bool]
    reader: str  # module, imported when first needed: the PDF libraries alone take half a second


def _is_html(body: bytes) -> bool:
    head = body[:HEAD]
    return MARKUP.search(head.replace(b"\0", b"") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head) is not None


def _is_markdown(body: bytes) -> bool:
    return MARKDOWN.search(body[:HEAD]) is not None and import_module("parsers.html.markdown").matches(body)


def _zipped(media_type: str) -> Callable[[bytes], bool]:
    return lambda body: zip_kind(body) == media_type


def _ole(media_type: str) -> Callable[[bytes], bool]:
    return lambda body: ole_kind(body) == media_type


FORMATS: tuple[Format, ...] = (
    Format("application/pdf", is_pdf, "parsers.pdf.document"),
    Format(WORD, _zipped(WORD), "parsers.office.docx"),
    Format(EXCEL, _zipped(EXCEL), "parsers.office.spreadsheet"),
    Format(OLD_EXCEL, _ole(OLD_EXCEL), "parsers.office.spreadsheet"),
    Format(OLD_WORD, _ole(OLD_WORD), "parsers.office.libreoffice"),
    Format(OLD_WORD, is_word_xml, "parsers.office.libreoffice"),
    Format("application/rtf", is_rtf, "parsers.office.libreoffice"),
    Format(OPEN_DOCUMENT, _zipped(OPEN_DOCUMENT), "parsers.office.libreoffice"),
    Format(OFD, _zipped(OFD), "parsers.pdf.ofd"),
    Format("application/zip", _zipped("application/zip"), "parsers.files.containers"),
    Format("application/vnd.rar", is_rar, "parsers.files.containers"),
    Format("application/x-7z-compressed", is_7z, "parsers.files.containers"),
    Format("multipart/related", is_mht, "parsers.html.mht"),
    Format("image/*", lambda body: bool(picture_kind(body)), "parsers.scan.picture_file"),
    Format("text/plain", _is_markdown, "parsers.html.markdown"),
    Format("text/html", _is_html, "parsers.html.document"),
    Format("text/plain", plain_text.matches, "parsers.files.plain_text"),
)


def recognise(body: bytes) -> Format | None:
    """Return the format of a document's bytes; None if no reader knows it."""
    return next((known for known in FORMATS if known.matches(body)), None)


def parse(source: Source) -> Document:
    """Return the document of a source's bytes; an unknown format gives an empty document with a problem."""
    found = recognise(source.body)
    if found is None:
        return _unread(source)
    reader: Callable[[Source], Document] = import_module(found.reader).parse
    document = reader(source)
    signed = signatures_of(found.media_type, source.body)
    return replace(document, signatures=signed) if signed else document


def _unread(source: Source) -> Document:
    head = decode(source.body[:16]).text
    code, message = (
        ("empty", "the file holds no bytes") if not source.body else ("unknown_format", f"no reader knows a file that begins with {head!r}")
    )
    problem = Problem("document", code, message, source.url)
    return Document(source.list_title, None, "application/octet-stream", "", (), problems=(problem,))
