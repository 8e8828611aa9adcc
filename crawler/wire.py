"""One HTTP/1.1 exchange over a connection, keeping the bytes as they come: status line, headers in any charset, chunks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from parsers import http

READ = 1 << 16
BODYLESS = {204, 304}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how large an answer may get; seconds and bytes."""

    connect: float = 30
    idle: float = 60  # between two pieces of an answer: slow portals take half a minute to begin
    total: float = 300
    head: int = 256 << 10
    body: int = 128 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as it came, how it ended short (if it did), and whether the connection may serve another."""

    data: bytes
    truncated: str = ""  # length time disconnect
    reusable: bool = False


class NoAnswer(Exception):
    """The connection ended or stalled before the headers were whole; the code says which."""

    def __init__(self, code: str, message: str, fresh: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.nothing = fresh  # not a byte had come


class _Incoming:
    """The bytes of one answer as they arrive."""

    def __init__(self, reader: asyncio.StreamReader, limits: Limits) -> None:
        self.reader, self.limits, self.data = reader, limits, bytearray()

    async def more(self) -> bool:
        """Wait for further bytes; False where the server closed."""
        async with asyncio.timeout(self.limits.idle):
            piece = await self.reader.read(READ)
        self.data += piece
        return bool(piece)

    async def line(self, at: int) -> int:
        """Where the line that begins at `at` ends; -1 where it does not."""
        while (end := self.data.find(b"\n", at)) < 0:
            if len(self.data) - at > READ or not await self.more():
                return -1
        return end


async def receive(reader: asyncio.StreamReader, method: str, limits: Limits) -> Received:
    """Given a connection on which a request was sent, return its answer; NoAnswer where there is none."""
    incoming = _Incoming(reader, limits)
    try:
        async with asyncio.timeout(limits.total):
            head = await _head(incoming)
            truncated, reusable = await _body(incoming, head, method)
    except TimeoutError:
        if not http.head_length(bytes(incoming.data[:limits.head])):
            raise NoAnswer("timeout", "the server was too slow to begin an answer") from None  # slow, not gone: not asked again at once
        truncated, reusable = "time", False
    except OSError as error:
        if not http.head_length(bytes(incoming.data[:limits.head])):
            raise NoAnswer("connection_lost", f"the connection broke: {error.strerror or error}", not incoming.data) from error
        truncated, reusable = "disconnect", False
    return Received(bytes(incoming.data), truncated, reusable)


async def _head(incoming: _Incoming) -> int:
    """Read until the headers are whole, interim answers dropped; return their length."""
    while True:
        while not (end := http.head_length(bytes(incoming.data))):
            if len(incoming.data) > incoming.limits.head:
                raise NoAnswer("headers_too_long", f"more than {incoming.limits.head} bytes of headers")
            if not await incoming.more():
                return _no_more(incoming)
        if not _interim(incoming.data):
            return end
        del incoming.data[:end]


def _no_more(incoming: _Incoming) -> int:
    if not incoming.data:
        raise NoAnswer("connection_closed", "the server closed the connection without an answer", fresh=True)
    raise NoAnswer("connection_closed", "the server closed the connection inside its headers")


def _interim(data: bytearray) -> bool:
    """100 Continue, 103 Early Hints: the answer proper follows; 101 is none we asked for."""
    return data[:5] == b"HTTP/" and data[8:11] == b" 10"


async def _body(incoming: _Incoming, head: int, method: str) -> tuple[str, bool]:
    """Read the body that the headers announce; return how it ended short and whether the connection may be used again."""
    answer = http.answer(bytes(incoming.data[:head]))
    lasting = _lasting(answer)
    if method == "HEAD" or answer.status in BODYLESS:
        return "", lasting and len(incoming.data) == head
    if answer.chunked:
        truncated = await _chunks(incoming, head)
        return truncated, lasting and not truncated
    told = answer.get("Content-Length").split(",")[0].strip()
    if told.isdecimal():
        truncated = await _until(incoming, head, head + int(told))
        return truncated, lasting and not truncated and len(incoming.data) == head + int(told)
    return await _until(incoming, head, None), False


def _lasting(answer: http.Answer) -> bool:
    connection = answer.get("Connection").lower()
    return "close" not in connection and (answer.version == "HTTP/1.1" or "keep-alive" in connection)


async def _until(incoming: _Incoming, head: int, end: int | None) -> str:
    """Read to `end`, or to the close of the connection where there is none."""
    while end is None or len(incoming.data) < end:
        if len(incoming.data) - head > incoming.limits.body:
            return "length"
        if not await incoming.more():
            return "" if end is None else "disconnect"
    return ""


async def _chunks(incoming: _Incoming, at: int) -> str:
    """Read chunk after chunk up to the blank line that ends the trailers."""
    most = at + incoming.limits.body
    while (line := await incoming.line(at)) >= 0:
        size = http.chunk_size(bytes(incoming.data[at:line]))
        if size is None:
            return "disconnect"
        if size == 0:
            return await _trailers(incoming, line + 1)
        if line + size > most:
            return await _until(incoming, at, most) or "length"
        if await _until(incoming, at, line + 1 + size):
            return "disconnect"
        at = await incoming.line(line + 1 + size) + 1
        if not at:
            break
    return "disconnect"


async def _trailers(incoming: _Incoming, at: int) -> str:
    """Read to the blank line; the payload is whole even where it does not come."""
    while (line := await incoming.line(at)) >= 0:
        if not incoming.data[at:line].strip():
            break
        at = line + 1
    return ""
