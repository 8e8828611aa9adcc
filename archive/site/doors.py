"""Which requests are answered at all: allowed host names, and Datasette pages that reveal details of the machine."""

from __future__ import annotations

import ipaddress
from typing import Any

OPEN = ("/-/health.json", "/-/badge", "/-/databases", "/-/static/", "/-/static-plugins/")  # of the addresses below /-/
ABSENT = "/-/absent"


def host_of(scope: dict[str, Any]) -> str:
    """Return a request's Host without its port, in lower case; empty if it has none."""
    raw = next((value for name, value in scope.get("headers", ()) if name == b"host"), b"").decode("latin-1").strip().lower()
    return raw[: raw.find("]") + 1] if raw.startswith("[") else raw.partition(":")[0]


def admitted(scope: dict[str, Any], names: tuple[str, ...]) -> bool:
    """Return whether a request is for one of our names; any host is, if none are configured."""
    return not names or host_of(scope) in names


def trusted_host(scope: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the Host to write into absolute addresses: one of our names or our own socket's address; else empty."""
    raw = next((value for name, value in scope.get("headers", ()) if name == b"host"), b"").decode("latin-1").strip().lower()
    host = host_of(scope)
    port = raw[len(host) :]
    if port and not (port[0] == ":" and port[1:].isdigit()):
        return ""
    return raw if host in names or host == "localhost" or is_loopback(host) else ""


def is_loopback(host: str) -> bool:
    """Return whether a host is written as an address of this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def led(scope: dict[str, Any]) -> dict[str, Any]:
    """Return the request, led to a missing page if it asks for threads, settings, plugins, other databases, or by a path that names a host.

    Datasette takes the stroke off the end of a path by a redirect: to another host, where it begins with two strokes or a scheme.
    """
    path = scope.get("path", "")
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return {**scope, "path": ABSENT, "raw_path": ABSENT.encode()}
    if path.startswith(("/_internal", "/_memory")) or (path.startswith("/-/") and not path.startswith(OPEN)) or path == "/-":
        return {**scope, "path": ABSENT, "raw_path": ABSENT.encode()}
    return scope


async def refuse_host(send: Any) -> None:
    """Answer a request for another host."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": "这里不是您要找的网站。This is not the site you are looking for.\n".encode()})
