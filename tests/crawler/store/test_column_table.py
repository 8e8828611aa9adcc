"""What a frontier knows of columns, statement by statement, in a database in memory."""

import sqlite3
from contextlib import closing

import pytest

from crawler.model.outcome import ListedRow
from crawler.store import frontier
from crawler.store.column_table import ColumnState, ColumnTable, StoredList
from gongkai.fetch_record import OUT_OF_BOUNDS, SERVED_BROKEN

A = "s/a"
NEEDED = {"fetch": "{}", "depth": 0, "list_title": "", "list_date": "", "path": "[]", "part": "", "via": "", "label": "", "rank": 1}


@pytest.fixture
def table():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(frontier.SCHEMA)
        yield ColumnTable(connection)


def insert(table, name, **values):
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    table.connection.execute(f"insert into {name} ({columns}) values ({marks})", list(values.values()))


def fetch(table, key, kind="article", column=A, **values):
    insert(table, "fetches", key=key, kind=kind, column_id=column, **{**NEEDED, **values})


def row(table, key, column=A, **values):
    given = {"url": f"http://h/{key}", "title": key, "date": None, "path": "[]", "external": 0, "file": 0, **values}
    insert(table, "rows", column_id=column, key=key, **given)


def values(table, column, where="1"):
    return dict(table.connection.execute(f"select key, {column} from fetches where {where} order by key"))


def test_a_reading_from_its_start_to_its_end(table):
    assert table.state(A) is None
    table.begin(A, 5.0)
    assert table.state(A) == ColumnState(5.0, None, False, None, "", "", ())
    assert table.state(A).interrupted
    for key, date in (("1", "2026-01-02"), ("2", "2026-01-01"), ("3", None), ("4", "2026-01-02")):
        row(table, key, date=date)
    row(table, "1", column="s/b", date="2025-01-01")
    table.finish(A, 9.0, True, 4, "sha256:1", "ucap")
    assert table.state(A) == ColumnState(5.0, 9.0, True, 4, "sha256:1", "ucap", ("2026-01-01", "2026-01-02"))
    assert not table.state(A).interrupted
    table.begin(A, 10.0)
    assert (table.state(A).began, table.state(A).finished, table.state(A).interrupted) == (10.0, 9.0, True)


@pytest.mark.parametrize(
    ("began", "finished", "interrupted"),
    [(None, None, False), (0.0, None, False), (5.0, None, True), (5.0, 5.0, False), (5.0, 6.0, False), (5.0, 4.0, True)],
)
def test_whether_a_reading_was_interrupted(began, finished, interrupted):
    assert ColumnState(began, finished, False, None, "", "", ()).interrupted is interrupted


def test_of_the_days_of_news_the_latest_sixty(table):
    table.begin(A, 1.0)
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 22)]
    for number, day in enumerate(days):
        row(table, str(number), date=day)
    table.finish(A, 2.0, False, None, "", "")
    assert table.state(A).news == tuple(days[-60:])
    assert (table.state(A).complete, table.state(A).rows) == (False, None)


@pytest.mark.parametrize(("complete", "rows"), [(True, 7), (False, None)])
def test_a_restored_reading_of_a_new_column(table, complete, rows):
    table.restore(A, 1.0, 2.0, complete, 7, "d", "f")
    assert table.state(A) == ColumnState(1.0, 2.0, complete, rows, "d", "f", ())


def test_a_restored_reading_after_another(table):
    table.restore(A, 1.0, 2.0, True, 7, "d", "f")
    table.restore(A, 3.0, 4.0, False, 9, "e", "g")
    assert table.state(A) == ColumnState(3.0, 4.0, False, 7, "e", "g", ())
    table.restore(A, 5.0, 6.0, True, 9, "h", "g")
    assert table.state(A) == ColumnState(5.0, 6.0, True, 9, "h", "g", ())


def test_list_pages_and_what_they_gave(table):
    for key, column, part, listing, problem in (("l1", A, "p", "[1]", ""), ("l2", A, "", None, "timeout"), ("l3", "s/b", "", "[]", "")):
        insert(table, "lists", key=key, column_id=column, part=part, fetch="{}", read_at=4.0, listing=listing, problem=problem)
    assert table.lists(A) == {"l1": StoredList("p", "{}", 4.0, "[1]", ""), "l2": StoredList("", "{}", 4.0, None, "timeout")}
    assert [table.listing(key) for key in ("l1", "l2", "none")] == ["[1]", None, None]


def test_the_rows_of_a_column(table):
    row(table, "b", title="乙", date="2026-01-01", path='["市直"]', external=1)
    row(table, "a", file=1)
    row(table, "c", column="s/b")
    assert table.rows(A) == [
        ("a", ListedRow("http://h/a", "a", None, (), False, True)),
        ("b", ListedRow("http://h/b", "乙", "2026-01-01", ("市直",), True, False)),
    ]


