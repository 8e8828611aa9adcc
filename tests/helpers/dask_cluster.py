"""A real Dask cluster of this machine: a scheduler and workers as processes, as `dask scheduler` and `dask worker` start them."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import ROOT


def dask(*words, daemon="False"):
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": daemon}
    call = [sys.executable, "-P", "-m", "dask", *words, "--no-dashboard"]
    return subprocess.Popen(call, cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def cluster(workers=2, daemon="False"):
    """A scheduler and workers of one thread each; their processes, and the scheduler's address."""
    folder = tempfile.TemporaryDirectory()
    told = Path(folder.name) / "scheduler.json"
    running = [dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))]
    try:
        address = told_address(told, running[0])
        running += [
            dask("worker", address, "--nthreads", "1", "--host", "127.0.0.1", "--memory-limit", "0", daemon=daemon) for _ in range(workers)
        ]
        wait_for(address, workers)
        yield address, running[1:]
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        folder.cleanup()


def told_address(file, scheduler):
    """The address that the scheduler has written, at the port it found free."""
    for _ in range(1200):  # two minutes; it takes one or two seconds
        with suppress(OSError, ValueError):
            return json.loads(file.read_text())["address"]
        assert scheduler.poll() is None, "the scheduler ended"
        time.sleep(0.1)
    raise AssertionError("the scheduler does not tell its address")


def wait_for(address, workers):
    """Until the scheduler knows so many workers."""
    script = f"from distributed import Client; Client({address!r}, timeout='120s').wait_for_workers({workers}, timeout='120s')"
    subprocess.run([sys.executable, "-P", "-c", script], check=True, timeout=250, capture_output=True)
