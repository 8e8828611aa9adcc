"""What a worker answers as plain data: values of classes named beforehand, never code.

A worker whose reader was taken over may send any bytes. Plain `pickle.loads` would run what they say in the parent.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
from collections.abc import Callable, Iterable
from typing import Any

BUILTIN: tuple[type[Any], ...] = (str, bytes, int, float)  # libraries have their own strings and numbers
Answers = tuple[type[Any], ...]  # dataclasses and named tuples that an answer may hold


def fields_of(value: Any) -> tuple[Any, ...]:
    """Return the values a dataclass or a named tuple is made of, in the order in which it is made."""
    return tuple(getattr(value, field.name) for field in dataclasses.fields(value)) if dataclasses.is_dataclass(value) else tuple(value)


def packed(value: Any, classes: Answers) -> bytes:
    """Return a value as bytes: builtin values, and those of the classes given."""
    stream = io.BytesIO()
    _Pickler(stream, classes).dump(value)
    return stream.getvalue()


def unpacked(data: bytes, classes: Answers) -> Any:
    """Return the value of bytes that a worker sent; pickle.UnpicklingError where they hold anything else."""
    try:
        return _Unpickler(io.BytesIO(data), classes).load()
    except (AttributeError, TypeError, ValueError, IndexError, KeyError, EOFError, MemoryError, OverflowError, ImportError) as error:
        raise pickle.UnpicklingError(f"not an answer: {type(error).__name__}") from error


class _Pickler(pickle.Pickler):
    """Writes values of the classes named by what they are made of, and those of builtin kinds as the builtin, whoever derived from it."""

    def __init__(self, stream: io.BytesIO, classes: Iterable[type[Any]]) -> None:
        super().__init__(stream, protocol=5)
        self.known = frozenset(classes)

    def reducer_override(self, value: Any) -> Any:
        """Return what makes a value again."""
        kind = type(value)
        if kind in self.known:
            return kind, fields_of(value)
        builtin = next((each for each in BUILTIN if isinstance(value, each)), None)
        return (builtin, (builtin(value),)) if builtin and kind is not builtin else NotImplemented


class _Unpickler(pickle.Unpickler):
    """Makes values of named classes only; each name it meets is a function of its own, so that nothing can be set on the class."""

    def __init__(self, stream: io.BytesIO, classes: Iterable[type[Any]]) -> None:
        super().__init__(stream)
        self.known = {(made.__module__, made.__qualname__): made for made in (*BUILTIN, *classes)}

    def find_class(self, module: str, name: str) -> Callable[..., Any]:
        """Return what makes a value of a named class; UnpicklingError for every other name."""
        made = self.known.get((module, name))
        if made is None:
            raise pickle.UnpicklingError(f"an answer may not hold {module}.{name}"[:200])
        return lambda *values: made(*values)
