"""Load the registry's YAML files as typed sites; unknown values are refused with file, entry and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from crawler import families
from crawler.model.types import LOOK_STATES, Column, ColumnKind, Level, Look, Site, Working
from gongkai import yaml_tables
from gongkai.errors import BadConfiguration, UsageError
from gongkai.home import PACKAGED
from gongkai.terminal.amounts import counted

Check = Callable[[object], str | None]  # None if the value is valid, else what it must be


def _matches(pattern: str, meaning: str) -> Check:
    return lambda value: None if isinstance(value, str) and re.fullmatch(pattern, value) else meaning


def _one_of(names: Iterable[str]) -> Check:
    known = tuple(names)
    return lambda value: None if value in known else "one of " + ", ".join(known)


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "a text"


def _truth(value: object) -> str | None:
    return None if isinstance(value, bool) else "true or false"


def _seconds(value: object) -> str | None:
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 3600
    return None if fits else "a number of seconds from 0 to 3600"


def _connections(value: object) -> str | None:
    return None if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 16 else "an integer from 1 to 16"


def _address(value: object) -> str | None:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        fits = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    return None if fits else "an http or https URL"


def _zone(value: object) -> str | None:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "a time zone such as Asia/Shanghai"
    return None


def _charset(value: object) -> str | None:
    try:
        "".encode(str(value))
    except LookupError:
        return "a character set known to Python, such as gb18030"
    return None


def _expectations(value: object) -> str | None:
    if not isinstance(value, dict):
        return "a mapping such as {min: 1}"
    fits = all(key in ("min", "max") and isinstance(count, int) and count >= 0 for key, count in value.items())
    return None if fits else "a mapping of min and max to integers"


def _day(value: object) -> str | None:
    """Dates may be quoted or not: YAML reads a bare one as a date."""
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return "a date such as 2026-11-30"
    return None


def _count(value: object) -> str | None:
    return None if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "a whole number"


IDENTIFIER = _matches(r"[a-z0-9][a-z0-9-]*", "lower-case letters, digits and hyphens")
STATUSES = ("unverified", "verified", "ended")
WORKS_KEYS: dict[str, Check] = {"since": _day, "by": _text, "place": _text}
SEEN_KEYS: dict[str, Check] = {
    "date": _day,
    "by": _text,
    "place": _text,
    "state": _one_of(LOOK_STATES),
    "family": _text,
    "pager": _text,
    "rows": _count,
    "newest": _text,
    "fault": _text,
    "moved_to": _address,
    "proxy": _address,
}
SEEN_NEEDS = ("date", "by", "place", "state")
COLUMN_KEYS: dict[str, Check] = {
    "id": IDENTIFIER,
    "name": _text,
    "kind": _one_of(get_args(ColumnKind)),
    "url": _address,
    "family": _one_of(families.BY_NAME),
    "expect": _expectations,
    "status": _one_of(STATUSES),
    "works": lambda value: None,  # a mapping of its own, checked by _column
    "seen": lambda value: None,
}
SITE_KEYS: dict[str, Check] = {
    "id": IDENTIFIER,
    "name": _text,
    "area": _matches(r"\d{6}", 'six digits in quotes (GB/T 2260), such as "230100"'),
    "level": _one_of(get_args(Level)),
    "delay": _seconds,
    "connections": _connections,
    "robots": _truth,
    "user_agent": _text,
    "charset": _charset,
    "tls": _one_of(("legacy",)),
    "fetcher": _one_of(("browser",)),
    "timezone": _zone,
    "allow_private": _truth,
    "status": _one_of(STATUSES),
    "columns": lambda value: None if isinstance(value, list) and value else "a list of columns",
}
DEEPEST = 50  # lists and mappings inside one another; a registry has four
FIRST = "heilongjiang.yaml"  # listed first
SITE_NEEDS = ("id", "name", "area", "level", "columns")
COLUMN_NEEDS = ("id", "name", "kind", "url")


def load(path: Path | None = None) -> tuple[Site, ...]:
    """Return the sites of a file or a folder of files; None and `packaged` mean the packaged registry.

    Raises BadConfiguration, which names the invalid value.
    """
    sites = tuple(site for name, text in texts(path) for site in parse(text, name))
    if path not in (None, PACKAGED) and not sites:
        raise BadConfiguration(f"{path}: contains no site; a site begins with '- id:', 'gongkai sites add URL' prints one")
    _refuse_twins([site.id for site in sites], "site", str(path or "the packaged registry"))
    return sites


def texts(path: Path | None = None) -> list[tuple[str, str]]:
    """Return (name, text) of each file of a registry: a file, a folder of files, or the packaged one."""
    return _packaged() if path is None or path == PACKAGED else [(str(each), _shallow(_read(each), str(each))) for each in _files(path)]


def parse(text: str, source: str) -> tuple[Site, ...]:
    """Return the sites in the text of one registry file; `source` names it in errors."""
    try:
        entries = yaml.load(text, Loader=_Loader)  # a safe one that refuses repeated keys
    except yaml.YAMLError as error:
        raise BadConfiguration(f"{source}: this is not YAML: {_one_line(error)}") from error
    except RecursionError as error:
        raise BadConfiguration(f"{source}: this is not a registry: brackets are nested too deep") from error
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise BadConfiguration(f"{source}: a registry is a list of sites, each beginning with '- id:'; this is {_kind(entries)}")
    return tuple(_site(entry, f"{source}: site {number}") for number, entry in enumerate(entries, 1))


def _shallow(text: str, source: str) -> str:
    """Return the text of an external file; BadConfiguration if it nests so deep that libyaml would crash."""
    depth = 0
    with suppress(yaml.YAMLError):  # load() reports it in a sentence
        for event in yaml.parse(text, Loader=yaml_tables.LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise BadConfiguration(f"{source}: this is not a registry: brackets are nested too deep")
    return text


def choose(sites: tuple[Site, ...], names: Iterable[str]) -> tuple[Site, ...]:
    """Return the sites with the given ids (all if none is given); an unknown id is a UsageError that suggests similar ones."""
    wanted = tuple(dict.fromkeys(names))
    known = {site.id: site for site in sites}
    for name in wanted:
        if name not in known:
            raise UsageError(f"no site {name!r} in the registry; {_near(name, sites)}")
    return tuple(known[name] for name in wanted) if wanted else sites


def is_ended(site: Site, column: Column) -> bool:
    """Tell whether a column is over, or its platform: what was kept stays, nothing is asked for again."""
    return "ended" in (site.status, column.status)


def column(site: Site, name: str) -> Column:
    """Return the column of a site by id; an unknown id is a UsageError that lists the known ones."""
    for candidate in site.columns:
        if candidate.id == name:
            return candidate
    raise UsageError(f"site {site.id!r} has no column {name!r}; it has {', '.join(each.id for each in site.columns)}")


def _near(name: str, sites: tuple[Site, ...]) -> str:
    by_word = {word: site.id for site in sites for word in (site.id, site.name)}
    near = [by_word[word] for word in get_close_matches(name, by_word, n=4, cutoff=0.5)]
    near += [site.id for site in sites if name and (name in site.id or name in site.name)]
    ids = list(dict.fromkeys(near))[:5]
    return f"near ones: {', '.join(ids)}" if ids else "'gongkai sites' lists them"


def _site(entry: object, where: str) -> Site:
    values = _checked(entry, where, SITE_KEYS, SITE_NEEDS)
    where = f"{where} ({values['id']})"
    columns = tuple(_column(each, f"{where}: column {number}") for number, each in enumerate(values["columns"], 1))
    _refuse_twins([each.id for each in columns], "column", where)
    return Site(**{**values, "columns": columns})


def _column(entry: object, where: str) -> Column:
    values = _checked(entry, where, COLUMN_KEYS, COLUMN_NEEDS)
    where = f"{where} ({values['id']})"
    expect = tuple(sorted(values.pop("expect", {}).items()))
    if "works" in values:
        values["works"] = Working(**_dated(_checked(values["works"], f"{where}: works", WORKS_KEYS, tuple(WORKS_KEYS)), "since"))
    if "seen" in values:
        values["seen"] = Look(**_dated(_checked(values["seen"], f"{where}: seen", SEEN_KEYS, SEEN_NEEDS), "date"))
    return Column(**values, expect=expect)


def _dated(values: dict[str, Any], key: str) -> dict[str, Any]:
    return values | {key: str(values[key])}


def _checked(entry: object, where: str, keys: Mapping[str, Check], needs: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise BadConfiguration(f"{where}: must be a mapping of keys to values; this is {_kind(entry)}")
    name = entry.get("id")
    where = f"{where} ({name})" if isinstance(name, str) else where
    for key in entry:
        if key not in keys:
            near = get_close_matches(str(key), keys, n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(keys)}"
            raise BadConfiguration(f"{where}: unknown key {key!r}; {advice}")
    for key in needs:
        if key not in entry:
            raise BadConfiguration(f"{where}: the key {key!r} is missing")
    for key, value in entry.items():
        fault = keys[key](value)
        if fault:
            raise BadConfiguration(f"{where}: {key} is {value!r}, but must be {fault}")
    return dict(entry)


def _refuse_twins(ids: list[str], what: str, where: str) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise BadConfiguration(f"{where}: the {what} id {name!r} occurs {counted(ids.count(name), 'time')}; it must be unique")


def _packaged() -> list[tuple[str, str]]:
    folder = files("crawler").joinpath("sites")
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: (each.name != FIRST, each.name))
    return [(f"crawler/sites/{each.name}", each.read_text(encoding="utf-8")) for each in found]


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadConfiguration(f"{path}: registry file not found") from error
    except UnicodeDecodeError as error:
        raise BadConfiguration(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise BadConfiguration(f"{path}: cannot be read: {error.strerror}") from error


def _kind(value: object) -> str:
    return "empty" if value is None else f"a {type(value).__name__}"


def _one_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{problem} in line {mark.line + 1}, column {mark.column + 1}" if mark else problem


class _Loader(yaml_tables.LOADER):  # type: ignore[misc] # libyaml's or Python's
    """A YAML loader that rejects duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value!r} occurs twice", key.start_mark)
            seen.add(key.value)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made
