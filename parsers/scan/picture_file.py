"""A picture of a page (PNG, JPEG, TIFF, BMP, WebP) → document, by OCR; boxes are in pixels of the picture."""

from __future__ import annotations

from parsers.files.signatures import picture_kind
from parsers.scan import document as scan_document
from parsers.types import Document, Paragraph, Problem, Source, text_of


def parse(source: Source) -> Document:
    """Return the paragraphs and tables read in a picture."""
    blocks, problems = scan_document.read_picture(source.body)
    if not blocks and not problems:
        problems = (Problem("document", "no_text", "No text was found in the picture."),)
    title = blocks[0].text if blocks and isinstance(blocks[0], Paragraph) else ""
    return Document(title, None, picture_kind(source.body), text_of(blocks), tuple(blocks), problems=tuple(problems))
