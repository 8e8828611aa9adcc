"""Five portals with five causes in one night."""

import pytest

from tests.scenarios.nights.acts import play


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("act", ["causes"])
def test_each_night_is_as_a_careful_operator_wants_it(act, tmp_path):
    assert play(act, tmp_path) == {}
