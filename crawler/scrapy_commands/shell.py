"""`scrapy shell URL|FILE`: a list page as the readers see it, for authors of families."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import HtmlResponse
from scrapy.utils.console import start_python_console

from gongkai.errors import GongkaiError

if TYPE_CHECKING:
    from crawler.discover.look import SeenPage

BANNER = """page      {url}
family    {family}
rows      {rows} rows
pager     {pager}
column    the listing: column.columns, column.next, column.reasons
response  Scrapy's response: response.css(…), response.xpath(…)
why(text)     why links whose label or URL holds the text are rows or are not
fetch(place)  read another URL or file"""


class ShellCommand(ScrapyCommand):
    """Look at a list page."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the arguments shown after the command's name."""
        return "[options] <url | file>"

    def short_desc(self) -> str:
        """Return one line for the list of commands."""
        return "Look at a list page as the readers of families see it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add -c, as Scrapy's own command has it, and what a saved file needs."""
        super().add_options(parser)
        parser.add_argument("-c", dest="code", help="evaluate the code in the shell, print the result and exit")
        parser.add_argument("--url", help="URL of a saved file, for its links")
        parser.add_argument("--family", default="", help="read the page with this family if it knows it")
        parser.add_argument("--allow-private", action="store_true", help="allow a private or loopback address")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the page and open a console, or evaluate the code."""
        from crawler.components import settings_in_force  # only here: Scrapy loads the modules of all commands for each of them
        from crawler.discover.look import look
        from crawler.visit.run_context import Options

        if len(args) != 1:
            raise UsageError("name one URL or file")
        assert self.settings is not None
        values: dict[str, Any] = {}
        in_force = partial(settings_in_force.site_of, settings=self.settings)

        def fetch(place: str, url: str | None = None) -> SeenPage:
            options = settings_in_force.options_of(Options(settings=self.settings), os.environ)
            seen = look(place, url, opts.allow_private, opts.family, options, in_force)
            values.update(variables(seen), fetch=fetch)
            return seen

        try:
            seen = fetch(args[0], opts.url)
        except GongkaiError as error:
            print(f"gongkai: {error}", file=sys.stderr)
            self.exitcode = int(error.exit)
            return
        if opts.code:
            print(eval(opts.code, {}, values))
            return
        banner = BANNER.format(url=seen.page.url, family=seen.family, rows=len(seen.rows), pager=seen.pager)
        start_python_console(values, shells=["python"], banner=banner)


def variables(seen: SeenPage) -> dict[str, Any]:
    """Return what the shell has at hand for a page."""
    from crawler import families  # as in `ShellCommand.run`

    page = seen.page
    return {
        "page": page,
        "family": families.named(seen.family),
        "rows": seen.rows,
        "pager": seen.pager,
        "column": seen.listing,
        "response": HtmlResponse(page.url, page.status, body=page.text.encode("utf-8"), encoding="utf-8"),
        "why": seen.why,
    }
