"""MHT → document: the page saved inside a MIME message, read as the HTML it is."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message

from parsers.html import document as html_document
from parsers.types import Document, Source, unread

MEDIA_TYPE = "multipart/related"
MAX_PARTS = 2_000  # pictures and styles of one page


def parse(source: Source) -> Document:
    """Return the document of a page saved as MHT (by browsers, and by Word under the name .doc)."""
    message = message_from_bytes(source.body.lstrip(), policy=policy.compat32)
    page = root_page(message)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body.strip():
        return unread(MEDIA_TYPE, "no_text", "The MHT file holds no HTML page; it is cut or no saved page.")
    document = html_document.parse(replace(source, body=body, charset=page.get_content_charset("") or "", media_type="text/html"))
    return replace(document, media_type=MEDIA_TYPE)


def root_page(message: Message) -> Message | None:
    """Return a message's first HTML part (RFC 2557: the root comes first unless `start` names it)."""
    start = str(message.get_param("start") or "").strip("<> ")
    found: Message | None = None
    for count, part in enumerate(message.walk()):
        if count > MAX_PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            if not start or str(part.get("Content-ID", "")).strip("<> ") == start:
                return part
            found = found or part
    return found
