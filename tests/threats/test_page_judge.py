"""The judge of the pages' fuzz accepts our own page about an original under exactly our policy, and nothing near it."""

import pytest

from archive.site.request.headers import POLICY, SANDBOX
from tests.threats.page_fuzz import PageRequest, judge
from tests.threats.wire import Answer, RawRequest

VIEWER = b'<html><body class="source"><a class="brand" href="/">x</a></body></html>'
VIEW = b"/raw/1?cell=1,1,1"


def faults(target, policy, body=VIEWER, media="text/html; charset=utf-8"):
    headers = (
        ("content-type", media),
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    )
    answer = Answer(200, headers, body, 0.1, len(body))
    return [reason for reason in judge(PageRequest(0, "raw", RawRequest(target), archived=True), answer) if reason.startswith("archived")]


def test_our_page_and_a_sandboxed_original_pass():
    assert faults(VIEW, POLICY) == []
    assert faults(b"/raw/1?view=1", POLICY) == []
    assert faults(b"/raw/1", SANDBOX, b"<script>alert(1)</script>") == []


@pytest.mark.parametrize(
    ("rule", "instead"),
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        ("script-src 'self'", "script-src 'self' 'unsafe-eval'"),
        ("script-src 'self'", "script-src 'self' https:"),
        ("script-src 'self'", "script-src *"),
        ("script-src 'self'; ", ""),
        ("script-src 'self'", "script-src 'unsafe-inline'; script-src 'self'"),
        ("default-src 'none'", "default-src *"),
        ("default-src 'none'; ", ""),
        ("base-uri 'none'", "base-uri 'self'"),
        ("frame-ancestors 'none'", "frame-ancestors *"),
        ("frame-src 'self'", "frame-src *"),
        ("font-src 'self'", "font-src 'self'; object-src *"),
    ],
)
def test_a_weaker_policy_fails(rule, instead):
    assert rule in POLICY
    assert faults(VIEW, POLICY.replace(rule, instead))


def test_an_original_under_our_policy_fails_whatever_it_looks_like():
    assert faults(b"/raw/1", POLICY), "nobody asked for our page"
    assert faults(b"/raw/1?x=.js", POLICY)
    assert faults(VIEW, POLICY, b"<script>alert(1)</script>")
    assert faults(VIEW, "")
    assert faults(VIEW, POLICY, media="text/javascript")
