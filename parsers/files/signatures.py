"""File types by content: signatures and, for the two containers that many formats share, the names inside."""

from __future__ import annotations

import io
import re
import zipfile

PDF_HEAD = 1024  # bytes within which readers look for %PDF (Adobe's implementation note 13 to PDF 1.7)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
MHT = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?(?:mime-version|content-type:\s*multipart/related)", re.IGNORECASE)
WORD_XML = b'progid="Word.Document"'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_WORD = "application/msword"
OLD_EXCEL = "application/vnd.ms-excel"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
OFD = "application/ofd"
ZIPPED = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL, "OFD.xml": OFD, "content.xml": OPEN_DOCUMENT}  # a name only this format has
STREAMS = {"WordDocument": OLD_WORD, "Workbook": OLD_EXCEL, "Book": OLD_EXCEL}  # OLE streams; a .wps or .et has those of a .doc or .xls
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"BM": "image/bmp",
}


def is_pdf(body: bytes) -> bool:
    """Return whether bytes are a PDF; a page that merely mentions PDFs is not."""
    start = body[:PDF_HEAD].find(b"%PDF-")
    return start == 0 or (start > 0 and b"<" not in body[:start])


def zip_kind(body: bytes) -> str:
    """Return the media type of a ZIP; empty if bytes are not one."""
    if not body.startswith(ZIP):
        return ""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(body), metadata_encoding="gb18030").namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError, OSError):
        return "application/zip"
    return next((kind for name, kind in ZIPPED.items() if name in names), "application/zip")


def ole_kind(body: bytes) -> str:
    """Return the media type of an OLE file; empty if bytes are not one."""
    if not body.startswith(OLE):
        return ""
    kinds = (kind for name, kind in STREAMS.items() if (name + "\0").encode("utf-16-le") in body)
    return next(kinds, "application/x-ole-storage")


def is_rtf(body: bytes) -> bool:
    """Return whether bytes are rich text."""
    return body[:64].lstrip().startswith(b"{\\rtf")


def is_word_xml(body: bytes) -> bool:
    """Return whether bytes are a Word 2003 document in one XML file."""
    return body[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and WORD_XML in body[:1024]


def is_mht(body: bytes) -> bool:
    """Return whether bytes are a page saved as one MIME file."""
    return MHT.match(body[:8192].lstrip()) is not None


def is_rar(body: bytes) -> bool:
    """Return whether bytes are a RAR archive, version 4 or 5."""
    return body.startswith(b"Rar!\x1a\x07")


def is_7z(body: bytes) -> bool:
    """Return whether bytes are a 7z archive."""
    return body.startswith(b"7z\xbc\xaf\x27\x1c")


def picture_kind(body: bytes) -> str:
    """Return the media type of a picture; empty if bytes are not a supported one."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for head, kind in PICTURES.items() if body.startswith(head)), "")
