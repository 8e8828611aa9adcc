"""Allow one request at a time to a host and to the IP address behind it, with a pause in between."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass

JITTER = 0.2  # of the pause, up or down, so that many sites of one machine do not fall into step


@dataclass
class _Door:
    inside: int = 0
    opens: float = 0.0


@dataclass(frozen=True, slots=True)
class Manners:
    """How politely to visit a site: seconds between two requests, number of connections, part of the pause by which it varies."""

    delay: float
    connections: int
    jitter: float = JITTER


class Turn:
    """A turn at a host and its address."""

    __slots__ = ("_doors", "_left")

    def __init__(self, doors: list[_Door], left: asyncio.Condition) -> None:
        self._doors, self._left = doors, left

    async def leave(self) -> None:
        """Let the next request in; leaving again does nothing."""
        doors, self._doors = self._doors, []
        for door in doors:
            door.inside -= 1
        if doors:
            async with self._left:
                self._left.notify_all()


class Gate:
    """The queue for every host and address of one process. A request needs both free, so sites on one server share its pause."""

    def __init__(self) -> None:
        self._doors: dict[str, _Door] = defaultdict(_Door)
        self._left = asyncio.Condition()

    def hold(self, keys: tuple[str, ...], seconds: float) -> None:
        """Block requests to a host for that many seconds."""
        opens = asyncio.get_running_loop().time() + seconds
        for key in keys:
            self._doors[key].opens = max(self._doors[key].opens, opens)

    async def turn(self, keys: tuple[str, ...], manners: Manners) -> Turn:
        """Wait for a turn at the host and its address; both are held until it is left."""
        doors = [self._doors[key] for key in dict.fromkeys(keys)]
        await self._enter(doors, manners)
        return Turn(doors, self._left)

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
            door.opens = clock() + manners.delay * (1 + random.uniform(-manners.jitter, manners.jitter))
