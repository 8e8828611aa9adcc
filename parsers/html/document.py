"""HTML → Document: the article's own container where its CMS is known, else what trafilatura takes for the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from copy import deepcopy
from itertools import accumulate, islice, takewhile
from typing import cast

from lxml import etree
from lxml import html as lxml_html
from lxml.etree import _Element as Element
from lxml.html import HtmlElement

from gongkai.chinese_text import SHORT, Decoded, decode, inline, label
from gongkai.html import tree as html_tree
from gongkai.terminal.amounts import counted
from parsers.html import blocks as html_blocks
from parsers.html import head as html_head
from parsers.html import script_text, visibility
from parsers.html import tables as html_tables
from parsers.html.tables import UNSEEN
from parsers.html.visibility import ALL_SEEN, Visibility
from parsers.types import Document, Paragraph, Problem, Source, Table

MEDIA_TYPE = "text/html"
# Where the CMS families put an article, outermost and most certain first; lower-case ids, classes and tags.
CONTAINERS = (
    "ucapcontent",
    "ucap-content",
    "article_content",
    "article-content",
    "trs_editor",
    "trs_editor_view",
    "trs_ueditor",
    "trs_paper_default",
    "custom_unionstyle",
    "vsb_content",
    "v_news_content",
    "zoom",
    "zoomcon",
    "ivs_content",
    "barrierfree_container",
    "main-txt",
    "bt_content",
    "article_zoom",
    "wzzw-article",
    "ccontent",
    "con_con",
    "editor-content",
    "main_section",
    "news_cont_d_wrap",
    "pages_content",
    "xxgk_content",
    "zwxl-article",
    "articlecontent",
    "detail-content",
    "view",
)
LEAST_COLUMNS = 3  # of a table outside the article's container that may belong to it
LEAST_TEXT = 12  # characters: "报告全文见附件" with a link is an article, an empty shell is none
MOST_PIECES = 200  # of text that are looked at for it
MOST_CELLS = 50_000  # of one table; far more than any report, and where spans begin to be a trap
SURE = 0.5  # of a page's text; where trafilatura alone keeps more, asking others too changed none of 139 pages and took four times as long
# Elements outside the tables read, up to which trafilatura is asked: it copies the page several times, 1 KB and 25 µs for each of them.
MOST_ELEMENTS = 100_000
BEFORE = 3000  # characters of text above the body in which day and source are looked for
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.I)
READ = "read"  # the name of no element of HTML
PARSER = etree.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8")
SURROGATES = re.compile("[\ud800-\udfff]")


def parse(source: Source) -> Document:
    """Return the document of an HTML page; tables keep every cell and its position."""
    decoded = decode(source.body, source.charset)
    root, left_out = parsed(decoded.text)
    metas = html_head.metas(root)
    said = dict(reversed(metas))  # the first of a name counts
    marks = html_head.marked(root)
    visible = visibility.of(root, marks, decoded.text)
    container = _container(marks, visible)
    read = _from_script(root, _read(root, container, visible))
    before = _before(root, container)
    base = html_head.base(root, source.url)
    return Document(
        title=html_head.title(root, said, marks, visible.unseen) or inline(source.list_title),
        published=html_head.published(said, marks, before, source),
        media_type=MEDIA_TYPE,
        text=_text(read.blocks),
        blocks=read.blocks,
        source=html_head.issuer(said, before),
        metas=metas,
        links=html_head.links(root if container is None else container, base),
        attachments=html_head.links(root, base, files=True),
        pictures=html_head.pictures(container, base) if container is not None else (),
        problems=(*_problems(decoded, read, source), *_attributes(left_out, source), *_out_of_sight(visible, read, source)),
    )


def _problems(decoded: Decoded, read: html_blocks.Read, source: Source) -> Iterator[Problem]:
    if decoded.lost:
        message = f"{counted(decoded.lost, 'character')} could not be read as {decoded.charset} ({decoded.reason})"
        yield Problem("document", "characters_lost", message, source.url)
    if any(isinstance(block, Table) and len(block.cells) > MOST_CELLS for block in read.blocks):
        yield Problem("document", "too_many_cells", f"a table holds more than {MOST_CELLS} cells: its spans count as one", source.url)
    if not read.sought:
        message = f"the page has more than {MOST_ELEMENTS:,} elements: the article was not sought among them; all text was read"
        yield Problem("document", "article_not_sought", message, source.url)
    if not read.blocks:
        yield Problem("document", "text_missing", "no text outside navigation: the page may build it by script", source.url)


def _attributes(left_out: int, source: Source) -> Iterator[Problem]:
    if left_out:
        lost = counted(left_out, "attribute was", "attributes were")
        message = f"{lost} left out: an element has more than {html_tree.MOST}; the text was read"
        yield Problem("document", "attributes_left_out", message, source.url)


def tree(source: Source) -> HtmlElement:
    """Return a tree of an HTML page in which the element paths of its cells can be resolved."""
    parser = lxml_html.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8")
    return cast("HtmlElement", root_of(decode(source.body, source.charset).text, parser))


def root_of(text: str, parser: etree.HTMLParser = PARSER) -> Element:
    """Return a page's text as a tree; plain elements, since lxml.html's own take a third longer."""
    return cast("Element", parsed(text, parser).root)


def parsed(text: str, parser: etree.HTMLParser = PARSER) -> html_tree.Parsed:
    """Return the same, and how many attributes were left out."""
    page = DECLARATION.sub("", _printable(text))
    read = html_tree.parse(page, parser) if page.strip() else html_tree.Parsed(None, 0)
    return read if read.root is not None else html_tree.parse("<p></p>", parser)


def _printable(text: str) -> str:
    """Return the text without characters that a tree cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _container(marks: Mapping[str, Element], visible: Visibility) -> Element | None:
    """Return the element that holds the article, by the marks of the CMS families; None if no known one has content."""
    named = (marks[mark] for mark in CONTAINERS if mark in marks)
    return next((element for element in named if _shown(element, visible) and _holds(element)), None)


