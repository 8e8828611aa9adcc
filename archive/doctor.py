"""The command `doctor`: what this machine lacks, and what each thing costs to be without."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from archive import machine
from parsers.calendar import announced
from parsers.contract import Exit, Home, now

SQLITE_LEAST, SQLITE_GOOD = (3, 38), (3, 44, 2)
ROOM_LEAST, ROOM_GOOD = 256 << 20, 5 << 30
MEMORY_GOOD = 2 << 30
AHEAD = timedelta(days=31)  # the notice for a year comes in October to December of the year before
READERS = ("trafilatura", "pdfplumber", "pypdfium2", "python_calamine", "fastwarc")  # loaded only when a document needs them
# A clock before the newest file of this program cannot be right.
PROGRAM = max(path.stat().st_mtime for path in Path(__file__).parent.glob("*.py"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `good`, `lacking` (works without, at a price) or `broken` (nothing works)."""

    name: str
    state: str
    found: str
    cost: str = ""  # what one loses, and how to mend it


def program(name: str, package: str, cost: str) -> Finding:
    """A program of the system."""
    path = shutil.which(name)
    return Finding(name, "good", path) if path else Finding(name, "lacking", "not found", f"{cost}; Debian: apt install {package}")


def module(name: str, extra: str, cost: str) -> Finding:
    """A library of one of gongkai's extras."""
    if find_spec(name):
        return Finding(name, "good", "installed")
    return Finding(name, "lacking", "not installed", f"{cost}; pip install 'gongkai[{extra}]'")


def readers(names: tuple[str, ...] = READERS) -> Finding:
    """Whether the libraries that read documents can be loaded, with all that they need themselves."""
    for name in names:
        try:
            import_module(name)
        except ImportError as error:
            said = str(error).partition("\n")[0]
            return Finding("readers", "broken", f"{name}: {said}", "documents stay unread; the installation is not whole: make setup")
    return Finding("readers", "good", f"{len(names)} libraries load")


def python() -> Finding:
    """The Python that runs this."""
    return Finding("Python", "good" if sys.version_info >= (3, 11) else "broken", sys.version.split()[0], "3.11 or newer is needed")


def sqlite() -> Finding:
    """SQLite's version and its full-text search."""
    version = sqlite3.sqlite_version_info
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5(a, detail=none)").connection.close()
    except sqlite3.OperationalError as error:
        return Finding("SQLite", "broken", sqlite3.sqlite_version, f"full-text search is missing: {error}; take another Python build")
    state = "good" if version >= SQLITE_GOOD else "lacking" if version >= SQLITE_LEAST else "broken"
    cost = "older than 3.44.2 has known faults with hostile database files; a newer Python brings one"
    return Finding("SQLite", state, sqlite3.sqlite_version, cost)


def disk(home: Home) -> Finding:
    """Room where the archive lies or will lie."""
    folder = next(parent for parent in (home.root, *home.root.absolute().parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    state = "good" if free > ROOM_GOOD else "lacking" if free > ROOM_LEAST else "broken"
    cost = "no run begins under 256 MB, and one portal's columns can take gigabytes"
    return Finding("disk", state, f"{free / (1 << 30):.1f} GB free at {folder}", cost)


def writable(home: Home) -> Finding:
    """Whether the home can be written."""
    folder = next(parent for parent in (home.root, *home.root.absolute().parents) if parent.exists())
    good = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    return Finding("home", "good" if good else "broken", str(home.root), "cannot be written; name another with --home")


def clock(home: Home) -> Finding:
    """Whether the time can be right: not before this program, nor before what the archive already holds."""
    newest = max([PROGRAM, *(path.stat().st_mtime for path in home.public.glob("*.db"))])
    wrong = datetime.now(UTC).timestamp() < newest - 86400
    return Finding("clock", "broken" if wrong else "good", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
                   "is behind; every date in the archive follows it: set it, and let systemd-timesyncd or ntpd keep it")


def holidays(soon: date) -> Finding:
    """Whether the offices' closed days are known as announced, now and in a month."""
    wanting = [str(year) for year in sorted({(soon - AHEAD).year, soon.year}) if not announced(year)]
    return Finding("holidays", "lacking" if wanting else "good", f"not announced to us: {', '.join(wanting)}" if wanting else "known",
                   "the usual days stand in, so visits and alarms may be days off; a newer gongkai has the notice: git pull, make setup")


def fonts() -> Finding:
    """Chinese fonts, which LibreOffice needs to lay out old Word files."""
    lister = shutil.which("fc-list")
    listed = subprocess.run([lister, ":lang=zh"], capture_output=True, text=True, check=False, timeout=20).stdout if lister else ""
    count = len(listed.splitlines())
    return Finding("Chinese fonts", "good" if count else "lacking", f"{count} found",
                   "old Word files lose their layout; Debian: apt install fonts-noto-cjk")


def memory() -> Finding:
    """Memory for reading large documents side by side."""
    total = machine.memory()
    return Finding("memory", "good" if total >= MEMORY_GOOD else "lacking", f"{total / (1 << 30):.1f} GB",
                   "documents are read one at a time, and a scan of many pages may end for want of memory")


def findings(home: Home) -> Iterator[Finding]:
    """Everything looked at, in the order of importance."""
    checks: tuple[Callable[[], Finding], ...] = (
        python, readers, sqlite, lambda: writable(home), lambda: disk(home), lambda: clock(home),
        lambda: holidays(now().date() + AHEAD), memory,
        lambda: program("soffice", "libreoffice-writer libreoffice-calc", "old .doc and .wps files lose their tables"),
        fonts, lambda: program("unar", "unar", "RAR archives stay unread"),
        lambda: module("rapidocr", "ocr", "scanned reports stay unread"), lambda: module("py7zr", "office", "7z archives stay unread"),
        lambda: module("s3fs", "distributed", "WARC files cannot lie on S3"))
    for check in checks:
        yield check()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look at this machine: what is missing, and what it costs to be without."""
    found = list(findings(ctx.obj["home"]))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    else:
        for each in found:
            click.echo(f"{each.state:8} {each.name}: {each.found}{f' - {each.cost}' if each.state != 'good' else ''}")
    ctx.exit(Exit.FAILED if any(each.state == "broken" for each in found) else Exit.COMPLETE)
