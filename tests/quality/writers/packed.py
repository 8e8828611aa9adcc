"""Reports inside other files: a web archive saved by a browser, a ZIP with names in GBK; and pages printed by Chromium."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.quality.paper import Paper
from tests.quality.writers import html, office
from tests.quality.writers.missing import Missing

BOUNDARY = "----=_NextPart_01D00000.00000000"


def mht(paper: Paper, editor: str, markup: html.Markup) -> bytes:
    """The page as a single-file web page, base64 as Word writes it."""
    page = base64.encodebytes(html.write(paper, editor, markup)).decode().replace("\n", "\r\n")
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{BOUNDARY}"\r\n\r\n'
    part = f"--{BOUNDARY}\r\nContent-Location: file:///C:/report.htm\r\nContent-Transfer-Encoding: base64\r\n"
    part += f'Content-Type: text/html; charset="{markup.charset}"\r\n\r\n'
    style = f"--{BOUNDARY}\r\nContent-Location: file:///C:/style.css\r\nContent-Type: text/css\r\n\r\ntd {{}}\r\n"
    return f"{head}{part}{page}\r\n{style}--{BOUNDARY}--\r\n".encode()


def zipped(paper: Paper, editor: str, markup: html.Markup) -> bytes:
    """The report as DOCX beside a note, names in GBK without the UTF-8 flag, as Windows packers write them."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, body in ((f"{paper.title}.docx", office.docx(paper)), ("说明.txt", "附件为年度报告。".encode("gb18030"))):
            archive.writestr(_GbkName(name), body)
    return stream.getvalue()


class _GbkName(ZipInfo):
    """A member whose name is stored in GB 18030 and not marked as UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def chromium_pdf(paper: Paper, editor: str, markup: html.Markup) -> bytes:
    """The page as Chromium prints it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise Missing("Chromium is not installed (apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_bytes(html.write(paper, "plain", html.Markup()))
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        subprocess.run([browser, *options, f"--print-to-pdf={out}", page.as_uri()], check=True, capture_output=True, timeout=office.SECONDS)
        return out.read_bytes()
