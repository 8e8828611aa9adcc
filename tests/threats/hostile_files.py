"""Hostile files for a reader of documents: the list of all, and the oracle of one run of `parse FILE --json`."""

import importlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.threats.files.kinds import REGISTRY, HostileFile
from tests.threats.wire import MACHINE_PATH

FAMILIES = ("archives", "packages", "pdfs", "markup", "mail")
RESULT_BYTES = 40_000_000  # an answer of facts from a file that has none needs no more


@dataclass(frozen=True)
class Outcome:
    """What one run did: memory is the peak of all its processes together; `left` what it left behind (files, processes).

    `parent_growth` is the growth of the process that gave the order, where a harness calls the reader from a program.
    """

    exit_code: int
    seconds: float
    memory: int
    stdout: bytes
    stderr: bytes
    left: Sequence[str] = ()
    parent_growth: int = 0


def all_files(families: Sequence[str] = FAMILIES) -> Iterator[HostileFile]:
    """Yield every hostile file, by family."""
    for name in families:
        importlib.import_module(f"tests.threats.files.{name}")
    yield from REGISTRY.values()


def judge(file: HostileFile, outcome: Outcome, secrets: Sequence[bytes] = (), slowness: float = 1.0) -> list[str]:
    """Return every way in which a run breaks its limits or its manners; an empty list is a pass."""
    reasons = []
    if outcome.seconds > file.seconds * slowness:
        reasons.append(f"took {outcome.seconds:.1f} s, limit {file.seconds * slowness:.0f} s")
    if outcome.memory > file.memory:
        reasons.append(f"took {outcome.memory} bytes of memory, limit {file.memory}")
    if outcome.parent_growth > 100_000_000:
        reasons.append(f"the parent grew by {outcome.parent_growth} bytes")
    if outcome.exit_code not in {0, 1, 6}:
        reasons.append(f"exit code {outcome.exit_code}")  # a signal, a usage error or an invented code says nothing to a user
    if b"Traceback (most recent call last)" in outcome.stderr + outcome.stdout:
        reasons.append("a traceback")
    reasons += [f"left behind: {thing}" for thing in outcome.left]
    return reasons + _result_faults(file, outcome, secrets)


def _result_faults(file: HostileFile, outcome: Outcome, secrets: Sequence[bytes]) -> list[str]:
    if len(outcome.stdout) > RESULT_BYTES:
        return [f"an answer of {len(outcome.stdout)} bytes"]
    try:
        result = json.loads(outcome.stdout)
    except ValueError:
        return ["the answer is no JSON"] if outcome.exit_code == 0 or outcome.stdout.strip() else []
    reports = result if isinstance(result, list) else [result]
    reasons = []
    for report in reports:
        told = json.dumps(report.get("problems"), ensure_ascii=False).encode()
        if outcome.exit_code and not report.get("problems"):
            reasons.append("failed without a problem that says so")
        paths = [match[0] for match in MACHINE_PATH.finditer(told)]
        own = file.build() if paths else b""  # a problem may quote the document's own bytes
        reasons += [f"a problem shows a path of the machine: {path!r}" for path in paths if path not in own]
        reasons += [f"holds a secret of the harness: {secret!r}" for secret in secrets if secret in outcome.stdout]
    return reasons
