"""Serve the archive: Datasette over the newest snapshot, with our pages, at one address."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from gongkai.errors import GongkaiError
from gongkai.home import Home

if TYPE_CHECKING:
    import uvicorn

# What Datasette and its HTTP client load where it is installed and do not use here: two thirds of the time to start.
UNUSED = ("dask", "numpy", "xarray", "uncertainties", "babel", "rich")


def serve(
    home: Home,
    port: int = 8001,
    host: str = "127.0.0.1",
    ready: str = "gongkai is served on {address}",
    sql: bool = True,
    names: tuple[str, ...] = (),
    check: bool = False,
) -> None:
    """Serve until stopped; GongkaiError if nothing is published or the port is taken. Port 0 takes any free one.

    Without `sql`, readers cannot run their own SQL; tables and pages are unaffected. With `names`, requests for other hosts are refused.
    With `check`, visitors may have drafts checked at /check.
    """
    with unseen(UNUSED):
        from archive.site.drafts.readers import DraftReaders
        from archive.site.editions import Editions
    run(Editions(home, sql, tuple(name.lower() for name in names), DraftReaders() if check else None), port, host, ready)


def run(app: Any, port: int, host: str, ready: str) -> None:
    """Run an ASGI application until stopped, with limits on its connections; GongkaiError if the port is taken."""
    running = server(app)
    with listening(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        click.echo(ready.format(address=f"http://{name}:{listener.getsockname()[1]}/"))
        running.run(sockets=[listener])


def server(app: Any) -> uvicorn.Server:
    """Return the server of an ASGI application, with limits on its connections and its log, not yet running."""
    with unseen(UNUSED):
        import uvicorn

        from archive.site import wire
    settings = uvicorn.Config(
        app,
        http=wire.BoundedProtocol,
        ws="none",
        backlog=wire.BACKLOG,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    wire.bound_logs()
    return uvicorn.Server(settings)


@contextmanager
def unseen(names: tuple[str, ...]) -> Iterator[None]:
    """Make these modules unimportable within the context, as if they were not installed; loaded ones stay."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # what the import system reads as "not there"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def listening(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; GongkaiError if it cannot be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named as TCP, or asyncio leaves Nagle's algorithm on: 40 ms more for every answer on one connection
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except (OSError, OverflowError) as error:
        listener.close()
        raise GongkaiError(f"cannot serve on {host} port {port}: {reason(error)}; choose another with --port") from error
    return listener


def reason(error: Exception) -> str:
    """Return why the address cannot be bound, in words."""
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
