"""How many addresses wait to be fetched, by the crawl's own frontier files; they are read, never written."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

WAITING = "SELECT count(*) FROM fetches WHERE due <= ? AND asked IS NULL"  # found in a list, not asked for yet


def waiting(folder: Path, moment: float) -> dict[str, int]:
    """Return, by site, how many addresses were found and not yet asked for; a site whose frontier cannot be read is left out.

    `moment` in seconds since 1970; a frontier that is being written is read as of its last commit.
    """
    found: dict[str, int] = {}
    for path in sorted(folder.glob("*.sqlite")):
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1)) as connection:
            (count,) = connection.execute(WAITING, (moment,)).fetchone()
            found |= {path.stem: count} if count else {}
    return found
