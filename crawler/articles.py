"""An article's page: the national standard's metas and the files it names, each once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml.html import HtmlElement

from crawler import links, shapes
from crawler.identity import absolute, canonical
from crawler.types import Attachment, Page

META = re.compile(r"""<meta\b(?:[^<>"']|"[^"]{0,4000}"|'[^']{0,4000}')*>""", re.I)
ATTRIBUTE = re.compile(r"""\b(name|property|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I)
CONTAINERS = frozenset({
    "ucapcontent", "UCAP-CONTENT", "zoom", "zoomcon", "TRS_Editor", "trs_editor_view", "TRS_UEDITOR", "article_content",
    "article-content", "bt_content", "ivs_content", "barrierfree_container", "main-txt", "v_news_content", "vsb_content", "wzzw-article",
    "ccontent", "con_con", "editor-content", "news_cont_d_wrap", "ewb-article-info", "Article_content", "article_zoom",
    "Custom_UnionStyle", "trs_paper_default", "TEXT",
})
VIEWERS = re.compile(r"viewer\.html?$|pdfjs|flexpaper|ofd", re.I)
SCRIPT, SCRIPT_END = re.compile(r"<script\b[^<>]*>", re.I), re.compile(r"</script", re.I)
DOWNLOADS = r"""(?:downfile\.jsp|/document/download)\?[^"'<>\s]+"""
NAMED_FILE = re.compile(rf"""["']([^"'<>\s]*?(?:\.(?:{shapes.ENDINGS})|{DOWNLOADS}))["']""", re.I)
OWN_IMAGE = re.compile(r"/(?:images?|img|icons?|static|assets|css|skins?|template)/[^?]*$", re.I)  # of the portal's own dress
ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])")  # quotes and brackets of markup inside a script's text
OBJECT = re.compile(r"\{[^{}]*\}")
LABEL_KEYS = ("name", "fileName", "title", "label")
ADDRESS_KEYS = ("url", "filePath", "fileurl", "path", "src")
TABLES_TOLD = re.compile(r"收到和处理政府信息公开申请|行政复议、?行政诉讼情况")  # sections 3 and 4 of the form since 2019 are tables only
TEXT_OF_A_SCAN = 400  # characters of text under which the images of an article are taken as its content


def metas(page: Page) -> dict[str, str]:
    """Given an article's or a column's page, return its named metas, entities undone and trimmed; the first of a name stands."""
    found: dict[str, str] = {}
    for tag in META.findall(page.text[:65536]):
        given = {key.lower(): double or single or bare for key, double, single, bare in ATTRIBUTE.findall(tag)}
        key = given.get("name") or given.get("property")
        if key and "content" in given:
            found.setdefault(key, links.squeeze(unescape(given["content"])))
    return found


def attachments(page: Page) -> tuple[Attachment, ...]:
    """Given an article's page, return the files it names, each once, in order: links, viewer frames, images of a scan, scripts."""
    root = links.tree(page.text)
    if root is None:
        return ()
    found: dict[str, Attachment] = {}
    for attachment in (*_linked(root, page.url), *_framed(root, page.url), *_scanned(root, page.url), *_scripted(page)):
        found.setdefault(_key(attachment.url), attachment)
    found.pop(_key(page.url), None)
    return tuple(found.values())


def _linked(root: HtmlElement, url: str) -> Iterator[Attachment]:
    for anchor in links.anchors(root, url, shapes.is_file):
        if anchor.element.tag not in ("frame", "iframe") and not anchor.furniture:
            yield Attachment(_viewed(anchor.url) or anchor.url, links.squeeze(anchor.label))


def _framed(root: HtmlElement, url: str) -> Iterator[Attachment]:
    base = links.base_of(root, url)
    for element in root.iter("iframe", "frame", "embed", "object"):
        address = absolute(base, element.get("src") or element.get("data") or "")
        if not address or address == url:
            continue
        viewed = _viewed(address)
        if viewed or shapes.is_file(address):
            yield Attachment(viewed or address, links.squeeze(element.get("title") or ""))


def _viewed(address: str) -> str | None:
    """Given the address of a viewer (pdf.js, OFD), return that of the file it shows."""
    parts = urlsplit(address)
    if not VIEWERS.search(parts.path):
        return None
    shown = next((value for key, value in parse_qsl(parts.query) if key.lower() in ("file", "url", "src")), "")
    return absolute(address, shown) if shown else None


def _scanned(root: HtmlElement, url: str) -> Iterator[Attachment]:
    """Images of the content, where it has hardly any text or lacks the tables it tells of: the pages of a report put online as pictures."""
    base = links.base_of(root, url)
    images = {image: address for image in root.iter("img")
              if (address := absolute(base, image.get("src") or image.get("data-src") or "")) and shapes.is_image(address)}
    if not images:
        return
    known = list(_containers(root))
    for container in known or _paragraphs(root):
        inside = [image for image in container.iter("img") if image in images]
        if inside and _pictured(container):
            yield from (Attachment(images[image], links.squeeze(image.get("title") or image.get("alt") or ""))
                        for image in inside if known or not OWN_IMAGE.search(images[image]))


def _pictured(container: HtmlElement) -> bool:
    """Whether the content is in its images: hardly any text, or the headings of a report's tables and no table below them."""
    text = links.squeeze(container.text_content())
    return len(text) < TEXT_OF_A_SCAN or (TABLES_TOLD.search(text) is not None and next(container.iter("table"), None) is None)


def _paragraphs(root: HtmlElement) -> Iterator[HtmlElement]:
    """Where no element is known to hold the content: paragraphs of a page that has hardly any text."""
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
            if address and shapes.is_file(address) and "/" in match[1]:
                yield Attachment(address)


def _objects(text: str, url: str) -> Iterator[Attachment]:
    """Files in a script's list, such as var apps=[{url,name}], attachment[] and resList[]."""
    for piece in OBJECT.findall(text):
        given = _object(piece)
        printed = next((given[key] for key in ADDRESS_KEYS if given.get(key)), "")
        address = absolute(url, printed) if printed else None
        if address and (shapes.is_file(address) or any(shapes.FILE.search(given.get(key, "")) for key in LABEL_KEYS)):
            yield Attachment(address, next((given[key] for key in LABEL_KEYS if given.get(key)), ""))


def _object(piece: str) -> dict[str, str]:
    try:
        data = json.loads(piece)
    except (json.JSONDecodeError, RecursionError):
        pairs = re.findall(r"""["']?(\w+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)')""", piece)
        return {key: double or single for key, double, single in pairs}
    return {key: value for key, value in data.items() if isinstance(value, str)}


def expires(url: str) -> bool:
    """Tell whether a link to a file carries a token that lives for a while only.

    >>> expires("http://a.cn/front/document/download?fileUrl=x9f&fileName=a.pdf"), expires("http://a.cn/a.pdf")
    (True, False)
    """
    given = dict(parse_qsl(urlsplit(url).query))
    return "fileUrl" in given and bool(given.get("fileName"))


def _key(url: str) -> str:
    """One file under one key: a download link that carries an expiring token is known by the file's name."""
    if expires(url):
        parts = urlsplit(url)
        return f"{parts.netloc}{parts.path}?{unquote(dict(parse_qsl(parts.query))['fileName'])}"
    return canonical(url)
