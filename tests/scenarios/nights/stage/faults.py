"""States a portal or one of its columns can be in for a night, and what it answers in each.

`answer` is pure but for `Memory`, which counts what was asked: a state that passes ("briefly", "hole") ends by count,
never by the wall clock. States of the connection (closed listener, lost name, broken TLS) are made in `portal`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from tests.scenarios.nights.stage import pages
from tests.scenarios.nights.stage.pages import Document


class State(StrEnum):
    """What is wrong with a portal or a column during one night."""

    UP = "up"
    REFUSED = "refused"  # host: the listener is closed
    DNS_GONE = "dns_gone"  # host: the name is not resolved
    TLS_BROKEN = "tls_broken"  # host: the handshake ends in an alert
    RESET = "reset"  # the connection is reset after the request was read
    FORBIDDEN = "forbidden"  # 403
    LIMITED = "limited"  # 429 with Retry-After, all night
    LIMITED_BRIEFLY = "limited_briefly"  # 429 with Retry-After: 1 for two requests, then well
    UNAVAILABLE = "unavailable"  # 503 all night
    UNAVAILABLE_BRIEFLY = "unavailable_briefly"  # 503 for two requests, then well
    CHALLENGE_521 = "challenge_521"  # a page of script and a cookie, status 521
    CHALLENGE_412 = "challenge_412"  # the same with status 412
    WAF = "waf"  # a firewall's page with status 200
    CAPTIVE = "captive"  # the provider's page in place of every portal, status 200
    EMPTY = "empty"  # the list has no row, all night
    HOLE = "hole"  # the list has no row the first time it is asked for
    HALVED = "halved"  # the newer half of the rows is missing
    REDESIGN = "redesign"  # the rows stand under other markup and other addresses
    SCRIPT_ONLY = "script_only"  # the rows are not in the page any more
    DRIP = "drip"  # a byte now and then, never the end
    ROBOTS = "robots"  # robots.txt disallows everything
    MOVED = "moved"  # 301 to a host the registry does not name
    LIST_MISSING = "list_missing"  # 404 for the list


HOST_STATES = frozenset({State.REFUSED, State.DNS_GONE, State.TLS_BROKEN, State.ROBOTS})
"""States of a whole host; any other may also be set for one column."""

BRIEF = 2
"""Requests that a passing refusal lasts."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; `manner` is how it is sent: `whole`, `reset` (nothing, then RST) or `drip` (a byte a second)."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = "text/html; charset=utf-8"
    manner: str = "whole"


@dataclass
class Memory:
    """How often a state refused already, by site and column; cleared at the start of a night."""

    counts: dict[tuple[str, str, State], int] = field(default_factory=dict)

    def first(self, site: str, column: str, state: State, times: int) -> bool:
        """Count one request and return whether it is among the first `times`."""
        key = (site, column, state)
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key] <= times


@dataclass(frozen=True)
class Ask:
    """A request below a column: `rest` is the path after the column, empty for the list itself."""

    site: str
    name: str
    column: str
    heading: str
    rest: str
    rows: tuple[Document, ...]
    elsewhere: str


def refusal(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    """Return a short error page."""
    return Answer(status, pages.page(text, f"<h1>{text}</h1>"), headers)


CHALLENGE = b"<script>document.cookie='__jsl_clearance_s='+(+[1]+'.'+(2<<4));location.href=location.pathname;</script>"
FIREWALL = pages.page("访问被拦截", '<div class="waf-block"><h1>您的请求疑似攻击行为，已被网站防火墙拦截</h1><p>事件编号：8c1f20</p></div>')
PROVIDER = pages.page("上网认证", '<form action="http://192.0.2.1/login"><h1>请登录校园网后继续上网</h1><input name="user"></form>')

CLOSED_DOORS: dict[State, Answer] = {
    State.RESET: Answer(0, manner="reset"),
    State.FORBIDDEN: refusal(403, "403 Forbidden"),
    State.LIMITED: refusal(429, "429 Too Many Requests", ("Retry-After", "2")),
    State.UNAVAILABLE: refusal(503, "503 Service Unavailable"),
    State.CHALLENGE_521: Answer(521, CHALLENGE, (("Set-Cookie", "__jsluid_s=4f0e; path=/; httponly"),)),
    State.CHALLENGE_412: Answer(412, CHALLENGE, (("Set-Cookie", "acw_tc=77aa; path=/; httponly"),)),
    State.WAF: Answer(200, FIREWALL),
    State.CAPTIVE: Answer(200, PROVIDER),
    State.DRIP: Answer(200, pages.script_page("缓慢"), manner="drip"),
}
PASSING: dict[State, Answer] = {
    State.LIMITED_BRIEFLY: refusal(429, "429 Too Many Requests", ("Retry-After", "1")),
    State.UNAVAILABLE_BRIEFLY: refusal(503, "503 Service Unavailable"),
}
LISTS: dict[State, Callable[[Ask], Answer]] = {
    State.EMPTY: lambda ask: Answer(200, pages.list_page(ask.heading, [])),
    State.HALVED: lambda ask: Answer(200, pages.list_page(ask.heading, list(ask.rows[(len(ask.rows) + 1) // 2 :]))),
    State.REDESIGN: lambda ask: Answer(200, pages.redesigned_page(ask.heading, list(ask.rows))),
    State.SCRIPT_ONLY: lambda ask: Answer(200, pages.script_page(ask.heading)),
    State.LIST_MISSING: lambda ask: refusal(404, "404 Not Found"),
}


def answer(state: State, ask: Ask, memory: Memory) -> Answer:
    """Return what a column in `state` answers to `ask`."""
    if state in CLOSED_DOORS:
        return CLOSED_DOORS[state]
    if state in PASSING and memory.first(ask.site, ask.column, state, BRIEF):
        return PASSING[state]
    if state is State.MOVED:
        return Answer(301, headers=(("Location", f"{ask.elsewhere}/{ask.column}/{ask.rest}"),))
    if ask.rest in ("", "index.html"):
        return list_answer(state, ask, memory)
    return document_answer(ask, redesigned=state is State.REDESIGN)


def list_answer(state: State, ask: Ask, memory: Memory) -> Answer:
    """Return the list of a column in `state`."""
    if state is State.HOLE and memory.first(ask.site, ask.column, state, 1):
        return LISTS[State.EMPTY](ask)
    if state in LISTS:
        return LISTS[state](ask)
    return Answer(200, pages.list_page(ask.heading, list(ask.rows)))


def document_answer(ask: Ask, *, redesigned: bool) -> Answer:
    """Return the article or attachment that `ask` names; 404 where there is none."""
    for row in ask.rows:
        if ask.rest == (f"v2/detail/{row.number}.html" if redesigned else row.path):
            return refusal(404, "404 Not Found") if row.page_missing else Answer(200, pages.article_page(ask.name, row))
        if row.attachment and ask.rest.split("/")[-1] == row.attachment:
            return attachment_answer(row)
    return refusal(404, "404 Not Found")


def attachment_answer(row: Document) -> Answer:
    """Return the attachment of a document, or 500 where it is broken."""
    if row.attachment_broken:
        return refusal(500, "500 Internal Server Error")
    return Answer(200, pages.pdf(f"Attachment {row.number} revision {row.revision}"), media_type="application/pdf")
