"""DOCX → document, from word/document.xml itself: physical cells with the grid they cover, numbers of lists written out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from gongkai.chinese_text import clean
from parsers.files.safe_zip import Unreadable, open_zip, read_member, read_xml
from parsers.files.signatures import WORD
from parsers.office.docx_numbering import Lists, value
from parsers.office.docx_pictures import read_pictures
from parsers.office.docx_runs import FALLBACK, TEXT_BOX, MarkedRun, StyleMarks, W, on, pieces
from parsers.types import RAISED_BEHIND, Cell, Document, Mark, Paragraph, Problem, Source, Table, split_note, text_of, unread

STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the same vocabulary under the name of ISO 29500 strict
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
UNSEEN = {W + "del", W + "moveFrom", FALLBACK}
TITLES = {"title", "heading 1", "subtitle"}
BLOCKS = {W + "p", W + "tbl"}
EMPTY_MARKS = {"picture", "superscript", "field"}  # that count without text: a picture, the number of a note, a list to choose from
MAX_CELLS = 200_000
LEAST_COLUMNS = 3  # cells of a row, and rows of so many: a table that frames others has fewer
MAX_SPAN = 500  # columns; Word allows 63

Block = Paragraph | Table


def parse(source: Source) -> Document:
    """Return the paragraphs and tables of a DOCX in reading order."""
    try:
        archive = open_zip(source.body)
        root, lists, styles, marks = read_parts(archive)
        blocks, problems = read_body(root, lists, marks)
        pictured, more = read_pictures(archive, root, whole=not blocks)
    except Unreadable as error:
        return unread(WORD, error.code, error.message)
    title = title_of(root, blocks, styles, marks) if blocks else ""
    blocks = with_pictures(blocks, pictured)
    problems += more
    if not blocks and not problems:
        problems.append(Problem("document", "no_text", "The file holds neither text nor a picture that could be read."))
    return Document(title, None, WORD, text_of(blocks), tuple(blocks), problems=tuple(problems))


def with_pictures(blocks: list[Block], pictured: list[Block]) -> list[Block]:
    """Return the blocks of the text followed by those of its pictures, whose tables are numbered after the others."""
    tables = sum(isinstance(block, Table) for block in blocks)
    return [*blocks, *(replace(block, index=block.index + tables) if isinstance(block, Table) else block for block in pictured)]


def read_parts(archive: zipfile.ZipFile) -> tuple[etree._Element, Lists, dict[str, str], StyleMarks]:
    """Return the root of a DOCX's text, its list numbering, the names of its styles and what they do to text; raises Unreadable."""
    names = set(archive.namelist())

    def part(name: str) -> etree._Element | None:
        return read_xml(read_member(archive, name).replace(STRICT, TRANSITIONAL), name) if name in names else None

    root = part("word/document.xml")
    if root is None:
        raise Unreadable("damaged", "The archive has no word/document.xml; it is no Word document.")
    styles = part("word/styles.xml")
    return root, Lists(part("word/numbering.xml"), styles), {} if styles is None else style_names(styles), StyleMarks(styles)


def style_names(styles: etree._Element) -> dict[str, str]:
    """Return the name of each style by its id, from styles.xml (ids are localised or numbered, names are not)."""
    return {style.get(W + "styleId", ""): value(style, "name") for style in styles.iterchildren(W + "style")}


def read_body(root: etree._Element, lists: Lists, marks: StyleMarks) -> tuple[list[Block], list[Problem]]:
    """Return the blocks below the root in reading order, and what could not be read."""
    blocks: list[Block] = []
    tables, cells = 0, 0
    for element, path in block_elements(root, f"/{short(root)}"):
        if element.tag == W + "p":
            text = paragraph_text(element, lists, marks)
            if text:
                blocks.append(Paragraph(text, path=path, bold=is_bold(element)))
            continue
        table = read_table(element, tables, path, lists, marks)
        if table.cells:
            blocks.append(table)
            tables, cells = tables + 1, cells + len(table.cells)
        if cells > MAX_CELLS:
            return blocks, [Problem("document", "too_many_cells", f"More than {MAX_CELLS} cells; what follows was not read.", path)]
    return blocks, []


