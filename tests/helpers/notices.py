"""A portal of one list of eight notices, the entry of a registry for it, and servers that run on loopback while a test asks them."""

import re
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NUMBERS = range(1, 9)
ROWS = "".join(
    f'<li><a href="/a/{n}.html">关于第{n}件事项的通知</a><span>{date(2026, 1, 5) + timedelta(weeks=n - 1)}</span></li>' for n in NUMBERS
)
LIST = f'<html><head><meta charset="utf-8"><title>通知公告</title></head><body><div class="list"><ul>{ROWS}</ul></div></body></html>'


def article(number):
    """One notice."""
    title, text = f"关于第{number}件事项的通知", "现将有关事项通知如下。" * 20
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    return f"<html>{head}<body><h1>{title}</h1><div id='zoom'><p>{text}</p></div></body></html>"


class Page(BaseHTTPRequestHandler):
    """The list and its notices."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        number = re.fullmatch(r"/a/(\d)\.html", self.path)
        text = LIST if self.path == "/list/" else article(number[1]) if number else ""
        self.send_response(200 if text else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


class Portals(ThreadingHTTPServer):
    """Bound to 0.0.0.0 one listener serves every address of 127/8: each of 127.2.x.y is a host of its own."""

    daemon_threads = True
    request_queue_size = 512


@contextmanager
def listening(handler=Page, address=("127.0.0.1", 0)):
    """Serve until the block ends."""
    server = Portals(address, handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def site(name, host, **own):
    """The registry's entry of a town whose portal is at a host and port."""
    column = {"id": "notices", "name": "通知公告", "kind": "notice", "url": f"http://{host}/list/"}
    return {
        "id": name,
        "name": f"{name}镇",
        "area": "990101",
        "level": "township",
        "delay": 0,
        "allow_private": True,
        "columns": [column],
        **own,
    }
