"""Whether this machine's clock can be believed: the portals are asked for theirs where it has jumped since the last visit."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median
from urllib.parse import urljoin, urlsplit

from crawler.fetch.agent import default_agent
from crawler.fetch.client import Client
from crawler.fetch.http1 import FetchLimits
from crawler.fetch.proxies import Proxies
from crawler.fetch.throttle import Gate
from crawler.model.types import Site
from gongkai import http_message
from gongkai.clock import now
from gongkai.errors import BadConfiguration
from gongkai.home import Home
from gongkai.terminal.amounts import counted

JUMP = timedelta(days=3)  # without a visit, or a last visit that lies in the future, is no proof of a wrong clock, but worth a question
OFF = timedelta(days=1)  # from what portals say; their own clocks are minutes wrong, seldom hours
ASKED, AGREE = 5, 2  # portals asked, and those that must answer: one may be wrong itself
LIMITS = FetchLimits(connect=5, idle=5, total=10)
SETTING = "GONGKAI_CLOCK"  # `check`: ask also where GONGKAI_NOW sets the time, which is a rehearsal and believed otherwise


def check(home: Home, sites: Sequence[Site], proxies: Proxies) -> None:
    """Raise `BadConfiguration` where the clock has jumped and several portals agree on another date; nothing is archived."""
    if os.environ.get("GONGKAI_NOW") and os.environ.get(SETTING) != "check":
        return
    last = last_visit(home)
    if last is None or timedelta() <= now() - last <= JUMP:
        return
    hosts = {urlsplit(site.columns[0].url).hostname: site for site in sites}
    found = asyncio.run(_ask(list(hosts.values())[:ASKED], proxies))
    if len(found) < AGREE:
        return
    off = timedelta(seconds=median(offset.total_seconds() for offset in found))
    if abs(off) > OFF:
        raise BadConfiguration(
            f"this machine's clock says {now():%Y-%m-%d %H:%M} UTC, {counted(len(found), 'portal says', 'portals say')} "
            f"{now() + off:%Y-%m-%d %H:%M}; set the clock, then rerun. Nothing was visited, since every date in the archive depends on it."
        )


def last_visit(home: Home) -> datetime | None:
    """Return when a column was last read to its end, by the frontiers; None where none was."""
    latest = 0.0
    for path in home.frontier.glob("*.sqlite"):
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            latest = max(latest, connection.execute("select max(finished) from columns").fetchone()[0] or 0.0)
    return datetime.fromtimestamp(latest, UTC) if latest else None


async def _ask(sites: Sequence[Site], proxies: Proxies) -> list[timedelta]:
    """Return how far ahead of ours each portal's clock is; those that do not say are left out."""
    gate = Gate()
    answers = await asyncio.gather(*(_offset(site, gate, proxies) for site in sites))
    return [answer for answer in answers if answer is not None]


async def _offset(site: Site, gate: Gate, proxies: Proxies) -> timedelta | None:
    client = Client(site, site.user_agent or default_agent(), gate, LIMITS, proxies)
    try:
        exchange = await client.fetch(urljoin(site.columns[0].url, "/robots.txt"))
        said = http_message.text(exchange.answer.get("Date")) if exchange.response else ""
        return parsedate_to_datetime(said).astimezone(UTC) - now() if said else None
    except (ValueError, TypeError):  # no date
        return None
    finally:
        client.pool.close()
        await asyncio.sleep(0)  # the transports are closed by the loop
