"""Hand out what is due in a frontier, one job at a time; a job is leased until its answer is on disk."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.model.exchange import Job
from crawler.model.types import Column
from crawler.store.frontier import LISTS, RANKS, Frontier, ranks_of
from gongkai.clock import now

AHEAD = 8  # rows read from the frontier at a time


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in flight and the frontier row it belongs to."""

    name: int
    job: Job


class LeaseQueue:
    """The leases of one visit: which are out, how many requests are in flight, and a way to wait for changes."""

    def __init__(self, frontier: Frontier, columns: Sequence[Column], prepare: Callable[[Job], Job]) -> None:
        self.frontier, self.prepare = frontier, prepare
        self.open = list(columns)  # of which something may still be due
        self._out: set[int] = set()  # leases whose requests are in flight
        self._leased: set[int] = set()
        self._ahead: deque[Lease] = deque()
        self._changed = asyncio.Event()

    def next(self, only_lists: bool = False) -> Lease | None:
        """Return the next lease that is due now, None if there is none; `only_lists`: documents wait."""
        if only_lists:
            self._put_back()
        if not self._ahead:
            found = self.frontier.next_due(
                now().timestamp(), self._leased, [column.id for column in self.open], AHEAD, ranks_of(only_lists)
            )
            self._leased |= {name for name, _ in found}
            self._ahead.extend(Lease(name, self.prepare(job)) for name, job in found)
        return self._ahead.popleft() if self._ahead else None

    def _put_back(self) -> None:
        """Give up the leases of documents that were read ahead."""
        documents = [lease for lease in self._ahead if RANKS[lease.job.kind] != LISTS]
        self._ahead = deque(lease for lease in self._ahead if lease not in documents)
        self._leased.difference_update(lease.name for lease in documents)

    def earliest(self, *columns: Column, only_lists: bool = False) -> float | None:
        """Return when the next unleased URL of these columns (of all open ones, if none is named) is due."""
        return self.frontier.earliest([column.id for column in columns or self.open], self._leased, ranks_of(only_lists))

    def due_count(self) -> int:
        """Return how many URLs are due and not yet requested."""
        return self.frontier.due_count(now().timestamp(), [column.id for column in self.open])

    @property
    def in_flight(self) -> int:
        """The number of requests in flight."""
        return len(self._out)

    def is_out(self, name: int) -> bool:
        """Whether the request of a lease is in flight."""
        return name in self._out

    def sent(self, lease: Lease) -> None:
        """Count one more request in flight."""
        self._out.add(lease.name)

    def landed(self, lease: Lease) -> None:
        """Count one request fewer in flight."""
        self._out.discard(lease.name)
        self._changed.set()

    def count(self, names: list[int]) -> None:
        """End the leases whose answers are on disk."""
        self._leased.difference_update(names)
        self._changed.set()

    def wake(self) -> None:
        """Wake whoever waits for changes."""
        self._changed.set()

    async def news(self, until: float | None = None) -> None:
        """Wait until something changes, or until `until` (seconds since 1970)."""
        self._changed.clear()
        if until is None:
            await self._changed.wait()
            return
        try:
            async with asyncio.timeout(max(0.01, until - now().timestamp())):
                await self._changed.wait()
        except TimeoutError:
            pass
