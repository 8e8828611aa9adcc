"""Draw placed pages as PDF with reportlab, in the manner of several makers.

Options: `pdf_font` (song, song_helvetica, song_times, song_courier, embedded: a TrueType font of the machine, or song where it has none),
`pdf_glyphs` (each sign in its own text object), `pdf_rotate` (page turned, drawn sideways),
`pdf_watermark`, `pdf_order` (strings drawn in another order), `pdf_invisible` (an invisible text layer of last year's figures),
`pdf_fake_bold` (each string twice, a quarter point apart),
`pdf_matrix` (font size one, scaled by the text matrix), `pdf_off_page` (figures beyond the page's edge).
"""

from __future__ import annotations

import functools
import io
import os
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from ..paper.draft import Draft
from .pages import Pages, Sheet, Word, advance

TRUETYPE = ("wqy-microhei.ttc", "wqy-zenhei.ttc", "simsun.ttc", "simfang.ttf", "simhei.ttf", "msyh.ttc", "uming.ttc")
FONTS = {
    "song": "STSong-Light",
    "embedded": "STSong-Light",
    "song_helvetica": "STSong-Light",
    "song_times": "STSong-Light",
    "song_courier": "STSong-Light",
}

LATIN = {"song_helvetica": "Helvetica", "song_times": "Times-Roman", "song_courier": "Courier"}


@functools.cache
def embedded_font() -> str | None:
    """Register the first Chinese TrueType font of the machine (or that of HOSTILE_REPORTS_FONT) and return its name or None."""
    named = os.environ.get("HOSTILE_REPORTS_FONT")
    folder = Path("/usr/share/fonts")
    found = [Path(named)] if named else [path for name in TRUETYPE for path in sorted(folder.rglob(name))] if folder.is_dir() else []
    for path in found:
        try:
            pdfmetrics.registerFont(TTFont("EmbeddedSong", str(path)))
        except (TTFError, OSError):
            continue
        return "EmbeddedSong"
    return None


