"""The server of the replica: twenty portals and one host that nobody may ask, each on an address of its own in 127.0.1.0/24.

``with Replica() as replica`` starts it; ``replica.base`` is the pattern of its addresses for ``registry``; portals are changed
through ``replica.portal(id)`` and read through ``replica.oracle()``; ``replica.log`` holds every request.
"""


from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from .hosts.served import SERVED
from .hosts.static import STATIC
from .looks import layout
from .model import HostOracle
from .portal import Portal
from .wire import Answer, Request

FOREIGN = 99
# Codes of GB/T 2260 that exist, because a registry may check them; the names of the portals are invented.
AREAS = ("130100", "140100", "150100", "210100", "220100", "230100", "320100", "330100", "340100", "350100", "360100", "370100", "410100", "420100",
         "430100", "440100", "450100", "460100", "510100", "520100")
HOSTS = tuple(enumerate((*STATIC, *SERVED), 1))


@dataclass(frozen=True)
class Logged:
    """One request that arrived: when (monotonic seconds), where, and how many of this host were under way with it."""

    site: str
    method: str
    url: str
    status: int
    started: float
    ended: float
    at_once: int
    user_agent: str


def free_port(address: str = "127.0.1.1") -> int:
    """Return a port that is free on an address of the replica."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def build(base: str) -> dict[str, Portal]:
    """Return the twenty portals by id; ``base`` is the pattern of their addresses, with ``{}`` for the number of the host."""
    portals = {}
    for number, (key, name, shell, body, fill) in HOSTS:
        frame = layout.Frame(name, f"99{number:02d}000001", shell, foreign=base.format(FOREIGN))
        portal = Portal(key, frame, base.format(number), body)
        portal.pages.update(layout.fixed_pages(frame))
        portal.never.update(portal.url(path) for path in ("/private/", "/admin/"))
        fill(portal)
        newest = [row for column in portal.columns.values() for row in column.rows if row.kind == "article"][:6]
        if not portal.frame.latest:
            portal.frame = replace(portal.frame, latest=tuple((row.path, row.title, row.date or "") for row in newest))
        portals[key] = portal
    return portals


class Replica:
    """The running replica. ``port`` is the same on all addresses; ``paused`` seconds are waited before every answer."""

    def __init__(self, port: int = 0, paused: float = 0.0) -> None:
        self.port = port or free_port()
        self.base = f"http://127.0.1.{{}}:{self.port}"
        self.portals = build(self.base)
        self._log: list[Logged] = []
        self.paused = paused
        self._lock = threading.Lock()
        self._all_answered = threading.Condition(self._lock)
        self._under_way: dict[str, int] = {}
        self._servers: list[_Server] = []

    def __enter__(self) -> Replica:
        numbers = [(number, key) for number, (key, *_rest) in HOSTS] + [(FOREIGN, "foreign")]
        for number, key in numbers:
            server = _Server((f"127.0.1.{number}", self.port), self, key)
            self._servers.append(server)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def portal(self, site: str) -> Portal:
        """Return a portal, to be read or changed."""
        return self.portals[site]

    def oracle(self) -> dict[str, HostOracle]:
        """Return what is right now, by site."""
        return {key: portal.oracle() for key, portal in self.portals.items()}

    @property
    def log(self) -> list[Logged]:
        """Return the requests so far, each once its answer is out: a client may read an answer before the server has noted it."""
        with self._all_answered:
            self._all_answered.wait_for(lambda: not any(self._under_way.values()), timeout=120)
            return list(self._log)

    def clear_log(self) -> None:
        """Forget the requests so far, those under way among them."""
        with self._all_answered:
            self._all_answered.wait_for(lambda: not any(self._under_way.values()), timeout=120)
            self._log.clear()

    def peak(self, site: str) -> int:
        """Return how many requests of a host were under way at the same time at most."""
        return max((entry.at_once for entry in self.log if entry.site == site), default=0)

    def fetched(self) -> set[str]:
        """Return the addresses that were asked for, of all hosts, the foreign one among them."""
        return {entry.url for entry in self.log}

    def enter(self, site: str) -> int:
        """Count a request in and return how many are under way with it."""
        with self._lock:
            self._under_way[site] = self._under_way.get(site, 0) + 1
            return self._under_way[site]

    def leave(self, entry: Logged) -> None:
        """Count a request out and keep it."""
        with self._all_answered:
            self._under_way[entry.site] -= 1
            self._log.append(entry)
            self._all_answered.notify_all()

    def reply(self, site: str, request: Request) -> Answer | None:
        """Return the answer of a host, or None where it is turned off."""
        if site == "foreign":
            return Answer(b"<html><body>Another host. Nothing here belongs to the portals.</body></html>")
        portal = self.portals[site]
        with self._lock:
            return None if portal.off else portal.answer(request)


class _Server(ThreadingHTTPServer):
    """The server of one host; it knows whose it is."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], replica: Replica, site: str) -> None:
        self.replica, self.site = replica, site
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the replica, sends the answer, and leaves a line in the log."""

    protocol_version = "HTTP/1.1"
    sys_version = ""
    server: _Server

    def version_string(self) -> str:
        """Return the name of the server software, which betrays one family."""
        return "epoint-httpserver" if self.server.site == "epoint" else "nginx"

    def _request(self) -> Request:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        split = urlsplit(self.path)
        form = {} if body[:1] == b"{" else dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return Request(self.command, unquote(split.path), dict(parse_qsl(split.query, keep_blank_values=True)), form, dict(self.headers.items()), body)

    def _serve(self) -> None:
        replica, site = self.server.replica, self.server.site
        at_once, started, status = replica.enter(site), time.monotonic(), 0
        try:
            request = self._request()
            time.sleep(replica.paused)
            answer = replica.reply(site, request)
            if answer is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status = answer.status
            self._send(answer)
        finally:
            host, port = self.server.server_address[:2]
            replica.leave(Logged(site, self.command, f"http://{host!s}:{port}{self.path}", status, started, time.monotonic(), at_once,
                                 self.headers.get("User-Agent", "")))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body) + (4096 if answer.cut else 0)))
        if answer.redirect:
            self.send_header("Location", quote(answer.redirect, safe=":/?=&#%"))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self.close_connection = self.close_connection or answer.cut

    do_GET = do_HEAD = do_POST = _serve

    def log_message(self, *args: object) -> None:
        """Keep silent: the log of the replica has it."""


def registry(base: str) -> str:
    """Return the registry of the twenty portals as YAML; ``base`` is a replica's pattern of addresses."""
    lines = []
    for number, (key, portal) in enumerate(build(base).items(), 1):
        lines += [f"- id: {key}", f"  name: {portal.frame.name}", f'  area: "{AREAS[number - 1]}"', "  level: city", "  delay: 0", "  allow_private: true", "  columns:"]
        for column in portal.columns.values():
            lines += [f"    - id: {column.id}", f"      name: {column.name}", f"      kind: {column.kind}", f'      url: "{portal.url(column.style.path)}"']
    return "\n".join(lines) + "\n"
