"""Numbered pages of a list, and addresses that keep the other arguments."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from archive.site.request.ask import Ask

DEEPEST = 200  # pages one can turn to; the tables and downloads hold the rest


def address(ask: Ask, **changes: object) -> str:
    """Return the page's own address with some arguments replaced; None removes one."""
    args = {name: list(values) for name, values in ask.args.items()}
    for name, value in changes.items():
        args.pop(name, None)
        if value is not None:
            args[name] = [str(value)]
    question = urlencode([(name, value) for name, values in args.items() for value in values if value != ""])
    return f"{ask.path}?{question}" if question else ask.path


def with_agency(ask: Ask, agency: str) -> str:
    """Return the comparison's address with one more agency, without the words typed to find it."""
    args = [(name, value) for name, values in ask.args.items() if name != "q" for value in values if value != ""]
    return f"{ask.path}?{urlencode([*args, ('agency', agency)])}"


@dataclass(frozen=True)
class Pages:
    """One page among many: its number, their number, and the addresses of its neighbours."""

    ask: Ask
    total: int
    size: int

    @property
    def number(self) -> int:
        """The page shown, counted from 1."""
        return self.ask.number("page", 1, 1, max(1, self.count))

    @property
    def count(self) -> int:
        """The number of pages."""
        return min(-(-self.total // self.size), DEEPEST)

    @property
    def offset(self) -> int:
        """The number of rows before this page."""
        return (self.number - 1) * self.size

    @property
    def earlier(self) -> str:
        """The address of the previous page; empty on the first."""
        return address(self.ask, page=self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        """The address of the next page; empty on the last."""
        return address(self.ask, page=self.number + 1) if self.number < self.count else ""
