"""Holidays, broken configuration, lists that are empty, halved or redesigned, a registry that changes."""

import pytest

from tests.scenarios.nights.acts import play


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("act", ["configuration", "lists"])
def test_each_night_is_as_a_careful_operator_wants_it(act, tmp_path):
    assert play(act, tmp_path) == {}
