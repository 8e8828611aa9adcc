"""Which snapshots stay: all of the last days, then one a week, then one a month for ever; the WARC files are never thinned."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from parsers.contract import BadConfiguration

SETTING = "GONGKAI_KEEP"


@dataclass(frozen=True, slots=True)
class Rule:
    """So many days with every snapshot, then so many weeks with one each, then one a month."""

    days: int = 14
    weeks: int = 12


def rule() -> Rule | None:
    """The rule the setting tells; None where it says that all stay."""
    told = os.environ.get(SETTING, "").split()
    if not told:
        return Rule()
    if told == ["all"]:
        return None
    if len(told) == 2 and all(word.isascii() and word.isdigit() for word in told):
        return Rule(*map(int, told))
    raise BadConfiguration(f"{SETTING} is {' '.join(told)!r}; it takes days and weeks, such as '14 12', or 'all'")


def stay(moments: Iterable[datetime], told: Rule | None) -> set[datetime]:
    """Given when snapshots were made, return those that stay; the newest always does, and the first of every month."""
    known = sorted(moments)
    if told is None or not known:
        return set(known)
    every = known[-1] - timedelta(days=told.days)
    weekly = every - timedelta(weeks=told.weeks)
    weeks, months = (set(firsts(known, form)) for form in ("%G-%V", "%Y-%m"))
    return {known[-1], *(at for at in known if at > every or at in months or (at > weekly and at in weeks))}


def firsts(moments: Iterable[datetime], form: str) -> Iterator[datetime]:
    """Given moments in order, yield the first of each week or month: later ones never make it another."""
    before = None
    for moment in moments:
        if (now := moment.strftime(form)) != before:
            yield moment
        before = now


def marked(folder: Path, history: list[dict[str, Any]], told: Rule | None) -> list[dict[str, Any]]:
    """Given the entries of history.json, newest first, return them with `kept`: whether the file is there and is to stay."""
    made = [datetime.fromisoformat(entry["created"]) if (folder / entry["file"]).is_file() else None for entry in history]
    staying = stay(filter(None, made), told)
    return [{**entry, "kept": moment in staying} for entry, moment in zip(history, made, strict=True)]


def files(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Given an entry of history.json, return the files it tells of: the snapshot, and the text's where it has one."""
    return [entry, *filter(None, [entry.get("text")])]


def kept(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Given an entry of history.json, return the files of it that stay: its changes always do, they are small and make a chain."""
    changes = entry.get("changes", {})
    return [*(files(entry) if entry["kept"] else ()), *([changes] if "file" in changes else ())]


def thin(folder: Path, history: Iterable[dict[str, Any]]) -> None:
    """Delete the snapshots that do not stay; one that cannot be deleted now is left to the next time: what is published stands."""
    for entry in history:
        if not entry["kept"]:
            for file in files(entry):
                with suppress(OSError):
                    (folder / Path(file["file"]).name).unlink(missing_ok=True)
