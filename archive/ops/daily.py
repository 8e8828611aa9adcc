"""Run every day at a given time, for containers and machines without a scheduler."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from types import FrameType

from gongkai.clock import now
from gongkai.errors import Exit
from gongkai.home import Home
from gongkai.lock import holder_of

POLL = 20.0  # seconds; the wall clock is looked at this often, so that a night asleep or a clock set anew is noticed
JUMP = timedelta(minutes=5)  # more than this between two looks is sleep or a new clock, not work
LATE = timedelta(hours=1)  # a run that has not begun so long after its time will not
LONGEST = timedelta(hours=30)  # no wait is longer; the clock was set back by more than an hour or two

Say = Callable[[str], None]


def next_time(after: datetime, hour: int, minute: int) -> datetime:
    """Return the next instant of a time of day, in the time zone of `after`; wall time is kept across daylight saving.

    >>> next_time(datetime.fromisoformat("2026-05-01T02:30:00+08:00"), 2, 30).isoformat()
    '2026-05-02T02:30:00+08:00'
    """
    day = after.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return day if day > after else day + timedelta(days=1)


@dataclass(slots=True)
class Nights:
    """Waits for the time and starts runs, one at a time; missed ones are made up for by a single run."""

    hour: int
    minute: int
    run: Callable[[], int]
    say: Say
    note: Callable[[datetime], None] = lambda due: None
    poll: float = POLL
    stopping: Event = field(default_factory=Event)
    seen: datetime = field(init=False)  # when the clock was last looked at
    due: datetime = field(init=False)

    def listen(self) -> None:
        """Handle requests to stop from now on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Request the end; a run in progress receives the signal through its own handler."""
        self.stopping.set()

    def forever(self) -> int:
        """Run every day until asked to stop."""
        self.listen()
        self.begin(now().astimezone())
        while not self.stopping.wait(self.poll):
            if self.look(now().astimezone()):
                self.say(f"the run ended with {self.run()}")
                self.begin(now().astimezone())
        return Exit.STOPPED

    def begin(self, moment: datetime) -> None:
        """Wait for the next scheduled time after a moment."""
        self.seen, self.due = moment, next_time(moment, self.hour, self.minute)
        self.note(self.due)
        self.say(f"next run at {self.due:%Y-%m-%d %H:%M}")

    def look(self, moment: datetime) -> bool:
        """Return whether a run begins at the clock's time; sleep and clock changes are logged, since records follow the clock."""
        if abs(moment - self.seen) > JUMP + timedelta(seconds=self.poll):
            self.say(f"asleep, or the clock was set: from {self.seen:%Y-%m-%d %H:%M} to {moment:%Y-%m-%d %H:%M}")
        self.seen = moment
        if self.due - moment > LONGEST:
            self.due = next_time(moment, self.hour, self.minute)
            self.note(self.due)
        return moment >= self.due


def next_run(home: Home) -> Path:
    """Return the path of the file in which `run --daily` records when it will begin next."""
    return home.root / "next_run"


def write(home: Home, due: datetime) -> None:
    """Record when the next run begins; if the disk refuses, the health check reports it."""
    with suppress(OSError):
        home.root.mkdir(parents=True, exist_ok=True)
        next_run(home).write_text(due.isoformat(), encoding="utf-8")


def overdue(home: Home, moment: datetime) -> str | None:
    """Say what is wrong with a `run --daily` that waits at this home; None while a run is in progress or not yet due."""
    try:
        due = datetime.fromisoformat(next_run(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return f"nothing is waiting to run in {home.root}: `gongkai run --daily` was not started, or could not write there"
    holder = holder_of(home.root / "run.lock")
    if moment < due + LATE or (holder and holder.alive()):
        return None
    return f"the run of {due:%Y-%m-%d %H:%M} has not begun; restart what waits for it"
