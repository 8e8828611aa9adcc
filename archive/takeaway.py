"""The command `gongkai export`: what a user takes away as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from parsers.contract import Home

SAYS = {"csv": "Write the newest snapshot's tables as CSV files, cells as they are.",
        "parquet": "Write the newest snapshot's tables as Parquet files (needs gongkai[parquet])."}


@click.group()
def export() -> None:
    """Write what a user takes away."""


def tables(kind: str, told: dict[str, Home], output: Path | None, names: tuple[str, ...], as_json: bool) -> None:
    """Write the newest snapshot's tables as files of one kind."""
    from archive.editions import newest
    from archive.exports import export as write

    home = told["home"]
    folder = output or home.root / "export"
    written = write(newest(home.public).file, folder, kind, names)
    click.echo(json.dumps(written) if as_json else f"{sum(written.values()):,} rows of {len(written)} tables written to {folder}")


def command(kind: str) -> click.Command:
    """The command that writes tables as files of one kind."""
    work: Callable[..., None] = click.pass_obj(partial(tables, kind))
    return click.Command(kind, callback=work, help=SAYS[kind], params=[
        click.Option(["--output"], type=click.Path(path_type=Path, file_okay=False),
                     help="Folder to write into; HOME/export when left out."),
        click.Option(["--table", "names"], multiple=True, help="Only this table (may be given more than once)."),
        click.Option(["--json", "as_json"], is_flag=True, help="Print what was written as JSON.")])


for name in SAYS:
    export.add_command(command(name))
