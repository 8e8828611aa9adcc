"""The command `schedule`: systemd units, a cron line, a workflow or container files that run gongkai every night with this user's paths."""

from __future__ import annotations

import getpass
import grp
import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from gongkai.errors import GongkaiError, UsageError
from gongkai.home import Home, again

CHINA_HOURS = 8  # ahead of UTC all year


def systemd(word: str) -> str:
    """Return a word of a unit file: specifiers and variables escaped, quoted if it holds blanks (systemd.syntax(7)).

    >>> systemd("/data/50% done")
    '"/data/50%% done"'
    """
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if any(character.isspace() or character in "\"';" for character in word) else word


def cron(word: str) -> str:
    """Return a word of a crontab line: quoted for the shell, and % escaped, which cron would take for the line's end."""
    return shlex.quote(word).replace("%", "\\%")


def systemd_line(word: str) -> str:
    """Return the rest of a unit file's line, in which only specifiers need escaping."""
    return word.replace("%", "%%")


def plain(word: str) -> str:
    """Return a word unchanged, for files that need no quoting or quote the place themselves."""
    return word


def in_yaml(word: str) -> str:
    """Return a value of a YAML mapping; one that YAML would read differently is refused."""
    if any(character in word for character in ":#\"'{}[]\n"):
        raise UsageError(f"{word}: a path with one of : # {{ }} [ ] or quotes cannot be written in a compose file; move the archive")
    return word


@dataclass(frozen=True, slots=True)
class ScheduleKind:
    """One kind of schedule: its files, how a word is quoted in them, where they belong."""

    files: tuple[str, ...]
    quote: Callable[[str], str]
    place: str
    line: Callable[[str], str] = plain  # how a value is quoted that takes the rest of a line


KINDS = {
    "systemd": ScheduleKind(("gongkai.service", "gongkai.timer", "gongkai-pages.service"), systemd, "/etc/systemd/system", systemd_line),
    "cron": ScheduleKind(("crontab",), cron, "crontab -e"),
    "github": ScheduleKind(("gongkai.yml",), plain, ".github/workflows"),
    "docker": ScheduleKind(("Dockerfile", "compose.yaml"), in_yaml, "a folder of your own, then: docker compose up -d"),
}


def render(kind: str, settings: Mapping[str, Any], hour: int, minute: int, port: int, folder: Path) -> dict[str, str]:
    """Return the names and texts of a kind's files, given home, registry, time and the folder they go to."""
    home: Home = settings["home"]
    quote = KINDS[kind].quote
    root = home.root.absolute()
    values = {
        "command": " ".join(quote(word) for word in command(home, settings["registry"])),
        "home": quote(str(root)),
        "environment": KINDS[kind].line(str(root / "gongkai.env")),
        "secrets": quote(f"-{root / 'gongkai.env'}"),
        "log": quote(str(root / "run.log")),
        "user": getpass.getuser(),
        "group": grp.getgrgid(os.getgid()).gr_name,
        "uid": os.getuid(),
        "gid": os.getgid(),
        "hour": f"{hour:02d}",
        "minute": f"{minute:02d}",
        "utc_hour": (hour - CHINA_HOURS) % 24,
        "utc_minute": minute,
        "port": port,
        "source": quote(str(source())),
        "folder": quote(str(folder.absolute())),
    }
    folder_of_templates = files("archive.ops").joinpath("schedules")
    return {name: folder_of_templates.joinpath(name).read_text(encoding="utf-8").format(**values) for name in KINDS[kind].files}


def command(home: Home, registry: Path | None) -> list[str]:
    """Return the words that call gongkai from any folder."""
    call = again(Home(home.root.absolute()), registry and registry.absolute())
    script = Path(sys.executable).with_name("gongkai")
    return [str(script), *call[call.index("--home") :]] if script.exists() else call


def source() -> Path:
    """Return the clone this gongkai runs from, of which an image is built; the current folder if it was installed without one."""
    clone = Path(__file__).absolute().parents[2]
    return clone if (clone / "pyproject.toml").exists() else Path.cwd()


def moment(text: str) -> tuple[int, int]:
    """Return hour and minute of HH:MM.

    >>> moment("02:30")
    (2, 30)
    """
    hour, _, minute = text.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
        raise UsageError(f"{text!r} is no time of day; write it as 02:30")
    return int(hour), int(minute)


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--at", default="02:30", show_default=True, metavar="HH:MM", help="When to run, in this machine's time (github: in China's).")
@click.option("--port", default=8001, show_default=True, help="Port of the pages (systemd, docker).")
@click.option("--to", type=click.Path(path_type=Path), metavar="DIR", help="Write the files there; they are printed when left out.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON: the files by name, and where they belong.")
@click.pass_obj
def schedule(settings: dict[str, Any], kind: str, at: str, port: int, to: Path | None, as_json: bool) -> None:
    """Print files that run gongkai every night: systemd units, a cron line, a GitHub workflow, a Dockerfile with compose."""
    hour, minute = moment(at)
    texts = render(kind, settings, hour, minute, port, to or Path.cwd())
    if as_json and to is None:
        click.echo(json.dumps({"files": texts, "place": KINDS[kind].place}, ensure_ascii=False, indent=1))
        return
    if to is None:
        for name, text in texts.items():
            click.echo(f"# ---- {name}\n{text}" if len(texts) > 1 else text, nl=False)
        return
    try:
        to.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (to / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise GongkaiError(f"{to} cannot be written: {error.strerror}. Name another folder with --to.") from error
    if as_json:
        click.echo(json.dumps({"folder": str(to), "files": sorted(texts), "place": KINDS[kind].place}, ensure_ascii=False, indent=1))
        return
    click.echo(f"{', '.join(texts)} written to {to}; they belong into {KINDS[kind].place}")
