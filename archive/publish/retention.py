"""Which snapshots stay: all of the last days, then one a week, then one a month for ever; WARC files are never deleted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gongkai.errors import BadConfiguration

SETTING = "GONGKAI_KEEP"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Keep every snapshot for `days`, then one a week for `weeks`, then one a month."""

    days: int = 14
    weeks: int = 12


def rule() -> RetentionRule | None:
    """Return the rule of the setting; None if it says that all stay."""
    setting = os.environ.get(SETTING, "").split()
    if not setting:
        return RetentionRule()
    if setting == ["all"]:
        return None
    if len(setting) == 2 and all(word.isascii() and word.isdigit() for word in setting):
        return RetentionRule(*map(int, setting))
    raise BadConfiguration(f"{SETTING} is {' '.join(setting)!r}; it takes days and weeks, such as '14 12', or 'all'")


def stay(moments: Iterable[datetime], setting: RetentionRule | None) -> set[datetime]:
    """Return the moments of the snapshots that stay; the newest and the first of every month always do."""
    known = sorted(moments)
    if setting is None or not known:
        return set(known)
    every = known[-1] - timedelta(days=setting.days)
    weekly = every - timedelta(weeks=setting.weeks)
    weeks, months = (set(firsts(known, form)) for form in ("%G-%V", "%Y-%m"))
    return {known[-1], *(at for at in known if at > every or at in months or (at > weekly and at in weeks))}


def firsts(moments: Iterable[datetime], form: str) -> Iterator[datetime]:
    """Yield the first moment of each week or month, from moments in order; later ones never change which that is."""
    before = None
    for moment in moments:
        if (now := moment.strftime(form)) != before:
            yield moment
        before = now


def marked(folder: Path, history: list[dict[str, Any]], setting: RetentionRule | None) -> list[dict[str, Any]]:
    """Return the entries of history.json, newest first, with `kept`: whether the file exists and is to stay."""
    made = [datetime.fromisoformat(entry["created"]) if (folder / entry["file"]).is_file() else None for entry in history]
    staying = stay(filter(None, made), setting)
    return [{**entry, "kept": moment in staying} for entry, moment in zip(history, made, strict=True)]


def files(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files that an entry of history.json names: the snapshot, its text file, its views' files and its citation."""
    return [entry, *filter(None, [entry.get("text"), entry.get("citation")]), *entry.get("tidy", {}).get("files", ())]


def kept(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files of an entry of history.json that stay: its changes always do, since they are small and form a chain."""
    changes = entry.get("changes", {})
    return [*(files(entry) if entry["kept"] else ()), *([changes] if "file" in changes else ())]


def thin(folder: Path, history: Iterable[dict[str, Any]]) -> None:
    """Delete the snapshots that do not stay; one that cannot be deleted now is left for the next time."""
    for entry in history:
        if not entry["kept"]:
            for file in files(entry):
                with suppress(OSError):
                    (folder / Path(file["file"]).name).unlink(missing_ok=True)
