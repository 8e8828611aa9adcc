"""A crawl that is killed again and again ends with everything held, hardly anything asked for twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from gongkai import http_message, warc_reader

ROOT = Path(__file__).parents[3]
ROWS = 40
CONNECTIONS = 4
IN_FLIGHT = CONNECTIONS + 1  # on the wire, and the one that waits its turn


def fill(portal, pages, answer, html, rows):
    """A column of `pages` articles, forty rows a page."""
    total = -(-pages // ROWS)
    for page in range(1, total + 1):
        numbers = range((page - 1) * ROWS + 1, min(page * ROWS, pages) + 1)
        entries = [(f"/col/a/t{n}.html", f"关于政府信息公开工作的第{n}号文件", "2024-01-01") for n in numbers]
        pager = f"<script>createPageHTML('page_div',{total},{page},'index','html',{pages});</script>"
        portal.pages["/col/index.html" if page == 1 else f"/col/index_{page}.html"] = answer(html("年报", rows(entries) + pager))
    for n in range(1, pages + 1):
        portal.pages[f"/col/a/t{n}.html"] = answer(html(f"关于政府信息公开工作的第{n}号文件", f"<h1>第{n}号文件</h1>" + "正文" * (n % 900)))


def start(crawling):
    return subprocess.Popen(
        [sys.executable, "-m", "gongkai", "--home", str(crawling.home.root), "--registry", str(crawling.registry), "crawl", "site"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )


def killed_again_and_again(crawling, kills, chance, patience=3.0):
    """Kill -9 at random instants after the first request of each start until one ends by itself; return how many kills there were."""
    met, ended = 0, False
    while met < kills and not ended:
        before = len(crawling.portal.asked)
        process = start(crawling)
        while len(crawling.portal.asked) == before and process.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, patience) ** 2 / patience)
        ended = process.poll() is not None  # what came after that would be another visit, which asks for the lists anew
        if not ended:
            os.kill(process.pid, signal.SIGKILL)
            met += 1
        process.stderr.close()
        process.wait()
    return met


def proved(crawling, pages, kills, seed, patience):
    met = killed_again_and_again(crawling, kills, random.Random(seed), patience)
    last = start(crawling)
    error = last.communicate(timeout=600)[1].decode()
    assert last.returncode == 0, error
    held = Counter()
    for path in crawling.files:
        assert path.suffix == ".gz"
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                assert record.complete, (path, record.fault)
                if record.type == "response" and "/col/a/" in record.get("WARC-Target-URI"):
                    assert http_message.answer(record.block).status == 200
                    held[record.get("WARC-Target-URI")] += 1
    assert len(held) == pages
    asked = Counter(path for _, path in crawling.portal.asked if path.startswith("/col/"))
    again = sum(count - 1 for count in asked.values())
    assert again <= IN_FLIGHT * met, f"{again} asked for twice, {met} kills"
    assert sum(count - 1 for count in held.values()) <= again
    return met, again


def test_kills_at_random_instants_lose_nothing(crawling, portal, helpers):
    fill(portal, 1000, *helpers)
    crawling.register(
        {"id": "annual", "name": "年报", "kind": "other", "url": f"{portal.base}/col/index.html"}, connections=CONNECTIONS, robots=False
    )
    met, _ = proved(crawling, 1000, 6, seed=1, patience=0.6)
    assert met >= 3  # the crawl was still running


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_kills_of_a_crawl_of_four_thousand_pages_lose_nothing(crawling, portal, helpers):
    fill(portal, 4000, *helpers)
    crawling.register(
        {"id": "annual", "name": "年报", "kind": "other", "url": f"{portal.base}/col/index.html"}, connections=CONNECTIONS, robots=False
    )
    met, again = proved(crawling, 4000, 200, seed=2, patience=0.1)  # at 0.25 a quiet machine was through after 122
    print(f"{met} kills, {again} addresses asked for again")
    assert met >= 200
