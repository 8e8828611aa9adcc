"""The command `sites`: list the registry, probe a portal, test the entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler import registry
from crawler.discover import add_entry, look, look_round
from crawler.discover import check as discover_check
from crawler.discover import search as discover_search
from crawler.model.same_site import absolute
from crawler.model.types import Column, Site
from crawler.visit import column_pass
from gongkai.clock import now
from gongkai.errors import Exit, UsageError
from gongkai.home import Home, Pause, archive_at, pauses, write_pauses
from gongkai.terminal.amounts import counted

if TYPE_CHECKING:
    from crawler.visit.run_context import Options

PROXY = click.option(
    "--proxy",
    metavar="URL",
    help="HTTP proxy of all requests, http://[user:password@]host:port, in place of the environment's http_proxy and https_proxy.",
)


@click.group("sites", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the sites and their columns as a JSON array.")
@click.pass_context
def sites(ctx: click.Context, as_json: bool) -> None:
    """List the registry; `sites add URL` probes a portal, `sites check` tests the entries."""
    if ctx.invoked_subcommand is None:
        known = registry.load(ctx.obj["registry"])
        listed = [described(site, ctx.obj["home"]) for site in known] if as_json else ()
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1) if as_json else table(known))
        click.echo(f"{counted(len(known), 'site')}, {counted(sum(len(site.columns) for site in known), 'column')}", err=True)


@sites.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="Print the result as a JSON object.")
@click.option("--delay", type=click.FloatRange(0, 60), default=1.5, show_default=True, help="Seconds between two requests.")
@click.option(
    "--most", type=click.IntRange(1, 500), default=discover_search.MOST, show_default=True, help="Maximum number of pages to request."
)
@click.option("--allow-private", is_flag=True, help="Allow the portal's host at a private or loopback address.")
@PROXY
@click.option("--write", is_flag=True, help="Put the entry into the registry in force; URL may then be a file with entries printed before.")
@click.pass_context
def add(ctx: click.Context, url: str, as_json: bool, delay: float, most: int, allow_private: bool, proxy: str | None, write: bool) -> None:
    """Look for the columns of annual reports from a portal's home page, and print the registry entry."""
    if write and absolute(url, "") is None and Path(url).is_file():
        written(ctx.obj, registry.texts(Path(url))[0][1], url)
        return
    found = probe(url, delay, most, allow_private, proxy)
    click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1) if as_json else story(found, delay, allow_private))
    if not found.candidates:
        ctx.exit(Exit.FAILED)
    if write:
        written(ctx.obj, add_entry.entry_of(found, delay, allow_private), url)


def written(settings: dict[str, Any], entry: str, source: str) -> None:
    """Put an entry into the registry in force and print where it went."""
    path = add_entry.file_of(settings["registry"], settings["home"].root)
    ids = ", ".join(site.id for site in add_entry.add_entry(path, entry, source))
    click.echo(f"{ids} added to {path}", err=True)


@sites.command("look")
@click.argument("place", metavar="URL|FILE")
@click.option("--url", help="URL of a saved file, for its links.")
@click.option("--family", default="", help="Read the page with this family if it knows it.")
@click.option("--allow-private", is_flag=True, help="Allow the portal's host at a private or loopback address.")
@PROXY
@click.option("--json", "as_json", is_flag=True, help="Print the result as a JSON object.")
def look_at(place: str, url: str | None, family: str, allow_private: bool, proxy: str | None, as_json: bool) -> None:
    """Show what the readers see of a list page: family, rows, pager, columns, and why a link is no row."""
    from crawler.discover.probe import proxied  # as in `probe`

    seen = look.look(place, url, allow_private, family, proxied(proxy))
    click.echo(json.dumps(look.as_object(seen), ensure_ascii=False, indent=1) if as_json else "\n".join(look.story(seen)))
    if not seen.rows and not seen.listing.columns and not seen.listing.next and not seen.listing.empty:
        raise SystemExit(Exit.FAILED)


