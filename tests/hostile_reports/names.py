"""Bodies of the reports: made of places and offices, none taken from a list."""

from __future__ import annotations

import random

from .model import Draft

PLACES = (
    "青岚市", "云泽县", "北渠区", "临湖市", "石泉镇", "东岭县", "南浦区", "河阳市滨江区", "玉屏州", "白河旗", "安宁市", "沙溪镇", "柳湾街道", "金岭县",
)  # fmt: skip
OFFICES = (
    "人民政府",
    "教育局",
    "交通运输局",
    "自然资源局",
    "市场监督管理局",
    "卫生健康委员会",
    "住房和城乡建设局",
    "农业农村局",
    "统计局",
    "水务局",
)


def make_name(rng: random.Random) -> str:
    """Return a body: a place and an office."""
    place = rng.choice(PLACES)
    if place.endswith("街道"):
        return place + "办事处"
    return place + ("人民政府" if place.endswith("镇") else rng.choice(OFFICES))


def rename(draft: Draft, name: str) -> None:
    """Give a draft another body, before its layout."""
    old = draft.agency
    draft.agency = name
    draft.accepted_agencies = {name}
    draft.title_lines = [line.replace(old, name) for line in draft.title_lines]
    draft.page_title = draft.page_title.replace(old, name)
    draft.metas = {key: value.replace(old, name) for key, value in draft.metas.items()}
    draft.signature = name if draft.signature else ""
