"""The real `scrapy` program in a clone: its spiders, a crawl with gongkai's exit codes, and what it refuses."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from crawler import registry
from crawler.scrapy_commands import crawl as crawl_command
from gongkai.errors import Exit, GongkaiError
from gongkai.fetch_record import FetchRecord
from tests.helpers.crawling import crawling, helpers, portal, small
from tests.helpers.plain_environment import plain_environment

__all__ = ["crawling", "helpers", "portal", "small"]
ROOT = Path(__file__).parents[3]


def scrapy(*words, **environment):
    call = [sys.executable, "-m", "scrapy", *words]
    own = plain_environment()
    return subprocess.run(call, cwd=ROOT, env=own | environment, capture_output=True, text=True, timeout=120, check=False)


def of(crawling):
    return {"GONGKAI_HOME": str(crawling.home.root), "GONGKAI_REGISTRY": str(crawling.registry)}


def test_list_shows_a_spider_for_each_site():
    done = scrapy("list", GONGKAI_REGISTRY="packaged")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == sorted(["columns", *(site.id for site in registry.load())])


def kinds(crawling):
    return sorted(str(FetchRecord.from_json(record.block).kind) for record in crawling.records() if record.type == "metadata")


@pytest.mark.parametrize("words", [["site"], ["columns", "-a", "site=site", "-a", "column=annual"], ["columns"]])
def test_a_crawl_is_that_of_gongkai(small, portal, words):
    done = scrapy("crawl", *words, **of(small))
    assert (done.returncode, done.stdout) == (Exit.COMPLETE, ""), done.stderr
    assert "site/annual: 3 of 3 rows, 4 new" in done.stderr
    assert kinds(small) == ["article", "article", "article", "attachment", "list", "robots"]
    before = len(portal.asked)
    assert "3 of 3 rows, 0 new" in scrapy("crawl", "site", "-a", "full=1", **of(small)).stderr
    assert len(portal.asked) - before == 6
    assert small.run().exit == Exit.COMPLETE  # the same frontier and files


def test_exit_codes_are_those_of_gongkai(small, portal, helpers):
    portal.pages["/list/2024/a2.html"] = helpers[0](b"", "500 Internal Server Error")
    assert scrapy("crawl", "site", **of(small)).returncode == Exit.PARTIAL


def test_a_limit_of_bytes_means_what_it_does_in_scrapy(small, portal, helpers):
    portal.pages["/files/report.pdf"] = helpers[0](b"%PDF-1.4 " + b"x" * 300_000, type_="application/pdf")
    done = scrapy("crawl", "site", "-s", "DOWNLOAD_MAXSIZE=100000", "-s", "DOWNLOAD_TIMEOUT=20", **of(small))
    assert done.returncode == Exit.PARTIAL
    assert "attachment_truncated: 1" in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["site", "-s", "JOBDIR=x"], "JOBDIR cannot be set here: the frontier"),
        (["site", "-s", "ROBOTSTXT_OBEY=0"], "ROBOTSTXT_OBEY cannot be off without a reason"),
        (["site", "-s", "DOWNLOAD_DELY=3"], "DOWNLOAD_DELY cannot be set here: neither Scrapy nor this project knows it"),
        (["site", "-s", "URLLENGTH_LIMIT=3"], "URLLENGTH_LIMIT cannot be set here: this project does not use it"),
        (["site", "-s", "RETRY_TIMES=9"], "RETRY_TIMES=9 cannot be set here: a number from 0 to 2"),
        (["site", "-s", "HTTP_PROXY=socks5://a:1"], "the proxy socks5://a:1 cannot be used"),
        (["site", "-s", "RETRY_ENABLED=maybe"], "RETRY_ENABLED=maybe cannot be set here: True or False"),
        (["site", "-O", "/dev/null/items.jsonl"], "/dev/null/items.jsonl: the items cannot be written there: "),
        (["columns", "-a", "site=nobody"], "no site 'nobody' in the registry"),
        (["site", "-a", "column=nobody"], "no site chosen has a column 'nobody'"),
        (["nobody"], "Spider not found: nobody"),
        (["site", "-a", "sight=1"], "-a sight: unknown argument"),
        (["site", "-a", "limit=none"], "-a limit=none"),
        ([], "name one spider"),
    ],
)
def test_what_cannot_hold_is_refused_by_name(small, portal, words, sentence):
    done = scrapy("crawl", *words, **of(small))
    assert (done.returncode, portal.asked) == (2, [])
    assert sentence in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk without room")
def test_items_that_find_no_room_are_no_success(small):
    done = scrapy("crawl", "site", "-O", "/dev/full:jsonl", **of(small))
    assert done.returncode == Exit.PARTIAL
    assert "3 of 3 rows, 4 new, 0 changed, 0 gone, complete" in done.stderr  # the archive has them
    assert "gongkai: site: the items could not be written to their feed; the log says why" in done.stderr


def test_an_egg_without_an_installation_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr(crawl_command, "version", absent)
    with pytest.raises(GongkaiError, match="gongkai is not installed here: `pip install` it where scrapyd runs"):
        crawl_command._require_installed()


def absent(name):
    raise PackageNotFoundError(name)
