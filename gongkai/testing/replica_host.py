"""A portal on loopback that serves given pages, and a crawl of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from crawler.crawl import CrawlResult, crawl
from crawler.discover.probe import probing
from crawler.model.types import Column, Fault, Fetch, Page, Site
from crawler.visit.run_context import Options
from gongkai.home import Home

Served = Mapping[str, str | bytes]  # body by path, with its query if it has one; text is sent as UTF-8


class ReplicaHost:
    """A portal at a free port of 127.0.0.1 while the block runs; what is not among its pages is answered with 404.

    `asked` holds the paths requested so far.
    """

    def __init__(self, pages: Served) -> None:
        self.pages = {path: body.encode() if isinstance(body, str) else body for path, body in pages.items()}
        self.asked: list[str] = []
        host = self

        class ReplicaHandler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                host.asked.append(self.path)
                body = host.pages.get(self.path)
                kind = "application/octet-stream" if body and b"<" not in body[:4096] else "text/html; charset=utf-8"
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            do_POST = do_GET

            def log_message(self, format: str, *arguments: Any) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), ReplicaHandler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *about: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def site(self, path: str, family: str | None = None) -> Site:
        """Return a registry entry for the column at a path, without pauses."""
        column = Column("column", "栏目", "annual_report", self.base + path, family)
        return Site("replica", "站", "000000", "city", (column,), delay=0, allow_private=True)

    def page(self, path: str) -> Page:
        """Fetch a page as a crawl does and return what a family is given; AssertionError if it is none."""
        with probing(self.site(path)) as prober:
            found = prober.get(Fetch(urlsplit(self.base + path)._replace(fragment="").geturl()))
        assert not isinstance(found, Fault), f"{path}: {found.code}: {found.message}"
        return found

    def crawl(self, path: str, folder: Path, family: str | None = None) -> CrawlResult:
        """Crawl the column at a path into a home in `folder` and return how it ended; every answer is in WARC files there."""
        named = f"    family: {family}\n" if family else ""
        registry = folder / "sites.yaml"
        registry.write_text(
            "- id: replica\n  name: 站\n  area: '230100'\n  level: city\n  delay: 0\n  allow_private: true\n  columns:\n"
            f"  - id: column\n    name: 栏目\n    kind: annual_report\n    url: {self.base}{path}\n{named}",
            encoding="utf-8",
        )
        return crawl(Home(folder / "home"), registry, ["replica"], Options())
