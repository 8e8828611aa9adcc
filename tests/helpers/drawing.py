"""Draws PDF pages for tests: ruled tables, text, turned and cut pages. Coordinates in points from the top left."""

import io
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4


class Drawing:
    """A PDF in the making."""

    def __init__(self, size=A4, **options):
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.stream = io.BytesIO()
        self.width, self.height = size
        self.canvas = Canvas(self.stream, size, invariant=True, **options)

    def text(self, x, y, text, size=10):
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.height - y, text)
        return self

    def line(self, x0, y0, x1, y1, width=0.6):
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)
        return self

    def table(self, xs, ys, rows, skip=(), size=10):
        """Rule a table and fill it; `skip` holds (h or v, line, gap) that are not drawn."""
        level = [("h", n, gap, (x0, y, x1, y)) for n, y in enumerate(ys) for gap, (x0, x1) in enumerate(pairwise(xs))]
        upright = [("v", n, gap, (x, y0, x, y1)) for n, x in enumerate(xs) for gap, (y0, y1) in enumerate(pairwise(ys))]
        for kind, n, gap, line in level + upright:
            if (kind, n, gap) not in skip:
                self.line(*line)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                for n, line in enumerate(str(text).split("\n")):
                    self.text(xs[c] + 3, ys[r] + 12 + 12 * n, line, size)
        return self

    def page(self):
        self.canvas.showPage()
        return self

    def bytes(self):
        self.canvas.save()
        return self.stream.getvalue()


def texts(table):
    """The rows of a table as lists of texts."""
    rows = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return [rows[row] for row in sorted(rows)]
