"""`make audit` ends in one sentence: no known hole, these holes, or no answer; only the first is a success."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NO_ANSWER = 'echo "Traceback (most recent call last):" >&2; echo "ConnectionError: pypi.org" >&2; exit 1'
HOLES = 'echo "Found 1 known vulnerability in 1 package" >&2; echo "lxml 5.0 GHSA-xxxx 5.1"; exit 1'


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
@pytest.mark.parametrize(
    ("install", "audit", "code", "sentence"),
    [
        ("exit 0", "exit 0", 0, "no release in constraints.txt has a known hole"),
        ("exit 0", HOLES, 2, "these releases have known holes"),
        ("exit 0", NO_ANSWER, 2, "no complete answer from the advisory service; nothing is known"),
        ("exit 1", "exit 0", 2, "pip-audit cannot be installed"),
    ],
    ids=["no holes", "holes", "no answer", "no pip-audit"],
)
def test_the_audit_ends_in_a_sentence(tmp_path, install, audit, code, sentence):
    """The program in the place of Python ends as pip-audit does; the service itself is not asked in a test."""
    tool = tmp_path / "tools" / "bin" / "python"
    tool.parent.mkdir(parents=True)
    tool.write_text(f'#!/bin/sh\n[ "$2" = pip ] && {{ {install}; }}\n{audit}\n')
    tool.chmod(0o755)
    call = ["make", "--no-print-directory", "-f", str(ROOT / "Makefile"), "audit", "TOOLS=tools"]
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    done = subprocess.run(call, cwd=tmp_path, env=own, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == code
    said = done.stdout + done.stderr
    assert sentence in said
    assert "Traceback" not in said
    assert ("lxml 5.0" in said) == (audit is HOLES)
