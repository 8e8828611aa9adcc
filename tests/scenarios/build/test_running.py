"""What docs/running.md promises in numbers is what the code does."""

import re

import pytest

from archive.build import write_document
from archive.health import assess
from archive.ops import alarms
from archive.publish import assertions, retention
from gongkai import run_log
from tests.conftest import ROOT

TIMES = {2: "twice", 3: "three times"}
NUMBERS = {2: "two", 5: "five", 10: "ten"}
SHARES = {0.75: "three quarters", 0.95: "95 %"}
PAGE = re.sub(r"\s+", " ", (ROOT / "docs" / "running.md").read_text(encoding="utf-8"))
# Each sentence is put together from the code's own bounds; a bound that moves makes a sentence the page does not hold.
HELD = {
    "healthy": f"brought news within its usual gap ({SHARES[assess.USUAL]} of its gaps are shorter)",
    "late": f"silent for {TIMES[assess.OVERDUE]} its rare gap ({SHARES[assess.RARE]} are shorter)",
    "silent": f"{TIMES[assess.PATIENCE]} its rare gap and at least {NUMBERS[assess.LEAST_DAYS]} working days; annual reports: "
    f"{NUMBERS[assess.LEAST_DAYS]} working days after the above",
    "keeping": f"all of the last {retention.RetentionRule().days} days stay, "
    f"then the first of each week for {retention.RetentionRule().weeks} weeks",
    "tries": f"read again by the next builds, {NUMBERS[write_document.TRIES]} at most",
    "logs": f"the last {run_log.KEPT} runs",
}
SHARE_OF = {
    "unread": "more than {} of documents could not be read",
    "reports_lost": "{} of annual reports are lost",
    "documents_lost": "{} of documents vanish",
    "documents_changed": "{} change their text",
    "figures_changed": "{} of unchanged reports are read differently",
}


@pytest.mark.parametrize("sentence", HELD.values(), ids=HELD)
def test_bounds_are_told_as_they_are(sentence):
    assert sentence in PAGE


@pytest.mark.parametrize("rule", assertions.rules(), ids=lambda rule: rule.name)
def test_every_assertion_is_told_with_its_share(rule):
    assert SHARE_OF[rule.name].format(f"{rule.share * 100:.0f} %") in PAGE


@pytest.mark.parametrize("state", assess.STATES)
def test_every_state_is_told_with_when_it_alarms(state):
    (alarm,) = re.findall(rf"\| {state.replace('_', ' ')} \|[^|]*\|([^|]*)\|", PAGE)
    days = alarms.LASTS.get(state)
    if days is None:
        assert alarm.partition(";")[0].strip() in ("", "never")
    else:
        assert alarm.strip() == (f"after {NUMBERS[days]} days" if days else "at once")
