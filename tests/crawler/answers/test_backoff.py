"""How long a host is left alone, fault by fault."""

import pytest

from crawler.answers.backoff import DEAD, HostBackoff, a_while
from crawler.model.types import Fault
from gongkai.fetch_record import CHALLENGES

WITHOUT_ANSWER = [
    "dns_failure",
    "connection_refused",
    "connection_reset",
    "connection_failed",
    "connection_closed",
    "connection_lost",
    "timeout",
    "tls_certificate",
    "tls_failure",
    "robots_unavailable",
    "refused_address",
]


def pauses(code, count, answered=False, delay=1.5, **said):
    """The pauses after so many faults of a kind in a row."""
    host = HostBackoff(delay)
    if answered:
        assert host.after(None, True) == 0.0
    return [host.after(Fault(code, "", **said), False) for _ in range(count)]


@pytest.mark.parametrize("code", WITHOUT_ANSWER)
def test_a_host_that_never_answered(code):
    assert pauses(code, 7) == [0.0, 0.0, 150.0, 0.0, 0.0, None, None]


@pytest.mark.parametrize("code", WITHOUT_ANSWER)
def test_a_host_that_did_answer_and_falls_silent(code):
    assert pauses(code, 6, answered=True) == [5.0, 15.0, 45.0, 120.0, 300.0, None]


@pytest.mark.parametrize("code", sorted(CHALLENGES))
@pytest.mark.parametrize("answered", [True, False])
def test_a_host_that_challenges(code, answered):
    assert pauses(code, 4, answered) == [0.0, 0.0, None, None]


@pytest.mark.parametrize("code", ["removed", "soft_404", "not_found", "server_error"])
def test_other_faults_are_no_reason_to_wait(code):
    assert pauses(code, 9) == [0.0] * 9
    host = HostBackoff(1.5)
    faults = ["timeout", "timeout", code, "timeout", "timeout", "timeout"]
    assert [host.after(Fault(each, ""), False) for each in faults] == [0.0, 0.0, 0.0, 0.0, 0.0, 150.0]


def test_an_answer_ends_the_row():
    host = HostBackoff(1.5)
    assert [host.after(Fault("challenge", ""), False) for _ in range(2)] == [0.0, 0.0]
    assert host.after(None, True) == 0.0
    assert [host.after(Fault("challenge", ""), False) for _ in range(3)] == [0.0, 0.0, None]


@pytest.mark.parametrize(("seconds", "pause"), [(0, 0.0), (1, 1.0), (180, 180.0), (181, None)])
@pytest.mark.parametrize("code", ["rate_limited", "server_error", "timeout"])
def test_what_the_server_asks_for_counts(code, seconds, pause):
    assert pauses(code, 1, retry_after=seconds) == [pause]


def test_a_server_that_asks_for_ever_is_left():
    assert pauses("rate_limited", 7, retry_after=1) == [1.0] * 5 + [None] * 2
    assert pauses("server_error", 7, retry_after=1) == [1.0] * 7


@pytest.mark.parametrize(("delay", "seconds"), [(0.0, 0.0), (0.5, 50.0), (1.0, 100.0), (1.5, 150.0), (3.0, 150.0)])
def test_a_while_goes_by_the_pause_of_the_site(delay, seconds):
    assert a_while(delay) == seconds


@pytest.mark.parametrize(("delay", "pause"), [(0.0, 0.0), (0.75, 2.5), (1.5, 5.0), (6.0, 5.0)])
def test_pauses_of_an_outage_go_by_the_pause_of_the_site(delay, pause):
    assert pauses("timeout", 1, answered=True, delay=delay) == [pause]


def test_which_faults_bring_no_answer():
    assert set(WITHOUT_ANSWER) == DEAD
    assert not DEAD & CHALLENGES
