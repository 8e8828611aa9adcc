"""The formatting of an XLSX's sheets: hidden rows and columns, number formats, struck, raised and white text, formulas without a result."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from gongkai.chinese_text import clean
from parsers.files.safe_zip import MAX_MEMBER, MAX_MEMBERS, read_member, read_xml
from parsers.office.number_formats import BUILT_IN
from parsers.types import Mark

REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
WORKBOOK = "xl/workbook.xml"
MAX_LOOKS = 200_000  # cells of a sheet whose look is kept
MAX_CODE = 200  # characters of a number format
WHITE = ("FFFFFFFF", "00FFFFFF")


class Style(NamedTuple):
    """What the format of a cell does to it."""

    code: str = ""  # its number format, empty for the general one
    mark: Mark | None = None
    filled: bool = False  # with a colour or a pattern, on which white text is seen


class Said(NamedTuple):
    """The text of a cell with mixed formatting, and the characters that are marked."""

    runs: tuple[tuple[str, Mark | None], ...]

    @property
    def text(self) -> str:
        """The characters that are plainly seen."""
        return "".join(text for text, mark in self.runs if mark is None)

    @property
    def marks(self) -> frozenset[Mark]:
        """What the others are."""
        return frozenset(mark for text, mark in self.runs if mark is not None and text.strip())

    @property
    def aside(self) -> str:
        """The others."""
        return clean("".join(text for text, mark in self.runs if mark is not None)).strip()

    def seen(self) -> Said:
        """Return the same text on a filled ground, where white characters are seen."""
        return Said(tuple((text, None if mark == "hidden" else mark) for text, mark in self.runs))


class CellLook(NamedTuple):
    """The formatting of one cell."""

    style: Style
    formula_alone: bool = False  # a formula without a result, or with an error in its place
    said: Said | None = None


@dataclass(slots=True)
class SheetLooks:
    """The formatting of one sheet; rows and columns count from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    cells: dict[tuple[int, int], CellLook] = field(default_factory=dict)
    zeros_hidden: bool = False


class Book:
    """The parts of an XLSX with its formatting."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        workbook, relations = self.part(WORKBOOK), self.part("xl/_rels/workbook.xml.rels")
        targets = {item.get("Id", ""): item.get("Target", "") for item in (relations if relations is not None else ())}
        sheets = [] if workbook is None else list(workbook.iter("{*}sheet"))
        self.renamed = etree.tostring(workbook) if workbook is not None and _name_apart(sheets) else b""
        self.sheets = {sheet.get("name", ""): _member(targets.get(_relation(sheet), "")) for sheet in sheets}
        styles, strings = self.part("xl/styles.xml"), self.part("xl/sharedStrings.xml")
        self.styles = [] if styles is None else _styles(styles)
        self.strings = {} if strings is None else _rich(strings)

    def part(self, name: str) -> etree._Element | None:
        """Return a part of the workbook, None if it has none of that name; raises Unreadable."""
        return read_xml(read_member(self.archive, name), name) if name in self.names else None

    def with_names(self, body: bytes) -> bytes:
        """Return the workbook's bytes, in which no two sheets have one name: a sheet is asked for by its name. Raises Unreadable."""
        if not self.renamed:
            return body
        copy, room = io.BytesIO(), MAX_MEMBER
        with zipfile.ZipFile(copy, "w") as archive:
            for name in dict.fromkeys(self.archive.namelist()):
                member = self.renamed if name == WORKBOOK else read_member(self.archive, name, room)
                room -= len(member)
                archive.writestr(name, member)
        return copy.getvalue()

    def looks(self, sheet: str) -> SheetLooks:
        """Return the formatting of a sheet; raises Unreadable."""
        root = self.part(self.sheets.get(sheet, ""))
        found = SheetLooks()
        if root is None:
            return found
        found.zeros_hidden = any(view.get("showZeros") in ("0", "false") for view in root.iter("{*}sheetView"))
        for column in root.iter("{*}col"):
            if _true(column.get("hidden")) or column.get("width") == "0":
                found.hidden_columns.update(range(_number(column.get("min")) - 1, min(_number(column.get("max")), 16_384)))
        for row in root.iter("{*}row"):
            if _true(row.get("hidden")) or row.get("ht") == "0":
                found.hidden_rows.add(_number(row.get("r")) - 1)
        for cell in root.iter("{*}c"):
            at = _place(cell.get("r", ""))
            look = self.look(cell)
            if at and look != PLAIN and len(found.cells) < MAX_LOOKS:
                found.cells[at] = look
        return found

    def look(self, cell: etree._Element) -> CellLook:
        """Return the formatting of one cell."""
        number = _number(cell.get("s"))
        style = self.styles[number] if number < len(self.styles) else Style()
        value, formula = cell.find("{*}v"), cell.find("{*}f")
        empty = value is None or not (value.text or "")
        said = None
        if cell.get("t") == "s" and value is not None:
            said = self.strings.get(_number(value.text))
        elif cell.get("t") == "inlineStr":
            said = next((_said(string) for string in cell.iterchildren("{*}is")), None)
        if said is not None and style.filled:
            said = said.seen()
        return CellLook(style, cell.get("t") == "e" or (formula is not None and empty and cell.get("t") != "str"), said)


