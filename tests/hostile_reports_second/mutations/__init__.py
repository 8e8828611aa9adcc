"""Hold the mutations, a module a group of classes; importing this package registers all of them."""

from . import characters, heads, hidden, names, neighbours, papers, rows, sentences, sheets, slips, structure, words, years
from .registry import MUTATIONS, Mutation, compatible

__all__ = [
    "MUTATIONS",
    "Mutation",
    "characters",
    "compatible",
    "heads",
    "hidden",
    "names",
    "neighbours",
    "papers",
    "rows",
    "sentences",
    "sheets",
    "slips",
    "structure",
    "words",
    "years",
]
