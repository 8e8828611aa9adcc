"""sqlite-utils without pandas and numpy: it imports both where they are installed, for values that the archive never has.

They take 0.35 s of processor time, of the 0.8 s that `gongkai status` took with them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

LEFT_OUT = ("pandas", "numpy")


@contextmanager
def _absent(names: tuple[str, ...]) -> Iterator[None]:
    """Let an import find none of these packages, except one that is imported already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python says that a module cannot be imported
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _absent(LEFT_OUT):
    import sqlite_utils
    from sqlite_utils import Migrations

__all__ = ["Migrations", "sqlite_utils"]
