"""Plays a night with the real program: `gongkai run` as processes, the site as it is served, the home's own files.

The home's `sites.yaml` and `gongkai.env` are the only configuration; `GONGKAI_NOW` sets the clock.
"""

import asyncio
import hashlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
from click.testing import CliRunner, Result

from archive.cli import cli
from archive.site.editions import Editions
from gongkai import clock as program_clock
from gongkai.disk import STOP_WATER
from gongkai.home import Home, again
from tests.helpers.plain_environment import plain_environment
from tests.scenarios.nights.model import HOUSE, ColumnSeen, Health, Night, Observed, Place, Told, Twist
from tests.scenarios.nights.portal import Portal, wait_for
from tests.scenarios.nights.reading import read_message
from tests.scenarios.nights.stage.faults import State
from tests.scenarios.nights.stage.sites import BY_ID
from tests.scenarios.nights.webhook import Webhook

STATES = {
    "healthy": Health.OK,
    "quiet": Health.OK,
    "late": Health.OVERDUE,
    "silent": Health.OVERDUE,
    "dormant": Health.DORMANT,
    "paused": Health.PAUSED,
    "ended": Health.ENDED,
    "disabled": Health.ABSENT,
    "error": Health.FAILING,
    "challenged": Health.FAILING,
    "never_worked": Health.FAILING,
}
SUCCESS = re.compile(r"^gongkai_run_last_success_timestamp_seconds (\S+)$", re.M)
LISTED = """
    SELECT m.column_id, count(*) FROM memberships m JOIN documents d ON d.id = m.document_id
    WHERE d.gone_at IS NULL AND d.capture_id IS NOT NULL GROUP BY 1"""
HELD_AT = 12  # the request at which a portal falls silent while the run is killed, stopped or overlapped
PATIENCE = 240  # seconds for a run on a machine under load; one takes five, one with a portal that drips thirty
SMALL = 1 << 30  # bytes of a file system that a test may fill
OF_THE_RUN = "（run）"
STOPS_WITHIN = 60.0  # seconds: 8, and as long as a machine may stand still; the portals answer nothing for five minutes
PAUSES = {  # words of `sites`, and the reason that follows
    Twist.PAUSE: ("pause", "--reason", "栏目改版"),
    Twist.RESUME: ("resume",),
    Twist.PAUSE_ALL: ("pause", "--reason", "机房搬迁"),
    Twist.RESUME_ALL: ("resume",),
}
CHECKED = frozenset(Twist) - frozenset(PAUSES)  # after such a night every record is verified
BROKEN = {Twist.REGISTRY_BROKEN: "- id: a\n  name: b\n  columns: [\n  level: {\n", Twist.REGISTRY_EMPTY: "# no site any more\n"}


@dataclass(frozen=True)
class Ended:
    """A run that is over."""

    code: int
    output: str
    second: int | None = None


