"""A link to a file that expires before its turn: the article is read once more for a fresh one, once."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from crawler.crawl import crawl
from crawler.visit.run_context import Options
from gongkai import http_message, warc_reader
from gongkai.errors import Exit
from gongkai.home import Home
from tests.replica.server import replica

LONG = 100  # requests of the host that go by while a link waits; it lives for thirty


class Late:
    """The replica's JPaaS portal, where much time goes by after an article was read."""

    def __init__(self, folder, served, always):
        self.served, self.always, self.seen = served, always, set()
        self.host = served.hosts["f3"]
        self.given, self.host.answer = self.host.answer, self.answer
        self.home, self.registry = Home(folder / "home"), folder / "sites.yaml"
        column = {"id": "annual", "name": "年报", "kind": "annual_report", "url": self.host.base + self.host.columns[0].path}
        self.registry.write_text(
            yaml.safe_dump(
                [{"id": "site", "name": "站", "area": "230100", "level": "city", "delay": 0, "allow_private": True, "columns": [column]}],
                allow_unicode=True,
            )
        )

    def answer(self, request):
        found = self.given(request)
        if request.path.startswith("/art/") and (self.always or request.path not in self.seen):
            self.seen.add(request.path)
            self.served.steps["f3"] += LONG
        return found

    def run(self):
        return crawl(self.home, self.registry, ["site"], Options()).sites[0]

    @property
    def asked(self):
        return Counter(line["target"] for line in self.served.log if line["host"] == "f3" and line["target"].startswith("/art/"))

    def held(self):
        bodies = []
        for path in (Path(self.home.warc) / "site").glob("*.warc.gz"):
            with path.open("rb") as stream:
                bodies += [http_message.answer(record.block).payload for record in warc_reader.records(stream) if record.type == "response"]
        return bodies


@pytest.fixture
def served():
    with replica() as portal:
        yield portal


def files_of(host):
    """Path of the article to its files' bytes."""
    return {row.path: {file.body for file in row.files} for row in host.columns[0].rows if row.files}


def test_an_expired_link_costs_one_more_reading_of_its_article(tmp_path, served):
    late = Late(tmp_path, served, always=False)
    outcome = late.run()
    assert outcome.exit == Exit.COMPLETE, outcome.columns
    assert outcome.problems["message_instead_of_file"]
    wanted = files_of(late.host)
    assert {path: times for path, times in late.asked.items() if times != 1} == dict.fromkeys(wanted, 2)
    assert set().union(*wanted.values()) <= set(late.held())


def test_a_link_that_never_works_is_told_and_not_tried_for_ever(tmp_path, served):
    late = Late(tmp_path, served, always=True)
    outcome = late.run()
    wanted = files_of(late.host)
    assert outcome.exit == Exit.PARTIAL
    assert any(reason.startswith("attachment_message_instead_of_file") for reason in outcome.columns[0].reasons)
    assert {late.asked[path] for path in wanted} == {2}
