"""The registry in force and when each column is due, read by a process of its own, `gongkai sites --json`: the desk parses no registry."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

SECONDS = 60  # for the command; it takes one
OFTEN = 5.0  # seconds between two readings while a crawl writes the frontier
Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RegistryColumn:
    """A column as the registry has it; `id` is `site/column`."""

    id: str
    name: str
    kind: str
    url: str
    next_visit: date | None = None  # None: due at once


@dataclass(frozen=True, slots=True)
class RegistrySite:
    """A site as the registry has it."""

    id: str
    name: str
    timezone: str
    columns: tuple[RegistryColumn, ...]


@dataclass(frozen=True, slots=True)
class RegistryRead:
    """The sites of the registry by id, or why it cannot be read."""

    sites: Mapping[str, RegistrySite] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A reading of the registry, of which files, and when on the monotonic clock."""

    registry: Stamp
    frontier: Stamp
    at: float
    found: RegistryRead


class Registry:
    """The registry, read again when its file changes, and every few seconds while a crawl writes the frontier."""

    def __init__(self, call: Sequence[str], path: Path, frontier: Path, environment: Mapping[str, str]):
        self.call, self.path, self.frontier, self.environment = tuple(call), path, frontier, dict(environment)
        self.turn = threading.Lock()
        self.kept: KeptReading | None = None

    def read(self) -> RegistryRead:
        """Return the registry as it is now."""
        with self.turn:
            own, frontier = registry_stamp(self.path), stamp_of(sorted(self.frontier.glob("*.sqlite*")))
            kept = self.kept
            if kept is None or kept.registry != own or (kept.frontier != frontier and time.monotonic() - kept.at > OFTEN):
                kept = self.kept = KeptReading(own, frontier, time.monotonic(), self._ask())
            return kept.found

    def _ask(self) -> RegistryRead:
        try:
            done = subprocess.run(
                [*self.call, "sites", "--json"], capture_output=True, text=True, timeout=SECONDS, check=False, env=self.environment
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return RegistryRead(fault=str(error))
        if done.returncode:
            return RegistryRead(fault=(done.stderr.strip().splitlines() or ["it cannot be read"])[-1].removeprefix("gongkai: "))
        return RegistryRead({entry["id"]: site_of(entry) for entry in json.loads(done.stdout)})


def site_of(entry: Mapping[str, Any]) -> RegistrySite:
    """Return a site from its entry in the command's answer."""
    columns = tuple(
        RegistryColumn(f"{entry['id']}/{column['id']}", column["name"], column["kind"], column["url"], day_of(column["next_visit"]))
        for column in entry["columns"]
    )
    return RegistrySite(entry["id"], entry["name"], entry["timezone"], columns)


def day_of(text: str | None) -> date | None:
    """Return a day from ISO 8601; None for none."""
    return date.fromisoformat(text) if text else None


def registry_stamp(path: Path) -> Stamp:
    """Return what changes when the registry's file does, or one of its folder's."""
    return stamp_of(sorted(path.glob("*.yaml")) if path.is_dir() else [path])


def stamp_of(files: Iterable[Path]) -> Stamp:
    """Return what changes when one of these files does."""
    found: list[int] = []
    for file in files:
        with suppress(OSError):
            about = file.stat()
            found += [about.st_ino, about.st_mtime_ns, about.st_size]
    return tuple(found)
