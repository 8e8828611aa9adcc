"""The command `gongkai export`: tables, WACZ and evidence as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from gongkai.home import Home, archive_at
from gongkai.terminal.amounts import counted
from gongkai.terminal.progress import shown

SAYS = {
    "csv": "Write the newest snapshot's tables as CSV files, cells as they are.",
    "parquet": "Write the newest snapshot's tables as Parquet files (needs gongkai[parquet]).",
}


@click.group()
def export() -> None:
    """Export the archive (WACZ, CSV, Parquet, evidence)."""


def tables(kind: str, obj: dict[str, Home], output: Path | None, names: tuple[str, ...], as_json: bool) -> None:
    """Write the newest snapshot's tables as CSV or Parquet files."""
    from archive.export.tables import export as write
    from archive.publish.latest import published

    home = archive_at(obj["home"])
    folder = output or home.root / "export"
    with shown(f"export {kind}") as progress:
        written = write(published(home.public).file, folder, kind, names, progress)
    click.echo(
        json.dumps(written)
        if as_json
        else f"{counted(sum(written.values()), 'row')} of {counted(len(written), 'table')} written to {folder}"
    )


def command(kind: str) -> click.Command:
    """Return the command that writes tables as files of one kind."""
    work: Callable[..., None] = click.pass_obj(partial(tables, kind))
    return click.Command(
        kind,
        callback=work,
        help=SAYS[kind],
        params=[
            click.Option(
                ["--output"], type=click.Path(path_type=Path, file_okay=False), help="Folder to write into; HOME/export when left out."
            ),
            click.Option(["--table", "names"], multiple=True, help="Only this table (may be given more than once)."),
            click.Option(["--json", "as_json"], is_flag=True, help="Print what was written as JSON."),
        ],
    )


for name in SAYS:
    export.add_command(command(name))


OUTPUT = click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write into; HOME/export when left out.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")


@export.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@OUTPUT
@JSON
@click.pass_obj
def wacz(obj: dict[str, Home], sites: tuple[str, ...], output: Path | None, as_json: bool) -> None:
    """Write each site's WARC files as a WACZ, which ReplayWeb.page opens."""
    from archive.export.wacz import export as write

    home = archive_at(obj["home"])
    folder = output or home.root / "export"
    with shown("export wacz") as progress:
        written = write(home, folder, sites, progress)
    click.echo(
        json.dumps(written) if as_json else "\n".join(f"{folder / name}: {counted(pages, 'page')}" for name, pages in written.items())
    )


@export.command()
@click.argument("document")
@OUTPUT
@JSON
@click.pass_obj
def evidence(obj: dict[str, Home], document: str, output: Path | None, as_json: bool) -> None:
    """Write the evidence of when DOCUMENT (an id) was held: records, manifests, hash paths, verifier."""
    from archive.export.evidence import export as write

    home = archive_at(obj["home"])
    folder = output or home.root / "export"
    written = write(home, folder, document)
    click.echo(
        json.dumps(written) if as_json else "\n".join(f"{folder / name}: {counted(count, 'record')}" for name, count in written.items())
    )
