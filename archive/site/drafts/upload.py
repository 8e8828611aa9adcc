"""Receive an upload's bytes within bounds; nothing of them is looked at here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from archive.site.drafts.refusals import MOST_BYTES, DraftRefused
from archive.site.request.same_origin import own_page

LEAST_RATE = 64 << 10  # bytes a second: a slower line would hold a place in the queue for minutes
BASE_SECONDS = 20.0  # that any upload may take
FORM = "multipart/form-data"
Receive = Callable[[], Awaitable[dict[str, Any]]]


class UploadedForm(NamedTuple):
    """An upload as it came: the header that says how its parts are divided, and its bytes."""

    content_type: str
    body: bytes


def admissible(scope: dict[str, Any]) -> int:
    """Return the length of an upload by its head; raises DraftRefused for one from elsewhere, of no form, without a length or too long."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if not own_page(headers):
        raise DraftRefused("cross_site")
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise DraftRefused("not_a_form")
    length = headers.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        raise DraftRefused("no_length")
    if len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
        raise DraftRefused("too_large")
    return int(length)


async def received(scope: dict[str, Any], receive: Receive, length: int) -> UploadedForm:
    """Return the upload; the server's clock for a request's body is set by its length. Raises DraftRefused if it is cut or too long."""
    wait_longer = scope.get("gongkai_wait_longer")
    if wait_longer:
        wait_longer(BASE_SECONDS + length / LEAST_RATE)
    pieces, count, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DraftRefused("cut")
        piece = message.get("body", b"")
        count += len(piece)
        if count > length:
            raise DraftRefused("too_large")
        pieces.append(piece)
        more = message.get("more_body", False)
    if count < length:
        raise DraftRefused("cut")
    kind = next(value for name, value in scope["headers"] if name.lower() == b"content-type")
    return UploadedForm(kind.decode("latin-1"), b"".join(pieces))