class CommandAdapter:
    """One home on which the nights of an act are played."""

    def __init__(self, root: Path, portal: Portal, webhook: Webhook) -> None:
        self.home, self.portal, self.webhook = Home(root), portal, webhook
        root.mkdir(parents=True, exist_ok=True)
        self.settings = f"GONGKAI_ALARM_WEBHOOK={webhook.alarm_url}\nGONGKAI_HEARTBEAT={webhook.heartbeat_url}\n"
        (root / "gongkai.env").write_text(self.settings, encoding="utf-8")
        self.editions: Editions | None = None
        self.runner = asyncio.Runner()

    def close(self) -> None:
        """Close what was opened to look at the site."""
        self.runner.close()

    def play(self, night: Night, clock: datetime, portal: Portal, webhook: Webhook, stands: frozenset[Place]) -> Observed:
        """Run one night with the machine's clock at `clock` (UTC) and return what was seen."""
        before = self.latest()
        (self.home.root / "sites.yaml").write_text(portal.registry(night.registry, dict(night.least)), encoding="utf-8")
        began = time.monotonic()
        ended = self.run(night, clock)
        finished = clock + timedelta(seconds=time.monotonic() - began)
        told = [read(text) for text in webhook.messages]
        verified = self.look("verify", clock=finished).exit_code if set(night.twists) & CHECKED else None
        columns, text = self.status(finished)
        health, outage = self.site(finished)
        return Observed(
            ended.code,
            clock,
            finished,
            ended.output,
            tuple(webhook.messages),
            tuple(one for news, _ in told for one in news),
            stands,
            frozenset().union(*(dormant for _, dormant in told)),
            len(webhook.heartbeats),
            self.run_success(),
            health,
            columns,
            text,
            before,
            self.latest(),
            self.intact(),
            {site: tuple(portal.paths(site)) for site in {asked.site for asked in portal.asked}},
            ended.second,
            outage,
            verified,
            self.listed(),
        )

    # ---- the run

    def run(self, night: Night, clock: datetime) -> Ended:
        """Run `gongkai run` as the night's twist wants it; what a twist did to the home is undone."""
        twist = next(iter(night.twists), None)
        sites, settings = self.home.root / "sites.yaml", self.home.root / "gongkai.env"
        if twist in PAUSES:
            verb, *reason = PAUSES[twist]
            every = [site for site in night.registry if not BY_ID[site].ended]
            for name in ["shiting/notices"] if twist in (Twist.PAUSE, Twist.RESUME) else every:
                assert self.command("sites", verb, name, *reason, clock=clock).returncode == 0
        elif twist in BROKEN:
            sites.write_text(BROKEN[twist], encoding="utf-8")
        elif twist is Twist.SETTINGS_BROKEN:
            settings.write_text(f"{self.settings}GONGKAI_KEEP='many'\n", encoding="utf-8")
        try:
            return self.twisted(night, clock)
        finally:
            settings.write_text(self.settings, encoding="utf-8")

    def twisted(self, night: Night, clock: datetime) -> Ended:
        """Run, interfering with the process, the disk or the store as the night's twist says."""
        twist = next(iter(night.twists), None)
        if twist is Twist.DISK_FULL:
            return self.plain(clock, GONGKAI_FREE=str(1 << 60))
        if twist is Twist.DISK_FILLS:
            return self.disk_fills(clock)
        if twist is Twist.STORE_UNUSABLE:
            return self.store_unusable(clock)
        if twist is Twist.KILL_IN_BUILD:
            return self.killed_in_build(clock)
        if twist in (Twist.KILL_IN_CRAWL, Twist.TERM_IN_CRAWL, Twist.OVERLAP):
            return self.interrupted(twist, clock)
        return self.plain(clock, **settings_of(night))

    def plain(self, clock: datetime, **more: str) -> Ended:
        done = self.command("run", clock=clock, **more)
        return Ended(done.returncode, done.stdout + done.stderr)

    def interrupted(self, twist: Twist, clock: datetime) -> Ended:
        """Kill, stop or overlap a run while no portal answers."""
        self.portal.hold(HELD_AT)
        process, second = self.started(clock), None
        assert wait_for(self.portal.held.is_set, PATIENCE), "the run asked for too little"
        if twist is Twist.OVERLAP:
            second = self.command("run", clock=clock).returncode
        else:
            asked = time.monotonic()
            number = signal.SIGKILL if twist is Twist.KILL_IN_CRAWL else signal.SIGTERM
            os.killpg(process.pid, number) if number is signal.SIGKILL else process.terminate()
            process.wait(PATIENCE)
            assert time.monotonic() - asked < STOPS_WITHIN, "the run did not end in time"
        self.portal.release()
        output, _ = process.communicate(timeout=PATIENCE)
        return Ended(process.returncode, output, second)

    def killed_in_build(self, clock: datetime) -> Ended:
        """Kill a run whose build waits for the database, which is held until it is dead."""
        with closing(sqlite3.connect(self.home.database, isolation_level=None)) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            logs = self.home.root / "logs"
            old = {file: file.stat().st_size for file in logs.glob("*.jsonl")}
            process = self.started(clock)

            def crawled() -> bool:
                texts = (file.read_text(encoding="utf-8")[old.get(file, 0) :] for file in logs.glob("*.jsonl"))
                lines = [json.loads(line) for text in texts for line in text.splitlines() if line.endswith("}")]
                return any(line["event"] == "step" and line["name"] == "crawl" for line in lines)

            assert wait_for(crawled, PATIENCE), "the crawl did not end"
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate(timeout=PATIENCE)
        return Ended(process.returncode, output)

    def disk_fills(self, clock: datetime) -> Ended:
        """Leave a little more than the program's last reserve, so that it is reached while the run writes."""
        ballast = self.home.root / "ballast"
        room = os.statvfs(self.home.root)
        assert self.small(), "the home does not lie on a small file system"
        size = room.f_bavail * room.f_frsize - STOP_WATER - (64 << 10)
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
        try:
            return self.plain(clock, GONGKAI_FREE="0")
        finally:
            ballast.unlink()

    def store_unusable(self, clock: datetime) -> Ended:
        """Put a plain file in the place of the store."""
        warc, aside = Path(self.home.warc), self.home.root / "warc.aside"
        warc.rename(aside)
        warc.write_bytes(b"")
        try:
            return self.plain(clock)
        finally:
            warc.unlink()
            aside.rename(warc)

    def started(self, clock: datetime) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*again(self.home, None), "run"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment(clock),
            start_new_session=True,
        )

    def command(self, *words: str, clock: datetime, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program to its end."""
        call = [*again(self.home, None), *words]
        environment = self.environment(clock) | more
        return subprocess.run(call, capture_output=True, text=True, timeout=PATIENCE, env=environment, check=False)

    def look(self, *words: str, clock: datetime) -> Result:
        """Run a command that only looks, in this process: a process of its own takes a second to start, after each of the nights."""
        with mock.patch.dict(os.environ, self.environment(clock), clear=True), time_begins_now():
            return CliRunner().invoke(cli, ["--home", str(self.home.root), *words])

    def environment(self, clock: datetime) -> dict[str, str]:
        own = plain_environment()
        small = {"GONGKAI_FREE": str(STOP_WATER)} if self.small() else {}
        return own | self.portal.environment() | small | {"GONGKAI_NOW": clock.isoformat()}

    def small(self) -> bool:
        """Whether the home lies on a file system that a test may fill."""
        room = os.statvfs(self.home.root)
        return room.f_blocks * room.f_frsize <= SMALL

    # ---- what a careful operator looks at

    def latest(self) -> str | None:
        try:
            return str(json.loads((self.home.public / "latest.json").read_text(encoding="utf-8"))["file"])
        except FileNotFoundError:
            return None

    def intact(self) -> bool:
        """Whether the database that latest.json names has its digest."""
        try:
            named = json.loads((self.home.public / "latest.json").read_text(encoding="utf-8"))
            return hashlib.sha256((self.home.public / named["file"]).read_bytes()).hexdigest() == named["sha256"]
        except FileNotFoundError:
            return False

    def run_success(self) -> datetime | None:
        file = self.home.root / "metrics.prom"
        found = SUCCESS.search(file.read_text(encoding="utf-8")) if file.exists() else None
        return datetime.fromtimestamp(float(found[1]), UTC) if found else None

    def status(self, clock: datetime) -> tuple[dict[Place, ColumnSeen], str]:
        """What `gongkai status` says, for machines and for people."""
        machine, person = (self.look("status", *words, clock=clock) for words in (("--json",), ()))
        assert (machine.exit_code, person.exit_code) == (0, 0), machine.stderr + person.stderr
        return columns_of(json.loads(machine.stdout)), person.stdout

    def site(self, clock: datetime) -> tuple[dict[Place, ColumnSeen], bool | None]:
        """What `/-/health.json` says, and whether the home page shows an outage."""
        if self.latest() is None:
            return {}, None
        with mock.patch.dict(os.environ, {"GONGKAI_NOW": clock.isoformat()}), time_begins_now():
            return self.runner.run(self.looked_at())

    async def looked_at(self) -> tuple[dict[Place, ColumnSeen], bool]:
        self.editions = self.editions or Editions(self.home)
        transport = httpx.ASGITransport(app=self.editions)  # type: ignore[arg-type]  # the same interface, its messages typed as dict
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            health = await client.get("/-/health.json")
            page = await client.get("/")
        assert (health.status_code, page.status_code) == (200, 200)
        return columns_of(health.json()), 'class="outage"' in page.text

    def listed(self) -> dict[Place, int] | None:
        latest = self.latest()
        if latest is None:
            return None
        with closing(sqlite3.connect(self.home.public / latest)) as connection:
            return {place(column): count for column, count in connection.execute(LISTED)}


@contextmanager
def time_begins_now() -> Iterator[None]:
    """Let the program's clock run from this moment, as it does from the start of a process."""
    with mock.patch.object(program_clock, "STARTED", time.monotonic()):
        yield


def settings_of(night: Night) -> dict[str, str]:
    """Return the settings that a night is played with: less patience where a portal drips, a clock that is not taken at its word."""
    drips = any(fault.state is State.DRIP for fault in night.faults)
    return ({"GONGKAI_ANSWER_SECONDS": "5"} if drips else {}) | ({"GONGKAI_CLOCK": "check"} if night.skew else {})


def read(text: str) -> tuple[tuple[Told, ...], frozenset[Place]]:
    """Read a message; a line about `gongkai run` itself may name a column as its reason and is about the house all the same."""
    lines = text.splitlines()
    news, dormant = read_message("\n".join(line for line in lines if OF_THE_RUN not in line))
    return (*news, *(Told(HOUSE, "告警" in line, line) for line in lines if OF_THE_RUN in line)), dormant


def columns_of(told: Mapping[str, Any]) -> dict[Place, ColumnSeen]:
    """Return the columns of `status --json` or `/-/health.json`."""
    return {place(column["column_id"]): column_of(column) for column in told["columns"]}


def column_of(column: Mapping[str, Any]) -> ColumnSeen:
    """Return one column in the theatre's words; one whose last attempt failed is failing, whatever its rhythm."""
    state = STATES[column["state"]]
    if column["cause"] and state in (Health.OK, Health.OVERDUE):
        state = Health.FAILING
    return ColumnSeen(state, moment(column["last_run"]), moment(column["last_success"]), f"{column['chinese']} {column['english']}")


def place(column: str) -> Place:
    """Return site and column of a column's id."""
    site, _, name = column.partition("/")
    return site, name


def moment(text: str | None) -> datetime | None:
    """Return a time of the program's JSON."""
    return datetime.fromisoformat(text) if text else None
