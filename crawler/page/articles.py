"""An article's page: the metas of the national standard and the files the article names, each once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml.html import HtmlElement

from crawler.model.same_site import absolute, canonical
from crawler.model.types import Attachment, Page
from crawler.page import links, url_shapes

META = re.compile(r"""<meta\b(?:[^<>"']|"[^"]{0,4000}"|'[^']{0,4000}')*>""", re.I)
ATTRIBUTE = re.compile(r"""\b(name|property|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I)
CONTAINERS = frozenset(
    {
        "ucapcontent",
        "UCAP-CONTENT",
        "zoom",
        "zoomcon",
        "TRS_Editor",
        "trs_editor_view",
        "TRS_UEDITOR",
        "article_content",
        "article-content",
        "bt_content",
        "ivs_content",
        "barrierfree_container",
        "main-txt",
        "v_news_content",
        "vsb_content",
        "wzzw-article",
        "ccontent",
        "con_con",
        "editor-content",
        "news_cont_d_wrap",
        "ewb-article-info",
        "Article_content",
        "article_zoom",
        "Custom_UnionStyle",
        "trs_paper_default",
        "TEXT",
        "GovInfoContent",
    }
)
VIEWERS = re.compile(r"viewer\.html?$|pdfjs|flexpaper|ofd", re.I)
SCRIPT, SCRIPT_END = re.compile(r"<script\b[^<>]*>", re.I), re.compile(r"</script", re.I)
DOWNLOADS = r"""(?:downfile\.jsp|/document/download)\?[^"'<>\s]+"""
NAMED_FILE = re.compile(rf"""["']([^"'<>\s]*?(?:\.(?:{url_shapes.ENDINGS})|{DOWNLOADS}))["']""", re.I)
OWN_IMAGE = re.compile(r"/(?:images?|img|icons?|static|assets|css|skins?|template)/[^?]*$", re.I)  # of the portal's own dress
ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])")  # quotes and brackets of markup inside a script's text
OBJECT = re.compile(r"\{[^{}]*\}")
LABEL_KEYS = ("name", "fileName", "title", "label")
ADDRESS_KEYS = ("url", "filePath", "fileurl", "path", "src")
TABLES_TOLD = re.compile(r"收到和处理政府信息公开申请|行政复议、?行政诉讼情况")  # sections 3 and 4 of the form since 2019 are tables only
TEXT_OF_A_SCAN = 400  # characters of text under which the images of an article are taken as its content


def metas(page: Page) -> dict[str, str]:
    """Return the named metas of a page, unescaped and trimmed; the first of each name is kept."""
    found: dict[str, str] = {}
    for tag in META.findall(page.text[:65536]):
        given = {key.lower(): double or single or bare for key, double, single, bare in ATTRIBUTE.findall(tag)}
        key = given.get("name") or given.get("property")
        if key and "content" in given:
            found.setdefault(key, links.squeeze(unescape(given["content"])))
    return found


def attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the files an article names, each once, in page order: links, viewer frames, images of a scan, scripts."""
    root = links.tree_of(page)
    if root is None:
        return ()
    found: dict[str, Attachment] = {}
    for attachment in (*_linked(root, page.url), *_framed(root, page.url), *_scanned(root, page.url), *_scripted(page)):
        found.setdefault(_key(attachment.url), attachment)
    found.pop(_key(page.url), None)
    return tuple(found.values())


def _linked(root: HtmlElement, url: str) -> Iterator[Attachment]:
    for anchor in links.anchors(root, url, url_shapes.is_file):
        if anchor.element.tag not in ("frame", "iframe") and not anchor.furniture:
            yield Attachment(_viewed(anchor.url) or anchor.url, links.squeeze(anchor.label))


def _framed(root: HtmlElement, url: str) -> Iterator[Attachment]:
    base = links.base_of(root, url)
    for element in root.iter("iframe", "frame", "embed", "object"):
        address = absolute(base, element.get("src") or element.get("data") or "")
        if not address or address == url:
            continue
        viewed = _viewed(address)
        if viewed or url_shapes.is_file(address):
            yield Attachment(viewed or address, links.squeeze(element.get("title") or ""))


def frames(page: Page) -> tuple[str, ...]:
    """Return the pages that an article shows in frames, each once; they are not followed, and files in frames are attachments."""
    root = links.tree_of(page)
    if root is None:
        return ()
    base = links.base_of(root, page.url)
    inside = [element for element in root.iter("iframe", "frame") if not any(map(links.is_furniture, element.iterancestors()))]
    found = dict.fromkeys(address for element in inside if (address := absolute(base, element.get("src") or "")))
    return tuple(url for url in found if url != page.url and not _viewed(url) and not url_shapes.is_file(url))


def _viewed(address: str) -> str | None:
    """Return the URL of the file that a viewer URL (pdf.js, OFD) shows."""
    parts = urlsplit(address)
    if not VIEWERS.search(parts.path):
        return None
    shown = next((value for key, value in parse_qsl(parts.query) if key.lower() in ("file", "url", "src")), "")
    return absolute(address, shown) if shown else None


def _scanned(root: HtmlElement, url: str) -> Iterator[Attachment]:
    """Yield the content images of an article with hardly any text or without the tables it mentions: a report published as pictures."""
    base = links.base_of(root, url)
    images = {
        image: address
        for image in root.iter("img")
        if (address := absolute(base, image.get("src") or image.get("data-src") or "")) and url_shapes.is_image(address)
    }
    if not images:
        return
    known = list(_containers(root))
    for container in known or _paragraphs(root):
        inside = [image for image in container.iter("img") if image in images]
        if inside and _pictured(container):
            yield from (
                Attachment(images[image], links.squeeze(image.get("title") or image.get("alt") or ""))
                for image in inside
                if known or not OWN_IMAGE.search(images[image])
            )


def _pictured(container: HtmlElement) -> bool:
    """Whether the content is in its images: hardly any text, or headings of a report's tables without a table below them."""
    text = links.squeeze(container.text_content())
    return len(text) < TEXT_OF_A_SCAN or (TABLES_TOLD.search(text) is not None and next(container.iter("table"), None) is None)


def _paragraphs(root: HtmlElement) -> Iterator[HtmlElement]:
    """Yield paragraphs of a page with hardly any text, if the content element is unknown."""
    if len(links.squeeze(root.text_content())) < TEXT_OF_A_SCAN:
        yield from (each for each in root.iter("p", "center") if not any(links.is_furniture(above) for above in each.iterancestors()))


def _containers(root: HtmlElement) -> Iterator[HtmlElement]:
    for element in root.iter():
        words = {str(element.tag), element.get("id") or "", *(element.get("class") or "").split()}
        if not words.isdisjoint(CONTAINERS):
            yield element


def _scripted(page: Page) -> Iterator[Attachment]:
    for script in links.spans(page.text, SCRIPT, SCRIPT_END):
        text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), script).replace("\\/", "/").replace('\\"', '"')
        yield from _objects(text, page.url)
        for match in NAMED_FILE.finditer(text):
            address = absolute(page.url, unescape(match[1]))
            if address and url_shapes.is_file(address) and "/" in match[1]:
                yield Attachment(address)


