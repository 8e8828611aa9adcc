"""The command `init`: a new archive home with a commented registry, ready to be scheduled."""

from __future__ import annotations

import shlex
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from parsers.contract import GongkaiError

GIVEN = ("sites.yaml", "gongkai.env")
NEXT = """{folder} is ready.
  1. {folder}/sites.yaml: name the portals (gongkai sites add URL prints an entry)
  2. gongkai --home {typed} --registry {typed}/sites.yaml run
  3. gongkai --home {typed} --registry {typed}/sites.yaml schedule systemd"""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--from", "given", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Begin with a copy of this registry.")
@click.pass_obj
def init(settings: dict[str, Any], folder: Path, given: Path | None) -> None:
    """Make DIR a new archive home: a commented registry, a file for alarm settings, the folders."""
    kept = make(folder, given)
    for name in kept:
        click.echo(f"kept {folder / name} as it is", err=True)
    click.echo(NEXT.format(folder=folder, typed=shlex.quote(str(folder))))


def make(folder: Path, registry: Path | None = None) -> tuple[str, ...]:
    """Make the home; what already stands there is kept and named."""
    kept = tuple(name for name in GIVEN if (folder / name).exists())
    try:
        for name in ("warc", "frontier", "public"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name in GIVEN:
            if name not in kept:
                (folder / name).write_text(_text(name, registry), encoding="utf-8")
        (folder / "gongkai.env").chmod(0o600)  # it may hold a password
    except OSError as error:
        raise GongkaiError(f"{folder} cannot be made: {error.strerror}. Name another folder.") from error
    return kept


def _text(name: str, registry: Path | None) -> str:
    if registry and name == "sites.yaml":
        return registry.read_text(encoding="utf-8")
    return files("archive").joinpath(name).read_text(encoding="utf-8")
