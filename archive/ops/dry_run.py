"""What a build would change, tried on a copy; the archive itself is not modified."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from archive.build import build as work
from archive.publish.diff import differences
from archive.store.schema import connect
from gongkai import disk
from gongkai.errors import GongkaiError
from gongkai.home import Home
from gongkai.terminal.progress import Progress

SPARE = 64 << 20  # bytes beyond the copy that must be free


def rehearse(home: Home, jobs: int | None, progress: Progress) -> dict[str, list[dict[str, Any]]]:
    """Build a copy of a home's database from the WARC files and return what differs, by kind of change."""
    if not home.database.exists():
        raise GongkaiError(f"there is no database {home.database} yet; run gongkai build first")
    with disk.explained(home.database), _copy(home) as copy:
        work.build(copy, jobs, False, progress)
        progress.begin("comparing")
        return differences(home.database, copy.database)


@contextmanager
def _copy(home: Home) -> Iterator[Home]:
    """Return a temporary home beside the database, on the same disk, that reads the same WARC files."""
    disk.require_room(home.root, home.database.stat().st_size + SPARE)
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-", dir=home.root))
    try:
        if "://" not in home.warc:
            (folder / "warc").symlink_to(Path(home.warc).absolute())
        with closing(connect(home.database, readonly=True)) as source, closing(sqlite3.connect(folder / "gongkai.db")) as target:
            source.backup(target)
        yield Home(folder)
    finally:
        shutil.rmtree(folder)
