"""Scans: pages of a PDF without text, and pictures. What two readings do not agree on is told as doubt, never passed as fact."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from parsers.types import Paragraph, Problem, Table

NEEDED = ("cv2", "numpy", "onnxruntime", "rapidocr")  # what the extra `ocr` brings
MISSING = Problem("document", "ocr_missing", "this is a scan, and what reads scans is not installed: pip install 'gongkai[ocr]'")
UNREAD = Problem("document", "picture_unread", "the picture cannot be opened, or is larger than a page can be")

Answer = tuple[tuple[Paragraph | Table, ...], tuple[Problem, ...]]


def available() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(find_spec(name) for name in NEEDED)


def read_pdf_pages(body: bytes, pages: Sequence[int]) -> Answer:
    """Given a PDF and the numbers (from 1) of its pages without text, return their blocks, tables numbered from 0, boxes in points."""
    if not available():
        return (), (MISSING,)
    from parsers import scan_blocks  # OpenCV and onnxruntime take half a second that only scans need

    return scan_blocks.read(scan_blocks.pdf_pictures(body, pages))


def read_picture(body: bytes) -> Answer:
    """Given a picture file (PNG, JPEG, TIFF with its pages, BMP, WebP), return its blocks, boxes in its pixels."""
    if not available():
        return (), (MISSING,)
    from parsers import scan_blocks  # as above

    pictures = scan_blocks.file_pictures(body)
    return ((), (UNREAD,)) if pictures is None else scan_blocks.read(pictures)
