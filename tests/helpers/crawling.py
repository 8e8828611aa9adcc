"""A loopback server that sends exactly the bytes a test wrote, and a crawl of it."""

import importlib.util
import re
import socketserver
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from crawler.crawl import crawl
from crawler.visit.run_context import Options
from gongkai import http_message, warc_reader
from gongkai.home import Home

ROOT = Path(__file__).parents[2]


def html(title, body="", head=""):
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}<title>{title}</title></head><body>{body}</body></html>".encode()


def answer(body=b"", status="200 OK", headers=(), type_="text/html; charset=utf-8"):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {type_}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Serving(socketserver.StreamRequestHandler):
    def handle(self):
        while self.one():
            pass

    def one(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            head += line
        method, path, _ = head.decode("latin-1").split("\r\n")[0].split(" ", 2)
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        body = self.rfile.read(int(length[1])) if length else b""
        return self.server.portal.give(self.wfile, method, path, head.decode("latin-1"), body)


class Portal:
    """Pages by path: bytes as they go over the wire, or a function of (request head, request body) that gives them."""

    def __init__(self):
        self.pages, self.asked, self.heads = {}, [], []
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Serving, bind_and_activate=True)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *about: None  # killed clients reset their connections
        self.server.portal = self
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def give(self, out, method, path, head, body):
        self.asked.append((method, path))
        self.heads.append(head)
        page = self.pages.get(path, answer(html("404"), "404 Not Found"))
        data = page(head, body) if callable(page) else page
        if data is None:
            return False
        pieces = data if isinstance(data, list) else [data]
        try:
            for piece in pieces:
                if callable(piece):
                    piece()
                else:
                    out.write(piece)
                    out.flush()
        except OSError:
            return False
        whole = b"".join(piece for piece in pieces if not callable(piece))
        return b"onnection: close" not in whole.split(b"\r\n\r\n")[0]

    def count(self, path):
        return sum(1 for _, each in self.asked if each == path)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def portal():
    serving = Portal()
    yield serving
    serving.close()


def rows(entries):
    items = "".join(f'<li><a href="{path}" title="{title}">{title}</a><span>{date}</span></li>' for path, title, date in entries)
    return f'<ul class="list">{items}</ul>'


class Crawling:
    """A home, a registry of one site on the portal, and runs of it."""

    def __init__(self, folder, portal):
        self.home, self.portal, self.registry = Home(folder / "home"), portal, folder / "sites.yaml"
        self.said = []
        self.register({"id": "annual", "name": "政府信息公开年报", "kind": "annual_report", "url": f"{portal.base}/list/"})

    def register(self, *columns, **site):
        entry = {
            "id": "site",
            "name": "站",
            "area": "230100",
            "level": "city",
            "delay": 0,
            "allow_private": True,
            **site,
            "columns": list(columns),
        }
        self.registry.write_text(yaml.safe_dump([entry], allow_unicode=True))

    def run(self, **options):
        return crawl(self.home, self.registry, ["site"], Options(**options), self.said.append)

    @property
    def files(self):
        return sorted(path for path in (Path(self.home.warc) / "site").glob("*.warc.gz*") if path.suffix != ".cut")

    def records(self):
        for path in self.files:
            with path.open("rb") as stream:
                yield from warc_reader.records(stream)

    def held(self):
        """Body by URL of every answer held in full."""
        return {
            record.get("WARC-Target-URI"): http_message.answer(record.block).decoded()[0]
            for record in self.records()
            if record.type == "response" and http_message.answer(record.block).status == 200
        }


@pytest.fixture
def crawling(tmp_path, portal):
    return Crawling(tmp_path, portal)


@pytest.fixture
def small(portal, crawling):
    """A list of three articles, one with a file; the pager tells three rows."""
    entries = [(f"/list/2024/a{n}.html", f"关于政府信息公开工作的第{n}号文件", f"2024-01-0{n}") for n in (1, 2, 3)]
    pager = "<script>createPageHTML('page_div',1,1,'index','html',3);</script>"
    portal.pages["/list/"] = answer(html("政府信息公开年报", rows(entries) + pager))
    for path, title, _ in entries:
        link = '<a href="/files/report.pdf">附件</a>' if path.endswith("a1.html") else ""
        portal.pages[path] = answer(html(title, f"<h1>{title}</h1><div id=zoom><p>{title}的正文。</p>{link}</div>"))
    portal.pages["/files/report.pdf"] = answer(b"%PDF-1.4 " + b"x" * 5000, type_="application/pdf")
    return crawling


@pytest.fixture
def helpers():
    """What writes answers, pages and lists."""
    return answer, html, rows


@pytest.fixture(scope="session")
def portals():
    """The three shared portals on free ports, with a registry that names those ports."""
    shared = ROOT.parent / "shared" / "portal" / "serve.py"
    if not shared.exists():
        pytest.skip("needs the shared portals: no ../shared/portal beside this repository")
    spec = importlib.util.spec_from_file_location("shared_portal", shared)
    serve = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(serve)
    servers = []
    for kind in (serve.Ucap, serve.Jcms, serve.Trs):
        server = ThreadingHTTPServer(("127.0.0.1", 0), serve.Handler)
        server.site = kind(server.server_address[1])
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
    yield servers
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def crawled(portals, tmp_path_factory):
    folder = tmp_path_factory.mktemp("portals")
    text = (ROOT.parent / "shared" / "portal" / "sites.yaml").read_text()
    for port, server in zip((18301, 18302, 18303), portals, strict=True):
        text = text.replace(str(port), str(server.server_address[1]))
    (folder / "sites.yaml").write_text(text)
    home = Home(folder / "home")
    return home, folder / "sites.yaml", portals, crawl(home, folder / "sites.yaml")