def _shown(element: Element, visible: Visibility) -> bool:
    return not html_head.is_hidden(element, visible.unseen)


def _read(root: Element, container: Element | None, visible: Visibility) -> html_blocks.Read:
    """Return the blocks the article shows; if a style hides all of it, a script shows it, and the hidden content is read."""
    found = _main_text(root, visible) if container is None else _of_containers(root, container, visible)
    return found if found.blocks or not visible.unseen else _read(root, container, ALL_SEEN)


def _of_containers(root: Element, container: Element, visible: Visibility) -> html_blocks.Read:
    """Return the blocks of the article's container, of others like it, and of visible tables outside them, in page order."""
    inside = [container, *(other for other in _alike(root, container) if _shown(other, visible))]
    around = {above for element in inside for above in element.iterancestors()}
    apart = (
        [table for table in root.iter("table") if table not in around and _is_apart(table, inside, visible)]
        if root is not container
        else []
    )
    wanted = {*inside, *apart}
    blocks: list[Paragraph | Table] = []
    elements: list[Element] = []
    for element in [container] if len(wanted) == 1 else [element for element in root.iter() if element in wanted]:
        tables = sum(isinstance(block, Table) for block in blocks)
        read = html_blocks.read_blocks(element, visible, tables=tables)
        blocks += read.blocks
        elements += read.elements
    return html_blocks.Read(tuple(blocks), tuple(elements))


def _alike(root: Element, container: Element) -> list[Element]:
    """Return other elements with the same id and class, none inside another: an editor that writes two bodies marks both."""
    same = [
        element
        for element in root.iter(container.tag)
        if (element.get("id"), element.get("class")) == (container.get("id"), container.get("class")) and element is not container
    ]
    chosen = {container, *same}
    return [
        element
        for element in same
        if not any(above in chosen for above in element.iterancestors()) and element not in container.iterancestors()
    ]


