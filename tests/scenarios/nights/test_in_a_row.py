"""All nights of the table in a row, from February to May, on one home: what an earlier night leaves behind hurts no later one."""

import pytest

from tests.scenarios.nights.acts import ALL_IN_A_ROW, play


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_each_night_of_the_table_is_as_a_careful_operator_wants_it(tmp_path):
    assert play(ALL_IN_A_ROW, tmp_path) == {}
