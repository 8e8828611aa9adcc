"""Plain text → Document: lines are paragraphs, runs of lines with tabs, bars or the rules of a drawn grid are tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby, pairwise, zip_longest

from gongkai.chinese_text import clean, decode, inline
from gongkai.terminal.amounts import counted
from parsers.files import aligned_columns, ruled_columns
from parsers.types import Cell, Document, Paragraph, Problem, Source, Table, text_of

MEDIA_TYPE = "text/plain"
HEAD = 4096  # bytes examined to decide whether a file is text
MOST_ODD = 0.05  # of the characters: binary files decode to far more control characters
LEAST_HAN = 8  # characters: less is no document of ours
HAN = re.compile(r"[一-鿿]")
ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffd]")
RULE = re.compile(r"\|?[\s:|-]+\|[\s:|-]*")  # the line under a Markdown head
GRID_RULE = re.compile(r"\+[-=+:]{2,}\+|[─-╿\s]*[─━═╌]{2}[─-╿\s]*")  # a rule of a drawn grid: +----+----+, ├────┼────┤
THOUSANDS = re.compile(r"(?<=\d)[\u2008\u2009\u202f](?=\d{3}(?!\d))")  # thin blanks between groups of digits; other blanks part figures
ESCAPED = re.compile(r"(?<=\d)\\([.)])")  # 1\. as converters keep a number from becoming a list's
WIDE_BLANK = "\u3000"  # as wide as two blanks
UNUSUAL_BLANK = re.compile("[\xa0\u1680\u2000-\u2007\u200a\u205f]")
LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
BREAK = re.compile(r"<br\s*/?>", re.I)  # as converters write the end of a line in a cell
BARS = str.maketrans("│┃║", "|||")
FIGURE = re.compile(r"[+\-]?\d[\d,.]*")  # alone in its line
LEAST_CLOSE = 20  # figures with one in the next line: a cell a line, where a line of blanks is an empty cell
CLOSE = 2  # times as many as those parted by blank lines: else the text is spaced
RULED = 4  # rules of one grid: a rule under each row, so that the lines between two rules are one row; fewer part head and body only


def matches(body: bytes) -> bool:
    """Return whether the bytes of a file are Chinese text."""
    text = decode(body[:HEAD]).text
    return len(HAN.findall(text)) >= LEAST_HAN and len(ODD.findall(text)) <= MOST_ODD * len(text)


def parse(source: Source) -> Document:
    """Return the document of a text file; the place of a cell is its row in the table and its number in the row."""
    decoded = decode(source.body, source.charset)
    blocks = tuple(_blocks(decoded.text))
    title = next((block.text.strip("#* ") for block in blocks if isinstance(block, Paragraph)), "")
    message = f"{counted(decoded.lost, 'character')} could not be read as {decoded.charset} ({decoded.reason})"
    problems = (Problem("document", "characters_lost", message, source.url),) if decoded.lost else ()
    return Document(title or source.list_title, None, MEDIA_TYPE, text_of(blocks), blocks, problems=problems)


def _blocks(text: str) -> Iterator[Paragraph | Table]:
    tables = 0
    for tabular, lines in _runs(text):
        if tabular:
            printed = [line for line in lines if line.strip()]
            cells = (Cell(row, column, cell) for row, texts in enumerate(rows(printed)) for column, cell in enumerate(texts))
            yield Table(tables, tuple(cells))
            tables += 1
        else:
            yield from _paragraphs(lines)


def _paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a run of lines; with a cell a line, a figure has the empty cells beside it."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    figures = {number for number in filled if FIGURE.fullmatch(lines[number].strip())}
    close = sum(number + 1 in figures for number in figures)
    beside = close >= LEAST_CLOSE and close >= CLOSE * sum(
        number + 1 not in figures and _next(filled, number) in figures for number in figures
    )
    for before, number in zip((-1, *filled), filled, strict=False):
        blanks = number - before - 1 if beside and before >= 0 and number in figures else 0
        text = inline(lines[number])
        yield Paragraph(text, cells=tuple(Cell(0, place, piece) for place, piece in enumerate([*[""] * blanks, text])) if blanks else ())


def _next(numbers: list[int], number: int) -> int:
    """Return the number behind one in an ascending list; -1 behind the last."""
    place = bisect_right(numbers, number)
    return numbers[place] if place < len(numbers) else -1


def runs(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Yield the lines of a text in runs, each with whether they are the rows of a table.

    Lines of blanks are left out; one between two rows drawn with bars parts two tables.
    """
    yield from ((tabular, [line for line in lines if line.strip()]) for tabular, lines in _runs(text))


def _runs(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Yield the same runs, with their lines of blanks."""
    typed = LINE_END.split(UNUSUAL_BLANK.sub(" ", text.replace(WIDE_BLANK, 2 * " ")))
    aligned = aligned_columns.as_rows(list(ruled_columns.as_rows(typed)))
    lines = [ESCAPED.sub(r"\1", clean(THOUSANDS.sub(",", line))) for line in aligned]
    filled = [number for number, line in enumerate(lines) if line.strip()]
    begun = [number for place, number in enumerate(filled) if _begins(lines, number, filled[place - 1] if place else -1)]
    for start, end in pairwise([*begun, len(lines)]):
        found = lines[start:end]
        yield _is_row(found[0]) and not all(_is_rule(line) for line in found if line.strip()), found


def _begins(lines: list[str], number: int, before: int) -> bool:
    """Return whether a line begins a run: the first, one of another kind than the line before, or below a blank line another table's row.

    Such a row is drawn with bars, or has more or fewer tabs than the row before.
    """
    if before < 0 or _is_row(lines[number]) is not _is_row(lines[before]):
        return True
    parted = before < number - 1 and _is_row(lines[number])
    return parted and (lines[number].lstrip().startswith("|") or lines[number].count("\t") != lines[before].count("\t"))


def rows(lines: list[str]) -> Iterator[list[str]]:
    """Yield the texts of the cells of each row of a table drawn in lines; the lines of one row of a grid are joined."""
    ruled = sum(GRID_RULE.fullmatch(line.strip()) is not None for line in lines) >= RULED
    for rule, group in groupby(lines, key=_is_rule):
        found = [_cells(line) for line in group] if not rule else []
        if ruled and len(found) > 1:
            yield ["\n".join(filter(None, texts)) for texts in zip_longest(*found, fillvalue="")]
        else:
            yield from found


def _is_rule(line: str) -> bool:
    return GRID_RULE.fullmatch(line.strip()) is not None or RULE.fullmatch(line.strip()) is not None


def _is_row(line: str) -> bool:
    return "\t" in line.rstrip("\r\n") or line.lstrip().startswith(("|", "│", "┃", "║")) or GRID_RULE.fullmatch(line.strip()) is not None


def _cells(line: str) -> list[str]:
    bare = line.strip().translate(BARS)
    texts = line.split("\t") if "\t" in line and not bare.startswith("|") else _between_bars(bare)
    return ["\n".join(map(inline, BREAK.split(text))) for text in texts]


def _between_bars(bare: str) -> list[str]:
    """Return the texts between the bars of a line; a backslash behind a text makes its bar one of the text, one alone is a mark."""
    texts: list[str] = []
    for text in bare.removeprefix("|").removesuffix("|").split("|"):
        if texts and texts[-1].endswith("\\") and texts[-1].strip() != "\\":
            texts[-1] += "|" + text
        else:
            texts.append(text)
    return texts
