"""The portals of the second replica, by platform: `HOSTS` holds all of them, in a fixed order."""

from __future__ import annotations

from ..interface import Host
from . import changes, cities, faults, gates, hanweb, local, platforms, scripted, shapes, trs

HOSTS: tuple[Host, ...] = (
    *trs.HOSTS,
    *hanweb.HOSTS,
    *platforms.HOSTS,
    *cities.HOSTS,
    *local.HOSTS,
    *scripted.HOSTS,
    *gates.HOSTS,
    *shapes.HOSTS,
    *changes.HOSTS,
    *faults.HOSTS,
)

__all__ = ["HOSTS"]
