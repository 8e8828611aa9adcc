"""The desk's pages: for each address the values its template shows. All of them are read on a thread, none from the network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from archive.desk import details, growth, overview, settings
from archive.desk.jobs.job_store import Jobs
from archive.desk.jobs.orders import Form, OrderDesk
from archive.desk.jobs.refusals import DeskRefusal
from archive.desk.jobs.registry import Registry, RegistryRead, RegistrySite
from archive.desk.overview import Overview, Overviews
from archive.desk.settings import SettingInForce
from archive.health.assess import STATES, ColumnHealth
from archive.health.standing import standing
from archive.publish.snapshot import read_history
from gongkai.clock import now
from gongkai.home import Home, pause_of, pauses

Context = dict[str, Any]
RECENT = 8  # jobs on the first page
ADDED = re.compile(r"^([a-z0-9][a-z0-9-]*) added to ", re.M)  # what `gongkai sites add --write` says


@dataclass(frozen=True, slots=True)
class Question:
    """One request for a page: its path's parts, the language, the fields of a form that is shown again."""

    parts: Mapping[str, str] = field(default_factory=dict)
    chinese: bool = True


@dataclass(frozen=True, slots=True)
class NextVisit:
    """When a column is visited next: a day, None where it is due at once; or why it is not visited."""

    day: date | None = None
    paused: str = ""  # the reason

    def due(self, today: date) -> bool:
        """Return whether the next run visits it."""
        return not self.paused and (self.day is None or self.day <= today)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the list: its columns, those that fail, its last visit and its next."""

    id: str
    name: str
    columns: tuple[ColumnHealth, ...]
    failing: int
    last_run: str | None
    next: NextVisit
    documents: int
    paused: str = ""
    due: bool = False


@dataclass(frozen=True, slots=True)
class DeskPages:
    """The values of each page."""

    home: Home
    registry: Registry
    jobs: Jobs
    overviews: Overviews
    environment: Mapping[str, str]
    command_line: tuple[SettingInForce, ...]

    @property
    def orders(self) -> OrderDesk:
        """What makes orders from forms."""
        return OrderDesk(self.home, self.registry.read, self.jobs)

    def first(self, question: Question) -> Context:
        """What needs attention, then the sites and the latest jobs."""
        seen, registry, jobs = self.overviews.read(), self.registry.read(), self.jobs.all()
        return {
            "seen": seen,
            "concerns": overview.concerns(self.home, seen, registry, jobs),
            "tally": tally(seen),
            "states": STATES,
            "jobs": jobs[:RECENT],
            "at_work": [job for job in jobs if job.state == "running"],
            "sites": len(registry.sites),
            "overdue": len(standing(seen.columns, seen.at).overdue),
        }

    def sites(self, question: Question) -> Context:
        """Every site of the registry, those that fail first."""
        seen, registry = self.overviews.read(), self.registry.read()
        found = [self._site_row(site, seen) for site in registry.sites.values()]
        return {"rows": sorted(found, key=lambda row: (-row.failing, row.id)), "fault": registry.fault, "states": STATES}

    def _site_row(self, site: RegistrySite, seen: Overview) -> SiteRow:
        columns = tuple(column for column in seen.columns if column.site_id == site.id)
        soonest = min(self._following(site).values(), key=lambda each: (bool(each.paused), each.day or date.min))
        return SiteRow(
            site.id,
            site.name,
            columns,
            sum(bool(column.cause) for column in columns),
            max((column.last_run for column in columns if column.last_run), default=None),
            soonest,
            seen.documents.get(site.id, 0),
            soonest.paused,
            soonest.due(today_of(site)),
        )

    def site(self, question: Question) -> Context:
        """One site: its columns, visits, faults and log lines."""
        site = self._known(question.parts["site"])
        seen = self.overviews.read()
        health = {column.column_id: column for column in seen.columns}
        following = self._following(site)
        return {
            "site": site,
            "columns": [(column, health.get(column.id), following[column.id]) for column in site.columns],
            "today": today_of(site),
            "states": STATES,
            "pause": pauses(self.home).get(site.id),
            "visits": details.rows(self.home, details.SITE_RUNS, site.id),
            "faults": details.rows(self.home, details.SITE_FAULTS, site.id),
            "log": details.log_lines(self.home, site.id),
            "jobs": [job for job in self.jobs.all() if job.subject == site.id][:RECENT],
        }

    def column(self, question: Question) -> Context:
        """One column closely."""
        site = self._known(question.parts["site"])
        name = f"{site.id}/{question.parts['column']}"
        column = next((each for each in site.columns if each.id == name), None)
        if column is None:
            raise DeskRefusal(404, "站点清单中没有这个栏目。", "The registry has no such column.")
        seen = self.overviews.read()
        return {
            "site": site,
            "column": column,
            "short": question.parts["column"],
            "health": next((each for each in seen.columns if each.column_id == name), None),
            "states": STATES,
            "following": self._following(site)[name],
            "today": today_of(site),
            "pause": pauses(self.home).get(name),
            "site_pause": pauses(self.home).get(site.id),
            "visits": details.visits(self.home, name),
            "faults": details.rows(self.home, details.COLUMN_FAULTS, name),
            "log": details.log_lines(self.home, site.id, question.parts["column"]),
            "jobs": [job for job in self.jobs.all() if job.subject == site.id][:RECENT],
        }

    def _following(self, site: RegistrySite) -> dict[str, NextVisit]:
        """Return when each column of a site is visited next, by `site/column`."""
        paused = pauses(self.home)
        found = {}
        for column in site.columns:
            pause = pause_of(column.id, paused)
            found[column.id] = NextVisit(column.next_visit, pause.reason if pause else "")
        return found

    def _known(self, name: str) -> RegistrySite:
        registry: RegistryRead = self.registry.read()
        if registry.fault:
            raise DeskRefusal(503, f"站点清单无法读取：{registry.fault}", f"The registry cannot be read: {registry.fault}")
        if name not in registry.sites:
            raise DeskRefusal(404, "站点清单中没有这个站点。", "The registry has no such site.")
        return registry.sites[name]

    def add(self, question: Question) -> Context:
        """The form that adds a site, and the probes so far."""
        return {"probes": [job for job in self.jobs.all() if job.kind in ("probe", "add")][:RECENT]}

    def job_list(self, question: Question) -> Context:
        """Every job that is kept."""
        return {"jobs": self.jobs.all()}

    def job(self, question: Question) -> Context:
        """One job with its output; of a probe, the job that added what it found, and of that one the sites added."""
        job, output = self.jobs.get(question.parts["job"]), self.jobs.output(question.parts["job"])
        adding = [each for each in self.jobs.all() if each.kind == "add" and each.about["probe"] == job.id and each.exit_code in (0, None)]
        named = set(ADDED.findall(output)) if job.kind == "add" else set()
        known = self.registry.read().sites if named else {}
        return {"job": job, "output": output, "adding": adding, "added": [site for name, site in known.items() if name in named]}

    def snapshot(self, question: Question) -> Context:
        """What is published, what is withheld and why."""
        seen = self.overviews.read()
        kinds = ("publish", "diff", "verify")
        return {
            "seen": seen,
            "history": read_history(self.home)[:RECENT],
            "jobs": [job for job in self.jobs.all() if job.kind in kinds][:RECENT],
        }

    def growth(self, question: Question) -> Context:
        """Disk and growth, as charts with a table beside each."""
        seen = self.overviews.read()
        return {"seen": seen, "charts": growth.drawn(self.home, seen, question.chinese), "free": growth.free(self.home)}

    def settings(self, question: Question) -> Context:
        """The settings in force, with their source."""
        rows = [*self.command_line, *settings.in_force(self.home, self.environment)]
        return {"rows": rows, "sources": settings.SOURCES}

    def order(self, form: Form) -> str:
        """Start the job that a form orders and return its id."""
        return self.jobs.start(self.orders.order(form)).id


def tally(seen: Overview) -> dict[str, int]:
    """Return how many columns are in each state, in the order of the states; those without any are left out."""
    counts = {state: sum(column.state == state for column in seen.columns) for state in STATES}
    return {state: count for state, count in counts.items() if count}


def today_of(site: RegistrySite) -> date:
    """Return the day it is where a site is, by which its visits are planned."""
    moment: datetime = now()
    return moment.astimezone(ZoneInfo(site.timezone)).date()
