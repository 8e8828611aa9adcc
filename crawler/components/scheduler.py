"""Scrapy's scheduler of this project: a queue of outgoing requests; what is due waits in the frontier."""

from __future__ import annotations

from collections import deque

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler


class Queue(BaseScheduler):
    """A first-in, first-out queue."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()

    def has_pending_requests(self) -> bool:
        """Whether any request waits."""
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        """Add a request."""
        self._waiting.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return the oldest request."""
        return self._waiting.popleft() if self._waiting else None
