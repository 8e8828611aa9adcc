"""What one served edition of the archive is: its snapshot, its folders, and what it has worked out once."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from datasette.app import Datasette

T = TypeVar("T")
NAME = "gongkai"  # the database's name in addresses, whatever its dated file is called

RECENT = 48  # page pictures and readings kept: some 200 KB each


@dataclass(frozen=True, slots=True)
class Text:
    """The second file of a snapshot whose texts are large: they and their index."""

    file: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published database: immutable, named by its time, known by its digest."""

    id: str
    file: Path
    sha256: str
    size: int
    created: str  # UTC, ISO 8601
    tables: dict[str, int]  # table → rows
    text: Text | None = None

    @property
    def day(self) -> str:
        """The day it was made, YYYY-MM-DD."""
        return self.created[:10]


@dataclass(slots=True)
class Site:
    """The snapshot being served and where its originals lie; `remembered` holds what never changes within a snapshot."""

    snapshot: Snapshot
    public: Path
    warc: str
    remembered: dict[str, object] = field(default_factory=dict)
    guards: dict[str, threading.Lock] = field(default_factory=dict)
    kept: OrderedDict[object, object] = field(default_factory=OrderedDict)
    making: asyncio.Lock = field(default_factory=asyncio.Lock)  # one large file at a time
    made: tempfile.TemporaryDirectory[str] | None = None

    def remember(self, name: str, work: Callable[[], T]) -> T:
        """Given a name and how to work it out, return the value, worked out once for this snapshot: who comes meanwhile waits for it."""
        if name not in self.remembered:
            with self.guards.setdefault(name, threading.Lock()):
                if name not in self.remembered:
                    self.remembered[name] = work()
        return self.remembered[name]  # type: ignore[return-value]  # the name stands for one type

    def folder(self) -> Path:
        """Where files made for this snapshot lie; gone with the edition."""
        if self.made is None:
            self.made = tempfile.TemporaryDirectory(prefix="gongkai-")
        return Path(self.made.name)

    def close(self) -> None:
        """Take away the files made for this snapshot."""
        if self.made is not None:
            self.made.cleanup()
            self.made = None

    def recent(self, name: object, work: Callable[[], T]) -> T:
        """The same for what is costly and large: only the last few are kept."""
        if name not in self.kept:
            self.kept[name] = work()
            while len(self.kept) > RECENT:
                self.kept.popitem(last=False)
        return self.kept[name]  # type: ignore[return-value]  # the name stands for one type


SITES: WeakKeyDictionary[Datasette, Site] = WeakKeyDictionary()


def site_of(datasette: Datasette) -> Site:
    """The edition that this Datasette serves."""
    return SITES[datasette]
