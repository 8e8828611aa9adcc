"""One alarm when a column, a run or the snapshot goes wrong, one all-clear when it is right again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from archive.health import STATES, ColumnHealth
from archive.notify import send
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


@dataclass(slots=True)
class Ledger:
    """What was alarmed and not yet cleared, and what could not be sent."""

    open: dict[str, Trouble] = field(default_factory=dict)
    unsent: list[str] = field(default_factory=list)


def ledger(home: Home) -> Path:
    """The file that remembers alarms between runs."""
    return home.root / "alarms.json"


def read(path: Path) -> Ledger:
    """The ledger; an empty one where there is none or it was cut."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Ledger({subject: Trouble(**trouble) for subject, trouble in found["open"].items()}, list(found["unsent"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Ledger()


def write(path: Path, book: Ledger) -> None:
    """Replace the ledger as a whole."""
    text = json.dumps({"open": {subject: asdict(trouble) for subject, trouble in book.open.items()}, "unsent": book.unsent[-KEEP:]},
                      ensure_ascii=False, indent=1)
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


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
    messages = [*book.unsent, *([message(home, fresh, over)] if fresh or over else [])]
    failures: tuple[str, ...] = ()
    while messages and not failures:
        failures = send(messages[0], settings)
        messages = messages if failures else messages[1:]
    book.unsent = messages
    book.open = {subject: trouble for subject, trouble in (wrong | book.open).items() if trouble not in over}
    write(path, book)
    return failures


def message(home: Home, fresh: Sequence[Trouble], over: Sequence[Trouble]) -> str:
    """The text of an alarm: a first line that can stand alone, then a line each; Chinese with English beside it."""
    kinds = (("告警", "alarm", fresh), ("恢复", "all clear", over))
    counts = "，".join(f"{len(troubles)} 项{chinese} {english}" for chinese, english, troubles in kinds if troubles)
    lines = [f"gongkai {home.root.absolute().name}：{counts}"]
    lines += [f"{chinese} {english}: {each.name}（{each.subject}）{each.chinese} | {each.english}"
              for chinese, english, troubles in kinds for each in troubles]
    return "\n".join(line.replace("\n", " ") for line in lines)