def test_how_deep_an_address_was_found(table):
    fetch(table, "x", depth=2)
    assert (table.depth("x"), table.depth("y")) == (2, None)


def test_what_changed_since(table):
    for key, kind, first, changed, gone in (
        ("new", "article", 5.0, 5.0, None),
        ("newer", "attachment", 6.0, None, None),
        ("changed", "article", 4.0, 5.0, None),
        ("before", "article", 4.0, 4.9, 4.9),
        ("gone", "article", 1.0, 1.0, 5.0),
        ("list", "list", 5.0, 5.0, 5.0),
        ("list before", "list", 5.0, 4.9, None),
    ):
        fetch(table, key, kind, first=first, changed=changed, gone=gone)
    fetch(table, "other", column="s/b", first=5.0, changed=5.0, gone=5.0)
    fetch(table, "other list", "list", column="s/b", changed=5.0)
    assert table.counts(A, 5.0) == (2, 1, 1)
    assert table.changed_lists(A, 5.0) == {"list"}


def test_the_problems_of_documents(table):
    for key, kind, problem, misses in (
        ("1", "article", "timeout", 0),
        ("2", "article", "timeout", 0),
        ("3", "article", "not_found", 2),
        ("4", "attachment", "not_found", 1),
        ("5", "article", "", 0),
        ("6", "list", "timeout", 0),
    ):
        fetch(table, key, kind, problem=problem, misses=misses)
    fetch(table, "7", column="s/b", problem="timeout")
    assert table.problems(A) == [("article", "not_found", 2, 1), ("article", "timeout", 0, 2), ("attachment", "not_found", 1, 1)]


def test_documents_become_due_and_lists_do_not(table):
    fetch(table, "d", due=50.0)
    fetch(table, "never", due=None)
    fetch(table, "l", "list", due=50.0)
    fetch(table, "other", column="s/b", due=50.0)
    table.make_due(A, 9.0)
    assert values(table, "due") == {"d": 9.0, "never": 9.0, "l": 50.0, "other": 50.0}


AGAIN = sorted(SERVED_BROKEN | OUT_OF_BOUNDS)[0]


@pytest.mark.parametrize(
    ("problem", "misses", "original", "again"),
    [
        ("timeout", 0, 1, True),
        ("", 0, None, False),
        ("not_found", 1, None, True),
        ("not_found", 6, None, True),
        ("not_found", 7, None, False),
        ("not_found", 1, 1, False),
        (AGAIN, 9, 1, True),
    ],
)
def test_which_failed_documents_are_tried_again(table, problem, misses, original, again):
    fetch(table, "d", problem=problem, misses=misses, original=original, due=50.0, attempts=3)
    fetch(table, "sooner", problem="timeout", due=2.0, attempts=3)
    fetch(table, "other", column="s/b", problem="timeout", due=50.0, attempts=3)
    table.retry_problems(A, 9.0)
    assert values(table, "due") == {"d": 9.0 if again else 50.0, "sooner": 2.0, "other": 50.0}
    assert values(table, "attempts") == {"d": 0 if again else 3, "sooner": 0, "other": 3}


def test_a_row_that_is_no_longer_shown(table):
    for key in ("a", "b"):
        row(table, key)
        fetch(table, f"GET {key}", due=50.0)
    row(table, "a", column="s/b")
    table.drop_row(A, "a", 9.0)
    assert [key for key, _ in table.rows(A)] == ["b"]
    assert len(table.rows("s/b")) == 1
    assert values(table, "due") == {"GET a": 9.0, "GET b": 50.0}


def test_rows_that_were_none_go_with_their_documents_and_files(table):
    page, kept, shared = (f"http://h.example/{name}" for name in ("menu", "kept", "shared"))
    for key in (page, kept, shared):
        row(table, key)
        fetch(table, f"GET {key}")
    row(table, shared, column="s/b")
    fetch(table, "GET http://h.example/f.pdf", "attachment", via=f"{page}#top")
    fetch(table, "GET http://h.example/g.pdf", "attachment", via=kept)
    fetch(table, "GET http://h.example/other.pdf", "attachment", column="s/b", via=page)
    fetch(table, "GET http://h.example/l", "list")
    table.forget_rows(A, {page, shared, "http://h.example/l"})
    assert [key for key, _ in table.rows(A)] == [kept]
    assert sorted(key.removeprefix("GET http://h.example/") for key in values(table, "id")) == ["g.pdf", "kept", "l", "other.pdf", "shared"]
