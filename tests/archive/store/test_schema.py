import sqlite3
from contextlib import closing

import pytest

from archive.store import schema
from gongkai.errors import BadConfiguration, Exit
from tests.helpers.warcs import Warc, digest


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


def older(path):
    """A database as the version before the last migration left it."""
    with closing(schema.connect(path)) as connection:
        schema.migrate(connection)
        connection.execute("INSERT INTO readings (document_id, payload_digest, failed) VALUES ('a', 'sha256:0', 0)")
        connection.execute("ALTER TABLE readings DROP COLUMN tries")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'tries_of_readings'")
        connection.commit()


def test_an_older_database_is_copied_before_its_shape_changes(tmp_path):
    path = tmp_path / "gongkai.db"
    older(path)
    with closing(schema.connect(path)) as connection:
        assert schema.pending(connection)
        schema.migrate(connection)
        assert not schema.pending(connection)
        assert connection.execute("SELECT document_id, tries FROM readings").fetchall() == [("a", None)]
    (copy,) = tmp_path.glob("*.before-*")
    assert copy.name == "gongkai.db.before-tries_of_readings"
    with closing(schema.connect(copy, readonly=True)) as connection:
        assert schema.pending(connection)
        assert connection.execute("SELECT document_id FROM readings").fetchall() == [("a",)]
        assert "tries" not in {row[1] for row in connection.execute("PRAGMA table_info(readings)")}


def test_answers_not_modified_lose_the_payload_they_never_had(tmp_path):
    with closing(schema.connect(tmp_path / "gongkai.db")) as connection:
        schema.migrations.apply(schema.sqlite_utils.Database(connection), stop_before="not_modified_without_payload")
        connection.execute(
            "INSERT INTO captures (id, status, revisit_of, document_id, payload_digest) VALUES ('a', 304, 'b', 'd', ?), "
            "('b', 200, NULL, 'd', 'sha256:0')",
            (digest(b""),),
        )
        connection.executemany("INSERT INTO readings (document_id, payload_digest) VALUES ('d', ?)", [(digest(b""),), ("sha256:0",)])
        connection.commit()
        schema.migrate(connection)
        assert connection.execute("SELECT id, payload_digest FROM captures ORDER BY id").fetchall() == [("a", None), ("b", "sha256:0")]
        assert connection.execute("SELECT payload_digest FROM readings").fetchall() == [("sha256:0",)]
        assert connection.execute("SELECT document_id FROM due").fetchall() == [("d",)]


def test_a_new_database_needs_no_copy(database, tmp_path):
    assert not list(tmp_path.glob("*.before-*"))


@pytest.mark.parametrize(("command", "due"), [("build", True), ("build", False), ("snapshot", False)])
def test_a_newer_database_is_refused_in_a_sentence_and_left(built, home, gongkai, command, due):
    """Whether or not there is something to do: this gongkai would publish it as if it were its own."""
    built(Warc().start().finish())
    with closing(schema.connect(home.database)) as connection:
        connection.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('gongkai', 'of_tomorrow', '2030')")
        connection.execute("INSERT INTO due SELECT '=derive' WHERE ?", (due,))
        connection.commit()
    before = home.database.read_bytes()
    done = gongkai(command, home=home.root)
    assert (done.returncode, "of_tomorrow" in done.stderr, "Traceback" in done.stderr) == (Exit.BAD_CONFIGURATION, True, False)
    assert home.database.read_bytes() == before


def test_readonly_does_not_create(tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        schema.connect(tmp_path / "absent.db", readonly=True)
