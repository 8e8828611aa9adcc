"""The command `crawl`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from crawler import cluster
from crawler import crawl as crawling
from crawler.crawl import Options, Outcome, Result
from parsers.contract import Exit


@click.command("crawl")
@click.argument("sites", nargs=-1, metavar="[SITE]…")
@click.option("--column", help="Only the column of that id.")
@click.option("--full", is_flag=True, help="Ask for every known address again, whole, whatever is due.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many requests to each site.")
@click.option("--due", is_flag=True, help="Of sites named, too, only the columns that are due.")
@click.option("--scheduler", metavar="ADDRESS", envvar="GONGKAI_SCHEDULER",
              help="Give the sites to the workers of the Dask cluster at this address (tcp://host:8786).")
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome as JSON.")
@click.pass_context
def crawl(context: click.Context, sites: tuple[str, ...], column: str | None, full: bool, limit: int | None, due: bool,
          scheduler: str | None, as_json: bool) -> None:
    """Fetch what is due into the WARC files.

    Exit codes: 0 complete; 1 no site could be reached; 3 too little room to begin; 5 another crawl of the site runs; 6 some columns
    failed or are incomplete; 11 stopped on request; 16 the disk refused; 18 every site asked for a browser's proof or fewer requests.
    """
    options = Options(column, full, limit, due)
    home, registry = context.obj["home"], context.obj["registry"]
    if scheduler:
        result = cluster.crawl(home, registry, sites, options, scheduler, lambda text: click.echo(text, err=True))
    else:
        result = crawling.crawl(home, registry, sites, options, lambda text: click.echo(text, err=True))
    for line in lines(result):
        click.echo(line, err=True)
    if as_json:
        click.echo(json.dumps({"run": result.run, "exit_code": int(result.exit), "sites": [asdict(site) for site in result.sites]},
                              ensure_ascii=False, indent=2))
    sys.exit(result.exit)


def lines(result: Result) -> list[str]:
    """Given a run's result, return what to tell the person at the terminal."""
    return [line for site in result.sites for line in _site(site)]


def _site(site: Outcome) -> list[str]:
    if not site.columns:
        return [f"{site.site}: {site.message}"]
    found = [f"{site.site}/{each['column']}: {_column(each)}" for each in site.columns]
    return [*found, *([f"{site.site}: {site.message}"] if site.message and site.exit != Exit.COMPLETE else [])]


def _column(record: dict[str, object]) -> str:
    told = f" of {record['rows_told']}" if record["rows_told"] is not None else ""
    state = "complete" if record["complete"] else f"incomplete: {'; '.join(map(str, record['reasons']))}"  # type: ignore[call-overload]
    return f"{record['rows_found']}{told} rows, {record['new']} new, {record['changed']} changed, {record['gone']} gone, {state}"
