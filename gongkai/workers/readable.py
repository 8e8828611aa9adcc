"""What workers may read and are told of their surroundings: readable.yaml, and where the programs they start are installed."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gongkai import yaml_tables

TABLE = yaml_tables.read("gongkai.workers", "readable.yaml")
OURS = ("gongkai", "parsers", "crawler", "archive")  # packages of this program, wherever they are installed
PACKAGES = ("site-packages", "dist-packages")
ROOT = Path(__file__).resolve().parents[2]
TOO_MUCH = {Path("/"), Path("/home"), Path.home()}  # folders that hold more than a program


@cache
def readable() -> tuple[Path, ...]:
    """Return what a worker may read, the folders of Python and of the programs among it."""
    return tuple(dict.fromkeys(path for path in found() if path not in TOO_MUCH))


def found() -> Iterator[Path]:
    """Yield the paths of the table, of Python, of this program, and of programs installed out of the way."""
    yield from map(Path, TABLE["paths"])
    yield from (Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield from (Path(prefix).resolve() / "lib" for prefix in (sys.prefix, sys.base_prefix))
    yield from (Path(folder) for folder in sys.path if Path(folder).name in PACKAGES)  # a .pth file may name further ones
    yield from (ROOT / package for package in OURS)
    for program in map(shutil.which, TABLE["programs"]):
        if program:
            place = Path(program).resolve().parent
            yield place.parent if place.name in ("bin", "program", "MacOS") else place


def writable() -> tuple[Path, ...]:
    """Return what a worker may write beside its own temporary folder."""
    return tuple(map(Path, TABLE["writable"]))


def environment(folder: str) -> dict[str, str]:
    """Return a worker's environment: the names of the table, and its own folder as home and as place of temporary files."""
    kept = {name: os.environ[name] for name in TABLE["environment"] if name in os.environ}
    return kept | {"HOME": folder or "/nonexistent", "TMPDIR": folder or "/nonexistent"}
