"""Every column's state, from its visits and the days it brought news."""

import json
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest

from archive.badge import badge
from archive.health import STATES, assess, judge
from archive.history import History, Visit
from archive.schema import connect, migrate
from parsers.calendar import works


def weekly(first, last, step=7):
    """Days of news, each on a working day."""
    day, found = date.fromisoformat(first), []
    while day <= date.fromisoformat(last):
        found.append(next(each for each in (day + timedelta(days=n) for n in range(15)) if works(each)))
        day += timedelta(days=step)
    return tuple(dict.fromkeys(found))


def visits(*rows, reasons=(), complete=True, first="2026-05-01"):
    """A visit a day with so many rows; a visit with none carries the reasons."""
    start = date.fromisoformat(first)
    return tuple(Visit(f"{start + timedelta(days=n)}T20:00:00Z", complete and bool(count), count, () if count else tuple(reasons))
                 for n, count in enumerate(rows))


def column(news=(), seen=None, kind="notice", enabled=True):
    return History("a/b", "a", "通知公告", "示例市", kind, enabled, visits(40, 40) if seen is None else seen, tuple(news))


REPORTS = tuple(date.fromisoformat(day) for day in ("2023-01-19", "2023-03-28", "2024-01-24", "2024-03-20", "2025-01-15", "2025-01-24"))
SHRUNK = (*visits(40, 40), *visits(9, complete=False, first="2026-05-07"))
ALMOST = (*visits(40), *visits(39, complete=False, first="2026-05-07"))
CASES = [
    # a weekly column: healthy for a week, quiet for two, then late, silent after three (counted in working days, never under ten)
    ("healthy", column(weekly("2025-01-06", "2026-05-04")), "2026-05-08"),
    ("quiet", column(weekly("2025-01-06", "2026-05-04")), "2026-05-13"),
    ("late", column(weekly("2025-01-06", "2026-05-04")), "2026-05-22"),
    ("silent", column(weekly("2025-01-06", "2026-05-04")), "2026-06-10"),
    # eleven calendar days without news over Spring Festival are few working days
    ("healthy", column(weekly("2025-01-06", "2026-02-13", step=2)), "2026-02-24"),
    # a column that posts twice a year is not silent after two months
    ("healthy", column(weekly("2019-03-01", "2026-03-01", step=182)), "2026-05-20"),
    ("quiet", column(weekly("2019-03-01", "2026-03-01", step=182)), "2026-12-20"),
    # annual reports: nothing from April to December is as usual; silent once later than in any of the last five years
    ("quiet", column(REPORTS, kind="annual_report"), "2025-12-01"),
    ("quiet", column(REPORTS, kind="annual_report"), "2026-01-20"),
    ("late", column(REPORTS, kind="annual_report"), "2026-01-28"),
    ("silent", column(REPORTS, kind="annual_report"), "2026-02-24"),
    ("healthy", column((*REPORTS, date(2026, 1, 19)), kind="annual_report"), "2026-02-10"),
    ("silent", column([date(2024, 2, 1)], kind="annual_report"), "2026-02-10"),
    ("quiet", column(()), "2026-05-08"),
    # what keeps a column from being read
    ("never_worked", column(seen=()), "2026-05-08"),
    ("never_worked", column(seen=visits(0, 0, 0, reasons=["no_rows"])), "2026-05-08"),
    ("challenged", column(seen=visits(40, 40, 0, 0, reasons=["page_1_missing: challenge"])), "2026-05-08"),
    ("challenged", column(seen=visits(0, 0, reasons=["page_1_missing: rate_limited"])), "2026-05-08"),
    ("error", column(weekly("2025-01-06", "2026-05-01"), seen=visits(40, 40, 0, 0, reasons=["page_1_missing: timeout"])), "2026-05-08"),
    ("error", column(weekly("2025-01-06", "2026-05-01"), seen=SHRUNK), "2026-05-08"),
    ("healthy", column(weekly("2025-01-06", "2026-05-07"), seen=ALMOST), "2026-05-08"),
    ("disabled", column(enabled=False), "2026-05-08"),
]


@pytest.mark.parametrize(("state", "history", "today"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_state(state, history, today):
    found = judge(history, date.fromisoformat(today))
    assert found.state == state
    assert found.chinese
    assert found.english


def test_every_state_is_among_the_cases():
    assert {case[0] for case in CASES} == set(STATES)


@pytest.mark.parametrize(("history", "since"), [
    (column(seen=visits(40, 0, 40, 0, 0, 0, reasons=["page_1_missing: dns_failure"])), "2026-05-04"),
    (column(seen=visits(40, 40, 0, 0, reasons=["page_1_missing: challenge"])), "2026-05-03")])
def test_trouble_is_dated_by_the_first_of_its_visits(history, since):
    assert judge(history, date(2026, 5, 8)).since == since


@pytest.mark.parametrize("step", [1, 3, 7, 30, 90])
def test_a_stopped_column_is_alarmed_within_three_gaps_and_two_weeks(step):
    news = weekly("2018-01-08", "2025-06-30", step=step)
    day = news[-1]
    while judge(column(news), day).state != "silent":
        day += timedelta(days=1)
    assert (day - news[-1]).days <= max(3 * (step + 14), 21)  # a gap over a holiday is a fortnight longer


@pytest.fixture
def database(tmp_path):
    connection = connect(tmp_path / "gongkai.db")
    migrate(connection)
    yield connection
    connection.close()


def fill(database):
    database.execute("INSERT INTO sites (id, name) VALUES ('a', '示例市')")
    columns = [("a/b", "通知"), ("a/old", "旧栏目")]
    database.executemany("INSERT INTO columns (id, site_id, name, kind) VALUES (?, 'a', ?, 'notice')", columns)
    database.execute("INSERT INTO runs (id) VALUES ('r')")
    registry = json.dumps({"id": "a", "columns": [{"id": "b"}]})
    database.execute("INSERT INTO site_runs (run_id, site_id, started, registry) VALUES ('r', 'a', '2026-05-01', ?)", (registry,))
    database.execute("INSERT INTO column_runs (run_id, column_id, finished, complete, rows_found, reasons) "
                     "VALUES ('r', 'a/b', '2026-05-01T20:00:00Z', 1, 3, '[]')")
    database.executemany("INSERT INTO memberships (document_id, column_id, list_date, first_listed) VALUES (?, 'a/b', ?, ?)", [
        ("1", "2025-03-03", "2026-04-01T20:00:00Z"), ("2", "2026-03-02", "2026-04-01T20:00:00Z"),
        ("3", "2019-01-01", "2026-04-28T20:00:00Z"),      # dated back by the portal: it came when we first saw it
        ("4", "2062-01-01", "2026-04-01T20:00:00Z")])     # a slip of the portal
    database.commit()


def test_the_database_tells_days_of_news_and_which_columns_are_followed(database):
    fill(database)
    followed, dropped = assess(database, datetime(2026, 5, 2, tzinfo=UTC))
    assert (followed.last_new, followed.last_success, followed.rows_found) == ("2026-04-28", "2026-05-01T20:00:00Z", 3)
    assert dropped.state == "disabled"


@pytest.mark.parametrize("state", STATES)
def test_badge_is_well_formed_whatever_the_name(state):
    root = ElementTree.fromstring(badge('"><script>&', state))
    assert [each.tag for each in root.iter() if each.tag.endswith("script")] == []
    assert STATES[state][0] in "".join(root.itertext())
