"""Fixtures of this folder's tests."""

import pytest

from tests.helpers.column_reading import Reading


@pytest.fixture
def reading(tmp_path):
    each = Reading(tmp_path / "site.sqlite")
    yield each
    each.frontier.close()
