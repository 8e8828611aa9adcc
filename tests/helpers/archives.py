"""Homes with small WARC files, and the database built from them."""

import sqlite3
from contextlib import closing

import pytest

from archive.build.build import build
from archive.publish.snapshot import snapshot
from archive.store import schema
from gongkai.home import Home


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


@pytest.fixture
def rows():
    """`rows(home, sql, *values)` gives what the database answers."""

    def ask(home, sql, *values):
        with closing(schema.connect(home.database, readonly=True)) as connection:
            return connection.execute(sql, values).fetchall()

    return ask


@pytest.fixture
def built(home):
    """`built(warc, …)` writes the files and builds; gives the summary."""

    def make(*warcs, **options):
        for number, warc in enumerate(warcs, 1):
            warc.write(home.root, number)
        return build(home, jobs=1, **options)

    return make


def publish_news(home, accept=False):
    """Publish a state of the database that differs from the last one in a site's area, so that it is published."""
    with closing(sqlite3.connect(home.database)) as connection:
        (number,) = connection.execute("SELECT coalesce(max(CAST(area AS INTEGER)), 990000) + 1 FROM sites").fetchone()
        connection.execute("UPDATE sites SET area = ?", (str(number),))
        connection.commit()
    return snapshot(home, accept)
