"""The command `desk`: the operator's pages, on loopback or behind a token."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from archive.desk.guard import TOKEN, Guard, kept_secret, require_token
from archive.desk.settings import SettingInForce, inherited
from gongkai.home import Home, again, archive_at
from gongkai.run_log import RUN

READY = "the desk is at {address}"
SHOWN = {  # option → Chinese, English: what of the command line the page of settings shows
    "home": ("档案目录", "Folder of the archive"),
    "registry": ("站点清单", "Registry of sites"),
    "host": ("监听地址", "Address it listens on"),
    "port": ("端口", "Port"),
    "names": ("允许的主机名", "Host names answered"),
}


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8002, show_default=True, help="Port; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; any but loopback needs GONGKAI_DESK_TOKEN.")
@click.option("--name", "names", multiple=True, help="Also answer requests for this host name (may be given more than once).")
@click.pass_context
def desk(ctx: click.Context, port: int, host: str, names: tuple[str, ...]) -> None:
    """Serve the operator's desk: what needs attention, and buttons that run the commands as jobs."""
    home = archive_at(ctx.obj["home"])
    token = os.environ.get(TOKEN, "")
    require_token(host, token, names)
    guard = Guard(kept_secret(home.root / "desk" / "secret"), token, frozenset(name.lower() for name in names))
    from archive.site import serve

    serve.run(application(home, ctx.obj["registry"], guard, tuple(command_line(ctx))), port, host, READY)


def application(home: Home, registry: Path | None, guard: Guard, settings: tuple[SettingInForce, ...]) -> Any:
    """Return the desk's ASGI application; its jobs begin with the same home and registry."""
    from archive.desk.application import DeskApplication
    from archive.desk.jobs.job_store import Jobs
    from archive.desk.jobs.registry import Registry
    from archive.desk.overview import Overviews
    from archive.desk.pages import DeskPages

    environment = inherited(home, os.environ, TOKEN, RUN)
    call = again(Home(home.root.absolute()), registry)
    pages = DeskPages(
        home,
        Registry(call, registry or home.root / "sites.yaml", home.frontier, environment),
        Jobs(home.root.absolute() / "desk" / "jobs", call, environment),
        Overviews(home),
        environment,
        settings,
    )
    return DeskApplication(pages, guard)


def command_line(ctx: click.Context) -> Iterator[SettingInForce]:
    """Yield the options of this desk, with their source."""
    for context in (ctx.parent, ctx):
        for name in context.params if context else ():
            if context and name in SHOWN:
                value = ctx.obj["registry"] if name == "registry" else context.params[name]
                shown = ", ".join(value) if isinstance(value, tuple) else str(value or "packaged" if name == "registry" else value)
                source = {ParameterSource.COMMANDLINE: "command_line", ParameterSource.ENVIRONMENT: "environment"}
                yield SettingInForce(
                    f"--{name.removesuffix('s') if name == 'names' else name}",
                    *SHOWN[name],
                    shown,
                    source.get(context.get_parameter_source(name), "default"),  # type: ignore[arg-type]
                )
