"""When a host is left in peace for a while, and when for the rest of the run: outages, challenges, requests for patience."""

from __future__ import annotations

from crawler.types import Fault

CHALLENGES = {"challenge", "waf_page", "geo_block", "rate_limited"}
DEAD = {"dns_failure", "connection_refused", "connection_reset", "connection_failed", "connection_closed", "connection_lost", "timeout",
        "tls_certificate", "tls_failure", "robots_unavailable", "refused_address"}
ENOUGH = 3  # challenges in a row, or vain tries of a host that never answered, after which it is left alone for this run
OUTAGE = (5.0, 15.0, 45.0, 120.0, 300.0)  # pauses after a host that did answer falls silent: ten minutes of a dead network are sat out
LONGEST = 180.0  # seconds of a Retry-After that a run waits; a longer one ends the visit


class Trouble:
    """What went wrong in a row at one site.

    >>> quiet = Trouble()
    >>> [quiet.after(Fault("timeout", ""), False) for _ in range(3)]
    [0.0, 0.0, None]
    >>> quiet = Trouble()
    >>> quiet.after(None, True), quiet.after(Fault("connection_refused", ""), False), quiet.after(Fault("connection_refused", ""), False)
    (0.0, 5.0, 15.0)
    >>> [Trouble().after(Fault("rate_limited", "", retry_after=seconds), True) for seconds in (30, 3600)]
    [30.0, None]
    """

    def __init__(self) -> None:
        self.row = 0
        self.answered = False

    def after(self, fault: Fault | None, answered: bool) -> float | None:
        """Given what an answer was instead of a document, return the seconds to leave the host in peace; None: for this run."""
        troubled = fault is not None and fault.code in CHALLENGES | DEAD
        self.row = self.row + 1 if troubled else 0
        self.answered = self.answered or answered
        if fault is None:
            return 0.0
        if fault.retry_after is not None:
            return float(fault.retry_after) if fault.retry_after <= LONGEST and self.row < ENOUGH else None
        if not troubled:
            return 0.0
        if fault.code in DEAD and self.answered:
            return OUTAGE[self.row - 1] if self.row <= len(OUTAGE) else None
        return 0.0 if self.row < ENOUGH else None
