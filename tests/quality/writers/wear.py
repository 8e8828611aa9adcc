"""What befalls a page between the printer and the portal, as functions on pictures, for the corpus and bench/rescan.py."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

import numpy
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Wear = Callable[[Image.Image, Random], Image.Image]
PAPER = (255, 255, 255)
RED = (215, 40, 45)


def turned(degrees: float) -> Wear:
    """Laid askew under the scanner's lid."""
    return lambda picture, rng: picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER[: len(picture.getbands())])


def quartered(degrees: int) -> Wear:
    """Fed in sideways or upside down."""
    return lambda picture, rng: picture.rotate(degrees, expand=True)


def at(dots: int, own: int = 150) -> Wear:
    """Saved at another resolution than its `own`."""

    def scaled(picture: Image.Image, rng: Random) -> Image.Image:
        size = (round(picture.width * dots / own), round(picture.height * dots / own))
        return picture.resize(size, Image.Resampling.LANCZOS)

    return scaled


def packed(quality: int) -> Wear:
    """Saved as JPEG of low quality."""

    def again(picture: Image.Image, rng: Random) -> Image.Image:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality)
        return Image.open(stream).convert(picture.mode)

    return again


def blurred(pixels: float) -> Wear:
    """Out of focus, at 150 dots an inch."""
    return lambda picture, rng: picture.filter(ImageFilter.GaussianBlur(pixels))


def noisy(spread: float) -> Wear:
    """The sensor's noise, and dust."""

    def speckled(picture: Image.Image, rng: Random) -> Image.Image:
        random = numpy.random.default_rng(rng.randint(0, 10**6))
        grey = numpy.asarray(picture, dtype=float)
        grain = random.normal(0, spread, grey.shape[:2])
        grain[random.random(grain.shape) < 0.0005] = -200
        return _picture(grey + (grain if grey.ndim == 2 else grain[:, :, None]))

    return speckled


def faint(least: int) -> Wear:
    """Little toner: black prints no darker than `least`, thin rules fainter still, since their edges melt into the paper."""

    def lightened(picture: Image.Image, rng: Random) -> Image.Image:
        return picture.filter(ImageFilter.GaussianBlur(0.5)).point(lambda value: round(least + value * (255 - least) / 255))

    return lightened


def faxed(picture: Image.Image, rng: Random) -> Image.Image:
    """Black or white and nothing between."""
    return picture.convert("L").point(lambda value: 255 if value > 150 else 0)


def bent(depth: float) -> Wear:
    """The page bulges: its middle is seen lower than its sides by a share of its height, as a book's page does."""

    def curved(picture: Image.Image, rng: Random) -> Image.Image:
        steps = 24
        mesh = []
        for number in range(steps):
            left, right = (round(picture.width * edge / steps) for edge in (number, number + 1))
            low, high = (depth * picture.height * numpy.sin(numpy.pi * edge / picture.width) for edge in (left, right))
            seen = (left, -low, left, picture.height - low, right, picture.height - high, right, -high)
            mesh.append(((left, 0, right, picture.height), seen))
        return picture.transform(picture.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)

    return curved


def tilted(share: float) -> Wear:
    """Photographed from the side: each corner is off by up to a share of the page, the same way each time."""

    def seen(picture: Image.Image, rng: Random) -> Image.Image:
        wide, high = picture.width * share, picture.height * share
        size = (round(picture.width + 2 * wide), round(picture.height + 2 * high))
        room = Image.new(picture.mode, size, PAPER[: len(picture.getbands())])
        room.paste(picture, (round(wide), round(high)))
        corners = ((wide, 0), (0, room.height), (room.width - wide / 2, room.height - high), (room.width, high))
        return room.transform(room.size, Image.Transform.QUAD, [value for corner in corners for value in corner], Image.Resampling.BICUBIC)

    return seen


def shaded(least: float) -> Wear:
    """One corner in the shadow of the hand."""

    def darker(picture: Image.Image, rng: Random) -> Image.Image:
        across, down = numpy.linspace(1, least, picture.width)[None, :], numpy.linspace(1, 0.9, picture.height)[:, None]
        shade = across * down
        grey = numpy.asarray(picture, dtype=float)
        return _picture(grey * (shade if grey.ndim == 2 else shade[:, :, None]))

    return darker


def sealed(colour: tuple[int, int, int] = RED, where: tuple[float, float] = (0.62, 0.5)) -> Wear:
    """A seal of 42 mm with star and lettering, its middle at a share of width and height; ink lies over toner and lets it through."""

    def stamped(picture: Image.Image, rng: Random) -> Image.Image:
        page = picture.convert("RGB")
        layer = Image.new("RGB", page.size, PAPER)
        pen, size = ImageDraw.Draw(layer), page.width // 5
        left, top = round(page.width * where[0] - size / 2), round(page.height * where[1] - size / 2)
        pen.ellipse([left, top, left + size, top + size], outline=colour, width=max(3, size // 28))
        pen.regular_polygon((left + size // 2, top + size // 2, size // 7), 5, fill=colour)
        for number in range(9):
            turn = numpy.pi * (1.12 + 0.095 * number)
            spot = (left + size / 2 + numpy.cos(turn) * size * 0.39, top + size / 2 + numpy.sin(turn) * size * 0.39)
            pen.text(spot, "政府信息公开专用章"[number], fill=colour, font=_face(size // 9), anchor="mm")
        return ImageChops.multiply(page, layer.filter(ImageFilter.GaussianBlur(0.6)))

    return stamped


def _face(size: int) -> ImageFont.FreeTypeFont:
    from tests.quality.writers.scan import face, fonts  # it draws with this module's table

    return face(fonts()[0], size)


def _picture(pixels: numpy.ndarray) -> Image.Image:
    return Image.fromarray(numpy.clip(pixels, 0, 255).astype(numpy.uint8))


def then(*wears: Wear) -> Wear:
    """One after the other."""

    def worn(picture: Image.Image, rng: Random) -> Image.Image:
        for wear in wears:
            picture = wear(picture, rng)
        return picture

    return worn


GREY = (150, 150, 150)
WEARS: dict[str, Wear] = {
    "as it is": lambda picture, rng: picture,
    "turned by 3°": turned(3),
    "turned by -3°": turned(-3),
    "turned by 6°": turned(6),
    "sideways 90°": quartered(90),
    "upside down": quartered(180),
    "sideways 270°": quartered(270),
    "JPEG quality 40": packed(40),
    "JPEG quality 20": packed(20),
    "100 dots an inch": at(100),
    "120 dots an inch": at(120),
    "200 dots an inch": at(200),
    "120 dots, JPEG 40": then(at(120), packed(40)),
    "noise": noisy(14),
    "blur": blurred(1.0),
    "faint": faint(150),
    "fax": faxed,
    "red seal": sealed(),
    "red seal, JPEG 40": then(sealed(), packed(40)),
    "grey seal": then(sealed(GREY), lambda picture, rng: picture.convert("L")),
    "bent": bent(0.012),
    "tilted": tilted(0.03),
    "shadow": shaded(0.45),
    "telephone": then(tilted(0.025), bent(0.005), shaded(0.6), noisy(5), packed(60)),
}
