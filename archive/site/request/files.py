"""Published files, complete or in part: Range, ETag, digest; only files directly in home/public."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

from archive.site.request.ask import Absent

NAME = re.compile(r"\w[\w.-]{0,120}")
TYPES = {
    ".db": "application/vnd.sqlite3",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".zst": "application/zstd",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".cff": "application/yaml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "application/octet-stream",
}
PIECE = 1 << 18
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
Send = Callable[[dict[str, Any]], Awaitable[None]]
NO_FILE = ("没有这个文件。", "There is no such file.")


def published(public: Path, name: str) -> Path:
    """Return the published file of a name; raises Absent for anything else."""
    path = public / name
    if not NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
        raise Absent(*NO_FILE)
    return path


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of a Range header; None for the full file; ValueError if it cannot be satisfied.

    >>> wanted("bytes=0-99", 1000), wanted("bytes=900-", 1000), wanted("bytes=-100", 1000), wanted("lines=1", 1000)
    ((0, 99), (900, 999), (900, 999), None)
    """
    found = RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    first, last = (int(found[1]), int(found[2]) if found[2] else size - 1) if found[1] else (max(0, size - int(found[2])), size - 1)
    if first >= size or first > last:
        raise ValueError(header)
    return first, min(last, size - 1)


async def send_file(path: Path, request: dict[str, str], send: Send, etag: str, method: str = "GET") -> None:
    """Send a file as HTTP demands: complete, one range, not modified, or not satisfiable."""
    file_status = path.stat()
    headers = {
        "etag": f'"{etag}"',
        "accept-ranges": "bytes",
        "last-modified": formatdate(file_status.st_mtime, usegmt=True),
        "content-type": TYPES.get(path.suffix, "application/octet-stream"),
        "content-disposition": f'attachment; filename="{path.name}"',
        "cache-control": "no-cache" if path.suffix in (".json", ".cff") else "max-age=31536000, immutable",
    }
    if request.get("if-none-match", "").strip() == headers["etag"]:
        return await answer(send, 304, headers)
    asked = (
        request.get("range", "") if request.get("if-range", headers["etag"]).strip() in (headers["etag"], headers["last-modified"]) else ""
    )
    try:
        part = wanted(asked, file_status.st_size)
    except ValueError:
        return await answer(send, 416, {**headers, "content-range": f"bytes */{file_status.st_size}"})
    first, last = part or (0, file_status.st_size - 1)
    headers["content-length"] = str(last - first + 1)
    if part:
        headers["content-range"] = f"bytes {first}-{last}/{file_status.st_size}"
    await start(send, 206 if part else 200, headers)
    return await body(path, send, first, last + 1 if method != "HEAD" else first)


async def start(send: Send, status: int, headers: dict[str, str]) -> None:
    """Send the status and the headers."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        }
    )


async def answer(send: Send, status: int, headers: dict[str, str]) -> None:
    """Send an answer without a body."""
    await start(send, status, headers)
    await send({"type": "http.response.body", "body": b""})


async def body(path: Path, send: Send, first: int, end: int) -> None:
    """Send the bytes from `first` up to `end`, one piece at a time."""
    with path.open("rb") as stream:
        stream.seek(first)
        while first < end:
            piece = await asyncio.to_thread(stream.read, min(PIECE, end - first))
            if not piece:
                break
            first += len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
