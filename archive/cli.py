"""The command `gongkai`: a group whose commands each room registers as entry points `gongkai.commands`."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution, entry_points
from pathlib import Path

import click

from archive import help
from gongkai.errors import GongkaiError
from gongkai.home import Home, SettingsForbidden, registry_in_force, settings_of

ORDER = ("demo", "sites", "crawl", "build", "snapshot", "run", "serve", "desk", "search", "parse", "verify", "status", "schedule", "export")


# Commands that need none of the settings in gongkai.env, and run as a user that may not read its secrets: `gongkai schedule`, pages.
WITHOUT_SETTINGS = ("serve",)


class Commands(click.Group):
    """Finds commands by entry point, so that no room imports another and `--help` loads none of their libraries."""

    context_class = help.HelpContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a day's work, then those that plugins add."""
        names = {entry.name for entry in entry_points(group="gongkai.commands")}
        return [name for name in ORDER if name in names] + sorted(names - set(ORDER))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load and return the command of that name; None if there is none."""
        for entry in _commands(cmd_name):
            with _lasting():
                return help.prepared(entry.load())
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from help.yaml; only a command that it lacks is loaded."""
        rows = []
        for name in self.list_commands(ctx):
            said = help.short(name)
            if said is None and (command := self.get_command(ctx, name)):
                said = command.get_short_help_str()
            rows.append((name, said or ""))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn a GongkaiError into one sentence and its exit code."""
        try:
            return super().invoke(ctx)
        except GongkaiError as error:
            click.echo(f"gongkai: {error}", err=True)
            ctx.exit(error.exit)


def _commands(name: str) -> Iterator[EntryPoint]:
    """Yield the entry points of a command, this package's own first: a look into every installed package takes 8 ms."""
    with suppress(PackageNotFoundError):
        yield from distribution("gongkai").entry_points.select(group="gongkai.commands", name=name)
    yield from entry_points(group="gongkai.commands", name=name)


@contextmanager
def _lasting() -> Iterator[None]:
    """Collect no garbage while modules load, and look for none in them afterwards: they last as long as the process.

    Of the 0.50 s of processor time that the modules of `gongkai crawl` take, 0.07 s are such looks. Only once in a process: what is garbage
    at that moment would stay.
    """
    if not gc.isenabled() or gc.get_freeze_count():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    default=Path("data"),
    envvar="GONGKAI_HOME",
    show_default=True,
    help="Folder that holds the archive.",
)
@click.option(
    "--registry",
    type=click.Path(path_type=Path),
    envvar="GONGKAI_REGISTRY",
    help="Registry of sites (YAML); HOME/sites.yaml when left out; `packaged` for the one that comes with gongkai.",
)
@click.version_option(package_name="gongkai")
@click.pass_context
def cli(ctx: click.Context, home: Path, registry: Path | None) -> None:
    """Follow, keep, read and publish what Chinese government portals disclose."""
    found = Home(home)
    for name, value in settings_for(found, ctx.invoked_subcommand).items():
        os.environ.setdefault(name, value)
    ctx.color = False if os.environ.get("NO_COLOR") else None  # https://no-color.org; click itself leaves colour out of pipes
    ctx.obj = {"home": found, "registry": registry_in_force(found, registry)}


def settings_for(home: Home, command: str | None) -> dict[str, str]:
    """Return the settings in HOME/gongkai.env; none, and a sentence, for a command that runs without where its user may not read them."""
    try:
        return settings_of(home)
    except SettingsForbidden:
        if command not in WITHOUT_SETTINGS:
            raise
        click.echo(f"gongkai: this user may not read {home.root / 'gongkai.env'}; {command} runs without its settings", err=True)
        return {}
