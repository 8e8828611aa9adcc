"""The cookies of one site in one run: set by its answers, returned to the hosts and paths they belong to, discarded at the end."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

MOST = 100  # cookies of a site; further ones push the oldest out
LONGEST = 4096  # bytes of a name and value: what RFC 6265 asks clients to take at least


@dataclass(frozen=True, slots=True)
class _Cookie:
    domain: str  # with a leading dot where subdomains share it
    path: str
    name: str
    value: str

    def fits(self, host: str, path: str) -> bool:
        """Whether it is sent with a request to that host and path."""
        same = host.endswith(self.domain) or host == self.domain.lstrip(".") if self.domain.startswith(".") else host == self.domain
        return same and (path.startswith(self.path.rstrip("/") + "/") or path == self.path or self.path == "/")


class Jar:
    """The cookies of one site.

    >>> jar = Jar()
    >>> jar.take("http://www.a.cn/x/y", ("CT6T=1; Path=/; HttpOnly", "gone=; Max-Age=0", "evil=1; Domain=b.cn"))
    >>> jar.give("http://www.a.cn/z"), jar.give("http://b.cn/")
    ('CT6T=1', '')
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], _Cookie] = {}

    def take(self, url: str, lines: tuple[str, ...]) -> None:
        """Store the cookies that the Set-Cookie headers of an answer set; `url` is the URL that answered."""
        for line in lines:
            cookie, gone = _read(url, line)
            if cookie is None:
                continue
            key = (cookie.domain, cookie.path, cookie.name)
            self._kept.pop(key, None)
            if not gone:
                self._kept[key] = cookie
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]

    def give(self, url: str) -> str:
        """Return the Cookie header for a URL; "" if there is none."""
        if not self._kept:
            return ""
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path or "/"
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._kept.values() if cookie.fits(host, path))


def _read(url: str, line: str) -> tuple[_Cookie | None, bool]:
    """Parse a Set-Cookie header; return the cookie (None if it does not belong to this host) and whether it deletes one."""
    first, *rest = line.split(";")
    name, equals, value = first.strip().partition("=")
    given = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in rest)}
    host = urlsplit(url).hostname or ""
    domain = given.get("domain", "").lstrip(".").lower()
    if not equals or not name or len(first) > LONGEST or any(char < " " for char in value):
        return None, False
    if domain and host != domain and not (host.endswith("." + domain) and domain.count(".") >= 1):
        return None, False
    path = given.get("path", "")
    return _Cookie(f".{domain}" if domain and domain != host else host, path if path.startswith("/") else "/", name, value), given.get(
        "max-age", ""
    ).lstrip("-") == "0" or given.get("max-age", "").startswith("-")
