"""The command `doctor`: check for missing software and show which features each gap disables."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import click

from archive.system import libraries, machine, sandbox
from gongkai.clock import now
from gongkai.disk import open_files, sites_at_once
from gongkai.errors import Exit
from gongkai.home import Home, is_archive
from gongkai.terminal.amounts import counted
from gongkai.workdays import announced

SQLITE_LEAST, SQLITE_GOOD = (3, 38), (3, 44, 2)
ROOM_LEAST, ROOM_GOOD = 256 << 20, 5 << 30
MEMORY_GOOD = 2 << 30
AHEAD = timedelta(days=31)  # the notice for a year comes in October to December of the year before
# A clock before the newest file of this program cannot be right.
PROGRAM = max(path.stat().st_mtime for path in Path(__file__).parents[1].rglob("*.py"))
CLONE = Path(__file__).parents[2]
# extra of pyproject.toml → the modules it must provide, and what does not work without them
EXTRAS = {
    "ocr": (("rapidocr", "onnxruntime", "cv2"), "scanned reports stay unread"),
    "office": (("rarfile", "py7zr"), "RAR and 7z archives stay unread"),
    "signatures": (("pyhanko", "gmssl"), "signatures and seals in PDF and OFD are not checked"),
    "timestamps": (("opentimestamps",), "manifests get no OpenTimestamps proofs"),
    "parquet": (("pyarrow",), "tables cannot be exported as Parquet"),
    "xlsx": (("xlsxwriter",), "snapshots have no tables as XLSX beside them"),
    "docx": (("docx",), "the verdict on a draft cannot be kept as a Word file"),
    "browser": (("playwright",), "sites with `fetcher: browser` are read without one"),
    "distributed": (("dask", "distributed", "s3fs"), "no Dask cluster can be used, and WARC files cannot lie on S3"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `good`, `lacking` (gongkai works, one feature does not) or `broken` (gongkai does not work)."""

    name: str
    state: str
    found: str
    cost: str = ""  # the feature that does not work, and how to repair it


def program(name: str, package: str, cost: str) -> Finding:
    """Check for a program of the operating system."""
    path = shutil.which(name)
    return Finding(name, "good", path) if path else Finding(name, "lacking", "not found", f"{cost}; Debian: apt install {package}")


def install_command(extra: str = "", clone: Path = CLONE) -> str:
    """Return the shell command that installs `extra`, or reinstalls gongkai: through the clone's Makefile, or from the package index.

    >>> install_command("ocr", Path("/nowhere")).partition(" -m ")[2]
    "pip install 'gongkai[ocr]'"
    """
    if (clone / "Makefile").exists() and (clone / "pyproject.toml").exists():
        return f"make -B -C {shlex.quote(str(clone))} setup"
    return f"{shlex.quote(sys.executable)} -m pip install " + (f"'gongkai[{extra}]'" if extra else "--force-reinstall gongkai")


def extra(name: str) -> Finding:
    """Check that every module of an optional extra can be found."""
    modules, cost = EXTRAS[name]
    if absent := [module for module in modules if not find_spec(module)]:
        return Finding(f"gongkai[{name}]", "lacking", f"not installed: {', '.join(absent)}", f"{cost}; {install_command(name)}")
    return Finding(f"gongkai[{name}]", "good", "installed")


def readers(names: tuple[str, ...] = libraries.READERS) -> Finding:
    """Import the libraries that read documents, with everything they need themselves."""
    if found := libraries.unloadable(names):
        return Finding("readers", "broken", found, f"no document can be read; the installation is incomplete: {install_command()}")
    return Finding("readers", "good", counted(len(names), "library loads", "libraries load"))


def python() -> Finding:
    """Check the version of the running Python."""
    return Finding("Python", "good" if sys.version_info >= (3, 11) else "broken", sys.version.split()[0], "3.11 or newer is needed")


def sqlite() -> Finding:
    """Check SQLite's version and its full-text search."""
    version = sqlite3.sqlite_version_info
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5(a, detail=none)").connection.close()
    except sqlite3.OperationalError as error:
        return Finding("SQLite", "broken", sqlite3.sqlite_version, f"full-text search is missing: {error}; use another Python build")
    state = "good" if version >= SQLITE_GOOD else "lacking" if version >= SQLITE_LEAST else "broken"
    cost = "versions before 3.44.2 have known bugs with hostile database files; a newer Python build brings a newer SQLite"
    return Finding("SQLite", state, sqlite3.sqlite_version, cost)


