"""The hostile server and the slow clients do what they say, and their judges pass a careful peer and catch a careless one."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.threats import slow_clients
from tests.threats.hostile_server import HOST, ClientLimits, HostileServer, Seen, bound, judge, running
from tests.threats.misbehaviours import MISBEHAVIOURS
from tests.threats.samples import sites


def _taste(server: HostileServer, path: str) -> tuple[int, float, bool]:
    """Return bytes read, seconds, and whether the server had closed, of a client that leaves after 3 MB or its patience."""
    start, count = time.monotonic(), 0
    # An endless answer is tasted until it is long, and one that ends until it has ended, on a machine that stands still too.
    patience = 90.0 if path.strip("/") in (*ENDLESS, *ENDING) else 0.6
    with socket.create_connection((HOST, server.port), timeout=120) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        client.settimeout(0.1)
        while time.monotonic() - start < patience and count < 3_000_000:
            try:
                piece = client.recv(262144)
            except TimeoutError:
                continue
            except OSError:
                return count, time.monotonic() - start, True
            count += len(piece)
            if not piece:
                return count, time.monotonic() - start, True
    return count, time.monotonic() - start, False


ENDLESS = (
    "trailers",
    "trailer-line",
    "headers",
    "header-line",
    "header-folds",
    "continue",
    "cookies",
    "chunk-extension",
    "chunk-size",
    "chunks-tiny",
    "body",
    "body-chunked",
    "length-huge",
    "chunk-huge",
    "204-body",
    "early-hints",
)
ENDING = ("redirect-to/0", "length-cut")
HELD = (
    "silent",
    "half-status",
    "half-headers",
    "length-too-long",
    "switching",
    "drip-body",
    "drip-headers",
    "drip-chunks",
    "drip-trailers",
    "drip-continue",
    "drip-status",
)


def test_server_misbehaves_as_it_says():
    with running() as server, ThreadPoolExecutor(16) as pool:
        paths = [path for path in server.paths() if path not in {"/brotli-bomb", "/gzip-bomb"}]
        results = dict(zip(paths, pool.map(lambda path: _taste(server, path), paths), strict=True))
        for name in ENDLESS:
            count, _, closed = results[f"/{name}"]
            assert (count > 60_000, closed) == (True, False), name
        for name in HELD:
            count, _, closed = results[f"/{name}"]
            assert (count < 500, closed) == (True, False), name
        for name in ENDING:
            assert results[f"/{name}"][2], name
        assert len(MISBEHAVIOURS) >= 70
        assert server.canary_hits == []
        assert len([target for target in server.targets() if target.loopback]) >= 25
        server.all_noted()
        limits = ClientLimits(fetch_seconds=100, body_bytes=5_000_000, header_bytes=200_000)
        assert [reason for path in paths for reason in judge(path, server.seen(path), limits)] == []


def test_client_judge_names_every_broken_bound():
    limits = ClientLimits(fetch_seconds=1, body_bytes=1000, header_bytes=1000, redirects=2, tries=1)
    most = bound("/trailers", limits)
    assert judge("/trailers", Seen(1, 1, 1000, 1.0), limits) == []
    assert judge("/trailers", Seen(), limits)
    assert judge("/trailers", Seen(1, 1, most.bytes + 1, 1.0), limits)
    assert judge("/trailers", Seen(1, 1, 1, most.seconds + 1), limits)
    assert judge("/redirect-self", Seen(9, 9, 1, 1.0), limits)


def test_canary_counts_who_follows_a_redirect():
    with running() as server:
        with socket.create_connection(("127.0.0.1", server.canary_port), timeout=120) as client:
            client.sendall(b"GET /canary HTTP/1.1\r\n\r\n")
            assert client.recv(4096).startswith(b"HTTP/1.1 200")
        assert len(server.canary_hits) == 1


def unharmed(port, attack, paths):
    return slow_clients.judge(slow_clients.beside("127.0.0.1", port, attack, 8, 5, 2, paths), floor=5.0)


def closed_in_time(port, paths):
    result = slow_clients.half_open("127.0.0.1", port, 100, hold=8.0, paths=paths)
    assert slow_clients.judge_half_open(result, 0.5, 1_000_000), "so large a log is told"
    lacking = [] if result.report.opened == 100 else [f"{result.report.opened} of 100 opened"]
    return slow_clients.judge_half_open(result, 0.5, 0) + lacking


def test_slow_clients_harm_a_fragile_site_and_not_a_careful_one():
    paths = ("/",)
    with sites.site(patience=0.5, places=500) as port:
        for attack in (
            slow_clients.Attack.HALF_HEADERS,
            slow_clients.Attack.SLOW_HEADERS,
            slow_clients.Attack.RESET,
            slow_clients.Attack.NONE,
        ):
            assert slow_clients.least(partial(unharmed, port, attack, paths)) == []
        assert slow_clients.least(partial(closed_in_time, port, paths)) == []
    with sites.site(patience=None, places=20) as port:
        fragile = slow_clients.half_open("127.0.0.1", port, 40, hold=2.5, paths=paths, timeout=0.5)
        assert slow_clients.judge_half_open(fragile, 0.5, 0)
        assert fragile.during.errors
