"""Blocks → the numbered parts of a report, by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gongkai.chinese_text import fold, label
from parsers.report.forms.forms import Forms
from parsers.types import Cell, Paragraph, Section, Table

LONGEST = 45  # characters of a heading; the longest of the forms has 31
MARKED = re.compile(r"^[#*\s]*第?(?P<number>[一二三四五六七八九十]{1,3})(?:部分)?\s*[、.,:]\s*(?P<title>[^。;!?]*)[:*\s。]*$")
# how parts are marked where none is marked so: （一）总体情况, 1、总体情况, 第一部分 总体情况; sub-headings elsewhere, so only known
# titles count
OTHERWISE = re.compile(
    r"^[#*\s]*(?:\((?P<han>[一二三四五六七八九十]{1,3})\)|(?P<digit>\d)\s*[、.,]|第(?P<part>[一二三四五六七八九十]{1,3})部分)"
    r"\s*[、.,:]?\s*(?P<title>[^。;!?]*)[:*\s。]*$"
)
LEAST_MARKED = 2  # known parts that show how a report marks them
NOTE = re.compile(r"[(（](?:宋体|黑体|仿宋|楷体|小?[一二三四五]号|加粗)[^)）]{0,60}[)）]")
LISTED = "、，；。,;”)）"  # behind a title in a sentence that lists the parts
GLUE = r"(?:[#*\s]*)(?P<number>[一二三四五六七八九十]{1,2})\s*[、.．，,:：]\s*(?P<title>TITLES)(?![LISTED])"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its block, its number and title as printed, its key if the forms know it."""

    block: int
    number: str
    title: str
    key: str | None


def unglued(blocks: Sequence[Paragraph | Table], forms: Forms) -> tuple[Paragraph | Table, ...]:
    """Return a document's blocks with every known heading in a paragraph of its own, split from text it was joined to."""
    return tuple(_unglued(blocks, forms))


def _unglued(blocks: Sequence[Paragraph | Table], forms: Forms) -> Iterator[Paragraph | Table]:
    glue = _glue(tuple(forms.sections.labels.values()))
    statistics = False  # the rows 三、依申请公开情况 of a statistics table are its groups, also where it goes on as another table
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from _pieces(block, glue)
            continue
        rows = _filled_rows(block)
        statistics = statistics or (_names_indicator(block, forms) and any(_is_statistics_head(cells, forms) for cells in rows.values()))
        yield from (block,) if statistics else _around_headings(block, rows, forms)


def _filled_rows(table: Table) -> dict[int, list[Cell]]:
    filled: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.text:
            filled.setdefault(cell.row, []).append(cell)
    return filled


def _names_indicator(table: Table, forms: Forms) -> bool:
    """Return whether a cell of a table is the head of indicators: asked of each text once, since most cells are the same few figures."""
    return any(label(text) in forms.statistics["indicator"] for text in {cell.text for cell in table.cells})


def _is_statistics_head(cells: Sequence[Cell], forms: Forms) -> bool:
    """Return whether a row is the head of a statistics table: 统计指标 beside 单位, 代码, 统计数 or 累计."""
    words = {label(cell.text) for cell in cells} if len(cells) > 1 else set()
    indicator = words.intersection(forms.statistics["indicator"])
    return bool(indicator) and any(not (words - indicator).isdisjoint(spelled) for spelled in forms.statistics.values())


def _around_headings(table: Table, filled: Mapping[int, Sequence[Cell]], forms: Forms) -> Iterator[Paragraph | Table]:
    """Yield a table cut at each row that is nothing but the heading of a part; its cells keep their places."""
    rows = [
        row
        for row, cells in filled.items()
        if cells[0].text == cells[-1].text and len({cell.text for cell in cells}) == 1  # Markdown repeats the text of a merged cell
        if (found := MARKED.match(fold(cells[0].text))) and label(found["title"]) in forms.sections.spelled
    ]
    start = 0
    for row in sorted(rows):
        above = tuple(cell for cell in table.cells if start <= cell.row < row)
        yield from (replace(table, cells=above),) if above else ()
        yield Paragraph(filled[row][0].text, page=filled[row][0].page or table.page, path=filled[row][0].path)
        start = row + 1
    rest = tuple(cell for cell in table.cells if cell.row >= start) if rows else table.cells
    yield from (replace(table, cells=rest),) if rest else ()


