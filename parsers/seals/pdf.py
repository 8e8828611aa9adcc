"""The signatures of a PDF (ISO 32000, CMS), by pyhanko: bytes as signed, and what was appended since."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parsers.types import Signature

KIND = "pdf_signature"
MARK = b"/ByteRange"  # of every signature: it counts bytes of the file, so it is never compressed


def may_be_signed(body: bytes) -> bool:
    """Return whether the file may hold a signature; one that does is never missed."""
    return MARK in body


def signatures(body: bytes) -> Iterator[Signature]:
    """Yield the signatures of a PDF, in the order of its fields."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(io.BytesIO(body), strict=False)
    if reader.encrypted:
        reader.decrypt("")
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        if isinstance(value, dict) and value.get("/Type") == "/DocTimeStamp":
            yield Signature("pdf_time_stamp", "not_checked", "form_unknown")
        else:
            yield signature(reader, field, name)


def signature(reader: Any, field: Any, name: str) -> Signature:
    """Return the state of one signature."""
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    found = Signature(KIND, "not_checked", "unreadable")
    try:
        embedded: Any = EmbeddedPdfSignature(reader, field.get_object(), name)
        found = stated(found, embedded)
        digest = embedded.compute_digest()
        intact, valid = validate_sig_integrity(embedded.signer_info, embedded.signer_cert, "data", digest)
        embedded.compute_integrity_info()
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - a stranger's bytes; what is known by then is kept
        return replace(found, reason="algorithm_unknown" if "lgorithm" in f"{type(error).__name__} {error}" else "unreadable")
    if not (intact and valid):
        return replace(found, state="broken", reason="signature_invalid" if intact else "content_differs")
    return replace(found, **since(embedded))


def stated(found: Signature, embedded: Any) -> Signature:
    """Return what a signature says of itself."""
    from parsers.seals import certificates

    when = embedded.self_reported_timestamp
    at = certificates.moment(when) if when is not None else ""
    said = certificates.stated(embedded.signer_cert, embedded.other_embedded_certs, at)
    return replace(found, signed_at=at or None, **said)


def since(embedded: Any) -> dict[str, Any]:
    """Return the state that what was appended after signing leaves: nothing, what forms and further signatures may, or more."""
    from pyhanko.sign.diff_analysis import DiffResult
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if embedded.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return {"state": "whole", "reason": ""}
    if embedded.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not isinstance(embedded.diff_result, DiffResult):
        return {"state": "broken", "reason": "changed_since"}
    return {"state": "whole", "reason": "added_since"}
