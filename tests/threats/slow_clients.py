"""Hostile clients of a site, bounded and on loopback only, and honest clients that measure what their visitors feel.

`beside(host, port, attack)` measures honest clients alone and then beside an attack; `judge` holds both measurements
against each other. `half_open(host, port, count)` holds unfinished requests open and asks the site at the same time.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

from tests.threats.wire import require_loopback

MOST_CONNECTIONS = 2000
MOST_SECONDS = 180.0
PATHS = ("/", "/search?q=%E9%A2%84%E7%AE%97", "/coverage", "/checks", "/gongkai/reports.json?_size=10")
UNSTOPPABLE = "/gongkai.json?sql=select%20instr(printf('%25.*c',2000000,'a'),printf('%25.*c',1000000,'a')||'b')"
LARGE = "/gongkai.json?sql=select%20hex(zeroblob(400000000))"


class Attack(Enum):
    """What a hostile client does with its connections."""

    NONE = "nothing"
    HALF_REQUEST = "half a request line, then silence"
    HALF_HEADERS = "headers without their end, then silence"
    SLOW_HEADERS = "one header a second"
    SLOW_BODY = "a body told large, one byte a second"
    SLOW_READER = "a page asked for and never read"
    IDLE = "one answer, then an idle connection"
    CONNECT_ONLY = "a connection and no byte"
    OPEN_AND_CLOSE = "connections opened and closed without a pause"
    RESET = "requests aborted at once"
    SQL_TIME = "SQL that cannot be interrupted"
    SQL_MEMORY = "SQL that answers with hundreds of megabytes"


OPENINGS = {
    Attack.HALF_REQUEST: b"GET / HT",
    Attack.HALF_HEADERS: b"GET / HTTP/1.1\r\nHost: {host}\r\nX-A: a\r\n",
    Attack.SLOW_HEADERS: b"GET / HTTP/1.1\r\nHost: {host}\r\n",
    Attack.SLOW_BODY: b"POST /search HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n",
    Attack.SLOW_READER: b"GET /gongkai/facts.json?_size=max HTTP/1.1\r\nHost: {host}\r\n\r\n" * 50,
    Attack.IDLE: b"GET /-/health.json HTTP/1.1\r\nHost: {host}\r\n\r\n",
    Attack.CONNECT_ONLY: b"",
    Attack.RESET: b"GET /search?q=a HTTP/1.1\r\nHost: {host}\r\n\r\n",
    Attack.SQL_TIME: f"GET {UNSTOPPABLE} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n\r\n".encode(),
    Attack.SQL_MEMORY: f"GET {LARGE} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n\r\n".encode(),
}
DRIPS = {Attack.SLOW_HEADERS: b"X-A: a\r\n", Attack.SLOW_BODY: b"a"}
REPEATED = {Attack.OPEN_AND_CLOSE, Attack.RESET, Attack.SQL_TIME, Attack.SQL_MEMORY}


@dataclass
class AttackReport:
    """What became of hostile connections: opened, refused by the server, closed by it, and after how many seconds."""

    opened: int = 0
    refused: int = 0
    closed: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Latencies:
    """Seconds of honest requests that were answered with 200, and what was wrong with the others."""

    seconds: tuple[float, ...]
    errors: tuple[str, ...] = ()

    def percentile(self, share: float) -> float:
        """Return the seconds that this share of the requests kept; infinity where none was answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))] if self.seconds else float("inf")

    @property
    def p95(self) -> float:
        """Return the seconds that 95 of 100 requests kept."""
        return self.percentile(0.95)

    @property
    def per_second(self) -> float:
        """Return answers a second and client: one over the mean."""
        return 1 / statistics.fmean(self.seconds) if self.seconds else 0.0


@dataclass(frozen=True)
class Measurement:
    """Honest clients alone and beside an attack."""

    attack: Attack
    alone: Latencies
    beside: Latencies
    report: AttackReport


@dataclass
class _Clock:
    """When an attack ends: a flag of its own, for a cancellation may be lost in a library's wait."""

    end: float

    def running(self) -> bool:
        return time.monotonic() < self.end


@asynccontextmanager
async def attacking(host: str, port: int, attack: Attack, connections: int, seconds: float = MOST_SECONDS) -> AsyncIterator[AttackReport]:
    """Hold an attack for the length of a block; it ends by itself after `seconds`. Count and time are capped."""
    require_loopback(host)
    report, clock = AttackReport(), _Clock(time.monotonic() + min(seconds, MOST_SECONDS))
    count = 0 if attack is Attack.NONE else min(connections, MOST_CONNECTIONS)
    tasks = [asyncio.create_task(_hostile(host, port, attack, report, clock)) for _ in range(count)]
    try:
        until = time.monotonic() + 5.0
        while report.opened + report.refused < count and time.monotonic() < until:
            await asyncio.sleep(0.02)
        yield report
    finally:
        clock.end = 0.0
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _hostile(host: str, port: int, attack: Attack, report: AttackReport, clock: _Clock) -> None:
    while clock.running():
        await _one_hostile(host, port, attack, report, clock)
        if attack not in REPEATED:
            return
        await asyncio.sleep(0.01)


