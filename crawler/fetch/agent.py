"""The user agent of sites whose registry entry sets none."""

from __future__ import annotations

import os
from importlib.metadata import version


def default_agent() -> str:
    """Return the default user agent, which names the project and a contact."""
    contact = os.environ.get("GONGKAI_CONTACT")
    return f"gongkai/{version('gongkai')} ({f'+{contact}' if contact else 'archive of public disclosure'})"
