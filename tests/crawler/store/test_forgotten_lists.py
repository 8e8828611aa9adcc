"""A list page that is forgotten is asked for again, whole; one made due is never put off."""

import sqlite3

import pytest

from crawler.store.column_table import ColumnTable


@pytest.fixture
def table():
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "create table fetches (key primary key, etag, modified, due); create table lists (key, listing);"
        "insert into fetches values ('GET l', 'e', 'm', 50.0), ('GET never', 'e', 'm', null), ('GET x', 'e', 'm', 5.0);"
        "insert into lists values ('GET l', '{}'), ('GET x', '{}');"
    )
    table = ColumnTable(connection)
    yield table
    connection.close()


def rows(table):
    return table.connection.execute(
        "select f.key, etag, modified, due, listing from fetches f left join lists l on l.key = f.key order by 1"
    ).fetchall()


def test_a_forgotten_list_has_no_validators_and_no_listing(table):
    table.forget_list("GET l", 9.0)
    table.forget_list("GET never", 7.0)
    table.forget_list("GET x", 9.0)
    assert rows(table) == [("GET l", "", "", 9.0, None), ("GET never", "", "", 7.0, None), ("GET x", "", "", 5.0, None)]


def test_a_list_read_again_keeps_what_it_gave(table):
    table.read_again(["GET l", "GET never", "GET x"], 9.0)
    assert [(key, etag, due) for key, etag, _, due, _ in rows(table)] == [("GET l", "e", 9.0), ("GET never", "e", 9.0), ("GET x", "e", 5.0)]
    assert rows(table)[0][4] == "{}"
