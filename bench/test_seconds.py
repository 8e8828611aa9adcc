"""A pytest plugin that keeps how long each test took, its fixtures included, in the file that GONGKAI_TEST_SECONDS names."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

SECONDS: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add the time of a test's part."""
    SECONDS[report.nodeid] += round(report.duration, 3)  # type: ignore[assignment]  # a Counter of floats


def pytest_sessionfinish() -> None:
    """Write the file."""
    Path(os.environ["GONGKAI_TEST_SECONDS"]).write_text(json.dumps(SECONDS, ensure_ascii=False), encoding="utf-8")
