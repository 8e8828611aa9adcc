"""Answers as servers really give them: what is kept, how it ended, what is refused."""

import asyncio
import contextlib
import gzip
import ssl
import subprocess
import threading
import time
import zlib
from itertools import pairwise

import pytest

from crawler.fetch.client import Client, endpoint
from crawler.fetch.connections import context
from crawler.fetch.http1 import FetchLimits
from crawler.fetch.resolver import AddressRefused, Resolver, is_public
from crawler.fetch.throttle import Gate, Manners
from crawler.model.types import Column, Site
from gongkai import http_message

BODY = "<html>政府信息公开</html>".encode()
PATIENT = FetchLimits(connect=60, idle=60, total=60, body=100_000)
QUICK = FetchLimits(connect=60, idle=0.4, total=1.2, body=100_000)


def site(base, **given):
    columns = (Column("annual", "年报", "other", f"{base}/"),)
    return Site("site", "站", "230100", "city", columns, **{"delay": 0, "allow_private": True} | given)


def ask(base, path="/x", limits=PATIENT, times=1, **given):
    """Fetch once or several times over one client; the last exchange."""

    async def run():
        client = Client(site(base, **given), "gongkai-test", Gate(), limits)
        try:
            for _ in range(times):
                exchange = await client.fetch(f"{base}{path}")
        finally:
            client.pool.close()
        return exchange

    return asyncio.run(run())


def chunks(*pieces, end=b"0\r\n\r\n"):
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed + end


AS_RECEIVED = {
    "plain": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY,
    "GBK header": "HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=年报.pdf\r\nContent-Length: 3\r\n\r\nabc".encode("gbk"),
    "repeated headers": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\n\r\nabc",
    "folded header": b"HTTP/1.1 200 OK\r\nX-Long: one\r\n\ttwo\r\nContent-Length: 3\r\n\r\nabc",
    "64 KB header": b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 65536 + b"\r\nContent-Length: 3\r\n\r\nabc",
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc",
    "no reason": b"HTTP/1.1 521\r\nContent-Length: 3\r\n\r\nabc",
    "old version": b"HTTP/1.0 200 OK\r\n\r\nabc",
    "no length": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc",
    "chunked": chunks(b"ab", b"c" * 70_000),
    "chunk extensions and trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
    "compressed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(gzip.compress(BODY, mtime=0))
    + gzip.compress(BODY, mtime=0),
    "no content": b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
    "not modified": b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n',
    "unasked part": b"HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc",
    "empty": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "header without colon": b"HTTP/1.1 200 OK\r\nrubbish\r\nContent-Length: 3\r\n\r\nabc",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
}


@pytest.mark.parametrize("name", AS_RECEIVED)
def test_an_answer_is_kept_byte_for_byte(portal, name):
    sent = AS_RECEIVED[name]
    portal.pages["/x"] = sent
    if name in ("old version", "no length"):
        portal.give = ending(portal.give)
    exchange = ask(portal.base)
    assert (exchange.response, exchange.truncated, exchange.problem) == (sent, "", None)
    assert exchange.address == "127.0.0.1"


def ending(give):
    """The server closes after its answer."""

    def one(*arguments):
        give(*arguments)
        return False

    return one


def test_an_interim_answer_is_left_out(portal):
    final = AS_RECEIVED["plain"]
    portal.pages["/x"] = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + final
    assert ask(portal.base).response == final


@pytest.mark.parametrize(
    ("status", "stated", "held"),
    [
        (429, "60", True),
        (403, "60", True),
        (503, "9" * 400, True),
        (200, "60", False),
        (429, "", False),
        (429, "²", False),
        (429, "0", False),
    ],
)
def test_a_host_that_asks_for_a_pause_has_it_before_its_answer_is_read(portal, status, stated, held):
    portal.pages["/x"] = f"HTTP/1.1 {status} x\r\nRetry-After: {stated}\r\nContent-Length: 2\r\n\r\nok".encode()

    async def run():
        client = Client(site(portal.base), "gongkai-test", Gate(), PATIENT)
        try:
            assert (await client.fetch(f"{portal.base}/x")).answer.status == status
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.3 if held else 30):
                    await client.turn(await client.route(endpoint(portal.base), None))
                    return False
            return True
        finally:
            client.pool.close()

    assert asyncio.run(run()) is held


