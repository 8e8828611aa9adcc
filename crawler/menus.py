"""The columns below a column: year tabs, levels, departments and districts, options of a select, query tabs."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler import labels, links, shapes
from crawler.identity import canonical, directory, same_portal
from crawler.types import SubColumn

YEAR = re.compile(r"(?:19|20)\d\d(?:年|年度)?(?:度?(?:政府)?信息公开(?:工作)?)?(?:年度报告|年报|报告)?")
DEEP = 3  # slashes of a bare host's directory; a column at the top has no directory of its own


def read(root: HtmlElement, url: str) -> tuple[SubColumn, ...]:
    """Given the tree of a column's page and its final URL, return the columns below it, each once, in the order of the page."""
    found: dict[str, SubColumn] = {}
    for anchor in links.anchors(root, url):
        if _leads_to_column(anchor, url) and _is_below(anchor, url):
            found.setdefault(canonical(anchor.url), SubColumn(anchor.url, anchor.label))
    return tuple(found.values())


def _is_below(anchor: links.Anchor, url: str) -> bool:
    label = labels.plain(anchor.label)
    if YEAR.fullmatch(label):
        return True
    return label in labels.LEVELS and (not anchor.furniture or _in_directory(anchor.url, url))


def _leads_to_column(anchor: links.Anchor, url: str) -> bool:
    return (same_portal(anchor.url, url) and canonical(anchor.url) != canonical(url)
            and not shapes.is_article(anchor.url) and not shapes.is_file(anchor.url))


def _in_directory(candidate: str, url: str) -> bool:
    folder = directory(url)
    return folder.count("/") > DEEP and canonical(candidate).startswith(folder)
