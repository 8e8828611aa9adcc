"""The further pages of an article that is divided into several: they bear its own file's name, which no list's pages do."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.lists import pagers
from crawler.model.types import Page

MOST = 50  # pages of an article; more is a list's pager
INDEX = re.compile(r"(?:index|default|list)\w*", re.I)  # stems of a list's file, or of a folder that holds one article
# What calls a pager that may take the names of its pages from the address; any other page that is divided prints its own file's name.
# Reading the pager of an article takes 2 ms, ten times as long as all else that is read of it.
NAMED_BY_SCRIPT = ("createPage", "countPage", "Pager", "etPage", "etpage", "pageDec", "pages", "PageIndex", "totalData")
PARTS = ("age", "otalData")  # each of these words holds one: two searches of a page instead of nine


def further(page: Page) -> tuple[str, ...]:
    """Return the URLs of an article's pages after the first, as its pager names them; () for any other page."""
    folder, _, file = urlsplit(page.url).path.rpartition("/")
    stem = file.partition(".")[0]
    if not stem or INDEX.fullmatch(stem):
        return ()
    if not _may_have_pager(stem, page.text):
        return ()
    pager, _ = pagers.read_pager(page)
    if pager is None or (pager.pages or 0) > MOST:
        return ()
    own = re.compile(rf"{re.escape(folder)}/{re.escape(stem)}_\d{{1,2}}\.\w+")
    return tuple(fetch.url for fetch in pagers.further(pager, page, "") if own.fullmatch(urlsplit(fetch.url).path))


def _may_have_pager(stem: str, text: str) -> bool:
    """Whether an article's page names its own file, or calls what may be a pager."""
    if stem in text:
        return True
    return any(part in text for part in PARTS) and any(word in text for word in NAMED_BY_SCRIPT)
