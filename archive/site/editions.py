"""Serve the newest snapshot: one Datasette per edition, so that no answer mixes two; a new edition takes over between requests."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from archive.publish.latest import NothingPublished, Snapshot, published
from archive.site import doors
from archive.site.drafts.readers import DraftReaders
from archive.site.explore import findings, yearly_columns
from archive.site.pages import checks, compare, coverage, health, search
from archive.site.request import arguments, held_refusals
from archive.site.request.allowance import ALLOWANCE, Allowance, allowance_of
from archive.site.request.ask import Ask
from archive.site.request.edition_state import NAME, SITES, EditionState
from archive.site.request.held_refusals import HeldRefusals
from archive.site.tables.database import Joined
from archive.site.tables.metadata import metadata
from archive.store import schema, split_text
from gongkai.home import Home

FOLDER = Path(__file__).parent
arguments.parse_once()
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def open_site(snapshot: Snapshot, home: Home, sql: bool = True, drafts: DraftReaders | None = None) -> Datasette:
    """Return a Datasette over one immutable snapshot, with our pages; hash and counts come from the snapshot's own record."""
    elsewhere = split_text.INDEX if snapshot.text else ()
    counts = {name: {"count": rows} for name, rows in snapshot.tables.items() if name not in elsewhere}
    inspected = {NAME: {"hash": snapshot.sha256, "size": snapshot.size, "file": str(snapshot.file), "tables": counts}}
    datasette = Datasette(
        [],
        metadata=metadata(schema.all_descriptions()),
        inspect_data=inspected,
        template_dir=str(FOLDER / "templates"),
        plugins_dir=str(FOLDER / "plugins"),
        static_mounts=[("static", str(FOLDER / "static"))],
        settings={**json.loads((FOLDER / "settings.json").read_text(encoding="utf-8")), "default_allow_sql": sql},
    )
    datasette.remove_database("_memory")
    datasette.add_database(Joined(datasette, snapshot), name=NAME)
    SITES[datasette] = EditionState(snapshot, home.public, home.warc, drafts=drafts)
    return datasette


@dataclass(slots=True)
class ServedEdition:
    """One snapshot being served, and the number of answers it is still giving."""

    datasette: Datasette
    app: Callable[[Scope, Receive, Send], Awaitable[None]]
    stamp: tuple[int, int, int]
    answering: int = 0


class Editions:
    """The ASGI application: passes each request to the newest edition at the time it arrives."""

    def __init__(self, home: Home, sql: bool = True, names: tuple[str, ...] = (), drafts: DraftReaders | None = None):
        self.home, self.sql, self.names, self.drafts = home, sql, names, drafts
        self.turn, self.refusals = asyncio.Lock(), HeldRefusals()
        self.edition = self.open()

    def open(self) -> ServedEdition:
        """Return the edition that latest.json names now."""
        stamp = self.stamp()
        datasette = open_site(published(self.home.public), self.home, self.sql, self.drafts)
        return ServedEdition(datasette, datasette.app(), stamp)

    def stamp(self) -> tuple[int, int, int]:
        """Return what changes when latest.json is replaced; the last value seen if the file cannot be read."""
        try:
            inspected = (self.home.public / "latest.json").stat()
        except OSError:
            return self.edition.stamp if hasattr(self, "edition") else (0, 0, 0)
        return inspected.st_ino, inspected.st_mtime_ns, inspected.st_size

    async def current(self) -> ServedEdition:
        """Return the newest edition; the present one if the new one cannot be opened."""
        if self.stamp() != self.edition.stamp:
            await asyncio.shield(self.renew_in_turn())  # its client may leave, others wait for it too
        return self.edition

    async def renew_in_turn(self) -> None:
        """Renew, once for all requests that have seen the change."""
        async with self.turn:
            await self.renew()

    async def renew(self) -> None:
        """Switch to the edition latest.json names now; the old one is closed once nobody is reading it."""
        stamp, old = self.stamp(), self.edition
        if stamp == old.stamp:
            return
        try:
            edition = await asyncio.to_thread(self.open)
            await warm(edition.datasette)
        except NothingPublished:
            old.stamp = stamp  # tried; the good one stays until latest.json changes again
            return
        self.edition = edition
        self.working = asyncio.create_task(self.work(edition))
        self.close(old)

    def close(self, edition: ServedEdition) -> None:
        """Close a replaced edition after its last answer."""
        if edition is not self.edition and not edition.answering:
            edition.datasette.executor.shutdown(wait=False)
            for database in edition.datasette.databases.values():
                database.close()
            SITES[edition.datasette].close()

    async def work(self, edition: ServedEdition, first: Awaitable[None] | None = None) -> None:
        """After `first`, count facets and read columns: at a million documents it takes seconds. The edition stays open meanwhile."""
        edition.answering += 1
        try:
            if first:
                await first
            with suppress(sqlite3.Error):  # the page it concerns will report it
                await edition.datasette.get_database(NAME).count()
                await prepare(edition.datasette)
        finally:
            edition.answering -= 1
            self.close(edition)

    async def has_place(self, allowance: Allowance) -> bool:
        """Return whether a request may be answered: not where its SQL is untrusted and its client's queries fill the queue."""

        def is_full() -> bool:
            return bool(self.edition.datasette.get_database(NAME).strangers.is_full(allowance.client))

        return not allowance.stranger or await self.refusals.has_place(allowance.client, is_full)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request from one edition, whatever is published meanwhile."""
        if scope["type"] == "http":
            if not doors.admitted(scope, self.names):
                return await doors.refuse_host(send)
            if not await self.has_place(allowance := allowance_of(scope)):
                return await held_refusals.refuse(scope, send)
            ALLOWANCE.set(allowance)
        if scope["type"] == "lifespan":
            self.begin()
        edition = self.edition if scope["type"] == "lifespan" else await self.current()
        edition.answering += 1
        if scope["type"] == "http":
            scope = {**doors.led(scope), "gongkai_host": doors.trusted_host(scope, self.names)}
        try:
            await edition.app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                self.leave()
            edition.answering -= 1
            self.close(edition)

    def begin(self) -> None:
        """Begin what goes on in the background while the server runs."""
        self.working = asyncio.create_task(self.work(self.edition, prime(self.edition.datasette)))
        if self.drafts:
            self.drafts.prepare()

    def leave(self) -> None:
        """Let go of what the server's threads wait for: it stops, and waits for them."""
        self.edition.datasette.get_database(NAME).leaving.set()
        if self.drafts:
            self.drafts.close()


async def prepare(datasette: Datasette) -> None:
    """Read the columns of the figures most asked for, one after the other, so that a page between two of them waits for one only."""
    ask, database = Ask(SITES[datasette]), datasette.get_database(NAME)
    for figure in yearly_columns.prepared():
        if database.leaving.is_set():
            return
        await database.read(partial(yearly_columns.of_figure, ask=ask, figure=figure))


async def warm(datasette: Datasette) -> None:
    """Do what Datasette and our pages would do at the first request, so that no reader waits for it."""
    await datasette.invoke_startup()
    await datasette.refresh_schemas()
    await prime(datasette)


async def prime(datasette: Datasette) -> None:
    """Compute what is computed once per snapshot: health alone reads every membership."""
    ask = Ask(SITES[datasette])
    with suppress(sqlite3.Error):  # the page it concerns will report it
        for read in (
            findings.template_context,
            coverage.template_context,
            checks.template_context,
            compare.template_context,
            search.template_context,
            health.template_context,
        ):
            await datasette.get_database(NAME).read(partial(read, ask=ask))
