"""The sample portals over real HTTP."""

import gzip
import json
import os
import subprocess
import sys
from http.client import HTTPConnection

import pytest

from crawler.sample.papers.city import table
from crawler.sample.portals.server import sample

DIGEST = """
import hashlib
from crawler.sample.papers.city import sites
from crawler.sample.portals.server import BUILDERS
portals = [BUILDERS[site.family](site, "http://portal.example") for site in sites()]
print(hashlib.sha256(repr([(path, page) for portal in portals for path, page in portal.pages.items()]).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def portals():
    with sample(0) as running:
        yield {portal.site.family: portal for portal in running}


def ask(portal, path, method="GET", body=None, headers=None):
    connection = HTTPConnection(portal.base.removeprefix("http://"), timeout=120)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    found = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return found


def test_every_page_of_every_portal_answers(portals):
    for portal in portals.values():
        for path, (body, media_type) in portal.pages.items():
            status, headers, found = ask(portal, path)
            assert (status, headers["Content-Type"], found) == (200, media_type, body)


def test_an_unchanged_page_is_told_apart_and_gzip_is_used_where_asked_for(portals):
    status, headers, body = ask(portals["trs"], "/", headers={"Accept-Encoding": "gzip"})
    assert (status, gzip.decompress(body)) == (200, portals["trs"].pages["/"][0])
    assert ask(portals["trs"], "/", headers={"If-None-Match": headers["ETag"]})[0::2] == (304, b"")


def test_unknown_address_is_404_and_robots_txt_stands(portals):
    assert ask(portals["ucap"], "/nowhere.shtml")[0] == 404
    assert b"Disallow: /admin/" in ask(portals["ucap"], "/robots.txt")[2]


def test_ucap_list_tells_pages_and_rows(portals):
    page = ask(portals["ucap"], "/qinglan/c200200/zfxxgk_list_4.shtml")[2].decode()
    assert "createPageHTML('page_div',4,4,'zfxxgk_list','shtml',46)" in page


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ("columnid=5107&unitid=20931&page=2&perpage=30", 18),
        ("columnid=5107&unitid=20931&startrecord=31&endrecord=48", 18),
        ("columnid=5107&unitid=20931&page=9&perpage=30", 0),
        ("page=1", 0),
    ],
)
def test_jcms_interface_gives_windows_of_rows(portals, given, rows):
    assert ask(portals["jcms"], f"/module/web/jpage/dataproxy.jsp?{given}")[2].count(b"<record>") == rows


def test_trs_interface_gives_all_rows_to_a_form_that_names_the_channel(portals):
    total = len(portals["trs"].columns["annual"])
    form = "channelid=310772&page=1&prepage=75&classsql=chnlid="
    found = [ask(portals["trs"], "/fjdzapp/search", "POST", form + channel)[2] for channel in ("2609", "1")]
    assert [len(json.loads(answer)["data"]) for answer in found] == [total, 0]


def test_manifest_names_what_is_there(portals):
    for portal in portals.values():
        told = json.loads(ask(portal, "/__manifest.json")[2])
        found = [item for items in told["columns"].values() for item in items]
        paths = {url.removeprefix(portal.base) for item in found for url in (item["url"], *item["attachments"])}
        assert paths <= set(portal.pages)
        assert [item for item in found if "report" in item]
    assert len(portals["ucap"].columns["policy"]) == table("city")["policies"]["count"]


def test_the_same_seed_gives_the_same_bytes():
    """In two processes whose sets and dictionaries are ordered differently."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
