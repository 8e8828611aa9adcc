"""Whether the value of a setting can be read: numbers, switches, components and their order. One sentence names what cannot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings, default_settings
from scrapy.utils.misc import load_object

from crawler import settings as project
from gongkai.errors import UsageError

COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES", "ADDONS")
OWN = tuple(project.DOWNLOADER_MIDDLEWARES_BASE)
LAST = max(project.DOWNLOADER_MIDDLEWARES_BASE.values())
MOST_CONNECTIONS, MOST_RETRIES = 16, 2
BOUNDS: dict[str, tuple[float, float]] = {
    "DOWNLOAD_DELAY": (0, 3600),
    "DOWNLOAD_DELAY_JITTER": (0, 1),
    "DOWNLOAD_TIMEOUT": (0.001, 86400),
    "DOWNLOAD_MAXSIZE": (0, 1 << 40),
    "CONCURRENT_REQUESTS": (1, MOST_CONNECTIONS),
    "CONCURRENT_REQUESTS_PER_DOMAIN": (1, MOST_CONNECTIONS),
    "CONCURRENT_ITEMS": (1, 1000),
    "DEPTH_LIMIT": (0, 100),
    "RETRY_TIMES": (0, MOST_RETRIES),
}
FRACTIONS = ("DELAY", "INTERVAL", "TIMEOUT")  # of a name: its number of seconds may have a fraction, whatever Scrapy's default


def check_components(settings: BaseSettings) -> None:
    """Raise UsageError for the first component that cannot be loaded or whose order is no number."""
    for name in COMPONENTS:
        _check_components(name, settings)


def check_values(names: Iterable[str], settings: BaseSettings) -> None:
    """Raise UsageError for the first of the given settings whose value cannot be read or cannot hold."""
    for name in sorted(names):
        wanted = _out_of_bounds(name, settings) or _unread(name, settings)
        if wanted:
            raise UsageError(f"{name}={settings[name]} cannot be set here: {wanted}")


def _unread(name: str, settings: BaseSettings) -> str | None:
    """Return what a value must be if it cannot be read as what Scrapy's own value is."""
    default = getattr(project, name, getattr(default_settings, name, None))
    if name in SPECIAL:
        return SPECIAL[name](settings[name])
    if isinstance(default, bool):
        return None if _reads(settings.getbool, name) else "True or False"
    if isinstance(default, int) and not any(word in name for word in FRACTIONS):
        return None if _reads(settings.getint, name) else "a whole number"
    if isinstance(default, (int, float)):
        return None if _reads(settings.getfloat, name) else "a number"
    return None


def _reads(get: Callable[[str], object], name: str) -> bool:
    try:
        get(name)
    except (TypeError, ValueError):
        return False
    return True


def _out_of_bounds(name: str, settings: BaseSettings) -> str | None:
    if name not in BOUNDS:
        return None
    least, most = BOUNDS[name]
    return None if _reads(settings.getfloat, name) and least <= settings.getfloat(name) <= most else f"a number from {least:g} to {most:g}"


def _level(value: Any) -> str | None:
    known = logging.getLevelNamesMapping()
    return None if str(value) in known or str(value).isdecimal() else f"one of {', '.join(known)}"


def _file(value: Any) -> str | None:
    try:
        with Path(str(value)).open("a"):
            return None
    except OSError as error:
        return f"the file cannot be written: {error.strerror}"


def _class(value: Any) -> str | None:
    try:
        load_object(value)
    except (ImportError, AttributeError, NameError, TypeError, ValueError) as error:
        return f"cannot be loaded: {error}"
    return None


def _text(value: Any) -> str | None:
    return None if str(value or "").strip() else "a text"


SPECIAL: dict[str, Callable[[Any], str | None]] = {"LOG_LEVEL": _level, "LOG_FILE": _file, "STATS_CLASS": _class, "USER_AGENT": _text}


def _check_components(name: str, settings: BaseSettings) -> None:
    for each, order in settings.getdict(name).items():
        if order is not None and (isinstance(order, bool) or not isinstance(order, (int, float))):
            raise UsageError(f"{name}: {_name(each)} has the order {order!r}; an order is a number, None takes a component out")
        fault = _class(each) if order is not None and isinstance(each, str) else None
        if fault:
            raise UsageError(f"{name}: {each} {fault}")


def misplaced(middlewares: Mapping[Any, Any]) -> str | None:
    """Return why the order of downloader middlewares cannot be: one of ours is taken out or moved, or one comes after politeness."""
    for each, order in middlewares.items():
        name = _name(each)
        if name in OWN and order != project.DOWNLOADER_MIDDLEWARES_BASE[name]:
            return f"{name} cannot be taken out or moved"
        if name not in OWN and order is not None and order >= LAST:
            return f"{name} at {order} would come after the pause of a host; choose an order below {LAST}"
    return None


def _name(component: Any) -> str:
    return component if isinstance(component, str) else f"{component.__module__}.{getattr(component, '__qualname__', component)}"
