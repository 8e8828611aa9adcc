"""The tables this room is driven by: YAML files beside the modules that read them."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there: a tenth of a start


def read(name: str, package: str = "crawler") -> Any:
    """Given the name of a packaged table, return what it says."""
    return yaml.load(files(package).joinpath(name).read_text(encoding="utf-8"), LOADER)
