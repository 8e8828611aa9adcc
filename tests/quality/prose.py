"""Invented bodies and sentences. Nothing here is taken from a real report."""

from __future__ import annotations

from random import Random

PLACES = ("青岚市", "白芷县", "沐川新区", "石榴湾区", "云麓市临湖区", "长汀洲县", "东篱市", "南浦岭县", "霁月市", "松涛区")
BODIES = (
    "人民政府",
    "交通运输局",
    "教育局",
    "水务局",
    "城市管理综合执法局",
    "统计局",
    "住房和城乡建设局",
    "市场监督管理局",
    "自然资源局",
    "审计局",
)
DUTIES = ("线路审批", "招生划片", "河道整治", "占道管理", "统计公报", "保障性住房", "食品抽检", "用地规划", "审计结果", "便民服务")
DEEDS = (
    "{y}年，本机关把{d}作为公开重点，全年召开专题会议{a}次，修订公开目录{b}处。",
    "通过门户网站发布{d}类信息{a}条，政务新媒体推送{b}篇，线下公开栏更新{c}期。",
    "围绕{d}组织开放日{b}场，邀请居民代表{c}名，现场答复提问{a}个。",
    "健全发布前审查，{d}类稿件实行三人核对，退回修改{c}件。",
    "平台栏目由{a}个合并为{b}个，检索入口移到首页，错链清理{c}条。",
)
PROBLEMS = (
    "一是{d}的解读图文偏少；二是个别科室报送迟缓。下一步将按月通报，并开设示例库。",
    "公开内容与群众所盼还有距离，{d}方面尤甚。来年先补目录，再补解读。",
    "基层人员更换频繁，业务不熟。将编写口袋手册，每季度集中练习一次。",
)
OTHERS = ("本年度未收取信息处理费。", "没有其他需要报告的事项。", "信息处理费发出收费通知0件，总金额0元。")


def body(rng: Random) -> tuple[str, str]:
    """(full name, short name) of an invented body."""
    place, kind = rng.choice(PLACES), rng.choice(BODIES)
    return place + kind, place + kind.replace("运输", "").replace("综合执法", "").replace("和城乡建设", "建")


def deed(rng: Random, year: int) -> str:
    numbers = {name: rng.randint(2, 40) for name in "abc"}
    return rng.choice(DEEDS).format(y=year, d=rng.choice(DUTIES), **numbers)


def problem(rng: Random) -> str:
    return rng.choice(PROBLEMS).format(d=rng.choice(DUTIES))
