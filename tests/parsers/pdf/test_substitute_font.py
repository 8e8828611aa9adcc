"""The font of one narrow box: each of its tables read back as OpenType 1.9 has it."""

import struct

from parsers.pdf.substitute_font import glyph, truetype

FONT = truetype()


def tables():
    """The tables of the font by tag, after the directory."""
    version, count, search, selector, shift = struct.unpack_from(">LHHHH", FONT)
    assert (version, count, search, selector, shift) == (0x10000, 7, 64, 2, 48)
    found, end = {}, 12 + 16 * count
    for number in range(count):
        tag, checksum, at, length = struct.unpack_from(">4sLLL", FONT, 12 + 16 * number)
        assert (checksum, at % 4, at) == (0, 0, end)
        found[tag.decode()] = FONT[at : at + length]
        end = at + length + -length % 4
    assert end == len(FONT)
    return found


def test_the_tables_are_in_the_order_of_their_tags():
    assert list(tables()) == ["cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp"] == sorted(tables())


def test_every_character_is_glyph_one():
    version, count, platform, encoding, offset = struct.unpack_from(">HHHHL", tables()["cmap"])
    assert (version, count, platform, encoding, offset) == (0, 1, 3, 10, 12)  # Windows, the full repertoire of Unicode
    assert struct.unpack_from(">HHLLLLLL", tables()["cmap"], 12) == (13, 0, 28, 0, 1, 0, 0x10FFFF, 1)  # many to one
    assert len(tables()["cmap"]) == 40


def test_both_glyphs_are_the_box():
    outline = glyph()
    assert struct.unpack_from(">hhhhh", outline) == (1, 50, 0, 400, 700)
    last, instructions, *flags = struct.unpack_from(">HH4B", outline, 10)
    assert (last, instructions, flags) == (3, 0, [1, 1, 1, 1])  # four points on the curve
    assert struct.unpack_from(">hhhh", outline, 18) == (50, 0, 350, 0)
    assert struct.unpack_from(">hhhh", outline, 26) == (0, 700, 0, -700)
    assert (outline[34:], len(outline)) == (bytes(2), 36)
    assert tables()["glyf"] == outline * 2
    assert struct.unpack(">HHH", tables()["loca"]) == (0, 18, 36)  # halves of bytes, as `head` says


def test_the_measures_of_the_font():
    head = struct.unpack(">LLLLHHQQhhhhHHhhh", tables()["head"])
    assert head == (0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 50, 0, 400, 700, 0, 8, 2, 0, 0)
    hhea = struct.unpack(">LhhhHhhhhhhhhhhhH", tables()["hhea"])
    assert hhea == (0x10000, 880, -120, 0, 1000, 50, 600, 400, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    assert struct.unpack(">HhHh", tables()["hmtx"]) == (1000, 50, 1000, 50)
    assert struct.unpack(">L14H", tables()["maxp"]) == (0x10000, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
