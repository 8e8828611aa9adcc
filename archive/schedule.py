"""The command `schedule`: the units, the line, the workflow or the container files that run gongkai every night, with this user's paths."""

from __future__ import annotations

import getpass
import os
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from parsers.contract import GongkaiError, Home, UsageError, again

CHINA_HOURS = 8  # ahead of UTC all year


def systemd(word: str) -> str:
    """A word of a unit file: specifiers and variables escaped, quoted where it holds blanks (systemd.syntax(7)).

    >>> systemd("/data/50% done")
    '"/data/50%% done"'
    """
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if any(character.isspace() or character in "\"';" for character in word) else word


def cron(word: str) -> str:
    """A word of a crontab line: quoted for the shell, and % escaped, which cron would take for the line's end."""
    return shlex.quote(word).replace("%", "\\%")


def systemd_line(word: str) -> str:
    """The rest of a unit file's line, which is read as it stands but for specifiers."""
    return word.replace("%", "%%")


def plain(word: str) -> str:
    """A word that needs no quoting, or a file in which its place is quoted by hand."""
    return word


def in_yaml(word: str) -> str:
    """A word of a YAML mapping's value; one that YAML would read otherwise is refused."""
    if any(character in word for character in ":#\"'{}[]\n"):
        raise UsageError(f"{word}: a path with one of : # {{ }} [ ] or quotes cannot stand in a compose file; move the archive")
    return word


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to be run: its files, how a word is quoted in them, where they belong."""

    files: tuple[str, ...]
    quote: Callable[[str], str]
    place: str
    line: Callable[[str], str] = plain  # how a value is quoted that takes the rest of a line


KINDS = {
    "systemd": Kind(("gongkai.service", "gongkai.timer", "gongkai-pages.service"), systemd, "/etc/systemd/system", systemd_line),
    "cron": Kind(("crontab",), cron, "crontab -e"),
    "github": Kind(("gongkai.yml",), plain, ".github/workflows"),
    "docker": Kind(("Dockerfile", "compose.yaml"), in_yaml, "a folder of your own, then: docker compose up -d"),
}


def render(kind: str, settings: Mapping[str, Any], hour: int, minute: int, port: int, folder: Path) -> dict[str, str]:
    """Given the kind, the home and registry, the time and the folder the files go to, return their names and texts."""
    home: Home = settings["home"]
    quote = KINDS[kind].quote
    root = home.root.absolute()
    values = {
        "command": " ".join(quote(word) for word in command(home, settings["registry"])), "home": quote(str(root)),
        "environment": KINDS[kind].line(str(root / "gongkai.env")), "log": quote(str(root / "run.log")),
        "user": getpass.getuser(), "uid": os.getuid(), "gid": os.getgid(), "hour": f"{hour:02d}", "minute": f"{minute:02d}",
        "utc_hour": (hour - CHINA_HOURS) % 24, "utc_minute": minute, "port": port,
        "source": quote(str(source())), "folder": quote(str(folder.absolute())),
    }
    folder_of_templates = files("archive").joinpath("schedules")
    return {name: folder_of_templates.joinpath(name).read_text(encoding="utf-8").format(**values) for name in KINDS[kind].files}


def command(home: Home, registry: Path | None) -> list[str]:
    """The words that call gongkai from anywhere."""
    call = again(Home(home.root.absolute()), registry and registry.absolute())
    script = Path(sys.executable).with_name("gongkai")
    return [str(script), *call[call.index("--home"):]] if script.exists() else call


def source() -> Path:
    """The clone that this gongkai runs from, which an image is built of; the current folder where it is installed without one."""
    clone = Path(__file__).absolute().parent.parent
    return clone if (clone / "pyproject.toml").exists() else Path.cwd()


def moment(text: str) -> tuple[int, int]:
    """Hour and minute of HH:MM.

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
@click.pass_obj
def schedule(settings: dict[str, Any], kind: str, at: str, port: int, to: Path | None) -> None:
    """Print what runs gongkai every night: systemd units, a cron line, a GitHub workflow, a Dockerfile with compose."""
    hour, minute = moment(at)
    texts = render(kind, settings, hour, minute, port, to or Path.cwd())
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
    click.echo(f"{', '.join(texts)} written to {to}; they belong into {KINDS[kind].place}")
