"""What refuses a command of Scrapy's that this project cannot serve, with what to use instead."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError


class Refusal:
    """Mixed into a command: it says why it is refused, and exits with code 2."""

    requires_project = True
    requires_crawler_process = False
    why = ""

    def short_desc(self) -> str:
        """Return one line for the list of commands."""
        return f"Not in this project: {self.why}"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse."""
        raise UsageError(f"not in this project: {self.why}", print_help=False)
