"""The named messes: what each does to a paper, which forms and formats it can befall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.quality.paper import Paper
from tests.quality.writers.html import Markup

TABLED = ("2019", "2021")
STATISTICS = ("provincial", "national")
EVERY = ("prose", *STATISTICS, *TABLED)
ANYWHERE: tuple[str, ...] = ()  # every format
RAGGED = ("html", "mht", "docx")  # formats that can hold rows of different lengths


@dataclass(frozen=True)
class Mess:
    """One item of disorder. `spoil` changes the paper; `markup` changes only how HTML writes it."""

    name: str
    forms: tuple[str, ...]
    formats: tuple[str, ...]
    spoil: Callable[[Paper, Random], Paper] | None = None
    markup: Markup | None = None


MESSES: dict[str, Mess] = {}


def mess(
    *forms: str, formats: tuple[str, ...] = ANYWHERE
) -> Callable[[Callable[[Paper, Random], Paper]], Callable[[Paper, Random], Paper]]:
    """Register a function under its own name with hyphens."""

    def register(spoil: Callable[[Paper, Random], Paper]) -> Callable[[Paper, Random], Paper]:
        name = spoil.__name__.replace("_", "-")
        assert name not in MESSES, f"two messes named {name}"
        MESSES[name] = Mess(name, forms or EVERY, formats, spoil)
        return spoil

    return register


def markup_mess(name: str, markup: Markup, forms: tuple[str, ...] = EVERY) -> None:
    """Register a mess that only the markup makes."""
    assert name not in MESSES, f"two messes named {name}"
    MESSES[name] = Mess(name, forms, ("html", "mht"), markup=markup)
