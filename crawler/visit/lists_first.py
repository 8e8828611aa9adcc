"""Whether a portal may be asked for documents: not while it refuses its lists, whose further tries a refusal of each document would use up.

A portal that answers 503 to everything is asked for its lists, then for one document to know whether it refuses these too, and left alone.
"""

from __future__ import annotations

from crawler.answers.backoff import DEAD
from crawler.answers.interpret import Verdict
from crawler.model.exchange import Job
from crawler.model.types import Fault
from crawler.visit.lease_queue import LeaseQueue
from gongkai.clock import now
from gongkai.fetch_record import CHALLENGES

REFUSALS = DEAD | CHALLENGES | {"forbidden", "server_error"}  # problem codes that a portal gives to whatever it is asked for
PATIENCE = 180.0  # seconds a run waits for addresses that are to be asked for again


class ListsFirst:
    """What one portal answered in one visit: nothing but refusals, or anything else."""

    def __init__(self) -> None:
        self._answered = self._refused = self._trying = False

    def heard(self, job: Job, verdict: Verdict) -> Fault | None:
        """Take in an answer; return why the visit ends, if it does: the lists were refused at every try, and a document is refused too."""
        fault = verdict.fault
        if verdict.follow:
            return None
        if fault is None or fault.code not in REFUSALS:
            self._answered = True
        elif job.kind == "list":
            self._refused = True
        return fault if self._trying and not self._answered and job.kind != "list" else None

    @property
    def only_lists(self) -> bool:
        """Whether documents wait."""
        return self._refused and not self._answered and not self._trying

    def due(self, queue: LeaseQueue) -> float:
        """Return when to ask again (seconds since 1970); with no list left to ask for soon, documents are tried."""
        if self.only_lists:
            listed = queue.earliest(only_lists=True)
            if listed is not None and listed <= now().timestamp() + PATIENCE:
                return listed
            self._trying = True
        due = queue.earliest()
        assert due is not None  # a column is left open only for what is due soon
        return due
