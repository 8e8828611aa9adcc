"""Draw pages as PDF with reportlab, in fonts that every PDF reader knows."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas as PdfCanvas

from ..model import Draft
from .drawn import HEIGHT, WIDTH, Line, Operation, Text, pages_of, text_width

STYLES = ("cid", "latin")
SONG = "STSong-Light"


def _vertical_font() -> str:
    font = UnicodeCIDFont(SONG, isVertical=True)
    font.name = font.fontName = f"{SONG}-V"
    pdfmetrics.registerFont(font)
    return str(font.fontName)


def digits_picture(text: str) -> Image.Image:
    """Return a picture of digits."""
    image = Image.new("L", (14 * len(text) + 8, 28), 255)
    ImageDraw.Draw(image).text((4, 2), text, fill=0, font=ImageFont.load_default(22))
    return image


def render(draft: Draft) -> bytes:
    """Return the PDF of a draft; no date and no random identifier in it."""
    vertical = _vertical_font()
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    target = io.BytesIO()
    pdf = PdfCanvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    pdf.setTitle("".join(draft.title_lines) if draft.style != "latin" else "")
    for page in pages_of(draft):
        for operation in page:
            _draw(pdf, operation, draft, vertical)
        pdf.showPage()
    pdf.save()
    return target.getvalue()


def _draw(pdf: PdfCanvas, operation: Operation, draft: Draft, vertical: str) -> None:
    if isinstance(operation, Line):
        _draw_line(pdf, operation)
    elif operation.mark == "picture":
        high = operation.size * 1.3
        wide = text_width(operation.text, operation.size) + 2
        pdf.drawImage(ImageReader(digits_picture(operation.text)), operation.x, HEIGHT - operation.y - 2, wide, high)
    elif operation.vertical:
        pdf.setFont(vertical, operation.size)
        pdf.drawString(operation.x + operation.size / 2, HEIGHT - operation.y, operation.text)
    elif operation.angle:
        pdf.saveState()
        pdf.translate(operation.x, HEIGHT - operation.y)
        pdf.rotate(operation.angle)
        pdf.setFillGray(0.85)
        pdf.setFont(SONG, operation.size)
        pdf.drawString(0, 0, operation.text)
        pdf.restoreState()
    else:
        _draw_text(pdf, operation, draft)


def _draw_line(pdf: PdfCanvas, line: Line) -> None:
    if line.white:
        pdf.saveState()
        pdf.setFillGray(1)
        pdf.rect(line.x1, HEIGHT - line.y2, line.x2 - line.x1, line.y2 - line.y1, stroke=0, fill=1)
        pdf.restoreState()
        return
    pdf.setLineWidth(0.5)
    pdf.line(line.x1, HEIGHT - line.y1, line.x2, HEIGHT - line.y2)


def _draw_text(pdf: PdfCanvas, text: Text, draft: Draft) -> None:
    latin = draft.style == "latin" and text.text.isascii()
    pdf.saveState()
    writer = pdf.beginText(text.x, HEIGHT - text.y)
    writer.setFont("Times-Roman" if latin else SONG, text.size)
    if text.mark == "hidden":
        if draft.rng.random() < 0.5:
            writer.setTextRenderMode(3)
        else:
            pdf.setFillGray(1)
    writer.textOut(text.text)
    if text.mark == "hidden":
        writer.setTextRenderMode(0)
    pdf.drawText(writer)
    pdf.restoreState()
