"""The archived bytes of one capture, sandboxed: never in our origin's context, never run, never let out to the live web."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from archive import captures
from archive.pages.ask import Absent, Ask, first
from archive.pages.headers import SANDBOX
from parsers import formats
from parsers.contract import VerifyFailed
from parsers.types import Source

CAPTURE = """
    SELECT c.*, d.title, d.name, d.kind AS document_kind, d.media_type AS true_type, s.name AS site_name, s.timezone
    FROM captures c LEFT JOIN documents d ON d.id = c.document_id LEFT JOIN sites s ON s.id = c.site_id WHERE c.id = ?"""
SAME_PAYLOAD = """
    SELECT warc, offset FROM captures WHERE payload_digest = ? AND revisit_of IS NULL AND status IS NOT NULL ORDER BY fetched_at LIMIT 1"""
PART = """
    SELECT id AS document_id, title, name, name AS inside, kind AS document_kind, media_type AS true_type FROM documents
    WHERE id = ? AND parent_id = ? AND kind = 'part'"""
TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:; ?charset=[\w-]+)?", re.I)
INLINE = ("text/html", "application/xhtml+xml", "text/plain", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
NOT_FOUND = ("存档中没有这次抓取。", "This archive holds no such capture.")
NOT_HERE = ("这台服务器上没有存放原始 WARC 文件，只有数据库快照。",
            "The WARC files are not kept on this server, only the database snapshot.")
DAMAGED = ("这条 WARC 记录不完整，无法显示。请运行 gongkai verify 查看。",
           "This WARC record is not whole and cannot be shown; gongkai verify tells more.")
NO_BODY = ("这次抓取没有得到内容。", "This capture brought no content.")


@dataclass(frozen=True, slots=True)
class Original:
    """A capture's row and what was served: body with content coding undone, headers as received."""

    row: dict[str, Any]
    body: bytes
    content_type: str

    @property
    def media_type(self) -> str:
        """What the bytes are, where a reader has told; else what the server said."""
        return str(self.row["true_type"] or self.content_type.split(";")[0].strip().lower())

    @property
    def charset(self) -> str:
        """The charset the server told; empty where it told none."""
        return self.content_type.lower().partition("charset=")[2].strip(" \"'")


def place(connection: Any, ask: Ask) -> dict[str, Any]:
    """The capture asked for, with where its bytes lie: its own record, or the one it says is unchanged."""
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
    """Where a document inside a container is asked for: what replaces the container's row; nothing otherwise."""
    wanted = ask.one("part")
    if not wanted:
        return {"inside": ""}
    found = first(connection, PART, wanted, container)
    if found is None:
        raise Absent(*NOT_FOUND)
    return found


def original(row: dict[str, Any], warc: str) -> Original:
    """Given a placed capture, read its bytes from the WARC file."""
    try:
        found = captures.read(warc, row["warc"], row["offset"])
    except VerifyFailed as error:
        raise Absent(*DAMAGED) from error
    except OSError as error:
        raise Absent(*NOT_HERE) from error
    if row["inside"]:
        return Original(row, unpacked(found.body, row["url"], row["inside"]), row["true_type"] or "")
    told = next((value for name, value in found.headers if name.lower() == "content-type"), "")
    return Original(row, found.body, told.strip())


def unpacked(body: bytes, url: str, name: str) -> bytes:
    """Given a container, return the document of that name in it, at any depth."""
    for inner in formats.parse(Source(body, url=url)).parts:
        if name == inner.name:
            return inner.body
        if name.startswith(f"{inner.name}/"):
            return unpacked(inner.body, url, name.removeprefix(f"{inner.name}/"))
    raise Absent(*NO_BODY)


def headers(found: Original, download: bool) -> dict[str, str]:
    """How the raw bytes are sent: sandboxed, and shown in the browser only where it can do so without running anything."""
    told = found.content_type if TYPE.fullmatch(found.content_type) else "application/octet-stream"
    shown = told.split(";")[0].lower() in INLINE and not download
    kind = told if shown or told.split(";")[0].lower() not in INLINE else "application/octet-stream"
    return {"content-type": kind, "content-security-policy": SANDBOX, "content-disposition": disposition(found, shown),
            "content-length": str(len(found.body)), "cache-control": "max-age=86400"}


def disposition(found: Original, shown: bool) -> str:
    """The name the bytes are saved under, from the document's name or address; harmless whatever it holds."""
    name = found.row["name"] or unquote(urlsplit(found.row["url"] or "").path.rsplit("/", 1)[-1]) or "document"
    name = re.sub(r'[\x00-\x1f\x7f"\\/:*?<>|\u202a-\u202e\u2066-\u2069]+', "_", name).strip(". ")[-120:] or "document"
    plain = re.sub(r"[^\w.-]+", "_", name, flags=re.ASCII).strip("_") or "document"
    return f"{'inline' if shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
