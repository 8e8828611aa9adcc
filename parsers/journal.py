"""A line of JSON for every decision, in home/logs/RUN.jsonl; all steps of a run share its file."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from parsers.contract import Exit, GongkaiError, now

RUN = "GONGKAI_RUN"  # set by `gongkai run` for its steps, so that one night has one id
KEPT = 60  # logs of so many runs are kept; the WARC files and the database hold all that matters of the older ones


def run_id() -> str:
    """The id of the run this process is a step of; a new one where it stands alone."""
    return os.environ.get(RUN) or f"{now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


@dataclass(slots=True)
class Journal:
    """Where one step, or one site's visit, says what it decided; `about` stands on every line."""

    run: str
    file: IO[str] | None
    about: dict[str, Any] = field(default_factory=dict)

    def say(self, event: str, **told: Any) -> None:
        """Write one line; titles and addresses are JSON strings, so nothing in them can forge another."""
        known = {name: value for name, value in told.items() if value is not None}
        line = {"at": f"{now():%Y-%m-%dT%H:%M:%S.%fZ}", "event": event, "run": self.run, **self.about, **known}
        with suppress(OSError):  # a log that finds no room stops nothing
            if self.file:
                self.file.write(json.dumps(line, ensure_ascii=False) + "\n")
                self.file.flush()


def opened(folder: Path, run: str) -> IO[str]:
    """Given the folder of logs and a run, open its file to add to it, and let the oldest go; OSError where the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.jsonl"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return (folder / f"{run}.jsonl").open("a", encoding="utf-8")


@contextmanager
def journal(folder: Path, step: str, run: str | None = None) -> Iterator[Journal]:
    """Keep the log of one step while the block runs; where the disk refuses a log, the work goes on without."""
    log = Journal(run or run_id(), None, {"step": step})
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
