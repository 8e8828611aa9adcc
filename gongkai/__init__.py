"""The public library API of gongkai, loaded on first use so that importing the package costs a command no start-up time.

>>> import gongkai
>>> gongkai.read_report.__name__, gongkai.open_archive.__name__
('read_report', 'open_archive')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.library import open_archive, read_report

    __version__: str

__all__ = ["__version__", "open_archive", "read_report"]

DOCUMENTED = {"read_report": "archive.library", "open_archive": "archive.library"}  # name → the module that has it


def __getattr__(name: str) -> Any:
    """Load a documented name on first use."""
    if name == "__version__":
        return import_module("importlib.metadata").version("gongkai")
    if name not in DOCUMENTED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(DOCUMENTED[name]), name)
