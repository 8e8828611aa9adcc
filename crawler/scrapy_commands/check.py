"""`scrapy check [FAMILY]…`: each family's contract, its page served on loopback and fetched as a crawl does."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from gongkai.terminal.amounts import counted

if TYPE_CHECKING:
    from crawler.families.contracts import FamilyContract


class CheckCommand(ScrapyCommand):
    """Check the contracts of families."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the arguments shown after the command's name."""
        return "[options] [family]…"

    def short_desc(self) -> str:
        """Return one line for the list of commands."""
        return "Check the contracts of families"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add -l, as Scrapy's own command has it."""
        super().add_options(parser)
        parser.add_argument("-l", "--list", action="store_true", help="only list contracts, without checking them")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print a line for each contract that is broken; exit code 1 if there is any."""
        from crawler import families  # only here: Scrapy loads the modules of all commands for each of them
        from crawler.families import contracts

        unknown = [name for name in args if name not in families.BY_NAME]
        if unknown:
            raise UsageError(f"unknown family {unknown[0]}; known are {', '.join(families.BY_NAME)}")
        chosen = [contract for family in families.FAMILIES if not args or family.name in args for contract in contracts.of(family)]
        if opts.list:
            print(*(f"{contract.family}\n  * {contract.path}" for contract in chosen), sep="\n")
            return
        failed = [sentence for contract in chosen if (sentence := _failure(contract))]
        without = [family.name for family in families.FAMILIES if (not args or family.name in args) and not contracts.of(family)]
        failed += [f"{name}: has no contract" for name in without]
        for sentence in failed:
            print(f"FAIL: {sentence}", file=sys.stderr)
        print(f"Ran {counted(len(chosen), 'contract')}: {f'FAILED (failures={len(failed)})' if failed else 'OK'}", file=sys.stderr)
        self.exitcode = 1 if failed else 0


def _failure(contract: FamilyContract) -> str:
    from gongkai.testing import assert_contract  # only here: it brings the crawler along

    try:
        assert_contract(contract)
    except AssertionError as error:
        return str(error)
    return ""
