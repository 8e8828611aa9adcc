"""The traits of the real pages in docs/real-pages.md, each rebuilt in invented markup with what must be read from it.

A case of tests/data/crawler/real_pages/*.yaml:

    row      number in docs/real-pages.md; several cases may rebuild one row
    at       path (or URL) the page is served at
    page     its markup; it is placed between a header, a side menu, a breadcrumb and a footer unless it is an entire document
    what     the trait, where the markup does not show it
    charset  the page is encoded so and decoded as the crawler does; default: utf-8
    family   the family that must know it, where several might
    rows     `address | title | date` a line; `-` for no date
    pages, total   what the pager states
    next     addresses asked next; `…` for those in between, which are named in order; `POST address body` for a form
    columns  `address label` of the columns below
    reasons, empty, file_rows, external
    files    `address label` of the attachments: the page is an article
    metas    some of its metas
    goes_on  addresses of its further pages
    answers  further answers as they are, or `framed`; each with `to`, the position of the request (from 0) it answers, and keys as above

What a case does not name must not be there: no row, no request, no column, no reason.
"""

from urllib.parse import urljoin

import pytest
import yaml

from crawler import families
from crawler.answers import faults
from crawler.lists import article_pages
from crawler.model.types import Fetch, Page
from crawler.page import articles
from gongkai.chinese_text import decode
from tests.conftest import ROOT

HOST = "http://www.h.cn"
FRAME = """<html><head><title>云水市人民政府</title></head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li></ul></div>
<div class="crumb">您的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>
<div class="sidebar"><ul><li><a href="/zwgk/zn/">政府信息公开指南</a></li><li><a href="/zwgk/ysq/">依申请公开</a></li></ul></div>
<div class="content">{}</div>
<div class="footer"><a href="http://www.gov.cn/">中国政府网</a><a href="/wzdt/">网站地图</a></div></body></html>"""
CASES = [
    (path.name, case)
    for path in sorted((ROOT / "tests" / "data" / "crawler" / "real_pages").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
WORDS = (
    "row at page what charset family rows pages total next columns reasons empty file_rows external files metas goes_on answers to framed"
)
KEYS = frozenset(WORDS.split())


def served(case, fetch):
    entire = case["page"].lstrip().startswith("<html") or ("to" in case and not case.get("framed"))
    text = case["page"] if entire else FRAME.format(case["page"])
    if "charset" in case:
        text = decode(text.encode(case["charset"])).text
    url = fetch.url.partition("#")[0]
    return Page(url, text, fetch, body=text.encode())


def listed(entry):
    return entry.url, entry.title, entry.date


def wanted_rows(case, at):
    for line in case.get("rows", "").splitlines():
        address, title, date = (part.strip() for part in line.split(" | "))
        yield urljoin(at, address), title, None if date == "-" else date


def asked(fetch):
    return " ".join(filter(None, ("POST" if fetch.method == "POST" else "", fetch.url, fetch.body.decode())))


def wanted_requests(given, at):
    for each in given:
        method, _, rest = each.rpartition("POST ")
        address, _, body = rest.partition(" ")
        yield " ".join(filter(None, ("POST" if method or "POST " in each else "", urljoin(at, address), body)))


def check_requests(found, case, at):
    given = [str(each) for each in case.get("next", ())]
    if "…" not in given:
        assert [asked(fetch) for fetch in found] == list(wanted_requests(given, at))
        return
    assert len(found) == case["pages"] - 1
    assert [asked(found[0]), asked(found[-1])] == list(wanted_requests((given[0], given[-1]), at))


def check_listing(listing, case, at):
    assert [listed(entry) for entry in listing.entries] == list(wanted_rows(case, at))
    pager = listing.pager
    assert (pager.pages if pager else None, pager.rows if pager else None) == (case.get("pages"), case.get("total"))
    check_requests(listing.next, case, at)
    assert [f"{column.url} {column.label}" for column in listing.columns] == [
        f"{urljoin(at, address)} {label}" for address, _, label in (each.partition(" ") for each in case.get("columns", ()))
    ]
    assert (list(listing.reasons), list(listing.tabs), listing.empty) == (case.get("reasons", []), [], case.get("empty", False))
    assert [sum(entry.file for entry in listing.entries), sum(entry.external for entry in listing.entries)] == [
        case.get("file_rows", 0),
        case.get("external", 0),
    ]


def check(case, fetch, shown_at):
    page = served(case, fetch)
    assert faults.classify(page, "list") is None
    family, listing = families.read_listing(page)
    assert family.name == case.get("family", family.name)
    check_listing(listing, case, shown_at)
    return listing


def check_article(case, at):
    page = served(case, Fetch(at))
    assert [f"{file.url} {file.label}".strip() for file in articles.attachments(page)] == [
        f"{urljoin(at, address)} {label}".strip() for address, _, label in (each.partition(" ") for each in case["files"])
    ]
    assert list(article_pages.further(page)) == [urljoin(at, address) for address in case.get("goes_on", ())]
    metas = articles.metas(page)
    assert {key: metas.get(key) for key in case.get("metas", {})} == case.get("metas", {})


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{case['row']}-{case['at']}" for _, case in CASES])
def test_the_trait_of_a_real_page_is_read(case):
    assert set(case) <= KEYS
    at = urljoin(HOST, case["at"])
    if "files" in case:
        check_article(case, at)
        return
    listing = check(case, Fetch(at, page=1), at)
    requests = list(listing.next)
    for answer in case.get("answers", ()):
        assert set(answer) <= KEYS
        fetch = requests[answer["to"]]
        requests += check(answer, fetch, urljoin(fetch.url, answer["at"]) if "at" in answer else at).next
