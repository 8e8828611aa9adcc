"""A real Dask cluster of this machine: a scheduler and workers as processes, as `dask scheduler` and `dask worker` start them."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

from tests.conftest import ROOT


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def dask(*words, daemon="False"):
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": daemon}
    call = [sys.executable, "-P", "-m", "dask", *words, "--no-dashboard"]
    return subprocess.Popen(call, cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def cluster(workers=2, daemon="False"):
    """A scheduler and workers of one thread each; their processes, and the scheduler's address."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    running = [dask("scheduler", "--host", "127.0.0.1", "--port", str(port))]
    running += [
        dask("worker", address, "--nthreads", "1", "--host", "127.0.0.1", "--memory-limit", "0", daemon=daemon) for _ in range(workers)
    ]
    try:
        wait_for(address, workers)
        yield address, running[1:]
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(address, workers):
    """Until the scheduler knows so many workers."""
    script = f"from distributed import Client; Client({address!r}, timeout='60s').wait_for_workers({workers}, timeout='60s')"
    subprocess.run([sys.executable, "-P", "-c", script], check=True, timeout=120, capture_output=True)
