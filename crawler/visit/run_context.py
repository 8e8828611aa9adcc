"""What all sites of one run share, and the options of the run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from crawler.answers.confined import AnswerReader
from crawler.answers.traps import Network
from crawler.fetch.http1 import FetchLimits
from crawler.fetch.proxies import Proxies
from crawler.fetch.throttle import JITTER, Gate
from crawler.visit.progress import CrawlProgress
from crawler.visit.run_limits import HourLimits, hour_limits
from gongkai.errors import BadConfiguration
from gongkai.home import Home

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from crawler.answers.interpret import Verdict
    from crawler.model.exchange import Exchange
    from crawler.store.warc_writer import Written
    from gongkai.fetch_record import FetchRecord

ANSWER_SECONDS = "GONGKAI_ANSWER_SECONDS"


def fetch_limits() -> FetchLimits:
    """Return how long and how large an answer may get; `GONGKAI_ANSWER_SECONDS` sets how long one may take in all."""
    wanted = os.environ.get(ANSWER_SECONDS)
    if wanted is None:
        return FetchLimits()
    if not (wanted.isdecimal() and 1 <= int(wanted) <= 3600):
        raise BadConfiguration(f"{ANSWER_SECONDS}={wanted!r} is no number of seconds from 1 to 3600; 300 when left out.")
    seconds, usual = float(wanted), FetchLimits()
    return FetchLimits(min(usual.connect, seconds), min(usual.idle, seconds), seconds)


Say = Callable[[str], None]  # a sentence for the person at the terminal


class CaptureObserver(Protocol):
    """Sees each capture of a visit once its records are written."""

    def captured(self, lease: int, record: FetchRecord, exchange: Exchange, written: Written, verdict: Verdict | None = None) -> None:
        """Take in a capture; `lease` is 0 for one that no row of the frontier stands for."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run."""

    column: str | None = None
    full: bool = False
    limit: int | None = None  # requests, for each site
    due: bool = False  # only what is due, of sites that are named as well
    sync: bool = True  # off only to measure what syncing costs
    limits: FetchLimits = field(default_factory=fetch_limits)
    hours: HourLimits = field(default_factory=hour_limits)  # for each site
    settings: Settings | None = field(default=None, compare=False)  # of `scrapy crawl`; None: the project's own
    robots_agent: str = ""  # the name robots.txt is read for, where it is not the user agent
    retries: int = 2  # of one address in one run
    depth: int = 0  # links from a column's first page; 0: no limit
    jitter: float = JITTER  # part of the pause by which it varies
    cookies: bool = True
    proxies: Proxies = field(default_factory=Proxies)
    progress: CrawlProgress = field(default_factory=lambda: CrawlProgress(sys.stderr), compare=False)


@dataclass(frozen=True, slots=True)
class RunContext:
    """One run: its home, id and options, the pauses and the network checks that all its sites share, and the output."""

    home: Home
    run: str
    gate: Gate
    network: Network
    options: Options
    say: Say
    reader: AnswerReader
