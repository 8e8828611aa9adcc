"""When two printed names mean one agency."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from gongkai import yaml_tables
from gongkai.chinese_text import label

REGION = (
    r"(?:[一-鿿]{2,8}?(?:自治区|自治州|自治县|实验区|开发区|新区|高新区|地区|街道)"
    r"|[一-鿿]{1,7}?(?:省|市|区|县|州|旗|盟|镇|乡))"
)
AREA = re.compile(r"(?:[省区县州盟旗镇乡]|(?<!城)市|街道)$")  # 城市管理委员会 and 国有资产监督管理委员会 govern no area
NO_REGION = r"(?!城市|(?:住?房)?和?城乡|市|县|区)"  # 城市管理局, 住房和城乡建设局, 市场监督管理局 begin with no region
ABOVE = re.compile(f"^(?P<above>{REGION})(?={NO_REGION}{REGION})")


def key(name: str) -> str:
    """Return a key for an agency's printed name that its other spellings within one portal share; only for comparison.

    A region's government is reduced to the region's name, a region loses those above it, a bureau keeps its full name.

    >>> key("哈尔滨市南岗区人民政府"), key("南岗区"), key("平潭综合实验区管委会"), key("湛河区交通局"), key("哈尔滨市交通运输局")
    ('南岗区', '南岗区', '平潭综合实验区', '湛河区交通运输局', '哈尔滨市交通运输局')
    >>> key("北京市城市管理委员会"), key("五常市民意乡人民政府"), key("广州市市场监管局")
    ('北京市城市管理委员会', '民意乡', '广州市市场监督管理局')
    """
    bare = label(name)
    above = ABOVE.match(bare)
    while above:
        bare = bare[above.end("above") :]
        above = ABOVE.match(bare)
    for short, full in bureaus().items():
        if bare.endswith(short) and not bare.endswith(full):
            return bare.removesuffix(short) + full
    ending = next((text for text in _known()["governments"] if bare.endswith(text) and len(bare) > len(text) + 1), "")
    rest = bare.removesuffix(ending)
    return rest if ending.endswith("政府") or AREA.search(rest) else bare


def bureaus() -> dict[str, str]:
    """Return the short names of bureaus with their full names."""
    named: dict[str, str] = _known()["bureaus"]
    return named


@cache
def _known() -> dict[str, Any]:
    read: dict[str, Any] = yaml_tables.read("parsers.report.identify", "agencies.yaml")
    return read
