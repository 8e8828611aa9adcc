"""A PDF's page as a picture, its page count, a picture's size. Handles untrusted bytes: runs in a sandboxed process only."""

from __future__ import annotations

import io
import struct

import pypdfium2
from PIL import Image, UnidentifiedImageError

SCALE = 2.0  # pixels a point: 144 dpi, sharp on a screen and on paper
LARGEST = 4000  # pixels of the longer side


def measured(drawn: bytes) -> tuple[bytes, float, float]:
    """Return a rendered page as PNG, and its width and height in points."""
    scale, png = struct.unpack(">d", drawn[:8])[0], drawn[8:]
    width, height = struct.unpack(">II", png[16:24])
    return png, width / scale, height / scale


def draw(body: bytes, page: int) -> bytes:
    """Return the picture's scale followed by the picture, as the program writes them."""
    with pypdfium2.PdfDocument(body) as document:
        sheet = document[page - 1]
        scale = min(SCALE, LARGEST / max(sheet.get_size()))
        written = io.BytesIO()
        sheet.render(scale=scale).to_pil().convert("RGB").quantize(64).save(written, "PNG")
    return struct.pack(">d", scale) + written.getvalue()


def pages(body: bytes) -> int:
    """Return the number of pages of a PDF; 0 if it cannot be opened."""
    try:
        with pypdfium2.PdfDocument(body) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


def size(body: bytes) -> tuple[int, int]:
    """Return a picture's width and height in pixels, read from its header; zeros if it is none."""
    try:
        with Image.open(io.BytesIO(body)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        return 0, 0
