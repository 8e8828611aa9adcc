"""One request at a time to a host and to the address it lies at, with a pause in between."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

JITTER = 0.2  # of the pause, up or down, so that many sites of one machine do not fall into step


@dataclass
class _Door:
    inside: int = 0
    opens: float = 0.0


@dataclass(frozen=True, slots=True)
class Manners:
    """How a site wants to be visited: seconds between two requests, connections at a time."""

    delay: float
    connections: int


class Gate:
    """All doors of one process: a host's and its address's must both be free, so that sites on one server share its patience."""

    def __init__(self) -> None:
        self._doors: dict[str, _Door] = defaultdict(_Door)
        self._left = asyncio.Condition()

    def hold(self, keys: tuple[str, ...], seconds: float) -> None:
        """Given a host, let nobody in for so long."""
        opens = asyncio.get_running_loop().time() + seconds
        for key in keys:
            self._doors[key].opens = max(self._doors[key].opens, opens)

    @asynccontextmanager
    async def through(self, keys: tuple[str, ...], manners: Manners) -> AsyncIterator[None]:
        """Given the host and its address, wait for a turn and hold it."""
        doors = [self._doors[key] for key in dict.fromkeys(keys)]
        await self._enter(doors, manners)
        try:
            yield
        finally:
            for door in doors:
                door.inside -= 1
            async with self._left:
                self._left.notify_all()

    async def _enter(self, doors: list[_Door], manners: Manners) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            if any(door.inside >= manners.connections for door in doors):
                async with self._left:
                    await self._left.wait_for(lambda: all(door.inside < manners.connections for door in doors))
                continue
            pause = max(door.opens for door in doors) - clock()
            if pause <= 0:
                break
            await asyncio.sleep(pause)
        for door in doors:
            door.inside += 1
            door.opens = clock() + manners.delay * (1 + random.uniform(-JITTER, JITTER))
