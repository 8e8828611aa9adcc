"""Jobs: a command of gongkai started from the desk, each in a folder HOME/desk/jobs/ID that outlives the desk.

`job.json` says what was ordered, `holder.json` which process works on it, `output.log` what it wrote, `end.json` how it ended.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from archive.desk.jobs.refusals import DeskRefusal
from archive.site.draw.template_names import UNSEEN
from gongkai import disk
from gongkai.clock import now
from gongkai.lock import Holder, boot_id, born
from gongkai.terminal.amounts import counted

MOST_AT_WORK = 3  # jobs at once; a machine with two cores has little left for a fourth
KEPT = 200  # finished jobs; the WARC files, the database and logs/ hold all that matters of the older ones
STARTING = timedelta(seconds=30)  # a job without a holder has just been ordered; after that its process never began
POLL = 0.05  # seconds between two looks at a job that begins
SHOWN = 64_000  # bytes of the end of an output that a page shows
TERMINAL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")  # control sequences of a terminal (ECMA-48)
ARCHIVE = "archive"  # the subject of a job that concerns no single site; no id of a site has to differ, they only wait for each other

JobState = Literal["running", "finished", "cut_off"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: its kind, what it works on (a site, a host, the archive), and the command lines to run in sequence."""

    kind: str
    subject: str  # one job at a time works on each
    commands: tuple[tuple[str, ...], ...]  # words after `gongkai --home HOME`
    title: tuple[str, str]  # Chinese, English
    about: Mapping[str, str] = field(default_factory=dict)  # what a later step needs, such as the address that was probed


@dataclass(frozen=True, slots=True)
class DeskJob:
    """A job as its folder describes it now; times in UTC, ISO 8601."""

    id: str
    kind: str
    subject: str  # one job at a time works on each
    commands: tuple[tuple[str, ...], ...]
    title: tuple[str, str]
    about: Mapping[str, str]
    ordered: str
    state: JobState
    exit_code: int | None = None  # of the first command that did not end with 0; None before the end
    finished: str | None = None
    pid: int | None = None  # of the process that works on it


