"""How much of one text comes again in another, to the last run of it."""

import pytest

from parsers.report.checks.similarity import similarity

TEXT = "".join(chr(0x4E00 + number) for number in range(120))


@pytest.mark.parametrize(
    ("before", "now", "share"),
    [
        (TEXT, TEXT, 1.0),
        (TEXT, TEXT[:-1] + "末", 114 / 115),
        (TEXT[:-1] + "末", TEXT, 114 / 115),
        (TEXT, "首" + TEXT[1:], 114 / 115),
        (TEXT + "12", TEXT + "3", 1.0),  # figures do not count
        (TEXT[1:], TEXT, None),
        (TEXT, TEXT[1:], None),
    ],
)
def test_each_run_counts(before, now, share):
    assert similarity(before, now) == (share if share is None else pytest.approx(share))
