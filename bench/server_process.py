"""A server as a process of its own on a free port, and what it has used: for bench/site.py."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parent.parent
DIAL = 60  # seconds a start may take before we give up


@contextmanager
def serving(command: list[str]) -> Iterator[tuple[str, float, subprocess.Popen[str]]]:
    """Run a server on a free port; yield its URL, the seconds until its first page, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [word.format(port=port) for word in command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        yield address, answered(address, began, process), process
    finally:
        process.terminate()
        process.wait(20)


def answered(address: str, began: float, process: subprocess.Popen[str]) -> float:
    """Return the seconds until the first page is served."""
    while time.perf_counter() - began < DIAL and process.poll() is None:
        try:
            httpx.get(address, timeout=DIAL)
            return time.perf_counter() - began
        except httpx.TransportError:
            time.sleep(0.02)
    raise SystemExit("the server did not start")


def spent(process: subprocess.Popen[str]) -> float:
    """Return the CPU seconds a server has used so far."""
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)


def idle(process: subprocess.Popen[str]) -> float:
    """Wait until a server has finished its initial counts and return the CPU seconds these took, which no later page is charged."""
    began = before = spent(process)
    while True:
        time.sleep(1)
        now = spent(process)
        if now - before < 0.05:
            return now - began
        before = now


def memory(process: subprocess.Popen[str]) -> str:
    """Return the resident memory of a server."""
    return f"{psutil.Process(process.pid).memory_info().rss / 1e6:.0f} MB"
