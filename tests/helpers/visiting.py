"""One visit to one site, driven without Scrapy: real frontier and WARC files, answers as a test gives them."""

import asyncio
import json
from pathlib import Path

from crawler.answers.confined import AnswerReader
from crawler.answers.traps import Network
from crawler.fetch.client import Client
from crawler.fetch.throttle import Gate
from crawler.model.exchange import Exchange
from crawler.model.types import Column, Site
from crawler.store import warc_files
from crawler.store.commit import CommitLedger
from crawler.store.frontier import Frontier
from crawler.store.warc_writer import Writer
from crawler.visit.run_context import Options, RunContext
from crawler.visit.visit import SiteVisit
from gongkai import warc_reader
from gongkai.clock import now
from gongkai.home import Home
from tests.helpers.crawling import answer, html, rows

HOST = "http://h.example"
COLUMN = Column("annual", "年报", "annual_report", f"{HOST}/list/")
TITLES = {number: f"关于政府信息公开工作的第{number}号文件" for number in range(1, 9)}


def list_page(*numbers, more=""):
    """A list of articles by their numbers."""
    entries = [(f"/list/2024/a{number}.html", TITLES[number], f"2024-03-{number:02}") for number in numbers]
    return answer(html("年报", rows(entries) + more))


def article(number, more="", headers=()):
    """An article of the list."""
    return answer(html(TITLES[number], f'<h1>{TITLES[number]}</h1><div id="zoom"><p>正文正文正文</p>{more}</div>'), headers=headers)


def file(body=b"%PDF-1.4 " + b"x" * 99):
    return answer(body, type_="application/pdf")


class Visiting:
    """A home and visits to one site in it."""

    def __init__(self, folder: Path, *columns: Column, **site):
        self.home = Home(folder / "home")
        self.columns = columns or (COLUMN,)
        self.site = Site("site", "站", "230100", "city", self.columns, **{"delay": 0.0, "robots": False, **site})
        self.pages: dict[str, object] = {}  # by path: bytes of an answer, a problem as (code, sentence), or a function of the lease
        self.asked: list[str] = []
        self.headers: dict[str, dict[str, str]] = {}

    def visit(self, run="r1", before=None, each=None, **options):
        """Visit the site; return the ended visit. `before` is called with it at first, `each` may take the place of `settle`."""
        return asyncio.run(self._visit(run, before, each, Options(**options)))

    async def _visit(self, run, before, each, options):
        frontier = Frontier(self.home.frontier / "site.sqlite")
        folder = warc_files.folder(self.home, "site")
        folder.mkdir(parents=True, exist_ok=True)
        ledger = CommitLedger(frontier, Writer(folder, "site", {"software": "test"}, taken=frontier.held()), lambda _: None, sync=False)
        gate = Gate()
        client = Client(self.site, "gongkai test", gate, options.limits)
        with AnswerReader(1) as reader:
            context = RunContext(self.home, run, gate, Network(), options, lambda _: None, reader)
            visit = SiteVisit(self.site, self.columns, client, frontier, ledger, context)
            try:
                if before:
                    before(visit)
                async for lease in visit.feed():
                    while lease:
                        lease = await (each or self.settle)(visit, lease)
                await ledger.flush()
                visit.end()
                await ledger.close()
            finally:
                ledger.abandon()
                client.pool.close()
                frontier.close()
        return visit

    def exchange(self, visit, lease):
        """The answer to what a lease asks for."""
        url = lease.job.url
        path = url.removeprefix(HOST)
        self.asked.append(path)
        self.headers[path] = dict(visit.headers(lease.job))
        page = self.pages.get(path, answer(html("404"), "404 Not Found"))
        page = page(lease) if callable(page) else page
        if isinstance(page, Exchange):
            return page
        request = f"GET {path} HTTP/1.1\r\n\r\n".encode()
        if isinstance(page, tuple):
            return Exchange(url, request, b"", now(), problem=page)
        return Exchange(url, request, page, now())

    async def settle(self, visit, lease):
        return await visit.settle(lease, self.exchange(visit, lease))

    # ---- what was kept

    def records(self):
        for path in sorted(Path(self.home.warc).glob("site/*.warc.gz")):
            with path.open("rb") as stream:
                yield from warc_reader.records(stream)

    def fetches(self):
        """The metadata of every fetch, in order."""
        return [json.loads(record.block) for record in self.records() if record.type == "metadata"]

    def notes(self):
        """Our own resource records by their name below the run and the site."""
        found = [record for record in self.records() if record.type == "resource"]
        return {record.get("WARC-Target-URI"): json.loads(record.block) for record in found}
