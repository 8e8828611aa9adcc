"""One page of a PDF as a picture. Run as a program of its own, within limits: the PDF is a stranger's.

python -m archive.pages.pictures PAGE < report.pdf > page.png
"""

from __future__ import annotations

import io
import resource
import struct
import subprocess
import sys

import pypdfium2
from PIL import Image, UnidentifiedImageError

SCALE = 2.0  # pixels a point: 144 dpi, sharp on a screen and on paper
LARGEST = 4000  # pixels of the longer side
MEMORY, SECONDS = 1 << 30, 20
WAIT = 30  # seconds by the clock


class NoPicture(Exception):
    """The page cannot be drawn."""


def picture(body: bytes, page: int) -> tuple[bytes, float, float]:
    """Given a PDF and a page's number from 1, return it as PNG, and its width and height in points; NoPicture where that fails."""
    command = [sys.executable, "-m", "archive.pages.pictures", str(page)]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=WAIT, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise NoPicture(f"page {page} cannot be drawn") from error
    scale, png = struct.unpack(">d", done.stdout[:8])[0], done.stdout[8:]
    width, height = struct.unpack(">II", png[16:24])
    return png, width / scale, height / scale


def draw(body: bytes, page: int) -> bytes:
    """The picture's scale, then the picture; what the program writes."""
    with pypdfium2.PdfDocument(body) as document:
        sheet = document[page - 1]
        scale = min(SCALE, LARGEST / max(sheet.get_size()))
        written = io.BytesIO()
        sheet.render(scale=scale).to_pil().convert("RGB").quantize(64).save(written, "PNG")
    return struct.pack(">d", scale) + written.getvalue()


def pages(body: bytes) -> int:
    """How many pages a PDF has; 0 where it cannot be opened."""
    try:
        with pypdfium2.PdfDocument(body) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


def size(body: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels, from its head alone; zeros where it is none."""
    try:
        with Image.open(io.BytesIO(body)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        return 0, 0


def main() -> None:
    """Draw one page within limits of memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read(), int(sys.argv[1])))


if __name__ == "__main__":
    main()
