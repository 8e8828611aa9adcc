"""A loopback receiver of alarms, which may be down, fail, or refuse with a 200, and one of heartbeats, always well.

`messages` holds what was accepted, `refused` what arrived and was not accepted: only an accepted message has been told.
"""

import json
import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Mood(StrEnum):
    """How the receiver answers."""

    WELL = "well"
    DOWN = "down"  # the listener is closed
    ERROR = "error"  # 500
    REFUSES = "refuses"  # 200 with an error in the JSON, as 企业微信, 钉钉 and 飞书 do


ANSWERS: dict[Mood, tuple[int, dict[str, Any]]] = {
    Mood.WELL: (200, {"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success", "StatusCode": 0}),
    Mood.ERROR: (500, {"errcode": -1, "errmsg": "system busy", "code": -1}),
    Mood.REFUSES: (200, {"errcode": 93000, "errmsg": "invalid webhook url", "code": 19001, "msg": "param invalid"}),
}


class Receiver(BaseHTTPRequestHandler):
    """Takes a message at `/alarm…` and a heartbeat at `/heartbeat`."""

    server: "Listener"

    def do_POST(self) -> None:
        """Take a message, or a heartbeat sent by POST."""
        self._take(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def do_GET(self) -> None:
        """Take a heartbeat."""
        self._take(b"")

    do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""

    def _take(self, body: bytes) -> None:
        webhook = self.server.webhook
        status, answer = ANSWERS[Mood.WELL if self.server.heartbeat else webhook.mood]
        webhook.keep(self.path, body, heartbeat=self.server.heartbeat)
        reply = b"" if self.command == "HEAD" else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)


class Listener(ThreadingHTTPServer):
    """A listener for alarms, or for heartbeats."""

    daemon_threads = True

    def __init__(self, webhook: "Webhook", port: int, *, heartbeat: bool = False) -> None:
        self.webhook, self.heartbeat = webhook, heartbeat
        super().__init__(("127.0.16.2" if heartbeat else "127.0.16.1", port), Receiver)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def end(self) -> None:
        """Close the listener."""
        self.shutdown()
        self.server_close()


class Webhook:
    """The two receivers; `alarm_url` and `heartbeat_url` go into the home's settings."""

    def __init__(self) -> None:
        self.mood = Mood.WELL
        self.messages: list[str] = []
        self.refused: list[str] = []
        self.heartbeats: list[str] = []
        self._port = 0
        self._listener: Listener | None = None
        self._pulse: Listener | None = None

    def __enter__(self) -> "Webhook":
        self._open()
        self._pulse = Listener(self, 0, heartbeat=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        if self._pulse:
            self._pulse.end()
            self._pulse = None

    @property
    def alarm_url(self) -> str:
        """Where messages go: no known vendor's shape, plain JSON."""
        return f"http://127.0.16.1:{self._port}/alarm"

    @property
    def heartbeat_url(self) -> str:
        """What is asked for after a good run."""
        if self._pulse is None:
            raise RuntimeError("the receiver is not open")
        return f"http://127.0.16.2:{self._pulse.server_address[1]}/heartbeat"

    def night(self, mood: Mood) -> None:
        """Begin a night: forget what came before and answer by `mood`."""
        self.mood = mood
        self.messages.clear()
        self.refused.clear()
        self.heartbeats.clear()
        if mood is Mood.DOWN:
            self._close()
        elif self._listener is None:
            self._open()

    def keep(self, path: str, body: bytes, *, heartbeat: bool) -> None:
        """Keep a heartbeat, an accepted message or a refused one."""
        if heartbeat:
            self.heartbeats.append(path)
        else:
            (self.messages if self.mood is Mood.WELL else self.refused).append(readable(body))

    def _open(self) -> None:
        self._listener = Listener(self, self._port)
        self._port = self._listener.server_address[1]

    def _close(self) -> None:
        if self._listener:
            self._listener.end()
            self._listener = None


def readable(body: bytes) -> str:
    r"""Return the texts of a JSON message, a line each, keys left out; bytes that are no JSON as they are.

    >>> readable('{"msgtype": "text", "text": {"content": "青泽市\\n403"}}'.encode())
    'text\n青泽市\n403'
    """
    text = body.decode("utf-8", "replace")
    try:
        return "\n".join(texts(json.loads(text)))
    except ValueError:
        return text


def texts(value: Any) -> list[str]:
    """Return every string and number in a JSON value, in order."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [] if value is None else [str(value)]
