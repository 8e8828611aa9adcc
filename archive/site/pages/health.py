"""Every column's state and since when, as page, JSON and badge; what the last run found comes before what the snapshot knows."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from archive.health import assess, history, now_state
from archive.health.now_state import NowState
from archive.site.draw.badge import OUTAGE, drawn
from archive.site.draw.badge import badge as picture
from archive.site.request.ask import Absent, Ask, rows
from gongkai.clock import now
from gongkai.errors import Exit

BAD = [state for state, words in assess.STATES.items() if words[2] == "bad"]
ORDER = ("error", "challenged", "never_worked", "silent", "late", "healthy", "quiet", "dormant", "paused", "ended", "disabled")
RUNS = "SELECT * FROM runs ORDER BY started DESC LIMIT 8"


def present(ask: Ask) -> NowState | None:
    """Return what the last run found, where it is newer than the snapshot."""
    state = last_state(ask)
    return state if state and instant(state.at) >= instant(ask.site.snapshot.created) else None


def last_state(ask: Ask) -> NowState | None:
    """Return what the last run found, however old; read again only after the next run."""
    path = now_state.path(ask.site.home)
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return None
    state: NowState | None = ask.site.recent(("now", stamp), lambda: now_state.read(ask.site.home))
    return state


def instant(moment: str) -> str:
    """Return an ISO time in UTC in one spelling, so that two can be compared."""
    return moment.replace("Z", "+00:00")


def assessed(connection: Any, ask: Ask) -> tuple[assess.ColumnHealth, ...]:
    """Return every column's health: as the last run found it, otherwise judged by what the snapshot knows, once a day."""
    if (state := present(ask)) and state.columns:
        return state.columns
    today = now()
    days = ask.site.remember("news", lambda: history.days_of_news(connection))
    return ask.site.remember(f"health {today:%Y-%m-%d}", lambda: assess.assess(connection, today, days))


def outages(ask: Ask) -> list[now_state.Outage]:
    """Return what is wrong now, the worst first, for the operator's own pages."""
    state = present(ask) or failed_run(ask)
    return now_state.outages(ask.site.home, state, now()) if state else []


def failed_run(ask: Ask) -> NowState | None:
    """Return the last run alone where it failed before the snapshot, by a clock that was set back or a snapshot made by hand since.

    Of its columns the snapshot knows more; one that withheld a snapshot is answered by any that was published after it.
    """
    state = last_state(ask)
    return replace(state, columns=()) if state and state.run.exit_code not in (None, Exit.COMPLETE, Exit.WITHHELD) else None


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return the columns by state, the worst first, the newest runs, and the state of now."""
    found = sorted(
        assessed(connection, ask), key=lambda column: (not column.cause, ORDER.index(column.state), column.site_id, column.column_id)
    )
    tally = {state: sum(column.state == state for column in found) for state in ORDER}
    about = {"columns": found, "tally": tally, "states": assess.STATES, "runs": rows(connection, RUNS)}
    return {**about, "now": present(ask), "outages": outages(ask)}


def report(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return the same for machines."""
    found, state = assessed(connection, ask), present(ask)
    told = asdict(state) if state else None
    if told:
        del told["columns"], told["run"]["why"]  # the operator's own
    return {
        "snapshot": ask.site.snapshot.id,
        "created": ask.site.snapshot.created,
        "now": told,
        "outages": [outage.english for outage in outages(ask)],
        "failing": [column.column_id for column in found if column.cause],
        "states": {state: sum(column.state == state for column in found) for state in ORDER},
        "columns": [asdict(column) for column in found],
    }


def badge(connection: Any, ask: Ask) -> str:
    """Return a small picture of one column's state, or of the worst of all, for other web pages."""
    found = sorted(assessed(connection, ask), key=lambda column: (column.state not in BAD, not column.cause, ORDER.index(column.state)))
    wanted = ask.parts.get("id")
    if wanted is None and found:
        label, worst = ask.say("公开档案", "gongkai"), found[0]
        if outages(ask) and worst.state not in BAD and not worst.cause:  # the run itself
            return drawn(label, *OUTAGE)
        return picture(label, worst.state, worst.cause)
    for column in found:
        if column.column_id == wanted:
            return picture(f"{column.site_name} {column.name}", column.state, column.cause)
    raise Absent("没有这个栏目。", "There is no such column.")