class Jobs:
    """The jobs of one home; safe to use from several threads of one desk."""

    def __init__(self, folder: Path, call: Sequence[str], environment: Mapping[str, str]):
        self.folder, self.call, self.environment = folder, tuple(call), dict(environment)
        self.turn = threading.Lock()
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self, order: Order) -> DeskJob:
        """Start a job and return it; DeskRefusal if something is at work on its subject or the machine has enough to do."""
        with self.turn:
            self._refuse_second(order)
            self._prune()
            moment = now()
            name = f"{moment:%Y%m%dT%H%M%S}-{moment.microsecond:06d}{secrets.token_hex(2)}"
            folder = self.folder / name
            disk.make_folder(folder)
            with disk.explained(folder):
                disk.write_file(folder / "job.json", disk.as_json({**asdict(order), "ordered": moment.isoformat(timespec="seconds")}))
                child = subprocess.Popen(
                    [sys.executable, "-P", "-m", "archive.desk.jobs.job_process", str(folder.absolute()), *self.call],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,  # it goes on when the desk ends, and a signal to the desk's terminal does not reach it
                    env=self.environment,
                )
                self.children.append(child)
                holder = Holder(child.pid, boot_id(), born(child.pid), "gongkai desk job", moment.isoformat(timespec="seconds"))
                disk.write_file(folder / "holder.json", disk.as_json(asdict(holder)))
        return self.get(name)

    def _refuse_second(self, order: Order) -> None:
        at_work = [job for job in self.all() if job.state == "running"]
        for job in at_work:
            if job.subject == order.subject:
                raise DeskRefusal(
                    409,
                    f"作业 {job.id} 正在处理 {job.subject}，请等它结束，或先停止它。",
                    f"Job {job.id} is at work on {job.subject}; wait for it or stop it.",
                )
        if len(at_work) >= MOST_AT_WORK:
            count = len(at_work)
            raise DeskRefusal(
                409,
                f"已有 {count} 个作业在运行，这是上限；请等其中一个结束，或停止一个。",
                f"{counted(count, 'job is', 'jobs are')} at work, which is as many as may be; wait for one or stop one.",
            )

    def _prune(self) -> None:
        """Delete the oldest finished jobs beyond the number kept."""
        done = [job for job in self.all() if job.state != "running"]
        for job in done[KEPT - 1 :]:
            shutil.rmtree(self.folder / job.id, ignore_errors=True)

    def all(self) -> list[DeskJob]:
        """Return every job, the newest first."""
        self.children = [child for child in self.children if child.poll() is None]  # those that ended are no longer zombies
        found = []
        with suppress(FileNotFoundError):
            for folder in sorted(self.folder.iterdir(), reverse=True):
                with suppress(DeskRefusal):
                    found.append(self.get(folder.name))
        return found

    def get(self, name: str) -> DeskJob:
        """Return the job of that id; DeskRefusal if there is none."""
        folder = self.folder / name
        if not name or "/" in name or name.startswith(".") or not (order := read_json(folder / "job.json")):
            raise DeskRefusal(404, "没有这个作业。", "There is no such job.")
        holder, end = read_json(folder / "holder.json"), read_json(folder / "end.json")
        return DeskJob(
            name,
            order["kind"],
            order["subject"],
            tuple(tuple(words) for words in order["commands"]),
            (order["title"][0], order["title"][1]),
            order["about"],
            order["ordered"],
            state_of(order, holder, end),
            end.get("exit_code"),
            end.get("finished"),
            holder.get("pid"),
        )

    def output_file(self, name: str) -> Path:
        """Return the file that a job's output goes to; the lines of the job itself begin with `#`."""
        return self.folder / self.get(name).id / "output.log"

    def output(self, name: str) -> str:
        """Return the end of what a job wrote so far, without control characters; the beginning is cut where it is long."""
        path = self.output_file(name)
        try:
            with path.open("rb") as stream:
                size = stream.seek(0, os.SEEK_END)
                stream.seek(max(0, size - SHOWN))
                text = stream.read(SHOWN).decode("utf-8", "replace")
        except FileNotFoundError:
            return ""
        return printable(text.partition("\n")[2] if size > SHOWN else text)

    def stop(self, name: str) -> DeskJob:
        """Ask a job to end, as Ctrl-C would; DeskRefusal if it is not at work."""
        self._await_beginning(name)
        with self.turn:
            job = self.get(name)
            if job.state != "running" or job.pid is None:
                raise DeskRefusal(409, "该作业已不在运行。", "This job is not at work any more.")
            with suppress(ProcessLookupError):
                os.kill(job.pid, signal.SIGTERM)
        return job

    def _await_beginning(self, name: str) -> None:
        """Wait until a job's process listens to requests to stop, which is when its output exists: before, one would end it unrecorded."""
        deadline = time.monotonic() + STARTING.total_seconds()
        while self.get(name).state == "running" and not self.output_file(name).exists() and time.monotonic() < deadline:
            time.sleep(POLL)


def read_json(path: Path) -> dict[str, Any]:
    """Return the mapping in a file; empty if it is absent or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def state_of(order: Mapping[str, Any], holder: Mapping[str, Any], end: Mapping[str, Any]) -> JobState:
    """Return the state of a job, from the contents of its three files."""
    if end:
        return "finished"
    if not holder:
        return "running" if now() - datetime.fromisoformat(order["ordered"]) < STARTING else "cut_off"
    return "running" if Holder(**holder).alive() else "cut_off"


def printable(text: str) -> str:
    r"""Return output as a page shows it: the last state of each line that was redrawn, no control or direction characters.

    >>> printable("1 of 3\r2 of 3\r\x1b[K\x1b[31mdone\x1b[0m\n" + chr(0x202E) + "a")
    'done\na'
    """
    lines = []
    for line in text.split("\n"):
        shown = line.rstrip("\r").rpartition("\r")[2]
        lines.append(TERMINAL.sub("", shown).translate(UNSEEN))
    return "\n".join(lines)
