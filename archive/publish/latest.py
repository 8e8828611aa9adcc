"""The newest published snapshot, as `latest.json` names it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.errors import GongkaiError
from gongkai.home import Home

# id, file, sha256, size, created, checked (until when it is known to hold), content (hash), tables: rows by name; text and changes, where
# present: file, sha256, size; citation: the same; tidy: files (the same, with table, format, rows) and not_made (table, format, why)
Edition = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SnapshotText:
    """The second file of a snapshot with large texts: the texts and their index."""

    file: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published database: immutable, named by its time, identified by its digest."""

    id: str
    file: Path
    sha256: str
    size: int
    created: str  # UTC, ISO 8601
    tables: dict[str, int]  # table → rows
    text: SnapshotText | None = None

    @property
    def day(self) -> str:
        """The day it was made, YYYY-MM-DD."""
        return self.created[:10]


class NothingPublished(GongkaiError):
    """There is no snapshot to serve."""


def published(public: Path) -> Snapshot:
    """Return the snapshot that latest.json in `public` names; NothingPublished if there is none or its file is gone."""
    advice = "run `gongkai build` and `gongkai snapshot` first"
    try:
        content = json.loads((public / "latest.json").read_text(encoding="utf-8"))
        text = SnapshotText(**{**content["text"], "file": public / Path(content["text"]["file"]).name}) if content.get("text") else None
        found = Snapshot(
            content["id"],
            public / Path(content["file"]).name,
            content["sha256"],
            content["size"],
            content["created"],
            content["tables"],
            text,
        )
    except FileNotFoundError:
        raise NothingPublished(f"nothing is published in {public} yet; {advice}") from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise NothingPublished(f"{public / 'latest.json'} cannot be read ({error}); {advice}") from error
    for file in (found.file, *((found.text.file,) if found.text else ())):
        if not file.is_file():
            raise NothingPublished(f"{public / 'latest.json'} names {file.name}, which does not exist; {advice}")
    return found


def entry(home: Home) -> Edition | None:
    """Return the content of a home's latest.json; None if nothing is published or its file is gone."""
    try:
        edition: Edition = json.loads((home.public / "latest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return edition if (home.public / str(edition.get("file"))).is_file() else None
