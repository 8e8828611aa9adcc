"""Scans: the pages drawn as pictures, then turned, blurred, speckled and packed as JPEG into a PDF without text."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from random import Random

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.quality.paper import Paper
from tests.quality.writers import layout
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


def bound(pictures: list[Image.Image], dots: int) -> bytes:
    stream = io.BytesIO()
    pictures[0].save(stream, "PDF", save_all=True, append_images=pictures[1:], resolution=dots, quality=75)
    return stream.getvalue()
