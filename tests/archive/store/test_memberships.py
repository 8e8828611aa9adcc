"""Memberships as listings show them: the newest gives what is shown, both give the period, in whatever order they arrive."""

import itertools
import sqlite3

import pytest

from archive.store import rows as store_rows
from archive.store import schema

SHOWN = ("list_title", "list_date", "url", "path", "external", "file", "listing")


def row(day, **changes):
    shown = {name: f"{name} {day}" for name in SHOWN}
    return {"document_id": "d", "column_id": "c", **shown, "first_listed": f"2024-01-{day}", "last_listed": f"2024-01-{day}", **changes}


@pytest.fixture
def database():
    connection = sqlite3.connect(":memory:")
    schema.migrate(connection)
    yield connection
    connection.close()


@pytest.mark.parametrize("order", list(itertools.permutations(("02", "09", "30"))))
def test_the_newest_listing_gives_what_is_shown(database, order):
    for day in order:
        store_rows.show(database, [row(day)])
    columns = ", ".join([*SHOWN, "first_listed", "last_listed"])
    assert database.execute(f"SELECT {columns} FROM memberships").fetchall() == [
        (*(f"{name} 30" for name in SHOWN), "2024-01-02", "2024-01-30")
    ]


@pytest.mark.parametrize("name", SHOWN)
def test_of_two_listings_at_one_time_the_later_read_counts(database, name):
    store_rows.show(database, [row("02")])
    store_rows.show(database, [row("02", **{name: "other"})])
    assert database.execute(f"SELECT {name} FROM memberships").fetchall() == [("other",)]


def test_each_document_and_column_has_its_own_row(database):
    store_rows.show(database, [row("02"), row("02", column_id="e"), row("02", document_id="f")])
    assert database.execute("SELECT document_id, column_id FROM memberships ORDER BY 1, 2").fetchall() == [
        ("d", "c"),
        ("d", "e"),
        ("f", "c"),
    ]


def test_documents_become_due_by_a_condition_and_parts_by_their_container(database):
    kinds = [("a", "article"), ("p", "part"), ("n", None), ("o", "attachment")]
    database.executemany("INSERT INTO documents (id, kind, site_id) VALUES (?, ?, 's')", kinds)
    store_rows.make_due(database, "site_id = ? AND id != ?", "s", "o")
    store_rows.make_due(database, "id = ?", "a")
    assert database.execute("SELECT document_id FROM due ORDER BY 1").fetchall() == [("a",), ("n",)]
