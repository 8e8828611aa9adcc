"""The command `sites`: the registry, the probe of a portal, the test of the entries."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from crawler import registry
from crawler.types import Site


@click.group("sites", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON array of the sites and their columns.")
@click.pass_context
def sites(ctx: click.Context, as_json: bool) -> None:
    """List the registry; `sites add URL` probes a portal, `sites check` tests the entries."""
    if ctx.invoked_subcommand is None:
        known = registry.load(ctx.obj["registry"])
        click.echo(json.dumps([described(site) for site in known], ensure_ascii=False, indent=1) if as_json else table(known))


def described(site: Site) -> dict[str, Any]:
    """Given a site, return what the registry says of it, defaults filled in."""
    told = asdict(site)
    for column in told["columns"]:
        column["expect"] = dict(column["expect"])
    return told


def table(known: tuple[Site, ...]) -> str:
    """Given sites, return them as lines: id, area, level, status, name, and below each its columns."""
    lines = []
    for site in known:
        lines.append(f"{site.id:<28} {site.area} {site.level:<8} {site.status or '':<10} {site.name}")
        lines += [f"    {column.id:<24} {column.kind:<13} {column.family or '?':<12} {column.url}" for column in site.columns]
    return "\n".join(lines)
