"""One request to a site as raw bytes, its bounded answer, and what no answer may show.

The judges of this folder know nothing of the program: they take `RawRequest` and `Answer` only. A harness supplies one
function of the type `Send`; `sender(host, port)` is such a function over a plain loopback socket.
"""

import html
import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True)
class Limits:
    """What an answer may cost: seconds until its last byte, bytes received, growth of resident memory in bytes."""

    seconds: float = 5.0
    bytes: int = 10_000_000
    resident: int = 300_000_000


@dataclass(frozen=True)
class RawRequest:
    """A request as it goes over the wire; nothing of it is corrected on the way."""

    target: bytes
    method: bytes = b"GET"
    headers: Headers = ()
    body: bytes = b""
    host: bytes | None = b""  # empty: the name the sender dials; None: no Host line at all

    def wire(self, dialled: bytes) -> bytes:
        """Return the bytes to send to the host dialled (`name:port`)."""
        lines = [self.method + b" " + self.target + b" HTTP/1.1"]
        if self.host is not None:
            lines.append(b"Host: " + (self.host or dialled))
        lines += [name + b": " + value for name, value in self.headers]
        if self.body:
            lines.append(b"Content-Length: %d" % len(self.body))
        return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + self.body

    def asked(self) -> bytes:
        """Return everything the client said, also percent-decoded once and twice: what an answer may repeat."""
        said = b"\n".join([self.target, self.body, *(value for _, value in self.headers), self.host or b""])
        once = unquote_to_bytes(said.replace(b"+", b" "))
        return b"\n".join([said, once, unquote_to_bytes(once)])


@dataclass(frozen=True)
class Answer:
    """What came back: status 0 where the server closed without a status line, `cut` where a limit ended the reading."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    received: int
    cut: bool = False

    def header(self, name: str) -> str:
        """Return the values of a header joined by commas, or an empty string."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def media_type(self) -> str:
        """Return the media type without parameters, in lower case."""
        return self.header("content-type").split(";")[0].strip().lower()


Send = Callable[[RawRequest, Limits], Answer]


def require_loopback(host: str) -> None:
    """Raise ValueError unless the host is a loopback address: the traffic of tests stays on the machine."""
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"{host} is not a loopback address")


def sender(host: str, port: int) -> Send:
    """Return a function that sends one request over a connection of its own and reads no more than the limits allow."""
    require_loopback(host)

    def send(request: RawRequest, limits: Limits) -> Answer:
        start = time.monotonic()
        deadline = start + limits.seconds * 2
        with socket.create_connection((host, port), timeout=limits.seconds) as connection:
            with suppress(OSError):  # a server may answer and close before it has read an overlong request
                connection.sendall(request.wire(f"{host}:{port}".encode()))
            received, cut = _read(connection, deadline, limits.bytes + 1_000_000, request.method == b"HEAD")
        return parse_answer(received, time.monotonic() - start, cut)

    return send


def _read(connection: socket.socket, deadline: float, most: int, head_only: bool) -> tuple[bytes, bool]:
    received = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or len(received) > most:
            return bytes(received), True
        connection.settimeout(left)
        try:
            piece = connection.recv(262144)
        except OSError as error:
            return bytes(received), isinstance(error, TimeoutError)
        received += piece
        if not piece or _complete(received, head_only):
            return bytes(received), False


def _complete(received: bytearray, head_only: bool) -> bool:
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return False
    if head_only:
        return True
    length = re.search(rb"(?i)\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", received[: end + 2])
    return length is not None and len(received) - end - 4 >= int(length[1])


def parse_answer(received: bytes, seconds: float, cut: bool) -> Answer:
    """Return the bytes of one HTTP/1.1 response as an answer, its chunks joined; status 0 where there is no status line."""
    head, _, body = received.partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    status = re.match(rb"HTTP/1\.[01] (\d{3})", line)
    if status is None:
        return Answer(0, (), received, seconds, len(received), cut)
    pairs = [field.decode("latin-1").partition(":") for field in fields]
    headers = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    if any(name.lower() == "transfer-encoding" for name, _ in headers):
        body = _dechunked(body)
    return Answer(int(status[1]), headers, body, seconds, len(received), cut)


def _dechunked(body: bytes) -> bytes:
    joined, position = bytearray(), 0
    while (end := body.find(b"\r\n", position)) >= 0:
        try:
            size = int(body[position:end].split(b";")[0], 16)
        except ValueError:
            break
        if not size:
            break
        joined += body[end + 2 : end + 2 + size]
        position = end + 4 + size
    return bytes(joined)


MACHINE_PATH = re.compile(rb"(?<![\w.:/%~-])/(?:home|root|tmp|var|usr|opt|etc|proc|srv|mnt|Users|private)/[\w.+-][\w./+-]*")
TELLTALES = (b"Traceback (most recent call last)", b"site-packages", b"dist-packages", b".venv/", b"GONGKAI_", b"-----BEGIN ")


