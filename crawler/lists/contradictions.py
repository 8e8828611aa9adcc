"""A count of pages that contradicts the links, the total or the rows of its page: a doubt that is reported, and asked.

One request settles it: the page after the last one counted. If it is absent or shows nothing new, the count was right; if it shows new
rows, the pages after it are read too, one by one.
"""

from __future__ import annotations

from dataclasses import replace

from crawler.lists import link_pagers, pagers
from crawler.model.types import Fetch, Page, Pager
from crawler.page import code
from gongkai.terminal.amounts import counted

FEW = 5  # rows; a first of several pages that shows fewer says nothing of their size
REASON = "count_contradicted"


def contradicted(pager: Pager | None, page: Page, shown: int) -> tuple[Pager | None, tuple[str, ...]]:
    """Return the pager of a first page that shows so many rows, with the total that the page states, and the reason if they contradict."""
    if not shown or (page.fetch.page or 1) != 1:
        return pager, ()
    if pager is None:
        return _counted(page, shown)
    if pager.pages is None:
        return pager, ()
    size = pager.size or (shown if pager.pages == 1 or shown >= FEW else None)
    stated = pager.rows if pager.rows is not None else link_pagers.rows_counted(code.markup(page.text))
    if stated and size and stated > max(shown, pager.pages * size):
        return replace(pager, rows=stated), (f"{REASON}: {_pages(pager)} of {counted(size, 'row')}, {counted(stated, 'row')} stated",)
    if pager.rows and shown > pager.rows:
        return pager, (f"{REASON}: {counted(pager.rows, 'row')} stated, {shown} on the first page",)
    if stated is not None and shown <= stated:
        pager = replace(pager, rows=stated)
    linked = link_pagers.read_pager(page)
    if linked and linked.pages and linked.pages > (pager.pages or 0):
        return pager, (f"{REASON}: {_pages(pager)} counted, links to {linked.pages}",)
    return pager, ()


def _counted(page: Page, shown: int) -> tuple[Pager | None, tuple[str, ...]]:
    """Return a pager of nothing but the count that a page without one states, and the reason, if it shows fewer rows."""
    stated = link_pagers.rows_counted(code.markup(page.text))
    if stated is None or stated <= shown:
        return None, ()
    return Pager("counted", 1, None, stated), (f"{REASON}: {counted(stated, 'row')} stated, {shown} on a page without a pager",)


def page_after(pager: Pager | None, page: Page, family: str) -> tuple[Fetch, ...]:
    """Return the request for the page after the last one counted, or after one that was asked for so; () if its URL is unknown."""
    if pager is None or pager.pages is None or "down" in pagers.DIALECTS[pager.dialect].page:
        return ()
    number = page.fetch.page or 1
    after = (number if page.fetch.probe else pager.pages) + 1
    url = pagers.address(pager, page.url, after)
    if not url or after > pagers.MANY or (page.fetch.probe and pager.current != number):
        return ()
    title = page.fetch.title or link_pagers.title(page)
    return (Fetch(url, page=after, family=family, headers=(("Referer", page.url),), title=title, probe=True),)


def _pages(pager: Pager) -> str:
    return f"{pager.pages} page" + ("s" if pager.pages != 1 else "")
