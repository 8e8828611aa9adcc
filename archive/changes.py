"""The day's delta: what a snapshot says otherwise than the one before, as a small file beside it, one JSON line a change."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from archive.diff import compared
from archive.durable import sha256, synced


def beside(snapshot: Path) -> Path:
    """Given a snapshot's file, return the name of its changes'.

    >>> beside(Path("gongkai-20260501T000000.db")).name
    'gongkai-20260501T000000-changes.jsonl'
    """
    return snapshot.with_name(f"{snapshot.stem}-changes.jsonl")


def write(before: Path, after: Path, target: Path) -> dict[str, Any]:
    """Given two snapshots, write what changed to a file; return what latest.json says of it: `since`, `file`, `sha256`, `size`, `rows`.

    Each line has `change`, a name of diff.yaml, and that row. Where the older cannot be compared `problem` says why, and there is no file.
    """
    temporary = target.with_name(f".{target.name}.new")
    rows: Counter[str] = Counter()
    told: dict[str, Any] = {"since": before.stem.removeprefix("gongkai-")}
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            for kind, row in compared(before, after):
                rows[kind.name] += 1
                stream.write(json.dumps({"change": kind.name, **row}, ensure_ascii=False) + "\n")
    except sqlite3.DatabaseError as error:  # damaged, or of a time when the tables were others
        temporary.unlink()
        return {**told, "problem": f"{before.name} cannot be compared: {error}"}
    synced(temporary)
    temporary.rename(target)
    return {**told, "file": target.name, "sha256": sha256(target), "size": target.stat().st_size, "rows": dict(rows)}
