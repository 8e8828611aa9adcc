"""UCAP (开普云): static lists `<prefix>_<N>.shtml` whose pager call names its element first and counts from 1, or a JSON interface."""

from __future__ import annotations

import re

from crawler.families import base, interface
from crawler.model.types import Listing, Page

name = "ucap"
CALL = re.compile(r"""\bcreatePageHTML\s*\(\s*["'][^"']*["']\s*,\s*\d+\s*,""")
MARKS = re.compile(
    r"<UCAP(?:CONTENT|TITLE)>|<meta[^<>]+name=[\"']channelid[\"']|/common/search/|/searchList/|getFileListByCodeId|/szinf/"
    r"|qryZFWJListByConditionsNew|/queryList\b",
    re.I,
)
CHANNEL = re.compile(
    r"""<meta[^<>]+name=["']channelid["'][^<>]+content=["']([\w-]+)["']|\bchannel_?id["']?\s*[:=]\s*["']([\w-]+)["']""", re.I
)
SEARCHES = (  # by the word in the page that names them
    "searchList",
    "getFileListByCodeId",
    "loadData",
    "getInfoCommon",
    "qryZFWJListByConditionsNew",
)
QUERY_LIST = re.compile(r"""["']((?:https?:)?[^"'\s]*/queryList)["']""")
QUERY_NAMES = ("unitid", "webSiteCode", "channelCode", "templateContainerId")
QUERY_KEYS = re.compile(rf"""\b({"|".join(QUERY_NAMES)})(?:\[\])?["']?\s*[:=]\s*\[?\s*["']([^"']*)["']""")
COMMON = "common/search"  # asked where none is named


def matches(page: Page) -> bool:
    """Whether a page is a column of UCAP."""
    return bool(CALL.search(page.text) or MARKS.search(page.text))


def listing(page: Page) -> Listing:
    """Return the rows of a list page or of an interface's answer.

    The interface is requested if the page itself holds no rows.
    """
    if base.state(page):
        return interface.answer(page)
    listed = base.static_listing(page, name)
    channel, query = CHANNEL.search(page.text), QUERY_LIST.search(page.text)
    if listed.entries or listed.empty or (listed.pager and listed.pager.dialect != "script") or not (channel or query):
        return listed
    if query or not channel:
        given = dict.fromkeys(QUERY_NAMES, "") | dict(QUERY_KEYS.findall(page.text))
        return Listing(columns=listed.columns, next=(interface.ask("queryList", page, given | {"raw_address": query[1] if query else ""}),))
    search = next((word for word in SEARCHES if word in page.text), COMMON)
    every = dict.fromkeys(meta or script for meta, script in CHANNEL.findall(page.text))
    return Listing(
        columns=listed.columns,
        next=(interface.ask(search, page, {"channel": channel[1] or channel[2], "raw_channels": '","'.join(every)}),),
    )
