"""The current time, in one place, so that tests and rehearsals can set it."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

STARTED = time.monotonic()


def now() -> datetime:
    """Return the time in UTC. If GONGKAI_NOW (ISO 8601) is set, count from that time since the start of the process."""
    setting = os.environ.get("GONGKAI_NOW")
    if not setting:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(setting)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) + timedelta(seconds=time.monotonic() - STARTED)
