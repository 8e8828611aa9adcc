"""A server that misbehaves in every way its authors could think of: what one fetch costs stays within its limits."""

import asyncio
import gzip
import random
import time
from pathlib import Path

import pytest
import yaml

from crawler.answers import interpret
from crawler.fetch.client import Client
from crawler.fetch.http1 import FetchLimits
from crawler.fetch.resolver import AddressRefused, Resolver, is_public, is_public_name
from crawler.fetch.robots import Robots
from crawler.fetch.throttle import Gate
from crawler.model.exchange import Job
from crawler.model.outcome import Past
from crawler.model.types import Column, Fetch, Site
from crawler.visit.admission import Admission
from gongkai import http_message
from tests.threats import hostile_server
from tests.threats.misbehaviours import MISBEHAVIOURS

LIMITS = FetchLimits(connect=2, idle=2, total=4, body=8_000_000)
TOLD = hostile_server.ClientLimits(
    fetch_seconds=LIMITS.total + LIMITS.connect, body_bytes=LIMITS.body, header_bytes=2 * LIMITS.head, redirects=0, tries=2
)
SLOW = 60.0  # seconds: what was quadratic took four minutes and more
ADDRESSES = yaml.safe_load((Path(hostile_server.__file__).parent / "addresses.yaml").read_text(encoding="utf-8"))


def site(base):
    return Site(
        "site", "站", "230100", "city", (Column("annual", "年报", "other", f"{base}/"),), delay=0, allow_private=True, connections=64
    )


async def fetch_all(base, paths):
    """Every path asked for once, sixteen at a time; the exchanges by path."""
    turn = asyncio.Semaphore(16)

    async def one(path):
        async with turn:
            client = Client(site(base), "gongkai-test", Gate(), LIMITS)
            try:
                return path, await client.fetch(base + path)
            finally:
                client.pool.close()

    return dict(await asyncio.gather(*(one(path) for path in paths)))


@pytest.fixture(scope="module")
def fetched():
    """The exchanges by path, and the server; all anew where this machine stood still and a connection was open for longer."""
    for last in (False, False, True):
        with hostile_server.running() as server:
            exchanges = asyncio.run(fetch_all(server.base, server.paths()))
            server.all_noted()
            if last or not any(hostile_server.judge(path, server.seen(path), TOLD) for path in exchanges):
                yield server, exchanges
                return


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_a_fetch_stays_within_its_limits(fetched, name):
    server, exchanges = fetched
    exchange = exchanges[f"/{name}"]
    assert hostile_server.judge(f"/{name}", server.seen(f"/{name}"), TOLD) == []
    assert len(exchange.response) <= LIMITS.body + 2 * LIMITS.head + (1 << 17)
    assert exchange.response or exchange.problem
    assert server.seen(f"/{name}").credentials == []


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_what_came_is_taken_apart_in_time_and_room(fetched, name):
    exchange = fetched[1][f"/{name}"]
    began = time.monotonic()
    content, _ = exchange.answer.decoded(16 << 20)
    assert len(content) <= max(16 << 20, len(exchange.response))
    assert time.monotonic() - began < SLOW


def test_no_redirect_leads_to_an_address_that_is_not_the_portals(fetched):
    server, exchanges = fetched
    own = site(server.base)
    redirects = [path for path in exchanges if path.startswith("/redirect")]
    assert len(redirects) > 40

    async def follow(path):
        client = Client(own, "gongkai-test", Gate(), LIMITS)
        robots = Robots(client.fetch, client.agent, client.slower)
        verdict = interpret.verdict_of(Job(Fetch(server.base + path), "article", "annual"), exchanges[path], Past(), own, 0.0)
        if verdict.follow is None:
            assert verdict.fault is not None
        elif await Admission(own, robots).refusal(verdict.follow.url) is None:
            assert verdict.follow.url.startswith(f"{server.base}/")
            await client.fetch(verdict.follow.url)
        client.pool.close()

    for path in redirects:
        asyncio.run(follow(path))
    assert server.canary_hits == []
    assert server.seen("/honest").credentials == []


@pytest.mark.parametrize("address", [address for block in ADDRESSES["refused"] for address in block["addresses"]])
def test_no_address_of_a_special_block_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [address for block in ADDRESSES["public"] for address in block["addresses"]])
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("name", ADDRESSES["names_refused"])
def test_a_name_of_no_public_portal_is_not_looked_up(name):
    assert not is_public_name(name)
    with pytest.raises(AddressRefused):
        asyncio.run(Resolver().addresses(name, 80))


@pytest.mark.parametrize("spelled", [entry["host"] for entry in ADDRESSES["spelled"]])
def test_a_private_address_is_not_reached_however_it_is_spelled(spelled):
    own = Site("site", "站", "230100", "city", (Column("annual", "年报", "other", "http://www.gov.example/"),), delay=0)
    exchange = asyncio.run(Client(own, "gongkai-test", Gate(), LIMITS).fetch(f"http://{spelled}/"))
    assert exchange.problem[0] in ("refused_address", "bad_address", "dns_failure")


@pytest.mark.parametrize("url", [each["url"] for each in ADDRESSES["disputed"]])
def test_an_address_that_clients_read_differently_reaches_no_private_host(url):
    own = Site("site", "站", "230100", "city", (Column("annual", "年报", "other", "http://www.gov.example/"),), delay=0)
    exchange = asyncio.run(Client(own, "gongkai-test", Gate(), LIMITS).fetch(url))
    assert exchange.problem[0] in ("refused_address", "bad_address", "dns_failure", "timeout")


@pytest.mark.parametrize("size", [1 << 20, 24 << 20])
def test_damaged_gzip_is_read_as_far_as_it_goes_in_time(size):
    good = gzip.compress(random.Random(1).randbytes(size // 2) + bytes(size * 4), 1)
    damaged = bytearray(good)
    damaged[-(len(good) // 8)] ^= 0xFF
    began = time.monotonic()
    content, problem = http_message.decode(bytes(damaged[:-9]) + b"\xff" * 99, "gzip")
    assert time.monotonic() - began < SLOW
    assert len(content) > size // 4
    assert problem.startswith("gzip: ")


def test_more_codings_than_a_server_has_are_left_as_they_are():
    assert http_message.decode(b"x", ", ".join(["gzip"] * 5000)) == (b"x", "more than 3 codings, kept unchanged")


def test_a_folded_header_costs_what_it_is_long():
    began = time.monotonic()
    ((name, value),) = http_message.headers(["X: a", *[" b"] * 400_000])
    assert (name, len(value)) == ("X", 800_001)
    assert time.monotonic() - began < SLOW
