"""Register mutations by name: class, formats, forms, slots and stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..interface import FORMATS, Format
from ..paper.draft import Draft, Form

Stage = Literal["draft", "cells"]
MODERN: tuple[Form, ...] = ("2019", "2021")
ALL: tuple[Form, ...] = ("statistics", "2019", "2021")
PAGED: tuple[Format, ...] = ("pdf", "ofd")


@dataclass(frozen=True)
class Mutation:
    """Hold one mutation. Two mutations that share a slot are never combined; `stage` says whether it runs before or after the layout."""

    name: str
    family: str
    formats: tuple[Format, ...]
    forms: tuple[Form, ...]
    slots: frozenset[str]
    stage: Stage
    apply: Callable[[Draft], None]


MUTATIONS: dict[str, Mutation] = {}


def mutation(
    family: str, *, formats: tuple[Format, ...] = FORMATS, forms: tuple[Form, ...] = MODERN, slots: str = "", stage: Stage = "draft"
) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
    """Register a function as the mutation of its own name; `slots` are words parted by blanks."""

    def register(apply: Callable[[Draft], None]) -> Callable[[Draft], None]:
        name = apply.__name__
        assert name not in MUTATIONS, name
        MUTATIONS[name] = Mutation(name, family, formats, forms, frozenset(slots.split()), stage, apply)
        return apply

    return register


def compatible(first: Mutation, second: Mutation) -> bool:
    """Return true where two mutations can be on one document."""
    return first.name != second.name and not first.slots & second.slots and bool(set(first.forms) & set(second.forms))
