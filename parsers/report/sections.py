"""Blocks → the numbered parts of a report, by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.report.forms import Forms
from parsers.text import fold, label
from parsers.types import Paragraph, Section, Table

LONGEST = 45  # characters of a heading; the longest of the forms has 31
MARKED = re.compile(r"^[#*\s]*第?(?P<number>[一二三四五六七八九十]{1,3})(?:部分)?\s*[、.,:]\s*(?P<title>[^。;!?]*)[:*\s。]*$")
# how parts are marked where none is marked so: （一）总体情况, 1、总体情况, 第一部分 总体情况; sub-headings elsewhere, so only known
# titles count
OTHERWISE = re.compile(
    r"^[#*\s]*(?:\((?P<han>[一二三四五六七八九十]{1,3})\)|(?P<digit>\d)\s*[、.,]|第(?P<part>[一二三四五六七八九十]{1,3})部分)"
    r"\s*[、.,:]?\s*(?P<title>[^。;!?]*)[:*\s。]*$")
LEAST_MARKED = 2  # known parts that show how a report marks them
NOTE = re.compile(r"[(（](?:宋体|黑体|仿宋|楷体|小?[一二三四五]号|加粗)[^)）]*[)）]")
LISTED = "、，；。,;”)）"  # behind a title in a sentence that lists the parts
GLUE = r"(?:[#*\s]*)(?P<number>[一二三四五六七八九十]{1,2})\s*[、.．，,:：]\s*(?P<title>TITLES)(?![LISTED])"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the block it stands in, its number and title as printed, its key where the forms know it."""

    block: int
    number: str
    title: str
    key: str | None


def unglued(blocks: Sequence[Paragraph | Table], forms: Forms) -> tuple[Paragraph | Table, ...]:
    """Given a document's blocks, return them with every known heading in a paragraph of its own, where other text was glued to it."""
    glue = _glue(tuple(forms.sections.labels.values()))
    return tuple(piece for block in blocks for piece in (_pieces(block, glue) if isinstance(block, Paragraph) else (block,)))


@lru_cache(maxsize=1)
def _glue(labels: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    titles = sorted((re.escape(text) for texts in labels for text in texts), key=len, reverse=True)
    return re.compile(GLUE.replace("TITLES", "|".join(titles)).replace("LISTED", LISTED))


def _pieces(block: Paragraph, glue: re.Pattern[str]) -> Iterator[Paragraph]:
    """A paragraph cut before and behind each heading in it; one within a sentence is none."""
    text, done = block.text, 0
    if NOTE.search(text) and MARKED.match(fold(NOTE.sub("", text)).strip()):
        yield block  # a heading with a note of its layout
        return
    for match in glue.finditer(text):
        if match.end() - match.start() == len(text) or (match.start() and re.match(r"[一-鿿、，]", text[match.start() - 1])):
            continue
        for piece in (text[done:match.start()], text[match.start():match.end()]):
            if piece.strip():
                yield replace(block, text=piece.strip())
        done = match.end()
    if text[done:].strip():
        yield replace(block, text=text[done:].strip()) if done else block


def headings(blocks: Sequence[Paragraph | Table], forms: Forms) -> tuple[Heading, ...]:
    """Given a document's blocks, return the headings of its parts in order."""
    paragraphs = [(number, block) for number, block in enumerate(blocks) if isinstance(block, Paragraph)]
    found = [heading for number, block in paragraphs if (heading := _heading(number, block, forms))]
    if sum(heading.key is not None for heading in found) < LEAST_MARKED:
        known = {heading.block: heading for number, block in paragraphs if (heading := _otherwise(number, block, forms))}
        found = [*(known.values() if len(known) >= LEAST_MARKED else ()), *(heading for heading in found if heading.block not in known)]
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
    """The heading as printed, without number and layout marks."""
    return re.sub(r"^[#*\s]*第?[一二三四五六七八九十]{1,3}(?:部分)?\s*[、.．，,：:]\s*", "", NOTE.sub("", text)).strip("#* 。")


def read(blocks: Sequence[Paragraph | Table], found: Sequence[Heading]) -> tuple[Section, ...]:
    """Given blocks and headings, return the parts with their text; what stands before the first heading is a part without number."""
    return tuple(_parts(blocks, found))


def _parts(blocks: Sequence[Paragraph | Table], found: Sequence[Heading]) -> Iterator[Section]:
    edges = [heading.block for heading in found] + [len(blocks)]
    before = _text(blocks[:edges[0]])
    if before:
        yield Section("", "", before)
    for heading, end in zip(found, edges[1:], strict=True):
        yield Section(heading.number, heading.title, _text(blocks[heading.block + 1:end]))


def _text(blocks: Sequence[Paragraph | Table]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
