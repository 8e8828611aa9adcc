"""The command `gongkai export`: the newest snapshot's tables as files."""

from __future__ import annotations

import json
from pathlib import Path

import click

from parsers.contract import Home

KINDS = ("csv", "parquet")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write into; HOME/export when left out.")
@click.option("--table", "tables", multiple=True, help="Only this table (may be given more than once).")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_obj
def export(told: dict[str, Home], kind: str, output: Path | None, tables: tuple[str, ...], as_json: bool) -> None:
    """Write the newest snapshot's tables as CSV or Parquet files."""
    from archive.editions import newest
    from archive.exports import export as write

    home = told["home"]
    folder = output or home.root / "export"
    written = write(newest(home.public).file, folder, kind, tables)
    click.echo(json.dumps(written) if as_json else f"{sum(written.values()):,} rows of {len(written)} tables written to {folder}")
