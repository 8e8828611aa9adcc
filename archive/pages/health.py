"""Every column's state and since when, as page, JSON and badge."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from archive import health, history
from archive.badge import badge as picture
from archive.pages.ask import Absent, Ask, rows
from parsers.contract import now

ORDER = ("error", "challenged", "never_worked", "silent", "late", "healthy", "quiet", "disabled")
RUNS = "SELECT * FROM runs ORDER BY started DESC LIMIT 8"


def assessed(connection: Any, ask: Ask) -> tuple[health.ColumnHealth, ...]:
    """Every column's health today, judged by what the snapshot knows; worked out once a day, the days of news once for a snapshot."""
    today = now()
    days = ask.site.remember("news", lambda: history.days_of_news(connection))
    return ask.site.remember(f"health {today:%Y-%m-%d}", lambda: health.assess(connection, today, days))


def read(connection: Any, ask: Ask) -> dict[str, Any]:
    """Columns by state, the worst first, and the newest runs."""
    found = sorted(assessed(connection, ask), key=lambda column: (ORDER.index(column.state), column.site_id, column.column_id))
    tally = {state: sum(column.state == state for column in found) for state in ORDER}
    return {"columns": found, "tally": tally, "states": health.STATES, "runs": rows(connection, RUNS)}


def report(connection: Any, ask: Ask) -> dict[str, Any]:
    """The same for machines."""
    found = assessed(connection, ask)
    return {"snapshot": ask.site.snapshot.id, "created": ask.site.snapshot.created,
            "states": {state: sum(column.state == state for column in found) for state in ORDER},
            "columns": [asdict(column) for column in found]}


def badge(connection: Any, ask: Ask) -> str:
    """One column's state, or the worst of all, as a small picture for pages elsewhere."""
    found = sorted(assessed(connection, ask), key=lambda column: ORDER.index(column.state))
    wanted = ask.parts.get("id")
    if wanted is None and found:
        return picture(ask.say("公开档案", "gongkai"), found[0].state)
    for column in found:
        if column.column_id == wanted:
            return picture(f"{column.site_name} {column.name}", column.state)
    raise Absent("没有这个栏目。", "There is no such column.")
