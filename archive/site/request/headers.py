"""The headers every answer carries: what a page may load, who may frame it, which snapshot it shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

# Our own pages: nothing from anywhere else, no inline script, no plugin, not framed elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What a portal once served: an origin of its own, no script, nothing loaded, nothing sent; only our own pages may frame it.
SANDBOX = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
# A view that other sites may show in a frame: it holds a drawing and links, nothing to fill in, no script.
EMBEDDED = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors *"
)

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
METHODS = ("GET", "HEAD", "OPTIONS")  # nothing here is written
DATA = ("application/json", "text/csv", "application/atom+xml", "application/vnd.sqlite3")  # what other people's programs read


def headers(received: Mapping[str, str], snapshot: str) -> dict[str, str]:
    """Return the headers to add to an answer; its own content security policy, if it has one, is kept."""
    added = {**EVERYWHERE, "x-gongkai-snapshot": snapshot}
    if received.get("content-type", "").startswith(DATA):
        added["cross-origin-resource-policy"] = "cross-origin"
    policy = received.get("content-security-policy", "")
    if not policy:
        added["content-security-policy"] = POLICY
    if policy == EMBEDDED:
        added["cross-origin-resource-policy"] = "cross-origin"
    else:
        added["x-frame-options"] = "SAMEORIGIN" if "frame-ancestors 'self'" in policy else "DENY"
    return {name: value for name, value in added.items() if name not in received}


async def refuse(send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """Answer a method that would write."""
    allowed = ", ".join(METHODS)
    await send(
        {
            "type": "http.response.start",
            "status": 405,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"allow", allowed.encode())],
        }
    )
    await send({"type": "http.response.body", "body": f"本站只读。This site is read only: {allowed}.\n".encode()})