@sites.command()
@click.argument("names", metavar="[SITE]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array with one object per column.")
@click.option("--all", "every", is_flag=True, help="Every site of the registry, the one looked at longest ago first.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was seen of each entry as a patch of the registry's files; FILE.jsonl beside it keeps the looks, and the next call "
    "goes on from there.",
)
@click.option(
    "--minutes", type=click.FloatRange(0, 1440, min_open=True), default=60, show_default=True, help="With --report: time to look."
)
@click.option("--by", envvar="GONGKAI_LOOKER", help="With --report: who looks.")
@click.option("--place", envvar="GONGKAI_PLACE", help="With --report: where from, since portals answer by that.")
@PROXY
@click.pass_context
def check(
    ctx: click.Context,
    names: tuple[str, ...],
    as_json: bool,
    every: bool,
    report: Path | None,
    minutes: float,
    by: str | None,
    place: str | None,
    proxy: str | None,
) -> None:
    """Test the entries of the sites named (all when none is), fetching little; a column that moved is looked for."""
    if every and names:
        raise UsageError("--all means every site; leave out the names or --all")
    from crawler.discover.probe import proxied  # as in `probe`

    known, options = registry.choose(registry.load(ctx.obj["registry"]), names), proxied(proxy)
    if report is not None:
        if not by or not place:
            raise UsageError("--report keeps who looked and where from: give --by NAME and --place PLACE")
        looker = look_round.Looker(by, place, now().date().isoformat(), options.proxies)
        found = reported(ctx.obj["registry"], known, report, minutes * 60, looker, ctx.obj["home"], as_json)
    else:
        found = [each for site in known for each in checked(site, ctx.obj["home"], options)]
    if as_json or report is None:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1) if as_json else "\n".join(map(_line, found)))
    if not all(each.well for each in found):
        ctx.exit(Exit.PARTIAL)


def reported(
    registry_file: Path | None,
    known: tuple[Site, ...],
    path: Path,
    seconds: float,
    looker: look_round.Looker,
    home: Home,
    silent: bool = False,
) -> list[discover_check.Checked]:
    """Look at what is due of the sites given and write the report of all looks so far; return how each column of this time was found.

    The journal has each look at once; the report is written when the round ends, for whatever reason, and by the next call after a kill.
    """
    from crawler.discover.probe import getting
    from crawler.visit.run_context import Options

    journal, files = look_round.LookJournal(path.with_name(f"{path.name}.jsonl")), registry.texts(registry_file)
    total = sum(len(site.columns) for site in known)
    wanted = look_round.due(known, journal.looks(known), looker.date)
    found: list[discover_check.Checked] = []
    opened = partial(getting, options=Options(proxies=looker.proxies))
    try:
        for each in look_round.walk(wanted, opened, lambda site, column: _marks(home, site, column), looker, journal, seconds):
            found.append(each)
            if not silent:
                click.echo(_line(each))
    finally:
        looks = journal.looks(known)
        look_round.report(path, files, looks, total)
    left = sum(len(columns) for _, columns in wanted) - len(found)
    rest = f"; {left} are left for the next call" if left else ""
    click.echo(f"{counted(len(found), 'entry', 'entries')} looked at, {len(looks)} of {total} in {path}{rest}", err=True)
    return found


def _marks(home: Home, site: Site, column: Column) -> dict[str, str]:
    return column_pass.marks(home.frontier / f"{site.id}.sqlite", column)


@sites.command()
@click.argument("name", metavar="SITE[/COLUMN]")
@click.option("--reason", required=True, help="Why, for those who look at the archive.")
@click.pass_context
def pause(ctx: click.Context, name: str, reason: str) -> None:
    """Leave a site or a column alone for a while; it raises no alarm, and `status` and /health show the reason."""
    home = archive_at(ctx.obj["home"])
    named(registry.load(ctx.obj["registry"]), name)
    if not reason.strip():
        raise UsageError("a pause needs a reason; write one after --reason")
    write_pauses(home, {**pauses(home), name: Pause(now().isoformat(timespec="seconds"), reason.strip())})
    click.echo(f"{name} is paused: {reason.strip()}")


@sites.command()
@click.argument("name", metavar="SITE[/COLUMN]")
@click.pass_context
def resume(ctx: click.Context, name: str) -> None:
    """Let a site or a column that was paused be visited again."""
    home = archive_at(ctx.obj["home"])
    paused = pauses(home)
    if name not in paused:
        raise UsageError(f"{name} is not paused; paused are: {', '.join(sorted(paused)) or 'none'}")
    write_pauses(home, {each: pause for each, pause in paused.items() if each != name})
    click.echo(f"{name} is visited again")


