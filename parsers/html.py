"""HTML → Document: the article's own container where its CMS is known, else what trafilatura takes for the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import accumulate, islice, takewhile
from typing import cast

from lxml import etree
from lxml import html as lxml_html
from lxml.etree import _Element as Element
from lxml.html import HtmlElement

from parsers import html_blocks, html_head, html_script
from parsers.html_tables import UNSEEN
from parsers.text import SHORT, Decoded, decode, inline, label
from parsers.types import Document, Paragraph, Problem, Source, Table

MEDIA_TYPE = "text/html"
# Where the CMS families put an article, outermost and surest first; lower-case ids, classes and tags.
CONTAINERS = (
    "ucapcontent", "ucap-content", "article_content", "article-content", "trs_editor", "trs_editor_view",
    "trs_ueditor", "trs_paper_default", "custom_unionstyle", "vsb_content", "v_news_content", "zoom", "zoomcon",
    "ivs_content", "barrierfree_container", "main-txt", "bt_content", "article_zoom", "wzzw-article", "ccontent",
    "con_con", "editor-content", "main_section", "news_cont_d_wrap", "pages_content", "xxgk_content", "zwxl-article",
    "articlecontent", "detail-content", "view")
LEAST_TEXT = 12  # characters: "报告全文见附件" with a link is an article, an empty shell is none
MOST_PIECES = 200  # of text that are looked at for it
MOST_CELLS = 50_000  # of one table; far more than any report, and where spans begin to be a trap
SURE = 0.5  # of a page's text; where trafilatura alone keeps more, asking others too changed none of 139 pages and took four times as long
BEFORE = 3000  # characters of text above the body in which day and source are looked for
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.I)
READ = "read"  # the name of no element of HTML
PARSER = etree.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8")
SURROGATES = re.compile("[\ud800-\udfff]")


def parse(source: Source) -> Document:
    """Given an HTML page, return its document; tables keep every cell and where it stands."""
    decoded = decode(source.body, source.charset)
    root = _root(decoded.text)
    metas = html_head.metas(root)
    said = dict(reversed(metas))  # the first of a name counts
    marks = html_head.marked(root)
    container = _container(marks)
    read = _from_script(root, html_blocks.read(container) if container is not None else _main_text(root))
    before = _before(root, container)
    base = html_head.base(root, source.url)
    return Document(
        title=html_head.title(root, said, marks) or inline(source.list_title),
        published=html_head.published(said, marks, before, source),
        media_type=MEDIA_TYPE,
        text=_text(read.blocks),
        blocks=read.blocks,
        source=html_head.issuer(said, before),
        metas=metas,
        links=html_head.links(root if container is None else container, base),
        attachments=html_head.links(root, base, files=True),
        pictures=html_head.pictures(container, base) if container is not None else (),
        problems=tuple(_problems(decoded, read, source)),
    )


def _problems(decoded: Decoded, read: html_blocks.Read, source: Source) -> Iterator[Problem]:
    if decoded.lost:
        message = f"{decoded.lost} characters could not be read as {decoded.charset} ({decoded.reason})"
        yield Problem("document", "characters_lost", message, source.url)
    if any(isinstance(block, Table) and len(block.cells) > MOST_CELLS for block in read.blocks):
        yield Problem("document", "too_many_cells", f"a table holds more than {MOST_CELLS} cells: its spans count as one", source.url)
    if not read.blocks:
        yield Problem("document", "text_missing", "no text outside navigation: the page may build it by script", source.url)


def tree(source: Source) -> HtmlElement:
    """Given an HTML page, return a tree in which the element paths of its cells lead to them."""
    parser = lxml_html.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8")
    return cast("HtmlElement", _root(decode(source.body, source.charset).text, parser))


def _root(text: str, parser: etree.HTMLParser = PARSER) -> Element:
    """The page as a tree; plain elements, since lxml.html's own take a third longer."""
    whole = DECLARATION.sub("", _printable(text))
    root = etree.fromstring(whole.encode(), parser) if whole.strip() else None
    return root if root is not None else etree.fromstring("<p></p>", parser)


