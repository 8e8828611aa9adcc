"""Refusals of a client whose queries fill the queue: small, and after a pause, so that asking again costs the site little."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

BUSY = ("您有太多查询在排队，请稍后再试。", "Too many queries are waiting. Please try again in a few seconds.")
PAUSE = 5.0  # seconds, also said by Retry-After: five times the limit of one query
HELD, ALL_HELD = 100, 200  # requests held at once, of one client and of all: at a limit of 1,024 descriptors a quarter of the connections


class HeldRefusals:
    """The requests that wait for a place in the queue of queries."""

    def __init__(self) -> None:
        self.held: Counter[str] = Counter()

    async def has_place(self, client: str, is_full: Callable[[], bool]) -> bool:
        """Return whether a client's query may be queued: at once, or after a pause, if the queue is not full then.

        Beyond so many held requests the answer is no at once.
        """
        if not is_full():
            return True
        if self.held[client] >= HELD or self.held.total() >= ALL_HELD:
            return False
        self.held[client] += 1
        try:
            await asyncio.sleep(PAUSE)
        finally:
            self.held[client] -= 1
            if not self.held[client]:
                del self.held[client]
        return not is_full()


async def refuse(scope: dict[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """Answer with 503 and close the connection: JSON where the address asks for it, else a sentence in both languages."""
    is_json = scope.get("path", "").endswith(".json")
    body = json.dumps({"ok": False, "error": BUSY[1], "status": 503, "title": None}) if is_json else f"{BUSY[0]}{BUSY[1]}\n"
    kind = "application/json" if is_json else "text/plain"
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"retry-after", f"{PAUSE:.0f}".encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
