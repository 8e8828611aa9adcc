"""A writer a format: paper → bytes."""

from __future__ import annotations

from collections.abc import Callable

from tests.quality.paper import Paper
from tests.quality.writers import html

Writer = Callable[[Paper, str, html.Markup], bytes]

WRITERS: dict[str, Writer] = {"html": html.write}


class Missing(RuntimeError):
    """This machine lacks what a format is written with: LibreOffice, or a Chinese font."""