def disk(home: Home) -> Finding:
    """Check the free space of the disk that holds, or will hold, the archive."""
    folder = next(parent for parent in (home.root, *home.root.absolute().parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    state = "good" if free > ROOM_GOOD else "lacking" if free > ROOM_LEAST else "broken"
    cost = "no run starts with less than 256 MB, and one portal's columns can take gigabytes"
    return Finding("disk", state, f"{free / (1 << 30):.1f} GB free at {folder}", cost)


def writable(home: Home) -> Finding:
    """Check that the home can be written."""
    folder = next(parent for parent in (home.root, *home.root.absolute().parents) if parent.exists())
    good = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    found = str(home.root) if is_archive(home) else f"{home.root}, no archive yet: gongkai init makes one"
    return Finding("home", "good" if good else "broken", found, "not writable; choose another folder with --home")


def clock(home: Home) -> Finding:
    """Check that the clock is not behind this program's files or the archive's newest snapshot."""
    newest = max([PROGRAM, *(path.stat().st_mtime for path in home.public.glob("*.db"))])
    wrong = datetime.now(UTC).timestamp() < newest - 86400
    return Finding(
        "clock",
        "broken" if wrong else "good",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "the clock is behind; every date in the archive depends on it: set it, and keep it right with systemd-timesyncd or ntpd",
    )


def holidays(soon: date) -> Finding:
    """Check that the packaged holidays cover today and the next month."""
    wanting = [str(year) for year in sorted({(soon - AHEAD).year, soon.year}) if not announced(year)]
    return Finding(
        "holidays",
        "lacking" if wanting else "good",
        f"unknown for {', '.join(wanting)}" if wanting else "known",
        "the usual days are assumed, so visits and alarms may be off by days; upgrade gongkai once the State Council's notice is out",
    )


def files() -> Finding:
    """Check how many files may be open, which bounds how many sites are visited side by side."""
    most = open_files()
    at_once = sites_at_once(most)
    visited = counted(at_once, "site is", "sites are")
    cost = f"only {visited} visited at once, so a run over many takes longer; raise the limit of open files (ulimit -n)"
    return Finding("open files", "good" if at_once >= SITES_GOOD else "lacking", f"{most:,}: {counted(at_once, 'site')} at once", cost)


def fonts() -> Finding:
    """Count the Chinese fonts, which LibreOffice needs to lay out old Word files."""
    lister = shutil.which("fc-list")
    listed = subprocess.run([lister, ":lang=zh"], capture_output=True, text=True, check=False, timeout=20).stdout if lister else ""
    count = len(listed.splitlines())
    return Finding(
        "Chinese fonts",
        "good" if count else "lacking",
        f"{count} found",
        "old Word files lose their layout; Debian: apt install fonts-noto-cjk",
    )


SITES_GOOD = 50  # at the usual pause a run over 1,000 sites is then bound by the portals, not by this machine


def memory() -> Finding:
    """Check the memory for reading large documents in parallel."""
    total = machine.memory()
    return Finding(
        "memory",
        "good" if total >= MEMORY_GOOD else "lacking",
        f"{total / (1 << 30):.1f} GB",
        "documents are read one at a time, and a scan of many pages may run out of memory",
    )


KEPT = {  # by the names of `confinement.restrict`
    "files": "they can read and write the files of their user (Landlock, Linux 5.13, is missing)",
    "network": "they can use the network",
    "signals": "they can signal other processes of their user",
    "system calls": "they can make every system call (seccomp is missing)",
    "everything": "no reader could be started",
}


def confinement() -> Finding:
    """Start a reader of documents and check what this system lets be taken from it."""
    kept = sandbox.what_is_missing()
    if not kept:
        return Finding("confinement", "good", "readers of documents have no files, no network, no other process")
    cost = "; ".join(KEPT[name] for name in kept)
    advice = "run gongkai as a user that owns nothing else, in a container without network for build and serve"
    return Finding("confinement", "lacking", f"readers keep: {', '.join(kept)}", f"{cost}; {advice}")


def findings(home: Home) -> Iterator[Finding]:
    """Run every check, the most important first."""
    checks: tuple[Callable[[], Finding], ...] = (
        python,
        readers,
        sqlite,
        lambda: writable(home),
        lambda: disk(home),
        lambda: clock(home),
        lambda: holidays(now().date() + AHEAD),
        memory,
        confinement,
        files,
        lambda: program("soffice", "libreoffice-writer libreoffice-calc", "old .doc and .wps files lose their tables"),
        fonts,
        lambda: program("bsdtar", "libarchive-tools", "packed RAR archives stay unread"),
    )
    for check in checks:
        yield check()
    yield from map(extra, EXTRAS)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check for missing software and show which features each gap disables."""
    found = list(findings(ctx.obj["home"]))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    else:
        for each in found:
            click.echo(f"{each.state:8} {each.name}: {each.found}{f' - {each.cost}' if each.state != 'good' else ''}")
    ctx.exit(Exit.FAILED if any(each.state == "broken" for each in found) else Exit.COMPLETE)
