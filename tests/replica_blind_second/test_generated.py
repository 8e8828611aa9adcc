"""The generated columns: there are four hundred, each state is served as its oracle says, and the judge can fail on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from .hosts.generated import GENERATED
from .interface import Completeness
from .judge import judge, perfect
from .server import Replica
from .test_own_server import fetch


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    """Serve the generated hosts."""
    with Replica(GENERATED) as running:
        yield running


def test_four_hundred_columns_of_both_verdicts(replica: Replica) -> None:
    """Most are incomplete; some are complete with rows, some complete and empty."""
    kinds = Counter(
        (replica.expected(host, column).completeness, bool(replica.expected(host, column).rows))
        for host in GENERATED
        for column in host.columns
    )
    assert sum(kinds.values()) == 400
    assert kinds[Completeness.INCOMPLETE, False] >= 100
    assert kinds[Completeness.INCOMPLETE, True] >= 50
    assert kinds[Completeness.COMPLETE, True] >= 50
    assert kinds[Completeness.COMPLETE, False] >= 20


def test_pages_answer_and_the_judge_can_fail(replica: Replica) -> None:
    """Start pages answer with the menus; a perfect account passes, and the opposite verdict does not."""
    for host in GENERATED:
        for column in host.columns:
            expected = replica.expected(host, column)
            status, body = fetch(replica.start(host, column))
            assert status == 200
            assert "依申请公开" in body.decode()
            good = perfect(expected)
            assert judge(host, column, 1, expected, good).faults == ()
            assert judge(host, column, 1, expected, replace(good, complete=not good.complete, reasons=("other",))).faults
            for url in sorted(expected.documents)[:1]:
                assert fetch(url)[0] == 200
