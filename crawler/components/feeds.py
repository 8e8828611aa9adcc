"""Whether the feeds of a crawl can be written: Scrapy itself would go on without a feed that it cannot open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from scrapy.settings import BaseSettings

from gongkai.errors import UsageError
from gongkai.terminal.amounts import counted

FAILED = "feedexport/failed_count/"


def check(settings: BaseSettings, sites: Sequence[str]) -> None:
    """Raise UsageError for a feed with an unknown format or storage, whose file cannot be written, or that several sites would share."""
    for uri, options in settings.getdict("FEEDS").items():
        _check_names(str(uri), options, settings)
        _check_shared(str(uri), sites)
        _check_file(str(uri))


def _check_names(uri: str, options: Any, settings: BaseSettings) -> None:
    named = options.get("format", settings["FEED_FORMAT"]) if isinstance(options, Mapping) else None
    formats, storages = (
        sorted(key for key, value in settings.getwithbase(name).items() if value) for name in ("FEED_EXPORTERS", "FEED_STORAGES")
    )
    if named not in formats:
        raise UsageError(f"FEEDS: {uri} has the format {named!r}; known are {', '.join(formats)}")
    scheme = urlsplit(uri).scheme
    if scheme not in storages:
        raise UsageError(
            f"FEEDS: {uri} has the unknown storage {scheme!r}; known are {', '.join(filter(None, storages))}, or a file's path"
        )


def _check_shared(uri: str, sites: Sequence[str]) -> None:
    if "%(" not in uri and uri != "stdout:" and len(sites) > 1:
        stem, dot, ending = uri.rpartition(".")
        better = f"{stem}-%(name)s.{ending}" if dot else f"{ending}-%(name)s"
        raise UsageError(f"{uri}: {counted(len(sites), 'site')} would overwrite each other's items; write {better}")


def _check_file(uri: str) -> None:
    """Open a local file whose name has no parameters, as the feed will, without changing what is in it."""
    parts = urlsplit(uri)
    if parts.scheme not in ("", "file") or "%(" in uri:
        return
    path = Path(url2pathname(parts.path) if parts.scheme else uri)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        raise UsageError(f"{uri}: the items cannot be written there: {error.strerror}") from error


def failed(stats: Mapping[str, object]) -> bool:
    """Whether a feed of a crawl could not be written, by its stats."""
    return any(name.startswith(FAILED) and value for name, value in stats.items())
