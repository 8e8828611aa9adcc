"""Platforms that publish annual reports under enumerable URLs, by organisation and year or by a running number.

`/module/xxgk/xxgkAnnualReport.jsp?area=…&fbtime=YEAR` (浙江) is walked by year, `…AnnualReport/show/N.html` and `gknb_show.php` (安徽) by
number, in both directions from the given URL until several in a row are missing. A missing one is not a gap.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.families import base
from crawler.lists import rows
from crawler.model.types import Entry, Fetch, Listing, Page, Pager
from crawler.page import links

name = "annual_reports"
COUNTED = re.compile(r"(?:/xxgkAnnualReport\.jsp\?(?:[^#]*&)?fbtime=|AnnualReport/show/|/gknb_show\.php\?(?:[^#]*&)?id=)(?P<number>\d+)")
TITLE = re.compile(r"""<meta[^<>]+name=["']ArticleTitle["'][^<>]+content=["']([^"'<>]+)["']""", re.I)
HEADING = re.compile(r"<h1[^<>]*>(.{0,500}?)</h1>|<title[^<>]*>(.{0,500}?)</title>", re.S | re.I)
REACH = {"fbtime": 2, "show": 5}  # addresses asked for on either side of a report; as many gaps in a row end the count
FARTHEST = 400  # addresses one way


def matches(page: Page) -> bool:
    """Whether a page is a report under an enumerable URL."""
    return COUNTED.search(page.url) is not None


def listing(page: Page) -> Listing:
    """Return the page as a row if it is a report, and the neighbouring URLs."""
    entry = _report(page)
    if entry is None:
        return Listing(empty=page.fetch.probe, reasons=() if page.fetch.probe else ("no_report_here",))
    notes = base.state(page)
    far = int(notes.get("far", "0"))
    capped = ("count_not_ended",) if far >= FARTHEST else ()
    ways = (int(notes["way"]),) if notes else (1, -1)
    further = tuple(fetch for way in ways for step in range(1, _reach(page.url) + 1) if (fetch := _neighbour(page, way, step, far)))
    return Listing((entry,), (), Pager("counted", page.fetch.page), () if capped else further, capped)


def _reach(url: str) -> int:
    return REACH["fbtime"] if "fbtime=" in url else REACH["show"]


def _neighbour(page: Page, way: int, step: int, far: int) -> Fetch | None:
    match = COUNTED.search(page.fetch.url)
    if not match or int(match["number"]) + way * step < 1:
        return None
    at = page.fetch.url
    address = f"{at[: match.start('number')]}{int(match['number']) + way * step}{at[match.end('number') :]}"
    notes = (("far", str(far + step)), ("way", str(way)))
    return Fetch(address, page=1, family=name, state=notes, headers=(("Referer", at),), probe=True)


def _report(page: Page) -> Entry | None:
    """Return the page as a row if its own title is that of an annual report."""
    if page.status != 200 or urlsplit(page.url).path == "/":
        return None
    meta, heading = TITLE.search(page.text), HEADING.search(page.text)
    title = meta[1] if meta else (heading[1] or heading[2]) if heading else ""
    title = rows.clean_title(title)
    return rows.make(page.url, title, None, page.url) if rows.REPORT_TITLE.search(title) and links.tree_of(page) is not None else None
