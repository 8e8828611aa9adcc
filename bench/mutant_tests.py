"""Asking tests about a broken tree: which to ask, and a copy of the tree in which each question is a fork of this process."""

import contextlib
import os
import re
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bench.coverage_map import MAP, Coverage
from bench.mutations import DATA, ROOMS, ROOT, Mutant

# Seconds one question may take. The slowest, the quick tests of archive, takes 40 s alone and 120 s beside four busy processes.
PATIENCE = 400
MISSING = 4  # pytest's exit code where a name it is given is no test
EACH_TEST = 100  # seconds a test may take before it counts as hanging
LIBRARIES = [
    "PIL.Image",
    "_hypothesis_pytestplugin",
    "bs4",
    "charset_normalizer",
    "click",
    "cryptography",
    "datasette",
    "docx",
    "fitz",
    "httpx",
    "hypothesis",
    "jinja2",
    "lxml.etree",
    "lxml.html",
    "numpy",
    "olefile",
    "openpyxl",
    "pdfplumber",
    "pydantic",
    "pytest_timeout",
    "scrapy",
    "scrapy.crawler",
    "scrapy.http",
    "selectolax",
    "sqlite_utils",
    "starlette",
    "tldextract",
    "twisted.web.client",
    "uvicorn",
    "warcio",
    "w3lib",
    "xlrd",
    "yaml",
    "zstandard",
]
# Loaded by name: with PYTEST_DISABLE_PLUGIN_AUTOLOAD, which saves a third of the time of a short run.
PLUGINS = [
    "-Wignore::pytest.PytestAssertRewriteWarning",
    "-p",
    "pytest_timeout",
    "-p",
    "_hypothesis_pytestplugin",
    "-p",
    "no:cacheprovider",
]
USERS = {"gongkai": ROOMS, "parsers": ("parsers", "archive/parse"), "crawler": ("crawler",), "archive": ("archive",)}
SCENARIOS = {"crawler": "tests/scenarios/crawl", "archive": "tests/scenarios/build"}


def quick() -> tuple[list[str], list[str]]:
    """The paths of tests/quick.txt, and those it leaves out."""
    lines = [line for line in (ROOT / "tests" / "quick.txt").read_text().splitlines() if line and line[0] != "#"]
    return [line for line in lines if line[0] != "-"], [line[1:] for line in lines if line[0] == "-"]


def own(file: str) -> list[str]:
    """The tests of a module or a table: its doctests, the files named after it, those of mutants.yaml, and those that import it."""
    path = Path(file)
    found = sorted((ROOT / "tests" / path.parent).glob(f"test_{path.stem}*.py"))
    names = [each.relative_to(ROOT).as_posix() for each in found]
    importing = importers(path.parent.as_posix().replace("/", "."), path.stem) if path.suffix == ".py" else []
    return list(dict.fromkeys([file] * (path.suffix == ".py") + names + DATA["tests"].get(file, []) + importing))


@cache
def test_files() -> tuple[tuple[str, str], ...]:
    """The quick test files with their texts."""
    left_out = tuple(quick()[1])
    paths = sorted(path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / "tests" / room).rglob("test_*.py"))
    return tuple((path, (ROOT / path).read_text(encoding="utf-8")) for path in paths if not path.startswith(left_out))


def importers(package: str, module: str) -> list[str]:
    """The quick test files that import a module by its name, shortest first."""
    pattern = re.compile(rf"from {re.escape(package)} import (?:\([^)]*|[^(\n]*)\b{module}\b|\b{re.escape(package)}\.{module}\b")
    return [path for path, text in sorted(test_files(), key=lambda each: len(each[1])) if pattern.search(text)]


def near(file: str) -> list[str]:
    """The tests of the folder of a module or a table, but for its own and for single files that are slow."""
    folder = Path("tests") / Path(file).parent
    if len(Path(file).parts) <= 2 or not (ROOT / folder).is_dir():
        return []
    left_out = [line for line in quick()[1] if line.endswith(".py")]
    return [folder.as_posix(), *(f"--ignore={each}" for each in [*own(file), *left_out] if each.startswith("tests"))]


def of_room(room: str) -> list[str]:
    """The quick tests of a room."""
    taken, left_out = quick()
    tests = (*(f"tests/{user}" for user in USERS[room]), SCENARIOS.get(room, "tests/scenarios"))
    return [*(line for line in taken if line.startswith((*USERS[room], *tests))), *(f"--ignore={line}" for line in left_out)]


