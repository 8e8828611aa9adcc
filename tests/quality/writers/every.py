"""A writer a format: paper → bytes. What stands before a hyphen is the kind of file, after it who made it."""

from __future__ import annotations

from collections.abc import Callable

from tests.quality.paper import Paper
from tests.quality.writers import html, ofd, office, packed, pdf, scan
from tests.quality.writers.missing import Missing

__all__ = ["WRITERS", "Missing"]

Writer = Callable[[Paper, str, html.Markup], bytes]

WRITERS: dict[str, Writer] = {
    "html": html.write,
    "docx": office.docx,
    "pdf": pdf.write,
    "xlsx": office.xlsx,
    "ofd": ofd.write,
    "rtf": office.rtf,
    "mht": packed.mht,
    "zip": packed.zipped,
    "doc": office.doc,
    "pdf-office": office.office_pdf,
    "pdf-chromium": packed.chromium_pdf,
    "scan": scan.write,
    "scan-seal": scan.sealed,
    "scan-fax": scan.faxed,
    "scan-coarse": scan.coarse,
    "scan-photo": scan.photographed,
    "scan-sideways": scan.sideways,
    "scan-red": scan.red_sealed,
    "scan-bent": scan.bent,
    "docx-scan": scan.in_docx,
    "png-scan": scan.long_picture,
}
