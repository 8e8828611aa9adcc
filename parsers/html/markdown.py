"""Markdown → Document, through the HTML it stands for: what is struck, raised, commented out or a picture is marked as on a page.

Tables are drawn with bars, typed with tabs or embedded as HTML. Places have no element path: a Markdown file holds no elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from gongkai.chinese_text import decode, inline
from gongkai.terminal.amounts import counted
from parsers.files import plain_text
from parsers.html import blocks as html_blocks
from parsers.html import document as html_document
from parsers.html import head, visibility
from parsers.types import Document, Paragraph, Problem, Source, Table, text_of

MEDIA_TYPE = "text/plain"
HEAD = 4096  # bytes in which Markdown shows itself
PAGE = re.compile(r"<(?:!doctype|head|meta|script|style|ucap\w*)\b", re.I)  # a page's own elements: then it is HTML
AROUND = re.compile(r"</?(?:html|body|div|center|p)\b[^<>]*>", re.I)  # what recognisers of pages print around an embedded table
SIGNS = re.compile(r"^[^\S\n]*+(?:#{1,6}\s|(?:\|\s*+)?:?-{3,}:?\s*\|)|<table\b|~~\S", re.M | re.I)
TABLE_START, TABLE_END = re.compile(r"<table\b", re.I), re.compile(r"</table\s*>", re.I)
TAGS = re.compile(r"</?(?:br|sup|sub|s|del|strike|ins|u|b|i|em|strong|img)\b[^<>]*>|<!--.*?-->", re.I | re.S)
MARKS = (
    (re.compile(r"!\[([^\[\]\n]*+)\]\(((?:[^()\s]|\([^()\s]*\))*+)(?:[^()\n]|\([^()\n]*\))*+\)"), r'<img alt="\1" src="\2" width="99">'),
    (re.compile(r"~~(?=\S)(.+?)~~"), r"<s>\1</s>"),
    (re.compile(r"(\*\*|__)(?=\S)(?![*_]|</)(.+?)\1"), r"<b>\2</b>"),  # *** alone in a cell is what it shows
)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # a sign that a backslash makes plain
ESCAPED_NUMBER = re.compile(r"(?<=\d)\\([.)])")  # in an embedded table, where converters escape what they take for the number of a list
PLAIN = 0xE000  # private characters in place of such signs while the others are marked up
HIDDEN = re.compile("[\ue021-\ue07e]")
HEADING = re.compile(r"\s*(#{1,6})\s+(.*(?<![\s#])|)[\s#]*$")


def matches(body: bytes) -> bool:
    """Return whether a file is text with the signs of Markdown and none of a page."""
    if not plain_text.matches(body):
        return False
    text = decode(body[:HEAD]).text
    return not text.lstrip("\ufeff \r\n\t").startswith("<") and SIGNS.search(text) is not None and PAGE.search(text) is None


def parse(source: Source) -> Document:
    """Return the document of a Markdown file; the place of a cell is its row and its number in the row."""
    decoded = decode(source.body, source.charset)
    page = "".join(_page(decoded.text))
    root = html_document.root_of(page)
    read = html_blocks.read_blocks(root, visibility.of(root, head.marked(root), page)).blocks
    blocks = tuple(_placeless(block) for block in read)
    title = next((block.text for block in blocks if isinstance(block, Paragraph)), "")
    message = f"{counted(decoded.lost, 'character')} could not be read as {decoded.charset} ({decoded.reason})"
    problems = (Problem("document", "characters_lost", message, source.url),) if decoded.lost else ()
    return Document(title or source.list_title, None, MEDIA_TYPE, text_of(blocks), blocks, problems=problems)


def _placeless(block: Paragraph | Table) -> Paragraph | Table:
    if isinstance(block, Paragraph):
        return replace(block, path=None)
    return replace(block, cells=tuple(cell._replace(path=None) for cell in block.cells))


def _page(text: str) -> Iterator[str]:
    """Yield the pieces of the page that a Markdown text stands for."""
    done = 0
    for start, end in _embedded(text):
        yield from _lines(AROUND.sub("\n", text[done:start]))
        yield _marked(text[start:end], raw=True)
        done = end
    yield from _lines(AROUND.sub("\n", text[done:]))


def _embedded(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each embedded table begins and ends, in one pass: tables that never end would be sought to the end from each beginning.

    >>> list(_embedded("</table><table><table>1</table >2</table><table>"))
    [(8, 32)]
    """
    done = 0
    for closing in TABLE_END.finditer(text):
        opening = TABLE_START.search(text, done, closing.start())
        if opening:
            yield opening.start(), closing.end()
        done = closing.end()


def _lines(text: str) -> Iterator[str]:
    for tabular, lines in plain_text.runs(text):
        if not tabular:
            yield from (_paragraph(line) for line in lines)
            continue
        rows = ("".join(f"<td>{_marked(cell)}</td>" for cell in cells) for cells in plain_text.rows(lines))
        yield f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _paragraph(line: str) -> str:
    heading = HEADING.match(line)
    return f"<h{len(heading[1])}>{_marked(heading[2])}</h{len(heading[1])}>" if heading else f"<p>{_marked(inline(line))}</p>"


def _marked(text: str, *, raw: bool = False) -> str:
    """Return the HTML of a line or a cell: what is no tag of its own is text."""
    text = (ESCAPED_NUMBER if raw else ESCAPED).sub(lambda match: chr(PLAIN + ord(match[1])), text)
    pieces, done = [], 0
    for match in () if raw else TAGS.finditer(text):
        pieces += [escape(text[done : match.start()], quote=False), match[0]]
        done = match.end()
    whole = text if raw else "".join([*pieces, escape(text[done:], quote=False)])
    for pattern, element in MARKS:
        whole = pattern.sub(element, whole)
    return HIDDEN.sub(lambda match: escape(chr(ord(match[0]) - PLAIN)), whole if raw else whole.replace("\n", "<br>"))