def slow(room: str) -> list[str]:
    """The tests of a room that are not among the quick ones."""
    left_out = [line for line in quick()[1] if line.startswith(tuple(f"tests/{user}" for user in USERS[room]))]
    return [*left_out, SCENARIOS.get(room, "tests/scenarios"), "tests/quality", "tests/hostile"]


STAGES = ("covering", "own", "near", "quick", "slow")


def stages(mutant: Mutant, reach: str) -> Iterator[list[str]]:
    """The tests to ask one after the other, as far as wanted; where it is known which tests run a line, these and its own."""
    file, room = mutant.file, mutant.room
    recorded = covered()
    known = recorded.covering(mutant) if recorded else None
    found = {
        "covering": lambda: known or [],
        "own": lambda: own(file),
        "near": lambda: near(file) if known is None or is_slow(file) else [],
        "quick": lambda: of_room(room) if known is None else [],
        "slow": lambda: slow(room),
    }
    for name in STAGES:
        if tests := found[name]():
            yield tests
        if name == reach:
            return


def is_slow(file: str) -> bool:
    """Whether the tests of a file's folder are not among the quick ones, so that nobody knows what they run."""
    return (Path("tests") / file).parent.as_posix() in quick()[1]


@cache
def covered() -> Coverage | None:
    """What `--map` recorded, if it was."""
    files = sorted(MAP.glob("*.coverage"))
    return Coverage.load(files) if files else None


class Failures:
    """A pytest plugin that writes the name of each failed test to a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that failed."""
        if report.failed:
            self.note(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that could not be imported."""
        if report.failed:
            self.note(report.nodeid)

    def note(self, name: str) -> None:
        """Add a line."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f"{name}\n")


class Copy:
    """A copy of the tree in which tests are run, each run in a fork of this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tree"
        self.notes = folder / "failed"
        self.deselected: list[str] = []
        shutil.copytree(ROOT, self.folder, ignore=shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis"))

    def failing(self, arguments: list[str]) -> list[str]:
        """The tests that fail, empty where all pass; `timeout` where they came to no end."""
        self.notes.unlink(missing_ok=True)
        pid = os.fork()
        if not pid:
            self.run(arguments)
        code = ended(pid)
        with contextlib.suppress(ProcessLookupError):  # what a killed test left running
            os.killpg(pid, signal.SIGKILL)
        if code in (0, 5):  # 5: no test there
            return []
        if (
            code == MISSING
            and not self.notes.exists()
            and (files := list(dict.fromkeys(each.partition("::")[0] for each in arguments))) != arguments
        ):
            return self.failing(files)  # a test that the map knows is gone or has another name: its file is asked, nothing is noticed yet
        return (
            self.notes.read_text(encoding="utf-8").splitlines() if self.notes.exists() else ["timeout" if code is None else f"exit {code}"]
        )

    def run(self, arguments: list[str]) -> None:
        """Become a test run. Never returns."""
        code = 70
        try:
            os.setsid()
            output = os.open(self.notes.with_name("output"), os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), output, output)):
                os.dup2(file, number)
            os.chdir(self.folder)
            os.environ |= {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
            sys.dont_write_bytecode = True
            sys.path[:] = [str(self.folder), *(path for path in sys.path if Path(path or ".").resolve() not in (ROOT, ROOT / "bench"))]
            for name in [name for name in sys.modules if name.partition(".")[0] in ("bench", "tests", *ROOMS)]:
                del sys.modules[name]
            options = ["-q", f"--timeout={EACH_TEST}", *PLUGINS, *(f"--deselect={name}" for name in self.deselected)]
            code = int(pytest.main([*options, *arguments], plugins=[Failures(self.notes)]))
        except BaseException:  # noqa: BLE001  (pytest may exit in any way, and this process must not go on)
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def here(self, tests: list[str]) -> list[str]:
        """These arguments without files written after the copy was made, which pytest would refuse; empty where no file is left."""
        found = [each for each in tests if each.startswith("-") or (self.folder / each.partition("::")[0]).exists()]
        return found if any(not each.startswith("-") for each in found) else []

    def noticed_by(self, mutant: Mutant, reach: str) -> str:
        """The first test that fails with the mutant; empty where none does."""
        path = self.folder / mutant.file
        source, status = path.read_bytes(), path.stat()
        path.write_bytes(source[: mutant.start] + mutant.text + source[mutant.end :])
        try:
            asked = (here for tests in stages(mutant, reach) if (here := self.here(tests)))
            return next((found[0] for here in asked if (found := self.failing(["-x", *here]))), "")
        finally:
            path.write_bytes(source)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # its compiled form is current again


def ended(pid: int) -> int | None:
    """The exit code of a child, None where it had to be killed."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None
