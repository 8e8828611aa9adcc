"""PDF drawn by reportlab: Chinese in the standard font that readers bring themselves."""

from __future__ import annotations

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.quality.paper import Paper
from tests.quality.writers import layout
from tests.quality.writers.html import Markup

FONT = "STSong-Light"


def write(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """The paper as PDF with text."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, (layout.WIDTH, layout.HEIGHT), invariant=True)
    canvas.setTitle(paper.title)
    for page in layout.pages(paper):
        _draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw(canvas: Canvas, page: layout.Page) -> None:
    canvas.setLineWidth(0.6)
    canvas.lines([(x1, layout.HEIGHT - y1, x2, layout.HEIGHT - y2) for x1, y1, x2, y2 in page.rules])
    for text in page.texts:
        canvas.setFont(FONT, text.size)
        canvas.drawString(text.x, layout.HEIGHT - text.y, text.text)
