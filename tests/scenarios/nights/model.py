"""Types of the fault theatre: a night, what is expected of it, and what was observed.

The table (`nights`) holds `Night`; an adapter plays each night against the program and fills an `Observed`; `judge`
compares the two and knows nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tests.scenarios.nights.stage.faults import State
from tests.scenarios.nights.stage.sites import ALL, Content
from tests.scenarios.nights.webhook import Mood

Place = tuple[str, str]
"""Site and column."""

NETWORK: Place = (ALL, ALL)
"""The alarm that nothing answers at all: one line, in place of one a column."""

HOUSE: Place = (ALL, "house")
"""An alarm about the home itself: disk, configuration, a withheld snapshot, the clock."""


class Health(StrEnum):
    """State of a column, in the theatre's words; the adapter translates the program's."""

    OK = "ok"  # last visit answered, news as usual
    FAILING = "failing"  # last visit failed
    OVERDUE = "overdue"  # no good visit, or no news, for longer than its own rhythm allows
    DORMANT = "dormant"  # silent since long before it was followed
    PAUSED = "paused"
    ENDED = "ended"
    ABSENT = "absent"  # not in the registry: not listed, or listed as no longer followed


class Published(StrEnum):
    """What became of `latest.json`."""

    NEW = "new"  # names another database
    HELD = "held"  # still names the same: unchanged, withheld, or publishing was not reached
    NOTHING = "nothing"  # there is none, before or after


class Twist(StrEnum):
    """What the adapter does to the run or the home for one night, and undoes after it unless said otherwise."""

    KILL_IN_CRAWL = "kill_in_crawl"  # SIGKILL to the process group at `Portal.hold(12)`
    KILL_IN_BUILD = "kill_in_build"  # SIGKILL once the crawl is over (the log names the build) and before it ends
    TERM_IN_CRAWL = "term_in_crawl"  # SIGTERM at `Portal.hold(12)`; must end within 8 s though nothing answers
    DISK_FILLS = "disk_fills"  # a small file system under the home fills (RLIMIT_FSIZE gives EFBIG, not ENOSPC)
    DISK_FULL = "disk_full"  # less than the program's low-water mark is free before it starts
    OVERLAP = "overlap"  # a second run at `Portal.hold(12)`, then `release`: `Observed.second_exit`
    STORE_UNUSABLE = "store_unusable"  # home/warc cannot be written (for root: a plain file stands in its place)
    REGISTRY_BROKEN = "registry_broken"  # sites.yaml is no YAML (an unclosed bracket in line 3)
    REGISTRY_EMPTY = "registry_empty"  # sites.yaml holds comments only
    SETTINGS_BROKEN = "settings_broken"  # gongkai.env: GONGKAI_KEEP='many' added
    PAUSE = "pause"  # before the run: pause shiting/notices with a reason; stays
    RESUME = "resume"  # before the run: resume shiting/notices
    PAUSE_ALL = "pause_all"  # before the run: pause every portal of the registry that is not over; stays
    RESUME_ALL = "resume_all"  # before the run: resume them


@dataclass(frozen=True)
class Fault:
    """A state of a column, of a portal (`*`) or of all (`*`, `*`), for this night only."""

    site: str
    column: str
    state: State


@dataclass(frozen=True)
class Edit:
    """A change of content that stays."""

    site: str
    column: str
    kind: Content


@dataclass(frozen=True)
class Alarm:
    """An alarm for a place; `cause` is a key of `judge.CAUSES`."""

    place: Place
    cause: str


@dataclass(frozen=True)
class ColumnExpect:
    """What `/health` and `status` say of a column after the run.

    `success` True: `last_success` lies within the run; False: it does not; None: either (not due, or partly read).
    `cause` is a key of `judge.CAUSES` where the last visit failed.
    """

    states: frozenset[Health]
    success: bool | None
    cause: str | None = None


@dataclass(frozen=True)
class Expect:
    """What a careful operator wants of a night.

    `opens`: alarms that are told by the end of tonight, tonight or before. `may_open`: alarms that may be told tonight
    (the fault is there, patience not yet over; or it is over and the message waited for the webhook). `recovers`: places
    whose visit succeeded after a failure: their all-clear is told tonight exactly where an alarm stands. `may_speak`: a
    message about the house is in order; `must_speak`: the house is alarmed by the end of tonight. `retried`: columns whose
    list is asked for at least twice. `status_words`: for each group one word is in the text of `status`.
    """

    exits: frozenset[int]
    columns: Mapping[Place, ColumnExpect] = field(default_factory=dict)
    opens: tuple[Alarm, ...] = ()
    may_open: tuple[Alarm, ...] = ()
    recovers: tuple[Place, ...] = ()
    may_speak: bool = False
    must_speak: bool = False
    heartbeat: bool | None = False
    published: frozenset[Published] = frozenset({Published.HELD})
    dormant_told: frozenset[Place] = frozenset()
    retried: tuple[Place, ...] = ()
    not_asked: tuple[str, ...] = ()
    robots_only: tuple[str, ...] = ()
    status_words: tuple[tuple[str, ...], ...] = ()
    second_exit: int | None = None

    @property
    def messages(self) -> frozenset[int]:
        """How many messages may be accepted tonight: none, or one with news."""
        news = self.opens or self.may_open or self.recovers or self.may_speak or self.must_speak or self.dormant_told
        return frozenset({0, 1} if news else {0})

    @property
    def failing(self) -> dict[Place, str]:
        """Columns whose visit fails tonight, or whose failure is inherited, and the cause."""
        return {place: one.cause for place, one in self.columns.items() if one.cause and one.states == {Health.FAILING}}


@dataclass(frozen=True)
class Night:
    """One run: true hours since the run before, what is changed before it, and what is expected.

    `skew`: hours by which the machine's clock is wrong during the run. `registry`: sites in sites.yaml. `least`:
    bounds (`expect: {min}`) a place. Everything not named here is well.
    """

    name: str
    hours: int
    expect: Expect
    faults: tuple[Fault, ...] = ()
    edits: tuple[Edit, ...] = ()
    twists: tuple[Twist, ...] = ()
    registry: tuple[str, ...] = ("qingze", "yundu", "baili", "shiting", "dongcen", "jiudu", "laotai")
    least: Mapping[Place, int] = field(default_factory=dict)
    webhook: Mood = Mood.WELL
    skew: int = 0


@dataclass(frozen=True)
class Told:
    """What an accepted message says of one place: an alarm opened, or closed."""

    place: Place
    opened: bool
    text: str


@dataclass(frozen=True)
class ColumnSeen:
    """A column as `/-/health.json` or `status --json` shows it after the run, times by the machine's (set) clock."""

    state: Health
    last_attempt: datetime | None
    last_success: datetime | None
    cause: str = ""


