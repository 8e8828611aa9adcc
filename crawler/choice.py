"""Which sites and columns a run visits: those of the registry that are due, neither over nor paused, in a home that can be written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from crawler import registry
from crawler.model.types import Column, Site
from crawler.store import warc_files
from crawler.visit import clock_guard, column_pass
from crawler.visit.run_context import Options, Say
from gongkai import disk
from gongkai.errors import DiskFull, GongkaiError, UsageError
from gongkai.home import Followed, Home, no_registry, pause_of, pauses, write_followed
from gongkai.terminal.amounts import counted

Chosen = list[tuple[Site, tuple[Column, ...]]]  # sites to visit, each with its columns


def chosen(home: Home, registry_file: Path | None, names: Sequence[str], options: Options, say: Say) -> Chosen:
    """Prepare the home and return the sites and columns to visit."""
    if registry_file is None and not names:
        raise no_registry(home)
    every = registry.load(registry_file)
    sites = registry.choose(every, tuple(names))
    found = [(site, columns_of(site, options.column)) for site in sites]
    found = [(site, columns) for site, columns in found if columns]
    if not found:
        raise UsageError(f"no site chosen has a column {options.column!r}; `gongkai sites` lists them")
    begin_home(home)
    if not names:
        _note_followed(home, every)
    found = _at_work(home, found, names, say)
    clock_guard.check(home, [site for site, _ in found], options.proxies)
    if options.due or not (names or options.column or options.full):
        found = _due(home, found)
    if not found:
        say("nothing is due; name a site to visit it anyway")
    return found


def _note_followed(home: Home, sites: Sequence[Site]) -> None:
    """Keep which columns the registry in force names: what the archive shows as followed, ended or left."""
    columns = {
        f"{site.id}/{column.id}": Followed(site.name, column.name, column.kind, registry.is_ended(site, column))
        for site in sites
        for column in site.columns
    }
    with disk.explained(home.root):
        write_followed(home, columns)


def _at_work(home: Home, chosen: Chosen, names: Sequence[str], say: Say) -> Chosen:
    """Keep only the columns that are neither over nor paused; UsageError if a site named has none."""
    paused = pauses(home)
    found = []
    for site, columns in chosen:
        living = tuple(column for column in columns if not registry.is_ended(site, column))
        active = tuple(column for column in living if pause_of(f"{site.id}/{column.id}", paused) is None)
        if site.id in names and not living:
            raise UsageError(f"{site.id} is over (status: ended in the registry); change its status there to visit it again")
        if site.id in names and not active:
            raise UsageError(f"{site.id} is paused; `gongkai sites resume {site.id}` lets it be visited again")
        found += [(site, active)] if active else []
    if len(found) < len(chosen) and not names:
        say(f"{counted(len(chosen) - len(found), 'site is', 'sites are')} ended or paused and left alone")
    return found


def _due(home: Home, chosen: Chosen) -> Chosen:
    """Keep only the columns whose next visit is due."""
    dated = [
        (site, tuple(column for column in columns if column_pass.is_due(home.frontier / f"{site.id}.sqlite", site, column)))
        for site, columns in chosen
    ]
    return [(site, columns) for site, columns in dated if columns]


def columns_of(site: Site, column: str | None) -> tuple[Column, ...]:
    """Return the columns of a site, or only the one asked for."""
    return tuple(each for each in site.columns if column in (None, each.id))


def begin_home(home: Home) -> None:
    """Check that the home is writable and has enough free space; GongkaiError with the reason if not."""
    try:
        for folder in (home.root, home.frontier, warc_files.folder(home, "")):
            disk.make_folder(folder)
    except OSError as error:
        if error.errno in disk.FULL:
            raise DiskFull(f"{home.root}: {error.strerror}; nothing was started. Free some space, then rerun.") from error
        raise GongkaiError(f"{home.root} cannot be written ({error.strerror or error}); choose another folder with --home.") from error
    for folder in (home.frontier, warc_files.folder(home, "")):
        if not os.access(folder, os.W_OK):
            raise GongkaiError(f"{folder}: cannot be written (permission denied); choose another folder with --home")
    disk.require_room(home.root, disk.needed(disk.CRAWL_NEEDS))
