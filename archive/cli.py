"""The command `gongkai`: a group whose commands each room registers as entry points `gongkai.commands`."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import click

from parsers.contract import GongkaiError, Home

ORDER = ("demo", "sites", "crawl", "build", "snapshot", "run", "serve", "search", "parse", "verify", "status", "schedule", "export")


class Commands(click.Group):
    """Finds commands by entry point, so that no room imports another and `--help` loads none of their libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of a day's work; those a plugin adds follow."""
        names = {entry.name for entry in entry_points(group="gongkai.commands")}
        return [name for name in ORDER if name in names] + sorted(names - set(ORDER))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now; None where there is none."""
        for entry in entry_points(group="gongkai.commands", name=cmd_name):
            command: click.Command = entry.load()
            return command
        return None

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours is one sentence and its exit code, never a traceback."""
        try:
            return super().invoke(ctx)
        except GongkaiError as error:
            click.echo(f"gongkai: {error}", err=True)
            ctx.exit(error.exit)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), default=Path("data"), envvar="GONGKAI_HOME", show_default=True,
              help="Folder that holds the archive.")
@click.option("--registry", type=click.Path(path_type=Path), envvar="GONGKAI_REGISTRY",
              help="Registry of sites (YAML); the packaged one when left out.")
@click.version_option(package_name="gongkai")
@click.pass_context
def cli(ctx: click.Context, home: Path, registry: Path | None) -> None:
    """Follow, keep, read and publish what Chinese government portals disclose."""
    ctx.obj = {"home": Home(home), "registry": registry}
