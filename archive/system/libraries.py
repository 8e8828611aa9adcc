"""The libraries that read documents: imported only when a document needs them, so their absence has to be checked for."""

from __future__ import annotations

from importlib import import_module

READERS = ("trafilatura", "pdfplumber", "pypdfium2", "python_calamine", "fastwarc")


def unloadable(names: tuple[str, ...] = READERS) -> str | None:
    """Return why the first library that cannot be imported fails, as `name: reason`; None if all can."""
    for name in names:
        try:
            import_module(name)
        except ImportError as error:
            return f"{name}: {str(error).partition(chr(10))[0]}"
    return None
