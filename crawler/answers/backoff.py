"""How long a host is left alone after outages, challenges and rate limits, and when for the rest of the run."""

from __future__ import annotations

from crawler.model.types import Fault
from gongkai.fetch_record import CHALLENGES

DEAD = {
    "dns_failure",
    "connection_refused",
    "connection_reset",
    "connection_failed",
    "connection_closed",
    "connection_lost",
    "timeout",
    "tls_certificate",
    "tls_failure",
    "robots_unavailable",
    "refused_address",
}
ENOUGH = 3  # challenges in a row after which a host is left alone for this run; vain tries of one that never answered before a while passes
OUTAGE = (5.0, 15.0, 45.0, 120.0, 300.0)  # pauses after a host that did answer falls silent: ten minutes of a dead network are sat out
USUAL_DELAY = 1.5  # seconds between two requests to a host; a site that wants shorter pauses is left in peace for less
A_WHILE = 100.0  # of the site's own pauses, after which a host that refused everything is tried once more: 150 s at the usual pause
LONGEST_WHILE = 150.0  # seconds; a run waits 180 for what is due again
LONGEST = 180.0  # seconds of a Retry-After that a run waits; a longer one ends the visit


class HostBackoff:
    """Consecutive failures at one site.

    >>> quiet = HostBackoff(1.0)
    >>> [quiet.after(Fault("timeout", ""), False) for _ in range(6)]
    [0.0, 0.0, 100.0, 0.0, 0.0, None]
    >>> quiet = HostBackoff(1.5)
    >>> quiet.after(None, True), quiet.after(Fault("connection_refused", ""), False), quiet.after(Fault("connection_refused", ""), False)
    (0.0, 5.0, 15.0)
    >>> [HostBackoff().after(Fault("rate_limited", "", retry_after=seconds), True) for seconds in (30, 3600)]
    [30.0, None]
    """

    def __init__(self, delay: float = 0.0) -> None:
        self.row = 0
        self.answered = False
        self.a_while = a_while(delay)
        self.share = min(delay / USUAL_DELAY, 1.0)

    def after(self, fault: Fault | None, answered: bool) -> float | None:
        """Return the seconds to leave the host alone after an answer; None for the rest of the run."""
        troubled = fault is not None and fault.code in CHALLENGES | DEAD
        self.row = self.row + 1 if troubled else 0
        self.answered = self.answered or answered
        if fault is None:
            return 0.0
        if fault.retry_after is not None:
            return float(fault.retry_after) if fault.retry_after <= LONGEST and self.row < 2 * ENOUGH else None
        if not troubled:
            return 0.0
        if fault.code in DEAD and self.answered:
            return OUTAGE[self.row - 1] * self.share if self.row <= len(OUTAGE) else None
        if fault.code in DEAD and self.row <= 2 * ENOUGH - 1:
            return self.a_while if self.row == ENOUGH else 0.0
        return 0.0 if self.row < ENOUGH else None


def a_while(delay: float) -> float:
    """Return the seconds after which a site that refused is tried once more, by the pause it wants between two requests."""
    return min(A_WHILE * delay, LONGEST_WHILE)
