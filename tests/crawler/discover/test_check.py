"""What a look at a column finds: which states need a person, and which make it look for the column elsewhere."""

import pytest

from crawler.discover import check

WELL = ["ok", "empty", "other_family", "redirected"]
UNWELL = ["no_rows", "no_reports", "moved", "not_found", "removed", "soft_404", "moved_column", "redirect_off_site", "challenge", "timeout"]
GONE = ["not_found", "removed", "soft_404", "moved_column", "redirect_off_site"]


@pytest.mark.parametrize(("state", "well"), [*((state, True) for state in WELL), *((state, False) for state in UNWELL)])
def test_what_needs_attention(state, well):
    assert check.Checked("a", "b", "http://h.example/", state).well is well


@pytest.mark.parametrize(("state", "gone"), [*((state, True) for state in GONE), ("challenge", False), ("timeout", False), ("ok", False)])
def test_which_faults_say_that_a_column_is_gone(state, gone):
    assert (state in check.GONE) is gone
