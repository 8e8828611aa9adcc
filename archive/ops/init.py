"""The command `init`: a new archive home with a commented registry, ready to be scheduled."""

from __future__ import annotations

import json
import re
import shlex
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from gongkai.errors import GongkaiError, UsageError

GIVEN = ("sites.yaml", "gongkai.env")
NEXT = """{folder} is ready.
  1. gongkai --home {typed} sites add URL --write   (for each portal; or edit {folder}/sites.yaml)
  2. gongkai --home {typed} run
  3. gongkai --home {typed} schedule systemd"""


def address(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return an address of the web; `UsageError` for anything else, such as a mail address."""
    if value is None or re.fullmatch(r"https?://[^\s/]+\S*", value):
        return value
    raise UsageError(f"{value!r} is no address of a webhook; it begins with https://. For mail or a command edit gongkai.env after init.")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--from", "given", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Begin with a copy of this registry.")
@click.option("--alarm", metavar="URL", callback=address, help="Where alarms go (企业微信, 钉钉, 飞书, Slack …); written into gongkai.env.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def init(settings: dict[str, Any], folder: Path, given: Path | None, alarm: str | None, as_json: bool) -> None:
    """Make DIR a new archive home: a commented registry, a file for alarm settings, the folders."""
    kept = make(folder, given, alarm)
    if as_json:
        click.echo(
            json.dumps({"home": str(folder), "kept": kept, "made": [name for name in GIVEN if name not in kept]}, ensure_ascii=False)
        )
        return
    for name in kept:
        click.echo(f"kept {folder / name} as it is", err=True)
    click.echo(NEXT.format(folder=folder, typed=shlex.quote(str(folder))))


def make(folder: Path, registry: Path | None = None, alarm: str | None = None) -> tuple[str, ...]:
    """Create the home; existing files are kept and listed. `alarm`: the address that takes its alarms."""
    kept = tuple(name for name in GIVEN if (folder / name).exists())
    if alarm and "gongkai.env" in kept:
        raise UsageError(f"{folder / 'gongkai.env'} exists and is kept as it is; write GONGKAI_ALARM_WEBHOOK={alarm} into it")
    try:
        for name in ("warc", "frontier", "public"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name in GIVEN:
            if name not in kept:
                (folder / name).write_text(_text(name, registry, alarm), encoding="utf-8")
        (folder / "gongkai.env").chmod(0o600)  # it may hold a password
    except OSError as error:
        raise GongkaiError(f"{folder} cannot be made: {error.strerror}. Name another folder.") from error
    return kept


def _text(name: str, registry: Path | None, alarm: str | None) -> str:
    if registry and name == "sites.yaml":
        return registry.read_text(encoding="utf-8")
    text = files("archive.ops").joinpath(name).read_text(encoding="utf-8")
    return f"{text}GONGKAI_ALARM_WEBHOOK={alarm}\n" if alarm and name == "gongkai.env" else text
