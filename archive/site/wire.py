"""Limits on connections: their number, the time for a request's head, its body and reading the answer; and a bounded log."""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from collections import deque
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from gongkai.terminal.amounts import counted

REQUEST_SECONDS = 10.0  # for a request's head and body; over the slowest mobile link both take less than one
UNREAD_SECONDS = 30.0  # an answer may lie unread
SPARE = 200  # descriptors kept for files, processes and what is being accepted
MOST = 2000  # connections, however many descriptors there are
BACKLOG = 100  # connections accepted in one turn: fewer than SPARE
SAFE = ("GET", "HEAD")  # what may be broken off
LINES, MINUTE = 60, 60.0  # lines of log a minute; the rest is counted


def most_connections() -> int:
    """Return how many connections may be open at once: what the descriptor limit leaves."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(10, min(MOST, soft - SPARE)) if soft != resource.RLIM_INFINITY else MOST


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 with a time limit on everything a client may delay; above the connection limit, the longest silent one is closed."""

    waiting: dict[BoundedProtocol, None] = {}  # noqa: RUF012 - of all connections together: those without a complete request, oldest first
    most = most_connections()

    def connection_made(self, transport: Any) -> None:
        """Accept a connection; if there are too many, close the one that has waited longest."""
        self.timer: asyncio.TimerHandle | None = None
        self.unread: asyncio.TimerHandle | None = None
        self.answering: asyncio.Task[Any] | None = None
        self.gone = False
        self.application, self.app = self.app, self.answer
        super().connection_made(transport)
        self.expect_request()
        if len(self.connections) > self.most:
            next(iter(self.waiting), self).give_up()

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request as long as its client is there: work for clients that had left held up the others, 7 times beside four such."""
        if self.gone and scope["method"] in SAFE:
            return
        self.answering = asyncio.current_task() if scope["method"] in SAFE else None
        if scope["method"] not in SAFE:
            scope["gongkai_wait_longer"] = self.wait_longer
        try:
            await self.application(scope, receive, send)
        except asyncio.CancelledError:
            if not self.gone:
                raise
        finally:
            self.answering = None

    def data_received(self, data: bytes) -> None:
        """Receive bytes; the time for a request runs while it is incomplete."""
        super().data_received(data)
        self.expect_request()

    def on_response_complete(self) -> None:
        """Start the time for the next request after an answer."""
        super().on_response_complete()
        self.expect_request()

    def expect_request(self) -> None:
        """Start the clock while the client has to send something, stop it otherwise."""
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY) and not self.transport.is_closing():
            if self.timer is None:
                self.timer = self.loop.call_later(REQUEST_SECONDS, self.give_up)
                self.waiting[self] = None
        else:
            self.stop_clock()

    def wait_longer(self, seconds: float) -> None:
        """Give a body that is expected more time than others have, from now on; without effect once it is complete."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = self.loop.call_later(seconds, self.give_up)

    def stop_clock(self) -> None:
        """Stop the clock: the client has nothing to send."""
        self.waiting.pop(self, None)
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def pause_writing(self) -> None:
        """Start the clock: the client does not read its answer and has limited time to begin."""
        super().pause_writing()
        self.unread = self.loop.call_later(UNREAD_SECONDS, self.give_up)

    def resume_writing(self) -> None:
        """Stop the clock: the client reads again."""
        super().resume_writing()
        if self.unread is not None:
            self.unread.cancel()
            self.unread = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection and break off the answer to it."""
        self.stop_clock()
        if self.unread is not None:
            self.unread.cancel()
        super().connection_lost(exc)
        self.gone = True
        if self.answering is not None:
            self.answering.cancel()

    def give_up(self) -> None:
        """Close without waiting for the client."""
        self.stop_clock()
        self.transport.abort()


class BoundedLog(logging.Filter):
    """Passes a limited number of records per minute and then reports how many it held back, so that clients cannot fill a disk."""

    def __init__(self) -> None:
        super().__init__()
        self.times: deque[float] = deque()
        self.held = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written."""
        now = time.monotonic()
        while self.times and self.times[0] < now - MINUTE:
            self.times.popleft()
        if len(self.times) >= LINES:
            self.held += 1
            return False
        if self.held:
            record.msg, record.args = f"{record.getMessage()} ({counted(self.held, 'line')} held back before)", ()
            self.held = 0
        self.times.append(now)
        return True


def bound_logs(names: tuple[str, ...] = ("asyncio", "uvicorn.error", "gongkai.site")) -> None:
    """Give these loggers one such filter in common."""
    bound = BoundedLog()
    for name in names:
        logging.getLogger(name).addFilter(bound)
