"""Scans: the pages drawn as pictures, then turned, blurred, speckled and packed as JPEG into a PDF without text."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from random import Random

import docx
import docx.shared
import numpy
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from tests.quality.paper import Paper
from tests.quality.writers import layout, wear
from tests.quality.writers.html import Markup
from tests.quality.writers.missing import Missing

FONTS = (  # Debian's fonts-noto-cjk, fonts-wqy-zenhei, fonts-arphic-uming
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)


@cache
def fonts() -> tuple[str, ...]:
    found = tuple(path for path in FONTS if Path(path).exists())
    if not found:
        raise Missing("no Chinese font is installed (apt-get install fonts-noto-cjk)")
    return found


def write(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """The paper as a PDF of pictures; resolution, turn, blur and noise are drawn from the title."""
    rng = Random(paper.title)
    dots, font = rng.choice((150, 200, 200, 300)), rng.choice(fonts())
    pictures = [worn(drawn(page, dots, font), rng) for page in layout.pages(paper)]
    return bound(pictures, dots)


def drawn(page: layout.Page, dots: int, font: str) -> Image.Image:
    """One page in grey at that many dots an inch."""
    scale = dots / 72
    picture = Image.new("L", (round(layout.WIDTH * scale), round(layout.HEIGHT * scale)), 255)
    pen = ImageDraw.Draw(picture)
    for rule in page.rules:
        pen.line([value * scale for value in rule], fill=0, width=max(1, round(dots / 120)))
    for text in page.texts:
        pen.text((text.x * scale, text.y * scale), text.text, fill=0, font=face(font, round(text.size * scale)), anchor="ls")
    return picture


@cache
def face(font: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font, size)


def worn(picture: Image.Image, rng: Random) -> Image.Image:
    """Turned by up to 0.8 degrees, blurred, greyed and speckled, as a copier does."""
    turned = picture.rotate(rng.uniform(-0.8, 0.8), Image.Resampling.BICUBIC, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.7) * picture.width / 1654))
    noise = numpy.random.default_rng(rng.randint(0, 10**6)).normal(0, rng.uniform(2, 9), (picture.height, picture.width))
    grey = numpy.asarray(soft, dtype=float) * rng.uniform(0.85, 1) + rng.uniform(0, 12) + noise
    return Image.fromarray(numpy.clip(grey, 0, 255).astype(numpy.uint8))


def seal(picture: Image.Image, rng: Random) -> Image.Image:
    """A red seal over the lower part of the page, as it prints in grey."""
    stamped = picture.copy()
    pen = ImageDraw.Draw(stamped)
    size = picture.width // 5
    left, top = rng.randint(picture.width // 3, picture.width - size - 40), rng.randint(picture.height // 3, picture.height - size - 40)
    pen.ellipse([left, top, left + size, top + size], outline=150, width=max(3, size // 30))
    pen.regular_polygon((left + size // 2, top + size // 2, size // 7), 5, fill=150)
    return ImageChops.darker(picture, stamped)


def sealed(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """A copier's scan with a seal over text and tables."""
    rng = Random(paper.title)
    return bound([worn(seal(drawn(page, 200, fonts()[0]), rng), rng) for page in layout.pages(paper)], 200)


def faxed(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """Black or white and nothing between, 200 dots an inch, as fax and old copiers save it."""
    rng = Random(paper.title)
    pictures = [worn(drawn(page, 200, fonts()[0]), rng) for page in layout.pages(paper)]
    return bound([picture.point(lambda value: 255 if value > 150 else 0).convert("1") for picture in pictures], 200)


def coarse(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """120 dots an inch, saved as JPEG of low quality: digits are nine pixels high."""
    rng = Random(paper.title)
    return bound([worn(drawn(page, 120, fonts()[0]), rng) for page in layout.pages(paper)], 120, quality=45)


def photographed(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """Taken with a telephone: not quite square, one side darker."""
    rng = Random(paper.title)
    return bound([worn(tilted(drawn(page, 200, fonts()[0]), rng), rng) for page in layout.pages(paper)], 200)


def tilted(picture: Image.Image, rng: Random) -> Image.Image:
    """Seen a little from the side, and shaded."""
    width, height = picture.size
    corners = [
        (x + rng.uniform(0, 0.012) * width, y + rng.uniform(0, 0.012) * height)
        for x, y in ((0, 0), (0, height), (width, height), (width, 0))
    ]
    seen = picture.transform(
        (width, height), Image.Transform.QUAD, [value for corner in corners for value in corner], Image.Resampling.BICUBIC
    )
    shade = numpy.linspace(1.0, rng.uniform(0.55, 0.8), width)[None, :] * numpy.linspace(1.0, rng.uniform(0.8, 1.0), height)[:, None]
    return Image.fromarray((numpy.asarray(seen, dtype=float) * shade).astype(numpy.uint8))


def sideways(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """Fed into the scanner the wrong way: a quarter or half turn, the same for all pages."""
    rng = Random(paper.title)
    turn = rng.choice((90, 180, 270))
    return bound([worn(drawn(page, 150, fonts()[0]), rng).rotate(turn, expand=True) for page in layout.pages(paper)], 150)


def red_sealed(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """In colour, a red seal over text and tables, saved as JPEG of low quality."""
    rng = Random(paper.title)
    stamp = wear.sealed(where=(rng.uniform(0.3, 0.8), rng.uniform(0.3, 0.8)))
    return bound([stamp(worn(drawn(page, 150, fonts()[0]), rng), rng) for page in layout.pages(paper)], 150, quality=50)


def bent(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """A page of a bound volume taken with a telephone: bulging, seen from the side, one corner in the shadow."""
    rng = Random(paper.title)
    seen = wear.then(wear.bent(rng.uniform(0.004, 0.012)), wear.tilted(rng.uniform(0.01, 0.02)), wear.shaded(rng.uniform(0.5, 0.8)))
    return bound([seen(worn(drawn(page, 200, fonts()[0]), rng), rng) for page in layout.pages(paper)], 200)


def in_docx(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """A copier's pages pasted into a Word file, nothing else in it."""
    rng = Random(paper.title)
    book, stream = docx.Document(), io.BytesIO()
    for page in layout.pages(paper):
        picture = io.BytesIO()
        worn(drawn(page, 150, fonts()[0]), rng).save(picture, "JPEG", quality=75)
        book.add_picture(picture, width=docx.shared.Cm(16))
    book.save(stream)
    return stream.getvalue()


def long_picture(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """All pages one below the other in one PNG, as officials post them for telephones: 长图."""
    pages = [drawn(page, 130, fonts()[0]) for page in layout.pages(paper)]
    whole = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    for number, page in enumerate(pages):
        whole.paste(page, (0, number * page.height))
    stream = io.BytesIO()
    whole.save(stream, "PNG")
    return stream.getvalue()


def bound(pictures: list[Image.Image], dots: int, quality: int = 75) -> bytes:
    stream = io.BytesIO()
    loss = {} if pictures[0].mode == "1" else {"quality": quality}  # black and white is packed as CCITT fax, which knows no quality
    pictures[0].save(stream, "PDF", save_all=True, append_images=pictures[1:], resolution=dots, **loss)
    return stream.getvalue()
