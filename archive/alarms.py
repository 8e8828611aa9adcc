"""One alarm when a column, a run or the snapshot goes wrong, one all-clear when it is right again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from archive.durable import placed
from archive.health import STATES, ColumnHealth
from archive.notify import WAYS, send
from parsers.contract import Exit, Home

# Days a trouble lasts before it is an alarm: one bad night is the network's, silence has waited for its threshold already.
LASTS = {"silent": 0, "error": 2, "challenged": 2, "never_worked": 2}
RUN_FAILED = {Exit.FAILED, Exit.BAD_CONFIGURATION, Exit.DISK_FULL, Exit.DISK_FILLED, Exit.WITHHELD, Exit.CHALLENGED}
KEEP = 20  # messages that could not be sent wait for the next run, but not without end


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong: a column's id, `run` or `snapshot`; since when; in one sentence of each language."""

    subject: str
    name: str
    since: str
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message and the ways it has still to go; where it arrived it is not sent again."""

    text: str
    ways: tuple[str, ...] = tuple(WAYS)


@dataclass(slots=True)
class Ledger:
    """What was alarmed and not yet cleared, and what could not be sent."""

    open: dict[str, Trouble] = field(default_factory=dict)
    unsent: list[Unsent] = field(default_factory=list)


def ledger(home: Home) -> Path:
    """The file that remembers alarms between runs."""
    return home.root / "alarms.json"


def read(path: Path) -> Ledger:
    """The ledger; an empty one where there is none or it was cut."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        unsent = [Unsent(each) if isinstance(each, str) else Unsent(each["text"], tuple(each["ways"])) for each in found["unsent"]]
        return Ledger({subject: Trouble(**trouble) for subject, trouble in found["open"].items()}, unsent)
    except (OSError, ValueError, TypeError, KeyError):
        return Ledger()


def write(path: Path, book: Ledger) -> None:
    """Replace the ledger as a whole."""
    told = {"open": {subject: asdict(trouble) for subject, trouble in book.open.items()},
            "unsent": [asdict(each) for each in book.unsent[-KEEP:]]}
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    placed(beside, path)


def columns(health: Iterable[ColumnHealth], today: date) -> list[Trouble]:
    """The columns whose trouble has lasted long enough."""
    return [_column(each, each.since) for each in health
            if each.state in LASTS and each.since and (today - date.fromisoformat(each.since)).days >= LASTS[each.state]]


def _column(health: ColumnHealth, since: str) -> Trouble:
    chinese, english, _ = STATES[health.state]
    name = f"{health.site_name} {health.name}"
    return Trouble(health.column_id, name, since, f"{chinese}：{health.chinese}", f"{english}: {health.english}")


def run_trouble(code: int, sentence: str, now: datetime) -> list[Trouble]:
    """The run itself, where it failed or withheld the snapshot."""
    if code not in RUN_FAILED:
        return []
    day = now.date().isoformat()
    return [Trouble("run", "gongkai run", day, f"运行以 {code} 结束：{sentence}", f"the run ended with {code}: {sentence}")]


def tell(home: Home, troubles: Sequence[Trouble], settings: Mapping[str, str] | None = None, readable: bool = True) -> tuple[str, ...]:
    """Alarm what is newly wrong and clear what is right again, once each; the sentences of what could not be sent.

    `readable` False: the columns could not be looked at, so nothing about them is cleared.
    """
    settings = os.environ if settings is None else settings
    path, wrong = ledger(home), {trouble.subject: trouble for trouble in troubles}
    book = read(path)
    fresh = [trouble for subject, trouble in wrong.items() if subject not in book.open]
    over = [trouble for subject, trouble in book.open.items() if subject not in wrong and (readable or subject == "run")]
    if not (fresh or over or book.unsent):
        return ()
    queue = [*book.unsent, *([Unsent(message(home, fresh, over))] if fresh or over else [])]
    book.unsent, failures = deliver(queue, settings)
    book.open = {subject: trouble for subject, trouble in (wrong | book.open).items() if trouble not in over}
    try:
        write(path, book)
    except OSError as error:  # a full disk is what an alarm is for: it has been sent, and will be again
        failures = (*failures, f"{path} cannot be written ({error.strerror}), so the next run tells the same once more")
    return failures


def deliver(queue: Iterable[Unsent], settings: Mapping[str, str]) -> tuple[list[Unsent], tuple[str, ...]]:
    """Send each message every way it has still to go; what is left, and a sentence for each way that is deaf."""
    left, deaf = [], dict[str, str]()
    for each in queue:
        deaf |= send(each.text, settings, [way for way in each.ways if way not in deaf])  # a deaf way is waited for once
        if ways := tuple(way for way in each.ways if way in deaf):
            left.append(Unsent(each.text, ways))
    return left, tuple(f"{name}: {said}" for name, said in deaf.items())


def message(home: Home, fresh: Sequence[Trouble], over: Sequence[Trouble]) -> str:
    """The text of an alarm: a first line that can stand alone, then a line each; Chinese with English beside it."""
    kinds = (("告警", "alarm", fresh), ("恢复", "all clear", over))
    counts = "，".join(f"{len(troubles)} 项{chinese} {english}" for chinese, english, troubles in kinds if troubles)
    lines = [f"gongkai {home.root.absolute().name}：{counts}"]
    lines += [f"{chinese} {english}: {each.name}（{each.subject}）{each.chinese} | {each.english}"
              for chinese, english, troubles in kinds for each in troubles]
    return "\n".join(line.replace("\n", " ") for line in lines)
