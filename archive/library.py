"""The functions of `import gongkai`: read one report, open a published archive."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archive.parse.command import read_reports
from archive.publish.latest import published
from archive.store.schema import connect
from gongkai.home import Home
from parsers.types import Report


def read_report(path: Path | str, url: str = "") -> Report:
    """Read one file as an annual report and return what it says.

    `url` is the address it came from; links are resolved against it. The file is read by a process with limits on time and
    memory: a document that hangs or kills its reader is a report without a form whose `problems` say so, as is a file that is
    no annual report. Raises `UsageError` if the file cannot be opened.
    """
    return read_reports([Path(path)], url)[0][1]


def open_archive(home: Path | str = "data") -> sqlite3.Connection:
    """Open the newest published snapshot of an archive, read-only.

    `home` is the folder given to `gongkai --home`. Raises `NothingPublished` if no snapshot has been published.
    """
    return connect(published(Home(Path(home)).public).file, readonly=True)
