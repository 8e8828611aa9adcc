"""Epoint (国泰新点): lists from `lightfrontaction`, requested as JSON with the site's id from a script beside the page.

Some servers count pages from 0, others from 1: one page more than stated is requested, starting at 0, and duplicates count once.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.families import base, interface
from crawler.model.types import Listing, Page

name = "epoint"
MARKS = re.compile(r"/rest/lightfrontaction/|\bsiteGuid\b|\bewb-|webBuilderCommon\.js", re.I)
SITE = re.compile(r"""\bsiteGuid["']?\s*[:=]\s*["']([\w-]{8,})["']""", re.I)
SCRIPT = re.compile(r"""<script[^<>]+src=["']([^"']*(?:webBuilderCommon|ajaxReq)\.js[^"']*)["']""", re.I)
ADDRESS = re.compile(r"""["']([^"'\s]*/rest/lightfrontaction/getgovinfolist)["']""", re.I)
WRAPPED = re.compile(r"""["']?params["']?\s*:\s*\{?""")
CATEGORY = re.compile(r"""\bcategorynum["']?\s*[:=]\s*["']([\w-]+)["']""", re.I)
DEFAULT = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"


def matches(page: Page) -> bool:
    """Whether a page is a column of Epoint."""
    server = next((value for key, value in page.headers if key.lower() == "server"), "")
    return "epoint" in server.lower() or MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows and further requests of a column's page, of its script, or of an answer of the interface."""
    notes = base.state(page)
    if "interface" in notes:
        return interface.answer(page)
    site = SITE.search(page.text)
    if site:
        return _start(page, site[1])
    script = SCRIPT.search(page.text)
    if script and not notes:
        query = dict(parse_qsl(urlsplit(page.url).query))
        category = CATEGORY.search(page.text)
        kept = {"category": query.get("categorynum") or (category[1] if category else ""), "department": query.get("deptcode", "")}
        return Listing(next=(base.query_fetch(urljoin(page.url, script[1]), page, 1, name, kept),))
    return Listing(reasons=("site_id_not_named",)) if notes else base.without_own_reader(page, name, "its site id")


def _start(page: Page, site: str) -> Listing:
    notes = base.state(page)
    query = dict(parse_qsl(urlsplit(page.url).query))
    category, address = CATEGORY.search(page.text), ADDRESS.search(page.text)
    variables = {
        "raw_site": site,
        "raw_address": address[1] if address else DEFAULT,
        "raw_category": notes.get("category") or query.get("categorynum") or (category[1] if category else ""),
        "raw_department": notes.get("department") or query.get("deptcode", ""),
    }
    variant = "epoint-params" if WRAPPED.search(page.text) else "epoint"
    return Listing(next=(interface.ask(variant, page, variables),))
