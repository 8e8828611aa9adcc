"""The order of writes: a fetch's records are appended, then synced in batches, then its frontier row is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from crawler.model.exchange import Exchange, Original
from crawler.model.outcome import FetchOutcome
from crawler.store.frontier import Frontier
from crawler.store.warc_writer import Writer, Written, pack
from gongkai import disk
from gongkai.errors import DiskRefused
from gongkai.fetch_record import FetchRecord

BATCH = 256  # answers that are synced together; more would lengthen what a power cut makes us ask for again
SOON = 1.0  # seconds an answer waits for company at most


class CommitLedger:
    """Accepts answers and commits them only once they are on disk."""

    def __init__(self, frontier: Frontier, writer: Writer, counted: Callable[[list[int]], None], sync: bool = True) -> None:
        self.frontier, self.writer, self.counted, self.syncing = frontier, writer, counted, sync
        self.fresh: dict[str, Original] = {}  # payloads on their way to the frontier
        self.failure: DiskRefused | None = None
        self._batch: list[tuple[int, FetchOutcome]] = []
        self._pending = 0
        self._loose: list[Original] = []  # payloads of answers that have no row in the frontier
        self._packer = ThreadPoolExecutor(1, "pack")
        self._syncer = ThreadPoolExecutor(1, "sync")
        self._busy = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """The number of answers not yet committed."""
        return self._pending

    def holding(self, exchange: Exchange) -> Original | None:
        """Return the record that already holds the payload of an answer, or None."""
        if exchange.truncated or not exchange.payload:
            return None
        return self.fresh.get(exchange.digest) or self.frontier.holding(exchange.digest)

    async def write(self, exchange: Exchange, about: FetchRecord, known: Original | None) -> Written:
        """Append the records of an answer; they are not durable yet."""
        build = partial(pack, exchange, about, known)
        written = await asyncio.get_running_loop().run_in_executor(self._packer, self.writer.put, build)
        if written.original:
            self.fresh[written.original.payload] = written.original
        return written

    def remember(self, written: Written) -> None:
        """Have the payload of an answer without a row in the frontier known to later visits, once it is on disk."""
        if written.original and written.original not in self._loose:
            self._loose.append(written.original)

    def settle(self, name: int, settled: FetchOutcome, original: Original | None, written: Written) -> None:
        """Queue a row's new state with its records for the next commit; must be called in file order."""
        held = replace(settled, original=original, file=written.file, held=written.end)
        self._batch.append((name, held))
        self._pending += 1
        if len(self._batch) >= BATCH or any(child.job.kind == "attachment" for child in settled.children):
            self.flush_soon()  # links to files may expire within some thirty requests: they are asked for next
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON, self.flush_soon)

    def flush_soon(self) -> None:
        """Start syncing what waits."""
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
            with disk.explained(self.writer.folder):
                await self.flush()
        except DiskRefused as failure:
            self.failure = self.failure or failure
            self.counted([])

    async def flush(self) -> None:
        """Sync, then write the frontier. DiskRefused if either fails; then nothing of the batch is committed."""
        async with self._busy:
            batch, self._batch = self._batch, []
            loose, self._loose = self._loose, []
            if not batch and not loose:
                return
            if self.syncing:
                await asyncio.get_running_loop().run_in_executor(self._syncer, self.writer.sync)
            self.frontier.apply([settled for _, settled in batch], loose)
            self._pending -= len(batch)
            disk.require_room_to_continue(self.writer.folder)
            for original in (*loose, *(settled.original for _, settled in batch)):
                if original:
                    self.fresh.pop(original.payload, None)
            self.counted([name for name, _ in batch])

    def note(self, make: Callable[[str], bytes]) -> None:
        """Append a stand-alone record, built by `make` for the warcinfo id."""
        self.writer.note(make)

    async def close(self) -> None:
        """Sync what waits and give the file its final name."""
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
        """Release the file and the threads, in whatever state they are."""
        self._packer.shutdown()
        self._syncer.shutdown()
        self.writer.abandon()
