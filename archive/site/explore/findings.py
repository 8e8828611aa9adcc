"""The home page: before it lists, what the newest year shows: totals, shares, who changed most, who was late, which sums disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from archive.site.draw import charts
from archive.site.explore import rank_figures, trend, yearly_values
from archive.site.explore.rank_figures import RankFigure
from archive.site.explore.trend import TrendYear
from archive.site.pages import coverage, home
from archive.site.pages.checks import quoted
from archive.site.pages.report import hard
from archive.site.request.ask import Ask, rows

TOTALS = ("received", "denied_share", "granted_any_share", "review")  # of labels.yaml, in this order
MOVED = ("denied_share", "received")
MOST = 3  # agencies named in a direction
LEAST = 20  # requests handled in both years below which a share says little of an agency: one request is five points
LATE = """SELECT a.id, a.name, c.days_late, c.report_id FROM coverage c JOIN agencies a ON a.id = c.agency_id
    WHERE c.year = ? AND c.state = 'late' AND c.days_late > 0 ORDER BY c.days_late DESC, a.name LIMIT 3"""
STATES = "SELECT state, count(*) AS n FROM coverage WHERE year = ? GROUP BY state"
CHECKED = """SELECT count(*) AS n,
    total(EXISTS (SELECT 1 FROM checks c WHERE c.report_id = r.id AND c.verdict = 'fail' AND c.rule IN ({hard}))) AS failed
    FROM reports r WHERE r.year = ? AND r.preferred = 1
    AND EXISTS (SELECT 1 FROM checks c WHERE c.report_id = r.id AND c.verdict IN ('pass', 'fail') AND c.rule IN ({hard}))"""


@dataclass(frozen=True, slots=True)
class Mover:
    """An agency whose figure changed: its values of both years, and for a share what they are shares of."""

    agency: str
    name: str
    report: str
    before: float
    now: float
    whole_before: float | None
    whole: float | None

    @property
    def change(self) -> float:
        """The value less that of the year before; of a share in points."""
        return round(self.now - self.before, 1)


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return what the home page shows."""
    plain = replace(ask, args={})  # what is kept for the edition is nobody's filter
    found = ask.site.remember(f"findings {ask.lang}", lambda: findings(connection, plain))
    return {**home.template_context(connection, ask), "findings": found}


def findings(connection: Any, ask: Ask) -> dict[str, Any] | None:
    """Return what the newest year shows that at least half as many agencies report on as on the fullest; None without one."""
    trends = {key: trend.trend(connection, ask, rank_figures.known()[key]) for key in TOTALS}
    agencies, found = trends["received"]
    full = [one.year for one in found if 2 * one.n >= max(each.n for each in found)]
    if not full:
        return None
    year = full[-1]
    known = rank_figures.known()
    totals = [(known[key], one) for key, (_, every) in trends.items() for one in every if one.year == year]
    checked = rows(connection, CHECKED.format(hard=quoted(hard())), year)[0]
    return {
        "year": year,
        "later": [one for one in found if one.year > year],
        "agencies": agencies,
        "totals": totals,
        "names": {key: known[key].name(ask.lang) for key in TOTALS},
        "chart": drawn(trends["denied_share"][1], known["denied_share"].name(ask.lang)),
        "movers": [(known[key], *movers(connection, ask, known[key], year)) for key in MOVED],
        "least": LEAST,
        "states": {**dict.fromkeys(coverage.STATES, 0), **{row["state"]: row["n"] for row in rows(connection, STATES, year)}},
        "late": rows(connection, LATE, year),
        "checked": {"n": checked["n"], "failed": int(checked["failed"])},
    }


def drawn(found: Sequence[TrendYear], name: str) -> Markup:
    """Return a share of all requests over the years; nothing for fewer than two."""
    if len(found) < 2:
        return Markup("")
    known = {one.year: one.total for one in found}
    years = range(found[0].year, found[-1].year + 1)
    return charts.lines(years, [charts.Series(name, tuple(known.get(year) for year in years))], name, 560, 220)


def movers(connection: Any, ask: Ask, figure: RankFigure, year: int) -> tuple[list[Mover], list[Mover]]:
    """Return those whose figure rose and fell most: complete in both years, and of a share with enough requests."""
    before, now = (yearly_values.of_year(connection, ask, figure, each) for each in (year - 1, year))
    names = ask.site.remember("agency names", lambda: dict(connection.execute("SELECT id, name FROM agencies").fetchall()))
    moved = [
        Mover(agency, names[agency], value.report_id, old.value, value.value, old.n, value.n)
        for agency, value in now.items()
        if (old := before.get(agency)) and agency in names
        if value.value is not None and old.value is not None and not value.blanks and not old.blanks
        if not figure.below or min(value.n or 0, old.n or 0) >= LEAST
    ]
    moved.sort(key=lambda one: (one.change, one.name))
    return [one for one in reversed(moved[-MOST:]) if one.change > 0], [one for one in moved[:MOST] if one.change < 0]
