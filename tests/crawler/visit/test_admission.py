"""Every address passes one gate before it is asked for: what leads into a forbidden path or to another host is reported, not fetched."""

import json
import sqlite3

import pytest

from crawler.model.same_site import without_credentials
from gongkai.errors import Exit
from tests.helpers.crawling import Portal

HIDDEN = "/secret/a.html"
ARTICLE, TITLE = "/list/2024/a2.html", "关于政府信息公开工作的第2号文件"  # of the small portal
ROBOTS = b"User-agent: *\nDisallow: /secret/\n"


@pytest.fixture
def elsewhere():
    other = Portal()
    yield other
    other.close()


def leads(answer, html, way, target):
    """An answer that leads to another address, one for each way there is."""
    return {
        "redirect": answer(b"", "302 Found", [f"Location: {target}"]),
        "permanent": answer(b"", "308 Permanent Redirect", [f"Location: {target}"]),
        "refresh": answer(html("", head=f'<meta http-equiv="refresh" content="0;url={target}">')),
        "script": answer(html("", head=f'<script>location.href="{target}"</script>')),
        "replace": answer(html("", head=f'<script>window.location.replace("{target}")</script>')),
        "frame": answer(html(TITLE, f'<h1>{TITLE}</h1><div id="zoom"><p>正文正文</p><iframe src="{target}.pdf"></iframe></div>')),
        "attachment": answer(html(TITLE, f'<h1>{TITLE}</h1><div id="zoom"><p>正文</p><a href="{target}.pdf">附件</a></div>')),
    }[way]


def problems(crawling):
    told = [json.loads(record.block) for record in crawling.records() if record.type == "metadata"]
    return {each["problem"]["code"] for each in told if each["problem"]}, told


def one_leads(portal, helpers, way, target, robots=ROBOTS):
    answer, html, _ = helpers
    portal.pages["/robots.txt"] = answer(robots, type_="text/plain")
    portal.pages[ARTICLE] = leads(answer, html, way, target)


@pytest.mark.parametrize("way", ["redirect", "permanent", "refresh", "script", "replace", "frame", "attachment"])
def test_nothing_that_leads_into_a_forbidden_path_is_fetched(small, portal, helpers, way):
    one_leads(portal, helpers, way, HIDDEN)
    result = small.run()
    assert not [path for _, path in portal.asked if path.startswith("/secret/")]
    assert problems(small)[0] == {"robots_disallowed"}
    assert (result.exit, result.sites[0].columns[0].complete) == (Exit.PARTIAL, False)


@pytest.mark.parametrize("way", ["redirect", "permanent", "refresh", "script", "replace"])
def test_nothing_that_leads_to_another_host_is_fetched(small, portal, helpers, elsewhere, way):
    one_leads(portal, helpers, way, f"{elsewhere.base}/x")
    result = small.run()
    assert elsewhere.asked == []
    assert problems(small)[0] <= {"off_site", "redirect_off_site"}
    assert not result.sites[0].columns[0].complete


@pytest.mark.parametrize("way", ["frame", "attachment"])
def test_a_file_on_another_host_is_counted_and_not_fetched(small, portal, helpers, elsewhere, way):
    one_leads(portal, helpers, way, f"{elsewhere.base}/x")
    assert small.run().sites[0].skipped == {"attachment_elsewhere": 1}
    assert elsewhere.asked == []


@pytest.mark.parametrize("way", ["redirect", "refresh", "script"])
def test_a_list_that_leads_away_is_not_followed(small, portal, helpers, elsewhere, way):
    answer, html, _ = helpers
    portal.pages["/list/"] = leads(answer, html, way, f"{elsewhere.base}/list/x/")
    portal.pages["/robots.txt"] = answer(ROBOTS, type_="text/plain")
    assert small.run().exit in (Exit.PARTIAL, Exit.FAILED)
    assert elsewhere.asked == []
    portal.pages["/list/"] = leads(answer, html, way, HIDDEN)
    small.run(full=True)
    assert not portal.count(HIDDEN)


def test_robots_that_leads_to_another_host_is_as_none_and_reported(small, portal, helpers, elsewhere):
    answer, html, _ = helpers
    one_leads(portal, helpers, "redirect", HIDDEN)
    portal.pages["/robots.txt"] = answer(b"", "302 Found", [f"Location: {elsewhere.base}/robots.txt"])
    portal.pages[ARTICLE] = answer(html(TITLE, f"<h1>{TITLE}</h1>"))
    assert small.run().exit == Exit.COMPLETE
    assert (elsewhere.asked, problems(small)[0]) == ([], {"off_site"})


@pytest.mark.parametrize("kept", [True, False])
def test_what_was_refused_is_known_again_from_the_files_alone(small, portal, helpers, kept):
    one_leads(portal, helpers, "refresh", HIDDEN)
    small.run()
    if not kept:
        (small.home.frontier / "site.sqlite").unlink()
    result = small.run()
    assert result.sites[0].columns[0].reasons == ("article_robots_disallowed: 1",)


def test_credentials_in_addresses_are_neither_sent_nor_stored(small, portal, helpers):
    answer, html, _ = helpers
    there = portal.base.replace("http://", "http://user:hunter2@")
    listed = portal.pages["/list/"].replace(b'href="/list/2024/a1', f'href="{there}/list/2024/a1'.encode())
    portal.pages["/list/"] = answer(listed.partition(b"\r\n\r\n")[2])
    portal.pages[ARTICLE] = answer(html(TITLE, f'<h1>{TITLE}</h1><p>文</p><a href="{there}/f.pdf">附件</a>'))
    portal.pages["/list/2024/a3.html"] = leads(answer, html, "redirect", f"{there}/moved.html")
    portal.pages["/moved.html"] = portal.pages["/list/2024/a1.html"]
    portal.pages["/f.pdf"] = answer(b"%PDF-1.4 " + b"x" * 99, type_="application/pdf")
    small.run()
    assert [portal.count(path) for path in ("/f.pdf", "/moved.html", "/list/2024/a1.html")] == [1, 1, 1]
    assert not [head for head in portal.heads if "hunter2" in head or "authorization" in head.lower()]
    ours = [record for record in small.records() if record.type in ("metadata", "resource")]
    assert not [record for record in ours if b"hunter2" in record.block or "hunter2" in str(record.fields)]
    assert not [record for record in small.records() if "hunter2" in str(record.fields)]
    with sqlite3.connect(small.home.frontier / "site.sqlite") as frontier:
        assert not [line for line in frontier.iterdump() if "hunter2" in line]


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("http://a:b@h/x", "http://h/x"),
        ("http://a@b@h/x@y", "http://h/x@y"),
        ("http://h/x@y?z=@", "http://h/x@y?z=@"),
        ("http://a:b@h?q", "http://h?q"),
        ("http://h", "http://h"),
    ],
)
def test_an_address_without_its_credentials(url, bare):
    assert without_credentials(url) == bare