def _printable(text: str) -> str:
    """The text without what no tree can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _container(marks: Mapping[str, Element]) -> Element | None:
    """The element that holds the article, by the marks of the CMS families; None where no known one holds anything."""
    named = (marks[mark] for mark in CONTAINERS if mark in marks)
    return next((element for element in named if _holds(element)), None)


def _holds(element: Element) -> bool:
    said = accumulate(len(label(text[:SHORT])) for text in islice(cast("Iterator[str]", element.itertext()), MOST_PIECES))
    return any(length >= LEAST_TEXT for length in said) or next(element.iter("table", "img", "a"), None) is not None


def _main_text(root: Element) -> html_blocks.Read:
    """The blocks from the first to the last that trafilatura keeps, tables after them included: it finds, we read."""
    body = root.find("body")
    read = html_blocks.read(body if body is not None else root, frozenset(html_blocks.CHROME))
    written = sum(len(block.text) for block in read.blocks if isinstance(block, Paragraph))
    page = _without_tables(root, read)
    kept = _kept(page, fast=True)
    if len(kept) < SURE * written:
        kept = _kept(page, fast=False)
    lines = {label(line) for line in kept.splitlines() if label(line)}
    hits = [number for number, block in enumerate(read.blocks) if isinstance(block, Paragraph) and label(block.text) in lines]
    if not hits:
        return read
    first, last = hits[0], hits[-1]
    tables = [number for number, block in enumerate(read.blocks) if isinstance(block, Table) and number > last]
    last = max([last, *tables])
    return html_blocks.Read(read.blocks[first:last + 1], read.elements[first:last + 1])


def _kept(page: str, *, fast: bool) -> str:
    """What trafilatura takes for the text of a page; fast means without the two other readers that it compares itself with."""
    import trafilatura  # here, because loading it takes longer than reading ten pages

    return trafilatura.extract(page, favor_recall=True, include_tables=False, include_comments=False, deduplicate=False, fast=fast) or ""


def _without_tables(root: Element, read: html_blocks.Read) -> str:
    """The page without the tables that were read: trafilatura is asked for the text, and figures would take most of its time."""
    tables = {element for element, block in zip(read.elements, read.blocks, strict=True) if isinstance(block, Table)}
    bare = deepcopy(root)
    for element, copied in zip(list(root.iter("table")), list(bare.iter("table")), strict=True):
        if element in tables:
            copied.tag = READ
    etree.strip_elements(bare, READ, with_tail=False)
    return etree.tostring(bare, encoding="unicode", method="html")


def _from_script(root: Element, read: html_blocks.Read) -> html_blocks.Read:
    """What was read, or the page's text out of a script's string where the page itself holds next to nothing."""
    if sum(len(block.text) if isinstance(block, Paragraph) else len(block.cells) for block in read.blocks) > html_script.LEAST:
        return read
    hidden = html_script.longest(root)
    return html_blocks.read(_root(hidden)) if hidden else read


def _before(root: Element, container: Element | None) -> str:
    """The text above the body, a line for each piece; where the body is not known, the first part of the page."""
    pieces: list[str] = []
    length = 0
    for element in takewhile(lambda found: found is not container, root.iter("*")):
        for text in (element.text if element.tag not in UNSEEN else None, element.tail):
            if text and (piece := inline(text)):
                pieces.append(piece)
                length += len(piece)
        if container is None and length > BEFORE:
            break
    return "\n".join(pieces)


def _text(blocks: tuple[Paragraph | Table, ...]) -> str:
    """Blocks as lines: a paragraph each, a table row each with its cells parted by tabs."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            rows: dict[int, list[str]] = {}
            for cell in block.cells:
                rows.setdefault(cell.row, []).append(cell.text.replace("\n", ""))
            lines += ["\t".join(row) for row in rows.values() if any(row)]
    return "\n".join(lines)
