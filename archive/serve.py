"""Serve the archive: Datasette over the newest snapshot, with our pages, on one address."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from parsers.contract import GongkaiError, Home

# What Datasette and its HTTP client load where it is installed and do not use here: two thirds of the time to start.
UNUSED = ("dask", "numpy", "xarray", "uncertainties", "babel", "rich")


def serve(home: Home, port: int = 8001, host: str = "127.0.0.1", ready: str = "gongkai is served on {address}") -> None:
    """Serve until stopped; GongkaiError where nothing is published or the port is taken. Port 0 takes any free one."""
    with unseen(UNUSED):
        import uvicorn

        from archive.editions import Editions
    app = Editions(home)
    with listening(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        click.echo(ready.format(address=f"http://{name}:{listener.getsockname()[1]}/"))
        settings = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5)
        uvicorn.Server(settings).run(sockets=[listener])


@contextmanager
def unseen(names: tuple[str, ...]) -> Iterator[None]:
    """While it lasts, these modules cannot be imported, as if they were not installed; those already loaded stay."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # what the import system reads as "not there"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address; GongkaiError where it cannot be."""
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
    """Why the address cannot be had, in words."""
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
