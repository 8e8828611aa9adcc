"""When a list that leads on is a circle, and when a page comes from the network: decided on answers, without a crawl."""

from datetime import UTC, datetime

import pytest

from crawler.answers import traps
from crawler.answers.interpret import Verdict
from crawler.lists.pagers import MANY
from crawler.model import listing_json
from crawler.model.exchange import Exchange, Job
from crawler.model.outcome import Child, FetchOutcome, ListedRow
from crawler.model.types import Fault, Fetch, Listing

NEXT = Child(Job(Fetch("http://h/next"), "list", "c"))
ARTICLE = Child(Job(Fetch("http://h/a"), "article", "c"))


def listed(url, page=None, rows=("http://h/a",), children=(NEXT, ARTICLE), column="c", part=""):
    job = Job(Fetch(url, page=page), "list", column, part=part)
    shown = tuple(ListedRow(row, "t", None, (), False, False) for row in rows)
    listing = listing_json.pack(Listing(next=(Fetch("http://h/next"),), reasons=("before",)))
    return job, Verdict(FetchOutcome(job, 0.0, listing=listing, rows=shown, children=children))


def reason(*pages):
    """The reason given for the last of several pages, empty where it leads on."""
    watched = traps.Traps()
    for page in pages:
        found = watched.sprung(*page)
    listing = listing_json.unpack(found.settled.listing)
    if listing.next:
        assert found is pages[-1][1]
        return ""
    assert [child.job.kind for child in found.settled.children] == ["article"], "its documents are still wanted"
    assert listing.reasons[0] == "before"
    return listing.reasons[1]


def test_rows_of_another_page_again_are_a_circle():
    assert reason(listed("http://h/1"), listed("http://h/2", 2)).startswith("pages_repeat: page 2 ")
    assert reason(listed("http://h/1"), listed("http://h/2", 2, rows=("http://h/b",))) == ""
    assert reason(listed("http://h/1"), listed("http://h/2", 2, children=(ARTICLE,))) == "", "it leads nowhere by itself"
    assert reason(listed("http://h/2", 2), listed("http://h/2", 2)) == "", "the same page read again"
    assert reason(listed("http://h/2", 2), listed("http://h/1")) == "", "a first page is no circle"
    assert reason(listed("http://h/1"), listed("http://h/2", 2, column="d")) == "", "another column"
    assert reason(listed("http://h/1"), listed("http://h/2", 2, part="http://h/p")) == "", "a column below"


@pytest.mark.parametrize(
    ("url", "page", "rows", "trapped"),
    [
        ("http://h/x/x/x/", None, ("http://h/a",), True),
        ("http://h/x/x/", None, ("http://h/a",), False),
        ("http://h/p", MANY, ("http://h/a",), True),
        ("http://h/p", MANY - 1, ("http://h/a",), False),
        ("http://h/p", 2, (), True),
        ("http://h/p", 1, (), False),
        ("http://h/p", None, (), False),
    ],
)
def test_an_address_that_grows_and_pages_without_rows_lead_nowhere(url, page, rows, trapped):
    found = reason(listed(url, page, rows))
    assert found.startswith(f"trap: the address of page {page or 1} ") is trapped
    assert (url in found) is trapped


def test_other_answers_are_left_as_they_are():
    job = Job(Fetch("http://h/x/x/x/"), "article", "c")
    verdict = Verdict(FetchOutcome(job, 0.0, children=(NEXT,)))
    assert traps.Traps().sprung(job, verdict) is verdict
    none = Verdict(FetchOutcome(Job(Fetch("http://h/"), "list"), 0.0, children=(NEXT,)))
    assert traps.Traps().sprung(none.settled.job, none) is none


@pytest.mark.parametrize(
    ("url", "repeats"),
    [
        ("http://h/a/b/a/b/a/b", False),
        ("http://h/a/a/a", True),
        ("http://h/a/a/b/a", False),
        ("http://h///", False),
        ("http://h/?a/a/a", False),
    ],
)
def test_a_folder_several_times_in_a_row(url, repeats):
    assert traps.repeats(url) is repeats


def looked(*urls, body=b"  <html>login</html>", kind="list", depth=0, page=None, **verdict):
    network = traps.Network()
    for url in urls:
        job = Job(Fetch(url, page=page), kind, "c", depth)
        exchange = Exchange(url, b"", b"HTTP/1.1 200 OK\r\n\r\n" + body, datetime.now(UTC))
        settled = FetchOutcome(job, 0.0, children=verdict.get("children", ()))
        network.look(job, exchange, Verdict(settled, verdict.get("follow"), verdict.get("fault")))
    return network.fault


HOSTS = ["http://a/1", "http://b/2", "http://c/3"]


def test_one_page_from_three_hosts_comes_from_the_network():
    fault = looked(*HOSTS)
    assert fault.code == "untrusted_network"
    assert "3 hosts" in fault.message
    assert looked(*HOSTS[:2]) is None
    assert looked("http://a/1", "http://b/1", "http://c/1") is None, "the same path: one system's page"
    assert looked("http://a/1", "http://a/2", "http://a/3") is None, "one host"
    assert looked(*HOSTS, page=1) is not None


@pytest.mark.parametrize(
    "own",
    [
        {"kind": "article"},
        {"depth": 1},
        {"page": 2},
        {"children": (NEXT,)},
        {"fault": Fault("removed", "x")},
        {"follow": NEXT.job},
        {"body": b"%PDF"},
    ],
)
def test_other_pages_say_nothing_of_the_network(own):
    assert looked(*HOSTS, **own) is None


def test_a_list_in_between_clears_the_network():
    network = traps.Network()
    for number, url in enumerate([*HOSTS[:2], "http://d/4", HOSTS[2]]):
        job, verdict = listed(url) if number == 2 else (Job(Fetch(url), "list", "c"), None)
        exchange = Exchange(url, b"", b"HTTP/1.1 200 OK\r\n\r\n<html>", datetime.now(UTC))
        network.look(job, exchange, verdict or Verdict(FetchOutcome(job, 0.0)))
    assert network.fault is None
