"""Reads an HTTP message as it came over the wire: status line, headers in any charset, chunks, content codings."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import brotli
from isal import isal_zlib

Headers = tuple[tuple[str, str], ...]  # values in Latin-1: every byte kept, whatever its charset
DAMAGE: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub names an instance
MOST = 256 << 20  # bytes a body may grow to when its coding is undone


@dataclass(frozen=True)
class Answer:
    """An HTTP response as recorded: `body` is what follows the headers, transfer coding still on it."""

    status: int
    reason: str
    headers: Headers
    body: bytes
    version: str = "HTTP/1.1"

    def all(self, name: str) -> tuple[str, ...]:
        """Every header of that name, in the order sent."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    def get(self, name: str, default: str = "") -> str:
        """The last header of that name, which is what browsers go by."""
        return self._last.get(name.lower(), default)

    @cached_property
    def _last(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers}

    @property
    def chunked(self) -> bool:
        """The body lies in chunks."""
        return self.get("Transfer-Encoding").lower().replace(" ", "").endswith("chunked")

    @property
    def payload(self) -> bytes:
        """The body with transfer coding undone and content coding kept."""
        return dechunk(self.body)[0] if self.chunked else self.body

    def decoded(self, most: int = MOST) -> tuple[bytes, str]:
        """The body with both codings undone, and what went wrong on the way (empty where nothing did)."""
        return decode(self.payload, self.get("Content-Encoding"), most)


def text(value: str) -> str:
    """Given a header value in Latin-1, return it in the charset its bytes are in.

    >>> text("附件".encode("gbk").decode("latin-1")), text("附件".encode().decode("latin-1")), text("a")
    ('附件', '附件', 'a')
    """
    if value.isascii():
        return value
    raw = value.encode("latin-1", "replace")
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return value


def head_length(block: bytes) -> int:
    r"""Given the start of a message, return where its body begins; 0 while the headers have no end yet.

    >>> head_length(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"), head_length(b"HTTP/1.1 200 OK\nA: b\n\nbody"), head_length(b"HTTP")
    (25, 22, 0)
    """
    end = 0
    for mark in (b"\r\n\r\n", b"\n\n", b"\n\r\n"):
        found = block.find(mark, 0, end or None)  # only what would end sooner: the body is not searched
        end = found + len(mark) if found >= 0 else end
    return end


def answer(block: bytes) -> Answer:
    """Given a response block, return its parts; a block without a status line is all body, status 0."""
    end = head_length(block)
    lines = block[:end].decode("latin-1").replace("\r\n", "\n").rstrip("\n").split("\n")
    version, _, rest = lines[0].partition(" ")
    code, _, reason = rest.strip().partition(" ")
    if not end or not code.isdecimal():
        return Answer(0, "", (), block)
    return Answer(int(code), reason, headers(lines[1:]), block[end:], version)


def headers(lines: list[str]) -> Headers:
    """Given header lines, return names and values; a folded line goes on with the one before.

    >>> headers(["A: b", " c", "no colon", "A: d"])
    (('A', 'b c'), ('no colon', ''), ('A', 'd'))
    """
    found: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in " \t" and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}".strip())
        elif line:
            name, _, value = line.partition(":")
            found.append((name.strip(), value.strip()))
    return tuple(found)


def dechunk(body: bytes) -> tuple[bytes, bool]:
    r"""Given a chunked body, return its payload and whether the last chunk was reached.

    >>> dechunk(b"3\r\nabc\r\n0\r\n\r\n"), dechunk(b"5;x=y\r\nab")
    ((b'abc', True), (b'ab', False))
    """
    pieces: list[bytes] = []
    at = 0
    while (line := body.find(b"\n", at)) >= 0:
        size = chunk_size(body[at:line])
        if size is None:
            return b"".join(pieces), False
        if size == 0:
            return b"".join(pieces), True
        piece = body[line + 1:line + 1 + size]
        pieces.append(piece)
        at = line + 1 + size
        at += 2 if body[at:at + 2] == b"\r\n" else 1
        if len(piece) < size:
            break
    return b"".join(pieces), False


def chunk_size(line: bytes) -> int | None:
    """Given the line that opens a chunk, return its size; None where it says none."""
    digits = line.split(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() else None
    except ValueError:
        return None


def decode(payload: bytes, coding: str, most: int = MOST) -> tuple[bytes, str]:
    """Given a payload and its Content-Encoding, return the content and what went wrong; at most `most` bytes.

    A payload that is not in the coding it claims comes back as it is.
    """
    problems = []
    for name in reversed([part.strip().lower() for part in coding.split(",") if part.strip()]):
        if name in ("identity", "none", "utf-8", "binary") or not payload:
            continue
        if name not in CODINGS:
            return payload, f"coding {name!r} is not known"
        payload, problem = CODINGS[name](payload, most)
        problems += [f"{name}: {problem}"] if problem else []
    return payload, "; ".join(problems)


Inflater = Callable[[bytes, int], tuple[bytes, str]]


def _with(start: Callable[[], Any], error: type[Exception] | tuple[type[Exception], ...]) -> Inflater:
    def undo(payload: bytes, most: int) -> tuple[bytes, str]:
        inflater = start()
        try:
            content = bytes(inflater.decompress(payload, most))
        except error:
            return _piecewise(start(), payload, most, error)
        if inflater.eof:
            return content, ""
        return content, f"stopped at {most} bytes" if len(content) >= most else "ends early"

    return undo


def _piecewise(inflater: Any, payload: bytes, most: int, error: type[Exception] | tuple[type[Exception], ...]) -> tuple[bytes, str]:
    """Undo what can be undone before the damage; nothing undone means the payload was never coded."""
    content = b""
    try:
        for at in range(0, len(payload), 1024):
            content += inflater.decompress(payload[at:at + 1024], max(1, most - len(content)))
    except error:
        pass
    return (content, "damaged, read as far as it goes") if content else (payload, "not in this coding, kept as it is")


def _deflate(payload: bytes, most: int) -> tuple[bytes, str]:
    """Deflate comes with and without the zlib wrapper."""
    content, problem = _with(zlib.decompressobj, zlib.error)(payload, most)
    if content is payload:
        return _with(lambda: zlib.decompressobj(-zlib.MAX_WBITS), zlib.error)(payload, most)
    return content, problem


def _brotli(payload: bytes, most: int) -> tuple[bytes, str]:
    inflater = brotli.Decompressor()
    try:
        content: bytes = inflater.process(payload, output_buffer_limit=most)
    except brotli.error:
        return payload, "not in this coding, kept as it is"
    return content[:most], "" if inflater.is_finished() else "ends early or is too long"


def _zstd(payload: bytes, most: int) -> tuple[bytes, str]:
    from backports import zstd  # only where a server sends it unasked

    return _with(zstd.ZstdDecompressor, zstd.ZstdError)(payload, most)


CODINGS: dict[str, Inflater] = {
    "gzip": _with(lambda: isal_zlib.decompressobj(wbits=31), DAMAGE),
    "x-gzip": _with(lambda: isal_zlib.decompressobj(wbits=31), DAMAGE),
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
