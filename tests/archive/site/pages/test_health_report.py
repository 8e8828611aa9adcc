"""What the page of health and machines are given: each key, the order of columns, the worst one for the badge."""

from types import SimpleNamespace

import pytest

from archive.health.assess import STATES, ColumnHealth
from archive.site.pages import health
from archive.site.request.ask import Absent
from tests.helpers.few_reports import asking


def column(name, state, cause=""):
    return ColumnHealth(
        f"a/{name}", "a", name, "示例市", "notice", state, None, "", "", None, None, None, None, not cause, 3, 5, cause=cause
    )


@pytest.fixture
def columns(monkeypatch):
    """`columns(…)` replaces what was assessed; nothing is wrong with the runs."""

    def replace(*found, outages=()):
        monkeypatch.setattr(health, "assessed", lambda connection, ask: found)
        monkeypatch.setattr(health, "outages", lambda ask: list(outages))
        monkeypatch.setattr(health, "present", lambda ask: None)
        monkeypatch.setattr(health, "rows", lambda connection, sql: [])

    return replace


def test_health_for_machines(columns):
    columns(column("one", "healthy"), column("two", "error", "timeout"), outages=[SimpleNamespace(english="no run since then")])
    found = health.report(None, asking())
    assert (found["snapshot"], found["created"], found["now"]) == ("20240501T000000", "2024-05-01T00:00:00Z", None)
    assert (found["failing"], found["outages"]) == (["a/two"], ["no run since then"])
    assert found["states"] == {**dict.fromkeys(health.ORDER, 0), "healthy": 1, "error": 1}
    assert [each["column_id"] for each in found["columns"]] == ["a/one", "a/two"]
    assert set(found) == {"snapshot", "created", "now", "outages", "failing", "states", "columns"}


def test_the_worst_columns_come_first_on_the_page(columns):
    given = [column(state, state) for state in reversed(health.ORDER)]
    columns(*given, column("z", "paused", "timeout"))
    found = health.template_context(None, asking())
    assert [each.name for each in found["columns"]] == ["z", *health.ORDER]
    assert found["tally"] == {**dict.fromkeys(health.ORDER, 1), "paused": 2}
    assert (found["runs"], found["now"], found["outages"]) == ([], None, [])
    assert set(health.ORDER) == set(STATES)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([column("one", "healthy"), column("two", "silent")], "停更"),
        ([column("one", "late"), column("two", "silent")], "停更"),
        ([column("one", "silent"), column("two", "error")], "出错"),
        ([column("one", "healthy"), column("two", "late")], "迟于往常"),
        ([column("one", "late"), column("two", "healthy")], "迟于往常"),
    ],
)
def test_the_badge_of_all_shows_the_worst(columns, given, shown):
    columns(*given)
    assert shown in health.badge(None, asking())


def test_the_badge_of_one_column_and_of_none(columns):
    columns(column("one", "healthy"), column("two", "error"))
    drawn = health.badge(None, asking(parts={"id": "a/one"}))
    assert ("示例市 one" in drawn, "正常" in drawn) == (True, True)
    for parts in ({"id": "a/none"}, {"id": ""}):
        with pytest.raises(Absent) as refused:
            health.badge(None, asking(parts=parts))
        assert refused.value.pair == ("没有这个栏目。", "There is no such column.")
    columns()
    with pytest.raises(Absent):
        health.badge(None, asking())