def leaks(answer: Answer, asked: bytes, secrets: Sequence[bytes] = ()) -> list[str]:
    """Return what an answer tells of the machine: absolute paths, tracebacks, the harness's own secrets (home, user, tokens).

    What the client itself sent may be repeated to it; `secrets` may not, wherever they come from.
    """
    shown = html.unescape(answer.body.decode("utf-8", "replace")).encode() + b"\n" + _header_bytes(answer)
    found = {match[0] for match in MACHINE_PATH.finditer(shown)} | {word for word in TELLTALES if word in shown}
    reasons = [f"tells of the machine: {text[:80]!r}" for text in sorted(found) if text not in asked]
    return reasons + [f"tells a secret of the harness: {secret!r}" for secret in secrets if secret in shown and secret not in asked]


def _header_bytes(answer: Answer) -> bytes:
    return "\n".join(f"{name}: {value}" for name, value in answer.headers).encode("latin-1", "replace")


def over_limits(answer: Answer, limits: Limits, slowness: float = 1.0) -> list[str]:
    """Return which limits an answer broke; `slowness` stretches the seconds on a machine known to be slow."""
    reasons = []
    if answer.seconds > limits.seconds * slowness or (answer.cut and answer.received <= limits.bytes):
        reasons.append(f"took {answer.seconds:.1f} s, limit {limits.seconds * slowness:.1f} s")
    if answer.received > limits.bytes:
        reasons.append(f"sent {answer.received} bytes or more, limit {limits.bytes}")
    return reasons


def header_faults(answer: Answer) -> list[str]:
    """Return which protections an answer of the site lacks: sniffing for all; policy, framing and referrer for pages."""
    reasons = [] if "nosniff" in answer.header("x-content-type-options").lower() else ["no X-Content-Type-Options: nosniff"]
    if answer.media_type not in {"text/html", "application/xhtml+xml", "image/svg+xml"}:
        return reasons
    policy = answer.header("content-security-policy").lower()
    if "default-src" not in policy and "script-src" not in policy and "sandbox" not in policy:
        reasons.append("no Content-Security-Policy that bounds scripts")
    scripts = re.search(r"script-src([^;]*)", policy) or re.search(r"default-src([^;]*)", policy)
    if scripts and "'unsafe-inline'" in scripts[1] and "'nonce-" not in scripts[1] and "'sha256-" not in scripts[1]:
        reasons.append("the policy allows any inline script")
    if "frame-ancestors" not in policy and not answer.header("x-frame-options"):
        reasons.append("may be framed by anyone")
    if not answer.header("referrer-policy"):
        reasons.append("no Referrer-Policy")
    return reasons


MARKUP_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "application/atom+xml",
    "application/opensearchdescription+xml",
    "",
)


LINKS = (
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "content",
    "template",
    "srcset",
    "ping",
    "cite",
    "manifest",
    "{http://www.w3.org/1999/xlink}href",
)


def links_to(answer: Answer, foreign: str, base: str = "http://site.invalid/") -> list[str]:
    """Return links of an answer, headers included, that lead to the foreign host as a browser resolves them."""
    links = [answer.header("location"), *re.findall(r"<([^>]*)>", answer.header("link"))]
    if answer.media_type in MARKUP_TYPES and answer.body.strip():
        links += _links_of(answer)
    return [f"leads to a stranger's host: {link[:120]!r}" for link in dict.fromkeys(links) if _host_of(link, base).endswith(foreign)]


def _links_of(answer: Answer) -> Iterator[str]:
    try:
        tree = (
            lxml_html.document_fromstring(answer.body)
            if "html" in answer.media_type or not answer.media_type
            else etree.fromstring(answer.body, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
        )
    except (etree.LxmlError, ValueError):
        return
    for element in tree.iter() if tree is not None else ():
        yield from (str(element.get(name)) for name in LINKS if element.get(name))
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in {"id", "link", "uri", "loc", "Url"} and element.text:
            yield element.text


def _host_of(link: str, base: str) -> str:
    browser = re.sub(r"[\t\r\n]", "", link.strip("".join(map(chr, range(33))))).replace("\\", "/")
    browser = re.sub(r"(?i)^(https?:)?/{2,}", lambda match: (match[1] or "") + "//", browser)
    browser = re.sub(r"(?i)^\d+;\s*url=", "", browser)
    try:
        return (urlsplit(urljoin(base, browser)).hostname or "").lower()
    except ValueError:
        return ""


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process and its descendants in bytes, by /proc; 0 where they have ended."""
    sizes = {number: int(fields.get("VmRSS", "0 kB").split()[0]) * 1024 for number, fields in _statuses().items()}
    return sum(sizes.get(one, 0) for one in descendants(pid))


def waited_seconds(pid: int) -> float:
    """Return how long the one of a process and its descendants that waited longest had work and no core; 0 where the kernel counts no waits."""
    waits = [0.0]
    for one in descendants(pid):
        with suppress(OSError, ValueError, IndexError):
            waits.append(int(Path(f"/proc/{one}/schedstat").read_text().split()[1]) / 1e9)
    return max(waits)


def descendants(pid: int) -> list[int]:
    """Return the number of a process and those of its descendants."""
    children: dict[int, list[int]] = {}
    for number, fields in _statuses().items():
        children.setdefault(int(fields["PPid"]), []).append(number)
    return list(_family(pid, children))


def _statuses() -> dict[int, dict[str, str]]:
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError, ValueError, KeyError):
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            found[int(fields["Pid"])] = fields
    return found


def _family(pid: int, children: dict[int, list[int]]) -> Iterable[int]:
    yield pid
    for child in children.get(pid, []):
        yield from _family(child, children)
