"""Parse a recorded HTTP message: status line, headers in any charset, chunked bodies, content codings."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import brotli
from isal import isal_zlib

Headers = tuple[tuple[str, str], ...]  # values in Latin-1: every byte kept, whatever its charset
DAMAGE: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub names an instance
MOST = 256 << 20  # bytes a body may grow to when its coding is undone
LAYERS = 3  # codings of one answer; servers behind a proxy show two
NAMES = 1000  # characters of Content-Encoding that are read
DIGITS = 15  # of a chunk's size, hexadecimal, or of a status; int() refuses a text of 4,301
HEADS, SHORT_HEAD = 64, 4096  # parsed heads that are kept, one or two for each connection; bytes of the longest
PIECE = 1 << 10  # bytes of a damaged payload undone at a time: what is lost before the damage is less


@dataclass(frozen=True)
class Answer:
    """An HTTP response as recorded; `body` is everything after the headers, with transfer coding."""

    status: int
    reason: str
    headers: Headers
    body: bytes
    version: str = "HTTP/1.1"

    def all(self, name: str) -> tuple[str, ...]:
        """Return every header of that name, in the order sent."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    def get(self, name: str, default: str = "") -> str:
        """Return the last header of that name, the one browsers obey."""
        return self._last.get(name.lower(), default)

    @cached_property
    def _last(self) -> dict[str, str]:
        return last_of(self.headers)

    @property
    def chunked(self) -> bool:
        """Whether the body is chunked."""
        coding = self.get("Transfer-Encoding")
        return bool(coding) and coding.lower().replace(" ", "").endswith("chunked")

    @property
    def payload(self) -> bytes:
        """The body without transfer coding, content coding kept."""
        return dechunk(self.body)[0] if self.chunked else self.body

    def decoded(self, most: int = MOST) -> tuple[bytes, str]:
        """Return the body without either coding, and what went wrong in decoding ("" if nothing)."""
        return decode(self.payload, self.get("Content-Encoding"), most)


def text(value: str) -> str:
    """Decode a header value, read as Latin-1, in the charset its bytes are in.

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


def head_length(block: bytes | bytearray, start: int = 0) -> int:
    r"""Return the offset at which the body begins, 0 if the headers are incomplete; `start` is where to search from.

    >>> head_length(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"), head_length(b"HTTP/1.1 200 OK\nA: b\n\nbody"), head_length(b"HTTP")
    (25, 22, 0)
    """
    end = 0
    for mark in (b"\r\n\r\n", b"\n\n", b"\n\r\n"):
        found = block.find(mark, start, end or len(block))  # only what would end sooner: the body is not searched
        end = found + len(mark) if found >= 0 else end
    return end


def answer(block: bytes) -> Answer:
    """Parse a response block; a block without a status line is all body, with status 0."""
    end = head_length(block)
    head = _head(block[:end]) if end <= SHORT_HEAD else _head.__wrapped__(block[:end])
    if not end or head is None:
        return Answer(0, "", (), block)
    status, reason, given, version, last = head
    parsed = Answer(status, reason, given, block[end:], version)
    parsed.__dict__["_last"] = last  # the cached property: made once for both times a head is parsed, and never changed
    return parsed


@lru_cache(HEADS)  # an answer's is parsed as it arrives, to know where its body ends, and once more with the body
def _head(head: bytes) -> tuple[int, str, Headers, str, dict[str, str]] | None:
    """Return status, reason, headers, version and the last header of each name; None without a status line."""
    lines = head.decode("latin-1").replace("\r\n", "\n").rstrip("\n").split("\n")
    version, _, rest = lines[0].partition(" ")
    code, _, reason = rest.strip().partition(" ")
    if not code.isdecimal() or len(code) > DIGITS:
        return None
    given = headers(lines[1:])
    return int(code), reason, given, version, last_of(given)


def last_of(given: Headers) -> dict[str, str]:
    """Return the last header of each name, the names in lower case.

    >>> last_of((("A", "b"), ("a", "c")))
    {'a': 'c'}
    """
    return {name.lower(): value for name, value in given}


def headers(lines: list[str]) -> Headers:
    """Parse header lines into names and values; a folded line continues the previous value.

    >>> headers(["A: b", " c", "no colon", "A: d"])
    (('A', 'b c'), ('no colon', ''), ('A', 'd'))
    """
    found: list[tuple[str, str]] = []
    folded: dict[int, list[str]] = {}  # pieces of a value by its place: joined once, however many lines a server folds
    for line in lines:
        if line[:1] in " \t" and found:
            folded.setdefault(len(found) - 1, [found[-1][1]]).append(line.strip())
        elif line:
            name, _, value = line.partition(":")
            found.append((name.strip(), value.strip()))
    for place, pieces in folded.items():
        found[place] = (found[place][0], " ".join(pieces).strip())
    return tuple(found)


def dechunk(body: bytes) -> tuple[bytes, bool]:
    r"""Return the payload of a chunked body, and whether the last chunk was reached.

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
        piece = body[line + 1 : line + 1 + size]
        pieces.append(piece)
        at = line + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
        if len(piece) < size:
            break
    return b"".join(pieces), False


def chunk_size(line: bytes) -> int | None:
    """Parse the line that opens a chunk; None if it states no size, or one of more than 60 bits."""
    digits = line.split(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() and len(digits.lstrip(b"0")) <= DIGITS else None
    except ValueError:
        return None


def decode(payload: bytes, coding: str, most: int = MOST) -> tuple[bytes, str]:
    """Undo a Content-Encoding and return at most `most` bytes, and what went wrong ("" if nothing).

    A payload that is not in its declared coding is returned unchanged.
    """
    problems = []
    names = [part.strip().lower() for part in coding[:NAMES].split(",") if part.strip()]
    if len(names) > LAYERS:
        return payload, f"more than {LAYERS} codings, kept unchanged"
    for name in reversed(names):
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
    """Decompress up to the first damaged byte; if nothing can be decompressed, the payload was never compressed."""
    pieces: list[bytes] = []
    size, view = 0, memoryview(payload)
    try:
        for at in range(0, len(payload), PIECE):
            if size >= most or inflater.eof:
                break
            pieces.append(bytes(inflater.decompress(view[at : at + PIECE], most - size)))
            size += len(pieces[-1])
    except error:
        pass
    return (b"".join(pieces), "damaged, read up to the damage") if size else (payload, "not in this coding, kept unchanged")


def _deflate(payload: bytes, most: int) -> tuple[bytes, str]:
    """Decompress deflate, which servers send with and without the zlib wrapper."""
    content, problem = _with(zlib.decompressobj, zlib.error)(payload, most)
    if content is payload:
        return _with(lambda: zlib.decompressobj(-zlib.MAX_WBITS), zlib.error)(payload, most)
    return content, problem


def _brotli(payload: bytes, most: int) -> tuple[bytes, str]:
    inflater = brotli.Decompressor()
    try:
        content: bytes = inflater.process(payload, output_buffer_limit=most)
    except brotli.error:
        return payload, "not in this coding, kept unchanged"
    whole = inflater.is_finished() and len(content) <= most  # the limit is one of brotli's pieces, not a hard one
    return content[:most], "" if whole else "ends early or is too long"


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
