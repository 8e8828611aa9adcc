"""No reader may get worse: the corpus is read and every rate held against its floor."""

import json

import pytest

from tests.quality import gate


def shut(subset):
    scores, missing = gate.run(gate.chosen(subset))
    kept = json.loads(gate.FLOORS.read_text())
    faults = [f"{one.recipe.name}: {fault}" for one in scores for fault in one.faults[:2]]
    return gate.silently_wrong(scores) + gate.verdict(scores, kept, missing), faults[:20]


@pytest.mark.timeout(600)
def test_no_rate_is_below_its_floor():
    sentences, faults = shut("fast")
    assert not sentences, "\n".join([*sentences[:20], *faults])


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_no_rate_is_below_its_floor_in_the_slow_formats_either():
    sentences, faults = shut("whole")
    assert not sentences, "\n".join([*sentences[:20], *faults])
