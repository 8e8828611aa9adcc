"""Platforms that keep annual reports under counted addresses: one report an address, by organisation and year or by a running number.

`/module/xxgk/xxgkAnnualReport.jsp?area=…&fbtime=YEAR` (浙江) goes year by year, `…AnnualReport/show/N.html` and `gknb_show.php?id=N` (安徽)
number by number, both ways from the address given, until nothing is found several times in a row.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler import links, rows
from crawler.families import base
from crawler.types import Entry, Fetch, Listing, Page, Pager

name = "annual_reports"
COUNTED = re.compile(
    r"(?:/xxgkAnnualReport\.jsp\?(?:[^#]*&)?fbtime=|AnnualReport/show/|/gknb_show\.php\?(?:[^#]*&)?id=)(?P<number>\d+)")
TITLE = re.compile(r"""<meta[^>]+name=["']ArticleTitle["'][^>]+content=["']([^"']+)["']""", re.I)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>|<title[^>]*>(.*?)</title>", re.S | re.I)
GAP = {"fbtime": 2, "show": 5}  # addresses without a report in a row after which the count is taken to end
FARTHEST = 400  # addresses one way


def matches(page: Page) -> bool:
    """Tell whether a page is a report under a counted address."""
    return COUNTED.search(page.url) is not None


def listing(page: Page) -> Listing:
    """Given the page under a counted address, return it as a row where it is a report, and the neighbouring addresses."""
    entry = _report(page)
    notes = base.state(page)
    pager = Pager("counted", page.fetch.page)
    if not notes:
        ways = tuple(fetch for step in (1, -1) if (fetch := _neighbour(page, step, 1, 0)))
        return Listing((entry,) if entry else (), (), pager, ways, () if entry else ("no_report_here",))
    step, far = int(notes["step"]), int(notes["far"])
    gap = 0 if entry else int(notes["gap"]) + 1
    if far >= FARTHEST:
        return Listing((entry,) if entry else (), (), pager, reasons=("count_not_ended",))
    further = _neighbour(page, step, far + 1, gap) if gap < _patience(page.url) else None
    return Listing((entry,) if entry else (), (), pager, (further,) if further else (), empty=entry is None)


def _patience(url: str) -> int:
    return GAP["fbtime"] if "fbtime=" in url else GAP["show"]


def _neighbour(page: Page, step: int, far: int, gap: int) -> Fetch | None:
    match = COUNTED.search(page.fetch.url)
    if not match or int(match["number"]) + step < 1:
        return None
    at = page.fetch.url
    address = f"{at[:match.start('number')]}{int(match['number']) + step}{at[match.end('number'):]}"
    return base.query_fetch(address, page, far + 1, name, {"step": str(step), "far": str(far), "gap": str(gap)})


def _report(page: Page) -> Entry | None:
    """The page as a row: its own title must be that of an annual report."""
    if page.status != 200 or urlsplit(page.url).path == "/":
        return None
    meta, heading = TITLE.search(page.text), HEADING.search(page.text)
    title = meta[1] if meta else (heading[1] or heading[2]) if heading else ""
    title = rows.clean_title(title)
    return rows.make(page.url, title, None, page.url) if rows.REPORT_TITLE.search(title) and links.tree(page.text) is not None else None
