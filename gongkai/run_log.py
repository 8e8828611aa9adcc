"""The log of a run, one JSON line per decision in HOME/logs/RUN.jsonl, shared by all its steps; and run ids."""

from __future__ import annotations

import json
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from gongkai.clock import now
from gongkai.errors import Exit, GongkaiError
from gongkai.fetch_record import as_json

RUN = "GONGKAI_RUN"  # set by `gongkai run` for its steps, so that one night has one id
KEPT = 60  # logs of so many runs are kept; the WARC files and the database hold all that matters of the older ones
ID = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{5})[0-9a-f]{3}")
SET_BACK = timedelta(hours=1)  # more than a clock is corrected by

_making = threading.Lock()
_latest: datetime | None = None  # when the last id of this process was made


def run_id(folder: Path | None = None) -> str:
    """Return the id of the run this process is a step of, or a new one.

    New ids sort by time: `YYYYMMDDThhmmssZ-`, the microsecond as five hex digits, three random digits. An id is greater than any this
    process made before and than the newest log in `folder`, even if the clock was set back by less than an hour; beyond that (a rehearsal
    of another date) the clock is trusted.
    """
    return os.environ.get(RUN) or _new_id(_newest(folder))


def _new_id(newest: datetime | None) -> str:
    global _latest
    with _making:
        moment = now()
        for before in (_latest, newest):
            if before and timedelta() <= before - moment < SET_BACK:
                moment = before + timedelta(microseconds=1)
        _latest = moment
    return f"{moment:%Y%m%dT%H%M%SZ}-{moment.microsecond:05x}{secrets.randbits(12):03x}"


def _newest(folder: Path | None) -> datetime | None:
    """Return the start time of the newest log in a folder, taken from its name; None if there is none or its name is not a run id."""
    name = max((path.stem for path in folder.glob("*.jsonl")), default="") if folder else ""
    match = ID.fullmatch(name)
    if not match:
        return None
    return datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC, microsecond=min(int(match[2], 16), 999_999))


@dataclass(slots=True)
class Journal:
    """The log of one step or of one visit to a site; the fields of `about` are written on every line."""

    run: str
    file: IO[str] | None
    about: dict[str, Any] = field(default_factory=dict)

    def say(self, event: str, **details: Any) -> None:
        """Write one line. Titles and URLs are written as JSON strings, so their content cannot forge a line."""
        known = {name: value for name, value in details.items() if value is not None}
        at = now().isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
        line = {"at": at, "event": event, "run": self.run, **self.about, **known}
        with suppress(OSError):  # a log that finds no room stops nothing
            if self.file:
                self.file.write(as_json(line) + "\n")
                self.file.flush()

    def failures(self) -> dict[str, str]:
        """Return the sentence of each step of this run that ended with one, as read from the log."""
        found = {}
        with suppress(OSError):
            for line in Path(self.file.name).read_text(encoding="utf-8").splitlines() if self.file else ():
                if '"event": "failed"' in line or '"event": "withheld"' in line:
                    with suppress(ValueError, KeyError):  # cut by a full disk
                        told = json.loads(line)
                        found[str(told["step"])] = str(told["why"])
        return found


@contextmanager
def failure_noted(folder: Path, step: str) -> Iterator[None]:
    """Note in the log of the run at work why a step of it ends with an error; without a run, nothing is noted."""
    try:
        yield
    except GongkaiError as error:
        if run := os.environ.get(RUN):
            with suppress(OSError), opened(folder, run) as file:
                Journal(run, file, {"step": step}).say("failed", exit=int(error.exit), why=str(error))
        raise


def opened(folder: Path, run: str) -> IO[str]:
    """Open the log of a run for appending and delete the oldest logs; OSError on disk failure."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.jsonl"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return (folder / f"{run}.jsonl").open("a", encoding="utf-8")


@contextmanager
def journal(folder: Path, step: str, run: str | None = None) -> Iterator[Journal]:
    """Keep the log of one step while the block runs; if the log cannot be written, work continues without it."""
    log = Journal(run or run_id(folder), None, {"step": step})
    with suppress(OSError):
        log.file = opened(folder, log.run)
    try:
        yield log
    except GongkaiError as error:
        log.say("withheld" if error.exit == Exit.WITHHELD else "failed", exit=int(error.exit), why=str(error))
        raise
    finally:
        with suppress(OSError):
            if log.file:
                log.file.close()