@lru_cache(maxsize=1)
def _glue(labels: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    titles = sorted((re.escape(text) for texts in labels for text in texts), key=len, reverse=True)
    return re.compile(GLUE.replace("TITLES", "|".join(titles)).replace("LISTED", LISTED))


def _pieces(block: Paragraph, glue: re.Pattern[str]) -> Iterator[Paragraph]:
    """Yield a paragraph split before and after each heading in it; headings within a sentence do not count."""
    text, done = block.text, 0
    if NOTE.search(text) and MARKED.match(fold(NOTE.sub("", text)).strip()):
        yield block  # a heading with a note of its layout
        return
    for match in glue.finditer(text):
        if match.end() - match.start() == len(text) or (match.start() and re.match(r"[一-鿿、，]", text[match.start() - 1])):
            continue
        for piece in (text[done : match.start()], text[match.start() : match.end()]):
            if piece.strip():
                yield replace(block, text=piece.strip())
        done = match.end()
    if text[done:].strip():
        yield replace(block, text=text[done:].strip()) if done else block


def headings(blocks: Sequence[Paragraph | Table], forms: Forms) -> tuple[Heading, ...]:
    """Return the headings of a document's parts, in order."""
    paragraphs = [(number, block) for number, block in enumerate(blocks) if isinstance(block, Paragraph)]
    found = [heading for number, block in paragraphs if (heading := _heading(number, block, forms))]
    if sum(heading.key is not None for heading in found) < LEAST_MARKED:
        known = {heading.block: heading for number, block in paragraphs if (heading := _otherwise(number, block, forms))}
        known = known if len(known) >= LEAST_MARKED else {}
        found = [*known.values(), *(heading for heading in found if heading.block not in known)]
    return tuple(sorted(found, key=lambda heading: heading.block))


def _otherwise(number: int, block: Paragraph, forms: Forms) -> Heading | None:
    match = OTHERWISE.match(NOTE.sub("", fold(block.text)).strip()) if len(block.text) <= 2 * LONGEST else None
    key = forms.sections.spelled.get(label(match["title"])) if match else None
    return Heading(number, next(filter(None, match.group("han", "digit", "part"))), match["title"], key) if match and key else None


def _heading(number: int, block: Paragraph, forms: Forms) -> Heading | None:
    if len(block.text) > 4 * LONGEST:  # blanks between all characters and a note of the layout included
        return None
    text = NOTE.sub("", fold(block.text)).strip()
    match = MARKED.match(text)
    if match and len(match["title"]) <= LONGEST and label(match["title"]) and not label(match["title"]).startswith(forms.numbered_rows):
        return Heading(number, match["number"], _printed_title(block.text), forms.sections.find(match["title"]))
    bare = label(text)
    own = any(bare == label(texts[0]) for texts in forms.sections.labels.values())
    if bare in forms.sections.spelled and (own or len(bare) > 5):  # 基本情况 alone may be any line, the form's own title is a heading
        return Heading(number, "", block.text.strip("#* "), forms.sections.spelled[bare])
    return None


def _printed_title(text: str) -> str:
    """Return the heading as printed, without number and layout marks."""
    return re.sub(r"^[#*\s]*第?[一二三四五六七八九十]{1,3}(?:部分)?\s*[、.．，,：:]\s*", "", NOTE.sub("", text)).strip("#* 。")


def read_sections(blocks: Sequence[Paragraph | Table], found: Sequence[Heading]) -> tuple[Section, ...]:
    """Return the parts with their text; blocks before the first heading form a part without number."""
    return tuple(_parts(blocks, found))


def _parts(blocks: Sequence[Paragraph | Table], found: Sequence[Heading]) -> Iterator[Section]:
    edges = [heading.block for heading in found] + [len(blocks)]
    before = _text(blocks[: edges[0]])
    if before:
        yield Section("", "", before)
    for heading, end in zip(found, edges[1:], strict=True):
        yield Section(heading.number, heading.title, _text(blocks[heading.block + 1 : end]))


def _text(blocks: Sequence[Paragraph | Table]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
