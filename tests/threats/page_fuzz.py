"""Page requests that a stranger may send: 2,000 seeded requests and one oracle for all of them.

`requests(seed, site)` is the material, `judge(request, answer)` the oracle: no status of 500 or above, nothing of the payload
returned as markup, no link to the stranger's host, no header of the stranger's making, no path of the machine, and the
protections of a public site on every answer.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from tests.threats.page_words import (
    CANARY,
    EVIL,
    FORWARDED,
    HONEST,
    HOSTS,
    INERT,
    INTERNALS,
    MARKUP,
    METHODS,
    OTHER_HEADERS,
    PAGES,
    PARAMETERS,
    RANGES,
    TARGETS,
    TRAVERSAL,
)
from tests.threats.wire import MARKUP_TYPES, Answer, Headers, Limits, RawRequest, header_faults, leaks, links_to, over_limits

COUNT = 2000
LIMITS = Limits(seconds=5.0, bytes=20_000_000)


@dataclass(frozen=True)
class Site:
    """The ids of things the site holds, so that pages of content are tried as well as pages of nothing."""

    agencies: tuple[str, ...] = ("1",)
    reports: tuple[str, ...] = ("1",)
    documents: tuple[str, ...] = ("1",)
    captures: tuple[str, ...] = ("1",)


@dataclass(frozen=True)
class PageRequest:
    """One request; `markup` are the raw payloads that must never come back as they are in a page or feed."""

    number: int
    kind: str
    request: RawRequest
    markup: tuple[bytes, ...] = ()
    must_answer: bool = False
    must_refuse: bool = False
    may_close: bool = False
    archived: bool = False  # the body is an archived document: its links and texts are not the site's
    limits: Limits = LIMITS


def requests(seed: int = 16, site: Site | None = None, count: int = COUNT) -> Iterator[PageRequest]:
    """Yield the requests, every kind in turn; the ids of `site` make pages of content."""
    chance, held = random.Random(seed), site or Site()
    makers = [
        _honest,
        _parameter,
        _parameter,
        _content,
        _content,
        _content_parameter,
        _path,
        _path,
        _internal,
        _host,
        _forwarded,
        _header,
        _range,
        _method,
        _target,
        _injection,
        _many,
        _raw,
    ]
    for number in range(count):
        maker = makers[number % len(makers)]
        yield maker(number, chance, held)


def _path_of(chance: random.Random, site: Site, what: str = "") -> str:
    kinds = {"agency": site.agencies, "report": site.reports, "document": site.documents, "raw": site.captures}
    kind = what or chance.choice(list(kinds))
    return f"/{kind}/{quote_from_bytes(chance.choice(kinds[kind]).encode())}"


def _payload(chance: random.Random) -> tuple[bytes, tuple[bytes, ...]]:
    if chance.random() < 0.5:
        raw = chance.choice(MARKUP)
        return raw, (raw.replace(b"\x00", b""), raw)
    raw = chance.choice(INERT)
    return raw, ((b"<gkcanary7>",) if b"<gkcanary7>" in raw else ())


def _honest(number: int, chance: random.Random, site: Site) -> PageRequest:
    return PageRequest(number, "honest", RawRequest(chance.choice(HONEST).encode()), must_answer=True)


def _parameter(number: int, chance: random.Random, site: Site) -> PageRequest:
    raw, markup = _payload(chance)
    name = chance.choice(PARAMETERS)
    target = f"{chance.choice(PAGES)}?{name}={quote_from_bytes(raw)}"
    if chance.random() < 0.3:  # the name of a parameter is the stranger's too
        target += f"&{quote_from_bytes(raw)[:3000]}=1&lang=en"
    return PageRequest(number, "parameter", RawRequest(target.encode()), markup, may_close=len(target) > 30_000)


def _content(number: int, chance: random.Random, site: Site) -> PageRequest:
    raw, markup = _payload(chance)
    base = chance.choice(["agency", "report", "document", "compare", "coverage", "checks", "gongkai", "gongkai/reports", "-"])
    path = f"/{base}/{quote_from_bytes(raw, safe='')}"
    path += chance.choice(["", "", ".json", ".csv", "/", "?lang=en"])
    return PageRequest(number, "content", RawRequest(path.encode()), markup, may_close=len(path) > 30_000)


def _content_parameter(number: int, chance: random.Random, site: Site) -> PageRequest:
    raw, markup = _payload(chance)
    path = _path_of(chance, site, chance.choice(["agency", "report", "document"]))
    target = f"{path}?{chance.choice(PARAMETERS)}={quote_from_bytes(raw)}"
    return PageRequest(number, "content_parameter", RawRequest(target.encode()), markup, may_close=len(target) > 30_000)


def _path(number: int, chance: random.Random, site: Site) -> PageRequest:
    base = chance.choice([*PAGES, "/raw/1", "/-/static", "/-/static-plugins/gongkai", "/download", "/document/1", "/gongkai"]).rstrip("/")
    steps = "/".join(chance.choice(TRAVERSAL) for _ in range(chance.choice([1, 2, 6, 12, 400])))
    tail = chance.choice(["", "/etc/passwd", "%2fetc%2fpasswd", "/proc/self/environ", "/..%2f..%2fgongkai.env"])
    return PageRequest(number, "traversal", RawRequest(f"{base}/{steps}{tail}".encode()))


def _internal(number: int, chance: random.Random, site: Site) -> PageRequest:
    return PageRequest(number, "internal", RawRequest(chance.choice(INTERNALS).encode()))


def _host(number: int, chance: random.Random, site: Site) -> PageRequest:
    host = chance.choice(HOSTS)
    page = chance.choice([*HONEST, _path_of(chance, site, "document")])
    raw = host.encode("utf-8") or b" "
    extra: Headers = ((b"Host", EVIL.encode()),) if chance.random() < 0.2 else ()
    missing = chance.random() < 0.1 and not extra
    request = RawRequest(page.encode(), host=None if missing else raw, headers=extra)
    foreign = (EVIL in host and not missing) or bool(extra)
    return PageRequest(number, "host", request, (b"<gkcanary7>",), must_refuse=foreign, may_close=True)


def _headers(pairs: Sequence[tuple[str, str]]) -> Headers:
    return tuple((name.encode("latin-1"), value.encode("utf-8")) for name, value in pairs)


def _forwarded(number: int, chance: random.Random, site: Site) -> PageRequest:
    pairs = chance.sample(FORWARDED, chance.choice([1, 1, 2, 4]))
    page = chance.choice([*HONEST, *PAGES])
    return PageRequest(number, "forwarded", RawRequest(page.encode(), headers=_headers(pairs)), (b"<gkcanary7>",))


def _header(number: int, chance: random.Random, site: Site) -> PageRequest:
    pairs = [chance.choice(OTHER_HEADERS) for _ in range(chance.choice([1, 1, 2, 90]))]
    request = RawRequest(chance.choice(HONEST).encode(), headers=_headers(pairs))
    waits = any(name in {"Content-Length", "Transfer-Encoding", "Upgrade", "Expect"} for name, _ in pairs)  # the server may wait for a body
    size = sum(len(name) + len(value) for name, value in pairs)
    return PageRequest(
        number, "header", request, (b"<gkcanary7>",), may_close=waits or size > 30_000, limits=Limits(60.0 if waits else 5.0)
    )


def _range(number: int, chance: random.Random, site: Site) -> PageRequest:
    page = chance.choice(
        ["/download", "/feed.atom", "/gongkai.db", "/", "/-/static/app.css", _path_of(chance, site, "raw"), _path_of(chance, site, "raw")]
    )
    pairs = [("Range", chance.choice(RANGES))] + ([("If-Range", '"x"')] if chance.random() < 0.3 else [])
    bound = Limits(30.0, 200_000_000) if page == "/gongkai.db" else LIMITS
    return PageRequest(number, "range", RawRequest(page.encode(), headers=_headers(pairs)), archived=page.startswith("/raw"), limits=bound)


def _method(number: int, chance: random.Random, site: Site) -> PageRequest:
    method = chance.choice(METHODS)
    body = chance.choice([b"", b"", b"q=<gkcanary7>", b'{"sql":"select 1"}', b"--x\r\n" * 900, b"\x00" * 100_000])
    request = RawRequest(chance.choice(HONEST).encode(), method, _headers([("X-Trace", "<gkcanary7>")]), body)
    return PageRequest(number, "method", request, (b"<gkcanary7>",), may_close=method in {b"CONNECT", b"G\x00T", b"G" * 3000, b"get"})


def _target(number: int, chance: random.Random, site: Site) -> PageRequest:
    target = chance.choice(TARGETS).encode()
    return PageRequest(number, "target", RawRequest(target), may_close=not target.startswith(b"/"))


def _injection(number: int, chance: random.Random, site: Site) -> PageRequest:
    newline = chance.choice(["%0d%0a", "%0a", "%0d", "%E5%98%8D%E5%98%8A", "%00%0d%0a", "%250d%250a", "\\r\\n"])
    page = chance.choice([*PAGES, "/agency/1", "/raw/1", "/gongkai/reports.csv", "/compare.csv"])
    place = chance.choice(["{p}{n}{x}", "{p}/{n}{x}", "{p}?q={n}{x}", "{p}?lang=en{n}{x}", "{p}?_dl={n}{x}", "{p}?format=csv{n}{x}"])
    line = chance.choice(["Set-Cookie:%20gkcanary7=1", "X-Injected:%20gkcanary7", f"Location:%20//{EVIL}", "%0d%0a<gkcanary7>"])
    return PageRequest(number, "injection", RawRequest(place.format(p=page, n=newline, x=line).encode()), (b"<gkcanary7>",))


def _many(number: int, chance: random.Random, site: Site) -> PageRequest:
    count = chance.choice([50, 500, 3000])
    pairs = "&".join(f"{chance.choice(PARAMETERS)}={chance.randint(-9, 9999)}" for _ in range(count))
    page = chance.choice([*PAGES, _path_of(chance, site, "document")])
    return PageRequest(number, "many", RawRequest(f"{page}?{pairs}".encode()), may_close=len(pairs) > 25_000)


def _raw(number: int, chance: random.Random, site: Site) -> PageRequest:
    tail = chance.choice(
        [
            "",
            "?cell=1,1,1",
            "?cell=-1,99999999,x",
            "?page=99999999",
            "?page=-1&scale=1e9",
            "?scale=100000&width=99999999",
            "#cell=1",
            "?format=html",
            "?as=text/html",
            "?type=image/svg+xml",
            "?download=1",
            "?name=a%22%0d%0ax.html",
            "/../1",
            "/x.js",
            "?x=.js",
        ]
    )
    return PageRequest(number, "raw", RawRequest((_path_of(chance, site, "raw") + tail).encode()), archived=True, limits=Limits(150.0))


def judge(request: PageRequest, answer: Answer, secrets: Sequence[bytes] = (), slowness: float = 1.0) -> list[str]:
    """Return every way in which an answer fails the oracle; an empty list is a pass."""
    if answer.status == 0:
        return [] if request.may_close else ["closed without an answer"]
    reasons = over_limits(answer, request.limits, slowness) + injected_headers(answer)
    if answer.status < 400 or answer.media_type not in {"", "text/plain"}:  # the HTTP server's own refusal is a bare line of text
        reasons += header_faults(answer)
    if answer.status >= 500:
        reasons.append(f"status {answer.status}")
    if request.must_refuse and not 400 <= answer.status < 500:
        reasons.append(f"the name of another host is answered with {answer.status}")
    if request.must_answer and answer.status != 200:
        reasons.append(f"an honest request is answered with {answer.status}")
    if request.archived and answer.status in {200, 206}:
        return reasons + _archive_faults(request.request.target, answer)
    return reasons + reflections(request.markup, answer) + links_to(answer, EVIL) + leaks(answer, request.request.asked(), secrets)


def reflections(markup: Sequence[bytes], answer: Answer) -> list[str]:
    """Return payloads that came back unescaped where a browser reads markup."""
    if answer.media_type not in MARKUP_TYPES and not answer.media_type.endswith("+xml"):
        return []
    return [f"returned unescaped: {raw!r}" for raw in dict.fromkeys(markup) if raw in answer.body]


def injected_headers(answer: Answer) -> list[str]:
    """Return headers that the stranger wrote."""
    return [
        f"injected header {name}"
        for name, value in answer.headers
        if name.lower() == "x-injected" or (CANARY.decode() in value and name.lower() == "set-cookie")
    ]


OURS = {"default-src": "'none'", "script-src": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'", "frame-src": "'self'"}
VIEWED = re.compile(rb"[?&](?:cell|view)=")


def _is_our_viewer(target: bytes, answer: Answer) -> bool:
    """Return whether our own page about an original was asked for and came, under exactly our policy: it shows the original in a frame."""
    rules = [rule.split(None, 1) for rule in answer.header("content-security-policy").split(";") if rule.strip()]
    policy = {words[0]: words[-1].strip() for words in rules}
    strict = len(policy) == len(rules) and OURS.items() <= policy.items() and "object-src" not in policy
    marked = b'<body class="source">' in answer.body and b'<a class="brand" href="/">' in answer.body
    return bool(VIEWED.search(target)) and strict and marked


def _archive_faults(target: bytes, answer: Answer) -> list[str]:
    reasons = []
    if "javascript" in answer.media_type or "ecmascript" in answer.media_type:
        reasons.append(f"archived script served as {answer.media_type}")
    if _is_our_viewer(target, answer):
        return reasons
    alive = answer.media_type.endswith(("html", "xml")) or answer.media_type == "application/pdf"
    if (
        alive
        and "sandbox" not in answer.header("content-security-policy")
        and not answer.header("content-disposition").startswith("attachment")
    ):
        reasons.append(f"archived {answer.media_type} without sandbox or download")
    return reasons
