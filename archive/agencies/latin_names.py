"""Names in pinyin, and English names made by rule (latin_names.yaml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from archive.agencies import kinds
from archive.agencies.kinds import Kind
from gongkai import yaml_tables

CUTS = "省市县区"  # behind which a name is cut
ENDS = f"{CUTS}州盟旗镇乡"  # of divisions
MOST_PEOPLES = 4  # named by one autonomous division


@cache
def table() -> dict[str, Any]:
    """Return latin_names.yaml."""
    read: dict[str, Any] = yaml_tables.read("archive.agencies", "latin_names.yaml")
    return read


def pinyin(name: str) -> str:
    """Return a name's syllables without tones, separated by blanks.

    >>> pinyin("重庆市长寿区教育局"), pinyin("陕西省")
    ('chong qing shi chang shou qu jiao yu ju', 'shaan xi sheng')
    """
    return " ".join(_syllables(name))


@cache
def _readings() -> Any:
    """Return the function that reads a text, with the readings of places; its import takes 0.1 s, which a build without agencies saves."""
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict({place: [[syllable] for syllable in said.split()] for place, said in table()["readings"].items()})
    return lazy_pinyin


def _syllables(name: str) -> list[str]:
    """Return a text's syllables, each division read by itself: 市长 of 重庆市长寿区 is no mayor."""
    return [syllable for part in _parts(name) for syllable in _read(part)]


def _read(part: str) -> list[str]:
    """Return the syllables of a part of a name; in a division 长 is chang and 都 is du.

    >>> _read("长治市"), _read("长子县"), _read("会议室长")
    (['chang', 'zhi', 'shi'], ['zhang', 'zi', 'xian'], ['hui', 'yi', 'shi', 'zhang'])
    """
    syllables = [syllable.strip() for syllable in _readings()(part)]
    known = table()["characters"]
    if len(syllables) == len(part) and part[-1:] in ENDS and not any(place in part for place in table()["readings"]):
        syllables = [known.get(sign, syllable) for sign, syllable in zip(part, syllables, strict=True)]
    return list(filter(None, syllables))


def _parts(name: str) -> list[str]:
    """Return a name cut behind 省, 市, 县 and 区, by which one division ends and another or a body begins.

    >>> _parts("重庆市长寿区教育局"), _parts("南京市市场监督管理局")
    (['重庆市', '长寿区', '教育局'], ['南京市', '市场监督管理局'])
    """
    parts, start = [], 0
    for place, sign in enumerate(name):
        if sign in CUTS and place - start >= 1 and len(name) - place > 1:
            parts.append(name[start : place + 1])
            start = place + 1
    return [*parts, name[start:]]


def region(name: str) -> str | None:
    """Return a division's English name by rule; None if no rule fits.

    >>> region("南岗区"), region("恩施土家族苗族自治州"), region("广西壮族自治区"), region("赵县"), region("某片")
    ('Nangang District', 'Enshi Tujia and Miao Autonomous Prefecture', 'Guangxi Zhuang Autonomous Region', 'Zhaoxian County', None)
    """
    if name in table()["regions"]:
        return str(table()["regions"][name])
    ending, english = next(((ending, english) for ending, english in table()["endings"] if name.endswith(ending)), ("", ""))
    stem = name.removesuffix(ending)
    if not ending or not stem:
        return None
    peoples: list[str] = []
    if english.startswith("Autonomous"):
        stem, peoples = _peoples(stem)
        if not peoples:
            return None
    syllables = _read(name)
    read = _word(syllables if len(stem) == 1 else syllables[: len(stem)])  # a name of one syllable keeps its ending: Zhaoxian County
    return " ".join(filter(None, (read, " and ".join(peoples), english)))


def _word(syllables: Sequence[str]) -> str:
    """Return syllables as one English word: Lüyuan."""
    return "".join(re.sub("^([ln])v", "\\1ü", syllable) for syllable in syllables).capitalize()


def _peoples(stem: str) -> tuple[str, list[str]]:
    """Return what is before the peoples that a stem ends with, and their English names in order."""
    found: list[str] = []
    known = sorted(table()["peoples"], key=len, reverse=True)
    for _ in range(MOST_PEOPLES):
        people = next((people for people in known if stem.endswith(people)), None)
        if people is None:
            break
        stem = stem.removesuffix(people)
        found.insert(0, table()["peoples"][people])
    return stem, found


def agency(rest: str, kind: Kind, place: str | None) -> str | None:
    """Return an agency's English name by rule, from the rest of its name behind the division, its kind, and its division's English name.

    >>> agency("教育局", Kind("department", "education"), "Nangang District")
    'Education Bureau of Nangang District'
    >>> agency("民意乡人民政府", Kind("town", None), "Wuchang City"), agency("奇怪组", Kind(None, None), "Wuchang City")
    ("People's Government of Minyi Township, Wuchang City", None)
    """
    if not place:
        return None
    if kind.kind == "government":
        return f"People's Government of {place}"
    if kind.kind == "general_office":
        return f"General Office of the People's Government of {place}"
    if kind.kind in ("town", "street"):
        return _township(rest, place)
    function = kinds.table()["functions"].get(kind.function, {}).get("en")
    ending = next((english for ending, english in table()["bodies"] if rest.endswith(ending)), None)
    return f"{function} {ending} of {place}" if function and ending else None


def _township(rest: str, place: str) -> str | None:
    """Return the English name of a town's or township's government, or of a street's office."""
    for ending, words in (
        ("街道", "Subdistrict Office of {}"),
        ("镇", "People's Government of {} Town"),
        ("乡", "People's Government of {} Township"),
    ):
        stem, found, _ = rest.partition(ending)
        if found and stem:
            return f"{words.format(_word(_read(stem + ending)[: len(stem)]))}, {place}"
    return None
