"""Break one place of gongkai at a time and see whether a test notices.

    bench/mutants.py --count 60 --seed 20261130     a seeded sample
    bench/mutants.py --change main                  every mutant of the lines changed since `main`
    bench/mutants.py --tables                       every value and every row of the tables

Works in copies of the tree. After --map each mutant is asked of the tests that run its line. Else, and where no test is known to run
it, it is asked first of the test files of its module, then of the tests of its folder, then of those of tests/quick.txt for its
room, and with --reach slow of all other tests of its room. The libraries are loaded once: each question is a fork of a process
that has them. Every answer is kept in --state, so that an interrupted run goes on; survivors
in it are asked again with --again. Prints the score by room and by kind and names every survivor.
"""

import argparse
import contextlib
import importlib
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench import coverage_map
from bench.mutant_tests import LIBRARIES, STAGES, Copy, of_room, slow
from bench.mutations import ROOMS, ROOT, Mutant, mutants

STATE = ROOT / "build" / "mutants.jsonl"
COPY: Copy | None = None  # of a worker
DEADLINE = 0.0


def start(folder: str, deadline: float) -> None:
    """Give a worker its own copy."""
    global COPY, DEADLINE
    COPY, DEADLINE = Copy(Path(tempfile.mkdtemp(dir=folder))), deadline


def ask(mutant: Mutant, deselected: list[str], reach: str) -> str | None:
    """Which test notices a mutant; None where the time is over."""
    assert COPY
    COPY.deselected = deselected
    return None if time.monotonic() > DEADLINE else COPY.noticed_by(mutant, reach)


def failing_unbroken(tests: list[str]) -> list[str]:
    """The tests among these that fail with nothing broken: what they notice proves nothing."""
    assert COPY
    COPY.deselected = []
    return COPY.failing(tests)


def of_change(base: str) -> list[Mutant]:
    """Every mutant of the lines changed since a commit."""
    diff = subprocess.run(["git", "diff", "-U0", base, "--", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    changed: set[tuple[str, int]] = set()
    file = ""
    for line in diff.splitlines():
        if line.startswith("+++ b/"):
            file = line[6:]
        elif found := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))?", line):
            changed |= {(file, int(found[1]) + n) for n in range(int(found[2] or 1))}
    return [each for each in mutants() if (each.file, each.line) in changed]


def sampled(everything: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """A sample that keeps its members where the tree changes elsewhere: the mutants whose seeded number comes first."""
    return sorted(everything, key=lambda each: random.Random(f"{seed} {each.key}").random())[:count]


def score(outcomes: Iterable[tuple[Mutant, str]], heading: str, name: Callable[[Mutant], str]) -> Iterator[str]:
    """The lines of a table of scores."""
    total: Counter[str] = Counter()
    alive: Counter[str] = Counter()
    for each, by in outcomes:
        total[name(each)] += 1
        alive[name(each)] += not by
    yield f"| {heading} | mutants | killed | score |"
    yield "|---|---|---|---|"
    for key, count in sorted(total.items()):
        yield f"| {key} | {count} | {count - alive[key]} | {(count - alive[key]) / count:.0%} |"


def report(outcomes: list[tuple[Mutant, str]]) -> None:
    """Print the score by room and kind, then the survivors."""
    print("", *score(outcomes, "room", lambda each: each.room), "", *score(outcomes, "kind", lambda each: each.kind), "", sep="\n")
    late = sum(by == "timeout" for _, by in outcomes)
    print(f"{sum(1 for _, by in outcomes if by)} of {len(outcomes)} killed, {late} by a timeout. Survivors:")
    for each, by in sorted(outcomes, key=lambda pair: (pair[0].file, pair[0].line)):
        if not by:
            print(f"  {each}")


def kept(state: Path) -> dict[str, str]:
    """The answers of earlier runs: a mutant's key and the test that noticed it, empty for a survivor."""
    if not state.exists():
        return {}
    return {row["key"]: row["by"] for row in map(json.loads, state.read_text(encoding="utf-8").splitlines())}


def asked(pool: ProcessPoolExecutor, sample: list[Mutant], options: argparse.Namespace) -> dict[str, str]:
    """The answer for each mutant, from the state file or by running tests; a test that fails anyway is not counted."""
    known = kept(options.state)
    wanted = [each for each in sample if not known.get(each.key, "") and (options.again or each.key not in known)]
    options.state.parent.mkdir(parents=True, exist_ok=True)
    deselected: list[str] = []
    while wanted:
        answers = [(each, pool.submit(ask, each, deselected, options.reach)) for each in wanted]
        with options.state.open("a", encoding="utf-8") as file:
            for each, answer in answers:
                if (by := answer.result()) is not None:
                    known[each.key] = by
                    row: dict[str, Any] = {"key": each.key, "mutant": str(each), "by": by}
                    print(json.dumps(row, ensure_ascii=False), file=file, flush=True)
                    print("killed  " if by else "survived", each, by and f"by {by}", flush=True)
        noticing = sorted({known[each.key] for each in wanted if "/" in known.get(each.key, "")})
        failing = pool.submit(failing_unbroken, noticing).result() if noticing else []
        deselected += failing
        for name in failing:
            print(f"fails with nothing broken, left out: {name}", flush=True)
        wanted = [each for each in wanted if known.get(each.key) in failing]
    return known


def main() -> None:
    """Take a sample, a change or the tables, test it, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60, help="size of the sample")
    parser.add_argument("--seed", type=int, default=20261130, help="the same seed and tree give the same sample")
    parser.add_argument("--change", metavar="COMMIT", help="mutants of the lines changed since that commit, in place of a sample")
    parser.add_argument("--tables", action="store_true", help="every value and row of the tables, in place of a sample")
    parser.add_argument("--only", default="", metavar="PATH", help="mutants whose file, or file:line, begins so")
    parser.add_argument("--reach", choices=STAGES, default="quick", help="how far to ask")
    parser.add_argument("--again", action="store_true", help="ask again what survived in an earlier run")
    parser.add_argument("--state", type=Path, default=STATE, help="where answers are kept (JSON lines)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=600, help="report what is done by then")
    parser.add_argument("--map", action="store_true", help="first record which tests run which lines (as long as the tests take twice)")
    options = parser.parse_args()
    if options.map:
        coverage_map.record({"gongkai": of_room("gongkai"), "slow": slow("gongkai")})
    everything = [
        each
        for each in (of_change(options.change) if options.change else mutants())
        if f"{each.file}:{each.line} ".startswith(options.only)
    ]
    if options.tables:
        everything = [each for each in everything if each.kind in ("table", "row")]
    sample = everything if options.change or options.tables else sampled(everything, options.count, options.seed)
    print(f"{len(sample)} of {len(everything)} mutants, seed {options.seed}", flush=True)
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    deadline = time.monotonic() + 60 * options.minutes
    forking = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory(prefix="gongkai-mutants-") as folder,
        ProcessPoolExecutor(options.jobs, forking, initializer=start, initargs=(folder, deadline)) as pool,
    ):
        known = asked(pool, sample, options)
    report([(each, known[each.key]) for each in sample if each.key in known])


if __name__ == "__main__":
    main()
