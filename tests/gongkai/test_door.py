"""The library's door: what it documents, loaded when first used; and bytes and times as people write them."""

from importlib.metadata import version

import pytest

import archive.library
import gongkai
from gongkai.terminal.amounts import duration, size


def test_the_door_shows_its_version_and_two_functions():
    assert gongkai.__version__ == version("gongkai")
    assert gongkai.read_report is archive.library.read_report
    assert gongkai.open_archive is archive.library.open_archive


def test_what_is_not_documented_is_not_there():
    with pytest.raises(AttributeError, match=r"^module 'gongkai' has no attribute 'other'$"):
        _ = gongkai.other


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, "unknown"),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_999, "1000.0 kB"),
        (1_000_000, "1.0 MB"),
        (1_000_000_000, "1.0 GB"),
        (1_000_000_000_000, "1.0 TB"),
        (2.5e15, "2500.0 TB"),
    ],
)
def test_a_size_has_the_unit_that_fits_it(count, text):
    assert size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (9.99, "0:09"), (60, "1:00"), (3599, "59:59"), (3600, "1:00:00"), (3661, "1:01:01"), (360_000, "100:00:00")],
)
def test_a_duration(seconds, text):
    assert duration(seconds) == text
