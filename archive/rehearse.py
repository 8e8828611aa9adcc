"""What a build would change, tried on a copy: nothing of the archive is touched."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from archive import build as work
from archive.diff import differences
from archive.faults import room, spoken
from archive.schema import connect
from parsers.contract import GongkaiError, Home

SPARE = 64 << 20  # bytes beyond the copy that must be free


def rehearse(home: Home, jobs: int | None, tell: Callable[[int, int], None]) -> dict[str, list[dict[str, Any]]]:
    """Given a home, build a copy of its database from the WARC files and return what differs, by kind of change."""
    if not home.database.exists():
        raise GongkaiError(f"there is no database {home.database} yet; run gongkai build first")
    with spoken(home.database), _copy(home) as copy:
        work.build(copy, jobs, False, tell)
        return differences(home.database, copy.database)


@contextmanager
def _copy(home: Home) -> Iterator[Home]:
    """A home beside the database, on the same disk, that reads the same WARC files."""
    room(home.root, home.database.stat().st_size + SPARE)
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-", dir=home.root))
    try:
        if "://" not in home.warc:
            (folder / "warc").symlink_to(Path(home.warc).absolute())
        with closing(connect(home.database, readonly=True)) as source, closing(sqlite3.connect(folder / "gongkai.db")) as target:
            source.backup(target)
        yield Home(folder)
    finally:
        shutil.rmtree(folder)
