"""Every column's state, from its visits and the days it brought news."""

import json
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest

from archive.health.assess import STATES, assess, judge
from archive.health.history import ColumnHistory, Intent, Visit
from archive.site.draw.badge import badge
from archive.store.schema import connect, migrate
from gongkai.home import Followed, Home, Pause, write_followed, write_pauses
from gongkai.workdays import works


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
    return tuple(
        Visit(f"{start + timedelta(days=n)}T20:00:00Z", complete and bool(count), count, () if count else tuple(reasons))
        for n, count in enumerate(rows)
    )


def column(news=(), seen=None, kind="notice", enabled=True, **more):
    return ColumnHistory("a/b", "a", "通知公告", "示例市", kind, enabled, visits(40, 40) if seen is None else seen, tuple(news), **more)


REPORTS = tuple(date.fromisoformat(day) for day in ("2023-01-19", "2023-03-28", "2024-01-24", "2024-03-20", "2025-01-15", "2025-01-24"))
SHRUNK = (*visits(40, 40), *visits(9, complete=False, first="2026-05-07"))
ALMOST = (*visits(40), *visits(39, complete=False, first="2026-05-07"))
FOLLOWED = visits(40, 40, first="2024-03-01")
UNANSWERED = Visit("2026-05-07T20:00:00Z", False, 40, ("connection_refused: no", "page_1_missing: connection_refused"))
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
    ("silent", column(REPORTS, kind="annual_report", seen=FOLLOWED), "2026-02-24"),
    # silent since before anybody followed it: reported once, never an alarm
    ("dormant", column(REPORTS, kind="annual_report"), "2026-06-24"),
    ("healthy", column((*REPORTS, date(2026, 1, 19)), kind="annual_report"), "2026-02-10"),
    ("silent", column([date(2024, 2, 1)], kind="annual_report", seen=FOLLOWED), "2026-02-10"),
    ("quiet", column(()), "2026-05-08"),
    # what keeps a column from being read
    ("never_worked", column(seen=()), "2026-05-08"),
    ("never_worked", column(seen=visits(0, 0, 0, reasons=["no_rows"])), "2026-05-08"),
    ("challenged", column(seen=visits(40, 40, 0, 0, reasons=["page_1_missing: challenge"])), "2026-05-08"),
    ("challenged", column(seen=visits(0, 0, reasons=["page_1_missing: rate_limited"])), "2026-05-08"),
    ("error", column(weekly("2025-01-06", "2026-05-01"), seen=visits(40, 40, 0, 0, reasons=["page_1_missing: timeout"])), "2026-05-08"),
    ("error", column(weekly("2025-01-06", "2026-05-01"), seen=SHRUNK), "2026-05-08"),
    # rows that an earlier visit read do not hide that the list did not answer
    ("error", column(weekly("2025-01-06", "2026-05-01"), seen=(*visits(40), UNANSWERED)), "2026-05-08"),
    ("healthy", column(weekly("2025-01-06", "2026-05-07"), seen=ALMOST), "2026-05-08"),
    ("disabled", column(enabled=False), "2026-05-08"),
    # what the operator wants comes before what the portal does
    ("ended", column(seen=visits(40, 0, reasons=["page_1_missing: dns_failure"]), ended=True), "2026-05-08"),
    ("paused", column(seen=visits(40, 0, reasons=["page_1_missing: dns_failure"]), pause=Pause("2026-05-02", "redesign")), "2026-05-08"),
]


