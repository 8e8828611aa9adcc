"""The reader against PDF and OFD files of the second generator, every change alone: what a person sees there, or a doubt that is said."""

import pytest

from tests import hostile_reports_second as second
from tests.helpers import hostile


@pytest.mark.timeout(600)
@pytest.mark.parametrize("file_format", ["pdf", "ofd"])
def test_no_figure_is_wrong(file_format):
    found = hostile.of_second(second.singles(2, (file_format,)))
    assert found["cells"] > 10_000
    assert hostile.beyond(found, {}) == {}
    assert found["uncertain"] <= 0.01 * found["cells"]


@pytest.mark.parametrize(
    ("seed", "file_format", "changes"),
    [
        (653902112, "ofd", ("spacer_rows", "litigation_before_review")),
        (186947606, "ofd", ("table_low_on_the_page", "partly_ruled")),
        (770735076, "ofd", ("summary_of_lower_units", "two_figures_in_a_cell")),
        (232701944, "pdf", ("superscript_mark", "horizontal_rules_only")),
        (483429762, "pdf", ("horizontal_rules_only", "total_first")),
        (696207362, "pdf", ("no_rules", "two_figures_in_a_cell")),
        (266667604, "ofd", ("no_rules", "applicants_reordered")),
        (380814744, "pdf", ("figures_over_the_rule", "signs_of_change")),
        (418226765, "ofd", ("partly_ruled", "agency_in_signature_only")),
    ],
)
def test_pairs_of_changes_of_which_one_hides_the_other(seed, file_format, changes):
    """Each was read wrong, lost or accused before its class was mended."""
    assert hostile.beyond(hostile.of_second([second.generate(seed, format=file_format, mutations=changes)]), {}) == {}
