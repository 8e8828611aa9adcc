"""The font that replaces each East Asian font a PDF does not embed: every character is the same narrow box.

Text and its widths come from the PDF; a glyph only widens the box of its character. This one never does: it is narrower
than half a Chinese character and lower than a line. It must not be empty either, since pdfium drops a text object without
width, which a cell with the single figure 1 is.
"""

from __future__ import annotations

import struct

EM = 1000  # units of the em square
LEFT, BOTTOM, RIGHT, TOP = 50, 0, 400, 700  # of the box, in the same units; digits are 500 wide in Chinese fonts
ASCENT, DESCENT = 880, -120  # as in the standard Chinese fonts (ISO 32000-1, 9.7.5.2)
LAST_CHARACTER = 0x10FFFF


def truetype() -> bytes:
    """Return a TrueType font (OpenType 1.9) with the box as its glyphs 0 and 1, all characters mapped to glyph 1."""
    outline = glyph()
    tables = {
        b"cmap": struct.pack(">HHHHL", 0, 1, 3, 10, 12) + struct.pack(">HHLLLLLL", 13, 0, 28, 0, 1, 0, LAST_CHARACTER, 1),
        b"glyf": outline * 2,
        b"head": struct.pack(">LLLLHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0, LEFT, BOTTOM, RIGHT, TOP, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, ASCENT, DESCENT, 0, EM, LEFT, EM - RIGHT, RIGHT, 1, 0, 0, 0, 0, 0, 0, 0, 2),
        b"hmtx": struct.pack(">HhHh", EM, LEFT, EM, LEFT),
        b"loca": struct.pack(">HHH", 0, len(outline) // 2, len(outline)),
        b"maxp": struct.pack(">L14H", 0x10000, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    directory, at = b"", 12 + 16 * len(tables)
    for tag, table in tables.items():
        directory += struct.pack(">4sLLL", tag, 0, at, len(table))
        at += len(table) + -len(table) % 4
    body = b"".join(table + bytes(-len(table) % 4) for table in tables.values())
    return struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64) + directory + body


def glyph() -> bytes:
    """Return the box as the outline of a glyph: one contour of four points on the curve, coordinates as 16-bit steps."""
    steps_x = struct.pack(">hhhh", LEFT, 0, RIGHT - LEFT, 0)
    steps_y = struct.pack(">hhhh", BOTTOM, TOP - BOTTOM, 0, BOTTOM - TOP)
    outline = struct.pack(">hhhhh", 1, LEFT, BOTTOM, RIGHT, TOP) + struct.pack(">HH4B", 3, 0, 1, 1, 1, 1) + steps_x + steps_y
    return outline + bytes(-len(outline) % 4)
