"""The order of truth: a fetch's records are appended, then synced in batches, then its frontier row is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from crawler import disk
from crawler.exchange import Exchange, Original
from crawler.frontier import Frontier
from crawler.settled import Settled
from crawler.warc import Writer, Written, pack
from parsers.contract import DiskFilled

BATCH = 256  # answers that are synced together; more would lengthen what a power cut makes us ask for again
SOON = 1.0  # seconds an answer waits for company at most


class Ledger:
    """Takes answers in and sees that they count only once they are on disk."""

    def __init__(self, frontier: Frontier, writer: Writer, counted: Callable[[list[int]], None], sync: bool = True) -> None:
        self.frontier, self.writer, self.counted, self.syncing = frontier, writer, counted, sync
        self.fresh: dict[str, Original] = {}  # payloads on their way to the frontier
        self.failure: DiskFilled | None = None
        self._batch: list[tuple[int, Settled]] = []
        self._pending = 0
        self._packer = ThreadPoolExecutor(1, "pack")
        self._syncer = ThreadPoolExecutor(1, "sync")
        self._busy = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """Answers that do not count yet."""
        return self._pending

    def holding(self, exchange: Exchange) -> Original | None:
        """The record that holds the payload of an answer already, if one does."""
        if exchange.truncated or not exchange.payload:
            return None
        return self.fresh.get(exchange.digest) or self.frontier.holding(exchange.digest)

    async def write(self, exchange: Exchange, told: dict[str, Any], known: Original | None) -> Written:
        """Given an answer and what to tell of it, append its records; they are not safe yet."""
        build = partial(pack, exchange, told, known)
        written = await asyncio.get_running_loop().run_in_executor(self._packer, self.writer.put, build)
        if written.original:
            self.fresh[written.original.payload] = written.original
        return written

    def settle(self, name: int, settled: Settled, original: Original | None, written: Written) -> None:
        """Given a row's id, its new state and where its records lie, have both counted soon; called in the order of the file."""
        held = replace(settled, original=original, file=written.file, held=written.end)
        self._batch.append((name, held))
        self._pending += 1
        if len(self._batch) >= BATCH or any(child.job.kind == "attachment" for child in settled.children):
            self.flush_soon()  # links to files may expire within some thirty requests: they are asked for next
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON, self.flush_soon)

    def flush_soon(self) -> None:
        """Begin to sync what waits."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if len(self._tasks) > 1:
            return  # one syncs, the next takes all that waits
        task = asyncio.ensure_future(self._flush_quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _flush_quietly(self) -> None:
        try:
            with disk.spoken(self.writer.folder):
                await self.flush()
        except DiskFilled as failure:
            self.failure = self.failure or failure
            self.counted([])

    async def flush(self) -> None:
        """Sync, then write the frontier; DiskFilled where either fails: then nothing of the batch counts."""
        async with self._busy:
            batch, self._batch = self._batch, []
            if not batch:
                return
            if self.syncing:
                await asyncio.get_running_loop().run_in_executor(self._syncer, self.writer.sync)
            self.frontier.apply([settled for _, settled in batch])
            self._pending -= len(batch)
            disk.room_to_go_on(self.writer.folder)
            for _, settled in batch:
                if settled.original:
                    self.fresh.pop(settled.original.payload, None)
            self.counted([name for name, _ in batch])

    def note(self, make: Callable[[str], bytes]) -> None:
        """Given what makes a record that stands alone, append it."""
        self.writer.note(make)

    async def close(self) -> None:
        """Sync what waits and give the file its name."""
        try:
            await self.flush()
            await asyncio.gather(*self._tasks)
            self._packer.shutdown()  # what was stopped on its way to the file is in it, or never will be
            name, length = self.writer.name, self.writer.length
            await asyncio.get_running_loop().run_in_executor(self._syncer, self.writer.close)
            with self.frontier.transaction():
                self.frontier.hold(name, length)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let go of the file and the threads, whatever state they are in."""
        self._packer.shutdown()
        self._syncer.shutdown()
        self.writer.abandon()
