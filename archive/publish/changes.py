"""The changes from one snapshot to the next, as a small JSON Lines file beside it, one change per line."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from archive.publish.diff import compared
from gongkai import disk


def beside(snapshot: Path) -> Path:
    """Return the name of the changes file of a snapshot's file.

    >>> beside(Path("gongkai-20260501T000000.db")).name
    'gongkai-20260501T000000-changes.jsonl'
    """
    return snapshot.with_name(f"{snapshot.stem}-changes.jsonl")


def write(before: Path, after: Path, target: Path) -> dict[str, Any]:
    """Write the changes between two snapshots; return their entry of latest.json: `since`, `file`, `sha256`, `size`, `rows`.

    Each line has `change`, a name of diff.yaml, and the row. If the older cannot be compared, `problem` says why and no file is written.
    """
    temporary = target.with_name(f".{target.name}.new")
    rows: Counter[str] = Counter()
    entry: dict[str, Any] = {"since": before.stem.removeprefix("gongkai-")}
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            for kind, row in compared(before, after):
                rows[kind.name] += 1
                stream.write(json.dumps({"change": kind.name, **row}, ensure_ascii=False) + "\n")
    except sqlite3.DatabaseError as error:  # damaged, or of a time when the tables were others
        temporary.unlink()
        return {**entry, "problem": f"{before.name} cannot be compared: {error}"}
    disk.sync_path(temporary)
    temporary.rename(target)
    return {**entry, "file": target.name, "sha256": disk.sha256(target), "size": target.stat().st_size, "rows": dict(rows)}
