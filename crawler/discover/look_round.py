"""A round of looks at a whole registry, an hour at a time: what was looked at longest ago comes first, and what was seen is kept.

The journal beside the report holds each look as it is made, so a round that was cut short goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path

from crawler.discover import registry_change
from crawler.discover.check import GONE, Checked, check_column
from crawler.discover.registry_change import Key
from crawler.discover.search import Get
from crawler.fetch.proxies import Proxies
from crawler.model.types import Column, Fault, Fetch, Look, Page, Site
from gongkai import disk
from gongkai.terminal.amounts import counted

AGAIN_AFTER = 6  # days: a round that begins each week finds every entry due
NEVER = ""  # before any date
DIRECT = Proxies()


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks, from where, on which day."""

    by: str
    place: str
    date: str  # YYYY-MM-DD
    proxies: Proxies = DIRECT


class TimeIsUp(Exception):
    """The time of a round is over; the look at hand does not count."""


Open = Callable[[Site], AbstractContextManager[Get]]  # the way to get a site's pages, closed after them
Marks = Callable[[Site, Column], Mapping[str, str]]  # what a column was known by when it was last read


class LookJournal:
    """Looks as they were made, one JSON object a line; of two at one column the later counts."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def looks(self, sites: tuple[Site, ...]) -> dict[Key, Look]:
        """Return the last look at each column that the registry still has at that address, where it is newer than the registry's own."""
        columns = {(site.id, column.id): column for site in sites for column in site.columns}
        found = {}
        for key, url, look in self._lines():
            column = columns.get(key)
            if column and column.url == url and look.date >= (column.seen.date if column.seen else NEVER):
                found[key] = look
        return found

    def add(self, checked: Checked, look: Look) -> None:
        """Keep a look; it is on disk when this returns."""
        line = json.dumps({"site": checked.site, "column": checked.column, "url": checked.url, **asdict(look)}, ensure_ascii=False)
        with self.path.open("a+b") as stream:
            if stream.tell() and not self.path.read_bytes().endswith(b"\n"):
                stream.write(b"\n")  # a kill left half a line
            stream.write(f"{line}\n".encode())
            stream.flush()
            os.fsync(stream.fileno())

    def _lines(self) -> Iterator[tuple[Key, str, Look]]:
        if not self.path.exists():
            return
        names = [field.name for field in fields(Look)]
        for line in self.path.read_text("utf-8", "replace").splitlines():
            with suppress(ValueError, KeyError, TypeError):  # half a line of a run that was killed
                told = json.loads(line)
                yield (
                    (told["site"], told["column"]),
                    told["url"],
                    Look(**{name: told[name] for name in names if name in told or name != "proxy"}),
                )


def due(sites: tuple[Site, ...], looks: Mapping[Key, Look], today: str) -> list[tuple[Site, list[Column]]]:
    """Return the sites with the columns to look at, those looked at longest ago first; what was looked at within six days waits."""
    newest = (date.fromisoformat(today) - timedelta(days=AGAIN_AFTER)).isoformat()
    found = []
    for site in sites:
        dates = {column.id: _last(site, column, looks) for column in site.columns}
        columns = [column for column in site.columns if dates[column.id] <= newest]
        if columns:
            found.append((min(dates[column.id] for column in columns), site, columns))
    return [(site, columns) for _, site, columns in sorted(found, key=lambda each: each[0])]


def _last(site: Site, column: Column, looks: Mapping[Key, Look]) -> str:
    look = looks.get((site.id, column.id)) or column.seen
    return look.date if look else NEVER


def walk(
    wanted: list[tuple[Site, list[Column]]],
    open_site: Open,
    marks: Marks,
    looker: Looker,
    journal: LookJournal,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Checked]:
    """Look at columns until they are done or the time is up; yield how each was found, already in the journal."""
    until = clock() + seconds

    def bounded(get: Get) -> Get:
        def within(fetch: Fetch) -> Page | Fault:
            if clock() >= until:
                raise TimeIsUp
            return get(fetch)

        return within

    with suppress(TimeIsUp):
        for site, columns in wanted:
            with open_site(site) as get:
                for column in columns:
                    checked = _checked(site, column, bounded(get), marks(site, column))
                    checked = replace(checked, proxy=looker.proxies.url_for(column.url))
                    journal.add(checked, registry_change.look_of(checked, GONE, looker.date, looker.by, looker.place))
                    yield checked


def _checked(site: Site, column: Column, get: Get, known: Mapping[str, str]) -> Checked:
    try:
        return check_column(site, column, get, known)
    except TimeIsUp:
        raise
    except Exception as error:  # noqa: BLE001 - one page that our reading breaks down over must not end every round at the same place
        return Checked(site.id, column.id, column.url, "crash", detail=f"our reading broke down: {type(error).__name__}: {error}")


def report(path: Path, files: list[tuple[str, str]], looks: Mapping[Key, Look], total: int) -> None:
    """Write the report: what was seen, a line an entry, then the change of the registry's files, which `git apply` and `patch -p1` take."""
    lines = [f"{len(looks)} of {counted(total, 'entry', 'entries')} looked at by `gongkai sites check`.", ""]
    lines += [_line(key, look) for key, look in sorted(looks.items())]
    disk.write_file(path, "\n".join([*lines, "", registry_change.patch(files, looks)]))


def _line(key: Key, look: Look) -> str:
    what = [look.fault, look.family and f"{look.family} {look.pager}".strip(), counted(look.rows, "row") if look.rows else "", look.newest]
    moved = f" -> {look.moved_to}" if look.moved_to else ""
    through = f", through {look.proxy}" if look.proxy else ""
    return f"{key[0]}/{key[1]}: {look.state} ({', '.join(filter(None, what))}){moved}, {look.date}, {look.by}, {look.place}{through}"
