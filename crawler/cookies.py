"""Cookies of one site in one run: set by its answers, sent back to where they belong, forgotten at the end."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

MOST = 100  # cookies of a site; further ones push the oldest out


@dataclass(frozen=True, slots=True)
class _Cookie:
    domain: str  # with a leading dot where subdomains share it
    path: str
    name: str
    value: str

    def fits(self, host: str, path: str) -> bool:
        """Whether it goes with a request to that host and path."""
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
        """Given the address that answered and its Set-Cookie headers, keep what they set."""
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
        """Given an address, return the Cookie header for it; empty where there is none."""
        if not self._kept:
            return ""
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path or "/"
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._kept.values() if cookie.fits(host, path))


def _read(url: str, line: str) -> tuple[_Cookie | None, bool]:
    """Given a Set-Cookie header, return the cookie (None where it is none of this host's) and whether it takes one away."""
    first, *rest = line.split(";")
    name, equals, value = first.strip().partition("=")
    given = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in rest)}
    host = urlsplit(url).hostname or ""
    domain = given.get("domain", "").lstrip(".").lower()
    if not equals or not name or any(char < " " for char in value):
        return None, False
    if domain and host != domain and not (host.endswith("." + domain) and domain.count(".") >= 1):
        return None, False
    path = given.get("path", "")
    return _Cookie(f".{domain}" if domain and domain != host else host, path if path.startswith("/") else "/", name, value), given.get(
        "max-age", "").lstrip("-") == "0" or given.get("max-age", "").startswith("-")
