"""Files that are whole or not there: written beside, on disk, then renamed; and their digests."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any


def as_json(data: Mapping[str, Any] | Sequence[Any]) -> str:
    """Given data, return it as JSON a person can read."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def sha256(path: Path) -> str:
    """Given a file, return its SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(path: Path, text: str) -> None:
    """Put a file in place at once: written beside it, synced, renamed."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    placed(beside, path)


def placed(beside: Path, path: Path) -> None:
    """Given a whole file, give it the name by which it counts: its bytes on disk first, the name on disk after."""
    synced(beside)
    beside.rename(path)
    synced(path.parent)


def made(folder: Path) -> None:
    """Have a folder, its own name on disk too, whoever made it."""
    missing = [above for above in folder.parents if not above.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in (folder, *missing):
        with suppress(PermissionError):  # a folder above that only others may read: whoever made the home saw to its name
            synced(each.parent)


def synced(path: Path) -> None:
    """Have a file, or the names in a folder, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