def block_elements(parent: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Yield the paragraphs and tables below an element with their paths; those nested inside follow their parent."""
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
    """Return whether a w:tbl only frames other content: one cell, or tables inside and hardly a row of several cells."""
    rows = [row_cells(row) for row, _ in table_rows(table, "")]
    if sum(map(len, rows)) <= 1:
        return True
    return next(table.iterdescendants(W + "tbl"), None) is not None and sum(len(cells) >= LEAST_COLUMNS for cells in rows) < LEAST_COLUMNS


def inner_blocks(block: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the tables inside the cells and the paragraphs inside the text boxes of a paragraph or table."""
    tree = block.getroottree()
    for holder in block.iterdescendants(W + "tbl", TEXT_BOX):
        if any(above.tag == FALLBACK for above in holder.iterancestors()):
            continue
        for element in [holder] if holder.tag == W + "tbl" else wrapped(holder, W + "p"):
            yield element, tree.getpath(element)


def short(element: etree._Element) -> str:
    """Return an element's name as in the file: w:tbl."""
    name = etree.QName(element)
    return f"{element.prefix}:{name.localname}" if element.prefix else name.localname


def paragraph_text(element: etree._Element, lists: Lists, marks: StyleMarks) -> str:
    """Return a paragraph's list number and text, without struck, hidden and deleted text and note references."""
    text = " ".join(run_text(element, marks).split())
    return clean(lists.number(element) + text).strip() if text else ""


def run_text(element: etree._Element, marks: StyleMarks) -> str:
    """Return the text of a paragraph's runs."""
    text = ""
    for piece in pieces(element, marks):
        raised = piece.mark == "superscript" and not RAISED_BEHIND.search(text[-3:])
        if piece.mark in (None, "inserted") or raised:
            text += piece.text
    return text


def is_bold(element: etree._Element) -> bool:
    """Return whether all runs with text in a paragraph are bold."""
    runs = [run for run in element.iter(W + "r") if run.find(W + "t") is not None]
    return bool(runs) and all(on(run.find(f"{W}rPr/{W}b")) for run in runs)


def read_table(table: etree._Element, index: int, path: str, lists: Lists, marks: StyleMarks) -> Table:
    """Return the physical cells of a w:tbl; a vertically merged cell covers the rows that continue it."""
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
                cells.append(read_cell(cell, Cell(number, column, "", 1, width, f"{row_path}/w:tc[{position}]"), lists, marks))
            column += width
    return Table(index, tuple(cells))


def table_rows(table: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Yield the rows of a w:tbl with their paths, including those in content controls, without deleted or hidden ones."""
    for position, element in enumerate(wrapped(table, W + "tr"), 1):
        if element.find(f"{W}trPr/{W}del") is None and not on(element.find(f"{W}trPr/{W}hidden")):
            yield element, f"{path}/w:tr[{position}]"


def row_cells(row: etree._Element) -> list[etree._Element]:
    """Return the cells of a w:tr, including those inside content controls."""
    return list(wrapped(row, W + "tc"))


def wrapped(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield a parent's children of one name, looking through content controls and custom XML."""
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from wrapped(child, tag)


def goes_on(cell: etree._Element) -> bool:
    """Return whether a w:tc only continues the cell above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val", "continue") == "continue"


def span_of(element: etree._Element | None, default: int) -> int:
    """Return the width in grid columns from its element."""
    value = element.get(W + "val", "") if element is not None else ""
    return min(int(value), MAX_SPAN) if value.isdecimal() else default


def read_cell(cell: etree._Element, at: Cell, lists: Lists, marks: StyleMarks) -> Cell:
    """Return a w:tc as the cell at its place, one line per paragraph or line break; tables inside it are separate blocks."""
    lines: list[str] = []
    aside: list[MarkedRun] = []
    found: set[Mark] = set()
    outer: Mark | None = "deleted" if cell.find(f"{W}tcPr/{W}cellDel") is not None else None
    for paragraph in wrapped(cell, W + "p"):
        said = pieces(paragraph, marks, outer)
        found |= {piece.mark for piece in said if piece.mark is not None and (piece.text.strip() or piece.mark in EMPTY_MARKS)}
        aside += [piece for piece in said if piece.mark not in (None, "inserted")]
        plain = "".join(piece.text for piece in said if piece.mark in (None, "inserted"))
        number = lists.number(paragraph) if plain.strip() else ""
        lines += [clean(" ".join(line.split())).strip() for line in (number + plain).split("\n")]
    text = "\n".join(line for line in lines if line)
    return split_note(at._replace(text=text, marks=frozenset(found), aside=clean("".join(piece.text for piece in aside)).strip()))


def title_of(root: etree._Element, blocks: list[Block], styles: dict[str, str], marks: StyleMarks) -> str:
    """Return the document's first paragraph if it is centred or styled as a title or heading; else empty."""
    first = next((p for p in root.iter(W + "p") if run_text(p, marks).strip()), None)
    if first is None or not isinstance(blocks[0], Paragraph):
        return ""
    style, align = first.find(f"{W}pPr/{W}pStyle"), first.find(f"{W}pPr/{W}jc")
    name = styles.get(style.get(W + "val", ""), "") if style is not None else ""
    centred = align is not None and align.get(W + "val") == "center"
    return blocks[0].text if centred or name.lower() in TITLES else ""
