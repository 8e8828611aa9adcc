"""Any bytes → Document: the format is decided by magic bytes, never by name or by what the server said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from parsers import textfile
from parsers.magic import (
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
from parsers.text import decode
from parsers.types import Document, Problem, Source

HEAD = 4096  # bytes in which a format shows itself
MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|table|meta|span|ucap)\b", re.I)


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its media type, how its first bytes look, and the module whose `parse` reads it."""

    media_type: str
    matches: Callable[[bytes], bool]
    reader: str  # module, imported when first needed: the PDF libraries alone take half a second


def _is_html(body: bytes) -> bool:
    head = body[:HEAD]
    return MARKUP.search(head.replace(b"\0", b"") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head) is not None


def _zipped(media_type: str) -> Callable[[bytes], bool]:
    return lambda body: zip_kind(body) == media_type


def _ole(media_type: str) -> Callable[[bytes], bool]:
    return lambda body: ole_kind(body) == media_type


FORMATS: tuple[Format, ...] = (
    Format("application/pdf", is_pdf, "parsers.pdf"),
    Format(WORD, _zipped(WORD), "parsers.word"),
    Format(EXCEL, _zipped(EXCEL), "parsers.sheet"),
    Format(OLD_EXCEL, _ole(OLD_EXCEL), "parsers.sheet"),
    Format(OLD_WORD, _ole(OLD_WORD), "parsers.office"),
    Format(OLD_WORD, is_word_xml, "parsers.office"),
    Format("application/rtf", is_rtf, "parsers.office"),
    Format(OPEN_DOCUMENT, _zipped(OPEN_DOCUMENT), "parsers.office"),
    Format(OFD, _zipped(OFD), "parsers.ofd"),
    Format("application/zip", _zipped("application/zip"), "parsers.containers"),
    Format("application/vnd.rar", is_rar, "parsers.containers"),
    Format("application/x-7z-compressed", is_7z, "parsers.containers"),
    Format("multipart/related", is_mht, "parsers.mht"),
    Format("image/*", lambda body: bool(picture_kind(body)), "parsers.picture"),
    Format("text/html", _is_html, "parsers.html"),
    Format("text/plain", textfile.matches, "parsers.textfile"),
)


def recognise(body: bytes) -> Format | None:
    """Given the bytes of a document, return its format; None where no reader knows it."""
    return next((known for known in FORMATS if known.matches(body)), None)


def parse(source: Source) -> Document:
    """Given a document's bytes, return it read; a format nobody reads gives an empty document that says so."""
    found = recognise(source.body)
    if found is None:
        return _unread(source)
    reader: Callable[[Source], Document] = import_module(found.reader).parse
    return reader(source)


def _unread(source: Source) -> Document:
    head = decode(source.body[:16]).text
    code, message = (
        ("empty", "the file holds no bytes") if not source.body else ("unknown_format", f"no reader knows a file that begins with {head!r}")
    )
    problem = Problem("document", code, message, source.url)
    return Document(source.list_title, None, "application/octet-stream", "", (), problems=(problem,))
