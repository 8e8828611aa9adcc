"""Requests through an HTTP proxy, by setting and by environment: what it sees, and what the records keep."""

import asyncio
import base64
import socketserver
import threading
from contextlib import suppress

import pytest

from crawler.fetch.client import Client
from crawler.fetch.http1 import FetchLimits
from crawler.fetch.proxies import Proxies
from crawler.fetch.throttle import Gate
from crawler.model.types import Column, Site
from gongkai.fetch_record import FetchRecord
from tests.helpers.relay import relay
from tests.helpers.scrapy_program import of, scrapy
from tests.replica import tls

__all__ = ["relay"]


@pytest.mark.parametrize("by", ["setting", "environment"])
def test_a_crawl_goes_through_the_proxy_and_says_so(small, portal, relay, by):
    portal.pages = {path: page.replace(portal.base.encode(), b"http://www.portal.gov.cn") for path, page in portal.pages.items()}
    small.register({"id": "annual", "name": "年报", "kind": "annual_report", "url": "http://www.portal.gov.cn/list/"}, allow_private=False)
    proxy = f"http://user:secret@127.0.0.1:{relay.server_address[1]}"
    given = (["-s", f"HTTP_PROXY={proxy}"], {}) if by == "setting" else ([], {"http_proxy": proxy})
    done = scrapy("crawl", "site", *given[0], **of(small), **given[1])
    assert done.returncode == 0, done.stderr
    assert len(relay.heads) == len(portal.asked) == 6
    credentials = f"Proxy-Authorization: Basic {base64.b64encode(b'user:secret').decode()}\r\n"
    assert all(head.startswith("GET http://www.portal.gov.cn/") and credentials in head for head in relay.heads)
    blocks = [record.block for record in small.records()]
    assert not any(b"Proxy-Authorization" in block or b"secret" in block for block in blocks)  # credentials are not archived
    found = [FetchRecord.from_json(record.block) for record in small.records() if record.type == "metadata"]
    assert {record.proxy for record in found} == {f"http://127.0.0.1:{relay.server_address[1]}"}
    assert not any(record.get("WARC-IP-Address") for record in small.records())  # whose it would be is not known


def site(base):
    return Site("s", "站", "230100", "city", (Column("c", "栏", "other", base),), delay=0)


def fetch(url, proxies):
    async def once():
        client = Client(site(url), "gongkai-test", Gate(), FetchLimits(connect=60), proxies)
        try:
            return await client.fetch(url)
        finally:
            client.pool.close()

    return asyncio.run(once())


def test_a_proxy_that_refuses_a_tunnel_is_named(relay):
    exchange = fetch("https://www.portal.gov.cn/", Proxies.of("", f"http://127.0.0.1:{relay.server_address[1]}", ""))
    assert exchange.problem == ("proxy_refused", "the proxy answered with status 403")
    assert relay.heads[0].startswith("CONNECT www.portal.gov.cn:443 HTTP/1.1\r\n")


def test_tls_begins_inside_the_tunnel(relay):
    own = tls.context(["127.0.0.1"])
    if own is None:
        pytest.skip("needs openssl, which makes the certificate")
    names = []
    own.sni_callback = lambda connection, name, context: names.append(name)

    class Secure(socketserver.BaseRequestHandler):
        def handle(self):
            with suppress(OSError):
                own.wrap_socket(self.request, server_side=True).close()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Secure) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        relay.tunnel_to = server.server_address
        exchange = fetch("https://www.portal.gov.cn/", Proxies.of("", f"http://127.0.0.1:{relay.server_address[1]}", ""))
        server.shutdown()
    assert names == ["www.portal.gov.cn"]
    assert exchange.problem[0] == "tls_certificate"  # checked as without a proxy


@pytest.mark.parametrize("host", ["10.0.0.1", "intranet", "169.254.169.254"])
def test_a_private_address_is_not_asked_of_a_proxy_either(relay, host):
    exchange = fetch(f"http://{host}/", Proxies.of(f"http://127.0.0.1:{relay.server_address[1]}", "", ""))
    assert exchange.problem[0] == "refused_address"
    assert relay.heads == []
