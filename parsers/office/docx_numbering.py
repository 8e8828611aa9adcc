"""The numbers Word generates before paragraphs (numbering.xml): 一、 （一） 1. are part of what a reader sees."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "〇一二三四五六七八九"
CHINESE = {
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital", "japaneseCounting",
    "taiwaneseCounting", "taiwaneseCountingThousand", "ideographTraditional",
}  # fmt: skip
CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
SILENT = {"none", "bullet"}
MAX_NUMBER = 9999


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts."""

    start: int
    form: str  # w:numFmt
    pattern: str  # w:lvlText: "%1、", "（%2）"


class Lists:
    """The lists of a document; call `number` paragraph by paragraph in reading order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self.levels = {} if numbering is None else list_levels(numbering)
        self.by_style = {} if styles is None else style_lists(styles)
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)

    def number(self, paragraph: etree._Element) -> str:
        """Return the number shown with the next paragraph, or an empty text."""
        place = list_place(paragraph.find(W + "pPr"))
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if place is None and style is not None:
            place = self.by_style.get(style.get(W + "val", ""))
        levels = self.levels.get(place[0], {}) if place else {}
        if not place or place[1] not in levels:
            return ""
        counts = self.counts[place[0]]
        depth = place[1]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return shown(levels, counts, depth)


def shown(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
    """Return the number as printed, from a list's levels, their current counts and the level requested."""
    if levels[depth].form in SILENT:
        return ""
    text = levels[depth].pattern
    for level, rule in levels.items():
        text = text.replace(f"%{level + 1}", written(counts.get(level, rule.start), rule.form))
    return text


def written(number: int, form: str) -> str:
    """Return a number in one of Word's number formats; unknown formats use digits.

    >>> written(3, "chineseCounting"), written(21, "chineseCountingThousand"), written(2, "upperLetter"), written(7, "decimal")
    ('三', '二十一', 'B', '7')
    """
    if form in CHINESE:
        return chinese(number)
    if form in CIRCLED and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        letter = chr(ord("A") + number - 1)
        return letter if form == "upperLetter" else letter.lower()
    return str(number)


def chinese(number: int) -> str:
    """Return a number up to 9999 in Chinese numerals.

    >>> chinese(10), chinese(15), chinese(20), chinese(105), chinese(1010)
    ('十', '十五', '二十', '一百〇五', '一千〇一十')
    """
    if not 0 < number <= MAX_NUMBER:
        return str(number)
    text, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("〇" if gap and text else "") + DIGITS[digit] + sign
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


def list_levels(numbering: etree._Element) -> dict[str, dict[int, Level]]:
    """Return the levels of each list by its w:numId, from numbering.xml."""
    abstract = {
        item.get(W + "abstractNumId", ""): {int(level.get(W + "ilvl", "0")): read_level(level) for level in item.iterchildren(W + "lvl")}
        for item in numbering.iterchildren(W + "abstractNum")
    }
    found = {}
    for item in numbering.iterchildren(W + "num"):
        base = abstract.get(value(item, "abstractNumId"), {})
        own = {int(change.get(W + "ilvl", "0")): change for change in item.iterchildren(W + "lvlOverride")}
        found[item.get(W + "numId", "")] = {depth: overridden(level, own.get(depth)) for depth, level in base.items()}
    return found


def overridden(level: Level, change: etree._Element | None) -> Level:
    """Return a level as changed by one list's override."""
    if change is None:
        return level
    inner = change.find(W + "lvl")
    if inner is not None:
        return read_level(inner)
    return Level(number_of(value(change, "startOverride"), level.start), level.form, level.pattern)


def read_level(level: etree._Element) -> Level:
    """Return how a w:lvl counts."""
    return Level(number_of(value(level, "start"), 1), value(level, "numFmt") or "decimal", value(level, "lvlText"))


def style_lists(styles: etree._Element) -> dict[str, tuple[str, int]]:
    """Return list and level of the paragraph styles that are numbered, from styles.xml."""
    places = {style.get(W + "styleId", ""): list_place(style.find(W + "pPr")) for style in styles.iterchildren(W + "style")}
    return {style: place for style, place in places.items() if place}


def list_place(properties: etree._Element | None) -> tuple[str, int] | None:
    """Return the list and level of a paragraph, from its properties."""
    numbers = properties.find(W + "numPr") if properties is not None else None
    if numbers is None or not value(numbers, "numId"):
        return None
    return value(numbers, "numId"), number_of(value(numbers, "ilvl"), 0)


def value(parent: etree._Element, name: str) -> str:
    """Return the w:val of an element's child of that name."""
    child = parent.find(W + name)
    return child.get(W + "val", "") if child is not None else ""


def number_of(text: str, default: int) -> int:
    """Return digits as a number, or the default for anything else."""
    return int(text) if text.isdecimal() and len(text) < 7 else default
