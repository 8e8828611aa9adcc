"""What is said of columns that failed: how many, of which portals, why and since when."""

from dataclasses import replace

import pytest

from archive.health import now_state
from archive.health.assess import ColumnHealth
from gongkai.terminal.amounts import counted

ONE = ColumnHealth(
    "a/annual",
    "a",
    "年报",
    "甲市",
    "annual_report",
    "error",
    "2026-03-02",
    "失败",
    "failed",
    None,
    None,
    None,
    None,
    False,
    0,
    None,
    cause="timeout",
)


@pytest.mark.parametrize(
    ("columns", "sites", "since"),
    [
        ([ONE], "甲市", "since 2026-03-02"),
        ([ONE, replace(ONE, site_id="b", site_name="乙市", since="2026-03-01")], "甲市、乙市", "since 2026-03-01"),
        ([replace(ONE, since=None)], "甲市", ""),
        ([replace(ONE, state="quiet")], "甲市", ""),
        ([replace(ONE, site_id=f"s{number}", site_name=f"第{number}市") for number in range(now_state.NAMED + 1)], "等", "since"),
        ([replace(ONE, site_id=f"s{number}", site_name=f"第{number}市") for number in range(now_state.NAMED)], "", "since"),
    ],
)
def test_columns_that_failed(columns, sites, since):
    found = now_state._failing(tuple(columns))
    assert found.english.startswith(f"{counted(len(columns), 'column')} failed at the last visit (")
    assert found.chinese.startswith(f"{len(columns)} 个栏目上次访问失败（")
    assert sites in found.chinese
    assert ("等" in found.chinese) is (len(columns) > now_state.NAMED)
    assert since in found.english
    assert ("since" in found.english) is bool(since)
    assert ("自" in found.chinese) is bool(since)
