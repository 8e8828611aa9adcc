"""The replica: one process, every host an address of 127.0.0.0/8 on one port, all bodies from a seed, the clock standing still.

Some hosts speak TLS on a second port, with a certificate of their own making (tls.py).

    python -m tests.replica [--port N]
    GET  /__manifest.json   on any host: the truth of all hosts
    GET  /__log             requests seen;  POST /__reset  forget them, the faults and the years
    POST /__tick            a year goes by;  POST /__fault {"host", "name", "after_n", "for_n"}  switch a fault on
"""

from __future__ import annotations

import hashlib
import json
import selectors
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.replica import faulty, hanweb, menus, more, others, rough, tls, trs, vendors
from tests.replica.host import Answer, Host, Request, data

HOSTS: dict[str, tuple[str, type[Host]]] = {**hanweb.HOSTS, **trs.HOSTS, **others.HOSTS, **vendors.HOSTS, **more.HOSTS, **menus.HOSTS,
                                            **faulty.HOSTS, **rough.HOSTS}
DATE = "Tue, 31 Mar 2026 00:00:00 GMT"
LATE = 0.2  # seconds: the specification's twenty, scaled
TIMEOUT = 30  # seconds a connection may be silent


class Replica:
    """All hosts, what was asked of them, and the faults switched on."""

    def __init__(self, port: int = 0) -> None:
        self.sockets, self.port = listen([address for address, _ in HOSTS.values()], port)
        sealed = [HOSTS[name][0] for name in rough.SEALED if name != rough.PLAIN_ONLY]
        self.sealed, self.tls_port = listen(sealed, 0)
        self.context = tls.context([address for address in sealed if address != HOSTS["w-tls-name"][0]])
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.reset()

    def reset(self) -> None:
        """As after the start."""
        self.hosts = {name: kind(address, self.port) for name, (address, kind) in HOSTS.items()}
        self.by_address = {host.address: name for name, host in self.hosts.items()}
        self.log: list[dict[str, object]] = []
        self.steps = dict.fromkeys(HOSTS, 0)
        self.faults: dict[str, dict[str, object]] = {}

    def manifest(self) -> dict[str, object]:
        """The truth of all hosts."""
        return {name: host.manifest() for name, host in self.hosts.items()}

    def answer(self, name: str, method: str, target: str, headers: dict[str, str], body: bytes, secure: bool = False) -> Answer:
        """What a host says, the switched fault first."""
        path = target.split("?")[0]
        control = {"/__manifest.json": self.manifest, "/__log": lambda: self.log}.get(path)
        if control:
            return data(control())
        if method == "POST" and path in ("/__reset", "/__tick", "/__fault"):
            return self.switch(path, body)
        with self.lock:
            step = self.steps[name]
            self.steps[name] += 1
            self.log.append({"host": name, "method": method, "target": target, "agent": headers.get("user-agent", "")})
        request = Request.of(method, target, headers, body, step)
        host = self.hosts[name]
        return self.fault(name, request) or (host.over_tls if secure else host.answer)(request)

    def switch(self, path: str, body: bytes) -> Answer:
        """Reset, tick, or switch a fault on."""
        told = json.loads(body or b"{}")
        if path == "/__reset":
            self.reset()
        elif path == "/__tick":
            for host in self.hosts.values():
                host.tick()
        else:
            self.faults[told["host"]] = told | {"seen": 0}
        return data({"ok": True})

    def fault(self, name: str, request: Request) -> Answer | None:
        """The answer of a fault that is switched on for this host now."""
        told = self.faults.get(name)
        if not told:
            return None
        told["seen"] = seen = int(str(told["seen"])) + 1
        first = int(str(told.get("after_n", 0))) + 1
        if first <= seen < first + int(str(told.get("for_n", 10**9))):
            return faulty.FAULTS[str(told["name"])](request)
        return None

    def serve(self) -> None:
        """Answer until told to stop."""
        with selectors.DefaultSelector() as selector:
            for listener in (*self.sockets, *self.sealed):
                selector.register(listener, selectors.EVENT_READ)
            while not self.stopping.is_set():
                for key, _ in selector.select(0.2):
                    connection, peer = key.fileobj.accept()  # type: ignore[union-attr]
                    connection.setblocking(True)
                    threading.Thread(target=self.handle, args=(connection, peer), daemon=True).start()
        for listener in (*self.sockets, *self.sealed):
            listener.close()

    def handle(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        """One connection to its end."""
        try:
            if connection.getsockname()[1] == self.tls_port and self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            Handler(connection, peer, self)  # type: ignore[arg-type]
        except OSError:
            pass  # the client left, did not trust us, or we reset it
        finally:
            connection.close()


class Handler(BaseHTTPRequestHandler):
    """Reads requests from one connection, and answers as the host whose address was called."""

    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT
    server: Replica  # type: ignore[assignment]

    def answer(self) -> None:
        """Any method."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {key.lower(): value for key, value in self.headers.items()}
        name = self.server.by_address[self.connection.getsockname()[0]]
        self.send(self.server.answer(name, self.command, self.path, headers, body, isinstance(self.connection, ssl.SSLSocket)))

    do_GET = do_POST = do_HEAD = answer

    def send(self, answer: Answer) -> None:
        """An answer as bytes; a page that did not change is not sent again."""
        if answer.cut == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            raise OSError("reset")
        tag = f'"{hashlib.md5(answer.body).hexdigest()[:16]}"'
        plain = answer.status == 200 and self.command == "GET" and not answer.headers
        if plain and self.headers.get("If-None-Match") == tag:
            self.respond(304, [("ETag", tag)], b"")
            return
        headers = [("Content-Type", answer.kind), *answer.headers, *([("ETag", tag)] if plain else [])]
        self.respond(answer.status, headers, answer.body, answer.cut)

    def respond(self, status: int, headers: list[tuple[str, str]], body: bytes, cut: str = "") -> None:
        """Status, headers, body; `short` and `chunk` promise more than comes, the others take their time."""
        if cut in ("late", "silent"):
            self.server.stopping.wait(LATE if cut == "late" else TIMEOUT)
        self.send_response_only(status)
        self.send_header("Date", DATE)
        for key, value in headers:
            self.send_header(key, value)
        if cut == "chunk":
            self.send_header("Transfer-Encoding", "chunked")
        elif status != 304:
            self.send_header("Content-Length", str(len(body) + (500 if cut == "short" else 0)))
        self.end_headers()
        if self.command != "HEAD":
            self.deliver(body, cut)
        self.close_connection = self.close_connection or cut in ("short", "chunk")

    def deliver(self, body: bytes, cut: str) -> None:
        """The body, whole or as its fault has it."""
        if cut == "chunk":
            self.wfile.write(b"%x\r\n%s" % (len(body) + 500, body))
        elif cut == "drip":
            for at in range(len(body)):
                self.wfile.write(body[at:at + 1])
                if self.server.stopping.wait(LATE / 3):
                    break
        else:
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal."""


def listen(addresses: list[str], port: int) -> tuple[list[socket.socket], int]:
    """Sockets on one port of all addresses; a free port where none is given."""
    for _ in range(20):
        opened: list[socket.socket] = []
        try:
            for address in addresses:
                opened.append(socket.create_server((address, port), backlog=64))
                port = opened[0].getsockname()[1]
        except OSError:
            for each in opened:
                each.close()
            port = 0
            continue
        return opened, port
    raise OSError("no port is free on all addresses of the replica")


@contextmanager
def replica(port: int = 0) -> Iterator[Replica]:
    """The replica while the block runs."""
    served = Replica(port)
    thread = threading.Thread(target=served.serve, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.stopping.set()
        thread.join()
