"""The drawing function, the styles and the suffix of each format."""

from __future__ import annotations

from collections.abc import Callable

from ..model import Draft
from . import converted, docx, html_skins, ofd, pdf, text, xlsx

STYLES: dict[str, tuple[str, ...]] = {
    "html": html_skins.STYLES,
    "pdf-chromium": html_skins.STYLES,
    "pdf-reportlab": pdf.STYLES,
    "docx": docx.STYLES,
    "xlsx": xlsx.STYLES,
    "txt": text.TXT_STYLES,
    "md": text.MD_STYLES,
}
SUFFIX = {
    "html": "html", "docx": "docx", "doc": "doc", "xlsx": "xlsx", "pdf-reportlab": "pdf", "pdf-chromium": "pdf", "pdf-libreoffice": "pdf",
    "ofd": "ofd", "scan": "pdf", "txt": "txt", "md": "md",
}  # fmt: skip
DRAW: dict[str, Callable[[Draft], bytes]] = {
    "html": html_skins.render,
    "docx": docx.render,
    "xlsx": xlsx.render,
    "pdf-reportlab": pdf.render,
    "ofd": ofd.render,
    "txt": text.render,
    "md": text.render,
    "doc": converted.doc,
    "pdf-chromium": converted.chromium_pdf,
    "pdf-libreoffice": converted.libreoffice_pdf,
    "scan": converted.scan,
}


def draw(draft: Draft) -> bytes:
    """Return the bytes of a draft's file."""
    return DRAW[draft.format](draft)
