"""Pages are interpreted in confined processes: the same verdicts, and a hostile page costs its own site its deadline, nobody else."""

import asyncio
import os
import re
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.answers import confined, interpret
from crawler.answers.confined import VALUES, AnswerReader, is_plain
from crawler.model.exchange import Exchange, Job, Known
from crawler.model.outcome import Past
from crawler.model.types import Column, Fetch, Site
from gongkai.html import tree as html_tree
from gongkai.workers.pool import WorkerPool
from gongkai.workers.worker import Limits
from tests.helpers.best_of import processor_seconds

ROW = "<li><a href='/col/t{0}.html'>某市某局20{0}年政府信息公开工作年度报告</a><span>20{0}-01-20</span></li>"
LIST = "".join(ROW.format(number) for number in range(10, 24))
PAGE = f"<html><body><ul class=list>{LIST}</ul><script>createPageHTML('page_div',3,1,'index','html',42);</script></body></html>"
URL = "http://a.cn/col/index.html"


def site(name="site"):
    return Site(name, "站", "230100", "city", (Column("annual", "年报", "annual_report", URL),))


def exchange(body, content_type="text/html; charset=utf-8", status="200 OK", url=URL):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return Exchange(url, b"GET / HTTP/1.1\r\n\r\n", head + body, datetime(2026, 11, 30, tzinfo=UTC))


def job(kind="list"):
    return Job(Fetch(URL), kind, "annual")


@pytest.fixture
def all_apart(monkeypatch):
    """Small pages too are given to a process."""
    monkeypatch.setattr(confined, "SMALL", -1)


async def one(reader, body, kind="list", name="site"):
    return await reader.verdict_of(job(kind), exchange(body), Past(), site(name), 0.0)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("list", PAGE.encode()),
        ("list", b""),
        ("article", b"<html><title>x</title><body><a href='/a/b.pdf'>" + "附件：某年报".encode() + b"</a></body></html>"),
        ("attachment", b"<html><body>no file</body></html>"),
        ("attachment", b"%PDF-1.7 ..."),
    ],
)
def test_the_verdict_is_the_one_of_this_process(kind, body, all_apart):
    with AnswerReader(1) as reader:
        found = asyncio.run(one(reader, body, kind))
        assert bool(reader.all[0].idle) == (body[:4] != b"%PDF"), "a file as it was sent is not given to anybody"
    assert found == interpret.verdict_of(job(kind), exchange(body), Past(), site(), 0.0)
    assert type(found.settled.job) is Job


def test_only_what_needs_no_parsing_is_judged_here():
    file = exchange(b"PK\x03\x04....")
    coded = Exchange(URL, b"x", file.response.replace(b"Content-Length", b"Content-Encoding: gzip\r\nContent-Length"), file.began)
    unchanged = exchange(b"", status="304 Not Modified")
    assert is_plain(job("attachment"), file)
    assert not is_plain(job("list"), file)
    assert not is_plain(job("attachment"), coded)
    assert not is_plain(job(), unchanged)
    assert is_plain(Job(Fetch(URL), "list", "annual", known=Known(etag="x")), unchanged)
    assert is_plain(job(), Exchange(URL, b"", b"", file.began, problem=("timeout", "")))


def trouble(task):
    """Stand in for a page that is read without end, that kills its reader, or that our own code breaks over."""
    body = task[1].payload
    if body == b"hang":
        time.sleep(300)
    if body == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    if body == b"raise":
        raise KeyError("missing")
    return confined.work(task)


def crash(task):
    raise ValueError("of ours")


def troubled(count, seconds=2.0, function=trouble):
    reader = AnswerReader(count)
    limits = Limits(seconds=seconds + 60, base=seconds, each=60)  # a page that is read has a minute more than one that hangs
    reader.all = [WorkerPool(function, 1, limits, (), VALUES, size=lambda task: (task[1].payload != b"hang") << 20) for _ in range(count)]
    while not reader.free.empty():
        reader.free.get()
    for pool in reader.all:
        reader.free.put(pool)
    return reader


@pytest.mark.parametrize("body", [b"hang", b"die", b"raise"])
def test_a_page_that_cannot_be_read_has_failed_and_the_next_is_read(body, all_apart):
    with troubled(1) as reader:
        found = asyncio.run(one(reader, body))
        assert (found.fault.code, found.settled.problem) == ("page_unreadable",) * 2
        assert asyncio.run(one(reader, PAGE.encode())).settled.rows


def test_small_plain_pages_are_read_here_and_no_others():
    def small(body, **more):
        return confined.is_small(exchange(body, **more))

    assert small(PAGE.encode())
    assert not small(b"x" * (confined.SMALL + 1))
    assert not small(b"<p>" * (confined.ELEMENTS + 1))
    assert not small(b"\0<p>x")
    plain = exchange(PAGE.encode())
    filled = b"X: " + b"a" * (2 * confined.SMALL) + b"\r\nContent-Length"
    assert not confined.is_small(replace(plain, response=plain.response.replace(b"Content-Length", filled))), "headers count"
    for sign in html_tree.PARTING:
        assert not small(b"<p " + (b"a" + bytes([sign])) * (confined.SEPARATORS + 1))
    coded = exchange(PAGE.encode())
    assert not confined.is_small(replace(coded, response=coded.response.replace(b"Content-Length", b"Content-Encoding: x\r\nA")))
    with AnswerReader(1) as reader:
        assert asyncio.run(one(reader, PAGE.encode())).settled.rows
        assert not reader.all[0].idle, "no process was started for it"


