"""One alarm when a column, a run or the snapshot goes wrong, one all-clear when it is right again."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from archive.health.assess import LEFT_ALONE, STATES, ColumnHealth
from archive.health.causes import cause_of
from archive.health.run_ends import RunEnd, columns_explain, ending_of
from archive.ops.notify import WAYS, send
from gongkai import disk
from gongkai.home import Home
from gongkai.terminal.amounts import counted

# Days a trouble lasts before it is an alarm: one bad night is the network's, silence has waited for its threshold already.
LASTS = {"silent": 0, "error": 2, "challenged": 2, "never_worked": 2}
NETWORK = "network"  # the subject of the one alarm for all portals at once
PORTALS = 2  # that fail alike, and at least half of those followed, before it is the network
KEEP = 20  # messages that could not be sent wait for the next run, but not without end


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong: a column's id, `run` or `snapshot`; since when; one sentence per language."""

    subject: str
    name: str
    since: str
    chinese: str
    english: str
    cause: str = ""  # a code of causes.yaml; troubles of one cause share a line
    kind: str = ""  # `silent` or `failing` for columns: one that turns into the other is over, and another begins
    visits: int = 0  # that failed in a row


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message and the channels it still has to go to; it is not sent again where it arrived."""

    text: str
    ways: tuple[str, ...] = tuple(WAYS)


@dataclass(slots=True)
class Ledger:
    """Alarms sent and not yet cleared, and messages that could not be sent."""

    open: dict[str, Trouble] = field(default_factory=dict)
    dormant: tuple[str, ...] = ()  # columns reported once as silent since before they were followed
    unsent: list[Unsent] = field(default_factory=list)


def ledger(home: Home) -> Path:
    """Return the path of the file that remembers alarms between runs."""
    return home.root / "alarms.json"


def read_ledger(path: Path) -> Ledger:
    """Return the ledger; an empty one if the file is missing or truncated."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        unsent = [Unsent(each) if isinstance(each, str) else Unsent(each["text"], tuple(each["ways"])) for each in found["unsent"]]
        opened = {subject: Trouble(**trouble) for subject, trouble in found["open"].items()}
        return Ledger(opened, tuple(found.get("dormant", ())), unsent)
    except (OSError, ValueError, TypeError, KeyError):
        return Ledger()


def write_ledger(path: Path, book: Ledger) -> None:
    """Replace the ledger file atomically."""
    content = {
        "open": {subject: asdict(trouble) for subject, trouble in book.open.items()},
        "dormant": book.dormant,
        "unsent": [asdict(each) for each in book.unsent[-KEEP:]],
    }
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    disk.replace(beside, path)


def columns(health: Sequence[ColumnHealth], today: date) -> list[Trouble]:
    """Return the columns whose trouble has lasted long enough; a single trouble for the network if every portal fails that way."""
    if network := _network(health):
        return [network]
    return [
        _column(each, each.since)
        for each in health
        if each.state in LASTS and each.since and (today - date.fromisoformat(each.since)).days >= LASTS[each.state]
    ]


def _network(health: Sequence[ColumnHealth]) -> Trouble | None:
    """Return a single trouble if several portals are all unreachable, from the first night on.

    Columns that were not due since it began say nothing against it; one that was read well in that run or later does.
    """
    followed = [each for each in health if each.state not in LEFT_ALONE]
    failing = [each for each in followed if each.cause]
    if not failing or not all(cause_of([each.cause]).network for each in failing):
        return None
    down = max(each.failing_from for each in failing)
    if any(each.run >= down for each in followed if not each.cause):  # some portal answered in that run or since
        return None
    portals, all_portals = ({each.site_id for each in some} for some in (failing, followed))
    if len(portals) < PORTALS or 2 * len(portals) < len(all_portals):
        return None
    causes = [cause_of([code]) for code in sorted({each.cause for each in failing})]
    since = min((each.since for each in failing if each.since), default="")
    return Trouble(
        NETWORK,
        "网络 network",
        since,
        f"自{since}起 {len(failing)} 个栏目全部无法访问（{'、'.join(cause.chinese for cause in causes)}）；请检查本机网络，"
        "详见 gongkai status",
        f"none of {counted(len(failing), 'column')} can be reached since {since} ({', '.join(cause.english for cause in causes)}); "
        "check this machine's network, then see gongkai status",
    )


def _column(health: ColumnHealth, since: str) -> Trouble:
    chinese, english, _ = STATES[health.state]
    name = f"{health.site_name} {health.name}"
    if not health.cause:
        return Trouble(health.column_id, name, since, f"{chinese}：{health.chinese}", f"{english}: {health.english}", kind=health.state)
    cause = cause_of([health.cause])
    return Trouble(
        health.column_id,
        name,
        since,
        f"{chinese}：{health.chinese}，已连续 {health.failed_visits} 次访问失败。{cause.do_chinese}",
        f"{english}: {health.english}, {counted(health.failed_visits, 'visit')} in a row. To do: {cause.do_english}",
        cause.code,
        "failing",
        health.failed_visits,
    )


def run_trouble(end: RunEnd, now: datetime, explained: bool = False) -> list[Trouble]:
    """Return the trouble of the run itself, where it failed or withheld the snapshot.

    `explained`: columns failed, whose own alarms say why no portal could be read.
    """
    ending = ending_of(end.code, end.step)
    if ending is None or not ending.alarm or (explained and columns_explain(end.code, end.step)):
        return []
    step, why = (f"（{end.step}）", f" of {end.step}") if end.step else ("", ""), end.why.rstrip(".。")
    reason = end.why_chinese or why
    chinese = f"运行以 {int(end.code)} 结束{step[0]}：{ending.chinese}{f'（{reason}）' if reason else ''}。{ending.do_chinese}"
    english = f"the run ended with {int(end.code)}{step[1]}: {ending.english}{f' ({why})' if why else ''}. To do: {ending.do_english}"
    return [Trouble("run", "gongkai run", now.date().isoformat(), chinese, english)]


