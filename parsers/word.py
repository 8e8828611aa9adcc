"""DOCX → document, from word/document.xml itself: physical cells with the grid they cover, numbers of lists written out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from parsers.magic import WORD
from parsers.packed import Unreadable, open_zip, read_member, read_xml
from parsers.plain import text_of, unread
from parsers.text import clean
from parsers.types import Cell, Document, Paragraph, Problem, Source, Table
from parsers.word_lists import Lists, value
from parsers.word_pictures import read_pictures

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the same vocabulary under the name of ISO 29500 strict
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says the same once more for old programs
UNSEEN = {W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr")} | {FALLBACK}
SIGNS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
TEXT_BOX = W + "txbxContent"
TITLES = {"title", "heading 1", "subtitle"}
BLOCKS = {W + "p", W + "tbl"}
MAX_CELLS = 200_000
LEAST_COLUMNS = 3  # cells of a row, and rows of so many: a table that frames others has fewer
MAX_SPAN = 500  # columns; Word allows 63

Block = Paragraph | Table


def parse(source: Source) -> Document:
    """Given the bytes of a DOCX, return its paragraphs and tables in reading order."""
    try:
        archive = open_zip(source.body)
        root, lists, styles = read_parts(archive)
        blocks, problems = read_body(root, lists)
        pictured, told = read_pictures(archive, root, whole=not blocks)
    except Unreadable as error:
        return unread(WORD, error.code, error.message)
    title = title_of(root, blocks, styles) if blocks else ""
    blocks = with_pictures(blocks, pictured)
    problems += told
    if not blocks and not problems:
        problems.append(Problem("document", "no_text", "The file holds neither text nor a picture that could be read."))
    return Document(title, None, WORD, text_of(blocks), tuple(blocks), problems=tuple(problems))


def with_pictures(blocks: list[Block], pictured: list[Block]) -> list[Block]:
    """Given the blocks of the text and those of its pictures, return both, the tables of the pictures numbered after the others."""
    tables = sum(isinstance(block, Table) for block in blocks)
    return [*blocks, *(replace(block, index=block.index + tables) if isinstance(block, Table) else block for block in pictured)]


def read_parts(archive: zipfile.ZipFile) -> tuple[etree._Element, Lists, dict[str, str]]:
    """Given an open DOCX, return the root of its text, its list numbering and the names of its styles; raises Unreadable."""
    names = set(archive.namelist())

    def part(name: str) -> etree._Element | None:
        return read_xml(read_member(archive, name).replace(STRICT, TRANSITIONAL), name) if name in names else None

    root = part("word/document.xml")
    if root is None:
        raise Unreadable("damaged", "The archive has no word/document.xml; it is no Word document.")
    styles = part("word/styles.xml")
    return root, Lists(part("word/numbering.xml"), styles), {} if styles is None else style_names(styles)


def style_names(styles: etree._Element) -> dict[str, str]:
    """Given styles.xml, return the name of each style by its id (the ids are translated or numbered, the names are not)."""
    return {style.get(W + "styleId", ""): value(style, "name") for style in styles.iterchildren(W + "style")}


def read_body(root: etree._Element, lists: Lists) -> tuple[list[Block], list[Problem]]:
    """Given the root, return the blocks in reading order and what could not be read."""
    blocks: list[Block] = []
    tables, cells = 0, 0
    for element, path in block_elements(root, f"/{short(root)}"):
        if element.tag == W + "p":
            text = paragraph_text(element, lists)
            if text:
                blocks.append(Paragraph(text, path=path, bold=is_bold(element)))
            continue
        table = read_table(element, tables, path, lists)
        if table.cells:
            blocks.append(table)
            tables, cells = tables + 1, cells + len(table.cells)
        if cells > MAX_CELLS:
            return blocks, [Problem("document", "too_many_cells", f"More than {MAX_CELLS} cells; what follows was not read.", path)]
    return blocks, []


def block_elements(parent: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Given an element, yield the paragraphs and tables below it with their paths, what stands inside them after them."""
    counts: dict[str, int] = {}
    for child in parent.iterchildren("*"):
        name = short(child)
        counts[name] = counts.get(name, 0) + 1
        here = f"{path}/{name}[{counts[name]}]"
        if child.tag == W + "tbl" and is_layout(child):
            for cell in child.iter(W + "tc"):
                if next(cell.iterancestors(W + "tbl")) is child:
                    yield from block_elements(cell, cell.getroottree().getpath(cell))
        elif child.tag in BLOCKS:
            yield child, here
            yield from inner_blocks(child)
        elif child.tag not in UNSEEN:
            yield from block_elements(child, here)


def is_layout(table: etree._Element) -> bool:
    """Given a w:tbl, say whether it only frames other matter: one cell, or tables inside and hardly a row of several cells."""
    rows = [row_cells(row) for row, _ in table_rows(table, "")]
    if sum(map(len, rows)) <= 1:
        return True
    return next(table.iterdescendants(W + "tbl"), None) is not None and sum(len(cells) >= LEAST_COLUMNS for cells in rows) < LEAST_COLUMNS