class Printer:
    """Print sheets on a canvas."""

    def __init__(self, draft: Draft, pages: Pages) -> None:
        """Register the fonts and open the canvas."""
        self.options, self.pages = draft.options, pages
        self.rng = Random(f"pdf {draft.rng.random()}")
        self.maker = self.options.get("pdf_font", self.rng.choice(("song", "song_helvetica")))
        self.font = (embedded_font() if self.maker == "embedded" else None) or FONTS[self.maker]
        if self.font not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(self.font))
        self.data = io.BytesIO()
        self.turned = bool(self.options.get("pdf_rotate"))
        self.canvas = Canvas(self.data, pagesize=pages.size, invariant=1)

    def bytes(self) -> bytes:
        """Return the file."""
        for number, sheet in enumerate(self.pages.sheets):
            self.sheet(sheet, number)
            self.canvas.showPage()
        self.canvas.save()
        return self.data.getvalue()

    def sheet(self, sheet: Sheet, number: int) -> None:
        """Print one page; a turned page is stored sideways and shown upright by /Rotate."""
        wide, high = sheet.size
        if self.turned:
            self.canvas.setPageRotation(90)
            self.canvas.translate(high, 0)
            self.canvas.rotate(90)
        if self.options.get("pdf_watermark"):
            self._watermark(wide, high)
        self.canvas.setLineWidth(0.5)
        for x0, y0, x1, y1 in sheet.rules:
            self.canvas.line(x0, high - y0, x1, high - y1)
        words = list(sheet.words)
        if self.options.get("pdf_order"):
            self.rng.shuffle(words)
            words.sort(key=lambda word: word.look != "covered")
        for word in words:
            self.word(word, high)
        self._extras(sheet)
        self.canvas.setFont("Helvetica", 9)
        self.canvas.drawCentredString(wide / 2, 20, f"- {number + 1} -")

    def _extras(self, sheet: Sheet) -> None:
        wide, high = sheet.size
        if self.options.get("pdf_invisible"):
            self._invisible(sheet, high)
        if self.options.get("pdf_off_page"):
            for at in range(7):
                self._put(Word(0, 0, "", 8.5), wide + 20 + at * 30, high / 2, str(self.rng.randint(1, 99)), 0, True)

    def word(self, word: Word, high: float) -> None:
        """Print one string in its look."""
        x, y = word.x, high - word.y
        width = advance(word.text, word.size)
        if word.look == "comment":
            return
        if word.look == "picture":
            self._picture(word, y)
            return
        if word.look == "on_dark":
            self.canvas.setFillColorRGB(0.12, 0.3, 0.47)
            self.canvas.rect(x - 1, y - word.size * 0.25, width + 2, word.size * 1.2, stroke=0, fill=1)
        if word.look in {"white", "on_dark"}:
            self.canvas.setFillColorRGB(1, 1, 1)
        self._string(word, x, y)
        self.canvas.setFillColorRGB(0, 0, 0)
        if word.look in {"struck", "deleted"}:
            self.canvas.line(x - 1, y + word.size * 0.33, x + width + 1, y + word.size * 0.33)
        elif word.look == "inserted":
            self.canvas.line(x, y - 1.5, x + width, y - 1.5)
        elif word.look == "covered":
            self.canvas.setFillColorRGB(1, 1, 1)
            self.canvas.rect(x - 0.5, y - word.size * 0.2, width + 1, word.size * 1.1, stroke=0, fill=1)
            self.canvas.setFillColorRGB(0, 0, 0)

    def _string(self, word: Word, x: float, y: float) -> None:
        mode = 3 if word.look in {"hidden", "class_hidden"} else 0
        latin = self.maker in LATIN and word.text.isascii()
        if not self.options.get("pdf_glyphs") and word.look != "glyphs":
            self._put(word, x, y, word.text, mode, latin)
            return
        for sign in word.text:
            self._put(word, x, y, sign, mode, latin)
            x += advance(sign, word.size)

    def _put(self, word: Word, x: float, y: float, text: str, mode: int, latin: bool) -> None:
        size = word.size * ((0.8 if self.maker == "song_courier" else 0.9) if latin else 1)
        for shift in (0.0, 0.25) if self.options.get("pdf_fake_bold") else (0.0,):
            item = self.canvas.beginText()
            item.setTextRenderMode(mode)
            if self.options.get("pdf_matrix"):
                item.setFont(LATIN.get(self.maker, "Helvetica") if latin else self.font, 1)
                item.setTextTransform(size, 0, 0, size, x + shift, y)
            else:
                item.setFont(LATIN.get(self.maker, "Helvetica") if latin else self.font, size)
                item.setTextOrigin(x + shift, y)
            item.textOut(text)
            self.canvas.drawText(item)

    def _picture(self, word: Word, y: float) -> None:
        image = Image.new("L", (12 + 9 * len(word.text), 18), 255)
        ImageDraw.Draw(image).text((5, 3), word.text, fill=0)
        self.canvas.drawImage(ImageReader(image), word.x, y - 2, advance(word.text, word.size) + 4, word.size * 1.1)

    def _watermark(self, wide: float, high: float) -> None:
        self.canvas.saveState()
        self.canvas.setFillGray(0.85)
        self.canvas.translate(wide / 2, high / 2)
        self.canvas.rotate(40)
        self.canvas.setFont("Helvetica", 44)
        for at in (-200, 0, 200):
            self.canvas.drawCentredString(0, at, self.options["pdf_watermark"])
        self.canvas.restoreState()

    def _invisible(self, sheet: Sheet, high: float) -> None:
        for word in [word for word in sheet.words if word.text.isdigit()]:
            other = Word(word.x + 1.5, word.y, str(self.rng.randint(1, 99)), word.size, "hidden")
            self._put(other, other.x, high - other.y, other.text, 3, False)


def draw_pdf(draft: Draft) -> bytes:
    """Return the draft as PDF."""
    pages = Pages(draft)
    pages.add(draft.blocks)
    return Printer(draft, pages).bytes()