def send_changes(
    home: Home,
    troubles: Sequence[Trouble],
    settings: Mapping[str, str] | None = None,
    readable: bool = True,
    sound: Collection[str] | None = None,
    aside: Collection[str] = (),
    dormant: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Send one message about new troubles and those that are over, each reported once; return a sentence for each failure to send.

    `readable` False: the columns could not be read, so none of their alarms is cleared. `sound`: the columns whose own last visit
    was good, the only ones that may be cleared; None means all. `aside`: those followed no longer (paused, ended, taken out): their
    alarms are closed, which is no all-clear. `dormant`: columns silent since before they were followed, id → name,
    listed once and never alarmed.
    """
    settings = os.environ if settings is None else settings
    path, wrong = ledger(home), {trouble.subject: trouble for trouble in troubles}
    book = read_ledger(path)
    fresh = [trouble for subject, trouble in wrong.items() if subject not in book.open or _is_another(book.open[subject], trouble)]
    gone = {subject: trouble for subject, trouble in book.open.items() if subject not in wrong or _is_another(trouble, wrong[subject])}
    left = [trouble for subject, trouble in gone.items() if readable and subject in aside]
    over = [trouble for subject, trouble in gone.items() if trouble not in left and _is_over(subject, readable, sound)]
    asleep = {column: name for column, name in (dormant or {}).items() if column not in book.dormant}
    has_news = bool(fresh or over or left or asleep)
    if not (has_news or book.unsent):
        return ()
    queue = [*book.unsent, *([Unsent(message(home, fresh, over, asleep, left))] if has_news else [])]
    book.unsent, failures = deliver(queue, settings)
    kept = {subject: trouble for subject, trouble in book.open.items() if trouble not in [*over, *left]}
    book.open = kept | {trouble.subject: trouble for trouble in fresh}
    book.dormant = tuple(sorted({*book.dormant, *asleep}))
    try:
        write_ledger(path, book)
    except OSError as error:  # a full disk is what an alarm is for: it has been sent, and will be again
        failures = (*failures, f"{path} cannot be written ({error.strerror}), so the next run reports the same once more")
    return failures


def _is_another(before: Trouble, after: Trouble) -> bool:
    """Return whether a subject's trouble is of another kind than it was; one of an older ledger has none."""
    return bool(before.kind) and before.kind != after.kind


def _is_over(subject: str, readable: bool, sound: Collection[str] | None) -> bool:
    if subject == "run":
        return True
    return readable and (subject == NETWORK or sound is None or subject in sound)


def deliver(queue: Iterable[Unsent], settings: Mapping[str, str]) -> tuple[list[Unsent], tuple[str, ...]]:
    """Send each message to its remaining channels; return the messages left over and a sentence for each channel that failed."""
    left, deaf = [], dict[str, str]()
    for each in queue:
        deaf |= send(each.text, settings, [way for way in each.ways if way not in deaf])  # a deaf way is waited for once
        if ways := tuple(way for way in each.ways if way in deaf):
            left.append(Unsent(each.text, ways))
    return left, tuple(f"{name}: {said}" for name, said in deaf.items())


def message(
    home: Home, fresh: Sequence[Trouble], over: Sequence[Trouble], dormant: Mapping[str, str] | None = None, left: Sequence[Trouble] = ()
) -> str:
    """Return the text of a message: a first line that can be read alone, then a line per cause; Chinese with English beside it."""
    kinds = (("告警", "alarm", fresh), ("恢复", "all clear", over), ("不再关注", "no longer watched", left))
    counts = [f"{len(troubles)} 项{chinese} {english}" for chinese, english, troubles in kinds if troubles]
    counts += [f"{len(dormant)} 个栏目久未更新 dormant"] if dormant else []
    lines = [f"gongkai {home.root.absolute().name}：{'，'.join(counts)}"]
    for chinese, english, troubles in kinds:
        lines += [f"{chinese} {english}: {line}" for line in _grouped(troubles)]
    if dormant:
        listed = "、".join(f"{name}（{column}）" for column, name in sorted(dormant.items()))
        lines.append(f"久未更新，不告警 dormant, not alarmed: {listed}")
    if fresh:
        lines.append(f"详见 see: gongkai --home {shlex.quote(str(home.root.absolute()))} status；{home.root.absolute() / 'logs'}")
    return "\n".join(line.replace("\n", " ") for line in lines)


def _grouped(troubles: Sequence[Trouble]) -> Iterator[str]:
    """Yield a line for each trouble; those with the same cause share a line."""
    together: dict[str, list[Trouble]] = {}
    for each in troubles:
        together.setdefault(each.cause or each.subject, []).append(each)
    for group in together.values():
        first = group[0]
        if len(group) == 1:
            yield f"{first.name}（{first.subject}）{first.chinese} | {first.english}"
            continue
        cause, since = cause_of([first.cause]), min(each.since for each in group)
        names, visits = "、".join(f"{each.name}（{each.subject}）" for each in group), max(each.visits for each in group)
        columns, in_a_row = counted(len(group), "column"), counted(visits, "visit")
        yield (
            f"{len(group)} 个栏目{cause.chinese}，自{since}起，已连续 {visits} 次访问失败；{cause.do_chinese}：{names} | "
            f"{columns} since {since}: {cause.english}, {in_a_row} in a row; to do: {cause.do_english}"
        )
