"""Success is a visit that succeeded: which columns keep a run from being one."""

from datetime import UTC, datetime

import pytest

from archive.health.assess import LEFT_ALONE, ColumnHealth
from archive.health.causes import cause_of, causes
from archive.health.now_state import nothing_followed
from archive.health.standing import standing

NOW = datetime(2026, 5, 8, 20, tzinfo=UTC)
TODAY, MARCH = "2026-05-08T19:00:00Z", "2026-03-08T19:00:00Z"


def health(complete=True, success=TODAY, state="healthy", kind="notice"):
    return ColumnHealth("a/b", "a", "通知", "示例市", kind, state, None, "", "", TODAY, success, None, None, complete, 3, 5)


CASES = {
    "good": (health(), (0, 0)),
    "last visit failed": (health(complete=False), (1, 0)),
    "failed, though it worked before": (health(complete=False, state="quiet"), (1, 0)),
    "not visited for two months": (health(success=MARCH), (0, 1)),
    "reports not visited for a fortnight": (health(success="2026-04-23T19:00:00Z", kind="annual_report"), (0, 1)),
    "notices not visited for a fortnight": (health(success="2026-04-23T19:00:00Z"), (0, 0)),
    "never good, yet complete": (health(success=None), (0, 1)),
    "no longer followed": (health(complete=False, state="disabled"), (0, 0)),
}


@pytest.mark.parametrize(("column", "expected"), CASES.values(), ids=CASES)
def test_what_keeps_a_run_from_success(column, expected):
    found = standing([column], NOW)
    assert (len(found.failing), len(found.overdue)) == expected
    assert found.well == (expected == (0, 0) and column.state != "disabled")


@pytest.mark.parametrize("state", sorted(LEFT_ALONE))
def test_where_no_column_is_followed_nothing_is_well_beside_one_that_is_it_is(state):
    left, good = health(state=state), health()
    assert [standing(columns, NOW).well for columns in ((), (left,), (left, left), (left, good))] == [False, False, False, True]


def test_nothing_followed_is_said_by_state():
    left = [health(state=state) for state in ("paused", "paused", "ended")]
    assert nothing_followed(left).english == "no column is followed (2 paused, 1 ended): no run can succeed, and no heartbeat is sent"
    assert nothing_followed(left).chinese == "没有在访问的栏目（2 个已暂停、1 个平台已停办）：不会有成功的运行，也不发送心跳"
    assert (nothing_followed([]), nothing_followed([*left, health()])) == (None, None)


@pytest.mark.parametrize("cause", causes(), ids=[cause.code or "rest" for cause in causes()])
def test_every_cause_is_found_by_its_code_and_says_what_to_do(cause):
    assert cause_of([f"{cause.code}: some words"] if cause.code else ["something nobody foresaw"]) == cause
    assert all((cause.chinese, cause.english, cause.do_chinese, cause.do_english))


NETWORK = {"connection_refused", "connection_reset", "connection", "timeout", "dns_failure"}


def test_which_causes_can_be_this_machines_network():
    assert {cause.code for cause in causes() if cause.network} == NETWORK | {"untrusted_network", "truncated"}
