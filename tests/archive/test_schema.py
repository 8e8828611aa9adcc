import sqlite3

import pytest

from archive import schema
from parsers.contract import BadConfiguration


@pytest.fixture
def database(tmp_path):
    connection = schema.connect(tmp_path / "gongkai.db")
    schema.migrate(connection)
    yield connection
    connection.close()


def shape(connection):
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    mine = [name for name in names if not name.startswith(("_", "sqlite_", "search"))] + ["search_keys"]
    return {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in mine}


def test_every_table_and_column_is_described_in_both_languages(database):
    described = {table: list(about["columns"]) for table, about in schema.descriptions().items()}
    assert described == shape(database)
    for about in schema.descriptions().values():
        assert about["zh"]
        assert about["en"]
        assert all(len(words) == 2 and all(words) for words in about["columns"].values())


def test_content_and_workings_are_all_tables(database):
    assert sorted((*schema.CONTENT, *schema.WORKINGS)) == sorted(shape(database))


def test_migrating_twice_writes_nothing(database, tmp_path):
    before = database.execute("PRAGMA data_version").fetchone(), database.total_changes
    schema.migrate(database)
    assert (database.execute("PRAGMA data_version").fetchone(), database.total_changes) == before


def test_a_database_of_a_newer_version_is_refused(database):
    database.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('gongkai', 'of_tomorrow', '2030')")
    with pytest.raises(BadConfiguration, match="of_tomorrow"):
        schema.migrate(database)


def test_readonly_does_not_create(tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        schema.connect(tmp_path / "absent.db", readonly=True)
