"""Homes with small WARC files, and the database built from them."""

from contextlib import closing

import pytest

from archive import schema
from archive.build import build
from parsers.contract import Home


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
