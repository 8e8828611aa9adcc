"""Requests a second and p95 of a served archive: pages at 50 and 200 clients, alone, beside four hostile ones, and beside 100 refused ones.

python -m bench.load HOME     HOME: a home with a published snapshot; a server is started for it on a free port
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from contextlib import suppress

PAGES = {
    "home": "/",
    "search": "/search?q=%E9%A2%84%E7%AE%97",
    "report": "/report/{report}",
    "checks": "/checks",
    "table": "/gongkai/reports.json?_size=10",
    "SQL": "/gongkai.json?sql=select+count(*)+from+reports",
}
HOSTILE = "/gongkai.json?sql=select%20instr(printf('%25.*c',2000000,'a'),printf('%25.*c',1000000,'a')||'b')"
ANY_REPORT = "/gongkai/reports.json?_size=1&_shape=array"
CLIENTS, REQUESTS = (50, 200), 400
BESIDE = {"alone": 0, "4 hostile": 4, "100 refused": 100}  # clients that send HOSTILE without a pause; of a hundred, 60 find the queue full


async def ask(port: int, path: str) -> tuple[int, float]:
    """Return the status and the seconds of one request on a connection of its own."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    body = await reader.read(-1)
    writer.close()
    return int(body[9:12] or b"0"), time.monotonic() - began


async def body(port: int, path: str) -> bytes:
    """Return the body of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    received = await reader.read(-1)
    writer.close()
    return received.partition(b"\r\n\r\n")[2]


async def load(port: int, path: str, clients: int) -> str:
    """Let that many clients request a page in turn; return requests a second, p95 and the failures."""
    turns = iter(range(REQUESTS))
    found: list[tuple[int, float]] = []

    async def client() -> None:
        for _ in turns:
            found.append(await ask(port, path))

    began = time.monotonic()
    await asyncio.gather(*(client() for _ in range(clients)))
    seconds = sorted(taken for _, taken in found)
    failed = sum(status != 200 for status, _ in found)
    return f"{len(found) / (time.monotonic() - began):.0f} | {seconds[int(len(seconds) * 0.95)]:.2f} | {failed}"


async def hostile(port: int) -> None:
    """Send one unstoppable query after the other."""
    while True:
        with suppress(OSError):
            await ask(port, HOSTILE)


async def measure(port: int) -> None:
    """Print a row for each page and number of clients, alone and beside hostile ones."""
    (found,) = json.loads(await body(port, ANY_REPORT))
    for beside, count in BESIDE.items():
        attackers = [asyncio.create_task(hostile(port)) for _ in range(count)]
        for name, path in PAGES.items():
            for clients in CLIENTS:
                if name != "SQL" or (clients == CLIENTS[0] and not count):
                    measured = await load(port, path.format(report=found["id"]), clients)
                    print(f"| {name} | {clients} | {beside} | {measured} |", flush=True)
        for attacker in attackers:
            attacker.cancel()


def main() -> None:
    """Start the server, measure, stop it."""
    command = [sys.executable, "-m", "gongkai", "--home", sys.argv[1], "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(re.findall(r":(\d+)/", server.stdout.readline())[0])
        try:
            asyncio.run(measure(port))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
