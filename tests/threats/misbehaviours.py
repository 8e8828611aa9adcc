"""What the hostile server does on each of its paths, written to a raw socket."""

import functools
import ipaddress
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
import yaml

from tests.threats.files.archives import EMPTY_MEMBER, GZIP_HEAD, STORED_EMPTY
from tests.threats.files.streams import MEBI, gzip_repeated, stacked_gzip, zlib_zeros


class Ended(Exception):
    """The server, the client or a hard limit ended the connection."""


class Connection:
    """One accepted connection: counts what it sends, ends at the hard limits or when the server stops."""

    def __init__(self, client: socket.socket, stop: threading.Event, deadline: float, most: int) -> None:
        self.socket, self.sent = client, 0
        self._stop, self._deadline, self._most = stop, deadline, most
        client.settimeout(0.5)

    def read_request(self) -> tuple[str, str, list[tuple[str, str]]]:
        """Return method, path and headers of the request; raise Ended where none comes."""
        received = b""
        while b"\r\n\r\n" not in received:
            self._check()
            with_timeout = select.select([self.socket], [], [], 0.5)[0]
            piece = self.socket.recv(65536) if with_timeout else None
            if piece == b"" or len(received) > 1_000_000:
                raise Ended
            received += piece or b""
        line, *fields = received.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        method, path, *_ = (*line.split(" "), "", "")
        return (
            method,
            path.split("?")[0],
            [(name.lower().strip(), value.strip()) for name, _, value in (one.partition(":") for one in fields)],
        )

    def send(self, data: bytes) -> None:
        """Send all of the data; raise Ended at a limit, OSError where the client has gone."""
        view = memoryview(data)
        while view:
            self._check()
            try:
                count = self.socket.send(view[:262144])
            except TimeoutError:
                continue
            self.sent += count
            view = view[count:]

    def wait(self, seconds: float) -> None:
        """Wait, but end at once where the client closes or the server stops."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._check()
            if select.select([self.socket], [], [], min(0.2, left))[0] and not self.socket.recv(65536):
                raise Ended

    def hold(self) -> None:
        """Keep the connection open until the client closes it or a hard limit ends it."""
        self.wait(self._deadline - time.monotonic())

    def _check(self) -> None:
        if self._stop.is_set() or time.monotonic() > self._deadline or self.sent > self._most:
            raise Ended


@dataclass(frozen=True)
class Misbehaviour:
    """One path: `spends` says which of the client's limits bounds it; `act` gets the connection and the server's address."""

    act: Callable[[Connection, str], None]
    spends: str
    aim: str


MISBEHAVIOURS: dict[str, Misbehaviour] = {}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def _endless(name: str, start: bytes, again: bytes, spends: str, aim: str, times: int = 1 << 40) -> None:
    """Register a path that sends `start` and then `again` until it is ended, in pieces of at least 64 KB."""
    piece = again * max(1, 65536 // len(again))

    def act(connection: Connection, base: str) -> None:
        connection.send(start)
        for _ in range(times):
            connection.send(piece)

    MISBEHAVIOURS[name] = Misbehaviour(act, spends, aim)


_endless("trailers", CHUNKED + b"2\r\nok\r\n0\r\n", b"X-Trailer: " + b"a" * 80 + b"\r\n", "header", "trailers without an end")
_endless("trailer-line", CHUNKED + b"2\r\nok\r\n0\r\nX: ", b"a" * 1024, "header", "one trailer without an end")
_endless("headers", OK, b"X-Header: " + b"a" * 80 + b"\r\n", "header", "headers without an end")
_endless("header-line", OK + b"X: ", b"a" * 1024, "header", "one header without an end")
_endless("header-folds", OK + b"X: a\r\n", b" a\r\n", "header", "a folded header without an end")
_endless("header-names", OK, b"a" * 1024, "header", "a header's name without an end")
_endless("status-line", b"HTTP/1.1 200 ", b"a" * 1024, "header", "a reason phrase without an end")
_endless("blank-lines", b"", b"\r\n", "header", "blank lines in place of a status line")
_endless("no-http", b"", b"\x00\xff" * 512, "header", "no HTTP at all")
_endless("continue", b"", b"HTTP/1.1 100 Continue\r\n\r\n", "header", "100 Continue for ever")
_endless("early-hints", b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n", "header", "103 Early Hints for ever")
_endless("cookies", OK, b"Set-Cookie: a=" + b"b" * 900 + b"\r\n", "header", "cookies without an end")
_endless("chunk-extension", CHUNKED + b"2;", b"a=b;" * 256, "header", "an extension of a chunk without an end")
_endless("chunk-size", CHUNKED, b"0" * 1024, "header", "the size of a chunk in endless digits")
_endless("chunk-extensions", CHUNKED, b"1;" + b"a" * 1000 + b"\r\nx\r\n", "body", "a thousand bytes of extension a byte")
_endless("chunks-tiny", CHUNKED, b"1\r\nx\r\n", "body", "chunks of one byte")
_endless("body", OK + b"\r\n", b"<tr><td>1</td></tr>", "body", "a body without length and end")
_endless("body-chunked", CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n", "body", "chunks without an end")
_endless("length-huge", OK + b"Content-Length: 9223372036854775807\r\n\r\n", b"x" * 1024, "body", "a length of 2^63, and the bytes for it")
_endless("chunk-huge", CHUNKED + b"7fffffffffffffff\r\n", b"x" * 1024, "body", "one chunk of 2^63 bytes")
_endless("after-end", OK + b"Content-Length: 2\r\n\r\nok", b"x" * 1024, "body", "bytes without an end after the body")
_endless("204-body", b"HTTP/1.1 204 No Content\r\n\r\n", b"x" * 1024, "body", "a body after 204")
_endless("304-body", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99999999999\r\n\r\n", b"x" * 1024, "body", "a body after 304")
_endless(
    "multipart",
    OK.replace(b"text/html", b"multipart/x-mixed-replace; boundary=b") + b"\r\n",
    b"--b\r\n\r\nx\r\n",
    "body",
    "parts without an end",
)


def _once(name: str, answer: Callable[[], bytes] | bytes, aim: str, spends: str = "none", hold: bool = False) -> None:
    """Register a path that sends one answer and closes, or holds the connection open after it."""

    def act(connection: Connection, base: str) -> None:
        connection.send(answer if isinstance(answer, bytes) else answer())
        if hold:
            connection.hold()

    MISBEHAVIOURS[name] = Misbehaviour(act, spends, aim)


def _encoded(encoding: str, body: Callable[[], bytes]) -> Callable[[], bytes]:
    @functools.cache
    def answer() -> bytes:
        packed = body()
        return OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (encoding.encode(), len(packed)) + packed

    return answer


_once("silent", b"", "an accepted connection and no byte", hold=True)
_once("half-status", b"HTTP/1.", "half a status line, then silence", hold=True)
_once("half-headers", OK, "headers without their end, then silence", hold=True)
_once("length-too-long", OK + b"Content-Length: 1000\r\n\r\nshort", "fewer bytes than told, then silence", hold=True)
_once("length-cut", OK + b"Content-Length: 1000\r\n\r\nshort", "fewer bytes than told, then the end")
_once("length-short", OK + b"Content-Length: 2\r\n\r\nlonger than two", "more bytes than told")
_once("length-twice", OK + b"Content-Length: 2\r\nContent-Length: 12\r\n\r\nlonger than two", "two lengths")
_once("length-and-chunked", OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "a length and chunks")
_once("length-negative", OK + b"Content-Length: -1\r\n\r\nok", "a negative length")
_once("length-words", OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nok", "a length of 5,000 digits")
_once("chunk-cut", CHUNKED + b"ff\r\nshort", "chunks that end in the middle")
_once("chunk-negative", CHUNKED + b"-1\r\nx\r\n0\r\n\r\n", "a chunk of a negative size")
_once("chunk-wrong", CHUNKED + b"2\r\nlonger\r\n0\r\n\r\n", "a chunk longer than it says")
_once("status-odd", b"HTTP/1.1 999 \xc4\xea\xb1\xa8\r\nContent-Length: 2\r\n\r\nok", "a status nobody knows")
_once("status-zero", b"HTTP/1.1 000\r\nContent-Length: 2\r\n\r\nok", "a status of zero")
_once("version-odd", b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\nok", "a version nobody speaks")
_once(
    "switching",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "another protocol nobody asked for",
    hold=True,
)
_once("header-long", OK + b"X-Long: " + b"a" * 10_000_000 + b"\r\nContent-Length: 2\r\n\r\nok", "one header line of 10 MB", "header")
_once("header-many", OK + b"X: a\r\n" * 1_000_000 + b"Content-Length: 2\r\n\r\nok", "a million headers", "header")
_once(
    "cookie-many",
    OK + b"".join(b"Set-Cookie: c%d=v; Domain=127.0.0.1; Path=/%d\r\n" % (n, n) for n in range(5000)) + b"Content-Length: 2\r\n\r\nok",
    "5,000 cookies",
    "header",
)
_once("header-nulls", OK + b"X-A: a\x00b\r\n: empty\r\nno colon\r\nX\rY: 1\r\nContent-Length: 2\r\n\r\nok", "headers that are none")
_once("retry-after", b"HTTP/1.1 503 Busy\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n", "a wait of 3,000 years")
_once("gzip-cut", _encoded("gzip", lambda: gzip_repeated(b"<p>report</p>" * 9000, 20)[:-900]), "gzip that ends in the middle", "body")
_once("gzip-damaged", _encoded("gzip", lambda: GZIP_HEAD + b"\x06" + b"\x1f\x8b\x08\x00" * 4_000_000), "16 MB that are no gzip", "body")
_once("gzip-members", _encoded("gzip", lambda: EMPTY_MEMBER * 900_000 + b"\xff"), "900,000 empty members, then damage", "body")
_once(
    "gzip-stored",
    _encoded("gzip", lambda: GZIP_HEAD + STORED_EMPTY * 3_600_000 + b"\x07"),
    "3.6 million blocks of nothing, then damage",
    "body",
)
_once("gzip-bomb", _encoded("gzip", lambda: gzip_repeated(bytes(MEBI), 1024)), "1 GiB of zeros", "body")
_once("gzip-stacked", _encoded(", ".join(["gzip"] * 10), lambda: stacked_gzip(bytes(MEBI * 4), 256, 10)), "1 GiB behind ten layers", "body")
_once("encodings-many", _encoded(", ".join(["gzip"] * 5000), lambda: b"x"), "5,000 layers told", "body")
_once("deflate-bomb", _encoded("deflate", lambda: zlib_zeros(4096)), "4 GiB of zeros", "body")
_once("brotli-bomb", _encoded("br", lambda: brotli.compress(bytes(256 * MEBI), quality=1, lgwin=24)), "256 MiB of zeros in 49 KB", "body")
_once("encoding-unknown", _encoded("x-unknown", lambda: b"ok"), "an encoding nobody knows", "body")
_once("refresh-loop", lambda: OK + b"Refresh: 0; url=/refresh-loop\r\nContent-Length: 2\r\n\r\nok", "a refresh to itself")


def _drip(start: bytes, piece: bytes, pause: float) -> Callable[[Connection, str], None]:
    def act(connection: Connection, base: str) -> None:
        connection.send(start)
        while True:
            connection.send(piece)
            connection.wait(pause)

    return act


def _close_writing(connection: Connection, base: str) -> None:
    connection.send(OK + b"Content-Length: 1000\r\n\r\nhalf")
    connection.socket.shutdown(socket.SHUT_WR)
    connection.wait(60)


def _reset(connection: Connection, base: str) -> None:
    connection.send(OK + b"Content-Length: 1000\r\n\r\nhalf")
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _stop_reading(connection: Connection, base: str) -> None:
    connection.socket.shutdown(socket.SHUT_RD)
    connection.send(OK + b"Content-Length: 1000\r\n\r\nhalf")
    time.sleep(0.5)


def _redirect(location: str) -> Callable[[Connection, str], None]:
    def act(connection: Connection, base: str) -> None:
        place = location.format(base=base, authority=base.removeprefix("http://"), number=time.monotonic_ns()).encode()
        connection.send(b"HTTP/1.1 302 Found\r\nLocation: " + place + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    return act


ACTS: dict[str, tuple[Callable[[Connection, str], None], str, str]] = {
    "drip-body": (_drip(OK + b"Content-Length: 1000000\r\n\r\n", b"x", 1.0), "body", "one byte a second"),
    "drip-headers": (_drip(OK, b"X: a\r\n", 1.0), "header", "one header a second"),
    "drip-status": (_drip(b"HTTP/1.1 200 ", b"a", 1.0), "header", "one byte of a status line a second"),
    "drip-chunks": (_drip(CHUNKED, b"1\r\nx\r\n", 1.0), "body", "one chunk a second"),
    "drip-trailers": (_drip(CHUNKED + b"0\r\n", b"X: a\r\n", 1.0), "header", "one trailer a second"),
    "drip-continue": (_drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 1.0), "header", "100 Continue once a second"),
    "half-closed": (_close_writing, "body", "a closed half in the middle of a body"),
    "half-closed-reading": (_stop_reading, "body", "the server's reading half closed"),
    "reset": (_reset, "body", "a reset in the middle of a body"),
    "redirect-self": (_redirect("/redirect-self"), "none", "a redirect to itself"),
    "redirect-pair": (_redirect("/redirect-back"), "none", "two redirects to each other"),
    "redirect-back": (_redirect("/redirect-pair"), "none", "two redirects to each other"),
    "redirect-grows": (_redirect("/redirect-grows?n={number}"), "none", "a redirect to ever new addresses"),
    "redirect-credentials": (_redirect("http://user:secret-of-url@{authority}/honest"), "none", "credentials in the address"),
    "redirect-long": (_redirect("/honest?" + "a" * 500_000), "header", "an address of half a MB"),
    "redirect-file": (_redirect("file:///etc/passwd"), "none", "a file of the machine"),
    "redirect-script": (_redirect("javascript:alert(1)"), "none", "a script"),
    "redirect-newline": (_redirect("/honest\x0bX: 1"), "none", "a control character in an address"),
    "redirect-not-utf8": (_redirect("/年度报告.html"), "none", "an address that is not ASCII"),
}
MISBEHAVIOURS.update({name: Misbehaviour(*values) for name, values in ACTS.items()})


def redirect_targets(port: int) -> Iterator[tuple[str, bool]]:
    """Yield (URL, stays on the machine) for every address that a redirect must not lead to; `port` is the canary's."""
    listed = yaml.safe_load(Path(__file__).with_name("addresses.yaml").read_text(encoding="utf-8"))
    for entry in listed["spelled"]:
        yield f"http://{entry['host']}:{port}/canary", _on_machine(entry["means"])
    for name in listed["names_refused"][:4]:
        yield f"http://{name}:{port}/canary", True
    yield f"http://user:secret-of-url@127.0.0.1:{port}/canary", True
    for block in listed["refused"]:
        address = block["addresses"][-1]
        yield f"http://{f'[{address}]' if ':' in address else address}:{port}/canary", _on_machine(address)


def _on_machine(text: str) -> bool:
    address = ipaddress.ip_address(text)
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or address.is_unspecified or bool(mapped and mapped.is_loopback)