PLAIN = CellLook(Style())


def _name_apart(sheets: Sequence[etree._Element]) -> bool:
    """Number sheets that have one name, as programs do that open such a workbook; return whether there are any.

    More sheets than an archive may have members are left as they are.
    """
    printed = [sheet.get("name", "") for sheet in sheets]
    times, names = Counter(printed), set(printed)
    if len(names) == len(printed) or len(printed) > MAX_MEMBERS:
        return False
    for name, sheet in zip(reversed(printed), reversed(sheets), strict=True):
        times[name] -= 1
        if times[name]:  # the first one keeps its name
            free = next(each for number in range(times[name] + 1, 2 * MAX_MEMBERS + 2) if (each := f"{name} ({number})") not in names)
            names.add(free)
            sheet.set("name", free)
    return True


def _relation(sheet: etree._Element) -> str:
    """Return the relation by which a sheet is found; the strict variant of the format uses another namespace."""
    return next((str(value) for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")


def _member(target: str) -> str:
    return posixpath.normpath(posixpath.join("xl", target)).lstrip("/") if target else ""


def _true(value: str | None) -> bool:
    return value in ("1", "true")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _place(reference: str) -> tuple[int, int] | None:
    match = REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _styles(root: etree._Element) -> list[Style]:
    """Return the style for each style number of cells."""
    own = {_number(item.get("numFmtId")): (item.get("formatCode") or "")[:MAX_CODE] for item in root.iter("{*}numFmt")}
    fonts = [_font_mark(font) for group in root.iterchildren("{*}fonts") for font in group.iterchildren("{*}font")]
    fills = [fill.find("{*}patternFill") for group in root.iterchildren("{*}fills") for fill in group.iterchildren("{*}fill")]
    plain = {number for number, fill in enumerate(fills) if fill is None or fill.get("patternType", "none") == "none"}
    found = []
    for form in (form for group in root.iterchildren("{*}cellXfs") for form in group.iterchildren("{*}xf")):
        number, font, fill = (_number(form.get(name)) for name in ("numFmtId", "fontId", "fillId"))
        mark = fonts[font] if font < len(fonts) else None
        code = own.get(number) or BUILT_IN.get(number, "")
        filled = fill not in plain
        found.append(Style("" if code.lower() in {"general", "@"} else code, None if mark == "hidden" and filled else mark, filled))
    return found


def _font_mark(font: etree._Element) -> Mark | None:
    """Return the mark that a font, or the properties of a run, put on text; white text is hidden unless the cell is filled."""
    strike, raised, colour = font.find("{*}strike"), font.find("{*}vertAlign"), font.find("{*}color")
    if strike is not None and strike.get("val", "1") not in ("0", "false"):
        return "struck"
    if raised is not None and raised.get("val") in ("superscript", "subscript"):
        return "superscript"
    white = colour is not None and ((colour.get("rgb") or "").upper() in WHITE or (colour.get("theme") == "0" and not colour.get("tint")))
    return "hidden" if white else None


def _rich(root: etree._Element) -> dict[int, Said]:
    """Return the shared strings with mixed formatting, by their number."""
    strings = enumerate(root.iterchildren("{*}si"))
    return {number: said for number, string in strings if (said := _said(string)) is not None}


def _said(string: etree._Element) -> Said | None:
    """Return a string of several runs as its plain text and what is struck or raised in it; None if nothing is."""
    runs = []
    for run in string.iterchildren("{*}r"):
        properties = run.find("{*}rPr")
        mark = None if properties is None else _font_mark(properties)
        runs.append(("".join(text.text or "" for text in run.iterchildren("{*}t")), mark))
    said = Said(tuple(runs))
    return said if said.marks else None


def kept(count: int, hidden: set[int]) -> Sequence[int]:
    """Return the numbers below a count that are not hidden."""
    return [number for number in range(count) if number not in hidden]
