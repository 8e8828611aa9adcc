"""Each value that a build writes is the one that was looked at: of three visits to a small portal, in every table."""

import pytest

from tests.helpers import archive_content

KEPT = archive_content.kept()


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return archive_content.contents(
        archive_content.made(tmp_path_factory.mktemp("content")), {name: names for name, (names, _) in KEPT.items()}
    )


@pytest.mark.parametrize("table", archive_content.TABLES)
def test_a_table_holds_what_it_held(found, table):
    assert found[table] == KEPT[table]