def test_what_is_read_here_is_interrupted_at_its_budget(monkeypatch):
    original = interpret.verdict_of

    def slow(*task):
        try:
            re.search(r"(a+a+)+b", "a" * 60)  # years, in one call of the interpreter
        except Exception:  # noqa: BLE001 - as careless code would
            time.sleep(100)
        return original(*task)

    monkeypatch.setattr(interpret, "verdict_of", slow)

    def read():
        with AnswerReader(1) as reader:
            assert asyncio.run(one(reader, PAGE.encode())).settled.rows, "a process read it"
            assert len(reader.all[0].idle) == 1

    assert processor_seconds(read, enough=20 * confined.BUDGET) < 20 * confined.BUDGET


def test_an_interruption_that_python_swallows_is_made_again(monkeypatch, capsys):
    deadline = 40 * confined.BUDGET  # processor seconds that a page which is not interrupted takes

    class Ending:
        def __del__(self):
            busy(2 * confined.BUDGET)  # what interrupts this is printed and forgotten by Python

    def busy(seconds):
        end = time.process_time() + seconds
        while time.process_time() < end:
            sum(range(10_000))  # the timer counts no time of the kernel

    def slow(*task):
        Ending()
        busy(deadline)

    monkeypatch.setattr(interpret, "verdict_of", slow)
    task = (job("article"), exchange(PAGE.encode()), Past(), site(), 0.0)

    def interrupted():
        assert confined.within_budget(task) is None

    assert processor_seconds(interrupted, enough=deadline / 2) < deadline / 2
    assert "OverBudget" not in capsys.readouterr().err
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_the_worst_page_that_is_read_here():
    """Its bytes are as the bounds allow; the parser's own time is what cannot be interrupted."""
    worst = b"<p " + b" ".join(b"a%d" % number for number in range(confined.SEPARATORS - 10)) + b">x"
    assert confined.is_small(exchange(worst))

    def read():
        assert interpret.verdict_of(job("article"), exchange(worst), Past(), site(), 0.0)

    assert processor_seconds(read, enough=5.0) < 5.0, "0.2 s where it was measured"


def test_an_error_of_our_own_is_said_as_such(monkeypatch):
    monkeypatch.setattr(interpret, "verdict_of", crash_of_ours)
    failure = confined.work((job(), exchange(b"x"), Past(), site(), 0.0))
    assert failure.code == "crash"
    assert confined.fault_of(failure).code == "crash"
    assert "ValueError: of ours" in confined.fault_of(failure).message


def crash_of_ours(*_):
    raise ValueError("of ours")


def test_a_hostile_site_holds_up_no_other_and_not_the_loop(all_apart):
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.02)

    async def run(reader):
        await asyncio.gather(*(one(reader, PAGE.encode(), name=name) for name in ("warm", "also")))
        ticking = asyncio.ensure_future(tick())
        hostile = [asyncio.ensure_future(one(reader, b"hang", name="hostile")) for _ in range(3)]
        while ticks <= 3:  # the loop goes on
            await asyncio.sleep(0.02)
        honest = [await one(reader, PAGE.encode(), name="honest") for _ in range(3)]
        waiting = [each for each in hostile if not each.done()]
        for each in hostile:
            each.cancel()
        ticking.cancel()
        return honest, waiting

    with troubled(2, seconds=60.0) as reader:
        honest, waiting = asyncio.run(run(reader))
    assert all(each.settled.rows for each in honest)
    assert len(waiting) == 3, "the hostile pages were still being read"
    assert ticks > 3


def test_the_end_of_a_crawl_does_not_wait_for_a_page(all_apart):
    async def begin(reader):
        reading = asyncio.ensure_future(one(reader, b"hang"))
        while not reader.all[0].busy:
            await asyncio.sleep(0.02)
        reading.cancel()

    reader = troubled(1, seconds=300.0)
    asyncio.run(begin(reader))
    began = time.monotonic()
    reader.__exit__()
    assert time.monotonic() - began < 60
    assert not any(pool.idle or pool.busy for pool in reader.all)


QUICK = 60.0  # seconds on a busy machine; the deadline of a page is a third
HOSTILE = {
    "blanks after 页次": "<html><body><p>页次：1/".encode() + b" " * 79_000 + b"</p></body></html>",
    "80,000 attributes": b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(80_000)) + b">x</p></body></html>",
    "a table of 12 MB": b"<html><body><table>" + b"<tr><td><a href='/a'>1</a></td></tr>" * 340_000 + b"</table></body></html>",
    "nested without end": b"<html><body>" + b"<div><ul><li><a href=/x>" * 60_000,
}


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
@pytest.mark.parametrize("name", HOSTILE)
def test_the_hostile_pages_of_old_end_within_the_deadline(name):
    """Each held up the event loop for 76 to 100 s, all sites standing still."""
    longest = 0.0

    async def watch():
        nonlocal longest
        while True:
            before = time.thread_time()  # of the loop's own thread: a machine that stands still is not a page that holds it up
            await asyncio.sleep(0.02)
            longest = max(longest, time.thread_time() - before)

    async def run(reader):
        watching = asyncio.ensure_future(watch())
        found = await one(reader, HOSTILE[name])
        watching.cancel()
        return found

    began = time.monotonic()
    with AnswerReader(1) as reader:
        found = asyncio.run(run(reader))
    assert isinstance(found, interpret.Verdict)
    assert time.monotonic() - began < confined.LIMITS.seconds + QUICK
    assert longest < confined.LIMITS.seconds / 2, "the loop went on"
