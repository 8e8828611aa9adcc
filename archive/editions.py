"""Serve the newest snapshot: one Datasette an edition, so that no answer mixes two; a new one is taken up between two requests."""

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

from archive import schema, texts
from archive.pages import checks, compare, coverage, health, home, search
from archive.pages.ask import Ask
from archive.pages.database import Joined
from archive.pages.metadata import metadata
from archive.pages.site import NAME, SITES, Site, Snapshot, Text
from parsers.contract import GongkaiError, Home

FOLDER = Path(__file__).parent / "site"
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class NothingPublished(GongkaiError):
    """There is no snapshot to serve."""


def newest(public: Path) -> Snapshot:
    """Given home/public, return what latest.json names; NothingPublished where there is none or its file is gone."""
    advice = "run `gongkai build` and `gongkai snapshot` first"
    try:
        told = json.loads((public / "latest.json").read_text(encoding="utf-8"))
        text = Text(**{**told["text"], "file": public / Path(told["text"]["file"]).name}) if told.get("text") else None
        found = Snapshot(told["id"], public / Path(told["file"]).name, told["sha256"], told["size"], told["created"], told["tables"], text)
    except FileNotFoundError:
        raise NothingPublished(f"nothing is published in {public} yet; {advice}") from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise NothingPublished(f"{public / 'latest.json'} cannot be read ({error}); {advice}") from error
    for file in (found.file, *((found.text.file,) if found.text else ())):
        if not file.is_file():
            raise NothingPublished(f"{public / 'latest.json'} names {file.name}, which is not there; {advice}")
    return found


def open_site(snapshot: Snapshot, home: Home) -> Datasette:
    """One edition: a Datasette over one immutable file, with our pages; neither hashed nor counted, the snapshot tells both."""
    elsewhere = texts.INDEX if snapshot.text else ()
    counts = {name: {"count": rows} for name, rows in snapshot.tables.items() if name not in elsewhere}
    told = {NAME: {"hash": snapshot.sha256, "size": snapshot.size, "file": str(snapshot.file), "tables": counts}}
    datasette = Datasette([], metadata=metadata(schema.descriptions()), inspect_data=told, template_dir=str(FOLDER / "templates"),
                          plugins_dir=str(FOLDER / "plugins"), static_mounts=[("static", str(FOLDER / "static"))],
                          settings=json.loads((FOLDER / "settings.json").read_text(encoding="utf-8")))
    datasette.remove_database("_memory")
    datasette.add_database(Joined(datasette, snapshot), name=NAME)
    SITES[datasette] = Site(snapshot, home.public, home.warc)
    return datasette


@dataclass(slots=True)
class Edition:
    """One snapshot being served, and how many answers it is still giving."""

    datasette: Datasette
    app: Callable[[Scope, Receive, Send], Awaitable[None]]
    stamp: tuple[int, int, int]
    answering: int = 0


class Editions:
    """The ASGI application: hands each request to the edition that is newest when it comes in."""

    def __init__(self, home: Home):
        self.home = home
        self.turn = asyncio.Lock()
        self.edition = self.open()

    def open(self) -> Edition:
        """The edition that latest.json names now."""
        stamp = self.stamp()
        datasette = open_site(newest(self.home.public), self.home)
        return Edition(datasette, datasette.app(), stamp)

    def stamp(self) -> tuple[int, int, int]:
        """What changes when latest.json is replaced; the last one seen where it cannot be looked at."""
        try:
            told = (self.home.public / "latest.json").stat()
        except OSError:
            return self.edition.stamp if hasattr(self, "edition") else (0, 0, 0)
        return told.st_ino, told.st_mtime_ns, told.st_size

    async def current(self) -> Edition:
        """The newest edition; the one in hand where the new one cannot be opened."""
        if self.stamp() != self.edition.stamp:
            async with self.turn:
                await self.renew()
        return self.edition

    async def renew(self) -> None:
        """Take up what latest.json names now; an edition nobody is reading any more is closed."""
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

    def close(self, edition: Edition) -> None:
        """Close an edition that has been replaced, once its last answer is given."""
        if edition is not self.edition and not edition.answering:
            edition.datasette.executor.shutdown(wait=False)
            for database in edition.datasette.databases.values():
                database.close()
            SITES[edition.datasette].close()

    async def work(self, edition: Edition, first: Awaitable[None] | None = None) -> None:
        """Count, after what comes first, what facets ask for: seconds for a million documents, so no reader waits, and it stays open."""
        edition.answering += 1
        try:
            if first:
                await first
            with suppress(sqlite3.Error):  # the page it concerns will tell
                await edition.datasette.get_database(NAME).count()
        finally:
            edition.answering -= 1
            self.close(edition)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request from one edition, whatever is published meanwhile."""
        if scope["type"] == "lifespan":
            self.working = asyncio.create_task(self.work(self.edition, prime(self.edition.datasette)))
        edition = self.edition if scope["type"] == "lifespan" else await self.current()
        edition.answering += 1
        try:
            await edition.app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":  # the server stops, and its threads are waited for
                self.edition.datasette.get_database(NAME).leaving.set()
            edition.answering -= 1
            self.close(edition)


async def warm(datasette: Datasette) -> None:
    """Do what Datasette and our pages would do at the first request, so that no reader waits for it."""
    await datasette.invoke_startup()
    await datasette.refresh_schemas()
    await prime(datasette)


async def prime(datasette: Datasette) -> None:
    """Work out what is worked out once for a snapshot: health alone reads every membership."""
    ask = Ask(SITES[datasette])
    with suppress(sqlite3.Error):  # the page it concerns will tell
        for read in (home.read, coverage.read, checks.read, compare.read, search.read, health.read):
            await datasette.get_database(NAME).read(partial(read, ask=ask))
