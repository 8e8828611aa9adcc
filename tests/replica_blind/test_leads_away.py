"""What leads into forbidden folders and to other hosts, in every way there is: none of it is fetched, and each is told by its code."""

import json
import sqlite3
from contextlib import closing

import pytest

from gongkai import warc_reader
from gongkai.home import Home
from tests.conftest import command

from .judge import judge_foreign, judge_requests
from .program import Program
from .replica import FOREIGN, Replica, registry

SITE = "leads-away"
ARTICLES = {  # how an article leads away, whether within the host → the problem of its fetch
    ("redirect", True): "robots_disallowed",
    ("redirect", False): "redirect_off_site",
    ("refresh", True): "robots_disallowed",
    ("refresh", False): "off_site",
    ("script", True): "robots_disallowed",
    ("script", False): "off_site",
}
LISTS = {
    "moved-inside": "page_1_missing: robots_disallowed",
    "framed-inside": "page_1_missing: robots_disallowed",
    "moved-outside": "page_1_missing: off_site",
    "script-outside": "page_1_missing: off_site",
    "framed-outside": "frame_off_site: ",
    "paged-inside": "page_2_missing: robots_disallowed",
    "interface-outside": "rows_by_script: ",
    "annual": "attachment_robots_disallowed: 1",
}


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    with Replica() as replica:
        program = Program(tmp_path_factory.mktemp("away"))
        program.visit(registry(replica.base), SITE)
        told = []
        for path in sorted(program.home.rglob("*.warc.gz")):
            with path.open("rb") as stream:
                told += [json.loads(record.block) for record in warc_reader.records(stream) if record.type == "metadata"]
        yield replica, program, {each["url"]: each["problem"] for each in told}, replica.fetched()


def test_frames_of_articles_are_problems_of_their_documents(visited):
    replica, program, _, _ = visited
    home = program.home / "home"
    done = command("build", home=home)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(Home(home).database)) as database:
        found = database.execute(
            "SELECT p.message FROM problems p JOIN documents d ON d.id = p.document_id WHERE p.code = 'frame_not_followed'"
        ).fetchall()
    framed = [each.leads_to for each in replica.portal(SITE).articles.values() if each.how == "frame"]
    assert len(found) == len(framed) == 2
    assert all(any(leads_to in message for (message,) in found) for leads_to in framed)


def test_none_is_fetched(visited):
    replica, _, _, fetched = visited
    oracle = replica.oracle()[SITE]
    assert len(oracle.never_fetched) >= 15
    assert judge_requests(oracle, fetched, 1) == []
    assert judge_foreign(fetched, f"127.0.1.{FOREIGN}") == []
    assert [url for url in fetched if "secret" in url or "/creds/" in url] == []


@pytest.mark.parametrize(("how", "inside"), ARTICLES, ids=[f"{how} {'inside' if inside else 'outside'}" for how, inside in ARTICLES])
def test_an_article_that_leads_away_says_where_to(visited, how, inside):
    replica, _, told, _ = visited
    portal = replica.portal(SITE)
    [article] = [
        each
        for each in portal.articles.values()
        if each.how == how and each.leads_to.startswith("/private/") == inside and "@" not in each.leads_to
    ]
    problem = told[portal.url(article.path)]
    assert problem["code"] == ARTICLES[how, inside]
    assert portal.url(article.leads_to) in problem["message"]


def test_an_address_with_credentials_is_told_without_them(visited):
    replica, _, told, _ = visited
    portal = replica.portal(SITE)
    [article] = [each for each in portal.articles.values() if "@" in each.leads_to]
    problem = told[portal.url(article.path)]
    assert problem["code"] in ("redirect_nowhere", "credentials_in_address")
    assert "secret" not in json.dumps(told)


def test_frames_of_articles_are_not_followed_and_counted(visited):
    _, program, _, _ = visited
    [site] = program.report["sites"]
    assert site["skipped"]["frame_not_followed"] == 1
    assert site["skipped"]["frame_elsewhere"] == 1


@pytest.mark.parametrize("column", LISTS)
def test_a_list_that_leads_away_is_incomplete_with_the_reason(visited, column):
    _, program, _, _ = visited
    run = program.column(SITE, column)
    assert not run["complete"]
    assert any(reason.startswith(LISTS[column]) for reason in run["reasons"]), run["reasons"]


def test_what_a_sitemap_names_is_not_fetched_either(visited):
    replica, _, _, fetched = visited
    portal = replica.portal(SITE)
    assert portal.url("/private/map.html") not in fetched
    assert b"/private/map.html" in portal.raw["/sitemap.xml"].body
