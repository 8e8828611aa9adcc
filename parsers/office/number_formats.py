"""Number formats of spreadsheets: what a cell shows for the number it holds."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

# ECMA-376, part 1, 18.8.30: the formats that have a number and no text; the accounting ones as Excel writes them for China.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    48: "##0.0E+0",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '"¥"#,##0;"¥"-#,##0;"¥-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥-"',
}
TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|(\[\$[^\]]*\]|\[[A-Za-z]+\d*\])|(_.|\*.)|([0#?])|(\.)|(,)|(%)|(.)', re.S)
PLAIN = re.compile(r"[-+() 元万亿件条个项次人份%￥¥$\u4e00-\u9fff（）]")
PRECISE = 15  # digits a spreadsheet keeps


class FormatToken(NamedTuple):
    """One token of a format: a literal, a digit placeholder, the point, a comma or a percent sign."""

    kind: str
    text: str


def shown(value: float, code: str) -> str | None:
    """Return what a cell with this format shows for a number; empty if the format hides it, None if the format is not supported.

    >>> shown(251000, '0!.0,"万元"'), shown(12.345678, "0.00"), shown(1234.5, "#,##0.0"), shown(0.256, "0%"), shown(0, "0;-0;;@")
    ('25.1万元', '12.35', '1,234.5', '26%', '')
    >>> shown(5, "[>=10]0;0.0"), shown(-3, "0;(0)"), shown(7, "yyyy")
    (None, '(3)', None)
    """
    sections = _sections(code)
    number = Decimal(f"{value:.{PRECISE}g}")
    chosen = 0 if number > 0 or len(sections) == 1 else 1 if number < 0 else 2 if len(sections) > 2 else 0
    if chosen >= len(sections):
        chosen = 0
    section = sections[chosen]
    if section is None:
        return None
    try:
        text = _written(abs(number), section)
    except InvalidOperation:  # more digits than are reckoned with
        return None
    signed = number < 0 and chosen == 0 and any(sign in "123456789" for sign in text)
    return f"-{text}" if signed else text


@lru_cache(maxsize=1 << 8)
def _sections(code: str) -> list[tuple[FormatToken, ...] | None]:
    """Return the sections of a format for positive, negative and zero, each as its tokens; None for an unsupported one."""
    split: list[str] = []
    rest = code
    while True:
        match = re.match(r'(?:"[^"]*"|[\\!].|[^;"\\!])*', rest, re.S)
        part = match[0] if match else ""
        split.append(part)
        if len(part) >= len(rest) or rest[len(part)] != ";":
            break
        rest = rest[len(part) + 1 :]
    return [_tokens(part) for part in split[:3]]


def _tokens(section: str) -> tuple[FormatToken, ...] | None:
    found: list[FormatToken] = []
    for quoted, escaped, bracket, _, place, point, comma, percent, other in TOKEN.findall(section):
        if bracket:
            continue
        if other and not PLAIN.fullmatch(other):
            return None
        for kind, text in (
            ("literal", quoted or escaped or other),
            ("place", place),
            ("point", point),
            ("comma", comma),
            ("percent", percent),
        ):
            if text:
                found.append(FormatToken(kind, text))
    return tuple(found)


def _written(number: Decimal, section: tuple[FormatToken, ...]) -> str:
    """Return an unsigned number as a section writes it."""
    point = next((place for place, token in enumerate(section) if token.kind == "point"), len(section))
    places = [place for place, token in enumerate(section) if token.kind == "place"]
    whole = [place for place in places if place < point]
    decimals = [place for place in places if place > point]
    commas = [place for place, token in enumerate(section) if token.kind == "comma"]
    last = max(places, default=-1)
    scale = sum(place > (whole[-1] if whole else -1) and (place < point or place > last) for place in commas)
    grouped = any(whole and whole[0] < place < whole[-1] for place in commas)
    number = number.scaleb(2 * sum(token.kind == "percent" for token in section) - 3 * scale)
    fixed = f"{number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):f}"
    integer, _, fraction = fixed.partition(".")
    head = _whole_part(section[:point], integer.lstrip("0"), grouped=grouped)
    head += integer.lstrip("0") if decimals and not whole else ""  # `.0` shows what is before the point all the same
    return (head + _fraction(section[point:], fraction)).strip()


def _whole_part(tokens: tuple[FormatToken, ...], digits: str, *, grouped: bool) -> str:
    """Return the part before the point: digits fill the placeholders from the right, the first one takes all that are left."""
    places = sum(token.kind == "place" for token in tokens)
    zeros = len([token for token in tokens if token.kind == "place" and token.text == "0"])
    digits = digits.rjust(zeros, "0")
    taken, out = 0, ""
    for token in tokens:
        if token.kind == "place":
            left = len(digits) - (places - taken - 1)
            count = max(left, 0) if taken == 0 else int(left > 0)
            start = 0 if taken == 0 else left - 1
            out += digits[start : start + count] if left > 0 else ""
            taken += 1
        elif token.kind in {"literal", "percent"}:
            out += token.text
    return re.sub(r"\d{4,}", lambda match: f"{int(match[0]):,}", out, count=1) if grouped else out


def _fraction(tokens: tuple[FormatToken, ...], digits: str) -> str:
    """Return the part from the point on, without trailing zeros in optional places."""
    places = [token.text for token in tokens if token.kind == "place"]
    while digits and places[len(digits) - 1] != "0" and digits[-1] == "0":
        digits = digits[:-1]
    out, taken = "", 0
    for token in tokens:
        if token.kind == "place":
            out += digits[taken : taken + 1]
            taken += 1
        elif token.kind == "point":
            out += "." if digits else ""
        elif token.kind in {"literal", "percent"}:
            out += token.text
    return out