def _is_apart(table: Element, containers: list[Element], visible: Visibility) -> bool:
    """Return whether a table outside the container has figures: three columns or more, and figures in a fifth of its cells."""
    above = list(table.iterancestors())
    if any(element in containers or element.tag in {"table", *html_blocks.CHROME} for element in above) or not _shown(table, visible):
        return False
    rows = html_tables.rows_of(table, visible.unseen)
    texts = [html_tables.plain(cell).strip() for _, cells in rows for cell in cells]
    figures = sum(text.removeprefix("-").isdecimal() for text in texts)
    wide = max((len(cells) for _, cells in rows), default=0) >= LEAST_COLUMNS
    return wide and figures * 5 >= len(texts) and not html_tables.is_layout(table, rows)


def _out_of_sight(visible: Visibility, read: html_blocks.Read, source: Source) -> Iterator[Problem]:
    """Yield a problem if the page contains tables that its style hides: its readers do not see them either."""
    hidden = {table for element in visible.unseen for table in element.iter("table")} - set(read.elements)
    if hidden:
        message = f"the page holds {counted(len(hidden), 'table')} that its style hides; not read"
        yield Problem("document", "hidden_tables", message, source.url)


def _holds(element: Element) -> bool:
    said = accumulate(len(label(text[:SHORT])) for text in islice(cast("Iterator[str]", element.itertext()), MOST_PIECES))
    return any(length >= LEAST_TEXT for length in said) or next(element.iter("table", "img", "a"), None) is not None


def _main_text(root: Element, visible: Visibility) -> html_blocks.Read:
    """Return the blocks from the first to the last that trafilatura keeps, and the tables after them: it finds, we read.

    Of a page of more than MOST_ELEMENTS, all blocks are returned.
    """
    body = root.find("body")
    read = html_blocks.read_blocks(body if body is not None else root, visible, frozenset(html_blocks.CHROME))
    written = sum(len(block.text) for block in read.blocks if isinstance(block, Paragraph))
    tables = {element for element, block in zip(read.elements, read.blocks, strict=True) if isinstance(block, Table)}
    if _size(root) - sum(map(_size, tables)) > MOST_ELEMENTS:
        return read._replace(sought=False)
    page = _without_tables(root, tables)
    kept = _kept(page, fast=True)
    if len(kept) < SURE * written:
        kept = _kept(page, fast=False)
    lines = {label(line) for line in kept.splitlines() if label(line)}
    hits = [number for number, block in enumerate(read.blocks) if isinstance(block, Paragraph) and label(block.text) in lines]
    if not hits:
        return read
    first, last = hits[0], hits[-1]
    last = max([last, *(number for number, block in enumerate(read.blocks) if isinstance(block, Table) and number > last)])
    return html_blocks.Read(read.blocks[first : last + 1], read.elements[first : last + 1])


def _kept(page: str, *, fast: bool) -> str:
    """Return the text trafilatura extracts from a page; fast mode skips the two other extractors it compares itself with."""
    import trafilatura  # here, because loading it takes longer than reading ten pages

    return trafilatura.extract(page, favor_recall=True, include_tables=False, include_comments=False, deduplicate=False, fast=fast) or ""


def _size(element: Element) -> int:
    return sum(1 for _ in element.iter())


def _without_tables(root: Element, tables: Set[Element]) -> str:
    """Return the page without the tables already read: trafilatura needs the text only, and figures would take most of its time."""
    bare = deepcopy(root)
    for element, copied in zip(list(root.iter("table")), list(bare.iter("table")), strict=True):
        if element in tables:
            copied.tag = READ
    etree.strip_elements(bare, READ, with_tail=False)
    return etree.tostring(bare, encoding="unicode", method="html")


def _from_script(root: Element, read: html_blocks.Read) -> html_blocks.Read:
    """Return what was read, or the page's text from a script's string if the page itself holds next to nothing."""
    if sum(len(block.text) if isinstance(block, Paragraph) else len(block.cells) for block in read.blocks) > script_text.LEAST:
        return read
    hidden = script_text.longest(root)
    if not hidden:
        return read
    page = root_of(hidden)
    return html_blocks.read_blocks(page, visibility.of(page, html_head.marked(page), hidden))


def _before(root: Element, container: Element | None) -> str:
    """Return the text above the body, one line per piece; if the body is unknown, the first part of the page."""
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
    """Return blocks as lines: one per paragraph, one per table row with tabs between its cells."""
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
