"""Characters, numerals, dates and charsets as Chinese government documents write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

# Radicals that PDF printers put in place of the characters they look like. The Kangxi block folds by NFKC; of the
# supplement only these have an equivalent used in running text (Unicode, EquivalentUnifiedIdeograph).
SUPPLEMENT = (
    "2E81厂 2E84乙 2E8A卜 2E8C小 2E8D小 2E8E兀 2E92巳 2E93幺 2E97心 2E9B旡 2E9C日 2E9D月 2E9F母 2EA0民 2EA7牛 2EA9王 2EAA疋 2EAC示 "
    "2EAE竹 2EB4网 2EB5网 2EB6羊 2EB7羊 2EB8羊 2EBB聿 2EBC肉 2EBD臼 2EC1虎 2EC4西 2EC5见 2EC6角 2EC7角 2EC9贝 2ECB车 2ED1長 2ED3长 "
    "2ED4门 2ED7雨 2ED8青 2ED9韦 2EDA页 2EDB风 2EDC飞 2EDD食 2EE2马 2EE3骨 2EE4鬼 2EE5鱼 2EE6鸟 2EE7卤 2EE8麦 2EE9黄 2EEA黾 2EEC齐 "
    "2EEE齿 2EF0龙 2EF3龟"
)
RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
RADICALS |= {int(pair[:4], 16): pair[4:] for pair in SUPPLEMENT.split()}
# Pages that a portal's own converter wrote in traditional characters: those that the forms, titles and their sentences are written with,
# and none that occurs in modern names (於潜镇).
TRADITIONAL = str.maketrans(
    "總體況動開處請數規範許罰強製廢現發項決費額單萬購採辦結屬機關復複議訴訟維糾審經進業組織務構會團與報須問題導類內過執詢證護權無確"
    "認獲補據計時統標網傳郵電條係間對縣區廳聯號實應續轉當納繳歷試點舉訪徵為個從積極聞協調種別達產該後壓傑繫級鎮鄉園灣樣鋪書記錄雲",
    "总体况动开处请数规范许罚强制废现发项决费额单万购采办结属机关复复议诉讼维纠审经进业组织务构会团与报须问题导类内过执询证护权无确"
    "认获补据计时统标网传邮电条系间对县区厅联号实应续转当纳缴历试点举访征为个从积极闻协调种别达产该后压杰系级镇乡园湾样铺书记录云",
)
IN_TRADITIONAL = re.compile(f"[{''.join(map(chr, TRADITIONAL))}]")
INVISIBLE = dict.fromkeys(
    [
        *range(0x00, 0x09),
        0x0B,
        0x0C,
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    ]
)
SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
CLEAN = {**INVISIBLE, **SPACES, **RADICALS, **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")}
ODD = re.compile("[" + "".join(map(re.escape, map(chr, sorted(CLEAN)))) + "]")  # a search costs a tenth of a translation
BETWEEN_HAN = re.compile(r"(?<=[⺀-鿿，。；：、（）“”《》！？])[ \t]*[\r\n]\s*(?=[⺀-鿿，。；：、（）“”《》！？])")
SHORT = 80  # characters of a label or a cell, beside running text
# What NFKC makes of the punctuation and digits of Chinese text, and a sign of any other character that it may change.
WIDTHS = tuple((chr(code), chr(code - 0xFEE0)) for code in (*range(0xFF01, 0xFF21), *range(0xFF3B, 0xFF41), *range(0xFF5B, 0xFF5F)))
MAY_CHANGE = re.compile("[^\x00-\x7f\u2010\u2013-\u2015\u2018-\u201f\u3001-\u3003\u3008-\u3011\u3014-\u301b\u4e00-\u9fa5]")
BLANKS = re.compile(r"\s+")
NO_LABEL = re.compile(r"[\W_]+")

HAN_DIGITS = dict(zip("〇○零一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
HAN_NUMBER = re.compile(r"[〇○零一二三四五六七八九两十百千万]+")
DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:年|[-/.])(?P<month>1[0-2]|0?[1-9])(?:月|[-/.])(?P<day>3[01]|[12]\d|0?[1-9])(?:日|(?!\d))"
    r"(?:[T\s]*(?P<hour>[01]?\d|2[0-3])[:时](?P<minute>[0-5]\d))?"
)
BLANKS_IN_DATE = re.compile(r"(?<=\d)\s+(?=[年月日])|(?<=[年月])\s+(?=\d)")
HAN_DATE = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")

BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
META_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.I)
SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030", "utf8": "utf-8"}
SAYS_NOTHING = {"", "iso-8859-1", "latin-1", "ascii", "us-ascii", "windows-1252"}  # what servers send who do not know
MOST_LOST = 0.02  # of the characters beyond ASCII; a wrong charset loses a third and more, a broken byte far less


class Decoded(NamedTuple):
    """Decoded text, the charset used, the reason for choosing it, and the number of characters lost."""

    text: str
    charset: str
    reason: str
    lost: int


def clean(text: str) -> str:
    r"""Return text with compatibility radicals, unusual spaces and invisible characters normalised; punctuation is kept.

    >>> clean("⾏政\u200b许可\u3000１件")
    '行政许可 １件'
    """
    return text.translate(CLEAN) if ODD.search(text) else text


def fold(text: str) -> str:
    """Normalise text to one width (NFKC) and to the characters of the official forms. For matching only.

    >>> fold("（一）２０２３年：＋１"), fold("本年發文件數")
    ('(一)2023年:+1', '本年发文件数')
    """
    if text.isascii() and text.isprintable():
        return text
    return _folded_label(text) if len(text) <= SHORT else _folded_text(text)


@lru_cache(maxsize=1 << 14)
def _folded_label(text: str) -> str:
    """Fold a label. Cached, because the same labels recur in every report; reading a report is a third faster for it."""
    return _fold(text)


@lru_cache(maxsize=1 << 5)
def _folded_text(text: str) -> str:
    """Fold a longer text. Cached, because several rules ask for the same parts of one report."""
    return _fold(text)


def _fold(text: str) -> str:
    folded = _nfkc(clean(text))
    return folded.translate(TRADITIONAL) if IN_TRADITIONAL.search(folded) else folded


def _nfkc(text: str) -> str:
    """Return the text in NFKC, by replacement where that is the same: 10,000 characters in 0.05 ms instead of 1.15."""
    for wide, narrow in WIDTHS:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text) if MAY_CHANGE.search(text) else text


def squeeze(text: str) -> str:
    r"""Return folded text without any whitespace.

    >>> squeeze("南岗区 2023 年\n度")
    '南岗区2023年度'
    """
    return BLANKS.sub("", fold(text))


def label(text: str) -> str:
    """Return a printed label without differences of width, whitespace and punctuation.

    >>> label("3. 危及“三安全一稳定”") == label("3.危及三安全一稳定")
    True
    """
    return _bare(text) if len(text) <= SHORT else NO_LABEL.sub("", fold(text))


@lru_cache(maxsize=1 << 14)
def _bare(text: str) -> str:
    return NO_LABEL.sub("", fold(text))


def inline(text: str) -> str:
    r"""Return the text of a paragraph's markup as one line: whitespace folded, line breaks between Han characters removed.

    >>> inline("  三、本年度办\n    理结果 共 3 件 ")
    '三、本年度办理结果 共 3 件'
    """
    return _inline(text) if len(text) <= SHORT else _in_one_line(text)


def _in_one_line(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return BLANKS.sub(" ", BETWEEN_HAN.sub("", clean(text))).strip()


_inline = lru_cache(maxsize=1 << 14)(_in_one_line)  # labels and small figures come again in every report


def han_number(text: str) -> int | None:
    """Parse a number written in Han numerals; None if the text is not one.

    >>> [han_number(t) for t in ("二十一", "十", "二○一四", "一百零五", "三万二千", "甲")]
    [21, 10, 2014, 105, 32000, None]
    """
    if not HAN_NUMBER.fullmatch(text):
        return None
    head, found, tail = text.partition("万")
    if found:
        return (han_number(head) or 0) * 10000 + (han_number(tail) or 0 if tail else 0)
    if not any(unit in text for unit in HAN_UNITS):
        return int("".join(str(HAN_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in HAN_UNITS:
            total += (digit or 1) * HAN_UNITS[char]
            digit = 0
        else:
            digit = HAN_DIGITS[char]
    return total + digit


def dates(text: str) -> Iterator[str]:
    """Yield the dates in a text as YYYY-MM-DD, with hh:mm if an hour is printed, ordered by notation and then by position.

    >>> list(dates("时间：2025-03-10 15:35，2021 年 1 月 15 日，二○一四年一月十日，2021年2月30日"))
    ['2025-03-10 15:35', '2021-01-15', '2014-01-10']
    """
    folded = BLANKS_IN_DATE.sub("", fold(text))
    for match in DATE.finditer(folded):
        day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
        if day:
            yield f"{day} {int(match['hour']):02d}:{match['minute']}" if match["hour"] else day
    for match in HAN_DATE.finditer(BLANKS.sub("", text)):
        day = _day(*(han_number(part) or 0 for part in match.groups()))
        if day:
            yield day


def first_date(text: str) -> str | None:
    """Return the first date in a text, or None."""
    return next(dates(text), None)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def decode(body: bytes, declared: str = "") -> Decoded:
    """Decode bytes. Tries a BOM, valid UTF-8, the declared charset and the meta charset, then takes the charset that loses least.

    A full page of GBK is never valid UTF-8 by chance, so valid UTF-8 outranks any declaration.

    >>> decode("年报".encode("gbk"), "utf-8")[1:]
    ('gb18030', 'loses least; utf-8 declared', 0)
    """
    for mark, charset in BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], charset, "byte order mark")
    try:
        return Decoded(body.decode(), "utf-8", "valid UTF-8", 0)
    except UnicodeDecodeError:
        return _loses_least(body, declared)


def _loses_least(body: bytes, declared: str) -> Decoded:
    meta = META_CHARSET.search(body[:4096])
    stated = [("declared by the server", declared), ("declared in the page", meta[1].decode() if meta else "")]
    for reason, name in stated:
        charset = _charset(name)
        if charset:
            found = _decoded(body, charset, reason)
            if found.lost <= MOST_LOST * sum(char > "\x7f" for char in found.text):
                return found
    tried = [_decoded(body, charset, "loses least") for charset in ("gb18030", "utf-8")]
    best = min(tried, key=lambda decoded: decoded.lost)
    names = ", ".join(name for _, name in stated if name)
    return best._replace(reason=f"loses least; {names} declared" if names else "loses least; none declared")


def _charset(name: str) -> str:
    lowered = name.strip().lower()
    known = SUPERSETS.get(lowered, lowered)
    try:
        "".encode(known)
    except LookupError:
        return ""
    return "" if known in SAYS_NOTHING else known


def _decoded(body: bytes, charset: str, reason: str) -> Decoded:
    text = body.decode(charset, "replace")
    return Decoded(text, charset, reason, text.count("\N{REPLACEMENT CHARACTER}"))
