"""Every row of causes.yaml: which cause a crawl's reason has, and whether this machine's own network may be to blame."""

import pytest

from archive.health.causes import cause_of, causes

REASONS = [  # a reason as the crawl gives it, the cause's code, whether the network may be to blame
    ("connection_refused: the server refuses the connection", "connection_refused", True),
    ("connection_reset: the server closed the connection", "connection_reset", True),
    ("connection_lost: the answer broke off", "connection", True),
    ("timeout: no answer within 60 s", "timeout", True),
    ("truncated: the answer came too slowly", "truncated", True),
    ("dns_failure: the name has no address", "dns_failure", True),
    ("tls_failure: the certificate is of another name", "tls", False),
    ("challenge: status 521", "challenge", False),
    ("waf_page: 安全拦截", "waf_page", False),
    ("rate_limited: status 429", "rate_limited", False),
    ("geo_block: status 403, QAX", "geo_block", False),
    ("forbidden: status 403", "forbidden", False),
    ("blocked_by_robots", "blocked_by_robots", False),
    ("server_error: status 500", "server_error", False),
    ("not_found: status 404", "not_found", False),
    ("empty_now", "empty_now", False),
    ("no_rows", "no_rows", False),
    ("fewer_than_expected: 3 rows, at least 9 expected", "fewer_than_expected", False),
    ("more_than_expected: 9 rows, at most 3 expected", "more_than_expected", False),
    ("untrusted_network: 3 hosts answered with one page", "untrusted_network", True),
    ("visit_time: the visit took its 20 hours", "visit_time", False),
    ("host_time: 3 addresses of files.h.example, whose answers took 12 hours", "host_time", False),
    ("fewer_rows: 3 of 90", "fewer_rows", False),
    ("rows_by_script: /api/list", "rows_by_script", False),
    ("not_drawn: no browser is installed", "not_drawn", False),
    ("own_reader_found_nothing", "own_reader_found_nothing", False),
    ("count_contradicted: 5 pages by the text, 3 by the links", "count_contradicted", False),
    ("total_not_told", "", False),
]


@pytest.mark.parametrize(("reason", "code", "network"), REASONS)
def test_the_cause_of_a_reason(reason, code, network):
    for given in ([reason], [f"page_1_missing: {reason}"], ["nobody_knows", reason]):
        assert (cause_of(given).code, cause_of(given).network) == (code, network)


def test_the_rows_above_are_all_causes():
    assert [cause.code for cause in causes()] == [code for _, code, _ in REASONS]
