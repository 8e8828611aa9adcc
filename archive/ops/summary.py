"""What a run came to, as a table to be read in ten seconds, and the same for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from archive.health.causes import cause_of
from archive.health.now_state import NowState
from archive.publish.latest import Edition
from gongkai.terminal.amounts import counted, size

SHOWN = 12  # columns that failed are listed, then counted
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run and how it ended."""

    name: str
    exit_code: int
    seconds: float


def summary(run: str, code: int, steps: Sequence[Step], state: NowState | None, edition: Edition | None) -> Told:
    """Return what a run came to: its steps, what was visited in it and how that went, what is published, what is left of the disk."""
    visited = [column for column in state.columns if column.run == run] if state else []
    return {
        "run": run,
        "exit_code": int(code),
        "steps": [asdict(step) for step in steps],
        "visited": len(visited),
        "read": sum(not column.cause for column in visited),
        "failing": [
            {"column": column.column_id, "since": column.since, "cause": column.cause, "english": cause_of([column.cause]).english}
            for column in (state.failing if state else ())
        ],
        "withheld": [asdict(reason) for reason in state.withheld] if state else [],
        "snapshot": {"file": edition["file"], "created": edition["created"], "checked": edition.get("checked")} if edition else None,
        "published": _since(edition, "created", state),
        "checked": _since(edition, "checked", state),
        "free": state.disk.free if state and state.disk else None,
        "days_left": state.disk.days_left if state and state.disk else None,
    }


def _since(edition: Edition | None, key: str, state: NowState | None) -> bool:
    """Return whether the time `key` of latest.json lies within the run."""
    moment = edition.get(key) if edition else None
    return bool(moment and state and datetime.fromisoformat(moment) >= datetime.fromisoformat(state.run.started))


def lines(told: Told) -> Iterator[str]:
    """Yield the summary as a table: a line a step, then what is published, then each column that failed and why."""
    steps = " · ".join(f"{step['name']} {step['exit_code']} ({step['seconds']:.0f} s)" for step in told["steps"])
    yield f"run {told['run']}: exit {told['exit_code']} · {steps}"
    yield f"  visited   {counted(told['visited'], 'column')}, {told['read']} read, {told['visited'] - told['read']} failed"
    yield f"  published {_published(told)}"
    if told["free"] is not None:
        left = f", full in {counted(told['days_left'], 'day')}" if told["days_left"] is not None else ""
        yield f"  disk      {size(told['free'])} free{left}"
    for column in told["failing"][:SHOWN]:
        yield f"  failed    {column['column']:<32} since {column['since'] or '?'}  {column['english']}"
    if len(told["failing"]) > SHOWN:
        yield f"  failed    {len(told['failing']) - SHOWN} more; gongkai status lists them"


def _published(told: Told) -> str:
    if told["withheld"]:
        return f"nothing, withheld: {'; '.join(reason['english'] for reason in told['withheld'])}"
    edition = told["snapshot"]
    if edition is None:
        return "nothing yet"
    if told["published"]:
        return f"{edition['file']}"
    unchanged = (
        f"unchanged since {edition['created']}, checked {edition['checked']}" if told["checked"] else f"that of {edition['created']} stays"
    )
    return f"nothing new; {edition['file']}: {unchanged}"
