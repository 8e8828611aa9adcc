"""Tables typed as columns under rules of dashes, as pandoc writes them: the rules show where each column begins.

Without the rules a blank cell could not be told from a gap. Two kinds are known: simple tables, one line a row, and multiline
tables between two long rules, whose rows are parted by blank lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

DASHES = re.compile(r"-+")
COLUMNS = re.compile(r"\s*-+(?: +-+)+\s*")  # one group of dashes for each column
LONG = re.compile(r"\s*-{10,}\s*")
LEAST_DASHES = 8  # in a rule: fewer may be a row of marks for "does not apply"
MOST_ROWS = 200  # lines between the two rules of a simple table
MOST_HEAD = 20  # lines of a head above its rule

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Found:
    """The lines of a table, from the first to before the last, and its rows."""

    start: int
    end: int
    rows: list[str]


def as_rows(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a text, those of ruled tables as rows with a tab between two cells; rules that part nothing are left out."""
    done = 0
    while done < len(lines):
        rule = next((place for place in range(done, len(lines)) if is_rule(lines[place])), len(lines))
        found = _table(lines, rule, done) if rule < len(lines) else None
        if found:
            yield from lines[done : found.start]
            yield from ("", *found.rows, "")
            done = found.end
        else:
            yield from lines[done:rule]
            done = rule + 1


def is_rule(line: str) -> bool:
    """Return whether a line is the rule of a table: a group of dashes for each column."""
    return COLUMNS.fullmatch(line) is not None and line.count("-") >= LEAST_DASHES


def _table(lines: Sequence[str], rule: int, done: int) -> _Found | None:
    """Return the table whose columns a rule shows; None if what is below is not in these columns."""
    spans = [match.span() for match in DASHES.finditer(lines[rule])]
    top = _above(lines, rule, done)
    several = top < rule and LONG.fullmatch(lines[top]) is not None
    end = _below(lines, rule, several=several)
    head = lines[top + several : rule]
    body = lines[rule + 1 : end]
    groups = [list(head)] if several else [[line] for line in head]
    if several:
        groups += [list(group) for blank, group in groupby(body, key=lambda line: not line.strip()) if not blank]
    else:
        groups += [[line] for line in body]
    rows = [_row(group, spans) for group in groups if group]
    whole = [row for row in rows if row is not None]
    closed = end < len(lines) and (LONG.fullmatch(lines[end]) or is_rule(lines[end]))
    return _Found(top, end + bool(closed), whole) if whole and len(whole) == len(rows) and body else None


def _above(lines: Sequence[str], rule: int, done: int) -> int:
    """Return where the head above a rule begins: with the long rule of a multiline table, or the one line of a simple one."""
    for place in range(rule - 1, max(done, rule - MOST_HEAD) - 1, -1):
        if LONG.fullmatch(lines[place]):
            return place
        if not lines[place].strip():
            break
    return rule - 1 if rule > done and lines[rule - 1].strip() else rule


def _below(lines: Sequence[str], rule: int, *, several: bool) -> int:
    """Return where the rows below a rule end: at the closing rule, or, in a simple table without one, at a blank line."""
    closed = next((place for place in range(rule + 1, min(rule + MOST_ROWS, len(lines))) if is_rule(lines[place])), len(lines))
    if not several and closed < len(lines) and lines[closed] == lines[rule] and all(lines[rule + 1 : closed]):
        return closed  # a row of blank cells is typed as blanks; an empty line ends a table
    for place in range(rule + 1, len(lines)):
        if LONG.fullmatch(lines[place]) or is_rule(lines[place]) or (not several and not lines[place].strip()):
            return place
    return len(lines)


def _row(group: Sequence[str], spans: Spans) -> str | None:
    """Return a row's cells with tabs between them; None if a character is between two columns."""
    parts = [_cut(line, spans) for line in group]
    whole = [cells for cells in parts if cells is not None]
    return "\t".join(map(_joined, zip(*whole, strict=True))) if len(whole) == len(parts) else None


def _cut(line: str, spans: Spans) -> list[str] | None:
    """Return the part of a line in each column, by the width that a terminal gives each character."""
    cells, column, place = [""] * len(spans), 0, 0
    for char in line:
        if not char.isspace():
            while place + 1 < len(spans) and column >= spans[place + 1][0]:
                place += 1
            if column < spans[place][0] or (column >= spans[place][1] and place + 1 < len(spans)):
                return None
        cells[place] += char
        column += width(char)
    return [cell.strip() for cell in cells]


def width(char: str) -> int:
    """Return the positions that a terminal gives a character."""
    if unicodedata.category(char) in {"Cc", "Cf", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _joined(pieces: Sequence[str]) -> str:
    """Return the lines of a cell as one: with a blank only between two pieces that both need one."""
    text = ""
    for piece in filter(None, pieces):
        text += " " + piece if text and text[-1].isascii() and piece[0].isascii() else piece
    return text
