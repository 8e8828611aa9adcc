"""Scrapy's scheduler of this project: a queue of the requests on their way; what is due waits in the frontier."""

from __future__ import annotations

from collections import deque

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler


class Queue(BaseScheduler):
    """First in, first out."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()

    def has_pending_requests(self) -> bool:
        """Whether any wait."""
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        """Take one."""
        self._waiting.append(request)
        return True

    def next_request(self) -> Request | None:
        """Give the oldest."""
        return self._waiting.popleft() if self._waiting else None
