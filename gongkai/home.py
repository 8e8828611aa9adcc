"""The folder that holds one archive, and the command line that runs gongkai on it."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gongkai.errors import BadConfiguration, GongkaiError


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds one archive.

    >>> Home(Path("data")).database.as_posix()
    'data/gongkai.db'
    """

    root: Path

    @property
    def warc(self) -> str:
        """The location of the WARC files: a folder, or the fsspec URL in GONGKAI_WARC."""
        return os.environ.get("GONGKAI_WARC") or str(self.root / "warc")

    @property
    def frontier(self) -> Path:
        """The folder of the frontiers, one SQLite file per site: what was seen and when it is due."""
        return self.root / "frontier"

    @property
    def stats(self) -> Path:
        """Folder of what the last crawl of each site counted, a JSON object per site."""
        return self.root / "stats"

    @property
    def database(self) -> Path:
        """The working database, rebuilt from the WARC files."""
        return self.root / "gongkai.db"

    @property
    def public(self) -> Path:
        """The folder of the published snapshots."""
        return self.root / "public"


# What `init`, a crawl, a build, a run or one that waits leaves in a home; logs and locks alone make none.
TRACES = ("sites.yaml", "gongkai.env", "warc", "frontier", "gongkai.db", "public", "state.json", "followed.json", "next_run")


def is_archive(home: Home) -> bool:
    """Return whether a home holds anything of an archive; a store elsewhere (GONGKAI_WARC) is one without a folder of its own."""
    return bool(os.environ.get("GONGKAI_WARC")) or any((home.root / name).exists() for name in TRACES)


def archive_at(home: Home) -> Home:
    """Return a home that holds an archive, however little of it; where it holds none, GongkaiError: it is neither shown nor made."""
    if is_archive(home):
        return home
    raise GongkaiError(
        f"no archive here yet: {home.root}; run `gongkai init {shlex.quote(str(home.root))}`, or name another folder with --home"
    )


PACKAGED = Path("packaged")  # `--registry packaged`: the registry that comes with gongkai, asked for by name


def registry_in_force(home: Home, named: Path | None) -> Path | None:
    """Return the registry a command uses: the one named, else HOME/sites.yaml if it exists, else None."""
    own = home.root / "sites.yaml"
    return named or (own if own.is_file() else None)


def no_registry(home: Home) -> BadConfiguration:
    """Return the error of a command that visits sites and has no list of them."""
    return BadConfiguration(
        f"no registry: there is no {home.root / 'sites.yaml'}. `gongkai init {shlex.quote(str(home.root))}` makes one to fill in, "
        "--registry FILE names another, --registry packaged follows every site that comes with gongkai."
    )


class SettingsForbidden(BadConfiguration):
    """The user of the process may not read HOME/gongkai.env."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} cannot be read ({error}); check who owns it and that it is UTF-8 text.")


def settings_of(home: Home) -> dict[str, str]:
    """Return the settings in HOME/gongkai.env, empty if there is no such file. Environment variables override them.

    Lines are NAME=VALUE as read by systemd and Compose; `#` begins a comment line. Raises `BadConfiguration` with the line number.
    """
    path = home.root / "gongkai.env"
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except PermissionError as error:
        raise SettingsForbidden(path, error) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"{path} cannot be read ({error}); check who owns it and that it is UTF-8 text.") from error
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, sign, value = line.strip().partition("=")
        if not name or name.startswith("#"):
            continue
        if not sign or not name.strip().isidentifier():
            raise BadConfiguration(f"{path}, line {number}: {line.strip()[:40]!r} is not a setting; write NAME=VALUE, or # for a comment.")
        found[name.strip()] = value.strip().strip("\"'")
    return found


@dataclass(frozen=True, slots=True)
class Followed:
    """A column of the registry in force, as the last crawl of all sites found it there."""

    site: str
    name: str
    kind: str
    ended: bool = False  # the platform is over: kept, never visited again


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a site or a column is not visited for a while, and since when (UTC, ISO 8601)."""

    since: str
    reason: str


def followed_columns(home: Home) -> dict[str, Followed] | None:
    """Return the columns that the last crawl of all sites followed, by `site/column`; None where there was none yet."""
    try:
        return {name: Followed(**column) for name, column in _json(home.root / "followed.json").items()}
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_followed(home: Home, columns: Mapping[str, Followed]) -> None:
    """Keep the columns of the registry in force beside the archive; OSError where the disk refuses."""
    _write_json(home.root / "followed.json", {name: asdict(column) for name, column in columns.items()})


def pauses(home: Home) -> dict[str, Pause]:
    """Return what is paused, by `site` or `site/column`."""
    try:
        return {name: Pause(**pause) for name, pause in _json(home.root / "paused.json").items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}


def write_pauses(home: Home, paused: Mapping[str, Pause]) -> None:
    """Replace what is paused; OSError where the disk refuses."""
    home.root.mkdir(parents=True, exist_ok=True)
    _write_json(home.root / "paused.json", {name: asdict(pause) for name, pause in paused.items()})


def pause_of(column: str, paused: Mapping[str, Pause]) -> Pause | None:
    """Return the pause of a column, its own or its site's.

    >>> pause_of("a/annual", {"a": Pause("2026-01-01", "moving")}).reason
    'moving'
    """
    return paused.get(column) or paused.get(column.partition("/")[0])


def _json(path: Path) -> dict[str, dict[str, Any]]:
    """Read a file of ours; `BadConfiguration` where somebody changed it into something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict) and all(isinstance(value, dict) for value in found.values()):
            return found
    except ValueError:
        pass
    raise BadConfiguration(f"{path} is damaged; delete it: the next run, or `gongkai sites pause`, writes it again.")


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(path)


def again(home: Home, registry: Path | None) -> list[str]:
    """Return the command line that runs this gongkai as a separate process.

    `-P` keeps a folder named `archive` in the working directory from shadowing the package.
    """
    return [sys.executable, "-P", "-m", "gongkai", "--home", str(home.root), *(["--registry", str(registry)] if registry else [])]
