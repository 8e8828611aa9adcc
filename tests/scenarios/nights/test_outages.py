"""One portal is down for days, then all of them: one line for the network, and no all-clear before its own good visit."""

import pytest

from tests.scenarios.nights.acts import play


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("act", ["one portal", "network"])
def test_each_night_is_as_a_careful_operator_wants_it(act, tmp_path):
    assert play(act, tmp_path) == {}
