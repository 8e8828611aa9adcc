"""`scrapy crawl SITE`: does what `gongkai crawl` does, with the same lock, frontier, WARC files and exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings
from scrapy.utils.log import configure_logging, log_scrapy_info

from crawler.spider_loader import ALL, SiteSpiderLoader, home_in_force
from gongkai.errors import GongkaiError

if TYPE_CHECKING:
    from crawler.visit.run_context import Options

ARGUMENTS = ("site", "column", "full", "limit", "due")
SCRAPYD = "_job"  # scrapyd's own argument, the id of the job


class CrawlCommand(BaseRunSpiderCommand):
    """Crawl what is due at one site."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the arguments shown after the command's name."""
        return "[options] <site | columns>"

    def short_desc(self) -> str:
        """Return one line for the list of commands."""
        return "Crawl the columns of a site into WARC files, as `gongkai crawl` does"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; the process ends with gongkai's exit code."""
        from crawler import crawl as crawling  # only here: Scrapy loads the modules of all commands for each of them
        from crawler.cli import lines
        from crawler.components import feeds, settings_in_force
        from gongkai.errors import Exit

        if len(args) != 1:
            raise UsageError("name one spider; `scrapy list` shows them")
        loader = SiteSpiderLoader()
        if args[0] not in loader.list():
            raise UsageError(f"Spider not found: {args[0]}; `scrapy list` shows them")
        assert self.settings is not None
        names, options = asked(args[0], opts.spargs), options_of(opts.spargs, self.settings)
        home, registry = home_in_force()
        try:
            _require_installed()
            settings_in_force.check(self.settings)
            feeds.check(self.settings, names or loader.list()[1:])
            configure_logging(self.settings)
            log_scrapy_info(self.settings)
            result = crawling.crawl(home, registry, names, options, lambda text: print(text, file=sys.stderr))
        except GongkaiError as error:
            print(f"gongkai: {error}", file=sys.stderr)
            self.exitcode = int(error.exit)
            return
        print(*lines(result), sep="\n", file=sys.stderr)
        unwritten = [site.site for site in result.sites if feeds.failed(site.stats)]
        if unwritten:
            print(f"gongkai: {', '.join(unwritten)}: the items could not be written to their feed; the log says why", file=sys.stderr)
        self.exitcode = int(Exit.PARTIAL if unwritten and result.exit == Exit.COMPLETE else result.exit)


def _require_installed() -> None:
    """Raise GongkaiError where only scrapyd's egg has this project: the processes that read pages start outside of it."""
    try:
        version("gongkai")
    except PackageNotFoundError:
        raise GongkaiError("gongkai is not installed here: `pip install` it where scrapyd runs, an egg alone is not enough") from None


def asked(spider: str, arguments: Mapping[str, str]) -> list[str]:
    """Return the ids of the sites to crawl: the spider's own, or those of `-a site=A,B`; none means all."""
    unknown = sorted(set(arguments) - {*ARGUMENTS, SCRAPYD})
    if unknown:
        raise UsageError(f"-a {unknown[0]}: unknown argument of this spider; known are {', '.join(ARGUMENTS)}")
    return [spider] if spider != ALL else [name for name in arguments.get("site", "").split(",") if name]


def options_of(arguments: Mapping[str, str], settings: Settings) -> Options:
    """Return the options of a crawl; UsageError names an argument that is invalid."""
    from crawler.visit.run_context import Options  # as in `CrawlCommand.run`

    limit = arguments.get("limit")
    if limit is not None and not (limit.isdecimal() and int(limit)):
        raise UsageError(f"-a limit={limit}: a number of requests, at least 1")
    full, due = (arguments.get(name, "") not in ("", "0", "false") for name in ("full", "due"))
    return Options(arguments.get("column"), full, int(limit) if limit else None, due, settings=settings)
