"""A loopback HTTP/1.1 server of misbehaviours, one a path, and what a client may spend on each.

The server measures: bytes the client took, seconds it kept the connection, connections it made. The oracle needs no word
from the client, so that it cannot be talked into a pass: `HostileServer.seen(path)` against `bound(path, limits)`.
"""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.threats.misbehaviours import MISBEHAVIOURS, Connection, Ended, redirect_targets

HOST = "127.0.0.9"  # not 127.0.0.1: what means that address in a redirect is then never the site's own host
HARD_BYTES = 400_000_000  # the server stops by itself: a client without bounds must not fill the machine
HARD_SECONDS = 300.0
KERNEL_BUFFERS = 8_000_000  # bytes a kernel may take for a client that has stopped reading


@dataclass(frozen=True)
class ClientLimits:
    """What the client under test was told to keep: seconds of one fetch in all, bytes of a body, bytes of headers, tries."""

    fetch_seconds: float = 20.0
    body_bytes: int = 20_000_000
    header_bytes: int = 1_000_000
    redirects: int = 20
    tries: int = 3


@dataclass
class Seen:
    """What the server saw of the requests for one path."""

    connections: int = 0
    requests: int = 0
    taken: int = 0  # bytes the client (and the kernels between) took, all connections together
    longest: float = 0.0  # seconds of the longest connection
    methods: Counter[str] = field(default_factory=Counter)
    credentials: list[str] = field(default_factory=list)  # Authorization headers the client sent


@dataclass(frozen=True)
class Bound:
    """The most a client may take from one path: seconds of a connection, bytes and requests in all."""

    seconds: float
    bytes: int
    requests: int


def bound(path: str, limits: ClientLimits) -> Bound:
    """Return the bound of a path for a client with these limits; five seconds and the kernels' buffers are allowed on top."""
    name = path.strip("/").split("/")[0]
    behaviour = MISBEHAVIOURS.get(name)
    spent = {"header": limits.header_bytes, "body": limits.body_bytes, "none": 1_000_000}[behaviour.spends if behaviour else "none"]
    requests = limits.tries * (limits.redirects + 1 if name.startswith("redirect") else 1)
    return Bound(limits.fetch_seconds + 5.0, (spent + KERNEL_BUFFERS) * limits.tries, requests)


def judge(path: str, seen: Seen, limits: ClientLimits) -> list[str]:
    """Return every bound that the client broke on a path; a path it never asked for is a failure of the harness."""
    most = bound(path, limits)
    reasons = [] if seen.requests else [f"{path} was never asked for"]
    if seen.longest > most.seconds:
        reasons.append(f"{path} kept open for {seen.longest:.1f} s, bound {most.seconds:.1f} s")
    if seen.taken > most.bytes:
        reasons.append(f"{seen.taken} bytes taken from {path}, bound {most.bytes}")
    if seen.requests > most.requests:
        reasons.append(f"{path} asked for {seen.requests} times, bound {most.requests}")
    return reasons


class HostileServer:
    """The server: `base` is its address; `canary_hits` are requests that a redirect led to 127.0.0.1 or ::1, where none may go."""

    def __init__(self) -> None:
        self._listener = socket.create_server((HOST, 0), backlog=256)
        self._canaries = [socket.create_server(("127.0.0.1", 0), backlog=256)]
        self.port, self.canary_port = self._listener.getsockname()[1], self._canaries[0].getsockname()[1]
        with suppress(OSError):  # a machine without IPv6 has no ::1 to be led to
            self._canaries.append(socket.create_server(("::1", self.canary_port), family=socket.AF_INET6, backlog=256))
        self.base = f"http://{HOST}:{self.port}"
        self._targets = [RedirectTarget(url, loopback) for url, loopback in redirect_targets(self.canary_port)]
        self.canary_hits: list[bytes] = []
        self._seen: dict[str, Seen] = {}
        self._lock = threading.Lock()
        self._open = 0
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def paths(self) -> list[str]:
        """Return every path: misbehaviours by name, then one redirect for each odd address that stays on the machine."""
        return [f"/{name}" for name in MISBEHAVIOURS] + [f"/redirect-to/{n}" for n, target in enumerate(self.targets()) if target.loopback]

    def targets(self) -> list["RedirectTarget"]:
        """Return where `/redirect-to/N` leads; those not on loopback are for a client whose connections are watched or walled in."""
        return self._targets

    def seen(self, path: str) -> Seen:
        """Return what was seen of one path until now."""
        with self._lock:
            return self._seen.setdefault(path, Seen())

    def all_noted(self) -> None:
        """Wait until every client that connected has left and what it took is counted."""
        end = time.monotonic() + 2 * HARD_SECONDS
        while self._open:
            if time.monotonic() > end:
                raise TimeoutError(f"{self._open} connections are still open")
            time.sleep(0.01)

    def start(self) -> None:
        """Start to accept connections."""
        for listener, work in ((self._listener, self._serve), *((canary, self._sing) for canary in self._canaries)):
            listener.settimeout(0.2)
            self._run(self._accept, listener, work)

    def stop(self) -> None:
        """Stop and join every thread: a misbehaviour looks at the flag at least twice a second."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)
        for listener in (self._listener, *self._canaries):
            listener.close()

    def _run(self, work, *arguments) -> None:  # type: ignore[no-untyped-def]
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket, work) -> None:  # type: ignore[no-untyped-def]
        while not self._stop.is_set():
            with suppress(TimeoutError):
                client, _ = listener.accept()
                with self._lock:
                    self._open += work == self._serve
                self._run(work, client)

    def _sing(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(60)
            self.canary_hits.append(client.recv(65536))
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\ncanary")

    def _serve(self, client: socket.socket) -> None:
        start = time.monotonic()
        connection = Connection(client, self._stop, start + HARD_SECONDS, HARD_BYTES)
        path = "/"
        with client, suppress(OSError, Ended):
            method, path, headers = connection.read_request()
            with self._lock:
                seen = self._seen.setdefault(path, Seen())
                seen.connections, seen.requests = seen.connections + 1, seen.requests + 1
                seen.methods[method] += 1
                seen.credentials += [value for name, value in headers if name == "authorization"]
            self._answer(connection, path)
        with self._lock:
            seen = self._seen.setdefault(path, Seen())
            seen.taken += connection.sent
            seen.longest = max(seen.longest, time.monotonic() - start)
            self._open -= 1

    def _answer(self, connection: Connection, path: str) -> None:
        name, _, rest = path.strip("/").partition("/")
        if name == "redirect-to" and rest.isdigit() and int(rest) < len(self.targets()):
            url = self.targets()[int(rest)].url
            connection.send(b"HTTP/1.1 302 Found\r\nLocation: " + url.encode() + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif name in MISBEHAVIOURS:
            MISBEHAVIOURS[name].act(connection, self.base)
        else:
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhonest")


@dataclass(frozen=True)
class RedirectTarget:
    """Where a redirect leads, and whether a client that follows it stays on the machine."""

    url: str
    loopback: bool


@contextmanager
def running() -> Iterator[HostileServer]:
    """Run a server for the length of a block."""
    server = HostileServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
