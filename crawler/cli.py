"""The command `crawl`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from crawler import crawl as crawling
from crawler import dask_workers
from crawler.crawl import CrawlResult, SiteOutcome
from crawler.visit.run_context import Options
from gongkai.errors import Exit
from gongkai.fetch_record import ColumnRun
from gongkai.run_log import failure_noted
from gongkai.terminal.amounts import counted


@click.command("crawl")
@click.argument("sites", nargs=-1, metavar="[SITE]…")
@click.option("--column", help="Crawl only the column with this id.")
@click.option("--full", is_flag=True, help="Fetch every known address again without validators, due or not.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after this many requests to each site.")
@click.option("--due", is_flag=True, help="Fetch only due columns, even for sites named on the command line.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    envvar="GONGKAI_SCHEDULER",
    help="Hand the sites to the workers of the Dask cluster at this address (tcp://host:8786).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.pass_context
def crawl(
    context: click.Context,
    sites: tuple[str, ...],
    column: str | None,
    full: bool,
    limit: int | None,
    due: bool,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Fetch what is due into the WARC files.

    Exit codes: 0 complete; 1 no site could be reached; 3 too little room to begin; 5 another crawl of the site runs; 6 some columns
    failed or are incomplete; 11 stopped on request; 16 the disk refused; 18 every site demanded a browser check or fewer requests.
    """
    options = Options(column, full, limit, due)
    home, registry = context.obj["home"], context.obj["registry"]
    with failure_noted(home.root / "logs", "crawl"):
        if scheduler:
            result = dask_workers.crawl(home, registry, sites, options, scheduler, lambda text: click.echo(text, err=True))
        else:
            result = crawling.crawl(home, registry, sites, options, lambda text: click.echo(text, err=True))
    for line in lines(result):
        click.echo(line, err=True)
    if as_json:
        click.echo(
            json.dumps(
                {"run": result.run, "exit_code": int(result.exit), "sites": [asdict(site) for site in result.sites]},
                ensure_ascii=False,
                indent=2,
            )
        )
    sys.exit(result.exit)


def lines(result: CrawlResult) -> list[str]:
    """Return the lines that a run's result shows at the terminal."""
    return [line for site in result.sites for line in _site(site)]


def _site(site: SiteOutcome) -> list[str]:
    if not site.columns:
        return [f"{site.site}: {site.message}"]
    found = [f"{site.site}/{each.column}: {_column(each)}" for each in site.columns]
    left_out = ", ".join(f"{count} {name}" for name, count in sorted(site.skipped.items()))
    found += [f"{site.site}: not asked for: {left_out}"] if left_out else []
    return [*found, *([f"{site.site}: {site.message}"] if site.message and site.exit != Exit.COMPLETE else [])]


def _column(run: ColumnRun) -> str:
    found = counted(run.rows_found, "row") if run.rows_told is None else f"{run.rows_found} of {counted(run.rows_told, 'row')}"
    state = "complete" if run.complete else f"incomplete: {'; '.join(run.reasons)}"
    return f"{found}, {run.new} new, {run.changed} changed, {run.gone} gone, {state}"
