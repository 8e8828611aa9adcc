"""Scans: PDF pages without text, and pictures. Where two readings disagree the result is a doubt, never a fact."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from parsers.types import Paragraph, Problem, Table

NEEDED = ("cv2", "numpy", "onnxruntime", "rapidocr")  # what the extra `ocr` brings
MISSING = Problem("document", "ocr_missing", "a scan, which needs gongkai[ocr]; `gongkai doctor` prints how to install it")
UNREAD = Problem("document", "picture_unread", "the picture cannot be opened, or is larger than a page can be")

Answer = tuple[tuple[Paragraph | Table, ...], tuple[Problem, ...]]


def available() -> bool:
    """Return whether the extra `ocr` is installed."""
    return all(find_spec(name) for name in NEEDED)


def read_pdf_pages(body: bytes, pages: Sequence[int]) -> Answer:
    """Return the blocks of a PDF's pages without text (numbered from 1), tables numbered from 0, boxes in points."""
    if not available():
        return (), (MISSING,)
    from parsers.scan import blocks as scan_blocks  # OpenCV and onnxruntime take half a second that only scans need

    return scan_blocks.read_pictures(scan_blocks.pdf_pictures(body, pages), len(pages))


def read_picture(body: bytes) -> Answer:
    """Return the blocks of a picture file (PNG, JPEG, TIFF with its pages, BMP, WebP), boxes in its pixels."""
    if not available():
        return (), (MISSING,)
    from parsers.scan import blocks as scan_blocks  # as above

    pictures = scan_blocks.file_pictures(body)
    return ((), (UNREAD,)) if pictures is None else scan_blocks.read_pictures(pictures, len(pictures))
