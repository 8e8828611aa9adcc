"""Rates of findings by class and format over generated hostile reports.

``python -m bench.hostile --generator first --count 1000 --seed 1 --counts after.jsonl`` reads cases of one of the two generators and adds
a line a case with its counts to a file; ``python -m bench.hostile --table before.jsonl after.jsonl`` prints one table of class and format.
Each case is read in this process, from its bytes to its facts and checks, and compared with what is visible in it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from tests import hostile_reports as first
from tests import hostile_reports_second as second
from tests.helpers import hostile

FORMATS = {"first": first.QUICK_FORMATS, "second": second.FORMATS}
ONE_NAME = {
    "wrong_sure": "wrong",
    "wrong_as_sure": "wrong",
    "lost_silently": "lost",
    "false_blank": "blank",
    "blank_zero_confused": "blank",
}
ONE_NAME |= {"accused_sound": "accused", "missed_slip": "slip_missed", "missing_agency": "agency_missing", "missing_year": "year_missing"}
SHOWN = ("wrong", "invented", "lost", "blank", "accused", "wrong_agency", "wrong_year", "uncertain")
QUIET = frozenset({"uncertain", "slip_missed", "agency_missing", "year_missing", "false_form"})


class Judged(NamedTuple):
    """What was found in one case: its name, format, classes and changes, the counts by kind of finding, and the findings as texts."""

    name: str
    format: str
    classes: tuple[str, ...]
    mutations: tuple[str, ...]
    counts: Counter[str]
    findings: list[tuple[str, str]]


def of_first(seed: int, count: int, formats: Sequence[str], classes: Sequence[str]) -> Iterator[Judged]:
    """Yield what was found in ``count`` cases of the first generator; empty ``classes`` are all of them."""
    for case in first.generate(seed, count, formats, tuple(classes) or first.CLASSES):
        judgement = first.judge(case.oracle, hostile.as_json(hostile.read(case.content, case.url or "")))
        counts = Counter({ONE_NAME.get(kind, kind): number for kind, number in judgement.counts.items()})
        counts.update(cases=1, figures=judgement.cells)
        findings = [(ONE_NAME.get(f.kind, f.kind), f"{f.where}: {f.expected[:60]} ≠ {f.found[:60]}") for f in judgement.findings]
        yield Judged(case.name, case.format, case.classes, case.mutations, counts, findings)


def of_second(seed: int, count: int, formats: Sequence[str], classes: Sequence[str]) -> Iterator[Judged]:
    """Yield what was found in each change of the second generator alone and in ``count`` pairs, but for those left out of the judging."""
    asked = [file_format for file_format in second.FORMATS if file_format in formats]
    cases: Iterable[second.Case] = chain(second.singles(seed, asked), second.pairs(seed, count, asked))
    for case in cases:
        if any((case.format, mutation) in hostile.NOT_AS_SAID for mutation in case.mutations):
            continue
        if not classes or set(classes) & set(case.classes):
            yield _judged_second(case)


def _judged_second(case: second.Case) -> Judged:
    answer, tally = hostile.as_answer(hostile.read(case.content)), second.Tally()
    found = second.judge(case.oracle, answer)
    tally.add(case.oracle, answer, ())
    counts = Counter(ONE_NAME.get(each.code, each.code) for each in found)
    counts.update(cases=1, figures=len(case.oracle.figures), uncertain=tally.marked + tally.named)
    findings = [(ONE_NAME.get(f.code, f.code), f"{'/'.join(f.coordinate or ())}: {f.message[:120]}") for f in found]
    return Judged(case.name, case.format, tuple(dict.fromkeys(case.classes)), case.mutations, counts, findings)


def tallied(lines: Iterable[str]) -> dict[tuple[str, str], Counter[str]]:
    """Return the counts by (class, format) of the lines of a file; a pair counts in both its classes, and once in class ``all``."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in lines:
        case: dict[str, Any] = json.loads(line)
        for kind in ("all", *case["classes"]):
            for file_format in ("all", case["format"]):
                sums[kind, file_format].update(case["counts"])
    return sums


def table(before: Mapping[tuple[str, str], Counter[str]], after: Mapping[tuple[str, str], Counter[str]]) -> str:
    """Return a Markdown table with a row for each class and format: figures and findings before → after."""
    lines = ["| class | format | figures | " + " | ".join(SHOWN) + " |", "|---" * (len(SHOWN) + 3) + "|"]
    for key in sorted({*before, *after}):
        old, new = before.get(key, Counter()), after.get(key, Counter())
        cells = [f"{old['figures']:,} → {new['figures']:,}"]
        cells += [f"{old[kind]} → {new[kind]}" if old[kind] or new[kind] else "0" for kind in SHOWN]
        lines.append(f"| {' | '.join(key)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def run(given: argparse.Namespace) -> None:
    """Read the cases that are asked for, print grave findings, and add a line a case to the file of counts."""
    shown: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    started = time.monotonic()
    cases = {"first": of_first, "second": of_second}[given.generator]
    for judged in cases(given.seed, given.count, given.formats or FORMATS[given.generator], given.classes):
        sums.update(judged.counts)
        if given.counts:
            line = {"name": judged.name, "format": judged.format, "classes": judged.classes, "counts": judged.counts}
            with given.counts.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        if judged.counts["uncertain"] > given.doubts:
            print(judged.name, judged.format, judged.mutations, "uncertain", judged.counts["uncertain"], "of", judged.counts["figures"])
        for kind, text in judged.findings:
            group = f"{'+'.join(judged.mutations)} {kind}"
            if kind not in QUIET and shown[group] < given.show:
                print(judged.name, judged.format, judged.mutations, kind, text, flush=True)
            shown[group] += 1
    print(", ".join(f"{kind} {number}" for kind, number in sorted(sums.items())), f"in {time.monotonic() - started:.0f} s")


def main() -> None:
    """Print what is found in the cases of a seed, or the table of two files of counts."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--table", nargs=2, type=Path, metavar="FILE", help="print the table of two files of counts, before and after")
    options.add_argument("--generator", choices=("first", "second"), default="first")
    options.add_argument(
        "--count", type=int, default=500, help="cases of the first generator; pairs of the second, after each change alone"
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--formats", nargs="+")
    options.add_argument("--classes", nargs="+", default=())
    options.add_argument("--counts", type=Path, help="add a line a case to this file")
    options.add_argument("--show", type=int, default=0, help="print this many findings of each kind and change")
    options.add_argument("--doubts", type=int, default=10**6, help="name the cases with more uncertain figures than this")
    given = options.parse_args()
    if given.table:
        print(table(*(tallied(file.read_text(encoding="utf-8").splitlines()) for file in given.table)))
    else:
        run(given)


if __name__ == "__main__":
    main()
