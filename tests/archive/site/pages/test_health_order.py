"""In which order the page of health shows states, how wide a badge is, and what status counts beside a verdict."""

import re

from archive.health import assess
from archive.ops import status
from archive.site.draw.badge import badge
from archive.site.pages import health


def test_the_worst_comes_first_and_no_state_is_missing():
    assert health.ORDER == (
        "error",
        "challenged",
        "never_worked",
        "silent",
        "late",
        "healthy",
        "quiet",
        "dormant",
        "paused",
        "ended",
        "disabled",
    )
    assert set(health.ORDER) == set(assess.STATES)


def test_a_badge_has_room_for_each_character():
    drawn = badge("年报", "healthy")
    widths = [int(width) for width in re.findall(r' width="(\d+)"', drawn)]
    assert widths == [40 + widths[2], 40 + widths[2], widths[2]]
    assert f'x="{40}"' in drawn
    assert badge("年报年报", "healthy").count('width="66"') == 0
    assert f'width="{66 + widths[2]}"' in badge("年报年报", "healthy")


def test_what_is_counted_beside_a_verdict():
    assert status.BESIDE == {
        "portal_faults": "served broken by the portal",
        "out_of_bounds": "out of bounds (robots.txt or another site)",
        "drawn": "list pages drawn by a browser",
    }
