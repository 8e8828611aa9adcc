"""Serve the three sample portals on loopback: real HTTP with gzip, ETag and 304, robots.txt, and a manifest of the truth."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from crawler.sample.papers.city import SampleSite, sites
from crawler.sample.portals import jcms, trs, ucap
from crawler.sample.portals.portal import Answer, Portal

HOST, FIRST_PORT = "127.0.0.1", 18471
BUILDERS: dict[str, Callable[[SampleSite, str], Portal]] = {"ucap": ucap.build, "jcms": jcms.build, "trs": trs.build}
CHANGED = formatdate(1_772_000_000, usegmt=True)  # one fixed Last-Modified: the portals do not change by themselves
NOT_FOUND = "<p>您访问的页面不存在</p>".encode(), "text/html; charset=utf-8"


class PortalServer(ThreadingHTTPServer):
    """An HTTP server that delivers one portal."""

    daemon_threads = True
    portal: Portal


class Handler(BaseHTTPRequestHandler):
    """Answer from the portal's pages, then from its interfaces."""

    protocol_version = "HTTP/1.1"
    server: PortalServer

    def do_GET(self) -> None:
        """Answer a page, a file, robots.txt, the manifest, or an interface with a query."""
        self._reply(b"")

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """Answer an interface with a form."""
        self._reply(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _reply(self, form: bytes) -> None:
        split = urlsplit(self.path)
        given = {name: values[-1] for name, values in (parse_qs(split.query) | parse_qs(form.decode())).items()}
        found = self._find(split.path, given)
        body, media_type = found or NOT_FOUND
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if found and self.headers.get("If-None-Match") == tag:
            self._send(304, b"", media_type, tag)
        else:
            self._send(200 if found else 404, body, media_type, tag)

    def _find(self, path: str, given: dict[str, str]) -> Answer | None:
        portal = self.server.portal
        if path == "/__manifest.json":
            return json.dumps(portal.manifest(), ensure_ascii=False).encode(), "application/json"
        if path == "/robots.txt":
            return b"User-agent: *\nDisallow: /admin/\n", "text/plain"
        return portal.pages.get(path) or (portal.dynamic and portal.dynamic(self.command, path, given))

    def _send(self, status: int, body: bytes, media_type: str, tag: str) -> None:
        squeeze = "gzip" in self.headers.get("Accept-Encoding", "") and media_type.startswith(("text/", "application/json"))
        body = gzip.compress(body, 6, mtime=0) if squeeze and body else body
        self.send_response(status)
        headers = {"Content-Type": media_type, "Content-Length": str(len(body)), "ETag": tag, "Last-Modified": CHANGED}
        headers |= {"Content-Encoding": "gzip"} if squeeze and body else {}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing; the crawler's own log records the requests."""


def bind(port: int) -> PortalServer:
    """Return a server on that loopback port, or on any free one if it is taken."""
    try:
        return PortalServer((HOST, port), Handler)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return PortalServer((HOST, 0), Handler)


@contextmanager
def sample(first_port: int = FIRST_PORT) -> Iterator[list[Portal]]:
    """Serve the three portals while the block runs; `first_port` 0 takes any free ports."""
    servers = [bind(first_port + number if first_port else 0) for number in range(len(sites()))]
    for server, site in zip(servers, sites(), strict=True):
        server.portal = BUILDERS[site.family](site, f"http://{HOST}:{server.server_port}")
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield [server.portal for server in servers]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
