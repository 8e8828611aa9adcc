"""What robots.txt forbids, for how long an answer to it counts, and that a redirect of it is followed as RFC 9309 has it."""

import asyncio
from datetime import UTC, datetime

import pytest

from crawler.fetch import robots
from crawler.fetch.robots import Robots
from crawler.model.exchange import Exchange

AGENT = "gongkai/0.2"
DISALLOW = b"User-agent: *\nDisallow: /closed/\nCrawl-delay: 3\n\nUser-agent: gongkai\nDisallow: /ours/\nCrawl-delay: 7\n"


def exchange(url="http://h/robots.txt", status=200, body=DISALLOW, problem=None, **headers):
    if problem:
        return Exchange(url, b"" if problem[0] == "not_requested" else b"GET", b"", datetime.now(UTC), problem=problem)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return Exchange(url, b"GET", f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body, datetime.now(UTC))


class Host:
    """Answers to addresses, and which were asked for."""

    def __init__(self, answers):
        self.answers, self.asked, self.delays = answers, [], []

    async def ask(self, url):
        self.asked.append(url)
        return self.answers.get(url) or exchange(url, 404, b"")

    def refusals(self, *urls):
        read = Robots(self.ask, AGENT, self.delays.append)

        async def all_of():
            return [await read.refusal(url) for url in urls]

        return [found and found[0] for found in asyncio.run(all_of())]


def test_a_path_is_forbidden_to_the_agent_it_names():
    host = Host({"http://h/robots.txt": exchange()})
    assert host.refusals("http://h/ours/a", "http://h/closed/a", "http://h/a") == ["robots_disallowed", None, None]
    assert (host.asked, host.delays) == (["http://h/robots.txt"], [7.0])
    other = robots.rules(exchange(), "another")
    assert other.refusal("http://h/closed/a", "another")[0] == "robots_disallowed"
    assert "robots.txt" in other.refusal("http://h/closed/a", "another")[1]
    assert other.delay == 3.0


@pytest.mark.parametrize(
    ("status", "code"), [(404, None), (403, None), (499, None), (500, "robots_unavailable"), (503, "robots_unavailable")]
)
def test_an_answer_without_rules(status, code):
    found = robots.rules(exchange(status=status), AGENT)
    assert (found.parsed, found.delay) == (None, 0.0)
    refusal = found.refusal("http://h/ours/a", AGENT)
    assert (refusal and refusal[0]) == code
    if code:
        assert str(status) in refusal[1]


def test_each_host_port_and_scheme_has_its_own():
    host = Host({"http://h/robots.txt": exchange()})
    assert host.refusals("http://h/ours/", "http://h:81/ours/", "https://h/ours/") == ["robots_disallowed", None, None]
    assert host.asked == ["http://h/robots.txt", "http://h:81/robots.txt", "https://h/robots.txt"]
    assert host.delays == [7.0, 0.0, 0.0]


def test_no_answer_closes_the_host_until_the_next_try():
    host = Host({"http://h/robots.txt": exchange(problem=("timeout", "no answer"))})
    assert host.refusals("http://h/a", "http://h/b") == ["timeout", "timeout"]
    assert host.asked == ["http://h/robots.txt"] * 2


def test_redirects_are_followed_five_times():
    chain = {f"http://h/{n}": exchange(f"http://h/{n}", 302, b"", Location=f"/{n + 1}") for n in range(1, 6)}
    first = exchange(status=301, body=b"", Location="http://h/1")
    short = {"http://h/robots.txt": first, "http://h/1": chain["http://h/1"], "http://h/2": exchange("http://h/2")}
    assert Host(short).refusals("http://h/ours/") == ["robots_disallowed"]
    long = Host({"http://h/robots.txt": first, **chain, "http://h/6": exchange()})
    assert long.refusals("http://h/ours/") == [None], "the sixth is not asked for"
    assert long.asked == ["http://h/robots.txt", *(f"http://h/{n}" for n in range(1, 6))]


@pytest.mark.parametrize("location", ["", "ftp://h/x", "javascript:x", "robots2.txt"])
def test_a_redirect_to_no_address_is_none(location):
    host = Host({"http://h/robots.txt": exchange(status=302, body=b"", Location=location)})
    assert host.refusals("http://h/ours/") == [None]
    assert len(host.asked) == 1


def test_a_redirect_to_where_nothing_is_asked_for_counts_as_no_rules():
    elsewhere = exchange("http://o/r", problem=("not_requested", "another portal"))
    host = Host({"http://h/robots.txt": exchange(status=302, body=b"", Location="http://o/r"), "http://o/r": elsewhere})
    assert host.refusals("http://h/ours/") == [None]
    silent = exchange("http://h/r", problem=("timeout", "no answer"))
    host = Host({"http://h/robots.txt": exchange(status=302, body=b"", Location="/r"), "http://h/r": silent})
    assert host.refusals("http://h/ours/") == ["timeout"]


def test_what_counts_of_it_is_bounded():
    assert (robots.LOOKED_AT, robots.MOST_DELAY) == (512 << 10, 30.0)
    assert robots.rules(exchange(body=b"User-agent: *\nCrawl-delay: 3600\n"), AGENT).delay == 30.0
    late = b"User-agent: *\n" + b"#" * (512 << 10) + b"\nDisallow: /\n"
    assert robots.rules(exchange(body=late), AGENT).refusal("http://h/a", AGENT) is None
