"""A portal that lives: its columns show what was posted until the night at hand, and misbehave as planned."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SHOWN = 60  # rows of a list page; older ones have left it
HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{0}</title></head><body><h1>{0}</h1>'
CHALLENGE = "<script>document.cookie='__jsl_clearance=1;path=/';location.href=location.pathname</script>"
EMPTY = HEAD.format("栏目改版") + '<div id="app"></div><script src="/app.js"></script></body></html>'


class Living(ThreadingHTTPServer):
    """Gives out the columns as they stand; `day` is set by whoever tells the story."""

    daemon_threads = True
    day = None
    columns: dict = {}  # noqa: RUF012 - replaced for each server

    def page(self, name):
        column = self.columns[name]
        rows = "".join(
            f'<li><a href="/{name}/{number}.html" title="{title(name, number)}">{title(name, number)}</a><span>{day}</span></li>'
            for number, day in [*enumerate(column.posted)][-SHOWN:][::-1]
        )
        return HEAD.format(name) + f'<ul class="list">{rows}</ul></body></html>'

    def article(self, name, number):
        lines = (
            f"发布日期：{self.columns[name].posted[number]}",
            f"现就{title(name, number)}的有关事项告知如下。",
            f"编号{number}，自发布之日起施行，请相关单位按时办理，并将结果报送公开科备查。",
        )
        return HEAD.format(title(name, number)) + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"


def title(name, number):
    return f"关于{name}事项的通知第{number}号"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        name, _, rest = self.path.strip("/").partition("/")
        column = self.server.columns.get(name)
        if column is None:
            return self.answer(404, "<p>no such page</p>")
        trouble = column.plan.trouble if column.plan.troubled(self.server.day) else ""
        if trouble == "timeout":
            self.close_connection = True
            return None
        if trouble == "challenge":
            return self.answer(521, CHALLENGE)
        if rest:
            return self.answer(200, self.server.article(name, int(rest.removesuffix(".html"))))
        return self.answer(200, EMPTY if trouble == "no_rows" else self.server.page(name))

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def living(columns):
    """One portal a column, since a challenge is a host's; their servers by name, while the block runs."""
    servers = {}
    for name, column in columns.items():
        servers[name] = Living(("127.0.0.1", 0), Handler)
        servers[name].columns = {name: column}
        threading.Thread(target=servers[name].serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield servers
    finally:
        for server in servers.values():
            server.shutdown()
            server.server_close()


def registry(servers):
    """The registry entries of the living portals."""
    return [
        {
            "id": name,
            "name": name,
            "area": "990100",
            "level": "city",
            "delay": 0,
            "allow_private": True,
            "columns": [
                {"id": "list", "name": name, "kind": server.columns[name].plan.kind, "url": f"http://127.0.0.1:{server.server_port}/{name}"}
            ],
        }
        for name, server in servers.items()
    ]