async def _one_hostile(host: str, port: int, attack: Attack, report: AttackReport, clock: _Clock) -> None:
    start = time.monotonic()
    try:
        async with asyncio.timeout(10):
            reader, writer = await asyncio.open_connection(host, port, limit=65536)
    except (OSError, TimeoutError):
        report.refused += 1
        return
    report.opened += 1
    try:
        writer.write(OPENINGS.get(attack, b"").replace(b"{host}", f"{host}:{port}".encode()))
        await _behave(reader, writer, attack, clock)
        report.closed.append(time.monotonic() - start)
    except (OSError, TimeoutError):
        report.closed.append(time.monotonic() - start)
    finally:
        if attack in {Attack.RESET, Attack.SLOW_READER}:
            writer.transport.abort()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, attack: Attack, clock: _Clock) -> None:
    """Keep the connection as the attack does; return when the server has closed it."""
    if attack in {Attack.OPEN_AND_CLOSE, Attack.RESET}:
        return
    while clock.running():
        if attack in DRIPS:
            writer.write(DRIPS[attack])
            await writer.drain()
        if attack is Attack.SLOW_READER:  # nothing is read: the kernel's buffers fill and the server's writes must end by themselves
            if reader.at_eof() or writer.transport.is_closing():
                return
            await asyncio.sleep(0.2)
            continue
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                if not await reader.read(65536):
                    return


async def honest(host: str, port: int, clients: int = 50, each: int = 5, paths: Sequence[str] = PATHS, timeout: float = 30.0) -> Latencies:
    """Let `clients` visitors ask `each` pages one after the other, a new connection a page; return their seconds."""
    require_loopback(host)
    seconds: list[float] = []
    errors: list[str] = []

    async def visitor(number: int) -> None:
        for turn in range(each):
            path = paths[(number + turn) % len(paths)]
            start = time.monotonic()
            try:
                async with asyncio.timeout(timeout):
                    status = await _ask(host, port, path)
            except (OSError, TimeoutError, ValueError) as error:
                errors.append(f"{path}: {type(error).__name__}")
                continue
            if status == 200:
                seconds.append(time.monotonic() - start)
            else:
                errors.append(f"{path}: {status}")

    await asyncio.gather(*(visitor(number) for number in range(clients)))
    return Latencies(tuple(seconds), tuple(errors))


async def _ask(host: str, port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        line = await reader.readline()
        while await reader.read(262144):
            pass
        return int(line.split(b" ")[1]) if line.count(b" ") else 0
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def beside(
    host: str, port: int, attack: Attack, hostile: int = 4, clients: int = 50, each: int = 5, paths: Sequence[str] = PATHS
) -> Measurement:
    """Measure honest clients alone (after one round that fills caches) and then beside `hostile` attackers."""

    async def both() -> Measurement:
        await honest(host, port, min(clients, 5), len(paths), paths)
        alone = await honest(host, port, clients, each, paths)
        async with attacking(host, port, attack, hostile) as report:
            await asyncio.sleep(0.5)
            return Measurement(attack, alone, await honest(host, port, clients, each, paths), report)

    return asyncio.run(both())


def judge(measured: Measurement, ratio: float = 2.0, floor: float = 0.1) -> list[str]:
    """Return what is wrong: honest requests that failed, or a p95 beyond `ratio` times that of alone.

    Below `floor` seconds a ratio says more of the machine than of the site.
    """
    reasons = [f"alone already: {error}" for error in measured.alone.errors[:3]]
    reasons += [f"beside {measured.attack.value}: {error}" for error in measured.beside.errors[:3]]
    most = max(measured.alone.p95, floor) * ratio
    if measured.beside.p95 > most:
        reasons.append(f"p95 {measured.beside.p95:.3f} s beside {measured.attack.value}, {measured.alone.p95:.3f} s alone")
    if measured.attack is not Attack.NONE and not measured.report.opened and not measured.report.refused:
        reasons.append("the attack never took place")
    return reasons


@dataclass(frozen=True)
class HalfOpen:
    """What unfinished requests did to the site: the honest answers meanwhile and after, and the server's closing."""

    during: Latencies
    after: Latencies
    report: AttackReport


def half_open(
    host: str,
    port: int,
    count: int = 600,
    attack: Attack = Attack.HALF_REQUEST,
    hold: float = 40.0,
    paths: Sequence[str] = PATHS,
    timeout: float = 30.0,
) -> HalfOpen:
    """Hold `count` unfinished requests for `hold` seconds, ask the site meanwhile, and once more when they are gone.

    The descriptors of this process must allow `count` (`ulimit -n`); the site's own limit is the harness's to set.
    """

    async def run() -> HalfOpen:
        start = time.monotonic()
        async with attacking(host, port, attack, count, hold) as report:
            during = await honest(host, port, 5, 4, paths, timeout)
            while time.monotonic() - start < hold and len(report.closed) < report.opened:
                await asyncio.sleep(0.1)
        return HalfOpen(during, await honest(host, port, 5, 4, paths, timeout), report)

    return asyncio.run(run())


def least(wrong: Callable[[], list[str]], attempts: int = 3) -> list[str]:
    """Return what is wrong with the best of a few measurements: a machine that stands still meanwhile makes any site late."""
    reasons: list[str] = []
    for _ in range(attempts):
        if not (reasons := wrong()):
            break
    return reasons


def judge_half_open(result: HalfOpen, header_seconds: float, log_bytes: int) -> list[str]:
    """Return what is wrong: requests unanswered, connections kept beyond the site's header time-out, a log of 1 MB or more."""
    reasons = [f"during: {error}" for error in result.during.errors[:3]] + [f"after: {error}" for error in result.after.errors[:3]]
    late = [seconds for seconds in result.report.closed if seconds > header_seconds + 5]
    kept = result.report.opened - len(result.report.closed) + len(late)
    if kept:
        reasons.append(f"{kept} of {result.report.opened} unfinished requests kept beyond {header_seconds:.0f} s")
    if log_bytes >= 1_000_000:
        reasons.append(f"the log grew by {log_bytes} bytes")
    return reasons
