"""Search engines find every page by the site maps, and read from a page what it is about."""

import json
import re

import pytest
from lxml import etree

from archive.site import sitemap
from archive.site.request.ask import Absent
from tests.helpers.few_reports import asking, database
from tests.helpers.rendered_pages import page

SPACE = {"m": sitemap.SPACE}


def addresses(content):
    return etree.fromstring(content).xpath("//m:loc/text()", namespaces=SPACE)


def whole(connection, ask):
    """The addresses of all maps that the index names."""
    found = []
    for address in addresses(sitemap.index(connection, ask)):
        kind, _, number = address.rpartition("/sitemap-")[2].removesuffix(".xml").partition("-")
        given = asking(parts={"kind": kind, "number": number})
        found.append(addresses(sitemap.part(connection, given) if number else sitemap.pages(connection, given)))
    return found


@pytest.mark.parametrize(("most", "maps"), [(10_000, 5), (6, 5), (5, 7), (1, 1 + 6 + 4 + 2 + 6)])
def test_the_maps_name_every_page_once_however_they_are_cut(monkeypatch, most, maps):
    monkeypatch.setattr(sitemap, "MOST", most)
    connection = database()
    found = whole(connection, asking())
    assert len(found) == maps
    assert all(len(part) <= most for part in found[1:])
    named = [address for part in found for address in part]
    assert len(named) == len(set(named))
    held = {
        kind: {row[0] for row in connection.execute(f"SELECT {sitemap.KEYS.get(kind, 'id')} FROM {of}")}
        for kind, of in sitemap.TABLES.items()
    }
    wanted = {f"http://town.example/{kind}/{key}" for kind, keys in held.items() for key in keys}
    assert set(named) == wanted | {f"http://town.example{path}" for path in sitemap.FIXED}


@pytest.mark.parametrize("number", ["0", "2", "999999"])
def test_a_map_that_the_index_does_not_name_is_absent(number):
    with pytest.raises(Absent):
        sitemap.part(database(), asking(parts={"kind": "report", "number": number}))


def test_an_id_that_is_no_part_of_an_address_is_quoted():
    connection = database()
    connection.execute("UPDATE agencies SET id = 'a/b&c<d' WHERE id = 'D'")
    assert "http://town.example/agency/a%2Fb%26c%3Cd" in addresses(
        sitemap.part(connection, asking(parts={"kind": "agency", "number": "1"}))
    )


def test_the_site_serves_its_maps_and_robots_txt_names_them(get, db):
    robots = get("/robots.txt").text
    (named,) = re.findall(r"^Sitemap: (.*)$", robots, re.M)
    assert named.endswith("/sitemap.xml")
    answer = get("/sitemap.xml")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml; charset=utf-8")
    found = [address for part in addresses(answer.content) for address in addresses(get("/" + part.rpartition("/")[2]).content)]
    reports = {row[0] for row in db.execute("SELECT id FROM reports")}
    assert {address.rpartition("/")[2] for address in found if "/report/" in address} == reports
    assert get("/sitemap-report-77.xml").status_code == 404
    assert get("/sitemap-secrets-1.xml").status_code == 404


def linked(html):
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(found)


def test_pages_say_what_they_are_about(get, db):
    report, agency, year, name = db.execute(
        "SELECT r.id, r.agency_id, r.year, a.name FROM reports r JOIN agencies a ON a.id = r.agency_id WHERE r.form = '2021' ORDER BY r.id"
    ).fetchone()
    told = linked(get(f"/report/{report}").text)
    assert (told["@type"], told["temporalCoverage"], told["author"]["name"]) == ("Report", str(year), name)
    assert told["author"]["url"].endswith(f"/agency/{agency}")
    told = linked(get(f"/agency/{agency}").text)
    assert (told["@type"], told["name"]) == ("GovernmentOrganization", name)
    told = linked(get("/download").text)
    assert told["@type"] == "Dataset"
    for file in told["distribution"]:
        assert get("/download/" + file["contentUrl"].rpartition("/")[2]).status_code == 200
    assert "ld+json" not in get("/health").text


def test_a_title_cannot_end_the_script_it_stands_in():
    connection, title = database(), "</script><script>alert(1)</script>"
    connection.execute("UPDATE reports SET title = ? WHERE id = 'a22'", (title,))
    html = page("report", connection, asking(parts={"id": "a22"}))
    assert "<script>alert" not in html
    assert linked(html)["name"] == title
