"""The archive's commands; each calls the function of its name and prints the result."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from gongkai.clock import now
from gongkai.errors import Exit, GongkaiError
from gongkai.home import Home, archive_at
from gongkai.terminal.amounts import counted
from gongkai.terminal.progress import shown

JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def show(data: object) -> None:
    """Write data as JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


@click.command()
@click.option("--jobs", type=click.IntRange(1), help="Processes that read documents; as the cores and the memory allow when left out.")
@click.option("--rebuild", is_flag=True, help="Make the database anew from the WARC files alone, and compare it with the old one.")
@click.option("--dry-run", is_flag=True, help="Only show what a build would change, after an upgrade for instance; writes nothing.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    envvar="GONGKAI_SCHEDULER",
    help="Have the documents read by the Dask cluster at this address (tcp://host:8786).",
)
@JSON
@click.pass_obj
def build(obj: dict[str, Any], jobs: int | None, rebuild: bool, dry_run: bool, scheduler: str | None, as_json: bool) -> None:
    """Read what is new in the WARC files into the database."""
    from archive.build import build as work
    from archive.build import dask_workers
    from archive.system.stop import stoppable

    home = archive_at(obj["home"])
    if dry_run:
        rehearsed(home, jobs, as_json)
        return
    with stoppable("committed data is kept, run it again to continue"), shown("rebuild" if rebuild else "build") as progress:
        crew = dask_workers.crew(scheduler, home.warc) if scheduler else None
        summary = work.build(home, jobs, rebuild, progress, crew)
    if as_json:
        show(asdict(summary))
        return
    for line in summary.lines():
        click.echo(line)


def rehearsed(home: Home, jobs: int | None, as_json: bool) -> None:
    """Print what a build would change."""
    from archive.ops.dry_run import rehearse
    from archive.publish import diff

    with shown("build --dry-run") as progress:
        found = rehearse(home, jobs, progress)
    show(found) if as_json else diff.show(found)


@click.command()
@click.option("--accept", is_flag=True, help="Publish although an assertion does not hold.")
@JSON
@click.pass_obj
def snapshot(obj: dict[str, Any], accept: bool, as_json: bool) -> None:
    """Publish the database as a dated file with its digest."""
    from archive.publish import snapshot as work
    from archive.system.stop import stoppable

    home = archive_at(obj["home"])
    with stoppable("nothing new is published, the last snapshot stays"), shown("snapshot") as progress:
        edition = work.snapshot(home, accept, progress)
    if as_json:
        show(edition)
        return
    if edition is None:
        click.echo("nothing is published: the database holds no document yet")
        return
    if edition["checked"] != edition["created"]:
        click.echo(f"unchanged: {home.public / edition['file']} of {edition['created']} holds, checked {edition['checked']}")
        return
    rows = edition["tables"]
    click.echo(
        f"published {home.public / edition['file']}: {counted(edition['size'], 'byte')}, {counted(rows['documents'], 'document')}, "
        f"{counted(rows['reports'], 'report')}, SHA-256 {edition['sha256']}"
    )
    if text := edition.get("text"):
        click.echo(f"full text in {text['file']}: {counted(text['size'], 'byte')}, SHA-256 {text['sha256']}")
    if files := edition["tidy"]["files"]:
        click.echo(f"beside it report_wide, facts_tidy and items in {', '.join(sorted({file['format'] for file in files}))}")
    for why in dict.fromkeys(each["why"] for each in edition["tidy"]["not_made"]):
        click.echo(f"not made: {why}")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Documents to show.")
@click.option("--site", help="Only this site.")
@click.option("--kind", help="Only documents or columns of this kind: article, attachment, annual_report …")
@click.option("--year", help="Only documents published in this year.")
@JSON
@click.pass_obj
def search(
    obj: dict[str, Any], words: tuple[str, ...], limit: int, site: str | None, kind: str | None, year: str | None, as_json: bool
) -> None:
    """Find the documents that contain all WORDS, matched exactly, from one character upward."""
    from archive.search import query as work
    from archive.store import split_text

    with closing(split_text.opened(searched(archive_at(obj["home"])))) as connection:
        found = work.find(connection, " ".join(words), limit=limit, site=site, kind=kind, year=year)
    if as_json:
        show(
            [
                {"document_id": hit.document_id, "title": hit.title, "url": hit.url, "published": hit.published, "snippet": hit.snippet}
                for hit in found.hits
            ]
        )
        return
    for hit in found.hits:
        click.echo(f"{hit.published or '          '}  {hit.title}\n            {hit.snippet}\n            {hit.url}")
    click.echo(found.sentence, err=True)


def searched(home: Home) -> Path:
    """Return the newest snapshot of a home, or the working database if nothing has been published."""
    from archive.publish.latest import entry

    edition = entry(home)
    if edition is None and not home.database.exists():
        raise GongkaiError(f"nothing is built in {home.root} yet; run gongkai build first")
    return home.public / edition["file"] if edition else home.database


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--name", "names", multiple=True, help="Answer only requests for this host name (may be given more than once).")
@click.option("--no-sql", is_flag=True, help="Refuse SQL written by readers; pages and tables are as before.")
@click.option(
    "--check", is_flag=True, help="Let visitors have the drafts of annual reports checked at /check; files are read in memory, not kept."
)
@click.pass_obj
def serve(obj: dict[str, Any], port: int, host: str, names: tuple[str, ...], no_sql: bool, check: bool) -> None:
    """Serve the newest snapshot: pages, tables, SQL and download."""
    from archive.site import serve as work

    work.serve(archive_at(obj["home"]), port, host, sql=not no_sql, names=names, check=check)


@click.command()
@click.option("--jobs", type=click.IntRange(1), help="Processes; as many as there are cores when left out.")
@click.option("--again", is_flag=True, help="Check every file, also those a stopped check had found good.")
@JSON
@click.pass_obj
def verify(obj: dict[str, Any], jobs: int | None, again: bool, as_json: bool) -> None:
    """Check every WARC record, every digest, and every row against its record."""
    from archive.system.stop import stoppable
    from archive.verify import verify as work

    home = archive_at(obj["home"])
    with stoppable("run it again to continue with the remaining files"), shown("verify") as progress:
        result = work.verify(home, jobs, again, progress)
    if as_json:
        show(result.as_dict())
    else:
        for fault in result.faults:
            click.echo(str(fault))
        click.echo(result.sentence)
    if result.faults:
        raise SystemExit(Exit.VERIFY_FAILED)


@click.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--overdue", is_flag=True, help="Only end with 1 where `run --daily` missed its time: for health checks.")
@JSON
@click.pass_obj
def status(obj: dict[str, Any], sites: tuple[str, ...], overdue: bool, as_json: bool) -> None:
    """Show the health of every column, the last runs, what each site holds, and free disk."""
    from archive.ops import daily
    from archive.ops import status as work

    home = archive_at(obj["home"])
    if overdue:
        late = daily.overdue(home, now())
        if late:
            raise GongkaiError(late)
        return
    found = work.status(home, sites)
    if as_json:
        show(found)
        return
    for line in work.lines(found):
        click.echo(line)
