"""The command `sites`: the registry, the probe of a portal, the test of the entries."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

import click
import yaml

from crawler import discover, passes, registry, sites_check
from crawler.families import generic
from crawler.identity import absolute
from crawler.types import Column, Site
from parsers.contract import Exit, Home, UsageError

LEVELS = (("0000", "province"), ("00", "city"), ("", "county"))
UNKNOWN_AREA = "000000"


@click.group("sites", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON array of the sites and their columns.")
@click.pass_context
def sites(ctx: click.Context, as_json: bool) -> None:
    """List the registry; `sites add URL` probes a portal, `sites check` tests the entries."""
    if ctx.invoked_subcommand is None:
        known = registry.load(ctx.obj["registry"])
        click.echo(json.dumps([described(site) for site in known], ensure_ascii=False, indent=1) if as_json else table(known))
        click.echo(f"{len(known)} sites, {sum(len(site.columns) for site in known)} columns", err=True)


@sites.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="What was found as one JSON object.")
@click.option("--delay", type=click.FloatRange(0, 60), default=1.5, show_default=True, help="Seconds between two requests.")
@click.option("--most", type=click.IntRange(1, 500), default=discover.MOST, show_default=True, help="Pages to ask for at most.")
@click.option("--allow-private", is_flag=True, help="Let the portal's host lie at a private or loopback address.")
@click.pass_context
def add(ctx: click.Context, url: str, as_json: bool, delay: float, most: int, allow_private: bool) -> None:
    """Look for the columns of annual reports from a portal's home page, and print the registry entry."""
    found = probe(url, delay, most, allow_private)
    click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1) if as_json else story(found, delay, allow_private))
    if not found.candidates:
        ctx.exit(Exit.FAILED)


@sites.command()
@click.argument("names", metavar="[SITE]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON array, one object a column.")
@click.pass_context
def check(ctx: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """Test the entries of the sites named (all when none is), fetching little; a column that moved is looked for."""
    known = registry.choose(registry.load(ctx.obj["registry"]), names)
    found = [each for site in known for each in checked(site, ctx.obj["home"])]
    click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1) if as_json else "\n".join(map(_line, found)))
    if not all(each.well for each in found):
        ctx.exit(Exit.PARTIAL)


def probe(url: str, delay: float = 1.5, most: int = discover.MOST, allow_private: bool = False) -> discover.Discovery:
    """Given a portal's address, return the columns of annual reports found from there; UsageError where it is no address."""
    from crawler.probe import probing  # Scrapy is loaded only by the commands that use the network

    if absolute(url, "") is None:
        raise UsageError(f"{url!r} is no http or https address; write it whole, such as https://www.harbin.gov.cn/")
    portal = Site("probe", url, UNKNOWN_AREA, "city", (Column("start", url, "other", url),), delay=delay, allow_private=allow_private)
    with probing(portal) as prober:
        return discover.discover(url, prober.get, most)


def checked(site: Site, home: Home) -> tuple[sites_check.Checked, ...]:
    """Given a site of the registry and the home it was crawled into, return how each of its columns was found."""
    from crawler.probe import probing

    known = {column.id: passes.marks(home.frontier / f"{site.id}.sqlite", column) for column in site.columns}
    with probing(site) as prober:
        return sites_check.check(site, prober.get, known)


def story(found: discover.Discovery, delay: float, allow_private: bool) -> str:
    """Given what a probe found, return it for a reader: each candidate with its way and rows, what was refused, and the YAML entry."""
    lines = []
    for candidate in found.candidates:
        pager = f", pager {candidate.pager}" if candidate.pager else ""
        lines.append(f"# {' > '.join(step.label for step in candidate.via) or candidate.label}  [{candidate.family}{pager}]")
        lines.append(f"#   {candidate.url}")
        lines += [f"#   {entry.date or '----------'} {entry.title}" for entry in candidate.rows]
        lines += [f"#   {candidate.why}: it holds other documents as well"] if candidate.why else []
        lines += [f"#   below it: {column.label}  {column.url}" for column in candidate.columns]
    lines += [f"# refused: {each.label}  {each.url}: {each.why}" for each in found.refused]
    if found.asked == 1 and found.failed:
        return f"# no column of annual reports was found: {found.start}: {found.failed[0].why}"
    lines += [f"# not had: {each.label}  {each.url}: {each.why}" for each in found.failed]
    if not found.candidates:
        return "\n".join([*lines, f"# no column of annual reports was found from {found.start} ({found.asked} pages asked for)"])
    return "\n".join([*lines, entry_of(found, delay, allow_private)])


def entry_of(found: discover.Discovery, delay: float, allow_private: bool) -> str:
    """Given what a probe found, return the registry entry; what a person must fill in says so."""
    area = found.site_code[:6] if found.site_code[:6].isdigit() and len(found.site_code) >= len(UNKNOWN_AREA) else UNKNOWN_AREA
    host = urlsplit(found.start).hostname or ""
    entry: dict[str, Any] = {
        "id": site_id(host), "name": found.site_name or host, "area": area,
        "level": next(level for ending, level in LEVELS if area.endswith(ending)), "status": "unverified"}
    entry |= {"delay": delay} if delay != Site.__dataclass_fields__["delay"].default else {}
    entry |= {"allow_private": True} if allow_private else {}
    entry["columns"] = [
        {"id": "annual" if n == 1 else f"annual-{n}", "name": each.label, "kind": "annual_report", "url": each.url}
        | ({} if each.family == generic.name else {"family": each.family})  # a page of no known system may be of a known one tomorrow
        for n, each in enumerate(found.candidates, 1)]
    text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False)
    return text.replace(f"area: '{UNKNOWN_AREA}'", f'area: "{UNKNOWN_AREA}" # fill in: GB/T 2260, and the level')


def site_id(host: str) -> str:
    """Given a host, return an id for its site.

    >>> site_id("www.harbin.gov.cn"), site_id("127.0.0.1")
    ('harbin', 'site-127-0-0-1')
    """
    if host.replace(".", "").isdigit() or ":" in host:
        return "site-" + host.replace(".", "-").replace(":", "-").strip("-")
    pieces = [piece for piece in host.split(".") if piece not in ("www", "gov", "cn", "com", "org")]
    return "-".join(reversed(pieces)) or "site"


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


def _line(found: sites_check.Checked) -> str:
    told = f"{found.rows} rows seen" + (f", {found.years} columns below" if found.years else "")
    moved = f" -> {found.moved_to}" if found.moved_to else ""
    return f"{found.site}/{found.column}: {found.state} [{found.family or '?'}] {told} {found.detail}{moved}".rstrip()