def _objects(text: str, url: str) -> Iterator[Attachment]:
    """Yield files in a script's list, such as var apps=[{url,name}], attachment[] and resList[]."""
    for piece in OBJECT.findall(text):
        given = _object(piece)
        printed = next((given[key] for key in ADDRESS_KEYS if given.get(key)), "")
        address = absolute(url, printed) if printed else None
        if address and (url_shapes.is_file(address) or any(url_shapes.FILE.search(given.get(key, "")) for key in LABEL_KEYS)):
            yield Attachment(address, next((given[key] for key in LABEL_KEYS if given.get(key)), ""))


def _object(piece: str) -> dict[str, str]:
    try:
        data = json.loads(piece)
    except (json.JSONDecodeError, RecursionError):
        pairs = re.findall(r"""["']?(\w+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)')""", piece)
        return {key: double or single for key, double, single in pairs}
    return {key: value for key, value in data.items() if isinstance(value, str)}


def expires(url: str) -> bool:
    """Whether a link to a file carries a short-lived token.

    >>> expires("http://a.cn/front/document/download?fileUrl=x9f&fileName=a.pdf"), expires("http://a.cn/a.pdf")
    (True, False)
    """
    given = dict(parse_qsl(urlsplit(url).query))
    return "fileUrl" in given and bool(given.get("fileName"))


def _key(url: str) -> str:
    """Return the key of a file; a download link with an expiring token is identified by the file's name."""
    if expires(url):
        parts = urlsplit(url)
        return f"{parts.netloc}{parts.path}?{unquote(dict(parse_qsl(parts.query))['fileName'])}"
    return canonical(url)
