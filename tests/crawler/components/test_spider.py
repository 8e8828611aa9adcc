"""The way of a request through the spider: each answer reaches the visit once, whatever Scrapy's components do with it."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from twisted.python.failure import Failure
from w3lib.url import safe_url_string

from crawler.components.spider import ColumnSpider, is_plain
from crawler.model.exchange import Exchange, Job
from crawler.model.types import Fault, Fetch
from crawler.visit.lease_queue import Lease
from gongkai.clock import now

URL = "http://h.example/a"
LEASE = Lease(7, Job(Fetch(URL, "POST", b"x=1"), "article", "annual"))


class Visit:
    """Notes what it is handed."""

    site = SimpleNamespace(id="site")

    def __init__(self):
        self.settled, self.crashes, self.put_aside, self.stops, self.out = [], [], [], [], True
        self.queue = SimpleNamespace(is_out=lambda name: self.out)

    def headers(self, job):
        return (("A", "b"),)

    async def settle(self, lease, exchange):
        self.settled.append((lease, exchange))

    async def crashed(self, lease, exchange, error):
        self.crashes.append((lease, exchange, error))

    async def superseded(self, lease, exchange):
        self.put_aside.append((lease, exchange))

    def stop(self, why):
        self.stops.append(why)


@pytest.fixture
def spider():
    return ColumnSpider(Visit())


def run(work):
    async def all_of_it():
        result = await work()
        await asyncio.sleep(0)
        return result

    return asyncio.run(all_of_it())


def exchange():
    return Exchange(URL, b"GET", b"HTTP/1.1 200 OK\r\n\r\n", now())


def sent(spider, lease=LEASE, **meta):
    request = run(lambda: spider.request(lease))
    request.meta.update(meta)
    return request


def test_a_request_is_that_of_its_job(spider):
    request = sent(spider)
    assert (request.url, request.method, request.body, request.dont_filter) == (URL, "POST", b"x=1", True)
    assert request.meta == {"lease": LEASE, "headers": (("A", "b"),), "url": URL, "verbatim_url": True}
    assert spider.outstanding == {7: request}


@pytest.mark.parametrize(("routed", "url"), [(True, URL), (False, "http://h.example/年报"), (False, "http://h.example:0080/a")])
def test_an_address_that_a_component_may_change_or_that_is_to_be_encoded_is_made_safe_by_scrapy(spider, routed, url):
    spider.routed = routed
    request = sent(spider, Lease(7, Job(Fetch(url), "article")))
    assert "verbatim_url" not in request.meta
    assert request.url == safe_url_string(url)


@pytest.mark.parametrize("host", ["a.cn", "127.0.0.1:18777", "xn--mxtq1m.cn:80", "a.cn:59999"])
@pytest.mark.parametrize("path", ["/", "/a/../b//c.html", "/~x/t1_2-3.html", "/.", "/-._~/"])
def test_a_plain_address_is_what_scrapy_makes_of_it(host, path):
    assert is_plain(f"http://{host}{path}")
    assert safe_url_string(f"http://{host}{path}") == f"http://{host}{path}"


def test_a_job_that_was_led_elsewhere_is_asked_for_plainly(spider):
    request = sent(spider, Lease(7, LEASE.job.to("http://h.example/b")))
    assert (request.url, request.method, request.body) == ("http://h.example/b", "GET", b"")


def test_an_address_that_scrapy_refuses_is_settled_as_such(spider):
    lease = Lease(7, Job(Fetch("no address"), "article"))
    assert run(lambda: spider.request(lease)) is None
    ((found, answer),) = spider.visit.settled
    assert (found, answer.problem[0], answer.url) == (lease, "bad_address", "no address")
    assert spider.outstanding == {}


def test_an_answer_lands_once(spider):
    request = sent(spider)
    assert spider._landed(request) == LEASE
    assert spider._landed(request) is None
    assert spider._landed(Request(URL)) is None


@pytest.mark.parametrize(("routed", "address"), [(True, "http://h.example/other"), (False, "")])
def test_an_answer_that_a_middleware_had_elsewhere_is_named_so(spider, routed, address):
    request = sent(spider)
    spider.routed = routed
    landed = spider._landed(request.replace(url="http://h.example/other"))
    assert (landed.job.address, landed.job.redirected_from) == (address, URL if routed else "")


def test_an_answer_without_an_exchange_was_made_by_a_component(spider):
    found = spider._exchange(Request(URL))
    assert found.problem == ("not_requested", "a component answered in place of the server; nothing was received")
    kept = exchange()
    assert spider._exchange(Request(URL, meta={"exchange": kept})) is kept


@pytest.mark.parametrize(("error", "code"), [(IgnoreRequest("not this"), "not_requested"), (RuntimeError("broken"), "crash")])
def test_a_request_that_failed_inside_scrapy_is_settled_with_its_reason(spider, error, code):
    failure = Failure(error)
    failure.request = sent(spider)

    async def work():
        spider.failed(failure)

    run(work)
    ((lease, found),) = spider.visit.settled
    assert (lease, found.problem) == (LEASE, (code, f"{type(error).__name__}: {error}"))
    run(work)
    assert len(spider.visit.settled) == 1


def test_what_was_received_before_a_failure_is_kept(spider):
    failure, kept = Failure(RuntimeError("x")), exchange()
    failure.request = sent(spider, exchange=kept)

    async def work():
        spider.failed(failure)

    run(work)
    assert spider.visit.settled == [(LEASE, kept)]


def crash(spider, response):
    async def work():
        spider.crashed(Failure(ValueError("x")), response, spider)

    run(work)


def test_an_error_while_an_answer_is_read_is_archived_with_it(spider):
    kept = exchange()
    crash(spider, SimpleNamespace(request=sent(spider, exchange=kept)))
    assert spider.visit.crashes == [(LEASE, kept, "ValueError: x")]
    assert spider.outstanding == {}


def test_an_error_of_what_is_settled_already_or_was_never_received_says_nothing(spider):
    crash(spider, None)
    crash(spider, SimpleNamespace(request=None))
    crash(spider, SimpleNamespace(request=sent(spider)))
    spider.visit.out = False
    crash(spider, SimpleNamespace(request=sent(spider, exchange=exchange())))
    assert spider.visit.crashes == []


def test_an_answer_in_whose_place_a_middleware_asks_again_is_archived(spider):
    kept = exchange()
    request = sent(spider, exchange=kept)
    by = Request(URL, meta={"exchange": kept})
    run(lambda: spider.superseded(request, by))
    assert spider.visit.put_aside == [(LEASE, kept)]
    assert "exchange" not in by.meta
    run(lambda: spider.superseded(Request(URL), Request(URL)))
    run(lambda: spider.superseded(Request(URL, meta={"exchange": kept}), Request(URL)))
    assert len(spider.visit.put_aside) == 1


def test_what_a_component_dropped_is_settled_with_what_came(spider):
    kept = exchange()
    sent(spider)
    sent(spider, Lease(8, LEASE.job), exchange=kept)
    run(lambda: spider.settle_dropped([7, 8, 9]))
    (first, dropped), (second, received) = spider.visit.settled
    assert (first.name, dropped.problem) == (7, ("not_requested", "a component dropped the request"))
    assert (second.name, received) == (8, kept)
    assert spider.outstanding == {}


def test_only_what_was_received_is_settled_at_the_end(spider):
    sent(spider)
    sent(spider, Lease(8, LEASE.job), exchange=exchange())
    run(spider.settle_received)
    assert [lease.name for lease, _ in spider.visit.settled] == [8]
    assert list(spider.outstanding) == [7]


@pytest.mark.parametrize(
    ("reason", "stops"), [("finished", []), ("closespider_timeout", [Fault("closed", "the spider was closed: closespider_timeout")])]
)
def test_a_crawl_that_an_extension_ended_is_stopped(spider, reason, stops):
    spider.closed(reason)
    assert spider.visit.stops == stops
