"""Formats that another program or the machine's fonts make: Chromium's print, LibreOffice's files, scans."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ..model import Draft
from . import docx, html_skins
from .drawn import HEIGHT, WIDTH, Line, Operation, Text, pages_of, text_width

SCALE = 2.6
FONT_FILES = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "wqy-microhei.ttc", "uming.ttc")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")


class FormatUnavailableError(RuntimeError):
    """The program or font that a format needs is not on this machine."""


def _program(*names: str) -> str:
    found = next((path for path in map(shutil.which, names) if path), None)
    if not found:
        raise FormatUnavailableError(f"none of {', '.join(names)} is installed")
    return found


def _run(command: list[str], folder: Path) -> None:
    environment = {**os.environ, "HOME": str(folder), "SOURCE_DATE_EPOCH": "1704067200"}
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)


def office(draft: Draft, target: str) -> bytes:
    """Return the draft's DOCX as LibreOffice converts it."""
    program = _program("soffice", "libreoffice")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.docx").write_bytes(docx.render(draft))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _run([program, profile, "--headless", "--convert-to", target, "--outdir", name, str(folder / "report.docx")], folder)
        return (folder / f"report.{target}").read_bytes()


def doc(draft: Draft) -> bytes:
    """Return the draft as a Word 97 file."""
    return office(draft, "doc")


def libreoffice_pdf(draft: Draft) -> bytes:
    """Return the draft as LibreOffice prints it."""
    return office(draft, "pdf")


def chromium_pdf(draft: Draft) -> bytes:
    """Return the draft's page as Chromium prints it."""
    program = _program("chromium", "chromium-browser", "google-chrome")
    draft.style = draft.style or html_skins.STYLES[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.html").write_bytes(html_skins.render(draft))
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-pdf-header-footer",
            f"--user-data-dir={name}/profile",
        ]
        _run([program, *options, f"--print-to-pdf={folder}/report.pdf", f"file://{folder}/report.html"], folder)
        return (folder / "report.pdf").read_bytes()


def _font(size: float) -> ImageFont.FreeTypeFont:
    for folder in FONT_FOLDERS:
        for name in FONT_FILES:
            found = sorted(Path(folder).rglob(name))
            if found:
                return ImageFont.truetype(str(found[0]), max(6, round(size * SCALE)))
    raise FormatUnavailableError("no font with Chinese characters is installed")


def scan(draft: Draft) -> bytes:
    """Return the draft's pages as grey pictures in a PDF."""
    images = [_page(page) for page in pages_of(draft)]
    target = io.BytesIO()
    images[0].save(target, "PDF", save_all=True, append_images=images[1:], resolution=72 * SCALE)
    return target.getvalue()


def _page(page: list[Operation]) -> Image.Image:
    image = Image.new("L", (round(WIDTH * SCALE), round(HEIGHT * SCALE)), 252)
    pen = ImageDraw.Draw(image)
    for operation in page:
        if isinstance(operation, Line):
            ends = [round(v * SCALE) for v in (operation.x1, operation.y1, operation.x2, operation.y2)]
            pen.rectangle(ends, fill=252) if operation.white else pen.line(ends, fill=40, width=2)
        elif operation.mark != "hidden":
            _write(image, pen, operation)
    return image


def _write(image: Image.Image, pen: ImageDraw.ImageDraw, text: Text) -> None:
    font = _font(text.size)
    if text.angle:
        size = (round(text_width(text.text, text.size) * SCALE), round(text.size * SCALE * 1.4))
        stamp = Image.new("L", size, 0)
        ImageDraw.Draw(stamp).text((0, 0), text.text, fill=50, font=font)
        turned = stamp.rotate(text.angle, expand=True)
        image.paste(150, (round(text.x * SCALE), round(text.y * SCALE)), turned)
        return
    step = 0.0
    for character in text.text:
        x = text.x if text.vertical else text.x + step
        y = text.y + step if text.vertical else text.y
        pen.text((round(x * SCALE), round(y * SCALE)), character, fill=20, font=font, anchor="ls")
        step += text_width(character, text.size)
