"""The settings in force with their source: command line, environment, gongkai.env or default; secrets are masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

from gongkai import yaml_tables
from gongkai.errors import BadConfiguration
from gongkai.home import Home, settings_of

Source = Literal["command_line", "environment", "file", "default"]
SOURCES: dict[Source, tuple[str, str]] = {
    "command_line": ("命令行", "command line"),
    "environment": ("环境变量", "environment"),
    "file": ("gongkai.env", "gongkai.env"),
    "default": ("默认", "default"),
}
HIDDEN = "••••••"


@dataclass(frozen=True, slots=True)
class SettingKind:
    """A setting, as a row of settings.yaml."""

    name: str
    chinese: str
    english: str
    default: str
    secret: str


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """A setting as the page shows it; `value` is masked where it may hold a secret."""

    name: str
    chinese: str
    english: str
    value: str
    source: Source


@cache
def kinds() -> tuple[SettingKind, ...]:
    """Return the rows of settings.yaml, in their order."""
    return tuple(SettingKind(**row) for row in yaml_tables.read("archive.desk", "settings.yaml"))


def in_force(home: Home, environment: Mapping[str, str]) -> Iterator[SettingInForce]:
    """Yield the settings of the table, then those of gongkai.env that it lacks, which may be misspelt.

    `environment` is what jobs inherit: without what came from gongkai.env, which each job reads for itself.
    """
    file = settings_of(home)
    for kind in kinds():
        value, source = found(kind.name, environment, file)
        yield SettingInForce(kind.name, kind.chinese, kind.english, shown(value, kind.secret) if value else kind.default, source)
    known = {kind.name for kind in kinds()}
    for name in sorted(set(file) - known):
        yield SettingInForce(name, "gongkai 不认识的设置", "no setting of gongkai", HIDDEN, "file")


def found(name: str, environment: Mapping[str, str], file: Mapping[str, str]) -> tuple[str, Source]:
    """Return the value of a setting and its source; the environment wins over the file."""
    if environment.get(name):
        return environment[name], "environment"
    if file.get(name) and name not in environment:
        return file[name], "file"
    return "", "default"


def shown(value: str, secret: str) -> str:
    """Return a value as the page shows it.

    >>> shown("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a", "url"), shown("smtp://u:p@mail.example.org:587", "url")
    ('https://qyapi.weixin.qq.com/••••••', 'smtp://mail.example.org/••••••')
    >>> shown("14 12", ""), shown("a key", "all"), shown("/srv/warc", "url")
    ('14 12', '••••••', '/srv/warc')
    """
    if secret != "url":
        return HIDDEN if secret else value
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return HIDDEN
    if not parts.scheme:
        return HIDDEN if "@" in value else value
    return f"{parts.scheme}://{host or ''}/{HIDDEN}"


def inherited(home: Home, environment: Mapping[str, str], *own: str) -> dict[str, str]:
    """Return the environment that jobs inherit: without what gongkai.env sets, which each reads anew, and without `own` names."""
    try:
        file: Mapping[str, Any] = settings_of(home)
    except BadConfiguration:
        file = {}
    return {name: value for name, value in environment.items() if file.get(name) != value and name not in own}
