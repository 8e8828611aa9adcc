"""Plain text → Document: lines are paragraphs, runs of lines with tabs (or Markdown bars) are tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from parsers.plain import text_of
from parsers.text import clean, decode, inline
from parsers.types import Cell, Document, Paragraph, Problem, Source, Table

MEDIA_TYPE = "text/plain"
HEAD = 4096  # bytes that tell whether a file is text
MOST_ODD = 0.05  # of the characters: binary files decode to far more control characters
LEAST_HAN = 8  # characters: less is no document of ours
HAN = re.compile(r"[一-鿿]")
ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffd]")
RULE = re.compile(r"\|?[\s:|-]+\|[\s:|-]*")  # the line under a Markdown head


def matches(body: bytes) -> bool:
    """Given the bytes of a file, tell whether they are Chinese text."""
    text = decode(body[:HEAD]).text
    return len(HAN.findall(text)) >= LEAST_HAN and len(ODD.findall(text)) <= MOST_ODD * len(text)


def parse(source: Source) -> Document:
    """Given a text file, return its document; the place of a cell is its line in the table and its number in the line."""
    decoded = decode(source.body, source.charset)
    blocks = tuple(_blocks(decoded.text))
    title = next((block.text.strip("#* ") for block in blocks if isinstance(block, Paragraph)), "")
    message = f"{decoded.lost} characters could not be read as {decoded.charset} ({decoded.reason})"
    problems = (Problem("document", "characters_lost", message, source.url),) if decoded.lost else ()
    return Document(title or source.list_title, None, MEDIA_TYPE, text_of(blocks), blocks, problems=problems)


def _blocks(text: str) -> Iterator[Paragraph | Table]:
    tables = 0
    lines = (line for line in clean(text).splitlines() if line.strip())
    for tabular, group in groupby(lines, key=_is_row):
        if tabular:
            yield Table(tables, tuple(_cells(list(group))))
            tables += 1
        else:
            yield from (Paragraph(inline(line)) for line in group)


def _is_row(line: str) -> bool:
    return "\t" in line.rstrip("\r\n") or line.strip().startswith("|")


def _cells(lines: list[str]) -> Iterator[Cell]:
    rows = [line for line in lines if not RULE.fullmatch(line.strip())]
    for number, line in enumerate(rows):
        texts = line.split("\t") if "\t" in line else line.strip().strip("|").split("|")
        yield from (Cell(number, column, inline(text)) for column, text in enumerate(texts))
