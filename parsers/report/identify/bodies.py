"""The beginning and end of a body's name in running text: at an administrative division, known by name or by its ending."""

from __future__ import annotations

import re
from functools import cache

from gongkai import yaml_tables
from parsers.report.identify import agency_names

ENDINGS = r"(?:自治区|自治州|自治县|自治旗|实验区|试验区|开发区|示范区|管理区|特区|新区|高新区|地区|街道|省|市|区|县|州|旗|盟|镇|乡)"
# what bodies of no division begin with: the state's own, those of river basins and seas (长江海事局, 黄河水利委员会)
BEYOND = "国家|中国|全国|长江|黄河|珠江|淮河|海河|太湖|松辽|东海|南海|北海|渤海"
LOOSE = re.compile(f"(?:{BEYOND})(?=[一-鿿(])|[一-鿿]{{1,9}}?{ENDINGS}")
# the region that a name begins with; 城乡建设局 and 市场监督管理局 begin with none
BEGINS = re.compile(agency_names.NO_REGION + f"(?:{LOOSE.pattern})")
STATE = "中华人民共和国"
CORPS = re.compile(r"[一-鿿]{2,8}兵团(?:第?[一-鿿]{1,4}师)?[一-鿿]{0,6}市?")
# 经济, 对外: no end of what is before a name
WORDS = "经济|经开|经贸|对外"
REGION = re.compile(f"(?:{WORDS}|(?![请联系由向在对及的是从按据将经我各把了])[一-鿿]){{1,6}}?{ENDINGS}")
WORD = re.compile(WORDS)
EDGES = "和与由向在对及请的系是从本据按为将经陆录到"
# what a sentence says of a site before the name: 可在甲县…网站查阅, 请登录甲县…网站
LEAD = re.compile(
    r"(?:(?:可|请|欢迎|已|将|均|也|并)+(?:在|到|从|经|由|于|通过|登[录陆]|访问|进入)|在|到|通过|登[录陆]|访问|进入)"
    + f"(?={LOOSE.pattern})"
)
OFFICE_BEHIND = re.compile(
    r"^(.*?(?:人民政府|管理委员会|管委会|办事处|委员会|[局厅署]))(?:办公室|政务公开|政府信息|信息|综合|法规|办)[一-鿿]*$"
)


@cache
def divisions() -> frozenset[str]:
    """Return the full names of the provinces, cities and counties."""
    read: dict[str, str] = yaml_tables.read("parsers.report.identify", "divisions.yaml")
    return frozenset(name for province, names in read.items() for name in (province, *names.split()))


@cache
def _named() -> dict[str, list[str]]:
    read: dict[str, list[str]] = yaml_tables.read("parsers.report.identify", "agencies.yaml")
    return read


def is_ministry(name: str) -> bool:
    """Return whether a name is a ministry's, with or without the state's before it: it begins with no division."""
    return name.removeprefix(STATE) in _named()["ministries"]


def is_office_of_its_own(name: str) -> bool:
    """Return whether an office is a body itself, not that of the body named before it: 甲市地方志编纂委员会办公室."""
    return name.endswith(tuple(_named()["offices"]))


@cache
def longest() -> int:
    """Return the length of the longest division's name."""
    return max(map(len, divisions()))


def above(before: str) -> str:
    """Return the successive divisions that a text ends with; empty if none.

    >>> above("为做好工作，哈尔滨市南岗区"), above("现公布")
    ('哈尔滨市南岗区', '')
    """
    start = len(before)
    while found := next((size for size in range(min(longest(), start), 1, -1) if before[start - size : start] in divisions()), 0):
        start -= found
    return before[start:]


def from_region(run: str, *, anchored: bool = False) -> str:
    """Return the part of a text that begins with a region; empty if none does.

    `anchored`: the text is known to begin with the name, so that no character of it is a preposition (将乐县, 向阳乡).

    >>> from_region("将乐县教育局", anchored=True), from_region("现将将乐县教育局"), from_region("按照有关规定白芷县教育局")
    ('将乐县教育局', '将乐县教育局', '')
    """
    if anchored and (LOOSE.match(run) or run.startswith(STATE) or _short_at(run)):
        return run
    known = next((place for place in range(len(run)) if _division_at(run, place)), None)
    if known is not None:
        return run[known:]
    starts = [place for place in range(len(run)) if place == 0 or (run[place - 1] in EDGES and not WORD.match(run, place - 1))]
    return next((run[place:] for place in starts if REGION.match(run[place:])), "")


def without_lead(run: str) -> str:
    """Return a text that ends in a name without the words of the sentence that may lead to it; a division's own name is none.

    >>> [without_lead(run) for run in ("可在甲县教育局", "请登录甲县教育局", "从化区教育局", "将乐县教育局")]
    ['甲县教育局', '甲县教育局', '从化区教育局', '将乐县教育局']
    """
    match = LEAD.match(run)
    return run[match.end() :] if match and not _division_at(run, 0) else run


def _short_at(run: str) -> bool:
    """Return whether a text begins with a city's or county's name without its last character: 青岛海关."""
    return any(f"{run[:size]}{ending}" in divisions() for size in range(2, min(6, len(run))) for ending in "市县区")


def _division_at(run: str, place: int) -> bool:
    return any(run[place : place + size] in divisions() for size in range(min(longest(), len(run) - place), 1, -1))


def without_office(name: str) -> str:
    """Return a body's name without the office named after it: 白芷县教育局政务公开科 → 白芷县教育局."""
    match = OFFICE_BEHIND.match(name)
    return match[1] if match else name
