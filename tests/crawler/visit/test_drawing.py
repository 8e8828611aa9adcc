"""Which answers are given to the browser, and what is kept of what the drawn page asks for."""

import asyncio
from types import SimpleNamespace

import pytest

from crawler.answers.interpret import Verdict
from crawler.fetch.browser import NotDrawn
from crawler.model.exchange import Exchange, Job
from crawler.model.outcome import FetchOutcome
from crawler.model.types import Fault, Fetch
from crawler.visit import drawing
from crawler.visit.drawing import ListDrawing, is_list_page
from gongkai.clock import now
from gongkai.errors import DiskRefused
from tests.helpers.visiting import HOST, Visiting

LIST = Job(Fetch(f"{HOST}/list/"), "list", "annual")
OK = b"HTTP/1.1 200 OK\r\n\r\npage"


def exchange(url=f"{HOST}/list/", response=OK, **more):
    return Exchange(url, b"GET", response, now(), **more)


class Ledger:
    """Keeps what it is given in memory, in place of a WARC file."""

    def __init__(self):
        self.failure, self.written, self.remembered, self.refuses = None, [], [], None

    def holding(self, found):
        return f"holding {found.url}"

    async def write(self, found, record, known):
        if self.refuses:
            raise self.refuses
        self.written.append((record, known))
        return f"written {found.url}"

    def remember(self, written):
        self.remembered.append(written)


@pytest.fixture
def made(tmp_path):
    """A drawing whose client gives the answers of `pages` and whose browser gives `drawn`."""
    site = Visiting(tmp_path, fetcher="browser").site
    asked, counted = [], []
    pages = {}

    async def fetch(url, method, headers, body):
        asked.append((url, method, headers, body))
        return pages.get(url, exchange(url))

    async def refusal(url):
        return ("robots_disallowed", "forbidden") if "secret" in url else None

    client = SimpleNamespace(agent="agent", fetch=fetch)
    ledger = Ledger()
    found = ListDrawing(site, "r1", client, SimpleNamespace(refusal=refusal), ledger, lambda *about: counted.append(about))
    return SimpleNamespace(drawing=found, asked=asked, counted=counted, pages=pages, ledger=ledger)


def verdict(**more):
    return Verdict(FetchOutcome(LIST, 0.0), **more)


def drawn(made, job=LIST, given=None, draw=None, **about):
    async def page(found, ask):
        return b"<p>drawn</p>"

    made.drawing._drawer = SimpleNamespace(draw=draw or page)
    return asyncio.run(made.drawing.drawn(job, given or exchange(), verdict(**about)))


def test_a_list_page_is_drawn(made):
    assert drawn(made).drawn == b"<p>drawn</p>"


@pytest.mark.parametrize(("fetcher", "on"), [("browser", True), (None, False)])
def test_only_sites_of_the_browser_are(tmp_path, made, fetcher, on):
    made.drawing.on = ListDrawing(Visiting(tmp_path, fetcher=fetcher).site, "r", SimpleNamespace(agent=""), None, None, None).on
    assert made.drawing.on is on
    assert bool(drawn(made).drawn) is on


@pytest.mark.parametrize(
    ("about", "is_drawn"),
    [({"follow": LIST}, False), ({"fault": Fault("challenge", "")}, False), ({"fault": Fault("no_rows", "")}, True), ({}, True)],
)
def test_what_leads_elsewhere_or_is_a_fault_is_not_drawn(made, about, is_drawn):
    assert bool(drawn(made, **about).drawn) is is_drawn


@pytest.mark.parametrize(
    ("job", "response", "is_list"),
    [
        (LIST, OK, True),
        (Job(LIST.fetch, "article"), OK, False),
        (Job(Fetch(HOST, "POST"), "list"), OK, False),
        (Job(Fetch(HOST, state=(("a", "b"),)), "list"), OK, False),
        (LIST, b"", False),
    ],
)
def test_a_list_page_as_a_person_opens_it(made, job, response, is_list):
    given = exchange(response=response)
    assert is_list_page(job, given) is is_list
    assert bool(drawn(made, job, given).drawn) is is_list


