"""Whether the archive as a whole is well: some column is followed, the last visit of each succeeded, and none is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.health.assess import LEFT_ALONE, ColumnHealth

# The longest a healthy column goes unvisited by plan (a fortnight; annual reports are looked at weekly), twice, so that holidays fit.
RHYTHM = {"annual_report": timedelta(days=14)}
OTHERS = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Standing:
    """The columns whose last visit failed, those without a good visit for longer than their rhythm allows, and how many are followed."""

    failing: tuple[ColumnHealth, ...]
    overdue: tuple[ColumnHealth, ...]
    followed: int

    @property
    def well(self) -> bool:
        """Whether some column is followed, none fails and none is overdue: where all are paused or over, nothing can succeed."""
        return self.followed > 0 and not (self.failing or self.overdue)


def standing(health: Iterable[ColumnHealth], now: datetime) -> Standing:
    """Return the failing and overdue columns at a time, among those that are followed."""
    followed = [column for column in health if column.state not in LEFT_ALONE]
    return Standing(
        tuple(column for column in followed if not column.complete),
        tuple(column for column in followed if column.complete and is_overdue(column, now)),
        len(followed),
    )


def is_overdue(column: ColumnHealth, now: datetime) -> bool:
    """Return whether the last good visit is longer ago than the column's rhythm allows."""
    if column.last_success is None:
        return True
    return now - datetime.fromisoformat(column.last_success) > RHYTHM.get(column.kind, OTHERS)