def test_a_connection_serves_many_requests_and_a_closed_one_is_opened_again(portal):
    portal.pages["/x"] = AS_RECEIVED["plain"]
    assert ask(portal.base, times=5).response == AS_RECEIVED["plain"]
    portal.give = ending(portal.give)  # says keep-alive, closes all the same
    assert ask(portal.base, times=3).problem is None


SHORT = {
    "shorter than told": (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nabc", "disconnect"),
    "cut between chunks": (chunks(b"abc", end=b""), "disconnect"),
    "cut inside a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", "disconnect"),
    "no chunk size": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", "disconnect"),
    "larger than we take": (b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000, "length"),
    "chunks larger than we take": (chunks(*[b"x" * 60_000] * 4), "length"),
    "endless": (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 900_000, "length"),
}


@pytest.mark.parametrize("name", SHORT)
def test_a_body_that_ends_short_is_kept_and_named(portal, name):
    sent, truncated = SHORT[name]
    portal.pages["/x"] = sent
    portal.give = ending(portal.give)
    exchange = ask(portal.base)
    assert exchange.truncated == truncated
    assert sent.startswith(exchange.response)
    assert len(exchange.response) <= 300_000


def test_a_body_that_trickles_meets_the_total_deadline(portal):
    portal.pages["/x"] = [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", *[b"x", lambda: time.sleep(0.1)] * 900]
    for total in (1.2, 5.0, 25.0):  # a machine that stands still for that long gives the deadline before the first byte
        began = time.monotonic()
        exchange = ask(portal.base, limits=FetchLimits(connect=60, idle=60, total=total, body=100_000))
        took = time.monotonic() - began
        if exchange.problem is None and exchange.answer.body:
            break
    assert exchange.truncated == "time"
    assert total - 0.2 < took < 85, "the body takes 90 s"
    assert 0 < len(exchange.answer.body) < 900


def test_the_time_of_answers_is_counted_by_host_also_of_those_that_fail(portal):
    portal.pages |= {"/x": [lambda: time.sleep(0.3), AS_RECEIVED["plain"]], "/broken": lambda head, body: time.sleep(0.3)}

    async def run():
        client = Client(site(portal.base), "gongkai-test", Gate(), PATIENT)
        try:
            answered = await client.fetch(f"{portal.base}/x")
            first = client.taken["127.0.0.1"]
            failed = await client.fetch(f"{portal.base}/broken")
        finally:
            client.pool.close()
        return answered.problem, first, failed.problem, client.taken

    answered, first, failed, taken = asyncio.run(run())
    assert (answered, failed[0], list(taken)) == (None, "connection_closed", ["127.0.0.1"])
    assert first > 0.2
    assert taken["127.0.0.1"] > first + 0.2


def test_a_request_that_nobody_waits_for_any_more_leaves_no_connection(portal):
    asked, answer = threading.Event(), threading.Event()

    def hold():
        asked.set()
        answer.wait(60)

    portal.pages["/x"] = [hold]

    async def run():
        client = Client(site(portal.base), "gongkai-test", Gate(), PATIENT)
        waiting = asyncio.create_task(client.fetch(f"{portal.base}/x"))
        await asyncio.to_thread(asked.wait, 60)
        during = len(client.pool._all)
        waiting.cancel()
        await asyncio.wait([waiting])
        answer.set()
        return during, client.pool._all

    assert asyncio.run(run()) == (1, set())


ASKED = threading.Event()
NOTHING = {
    "closed at once": (lambda head, body: None, "connection_closed"),
    "closed inside the headers": ([b"HTTP/1.1 200 OK\r\nContent-"], "connection_closed"),
    "silent": ([lambda: ASKED.wait(60)], "timeout"),
    "headers without end": ([b"HTTP/1.1 200 OK\r\nX: " + b"x" * 400_000], "headers_too_long"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_no_answer_has_its_reason(portal, name):
    ASKED.clear()
    portal.pages["/x"], code = NOTHING[name]
    portal.give = ending(portal.give)
    exchange = ask(portal.base, limits=QUICK if code == "timeout" else PATIENT)
    ASKED.set()
    assert exchange.response == b""
    assert exchange.problem[0] == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:1/", "connection_refused"),
        ("http://no-such-host.gov.example/", "dns_failure"),
        ("ftp://127.0.0.1/x", "refused_address"),
        ("file:///etc/passwd", "refused_address"),
        ("http://10.0.0.1/", "refused_address"),
        ("http://169.254.169.254/latest/meta-data/", "refused_address"),
        ("http://[::1]/", "refused_address"),
        ("http://[::ffff:10.0.0.1]/", "refused_address"),
        ("http://0x7f000001/", "refused_address"),
        ("http://2130706433/", "refused_address"),
        ("http://localhost/", "refused_address"),
        ("http://0/", "refused_address"),
    ],
)
def test_what_cannot_or_may_not_be_asked_for_has_its_reason(url, code):
    async def run():
        return await Client(site("http://127.0.0.1:1"), "gongkai-test", Gate(), QUICK).fetch(url)

    assert asyncio.run(run()).problem[0] == code


def test_a_private_address_needs_the_sites_word(portal):
    portal.pages["/x"] = AS_RECEIVED["plain"]
    refused = ask(portal.base, allow_private=False)
    assert refused.problem[0] == "refused_address"
    assert "allow_private" in refused.problem[1]
    assert portal.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("114.114.114.114", True),
        ("240e:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("100.64.0.1", False),
        ("169.254.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:192.168.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_and_private_addresses(address, public):
    assert is_public(address) is public


def test_a_name_is_looked_up_once_and_pinned(monkeypatch):
    answers = iter([["114.114.114.114"], ["127.0.0.1"]])

    async def look_up(self, host, port):
        found = next(answers)
        if not all(map(is_public, found)):
            raise AddressRefused(host)
        return tuple(found)

    monkeypatch.setattr(Resolver, "_look_up", look_up)

    async def run():
        resolver = Resolver()
        return [await resolver.addresses("rebinding.example", 80) for _ in range(3)]

    assert asyncio.run(run()) == [("114.114.114.114",)] * 3


def packed(data):
    """Without a time: the cases are named by their bytes, the same in every process."""
    return gzip.compress(data, mtime=0)


BOMB = packed(b"\0" * 50_000_000)


@pytest.mark.parametrize(
    ("body", "coding", "content", "problem"),
    [
        (packed(BODY), "gzip", BODY, ""),
        (zlib.compress(BODY), "deflate", BODY, ""),
        (zlib.compress(BODY)[2:-4], "deflate", BODY, ""),
        (BODY, "gzip", BODY, "gzip: not in this coding, kept unchanged"),
        (packed(BODY)[:-4], "gzip", BODY, "gzip: ends early"),
        (packed(packed(BODY)), "gzip, gzip", BODY, ""),
        (BODY, "rot13", BODY, "coding 'rot13' is not known"),
        (BOMB, "gzip", b"\0" * 1000, "gzip: stopped at 1000 bytes"),
        (packed(BOMB), "gzip, gzip", None, "stopped at 1000 bytes"),
    ],
)
def test_content_codings_are_undone_as_far_as_they_go(body, coding, content, problem):
    found, told = http_message.decode(body, coding, 1000)
    assert content is None or found == content
    assert len(found) <= 1000
    assert problem in told if problem else not told


def test_one_connection_and_a_pause_a_host_and_address():
    class Clock(asyncio.SelectorEventLoop):
        """A loop in which only what is waited for takes time."""

        def __init__(self):
            super().__init__()
            self.at, look = 0.0, self._selector.select

            def wait(seconds):
                self.at += seconds or 0.0
                return look(0)

            self._selector.select = wait

        def time(self):
            return self.at

    async def run():
        gate, inside, most, times = Gate(), 0, 0, []

        async def visit(host):
            nonlocal inside, most
            turn = await gate.turn((host, "192.0.2.1"), Manners(0.05, 1))
            times.append(asyncio.get_running_loop().time())
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1
            await turn.leave()
            await turn.leave()  # does nothing: the next one is inside

        await asyncio.gather(*(visit(host) for host in ("a", "b", "a", "c")))
        return most, [later - earlier for earlier, later in pairwise(times)]

    with asyncio.Runner(loop_factory=Clock) as runner:
        most, pauses = runner.run(run())
    assert most == 1
    assert min(pauses) >= 0.05 * 0.8 - 1e-6


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that only those trust who are told to."""
    folder = tmp_path_factory.mktemp("tls")
    words = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1 -addext"
    try:
        subprocess.run([*words.split(), "subjectAltName=IP:127.0.0.1"], cwd=folder, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs openssl to make a certificate")
    return folder


@pytest.fixture
def secure(portal, certificate):
    """The portal over TLS."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    portal.server.shutdown()
    portal.server.socket = serving.wrap_socket(portal.server.socket, server_side=True)
    threading.Thread(target=portal.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    portal.base = portal.base.replace("http:", "https:")
    portal.pages["/x"] = AS_RECEIVED["plain"]
    return portal


def test_tls_is_checked(secure, certificate, monkeypatch):
    assert ask(secure.base).problem[0] == "tls_certificate"
    assert ask(secure.base, tls="legacy").problem[0] == "tls_certificate"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    assert ask(secure.base, times=2).response == AS_RECEIVED["plain"]


def test_legacy_tls_lets_old_ciphers_in_for_that_site_only():
    assert context("legacy").minimum_version == ssl.TLSVersion.MINIMUM_SUPPORTED
    assert len(context("legacy").get_ciphers()) > len(context(None).get_ciphers())
    assert context(None).minimum_version == ssl.TLSVersion.TLSv1_2
    assert context("legacy").verify_mode == context(None).verify_mode == ssl.CERT_REQUIRED


def test_a_cookie_that_is_set_on_the_way_is_sent_back(small):
    page = small.portal.pages["/list/"]

    def once(head, body):
        if "Cookie: CT6T=1" in head:
            return page
        return b"HTTP/1.1 302 Found\r\nSet-Cookie: CT6T=1; Path=/\r\nLocation: /list/\r\nContent-Length: 0\r\n\r\n"

    small.portal.pages["/list/"] = once
    assert small.run().exit == 0
    assert small.portal.count("/list/") == 2


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("/list/2024/a1.html", "redirect_loop"),
        ("http://elsewhere.example/", "redirect_off_site"),
        ("file:///etc/passwd", "redirect_nowhere"),
        ("javascript:alert(1)", "redirect_nowhere"),
        ("http://169.254.169.254/", "redirect_off_site"),
        ("/", "removed"),
    ],
)
def test_a_redirect_is_followed_only_where_it_may(small, location, problem):
    small.portal.pages["/list/2024/a1.html"] = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n" % location.encode()
    result = small.run()
    assert problem in result.sites[0].problems
    assert small.portal.count("/list/2024/a1.html") <= 7


def test_every_hop_of_a_redirect_is_kept(small):
    moved = small.portal.pages["/list/2024/a1.html"]
    hop = b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: /new/a1.html\r\n\r\n"
    small.portal.pages |= {"/list/2024/a1.html": hop, "/new/a1.html": moved}
    assert small.run().exit == 0
    urls = [record.get("WARC-Target-URI").removeprefix(small.portal.base) for record in small.records() if record.type == "response"]
    assert {"/list/2024/a1.html", "/new/a1.html", "/files/report.pdf"} <= set(urls)
