"""The process that works on one job: runs its commands in sequence, keeps what they write, records how it ended.

    python -m archive.desk.jobs.job_process FOLDER WORDS...      WORDS begin each command line: python -m gongkai --home HOME

It belongs to no desk: the desk may end and begin again meanwhile.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from gongkai import disk
from gongkai.clock import now
from gongkai.errors import Exit

GRACE = 20.0  # seconds a command has to end once it was asked to; `run` itself needs 7 for its steps
MOST_BYTES = 8 << 20  # of output kept; a crawl of 200 sites writes a hundredth of it
CHUNK = 65_536
CUT = "\n… the output goes on; this log is full\n"


class JobRunner:
    """Runs the commands of one job and forwards a request to stop to the one at work."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.stopped = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Ask the command at work to end; it is killed if it does not."""
        self.stopped = True
        if self.process and self.process.poll() is None:
            self.process.terminate()
            signal.setitimer(signal.ITIMER_REAL, GRACE)

    def kill(self, number: int, frame: FrameType | None) -> None:
        """End a command that ignores the request."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)  # and the steps it started

    def listen(self) -> None:
        """Handle requests to stop from now on."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        signal.signal(signal.SIGALRM, self.kill)

    def run(self, words: Sequence[str], output: IO[bytes]) -> int:
        """Run one command to its end and return its exit code."""
        if self.stopped:
            return Exit.STOPPED
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, process_group=0)
        if self.stopped:  # the request came while it was being started
            self.process.terminate()
        assert self.process.stdout is not None
        with self.process.stdout as written:
            copy(written, output)
        code = self.process.wait()
        signal.setitimer(signal.ITIMER_REAL, 0)
        return Exit.STOPPED if self.stopped else code


def copy(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy what a command writes, as it comes; what is beyond the limit is read and dropped, so that the command goes on."""
    while piece := source.read1(CHUNK):  # type: ignore[attr-defined]  # a pipe is buffered
        room = MOST_BYTES - target.tell()
        if room > 0:
            target.write(piece[:room] + (CUT.encode() if len(piece) > room else b""))


def work(folder: Path, call: Sequence[str]) -> int:
    """Run the commands of a job until one does not end with 0; return its exit code, or 0."""
    worker = JobRunner()
    worker.listen()
    code = int(Exit.COMPLETE)
    commands = json.loads((folder / "job.json").read_text(encoding="utf-8"))["commands"]
    with (folder / "output.log").open("ab", buffering=0) as output:
        for words in commands:
            output.write(f"# gongkai {' '.join(words)}\n".encode())
            began = time.monotonic()
            code = worker.run([*call, *words], output)
            output.write(f"# ended with {code} after {time.monotonic() - began:.1f} s\n".encode())
            if code != Exit.COMPLETE:
                break
    disk.write_file(folder / "end.json", disk.as_json({"exit_code": int(code), "finished": now().isoformat(timespec="seconds")}))
    return code


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2:])