@pytest.mark.parametrize(("state", "history", "today"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_state(state, history, today):
    found = judge(history, date.fromisoformat(today))
    assert found.state == state
    assert found.chinese
    assert found.english


def test_every_state_is_among_the_cases():
    assert {case[0] for case in CASES} == set(STATES)


@pytest.mark.parametrize(
    ("history", "since", "failed"),
    [
        (column(seen=visits(40, 0, 40, 0, 0, 0, reasons=["page_1_missing: dns_failure"])), "2026-05-04", 3),
        (column(seen=visits(40, 40, 0, 0, reasons=["page_1_missing: challenge"])), "2026-05-03", 2),
        (column(seen=visits(40, 0, 40, reasons=["page_1_missing: challenge"])), None, 0),
    ],
)
def test_trouble_is_dated_by_the_first_of_its_visits_in_a_row(history, since, failed):
    found = judge(history, date(2026, 5, 8))
    assert (found.since if failed else None, found.failed_visits) == (since, failed)


@pytest.mark.parametrize("step", [1, 3, 7, 30, 90])
def test_a_stopped_column_is_alarmed_within_three_gaps_and_two_weeks(step):
    news = weekly("2018-01-08", "2025-06-30", step=step)
    day = news[-1]
    followed = column(news, seen=visits(40, 40, first="2019-01-01"))
    while judge(followed, day).state != "silent":
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
    database.execute(
        "INSERT INTO column_runs (run_id, column_id, finished, complete, rows_found, reasons) "
        "VALUES ('r', 'a/b', '2026-05-01T20:00:00Z', 1, 3, '[]')"
    )
    database.executemany(
        "INSERT INTO memberships (document_id, column_id, list_date, first_listed) VALUES (?, 'a/b', ?, ?)",
        [
            ("1", "2025-03-03", "2026-04-01T20:00:00Z"),
            ("2", "2026-03-02", "2026-04-01T20:00:00Z"),
            ("3", "2019-01-01", "2026-04-28T20:00:00Z"),  # dated back by the portal: it came when we first saw it
            ("4", "2062-01-01", "2026-04-01T20:00:00Z"),
        ],
    )  # a slip of the portal
    database.commit()


def test_the_registry_in_force_and_the_pauses_decide_what_is_followed(database, tmp_path):
    fill(database)
    home, moment = Home(tmp_path), datetime(2026, 5, 2, tzinfo=UTC)
    assert Intent.of(home) == Intent()
    names = {"a/b": Followed("示例市", "通知", "notice"), "z/annual": Followed("新市", "年报", "annual_report", ended=True)}
    write_followed(home, names | {"z/notices": Followed("新市", "通知", "notice")})
    write_pauses(home, {"a": Pause("2026-05-01T00:00:00+00:00", "moving")})
    found = {each.column_id: each for each in assess(database, moment, intent=Intent.of(home))}
    assert {name: each.state for name, each in found.items()} == {
        "a/b": "paused",
        "a/old": "disabled",
        "z/annual": "ended",
        "z/notices": "never_worked",
    }
    assert "moving" in found["a/b"].chinese
    assert (found["z/notices"].site_name, found["z/notices"].last_run) == ("新市", None)


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


@pytest.mark.parametrize(
    ("reasons", "words"),
    [((), "(no rows)"), (("timeout: a",), "(timeout: a)"), (("timeout: a", "timeout: b", "timeout: c"), "(timeout: a; timeout: b)")],
)
def test_why_a_column_failed_is_said_in_the_crawls_own_words(reasons, words):
    found = judge(column(seen=(*visits(40), *visits(0, reasons=reasons, first="2026-05-07"))), date(2026, 5, 8))
    assert (found.state, found.english.endswith(words)) == ("error", True)


def test_a_column_that_was_never_visited_has_counted_nothing():
    found = judge(column(seen=()), date(2026, 5, 8))
    assert (found.state, found.last_run, found.last_success, found.complete, found.run, found.cause) == (
        "never_worked",
        None,
        None,
        False,
        "",
        "",
    )
    assert (found.rows_found, found.portal_faults, found.out_of_bounds, found.drawn, found.doubts_settled) == (0, 0, 0, 0, ())
    assert (found.failing_from, found.failed_visits, found.alarm_from) == ("", 0, None)


def test_what_the_last_visit_counted():
    last = Visit("2026-05-07T20:00:00Z", False, 40, ("timeout: x",), 1, 2, 3, "r9", ("settled",))
    found = judge(column(seen=(*visits(40), last)), date(2026, 5, 8))
    assert (found.rows_found, found.portal_faults, found.drawn, found.out_of_bounds, found.run) == (40, 1, 2, 3, "r9")
    assert (found.doubts_settled, found.failing_from, found.failed_visits, found.complete, found.cause) == (
        ("settled",),
        "r9",
        1,
        False,
        "timeout",
    )


def test_a_column_whose_only_visit_failed_is_in_trouble():
    found = judge(column(seen=(UNANSWERED,)), date(2026, 5, 8))
    assert (found.state, found.since, found.failed_visits) == ("error", "2026-05-07", 1)


@pytest.mark.parametrize(
    ("rows", "complete", "failed"),
    [(20, False, True), (21, False, False), (19, False, True), (20, True, False), (0, True, True), (40, False, False)],
)
def test_half_the_rows_of_the_last_good_visit_are_a_failure_unless_the_list_was_read_whole(rows, complete, failed):
    seen = (*visits(40), Visit("2026-05-07T20:00:00Z", complete, rows, ()))
    assert (judge(column(weekly("2025-01-06", "2026-05-07"), seen=seen), date(2026, 5, 8)).state == "error") is failed
