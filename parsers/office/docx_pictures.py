"""Pictures inside a DOCX: scanned pages, and tables pasted as pictures, read by OCR if that is installed."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from parsers.files.safe_zip import Unreadable, read_member, read_xml
from parsers.files.signatures import picture_kind
from parsers.scan import document as scan_document
from parsers.types import Paragraph, Problem, Table

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
HOLDERS = (DRAWING + "inline", DRAWING + "anchor")
TABLE_SIZE = (3_400_000, 850_000)  # English metric units, 45 % and 8 % of an A4 page: seals and logos are smaller
MAX_PICTURES = 40  # a scanned report has one a page

Block = Paragraph | Table


def read_pictures(archive: zipfile.ZipFile, root: etree._Element, *, whole: bool) -> tuple[list[Block], list[Problem]]:
    """Return the blocks OCR reads in a DOCX's pictures and what it could not read; `whole` if the text is empty.

    If the text is not empty, only tables are taken from the pictures, and a problem reports them.
    """
    blocks: list[Block] = []
    problems: list[Problem] = []
    for name in list(pictures(archive, root, whole=whole))[:MAX_PICTURES]:
        try:
            body = read_member(archive, name)
        except Unreadable as error:
            problems.append(Problem("document", error.code, error.message, name))
            continue
        if picture_kind(body):
            found, more = scan_document.read_picture(body)
            blocks += [block for block in found if whole or isinstance(block, Table)]
            problems += [replace(problem, where=name) for problem in more]
    if blocks and not whole:
        problems.append(Problem("document", "table_is_picture", "A table of this document is a picture; its figures were read by OCR."))
    return blocks, problems


def pictures(archive: zipfile.ZipFile, root: etree._Element, *, whole: bool) -> Iterator[str]:
    """Yield the members with a DOCX's pictures in reading order, only those of a table's size unless all are requested."""
    names = set(archive.namelist())
    if "word/_rels/document.xml.rels" not in names:
        return
    relations = read_xml(read_member(archive, "word/_rels/document.xml.rels"), "word/_rels/document.xml.rels")
    targets = {item.get("Id", ""): posixpath.normpath(posixpath.join("word", item.get("Target", ""))) for item in relations}
    seen: set[str] = set()
    for element in root.iterdescendants("{*}blip", "{*}imagedata"):
        name = targets.get(element.get(R + "embed") or element.get(R + "id") or "", "")
        if name in names - seen and (whole or table_sized(element)):
            seen.add(name)
            yield name


def table_sized(picture: etree._Element) -> bool:
    """Return whether a picture at this place is large enough for a table."""
    holder = next(picture.iterancestors(*HOLDERS), None)
    extent = holder.find(DRAWING + "extent") if holder is not None else None
    if extent is None:
        return False
    sizes = [extent.get(side, "") for side in ("cx", "cy")]
    return all(text.isdecimal() and int(text) > least for text, least in zip(sizes, TABLE_SIZE, strict=True))
