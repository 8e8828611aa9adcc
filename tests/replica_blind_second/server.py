"""One loopback server for all the hosts: each host has an address of 127.14.0.0/16, or a port of 127.0.0.1 where that fails.

Every request is in the log before its answer is sent, so that a client that has its answer can read the log at once.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from .answers import Answer, Asked, Site, html
from .furniture import Furniture
from .interface import Built, Column, Expected, Host, Origins

FOREIGN = "foreign"
LARGEST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the log."""

    visit: int
    host: str
    method: str
    url: str


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    replica: Replica
    host_name: str

    def server_bind(self) -> None:
        """Bind without the look-up of the machine's name that the class of the library makes."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def _serve(self) -> None:
        listener = cast(_Listener, self.server)
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        body = self.rfile.read(length) if length else b""
        answer = listener.replica.respond(listener.host_name, self.command, self.path, body, dict(self.headers.items()))
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(answer.promise or len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self.close_connection = self.close_connection or answer.promise is not None

    do_GET = do_POST = do_HEAD = _serve

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal."""


class Replica:
    """The running portals. Use as a context manager; `go_to(visit)` changes all hosts to their state of that visit."""

    def __init__(self, hosts: Sequence[Host]) -> None:
        """Prepare the listeners of these hosts; nothing is served before `__enter__`."""
        self.hosts = {host.name: host for host in hosts}
        self._listeners: dict[str, _Listener] = {}
        self._built: dict[str, Built] = {}
        self._asked: Counter[tuple[str, str, str]] = Counter()
        self._log: list[Request] = []
        self._lock = threading.Lock()
        self._visit = 1

    def __enter__(self) -> Replica:
        """Open every listener and serve the first visit."""
        try:
            for number, name in enumerate((*self.hosts, FOREIGN), 1):
                self._listeners[name] = self._open(number, name)
            self.go_to(1)
        except BaseException:
            for listener in self._listeners.values():
                listener.server_close()
            raise
        for listener in self._listeners.values():
            threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every listener."""
        for listener in self._listeners.values():
            listener.shutdown()
            listener.server_close()

    def _open(self, number: int, name: str) -> _Listener:
        try:
            listener = _Listener((f"127.14.{number}.1", 0), _Handler)
        except OSError:  # only Linux answers on the whole of 127.0.0.0/8 without further settings
            listener = _Listener(("127.0.0.1", 0), _Handler)
        listener.replica, listener.host_name = self, name
        return listener

    def origin(self, host: str) -> str:
        """Return the origin of a host: scheme, address and port, no slash at the end."""
        address, port = self._listeners[host].server_address[:2]
        return f"http://{address!s}:{port}"

    def start(self, host: Host, column: Column) -> str:
        """Return the start address of a column."""
        return self.origin(host.name) + column.start

    def go_to(self, visit: int) -> None:
        """Change every host to its state of `visit` and begin the counts of requests anew; the log is kept."""
        with self._lock:
            self._built.clear()
            self._visit = visit
            self._asked.clear()

    def _host(self, name: str) -> Built:
        """Return a host at the present visit, built at its first use; the lock must be held."""
        if name not in self._built:
            origins = Origins(self.origin(name), f"{self.origin(FOREIGN)}/{name}")
            foreign = Built(Site(origins, Furniture("别处网站")), {}) if name == FOREIGN else None
            self._built[name] = foreign or self.hosts[name].build(self._visit, origins)
        return self._built[name]

    def respond(self, host: str, method: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Write the request to the log, then return the answer."""
        parts = urlsplit(target)
        with self._lock:
            self._log.append(Request(self._visit, host, method, self.origin(host) + target))
            key = (host, method, target + "\n" + body.decode("utf-8", "replace"))
            self._asked[key] += 1
            nth, site = self._asked[key], self._host(host).site
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(method, parts.path, query, form, body, nth, {name.lower(): value for name, value in headers.items()})
        if host == FOREIGN and parts.path != "/robots.txt":
            return html("<p>本页不属于该网站。</p>")
        return site.answer(asked, parts.query)

    def expected(self, host: Host, column: Column) -> Expected:
        """Return the oracle of a column at the present visit."""
        with self._lock:
            return self._host(host.name).expected[column.id]

    def requested(self, visit: int, host: str) -> tuple[str, ...]:
        """Return the addresses asked for in a visit, in order: those of the host, and those of the foreign host that it links to."""
        foreign = f"{self.origin(FOREIGN)}/{host}/"
        with self._lock:
            return tuple(one.url for one in self._log if one.visit == visit and (one.host == host or one.url.startswith(foreign)))
