"""Lists that go in circles or for ever, and networks that answer for every host: told, and left in time."""

import socketserver
import threading
from collections import Counter

import pytest
import yaml

from crawler.crawl import crawl
from crawler.visit.run_context import Options
from gongkai.errors import Exit
from tests.helpers.crawling import Serving

MOST = 12  # requests any of these columns may cost


def listed(helpers, numbers, following="", pager=""):
    """A list page of some rows, with a link to a next page."""
    answer, html, rows = helpers
    entries = [(f"/doc/t{n}.html", f"关于政府信息公开工作的第{n}号文件", "2024-01-01") for n in numbers]
    link = f'<a href="{following}">下一页</a>' if following else ""
    return answer(html("年报", rows(entries) + link + pager))


def documents(portal, helpers, count=20):
    answer, html, _ = helpers
    for n in range(1, count + 1):
        title = f"关于政府信息公开工作的第{n}号文件"
        portal.pages[f"/doc/t{n}.html"] = answer(html(title, f"<h1>{title}</h1><p>{title}的正文。</p>"))


class Endless(dict):
    """Pages made as they are asked for."""

    def __init__(self, make):
        super().__init__()
        self.make = make

    def get(self, path, default=None):
        made = None if path in self else self.make(path)
        return made or super().get(path, default)


def last_page_again(helpers, path):
    number = int(path.removeprefix("/list/p").removesuffix(".html")) if path.startswith("/list/p") else 1
    at = min(number, 3)
    return listed(helpers, range(at * 5 - 4, at * 5 + 1), f"/list/p{number + 1}.html") if path.startswith("/list/") else None


def page_ignored(helpers, path):
    pager = "<script>createPageHTML('page_div',4,1,'index','html');</script>"
    return listed(helpers, range(1, 6), pager=pager) if path.startswith("/list/") else None


def deeper_and_deeper(helpers, path):
    return listed(helpers, [path.count("/") % 20], "a/") if path.startswith("/list/") else None


def session(helpers, path):
    visit = int(path.partition("visit=")[2] or 0)
    return listed(helpers, range(1, 6), f"/list/?visit={visit + 1}") if path.startswith("/list/") else None


def calendar(helpers, path):
    month = int(path.partition("month=")[2] or 0)
    return listed(helpers, [1] if not month else [], f"/list/?month={month + 1}") if path.startswith("/list/") else None


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (last_page_again, "pages_repeat"),
        (page_ignored, "paging_ignored"),
        (deeper_and_deeper, "trap"),
        (session, "pages_repeat"),
        (calendar, "trap"),
    ],
)
def test_a_list_without_end_is_left_and_told(crawling, portal, helpers, make, reason):
    portal.pages = Endless(lambda path: make(helpers, path))
    documents(portal, helpers)
    for _ in range(2):
        outcome = crawling.run().sites[0]
        assert outcome.exit == Exit.PARTIAL
        assert [each for each in outcome.columns[0].reasons if each.startswith(reason)], outcome.columns[0].reasons
    asked = Counter(path for _, path in portal.asked if path.startswith("/list/"))
    assert sum(asked.values()) <= MOST * 2, asked


def many_hosts(portal, count):
    """The portal on further addresses of this machine; their URLs."""
    for n in range(2, count + 2):
        server = socketserver.ThreadingTCPServer((f"127.0.77.{n}", 0), Serving)
        server.daemon_threads, server.portal = True, portal
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server


@pytest.mark.parametrize(("pages", "told"), [("one", True), ("own", False)])
def test_one_page_from_many_hosts_is_the_networks(crawling, portal, helpers, pages, told):
    answer, html, _ = helpers
    welcome = answer(html("登录", "<form>请登录网络</form>"))
    portal.pages = Endless(lambda path: welcome if pages == "one" else answer(html(path, "<p>栏目</p>")))
    portal.pages["/robots.txt"] = answer(b"", type_="text/plain")
    servers = list(many_hosts(portal, 5))
    try:
        sites = [
            {
                "id": f"s{n}",
                "name": "站",
                "area": "230100",
                "level": "city",
                "delay": 0,
                "allow_private": True,
                "columns": [
                    {"id": "annual", "name": "年报", "kind": "annual_report", "url": "http://{}:{}/{}/".format(*server.server_address, n)}
                ],
            }
            for n, server in enumerate(servers)
        ]
        crawling.registry.write_text(yaml.safe_dump(sites, allow_unicode=True))
        result = crawl(crawling.home, crawling.registry, (), Options())
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
    reasons = [reason for site in result.sites for column in site.columns for reason in column.reasons]
    assert any(reason.startswith("untrusted_network") for reason in reasons) is told, reasons
    assert result.exit != Exit.COMPLETE
