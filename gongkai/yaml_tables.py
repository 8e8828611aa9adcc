"""Load the YAML tables packaged beside the modules that use them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib.resources import files
from typing import Any

import yaml

from gongkai.errors import BadConfiguration

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is installed


def read(package: str, name: str) -> Any:
    """Return the content of the YAML file `name` packaged beside the modules of `package`.

    >>> sorted(read("gongkai", "workdays.yaml"))[-1:]
    ['years']
    """
    return yaml.load(files(package).joinpath(name).read_text(encoding="utf-8"), LOADER)


def refuse_unknown(words: Iterable[str], known: Collection[str], where: str) -> None:
    """Raise `BadConfiguration` for the first word that is not among the known ones: a misspelt key would be ignored in silence.

    >>> refuse_unknown(["patern"], ["id", "pattern"], "pagers.yaml, P24")
    Traceback (most recent call last):
    gongkai.errors.BadConfiguration: pagers.yaml, P24: unknown word 'patern'; known are id, pattern
    """
    for word in words:
        if word not in known:
            raise BadConfiguration(f"{where}: unknown word {word!r}; known are {', '.join(known)}")


def refuse_missing(words: Collection[str], needed: Iterable[str], where: str) -> None:
    """Raise `BadConfiguration` for the first word that is needed and not given.

    >>> refuse_missing(["zh"], ["zh", "en"], "rules.yaml, R10")
    Traceback (most recent call last):
    gongkai.errors.BadConfiguration: rules.yaml, R10: 'en' is missing
    """
    for word in needed:
        if word not in words:
            raise BadConfiguration(f"{where}: {word!r} is missing")
