"""Runs that are killed, stopped, overlapped, or find no room on the disk."""

import pytest

from tests.scenarios.nights.acts import play


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("act", ["processes", "disk"])
def test_each_night_is_as_a_careful_operator_wants_it(act, tmp_path):
    assert play(act, tmp_path) == {}