def inner_blocks(block: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Given a paragraph or table, yield the tables inside its cells and the paragraphs inside its text boxes."""
    tree = block.getroottree()
    for holder in block.iterdescendants(W + "tbl", TEXT_BOX):
        if any(above.tag == FALLBACK for above in holder.iterancestors()):
            continue
        for element in [holder] if holder.tag == W + "tbl" else wrapped(holder, W + "p"):
            yield element, tree.getpath(element)


def short(element: etree._Element) -> str:
    """Given an element, return its name as in the file: w:tbl."""
    name = etree.QName(element)
    return f"{element.prefix}:{name.localname}" if element.prefix else name.localname


def paragraph_text(element: etree._Element, lists: Lists) -> str:
    """Given a paragraph, return its list number and its text."""
    text = " ".join(run_text(element).split())
    return clean(lists.number(element) + text).strip() if text else ""


def run_text(element: etree._Element) -> str:
    """Given a paragraph, return what its runs say: no deleted text, no field codes, no text boxes (those are blocks of their own)."""
    pieces: list[str] = []
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        if child.tag == W + "t":
            pieces.append(child.text or "")
        elif child.tag in SIGNS:
            pieces.append(SIGNS[str(child.tag)])
        elif child.tag not in UNSEEN and child.tag not in BLOCKS and not is_hidden(child):
            stack.extend(reversed(child))
    return "".join(pieces)


def is_hidden(run: etree._Element) -> bool:
    """Given a run, say whether it is set hidden."""
    return run.tag == W + "r" and on(run.find(f"{W}rPr/{W}vanish"))


def is_bold(element: etree._Element) -> bool:
    """Given a paragraph, say whether all its runs with text are set bold."""
    runs = [run for run in element.iter(W + "r") if run.find(W + "t") is not None]
    return bool(runs) and all(on(run.find(f"{W}rPr/{W}b")) for run in runs)


def on(switch: etree._Element | None) -> bool:
    """Given a toggle such as w:b, say whether it is set."""
    return switch is not None and switch.get(W + "val", "1") not in ("0", "false", "off")


def read_table(table: etree._Element, index: int, path: str, lists: Lists) -> Table:
    """Given a w:tbl, return its physical cells; a cell merged downward covers the rows that go on with it."""
    cells: list[Cell] = []
    above: dict[int, int] = {}  # column → number of the cell that reaches down from above
    for number, (row, row_path) in enumerate(table_rows(table, path)):
        column = span_of(row.find(f"{W}trPr/{W}gridBefore"), default=0)
        for position, cell in enumerate(row_cells(row), 1):
            width = span_of(cell.find(f"{W}tcPr/{W}gridSpan"), default=1)
            if goes_on(cell) and column in above:
                over = cells[above[column]]
                cells[above[column]] = over._replace(rowspan=number - over.row + 1)
            else:
                above[column] = len(cells)
                cells.append(Cell(number, column, cell_text(cell, lists), 1, width, f"{row_path}/w:tc[{position}]"))
            column += width
    return Table(index, tuple(cells))


def table_rows(table: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Given a w:tbl, yield its rows with their paths, those inside content controls too, those marked deleted not."""
    for position, element in enumerate(wrapped(table, W + "tr"), 1):
        if element.find(f"{W}trPr/{W}del") is None:
            yield element, f"{path}/w:tr[{position}]"


def row_cells(row: etree._Element) -> list[etree._Element]:
    """Given a w:tr, return its cells, those inside content controls too."""
    return list(wrapped(row, W + "tc"))


def wrapped(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Given a parent, yield its children of one name, looking through content controls and custom XML."""
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from wrapped(child, tag)


def goes_on(cell: etree._Element) -> bool:
    """Given a w:tc, say whether it only goes on with the cell above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val", "continue") == "continue"


def span_of(element: etree._Element | None, default: int) -> int:
    """Given the element that tells a width in grid columns, return it."""
    value = element.get(W + "val", "") if element is not None else ""
    return min(int(value), MAX_SPAN) if value.isdecimal() else default


def cell_text(cell: etree._Element, lists: Lists) -> str:
    """Given a w:tc, return its paragraphs as lines; tables inside it are blocks of their own."""
    texts = (paragraph_text(paragraph, lists) for paragraph in wrapped(cell, W + "p"))
    return "\n".join(text for text in texts if text)


def title_of(root: etree._Element, blocks: list[Block], styles: dict[str, str]) -> str:
    """Given the document, return its first paragraph if it is styled as a title or heading, or is centred; else nothing."""
    first = next((p for p in root.iter(W + "p") if run_text(p).strip()), None)
    if first is None or not isinstance(blocks[0], Paragraph):
        return ""
    style, align = first.find(f"{W}pPr/{W}pStyle"), first.find(f"{W}pPr/{W}jc")
    name = styles.get(style.get(W + "val", ""), "") if style is not None else ""
    centred = align is not None and align.get(W + "val") == "center"
    return blocks[0].text if centred or name.lower() in TITLES else ""
