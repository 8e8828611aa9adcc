"""Stay awake and run every day at a time: for containers and machines without a scheduler of their own."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from types import FrameType

from parsers.contract import Exit, now

POLL = 20.0  # seconds; the wall clock is looked at this often, so that a night asleep or a clock set anew is noticed
JUMP = timedelta(minutes=5)  # more than this between two looks is sleep or a new clock, not work

Say = Callable[[str], None]


def next_time(after: datetime, hour: int, minute: int) -> datetime:
    """The next instant of that time of day, in the zone of `after`; the same wall time over summer time.

    >>> next_time(datetime.fromisoformat("2026-05-01T02:30:00+08:00"), 2, 30).isoformat()
    '2026-05-02T02:30:00+08:00'
    """
    day = after.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return day if day > after else day + timedelta(days=1)


@dataclass(slots=True)
class Nights:
    """Waits for the time and runs, one run at a time; what was missed is made up for by one run."""

    hour: int
    minute: int
    run: Callable[[], int]
    say: Say
    clock: Callable[[], datetime] = lambda: now().astimezone()
    poll: float = POLL
    stopping: Event = field(default_factory=Event)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Ask for the end; a run at work is asked by its own handler."""
        self.stopping.set()

    def listen(self) -> None:
        """Take requests to stop from now on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def forever(self) -> int:
        """Until asked to stop."""
        self.listen()
        seen = self.clock()
        due = next_time(seen, self.hour, self.minute)
        self.say(f"next run at {due:%Y-%m-%d %H:%M}")
        while not self.stopping.wait(self.poll):
            moment = self.clock()
            due = self.after_jump(seen, moment, due)
            if moment >= due:
                self.say(f"the run of {due:%Y-%m-%d %H:%M} ended with {self.run()}")
                moment = self.clock()
                due = next_time(moment, self.hour, self.minute)
                self.say(f"next run at {due:%Y-%m-%d %H:%M}")
            seen = moment
        return Exit.STOPPED

    def after_jump(self, seen: datetime, moment: datetime, due: datetime) -> datetime:
        """What is due after the clock was set back or the machine slept; told, since times in the records follow the clock."""
        if moment < seen - JUMP:
            self.say(f"the clock went back from {seen:%Y-%m-%d %H:%M} to {moment:%Y-%m-%d %H:%M}")
            return min(due, next_time(moment, self.hour, self.minute))
        if moment > seen + JUMP + timedelta(seconds=self.poll):
            self.say(f"asleep, or the clock set forward, from {seen:%Y-%m-%d %H:%M} to {moment:%Y-%m-%d %H:%M}")
        return due
