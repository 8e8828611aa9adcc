"""The archived bytes of one capture, sandboxed: never in our origin's context, never executed, without access to the live web."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from archive.site.original import drawing
from archive.site.request.ask import Absent, Ask, first
from archive.site.request.headers import SANDBOX
from archive.store import captures
from gongkai.errors import VerifyFailed

CAPTURE = """
    SELECT c.*, d.title, d.name, d.kind AS document_kind, d.media_type AS true_type, s.name AS site_name, s.timezone
    FROM captures c LEFT JOIN documents d ON d.id = c.document_id LEFT JOIN sites s ON s.id = c.site_id WHERE c.id = ?"""
SAME_PAYLOAD = """
    SELECT warc, offset FROM captures WHERE payload_digest = ? AND revisit_of IS NULL AND status IS NOT NULL ORDER BY fetched_at LIMIT 1"""
PART = """
    SELECT id AS document_id, title, name, name AS inside, kind AS document_kind, media_type AS true_type FROM documents
    WHERE id = ? AND parent_id = ? AND kind = 'part'"""
TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:; ?charset=[\w-]+)?", re.I)
SCRIPT = re.compile(r"script|css|wasm", re.I)  # what another page could load from here as its own
INLINE = ("text/html", "application/xhtml+xml", "text/plain", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
NOT_FOUND = ("存档中没有这次抓取。", "This archive holds no such capture.")
NOT_HERE = (
    "这台服务器上没有存放原始 WARC 文件，只有数据库快照。",
    "The WARC files are not kept on this server, only the database snapshot.",
)
DAMAGED = (
    "这条 WARC 记录不完整，无法显示。请运行 gongkai verify 查看。",
    "This WARC record is incomplete and cannot be shown; run gongkai verify for details.",
)
NO_BODY = ("这次抓取没有得到内容。", "This capture brought no content.")


@dataclass(frozen=True, slots=True)
class ServedOriginal:
    """A capture's row and what the portal served: body with content coding undone, headers as received."""

    row: dict[str, Any]
    body: bytes
    content_type: str

    @property
    def media_type(self) -> str:
        """The type that a reader recognised, else the one the server sent."""
        return str(self.row["true_type"] or self.content_type.split(";")[0].strip().lower())

    @property
    def charset(self) -> str:
        """The charset the server sent; empty if none."""
        return self.content_type.lower().partition("charset=")[2].strip(" \"'")


def place(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return the requested capture with the position of its bytes: its own record, or the one it says is unchanged."""
    row = first(connection, CAPTURE, ask.parts["id"])
    if row is None:
        raise Absent(*NOT_FOUND)
    if row["revisit_of"]:
        older = first(connection, "SELECT warc, offset FROM captures WHERE id = ?", row["revisit_of"])
        older = older or first(connection, SAME_PAYLOAD, row["payload_digest"])
        row |= older or {"warc": None}
    if not row["warc"] or row["status"] is None:
        raise Absent(*NO_BODY)
    return row | part(connection, ask, row["document_id"])


def part(connection: Any, ask: Ask, container: str | None) -> dict[str, Any]:
    """Return what replaces the container's row if a document inside it is requested; otherwise only an empty `inside`."""
    wanted = ask.one("part")
    if not wanted:
        return {"inside": ""}
    found = first(connection, PART, wanted, container)
    if found is None:
        raise Absent(*NOT_FOUND)
    return found


def original(row: dict[str, Any], warc: str) -> ServedOriginal:
    """Read the bytes of a placed capture from its WARC file."""
    try:
        found = captures.read_response(warc, row["warc"], row["offset"])
    except VerifyFailed as error:
        raise Absent(*DAMAGED) from error
    except OSError as error:
        raise Absent(*NOT_HERE) from error
    if row["inside"]:
        return ServedOriginal(row, unpacked(found.body, row["url"], row["inside"]), row["true_type"] or "")
    served_type = next((value for name, value in found.headers if name.lower() == "content-type"), "")
    return ServedOriginal(row, found.body, served_type.strip())


def unpacked(body: bytes, url: str, name: str) -> bytes:
    """Return the document of that name from a container, at any depth."""
    for inside, part in drawing.drawn("parts", body, url):
        if name == inside:
            return bytes(part)
        if name.startswith(f"{inside}/"):
            return unpacked(part, url, name.removeprefix(f"{inside}/"))
    raise Absent(*NO_BODY)


def headers(found: ServedOriginal, download: bool) -> dict[str, str]:
    """Return the headers for the raw bytes: sandboxed, and shown inline only for types that run nothing."""
    served_type = found.content_type if TYPE.fullmatch(found.content_type) else "application/octet-stream"
    shown = served_type.split(";")[0].lower() in INLINE and not download
    kind = served_type if shown or served_type.split(";")[0].lower() not in INLINE else "application/octet-stream"
    if SCRIPT.search(kind):
        kind = "text/plain; charset=utf-8"
    return {
        "content-type": kind,
        "content-security-policy": SANDBOX,
        "content-disposition": disposition(found, shown),
        "content-length": str(len(found.body)),
        "cache-control": "max-age=86400",
    }


def disposition(found: ServedOriginal, shown: bool) -> str:
    """Return a Content-Disposition with a safe file name, from the document's name or address."""
    name = found.row["name"] or unquote(urlsplit(found.row["url"] or "").path.rsplit("/", 1)[-1]) or "document"
    name = re.sub(r'[\x00-\x1f\x7f"\\/:*?<>|\u202a-\u202e\u2066-\u2069]+', "_", name).strip(". ")[-120:] or "document"
    plain = re.sub(r"[^\w.-]+", "_", name, flags=re.ASCII).strip("_") or "document"
    return f"{'inline' if shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