def named(known: tuple[Site, ...], name: str) -> None:
    """Raise UsageError where the registry has no such site, or the site no such column."""
    site, slash, column = name.partition("/")
    (found,) = registry.choose(known, (site,))
    if slash:
        registry.column(found, column)


def probe(
    url: str, delay: float = 1.5, most: int = discover_search.MOST, allow_private: bool = False, proxy: str | None = None
) -> discover_search.Discovery:
    """Search a portal for columns of annual reports; UsageError if `url` is not a web address."""
    from crawler.discover.probe import probing, proxied  # Scrapy is loaded only by the commands that use the network

    if absolute(url, "") is None:
        raise UsageError(f"{url!r} is not an http or https URL; write it in full, such as https://www.harbin.gov.cn/")
    portal = Site(
        "probe", url, add_entry.UNKNOWN_AREA, "city", (Column("start", url, "other", url),), delay=delay, allow_private=allow_private
    )
    options = proxied(proxy)
    with probing(portal, options) as prober:
        return replace(discover_search.discover(url, prober.get, most), proxy=options.proxies.url_for(url))


def checked(site: Site, home: Home, options: Options) -> Iterator[discover_check.Checked]:
    """Test each column of a registered site that was crawled into `home`; yield how each was found."""
    from crawler.discover.probe import probing

    known = {column.id: _marks(home, site, column) for column in site.columns}
    with probing(site, options) as prober:
        found = discover_check.check(site, prober.get, known)
    yield from (replace(each, proxy=options.proxies.url_for(each.url)) for each in found)


def story(found: discover_search.Discovery, delay: float, allow_private: bool) -> str:
    """Return the result of a probe as text: each candidate with its path and rows, what was refused, and the YAML entry."""
    lines = []
    for candidate in found.candidates:
        pager = f", pager {candidate.pager}" if candidate.pager else ""
        lines.append(f"# {' > '.join(step.label for step in candidate.via) or candidate.label}  [{candidate.family}{pager}]")
        lines.append(f"#   {candidate.url}")
        lines += [f"#   {entry.date or '----------'} {entry.title}" for entry in candidate.rows]
        lines += [f"#   {candidate.why}; it also holds other documents"] if candidate.why else []
        lines += [f"#   below it: {column.label}  {column.url}" for column in candidate.columns]
    lines += [f"# through the proxy {found.proxy}"] if found.proxy else []
    lines += [f"# refused: {each.label}  {each.url}: {each.why}" for each in found.refused]
    if found.asked == 1 and found.failed:
        return f"# no column of annual reports was found: {found.start}: {found.failed[0].why}"
    lines += [f"# not had: {each.label}  {each.url}: {each.why}" for each in found.failed]
    if not found.candidates:
        return "\n".join([*lines, f"# no column of annual reports was found from {found.start} ({counted(found.asked, 'page')} requested)"])
    return "\n".join([*lines, add_entry.entry_of(found, delay, allow_private)])


def described(site: Site, home: Home) -> dict[str, Any]:
    """Return a site's registry entry with defaults filled in, and each column's next visit: a day, null where it is due at once."""
    shown = asdict(site)
    for column, each in zip(site.columns, shown["columns"], strict=True):
        day = column_pass.next_day(home.frontier / f"{site.id}.sqlite", site, column)
        each |= {"expect": dict(column.expect), "next_visit": day and day.isoformat()}
    return shown


def table(known: tuple[Site, ...]) -> str:
    """Return sites as lines of id, area, level, status and name, each followed by its columns."""
    lines = []
    for site in known:
        lines.append(f"{site.id:<28} {site.area} {site.level:<8} {site.status or '':<10} {site.name}")
        lines += [f"    {column.id:<24} {column.kind:<13} {column.family or '?':<12} {column.url}" for column in site.columns]
    return "\n".join(lines)


def _line(found: discover_check.Checked) -> str:
    seen = f"{counted(found.rows, 'row')} seen" + (f", {counted(found.years, 'column')} below" if found.years else "")
    moved, pager = f" -> {found.moved_to}" if found.moved_to else "", f", pager {found.pager}" if found.pager else ""
    through = f" through {found.proxy}" if found.proxy else ""
    return f"{found.site}/{found.column}: {found.state} [{found.family or '?'}{pager}] {seen} {found.detail}{moved}".rstrip() + through