@dataclass(frozen=True)
class Observed:
    """What the adapter saw of a night; times are those of the machine's (set) clock, UTC.

    `exit_code` is negative for a signal, as `subprocess` gives it. `standing` is `standing(history)` before this night.
    `told` comes from accepted messages only. `run_success` is `gongkai_run_last_success_timestamp_seconds` as a time.
    `latest_*` is the database that `latest.json` names; `latest_intact`: that file is there and has its digest.
    `outage_shown`: the operator's home page shows an outage (None: not looked at). `asked`: paths a site was asked for.
    `verify_exit`: exit code of `verify` after the night, `listed`: documents of a column that the published snapshot holds
    and does not call gone (None: not looked at).
    """

    exit_code: int
    started: datetime
    finished: datetime
    output: str
    messages: tuple[str, ...]
    told: tuple[Told, ...]
    standing: frozenset[Place]
    dormant_told: frozenset[Place]
    heartbeats: int
    run_success: datetime | None
    health: Mapping[Place, ColumnSeen]
    status: Mapping[Place, ColumnSeen]
    status_text: str
    latest_before: str | None
    latest_after: str | None
    latest_intact: bool
    asked: Mapping[str, tuple[str, ...]]
    second_exit: int | None = None
    outage_shown: bool | None = None
    verify_exit: int | None = None
    listed: Mapping[Place, int] | None = None


def standing(history: Iterable[Told], columns: frozenset[Place]) -> frozenset[Place]:
    """Return the places whose alarm is told and not closed; all of `columns` closed one by one closes the network's."""
    alarms: set[Place] = set()
    closed: set[Place] = set()
    for told in history:
        if told.opened:
            alarms.add(told.place)
            closed.clear()
        else:
            alarms.discard(told.place)
            closed.add(told.place)
        if NETWORK in alarms and closed >= columns:
            alarms.discard(NETWORK)
    return frozenset(alarms)
