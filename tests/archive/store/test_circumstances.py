"""What the content hash leaves out, by name: a further name would hide a change, a missing one would see a change where there is none."""

import pytest

from archive.store import fingerprint, schema

TABLES = ["runs", "site_runs", "column_runs", "captures", "coverage", "problems", "regions"]
COLUMNS = """capture_id last_run last_success last_new health fetched_at first_seen last_seen changed_at gone_at first_listed last_listed
listing payload_digest length"""


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_circumstances_is_left_out(name):
    assert name in fingerprint.circumstances()["tables"]
    assert name in schema.CONTENT


@pytest.mark.parametrize("name", COLUMNS.split())
def test_a_column_of_circumstances_is_left_out(name):
    assert name in fingerprint.circumstances()["columns"]


def test_nothing_else_is_left_out():
    found = fingerprint.circumstances()
    assert (len(found["tables"]), len(found["columns"])) == (len(TABLES), len(COLUMNS.split()))
