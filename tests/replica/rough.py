"""Hosts that are slow, cut short, large, sealed or guarded: short columns, so that each costs a test little.

They are crawled one by one with limits that suit them (tests/scenarios/crawl/test_rough.py), not with all the others.
"""

from __future__ import annotations

import hashlib
import time
from functools import cache

from tests.replica import corpus
from tests.replica.corpus import File, Row
from tests.replica.host import HTML, Answer, Host, Request, html
from tests.replica.trs import Static, tdate, upload

LARGE = 21 << 20  # bytes of the large file; the specification says more than 20 MB
PAUSE = 1  # seconds a host that was asked too often shuts its door, and says so
PATIENT = 3  # the request at which it does
ROWS = 4


class Short(Static):
    """A healthy column of four articles on one page, the first with a file."""

    folder = "/zwgk/nb/"

    def start(self) -> None:
        rows = corpus.notices(tdate(self.folder), ROWS)
        name = upload(self.folder)(1, rows[0].date or "")
        rows[0].files.append(File(name, "附件", self.file(name)))
        self.walked("zfxxgknb", self.folder, rows, 1)
        self.seen: dict[str, int] = {}

    def file(self, name: str) -> bytes:
        """The bytes of the one file."""
        return corpus.file_bytes(name)

    def tick(self) -> None:
        self.ticks += 1

    def times(self, request: Request) -> int:
        """How often this address was asked for, this time included."""
        self.seen[request.path] = self.seen.get(request.path, 0) + 1
        return self.seen[request.path]

    @property
    def first(self) -> Row:
        """The first row of the column."""
        return self.columns[0].rows[0]


class Marred(Short):
    """One article's connection fails in a way of its own, each time."""

    cut = ""

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != self.first.path:
            return None
        found = self.pages[request.path]
        return Answer(found.body, found.kind, cut=self.cut)


class ChunkCut(Marred):
    """chunk-cut: a chunk promises more than comes."""

    cut = "chunk"


class LengthLie(Marred):
    """length-lie: Content-Length promises more than comes."""

    cut = "short"


class Drip(Marred):
    """drip: a byte every tenth of a second."""

    cut = "drip"


class Silent(Marred):
    """slow, without end: no byte comes in the time a crawl waits."""

    cut = "silent"


class Slow(Marred):
    """slow: the first byte comes late, and then everything."""

    cut = "late"


class Tiny(Short):
    """tiny: an article answers with fewer than 300 bytes once."""

    def dynamic(self, request: Request) -> Answer | None:
        if request.path != self.first.path or self.times(request) > 1:
            return None
        return html("<html><body>请稍候</body></html>")


class CoolBan(Short):
    """coolban: who asks too often is refused for a while; each request in that time is counted."""

    status = 403

    def start(self) -> None:
        super().start()
        self.until, self.refused, self.answered = 0.0, 0, 0

    def dynamic(self, request: Request) -> Answer | None:
        if request.path == "/robots.txt":
            return None
        self.answered += 1
        if self.answered == PATIENT:
            self.until = time.monotonic() + PAUSE
        if time.monotonic() >= self.until:
            return None
        self.refused += 1
        return Answer("<p>访问过于频繁，请稍后再试</p>".encode(), HTML, self.status, [("Retry-After", str(PAUSE))])


class TooMany(CoolBan):
    """rate429: the same by its proper status."""

    status = 429


class Rules(Short):
    """robots: one answer to the request for rules."""

    rules = Answer(b"User-agent: *\nDisallow: /zwgk/nb/20\n", "text/plain")

    def answer(self, request: Request) -> Answer:
        return self.rules if request.path == "/robots.txt" else super().answer(request)


class RulesMissing(Rules):
    """robots-404: no rules, nothing forbidden."""

    rules = html("<html><body>404</body></html>", 404)


class RulesBroken(Rules):
    """robots-5xx: rules that cannot be read forbid everything."""

    rules = html("<html><body>error</body></html>", 503)


class Large(Short):
    """A file over 20 MB."""

    def file(self, name: str) -> bytes:
        return large(name)


class ShutTls(Short):
    """https-403: over TLS everything is refused, without it all is well."""

    def over_tls(self, request: Request) -> Answer:
        return html("<html><body>Forbidden</body></html>", 403)


@cache
def large(name: str) -> bytes:
    """Given a name, the bytes of a large PDF."""
    return corpus.PDF + hashlib.sha512(name.encode()).digest() * (LARGE // 64)


ODD: dict[str, type[Host]] = {
    "w-chunk-cut": ChunkCut, "w-length": LengthLie, "w-drip": Drip, "w-silent": Silent, "w-slow": Slow, "w-tiny": Tiny, "w-coolban": CoolBan,
    "w-429": TooMany, "w-robots-part": Rules, "w-robots-404": RulesMissing, "w-robots-5xx": RulesBroken, "w-large": Large,
}
SEALED: dict[str, type[Host]] = {"w-tls": Short, "w-tls-name": Short, "w-http-only": Short, "w-https-403": ShutTls}  # TLS on a second port
PLAIN_ONLY = "w-http-only"
HOSTS = {name: (f"127.0.102.{n}", kind) for n, (name, kind) in enumerate((ODD | SEALED).items(), 1)}
