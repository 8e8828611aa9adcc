"""A year in a second: every true stop is alarmed in time, healthy columns raise none, trouble is told and cleared once."""

from datetime import date, timedelta

import pytest

from archive.ops import alarms
from gongkai.home import Home
from tests.helpers.year import ASLEEP, DAY, FIRST, LAST, PLANS, live

# The day by which an alarm must be there, counted from the day the trouble began.
IN_TIME = {
    "daily-stops": 21,
    "weekly-stops": 90,
    "monthly-stops": 365,
    "yearbook-stops": 60,
    "never": 4,
    "waf-month": 5,
    "three-bad-nights": 5,
    "redesign": 7,
}
CALM = ("daily", "weekly", "fortnightly", "monthly", "quarterly", "yearbook", "one-bad-night")


@pytest.fixture(scope="module", params=[1, 2, 3])
def year(request, tmp_path_factory):
    """Thirteen months, night by night; each column's alarms and all-clears as the ledger told them."""
    home = Home(tmp_path_factory.mktemp("year"))
    columns = {plan.name: live(plan, request.param) for plan in PLANS}
    day = FIRST
    while day <= LAST:
        night(home, columns, day)
        day += DAY
    return columns


def night(home, columns, day):
    for column in columns.values():
        column.post(day)
    if ASLEEP[0] <= day <= ASLEEP[1]:
        return
    for column in columns.values():
        if column.due <= day:
            column.visit(day)
    health = [column.health(day) for column in columns.values() if column.visits]
    before = set(alarms.read_ledger(alarms.ledger(home)).open)
    alarms.send_changes(home, alarms.columns(health, day), {})
    after = set(alarms.read_ledger(alarms.ledger(home)).open)
    for name, column in columns.items():
        column.states[day] = next((each.state for each in health if each.column_id == name), None)
        if (name in after) != (name in before):
            column.alarms.append((day, "alarm" if name in after else "clear"))


def delay(column):
    return next(((day - column.plan.begins).days for day, what in column.alarms if what == "alarm" and day >= column.plan.begins), None)


@pytest.mark.parametrize("name", IN_TIME)
def test_every_true_stop_is_alarmed_in_time(year, name):
    found = delay(year[name])
    assert found is not None
    assert found <= IN_TIME[name]


@pytest.mark.parametrize("name", CALM)
def test_a_column_as_it_always_was_raises_at_most_one_alarm(year, name):
    assert [what for _, what in year[name].alarms].count("alarm") <= 1


def test_columns_in_order_hardly_ever_alarm(year):
    assert sum(len(year[name].alarms) > 0 for name in CALM) <= 1


@pytest.mark.parametrize("name", ["waf-month", "three-bad-nights", "redesign"])
def test_what_is_over_is_cleared_once(year, name):
    column = year[name]
    inside = [what for day, what in column.alarms if day >= column.plan.begins]
    assert inside[:2] == ["alarm", "clear"]
    assert {what: day for day, what in column.alarms}["clear"] <= column.plan.ends + timedelta(days=5)


def test_states_are_what_they_are_called(year):
    assert {year["never"].states[day] for day in (date(2025, 4, 1), LAST)} == {"never_worked"}
    assert year["waf-month"].states[date(2025, 8, 20)] == "challenged"
    assert year["redesign"].states[date(2025, 11, 1)] == "error"
    assert year["yearbook"].states[date(2025, 10, 9)] == "quiet"
    assert year["daily-stops"].states[LAST] == "silent"


@pytest.mark.parametrize("name", CALM)
def test_spring_festival_and_national_day_raise_nothing(year, name):
    for first, last in ((date(2025, 10, 1), date(2025, 10, 9)), (date(2026, 2, 15), date(2026, 2, 24))):
        assert [entry for entry in year[name].alarms if first <= entry[0] <= last] == []


def test_visits_are_dense_in_spring_and_seldom_in_summer(year):
    days = [date.fromisoformat(visit.at[:10]) for visit in year["yearbook"].visits]
    winter, summer = (sum(day.year == where[0] and day.month in where[1] for day in days) for where in ((2026, (1, 2)), (2025, (7, 8))))
    assert winter > 30
    assert 6 <= summer <= 10


def test_a_sleeping_machine_makes_up_with_one_visit(year):
    days = [date.fromisoformat(visit.at[:10]) for visit in year["daily"].visits]
    assert [day for day in days if ASLEEP[0] <= day <= ASLEEP[1]] == []
    assert days.count(ASLEEP[1] + DAY) + days.count(ASLEEP[1] + 3 * DAY) >= 1
    assert len(days) == len(set(days))
