"""How far reports under counted addresses are looked for."""

import pytest

from crawler.families import annual_reports
from crawler.model.types import Fetch, Page

REPORT = "<h1>云水市2024年政府信息公开工作年度报告</h1>"


def read(path, text=REPORT, status=200, **state):
    url = f"http://h.example{path}"
    return annual_reports.listing(Page(url, text, Fetch(url, state=tuple(state.items()), probe=bool(state)), status))


@pytest.mark.parametrize(
    ("far", "further", "reasons"), [("399", 5, ()), ("400", 0, ("count_not_ended",)), ("401", 0, ("count_not_ended",))]
)
def test_the_count_ends_at_four_hundred_one_way(far, further, reasons):
    found = read("/AnnualReport/show/900.html", far=far, way="1")
    assert (len(found.next), found.reasons, len(found.entries)) == (further, reasons, 1)


def test_both_ways_from_the_first_and_on_in_the_same_way():
    assert [fetch.url.rpartition("/")[2] for fetch in read("/AnnualReport/show/3.html").next] == [
        *("4.html", "5.html", "6.html", "7.html", "8.html", "2.html", "1.html")
    ]
    assert [dict(fetch.state)["far"] for fetch in read("/AnnualReport/show/30.html", far="7", way="-1").next] == [
        "8",
        "9",
        "10",
        "11",
        "12",
    ]
    years = read("/xxgkAnnualReport.jsp?area=1&fbtime=2020").next
    assert [fetch.url.rpartition("=")[2] for fetch in years] == ["2021", "2022", "2019", "2018"]


@pytest.mark.parametrize(
    ("path", "text", "status"),
    [
        ("/AnnualReport/show/3.html", REPORT, 404),
        ("/AnnualReport/show/3.html", "<h1>别的</h1>", 200),
        ("/?AnnualReport/show/3", REPORT, 200),
    ],
)
def test_what_is_no_report_is_no_row(path, text, status):
    found = read(path, text, status)
    assert (found.entries, found.empty, found.reasons) == ((), False, ("no_report_here",))
    assert read(path, text, status, far="1", way="1").empty is True


@pytest.mark.parametrize("head", ["<title>{}</title>", "<h1 class='x'>{}</h1>", '<meta name="ArticleTitle" content="{}"><h1>别的</h1>'])
def test_the_title_is_that_of_the_page(head):
    (entry,) = read("/gknb_show.php?id=3", head.format("云水市2024年政府信息公开年报")).entries
    assert (entry.title, entry.date) == ("云水市2024年政府信息公开年报", None)
