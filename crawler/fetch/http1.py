"""One HTTP/1.1 exchange over a connection, keeping the bytes as received: status line, headers in any charset, chunks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from gongkai import http_message

READ = 1 << 16
BODYLESS = {204, 304}
LATE = 1 / 64  # of the idle limit: a pause this much shorter counts too, so that not every piece sets the timer anew
DIGITS = 18  # of a length: more bytes than there are; int() refuses a text of 4,301 digits


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits of the duration and size of an answer, in seconds and bytes."""

    connect: float = 30
    idle: float = 60  # between two pieces of an answer: slow portals take half a minute to begin
    total: float = 300
    head: int = 256 << 10  # of headers, interim answers included; of trailers as much again
    body: int = 128 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as received, why it was truncated (if it was), and whether the connection may be reused."""

    data: bytes
    truncated: str = ""  # length time disconnect
    reusable: bool = False


class NoAnswer(Exception):
    """The connection ended or stalled before the headers were complete; the code says which."""

    def __init__(self, code: str, message: str, fresh: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.nothing = fresh  # not a byte had come


class _Incoming:
    """The bytes of one answer as they arrive, and the one timer of both limits: between two pieces, and in all."""

    def __init__(self, reader: asyncio.StreamReader, limits: FetchLimits) -> None:
        self.reader, self.limits, self.data = reader, limits, bytearray()
        self.clock = asyncio.get_running_loop().time
        self.since = self.clock()  # when the timer was set
        self.ends = self.since + limits.total
        self.timer = asyncio.timeout_at(min(self.since + limits.idle, self.ends))

    async def more(self) -> bool:
        """Wait for more bytes, within the timer; False if the server closed the connection."""
        moment = self.clock()
        if moment - self.since > self.limits.idle * LATE:
            self.since = moment
            self.timer.reschedule(min(moment + self.limits.idle, self.ends))
        piece = await self.reader.read(READ)
        self.data += piece
        return bool(piece)

    async def line(self, at: int) -> int:
        """Return the end of the line that begins at `at`; -1 if it is longer than READ or the server closed inside it."""
        searched = at
        while (end := self.data.find(b"\n", searched)) < 0:
            searched = max(at, len(self.data))
            if len(self.data) - at > READ or not await self.more():
                return -1
        return end


async def receive(reader: asyncio.StreamReader, method: str, limits: FetchLimits) -> Received:
    """Read the answer to a request that was sent; NoAnswer if there is none."""
    incoming = _Incoming(reader, limits)
    try:
        async with incoming.timer:
            head = await _head(incoming)
            truncated, reusable = await _body(incoming, head, method)
    except TimeoutError:
        if not http_message.head_length(incoming.data):
            raise NoAnswer("timeout", "the server did not begin its answer in time") from None  # slow, not gone: not asked again at once
        truncated, reusable = "time", False
    except OSError as error:
        if not http_message.head_length(incoming.data):
            raise NoAnswer("connection_lost", f"the connection failed: {error.strerror or error}", not incoming.data) from error
        truncated, reusable = "disconnect", False
    return Received(bytes(incoming.data), truncated, reusable)


async def _head(incoming: _Incoming) -> int:
    """Read until the headers are complete, dropping interim answers; return their length. All of it stays within the limit of a head."""
    dropped = 0
    while True:
        searched = 0
        while not (end := http_message.head_length(incoming.data, searched)):
            searched = max(0, len(incoming.data) - 3)  # the blank line may have begun
            if dropped + len(incoming.data) > incoming.limits.head:
                raise NoAnswer("headers_too_long", f"more than {incoming.limits.head} bytes of headers")
            if not await incoming.more():
                return _no_more(incoming)
        if not _interim(incoming.data):
            return end
        dropped += end
        if dropped > incoming.limits.head:
            raise NoAnswer("headers_too_long", f"more than {incoming.limits.head} bytes of interim answers")
        del incoming.data[:end]


def _no_more(incoming: _Incoming) -> int:
    if not incoming.data:
        raise NoAnswer("connection_closed", "the server closed the connection without an answer", fresh=True)
    raise NoAnswer("connection_closed", "the server closed the connection inside its headers")


def _interim(data: bytearray) -> bool:
    """Whether this is a 100 Continue or 103 Early Hints before the final answer; a 101 was never asked for."""
    return data[:5] == b"HTTP/" and data[8:11] == b" 10"


async def _body(incoming: _Incoming, head: int, method: str) -> tuple[str, bool]:
    """Read the body announced by the headers; return why it was truncated and whether the connection may be reused."""
    answer = http_message.answer(bytes(incoming.data[:head]))
    lasting = _lasting(answer)
    if method == "HEAD" or answer.status in BODYLESS:
        return "", lasting and len(incoming.data) == head
    if answer.chunked:
        truncated, ended = await _chunks(incoming, head)
        return truncated, lasting and ended
    stated = answer.get("Content-Length").split(",")[0].strip()
    if stated.isascii() and stated.isdecimal():
        length = int(stated) if len(stated) <= DIGITS else 10**DIGITS
        truncated = await _until(incoming, head, head + length)
        return truncated, lasting and not truncated and len(incoming.data) == head + length
    return await _until(incoming, head, None), False


def _lasting(answer: http_message.Answer) -> bool:
    connection = answer.get("Connection").lower()
    return "close" not in connection and (answer.version == "HTTP/1.1" or "keep-alive" in connection)


async def _until(incoming: _Incoming, head: int, end: int | None) -> str:
    """Read to `end`, or until the connection closes if there is none."""
    while end is None or len(incoming.data) < end:
        if len(incoming.data) - head > incoming.limits.body:
            return "length"
        if not await incoming.more():
            return "" if end is None else "disconnect"
    return ""


async def _chunks(incoming: _Incoming, at: int) -> tuple[str, bool]:
    """Read chunks up to the blank line after the trailers; return why they were truncated, and whether that line was received.

    The body limit counts the bytes on the wire, including chunk extensions.
    """
    most = at + incoming.limits.body
    while (line := await incoming.line(at)) >= 0:
        size = http_message.chunk_size(bytes(incoming.data[at:line]))
        if size is None:
            return "disconnect", False
        if size == 0:
            return "", await _trailers(incoming, line + 1)
        if line + size > most:
            return await _until(incoming, at, most) or "length", False
        if await _until(incoming, at, line + 1 + size):
            return "disconnect", False
        at = await incoming.line(line + 1 + size) + 1
        if not at:
            break
    return "disconnect", False


async def _trailers(incoming: _Incoming, at: int) -> bool:
    """Read to the blank line; False if it does not come within the limit of a head. The payload is complete in either case."""
    most = at + incoming.limits.head
    while at < most and (line := await incoming.line(at)) >= 0:
        if not incoming.data[at:line].strip():
            return True
        at = line + 1
    return False
