"""The archive's commands; each calls the function of its name and says what came of it."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from parsers.contract import Exit, GongkaiError, Home, now

JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def show(data: object) -> None:
    """Write data as JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


@click.command()
@click.option("--jobs", type=click.IntRange(1), help="Processes that read documents; as the cores and the memory allow when left out.")
@click.option("--rebuild", is_flag=True, help="Make the database anew from the WARC files alone, and compare it with the old one.")
@click.option("--dry-run", is_flag=True, help="Only show what a build would change, after an upgrade for instance; writes nothing.")
@click.option("--scheduler", metavar="ADDRESS", envvar="GONGKAI_SCHEDULER",
              help="Have the documents read by the Dask cluster at this address (tcp://host:8786).")
@JSON
@click.pass_obj
def build(obj: dict[str, Any], jobs: int | None, rebuild: bool, dry_run: bool, scheduler: str | None, as_json: bool) -> None:
    """Read what is new in the WARC files into the database."""
    from archive import build as work
    from archive import cluster
    from archive.faults import stoppable

    bar = click.progressbar(length=1, label="documents", file=sys.stderr, hidden=not sys.stderr.isatty())
    if dry_run:
        rehearsed(obj["home"], jobs, as_json)
        return
    with stoppable("what was committed is kept, run it again to go on"), bar:
        crew = cluster.crew(scheduler, obj["home"].warc) if scheduler else None
        summary = work.build(obj["home"], jobs, rebuild, lambda done, due: told(bar, done, due), crew)
    if as_json:
        show(asdict(summary))
        return
    for line in summary.lines():
        click.echo(line)


def rehearsed(home: Home, jobs: int | None, as_json: bool) -> None:
    """Say what a build would change."""
    from archive import diff
    from archive.rehearse import rehearse

    found = rehearse(home, jobs, lambda done, due: None)
    show(found) if as_json else diff.show(found)


def told(bar: Any, done: int, due: int) -> None:
    """Move the progress bar."""
    bar.length = due
    bar.pos = done - 1
    bar.update(1)


@click.command()
@click.option("--accept", is_flag=True, help="Publish although an assertion does not hold.")
@JSON
@click.pass_obj
def snapshot(obj: dict[str, Any], accept: bool, as_json: bool) -> None:
    """Publish the database as a dated file with its digest."""
    from archive import snapshot as work
    from archive.faults import stoppable

    with stoppable("nothing new is published, the last snapshot stays"):
        edition = work.snapshot(obj["home"], accept)
    if as_json:
        show(edition)
        return
    rows = edition["tables"]
    click.echo(f"published {obj['home'].public / edition['file']}: {edition['size']:,} bytes, {rows['documents']:,} documents, "
               f"{rows['reports']:,} reports, SHA-256 {edition['sha256']}")
    if text := edition.get("text"):
        click.echo(f"full text in {text['file']}: {text['size']:,} bytes, SHA-256 {text['sha256']}")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Documents to show.")
@click.option("--site", help="Only this site.")
@click.option("--kind", help="Only documents or columns of this kind: article, attachment, annual_report …")
@click.option("--year", help="Only documents published in this year.")
@JSON
@click.pass_obj
def search(obj: dict[str, Any], words: tuple[str, ...], limit: int, site: str | None, kind: str | None, year: str | None,
           as_json: bool) -> None:
    """Find the documents that hold all WORDS, each as it stands, from one character upward."""
    from archive import search as work
    from archive import texts

    with closing(texts.opened(searched(obj["home"]))) as connection:
        found = work.find(connection, " ".join(words), limit=limit, site=site, kind=kind, year=year)
    if as_json:
        show([{"document_id": hit.document_id, "title": hit.title, "url": hit.url, "published": hit.published, "snippet": hit.snippet}
              for hit in found.hits])
        return
    for hit in found.hits:
        click.echo(f"{hit.published or '          '}  {hit.title}\n            {hit.snippet}\n            {hit.url}")
    click.echo(found.sentence, err=True)


def searched(home: Home) -> Path:
    """Given a home, return the newest snapshot, or the working database where nothing is published yet."""
    from archive.snapshot import newest

    edition = newest(home)
    if edition is None and not home.database.exists():
        raise GongkaiError(f"nothing is built in {home.root} yet; run gongkai build first")
    return home.public / edition["file"] if edition else home.database


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.pass_obj
def serve(obj: dict[str, Any], port: int, host: str) -> None:
    """Serve the newest snapshot: pages, tables, SQL and download."""
    from archive import serve as work

    work.serve(obj["home"], port, host)


@click.command()
@click.option("--jobs", type=click.IntRange(1), help="Processes; as many as there are cores when left out.")
@click.option("--again", is_flag=True, help="Check every file, also those a stopped check had found good.")
@JSON
@click.pass_obj
def verify(obj: dict[str, Any], jobs: int | None, again: bool, as_json: bool) -> None:
    """Check every WARC record, every digest, and every row against its record."""
    from archive import verify as work
    from archive.faults import stoppable

    bar = click.progressbar(length=1, label="bytes", file=sys.stderr, hidden=not sys.stderr.isatty())
    with stoppable("run it again to go on with the files that are left"), bar:
        result = work.verify(obj["home"], jobs, again, lambda done, due: told(bar, done, due))
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
    from archive import daily
    from archive import status as work

    if overdue:
        late = daily.overdue(obj["home"], now())
        if late:
            raise GongkaiError(late)
        return
    found = work.status(obj["home"], sites)
    if as_json:
        show(found)
        return
    for line in work.lines(found):
        click.echo(line)
