import sqlite3

import pytest

from archive.store import rows as store_rows


@pytest.fixture
def database():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE things (owner TEXT, number INTEGER, word TEXT, PRIMARY KEY (owner, number))")
    connection.execute("CREATE TABLE names (name TEXT PRIMARY KEY)")
    yield connection
    connection.close()


def thing(number, word, owner="a"):
    return {"owner": owner, "number": number, "word": word}


def held(connection):
    return connection.execute("SELECT owner, number, word FROM things ORDER BY 1, 2").fetchall()


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        ([], 0),
        ([thing(1, "one"), thing(2, None)], 0),
        ([thing(1, "one"), thing(2, "two")], 1),
        ([thing(1, None), thing(2, None), thing(3, "three")], 2),
    ],
)
def test_put_writes_only_what_differs(database, rows, written):
    assert store_rows.put(database, "things", [thing(1, "one"), thing(2, None)]) == 2
    assert store_rows.put(database, "things", rows) == written
    assert [row for row in held(database) if row[1] in {given["number"] for given in rows}] == [tuple(given.values()) for given in rows]


def test_put_of_a_table_that_is_all_key(database):
    assert store_rows.put(database, "names", [{"name": "x"}]) == 1
    assert store_rows.put(database, "names", [{"name": "x"}]) == 0


def test_replace_leaves_other_owners_and_equal_rows_alone(database):
    store_rows.put(database, "things", [thing(1, "one"), thing(1, "other", "b")])
    assert store_rows.replace(database, "things", {"owner": "a"}, [thing(1, "one")]) == 0
    assert store_rows.replace(database, "things", {"owner": "a"}, [thing(2, "two")]) == 2
    assert held(database) == [("a", 2, "two"), ("b", 1, "other")]
    assert store_rows.replace(database, "things", {"owner": "a"}, []) == 1
    assert store_rows.replace(database, "things", {"owner": "a"}, []) == 0


def test_synchronise_is_the_whole_table(database):
    store_rows.put(database, "things", [thing(1, "one"), thing(2, "two")])
    assert store_rows.synchronise(database, "things", [thing(2, "two"), thing(3, "three")]) == 2
    assert held(database) == [("a", 2, "two"), ("a", 3, "three")]
    assert store_rows.synchronise(database, "things", [thing(2, "two"), thing(3, "three")]) == 0
