"""Which tests run which lines: recorded once by coverage.py, so that a mutant is asked only of tests that can notice it."""

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path

from coverage import CoverageData

from bench.mutations import ROOMS, ROOT, Mutant

MAP = ROOT / "build" / "mutants-map"
MOST = 80  # tests asked of one line: a line that more of them run is noticed by these or by none
LONGEST = 60.0  # seconds of tests asked of one line, but for the first of them
SETTINGS = "[run]\nsource = {}\nrelative_files = True\n"
NAMES = re.compile(r"^(\w+(?:, *\w+)*)\s*(?::[^=]+)?=")


@dataclass(frozen=True, slots=True)
class Coverage:
    """For each line of a file the tests that run it, the quick ones first, of these the ones that run the least of the file."""

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]
    sizes: dict[str, Counter[str]] = field(default_factory=dict)  # of each file asked: how many of its lines a test runs

    @classmethod
    def load(cls, files: Iterable[Path]) -> "Coverage":
        """Read what coverage.py recorded, from any folder of the tree, with the seconds of each test beside it."""
        found: dict[str, dict[int, set[str]]] = {}
        for path in files:
            data = CoverageData(str(path))
            data.read()
            for name in data.measured_files():
                own = found.setdefault(re.sub(rf"^.*?(?=(?:{'|'.join(ROOMS)})/)", "", name), {})
                for line, contexts in data.contexts_by_lineno(name).items():
                    own.setdefault(line, set()).update(each.partition("|")[0] for each in contexts if each)
        return cls(found, {name: each for file in files for name, each in seconds(file).items()})

    def covering(self, mutant: Mutant) -> list[str] | None:
        """The tests that run a mutant's line; of a constant those that run a line which names it. None where this cannot be said."""
        lines = self.lines.get(mutant.file)
        if lines is None:
            return None
        here = statement_lines(mutant)
        tests = set().union(*(lines.get(each, set()) for each in here)) if here else set()
        if not tests:
            used = [each for name in constants(mutant) for each in users(mutant.file, name)]
            tests = set().union(*(self.lines.get(file, {}).get(line, set()) for file, line in used)) if used else set()
        if not tests:
            return None
        if mutant.file not in self.sizes:
            self.sizes[mutant.file] = Counter(test for contexts in lines.values() for test in contexts)
        small = self.sizes[mutant.file]
        return self.bearable(sorted(tests, key=lambda each: (int(self.seconds.get(each, 0)), small[each], each))[:MOST])

    def bearable(self, tests: list[str]) -> list[str]:
        """The first of these tests that together take no more than LONGEST, at least one."""
        ends = list(accumulate(self.seconds.get(each, 0) for each in tests))
        return tests[: max(1, sum(end <= LONGEST for end in ends))]


def seconds(file: Path) -> dict[str, float]:
    """How long each test of a recording took; nothing where that was not kept."""
    path = file.with_suffix(".seconds")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def statement_lines(mutant: Mutant) -> list[int]:
    """The lines of the innermost statement, or of its head, that holds a mutant's place."""
    first, last = max(((first, last) for first, last in statements(mutant.file) if first <= mutant.line <= last), default=(0, -1))
    return list(range(first, last + 1))


@cache
def statements(file: str) -> list[tuple[int, int]]:
    """First and last line of each statement of a module; of one that holds others, of its head."""
    found = []
    for node in ast.walk(ast.parse("\n".join(source(file)))):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            found.append((node.lineno, max(node.lineno, last)))
    return found


@cache
def source(file: str) -> list[str]:
    """The lines of a module."""
    return (ROOT / file).read_text(encoding="utf-8").splitlines()


def constants(mutant: Mutant) -> list[str]:
    """The names of the constants of a module which the statement of a mutant sets, if it sets any."""
    for number in range(mutant.line, 0, -1):
        line = source(mutant.file)[number - 1]
        if line and not line[0].isspace() and line[0] not in ")]}":
            found = NAMES.match(line)
            return re.split(r", *", found[1]) if found else []
    return []


@cache
def users(file: str, name: str) -> list[tuple[str, int]]:
    """The lines within functions that name a constant, in its own module and, by the module's name, in others."""
    found = [(file, number) for number, line in enumerate(source(file), 1) if line[:1].isspace() and re.search(rf"\b{name}\b", line)]
    module = Path(file).stem
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        other = path.relative_to(ROOT).as_posix()
        if other != file:
            found += [(other, number) for number, line in enumerate(source(other), 1) if re.search(rf"\b{module}\.{name}\b", line)]
    return found


def record(parts: dict[str, list[str]]) -> None:
    """Run the tests of each part under coverage.py, one part after the other, and keep which test runs which line."""
    MAP.mkdir(parents=True, exist_ok=True)
    settings = MAP / "settings"
    settings.write_text(SETTINGS.format(",".join(ROOMS)), encoding="utf-8")
    for name, tests in parts.items():
        call = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "bench.test_seconds",
            "--cov",
            f"--cov-config={settings}",
            "--cov-context=test",
            "--cov-report=",
            *tests,
        ]
        files = {"COVERAGE_FILE": str(MAP / f"{name}.coverage"), "GONGKAI_TEST_SECONDS": str(MAP / f"{name}.seconds")}
        subprocess.run(call, cwd=ROOT, env={**os.environ, **files}, check=False)
