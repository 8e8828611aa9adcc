"""The state of one served edition: its snapshot, its folders, and values computed once for it."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from datasette.app import Datasette

from archive.publish.latest import Snapshot
from gongkai.home import Home

T = TypeVar("T")
NAME = "gongkai"  # the database's name in addresses, whatever its dated file is called

RECENT = 48  # page pictures and readings kept: some 200 KB each


@dataclass(slots=True)
class EditionState:
    """The snapshot being served and where its originals are; `remembered` holds values that never change within a snapshot."""

    snapshot: Snapshot
    public: Path
    warc: str
    remembered: dict[str, object] = field(default_factory=dict)
    guards: dict[str, threading.Lock] = field(default_factory=dict)
    kept: OrderedDict[object, object] = field(default_factory=OrderedDict)
    making: asyncio.Lock = field(default_factory=asyncio.Lock)  # one large file at a time
    made: tempfile.TemporaryDirectory[str] | None = None
    drafts: Any = None  # archive.site.drafts.readers.DraftReaders, where this site checks drafts

    @property
    def home(self) -> Home:
        """The home that the snapshot was published from."""
        return Home(self.public.parent)

    def remember(self, name: str, work: Callable[[], T]) -> T:
        """Return a named value, computed once for this snapshot; concurrent callers wait for it."""
        if name not in self.remembered:
            with self.guards.setdefault(name, threading.Lock()):
                if name not in self.remembered:
                    self.remembered[name] = work()
        return self.remembered[name]  # type: ignore[return-value]  # each name has one type

    def folder(self) -> Path:
        """Return the folder of files made for this snapshot; deleted with the edition."""
        if self.made is None:
            self.made = tempfile.TemporaryDirectory(prefix="gongkai-")
        return Path(self.made.name)

    def close(self) -> None:
        """Delete the files made for this snapshot."""
        if self.made is not None:
            self.made.cleanup()
            self.made = None

    def recent(self, name: object, work: Callable[[], T]) -> T:
        """Return a named value as `remember` does, for costly and large ones: only the last few are kept."""
        if name not in self.kept:
            self.kept[name] = work()
            while len(self.kept) > RECENT:
                self.kept.popitem(last=False)
        return self.kept[name]  # type: ignore[return-value]  # each name has one type


SITES: WeakKeyDictionary[Datasette, EditionState] = WeakKeyDictionary()


def site_of(datasette: Datasette) -> EditionState:
    """Return the state of the edition that this Datasette serves."""
    return SITES[datasette]
