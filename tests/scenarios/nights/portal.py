"""Real HTTP servers on loopback, one address a portal, whose faults are switched from night to night.

    with Portal(folder) as portal:
        portal.day(date(2026, 2, 24))
        portal.set("qingze", "*", State.REFUSED)
        child = subprocess.run(…, env={**os.environ, **portal.environment()})

Each portal listens on an address of its own in 127.0.15.0/24 (Linux answers for all of 127.0.0.0/8); a closed
listener is opened again on the same port. `environment()` gives a child the names and the certificate authority.
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from tests.scenarios.nights.stage import names
from tests.scenarios.nights.stage.faults import HOST_STATES, Answer, Ask, Memory, State, answer
from tests.scenarios.nights.stage.sites import ALL, BY_ID, COLUMNS, SITES, Book, Content, Site

ALERT = bytes.fromhex("15030100020228")  # TLS record: alert, fatal, handshake_failure
NO_LINGER = struct.pack("ii", 1, 0)
DRIP_SECONDS = 0.5
HOLD_SECONDS = 300
DRIP_LIMIT = 1200  # bytes: at half a second each longer than any night's own deadline


@dataclass(frozen=True)
class Asked:
    """One request as the portal saw it; `status` 0 is a reset."""

    site: str
    path: str
    status: int


class Server(ThreadingHTTPServer):
    """A listener of one portal; `portal` and `site` are read by its handlers."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, portal: "Portal", site: Site, port: int) -> None:
        self.portal, self.site = portal, site
        super().__init__((site.address, port), Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the handler's thread, or break the handshake, before the request is read."""
        if not self.site.tls:
            super().finish_request(request, client_address)
        elif self.portal.state(self.site.id, ALL) is State.TLS_BROKEN:
            request.recv(4096)
            request.sendall(ALERT)
        else:
            with self.portal.tls.wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close the connection; one that was wrapped or reset is closed already."""
        if request.fileno() != -1:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up, are killed or refuse the handshake are part of the play."""


class Handler(BaseHTTPRequestHandler):
    """Answers of one portal; the `Date` header is the theatre's day, as a portal's clock is right."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    server: Server

    def do_GET(self) -> None:
        """Answer a request for a page, a file or robots.txt."""
        self.server.portal.reply(self)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean; requests are kept by the portal."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the theatre's time for the `Date` header."""
        return format_datetime(self.server.portal.now, usegmt=True)

    def send(self, result: Answer) -> None:
        """Send an answer in its manner."""
        if result.manner == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            self.connection.close()
            self.close_connection = True
            return
        self.send_response(result.status, None if result.status < 520 else "Unknown")
        for name, value in (*result.headers, ("Content-Type", result.media_type)):
            self.send_header(name, value)
        slow = result.manner == "drip"
        self.send_header("Content-Length", str(DRIP_LIMIT if slow else len(result.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self._drip(result.body) if slow else self.wfile.write(result.body)

    def _drip(self, body: bytes) -> None:
        for number in range(DRIP_LIMIT):
            self.wfile.write(body[number % len(body) :][:1])
            if self.server.portal.closing.wait(DRIP_SECONDS):
                break
        self.close_connection = True


class Portal:
    """All portals of the theatre; every one is up and well until told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.book, self.memory = folder, Book(), Memory()
        self.now = datetime(2026, 2, 24, 2, tzinfo=UTC)
        self.asked: list[Asked] = []
        self.closing, self.held, self._gate = threading.Event(), threading.Event(), threading.Event()
        self._hold: int | None = None
        self._states: dict[tuple[str, str], State] = {}
        self._servers: dict[str, Server] = {}
        self._ports: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)
        secure = next(site for site in SITES if site.tls)
        self.authority, chain = names.write_certificates(folder, secure.host, secure.address)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(chain)
        names.write_hook(folder / "hook")

    def __enter__(self) -> "Portal":
        for site in SITES:
            self._open(site)
        self._write_names()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.release()
        for site in SITES:
            self._close(site)

    def environment(self) -> dict[str, str]:
        """Return the variables of a child process: its names and its certificate authority."""
        return {
            "PYTHONPATH": str(self.folder / "hook"),
            "THEATRE_NAMES": str(self.folder / "names.json"),
            "SSL_CERT_FILE": str(self.authority),
            "NO_PROXY": "*",
        }

    def base(self, site: str) -> str:
        """Return scheme, name and port of a portal."""
        return f"{'https' if BY_ID[site].tls else 'http'}://{BY_ID[site].host}:{self._ports[site]}"

    def registry(self, sites: Iterable[str], least: dict[tuple[str, str], int] | None = None) -> str:
        """Return the registry (YAML) of `sites`; `least` sets `expect: {min: …}` of a (site, column)."""
        return yaml.safe_dump([self._entry(BY_ID[site], least or {}) for site in sites], allow_unicode=True, sort_keys=False)

    def day(self, now: datetime | date) -> None:
        """Set the theatre's time and begin a night: every portal is up, nothing refused yet, no request kept."""
        self.now = now if isinstance(now, datetime) else datetime(now.year, now.month, now.day, 2, tzinfo=UTC)
        self._states.clear()
        self.memory.counts.clear()
        self.asked.clear()
        self.release()
        self._settle()

    def set(self, site: str, column: str, state: State) -> None:
        """Put a column, a portal (`*`) or all registered portals (`*`, `*`) into a state for this night."""
        if state in HOST_STATES and column != ALL:
            raise ValueError(f"{state} is a state of a whole portal: {site}/{column}")
        for one in SITES:
            if site == one.id or (site == ALL and one.registered):
                self._states[one.id, column] = state
        self._settle()

    def change(self, site: str, column: str, kind: Content) -> None:
        """Change what a column holds, from now on."""
        self.book.change(BY_ID[site], column, kind, self.now.date())

    def hold(self, after: int) -> None:
        """Answer nothing from request number `after` on and set `held`: the moment to kill a run or to start a second."""
        self.held.clear()
        self._gate.clear()
        self._hold = after

    def release(self) -> None:
        """Answer again."""
        self._hold = None
        self._gate.set()

    def state(self, site: str, column: str) -> State:
        """Return the state of a column, or of its portal where the column has none."""
        return self._states.get((site, column)) or self._states.get((site, ALL)) or State.UP

    def paths(self, site: str) -> list[str]:
        """Return the paths asked for at a portal this night, in order."""
        return [asked.path for asked in self.asked if asked.site == site]

    def reply(self, handler: Handler) -> None:
        """Answer one request and keep it."""
        site, path = handler.server.site, unquote(urlsplit(handler.path).path)
        result = self._answer(site, path)
        self.asked.append(Asked(site.id, path, result.status))
        if self._hold is not None and len(self.asked) >= self._hold:
            self.held.set()
            self._gate.wait(HOLD_SECONDS)
        handler.send(result)

    def _answer(self, site: Site, path: str) -> Answer:
        whole = self.state(site.id, ALL)
        if path == "/robots.txt" and whole is not State.CAPTIVE:
            disallow = "/" if whole is State.ROBOTS else ""
            return Answer(200, f"User-agent: *\nDisallow: {disallow}\n".encode(), media_type="text/plain")
        column, _, rest = path.lstrip("/").partition("/")
        if column not in COLUMNS:
            column, rest = "", path
        rows = self.book.rows(site, column, self.now.date()) if column else []
        heading = COLUMNS[column][0] if column else ""
        ask = Ask(site.id, site.name, column, heading, rest, tuple(rows), self.base("qianyi"))
        return answer(self.state(site.id, column), ask, self.memory)

    def _entry(self, site: Site, least: dict[tuple[str, str], int]) -> dict[str, Any]:
        entry: dict[str, Any] = {"id": site.id, "name": site.name, "area": site.area, "level": site.level}
        entry |= {"delay": 0, "allow_private": True} | ({"status": "ended"} if site.ended else {})
        entry["columns"] = [
            {"id": column, "name": name, "kind": kind, "url": f"{self.base(site.id)}/{column}/"}
            | ({"expect": {"min": least[site.id, column]}} if (site.id, column) in least else {})
            for column, (name, kind) in COLUMNS.items()
        ]
        return entry

    def _settle(self) -> None:
        """Open and close listeners and rewrite the names as the states ask."""
        for site in SITES:
            refused = self.state(site.id, ALL) is State.REFUSED
            if refused == (site.id in self._servers):
                self._close(site) if refused else self._open(site)
        self._write_names()

    def _write_names(self) -> None:
        known = {site.host: site.address for site in SITES if self.state(site.id, ALL) is not State.DNS_GONE}
        names.write_names(self.folder / "names.json", known)

    def _open(self, site: Site) -> None:
        server = Server(self, site, self._ports.get(site.id, 0))
        self._servers[site.id], self._ports[site.id] = server, server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def _close(self, site: Site) -> None:
        server = self._servers.pop(site.id, None)
        if server:
            server.shutdown()
            server.server_close()


def wait_for(condition: Any, seconds: float = 120.0) -> bool:
    """Ask `condition()` until it is true or `seconds` are over; return its last answer."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())
