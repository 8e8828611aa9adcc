"""An HTTP proxy on loopback that answers from a test's portal, whatever host is asked for, and tunnels to one place."""

import socket
import socketserver
import threading
from contextlib import suppress

import pytest


class Relay(socketserver.StreamRequestHandler):
    """Answers absolute-form requests from the portal's pages, and tunnels a CONNECT to one place."""

    def handle(self):
        while True:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = self.rfile.readline()
                if not line:
                    return
                head += line
            method, target, _ = head.decode("latin-1").split("\r\n")[0].split(" ", 2)
            self.server.heads.append(head.decode("latin-1"))
            if method == "CONNECT":
                self.tunnel()
                return
            path = "/" + target.split("/", 3)[3]
            if not self.server.portal.give(self.wfile, method, path, head.decode("latin-1"), b""):
                return

    def tunnel(self):
        if self.server.tunnel_to is None:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(self.server.tunnel_to) as there:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=self.pump, args=(there, self.connection), daemon=True)
            back.start()
            self.pump(self.connection, there)
            back.join(120)

    def pump(self, source, target):
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def relay(portal):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as server:
        server.daemon_threads = True
        server.portal, server.heads, server.tunnel_to = portal, [], None
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
