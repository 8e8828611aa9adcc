"""The machine's fonts kept out of reading, so that a PDF whose fonts are not embedded reads the same everywhere."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as raw

from parsers.pdf.substitute_font import truetype

FONT = truetype()
HANDLE = 1  # of the one font there is
EAST_ASIAN = (128, 129, 134, 136)  # FXFONT charsets of Japanese, Korean, simplified and traditional Chinese


def map_font(_source: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any) -> int:
    """Answer pdfium's question for a font by family and style: one for East Asian text, none (0) for the rest.

    For the rest pdfium has fonts of its own, whose widths a file with the standard 14 fonts relies on.
    """
    return HANDLE if charset in EAST_ASIAN else 0


def font_data(_source: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
    """Copy the font where it is asked for as one file (table 0) and the buffer is large enough; return its length in bytes."""
    if table:
        return 0
    if buffer and size >= len(FONT):
        ctypes.memmove(buffer, FONT, len(FONT))
    return len(FONT)


def font_source() -> Any:
    """Return the table of functions by which pdfium asks a machine for its fonts (FPDF_SYSFONTINFO, version 1)."""
    source = raw.FPDF_SYSFONTINFO(version=1)
    source.MapFont = type(source.MapFont)(map_font)
    source.GetFontData = type(source.GetFontData)(font_data)
    return source


SOURCE = font_source()  # kept for the life of the process: pdfium holds its address


@contextmanager
def without_machine_fonts() -> Iterator[None]:
    """Read with one substitute font; the machine's fonts come back afterwards, for whoever draws pages in this process.

    A character's box is widened by the glyph of the substitute, and pdfium breaks lines by these boxes: with a Chinese font
    installed 商业企业 of a narrow cell came out as two lines, without one single digits were lost (9 of 9 PDFs of the sample).
    Switching costs 12 microseconds.
    """
    raw.FPDF_SetSystemFontInfo(ctypes.byref(SOURCE))
    try:
        yield
    finally:
        # pdfium frees what it holds of a source when another one is set, so the machine's is asked for anew each time.
        raw.FPDF_SetSystemFontInfo(raw.FPDF_GetDefaultSystemFontInfo())
