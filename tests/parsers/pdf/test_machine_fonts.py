"""What a PDF says does not depend on the fonts of the machine that reads it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest

from parsers.pdf.document import parse
from parsers.pdf.machine_fonts import without_machine_fonts
from parsers.pdf.page import read_page
from parsers.types import Source, Table
from tests.helpers.drawing import Drawing, texts

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def printed() -> bytes:
    """Draw a table whose font, the standard Chinese one, is not in the file: narrow cells, as the form of 2021 has them."""
    across = tuple(40 + 62 * n for n in range(len(APPLICANTS) + 1))
    drawing = Drawing().table(across, (100, 124, 148), [APPLICANTS, [1000 + n for n in range(len(APPLICANTS))]], size=9)
    return bytes(drawing.bytes())


@contextmanager
def machine(asked: list[str]) -> Iterator[None]:
    """Stand for a machine that notes which fonts it is asked for, and has none."""

    def map_font(_info: Any, _weight: int, _italic: int, _charset: int, _pitch: int, face: bytes, _exact: Any) -> None:
        asked.append(ctypes.string_at(face).decode("latin-1"))

    source = raw.FPDF_SYSFONTINFO(version=1)
    source.MapFont = type(source.MapFont)(map_font)
    raw.FPDF_SetSystemFontInfo(ctypes.byref(source))
    try:
        yield
    finally:
        raw.FPDF_SetSystemFontInfo(raw.FPDF_GetDefaultSystemFontInfo())


def test_reading_asks_the_machine_for_no_font() -> None:
    asked: list[str] = []
    body = printed()
    with machine(asked), pypdfium2.PdfDocument(body) as document:
        document[0].get_textpage().get_text_range()
    assert asked, "the drawn file needs a font of the machine, or this test shows nothing"
    asked.clear()
    with machine(asked):
        parse(Source(body))
    assert asked == []


def test_a_font_that_is_not_in_the_file_loses_no_character() -> None:
    [table] = [block for block in parse(Source(printed())).blocks if isinstance(block, Table)]
    assert texts(table) == [list(APPLICANTS), [str(1000 + n) for n in range(7)]]


@pytest.mark.parametrize("times", [1, 50])
def test_drawing_has_the_machines_fonts_back_after_a_reading(times: int) -> None:
    body = printed()
    with pypdfium2.PdfDocument(body) as document:
        before = document[0].render(scale=1).to_numpy().tobytes()
    for _ in range(times):
        parse(Source(body))
    with pypdfium2.PdfDocument(body) as document:
        assert document[0].render(scale=1).to_numpy().tobytes() == before


def test_the_standard_latin_fonts_keep_their_own_widths() -> None:
    drawing = Drawing()
    drawing.canvas.setFont("Times-Roman", 8)
    drawing.canvas.drawString(50, 700, "1040")
    with without_machine_fonts(), pypdfium2.PdfDocument(drawing.bytes()) as document:
        chars = read_page(document[0], 1).chars
    assert [(char.text, char.x0) for char in chars] == [("1", 50.0), ("0", 54.0), ("4", 58.0), ("0", 62.0)]
