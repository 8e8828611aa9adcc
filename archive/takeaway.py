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


OUTPUT = click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write into; HOME/export when left out.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")


@export.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@OUTPUT
@JSON
@click.pass_obj
def wacz(told: dict[str, Home], sites: tuple[str, ...], output: Path | None, as_json: bool) -> None:
    """Write each site's WARC files as a WACZ, which ReplayWeb.page opens."""
    from archive.wacz import export as write

    folder = output or told["home"].root / "export"
    written = write(told["home"], folder, sites)
    click.echo(json.dumps(written) if as_json else "\n".join(f"{folder / name}: {pages:,} pages" for name, pages in written.items()))


@export.command()
@click.argument("document")
@OUTPUT
@JSON
@click.pass_obj
def evidence(told: dict[str, Home], document: str, output: Path | None, as_json: bool) -> None:
    """Write what proves when DOCUMENT (its id) was held: records, manifests, hash paths, verifier."""
    from archive.evidence import export as write

    folder = output or told["home"].root / "export"
    written = write(told["home"], folder, document)
    click.echo(json.dumps(written) if as_json else "\n".join(f"{folder / name}: {count:,} records" for name, count in written.items()))
