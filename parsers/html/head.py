"""What an HTML page says about its article: the national standard's metas, title, date of publication, source, links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from lxml.etree import _Element as Element

from gongkai.chinese_text import clean, first_date, inline, label
from parsers.html import tables as html_tables
from parsers.types import Link, Source

# 政府网站发展指引 (国办发〔2017〕47号), annex; the case of the names varies from portal to portal.
STANDARD = {
    name.lower(): name
    for name in (
        "SiteName",
        "SiteDomain",
        "SiteIDCode",
        "ColumnName",
        "ColumnDescription",
        "ColumnKeywords",
        "ColumnType",
        "ArticleTitle",
        "PubDate",
        "ContentSource",
        "Keywords",
        "Author",
        "Description",
        "Image",
        "Url",
    )
}
TITLE_MARKS = ("ucaptitle", "article_title", "xxgk_title", "h1", "title", "con_title", "news_title", "bt")
DATE_MARKS = ("publishtime", "article_time", "pubtime", "publish-time", "con_time", "time", "date")
TITLE_BREAK = re.compile(r"[_|]|\s-+\s|——")
DATE_WORDS = re.compile(r"(?:发布|公开|发文|更新|录入|生成|上传|成文)?(?:时间|日期)\s*[：:]?\s*([^\n]{0,24})")
SOURCE_WORDS = re.compile(r"(?:信息|稿件|文章)?(?:来源|发布机构|公开主体|发布单位)\s*[：:]\s*([^\s：:|]{2,40})")
FILE_ENDING = re.compile(r"\.(?:pdf|docx?|xlsx?|et|wps|ofd|rtf|rar|zip|7z|csv|pptx?|mht)$", re.I)
PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?)(?:\?|$)", re.I)
FILE_TOKENS = re.compile(r"downfile|download\.jsp|document/download|/attach(?:ment)?/|/group\d+/M00/|wbfileid=", re.I)
# asked first, since it is cheap and nearly all links are to pages
FILE_HINT = re.compile(r"\.(?:pdf|docx?|xlsx?|et|wps|ofd|rtf|rar|zip|7z|csv|pptx?|mht)\b|down|attach|/M00/|wbfileid", re.I)
FILE_KEYS = re.compile(r"(?:^|&)(?:file|filename|showname|downloadname|url|path)=([^&]+)", re.I)
ADDRESSES = (("a", "href"), ("iframe", "src"), ("embed", "src"), ("object", "data"))


def metas(root: Element) -> tuple[tuple[str, str], ...]:
    """Return a page's standard meta tags under their standard names, in order, including empty ones."""
    found = ((STANDARD.get((meta.get("name") or "").strip().lower()), meta.get("content") or "") for meta in root.iter("meta"))
    return tuple((name, inline(content)) for name, content in found if name)


def marked(root: Element) -> dict[str, Element]:
    """Return the first element for each relevant tag name, id and class: one walk for all look-ups."""
    found: dict[str, Element] = {}
    for element in root.iter("ucaptitle", "publishtime", "ucapcontent", "h1"):
        found.setdefault(element.tag, element)
    for element in root.iter("*"):
        if own := element.get("id"):
            found.setdefault(own.lower(), element)
        if names := element.get("class"):
            for name in names.lower().split():
                found.setdefault(name, element)
    return found


def title(root: Element, said: Mapping[str, str], marks: Mapping[str, Element], unseen: Collection[Element] = ()) -> str:
    """Return the article's title: meta, then the title element that is shown, then <title> without the site's name."""
    column = label(said.get("ColumnName", ""))
    for text in _titles(root, said, marks, unseen):
        if label(text) and label(text) != column and len(text) < 200:
            return text
    return ""


def _titles(root: Element, said: Mapping[str, str], marks: Mapping[str, Element], unseen: Collection[Element]) -> Iterator[str]:
    yield said.get("ArticleTitle", "")
    named = (marks[mark] for mark in TITLE_MARKS if mark in marks)
    yield from (inline(html_tables.plain(element)) for element in named if not is_hidden(element, unseen))
    for element in root.iter("title"):
        yield inline(TITLE_BREAK.split(clean(element.text or "").strip())[0])


def is_hidden(element: Element, unseen: Collection[Element]) -> bool:
    """Return whether an element or one around it is not rendered: the heading of a tab that is not the shown one."""
    return bool(unseen) and any(above in unseen for above in (element, *element.iterancestors()))


def published(said: Mapping[str, str], marks: Mapping[str, Element], before: str, source: Source) -> str | None:
    """Return the day of publication from meta, text before the body, or list row; never from the address."""
    printed = (inline(html_tables.plain(marks[mark])) for mark in DATE_MARKS if mark in marks)
    worded = (match[1] for match in DATE_WORDS.finditer(before))
    candidates = (said.get("PubDate", ""), *printed, *worded, source.list_date)
    days: Iterable[str | None] = (first_date(text) for text in candidates if text)
    return next((day for day in days if day), None)


def issuer(said: Mapping[str, str], before: str) -> str:
    """Return 来源 as printed: meta, then the line above the body; empty if neither has it."""
    match = SOURCE_WORDS.search(before)
    return said.get("ContentSource", "") or (match[1] if match else "")


def links(root: Element, base: str, files: bool = False) -> tuple[Link, ...]:
    """Return an element's links as absolute URLs with labels, without duplicates; optionally only those to files."""
    found: dict[str, Link] = {}
    for tag, attribute in ADDRESSES:
        for element in root.iter(tag):
            printed = element.get(attribute) or ""
            url = _absolute(base, printed) if not files or is_file(printed) else ""
            if url and (url not in found or not found[url].label):
                found[url] = Link(url, inline(html_tables.plain(element)) or inline(element.get("title") or ""))
    return tuple(found.values())


def pictures(container: Element, base: str) -> tuple[Link, ...]:
    """Return the pictures in an article's element that are files, without duplicates."""
    urls = (_absolute(base, image.get("src")) for image in container.iter("img") if PICTURE.search(image.get("src") or ""))
    return tuple(Link(url, "") for url in dict.fromkeys(urls) if url)


@lru_cache(maxsize=1 << 12)  # a site's own navigation comes again on each of its pages
def is_file(url: str) -> bool:
    """Return whether an address names a document rather than a page.

    >>> [is_file(u) for u in ("http://h/a/P02.pdf", "http://h/down.jsp?filename=a.doc", "http://h/art_1.html")]
    [True, True, False]
    """
    if not FILE_HINT.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    named = (unquote(value) for value in FILE_KEYS.findall(parts.query))
    return bool(FILE_ENDING.search(parts.path) or FILE_TOKENS.search(url) or any(FILE_ENDING.search(name) for name in named))


def _absolute(base: str, address: str | None) -> str:
    written = (address or "").strip()
    if not written or written.startswith("#"):
        return ""
    try:
        url = urljoin(base, written)
        return url if urlsplit(url).scheme in {"http", "https", "file", ""} else ""
    except ValueError:  # an address with a broken bracket, as portals write
        return ""


def base(root: Element, url: str) -> str:
    """Return the address that a page's links are relative to."""
    element = next(root.iter("base"), None)
    return _absolute(url, element.get("href")) or url if element is not None else url