def test_why_a_page_was_not_drawn_goes_with_the_answer(made):
    async def fails(found, ask):
        raise NotDrawn("browser_timeout", "too slow")

    found = drawn(made, draw=fails)
    assert (found.drawn, found.undrawn) == (b"", "browser_timeout: too slow")


# ---- what the drawn page asks for


def asking(made, url, method="GET", headers=(), body=b""):
    return asyncio.run(made.drawing._asking(LIST, f"{HOST}/list/")(url, method, headers, body))


def test_what_a_page_asks_for_is_fetched_and_kept_under_the_page(made):
    found = asking(made, f"{HOST}/data.json#x", "POST", (("A", "b"),), b"{}")
    assert found.response == OK
    assert made.asked == [(f"{HOST}/data.json", "POST", (("A", "b"),), b"{}")]
    ((record, known),) = made.ledger.written
    assert (record.url, record.run, record.site, record.kind, record.column, record.via, record.problem, record.payload, record.proxy) == (
        found.url,
        "r1",
        "site",
        "drawing",
        "annual",
        f"{HOST}/list/",
        None,
        found.digest,
        None,
    )
    assert known == f"holding {found.url}"
    assert made.ledger.remembered == [f"written {found.url}"]
    assert made.counted == [(record, found, f"written {found.url}")]


def test_what_failed_is_kept_with_its_reason_and_the_proxy(made):
    made.pages[f"{HOST}/x"] = exchange(f"{HOST}/x", b"", problem=("timeout", "no answer"), proxy="http://p:1")
    asking(made, f"{HOST}/x")
    ((record, _),) = made.ledger.written
    assert (record.problem.stage, record.problem.code, record.problem.message) == ("fetch", "timeout", "no answer")
    assert (record.payload, record.proxy) == (None, "http://p:1")


def test_what_is_refused_is_not_asked_for(made):
    found = asking(made, "http://u:p@h.example/secret")
    assert made.asked == []
    assert (found.url, found.request, found.response, found.problem) == (f"{HOST}/secret", b"", b"", ("robots_disallowed", "forbidden"))


def test_a_run_asked_to_stop_asks_for_nothing(made):
    made.drawing.stopped = True
    assert asking(made, f"{HOST}/x").problem == ("stopped", "the run was asked to stop")
    assert made.asked == []


def redirect(status, location=b"/next"):
    return b"HTTP/1.1 %d Found\r\nLocation: %s\r\n\r\n" % (status, location)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_of_data_is_followed_as_a_get(made, status):
    made.pages[f"{HOST}/x"] = exchange(f"{HOST}/x", redirect(status))
    asking(made, f"{HOST}/x", "POST", (), b"{}")
    assert [(url, method, body) for url, method, _, body in made.asked] == [(f"{HOST}/x", "POST", b"{}"), (f"{HOST}/next", "GET", b"")]


@pytest.mark.parametrize(
    ("response", "target"), [(redirect(300), None), (redirect(302, b""), f"{HOST}/x"), (b"", None), (redirect(302, b"mailto:x"), None)]
)
def test_where_an_answer_leads(response, target):
    assert drawing._target(exchange(f"{HOST}/x", response)) == target


def test_five_hops_are_made(made):
    for number in range(6):
        made.pages[f"{HOST}/{number}"] = exchange(f"{HOST}/{number}", redirect(302, b"/%d" % (number + 1)))
    found = asking(made, f"{HOST}/0")
    assert (len(made.asked), found.response) == (5, b"")
    made.asked.clear()
    assert asking(made, f"{HOST}/2").response == OK


def test_a_disk_that_refuses_ends_the_visit_and_not_the_browser(made):
    made.ledger.refuses = DiskRefused("full")
    assert asking(made, f"{HOST}/x").response == b""
    assert str(made.ledger.failure) == "full"
    made.ledger.refuses = DiskRefused("again")
    asking(made, f"{HOST}/x")
    assert str(made.ledger.failure) == "full"
    assert made.counted == []


def test_a_drawing_is_closed_with_its_browser(made):
    closed = []

    async def close():
        closed.append(True)

    made.drawing._drawer = SimpleNamespace(close=close)
    asyncio.run(made.drawing.close())
    assert (closed, made.drawing.stopped) == ([True], True)
