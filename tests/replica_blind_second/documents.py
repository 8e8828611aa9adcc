"""Invented papers of invented offices: titles, dates, articles. Everything follows from the seed given."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

CITIES = ("云水市", "清溪县", "望川区", "石泉镇", "青禾自治县", "东澜新区", "双桥街道", "临岗市")
OFFICES = (
    "财政局",
    "教育体育局",
    "交通运输局",
    "民政局",
    "水利局",
    "审计局",
    "司法局",
    "卫生健康委员会",
    "统计局",
    "人力资源和社会保障局",
    "城市管理局",
    "应急管理局",
    "农业农村局",
    "自然资源局",
    "市场监督管理局",
    "信访局",
)


@dataclass(frozen=True, slots=True)
class Document:
    """One paper: path on its host, title and date as the list prints them, files beside it as (path, label)."""

    path: str
    title: str
    date: str | None
    source: str
    files: tuple[tuple[str, str], ...] = ()

    def moved(self, path: str) -> Document:
        """Return the same paper at another path."""
        return replace(self, path=path)


def article_html(one: Document) -> str:
    """Return the body of an article: heading, source line, text in six parts, files."""
    parts = (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    )
    text = "".join(
        f"<p>{'一二三四五六'[at]}、{name}</p><p>{one.source}按照要求开展本项工作，情况见正文。</p>" for at, name in enumerate(parts)
    )
    files = "".join(f'<p><a href="{escape(path)}">{escape(label)}</a></p>' for path, label in one.files)
    when = f"发布时间：{one.date}" if one.date else ""
    return (
        f'<div class="article"><h1>{escape(one.title)}</h1><div class="info">来源：{one.source} {when}</div>'
        f'<div id="zoom" class="article-content">{text}{files}</div></div>'
    )


def article_metas(one: Document, skin: str) -> str:
    """Return the national metas of an article; some skins have none, one says an hour besides the day, one leaves them empty."""
    when = {"blocks": f"{one.date} 09:30", "aside": one.date, "dl": ""}
    if skin not in when or one.date is None:
        return ""
    title = one.title if when[skin] else ""
    return (
        f'<meta name="ArticleTitle" content="{escape(title)}"><meta name="PubDate" content="{when[skin]}">'
        f'<meta name="ContentSource" content="{one.source}"><meta name="ColumnName" content="政府信息公开">'
    )


PathOf = Callable[[int, str], str]


def _titles(rng: random.Random, city: str, years: Sequence[int]) -> Iterator[tuple[str, str, int]]:
    """Yield (title, office, year) without end of combinations: newest year first, the city itself before its offices."""
    for year in years:
        bodies = [f"{city}人民政府", *(f"{city}{office}" for office in rng.sample(OFFICES, len(OFFICES)))]
        for body in bodies:
            kind = rng.choice(("年政府信息公开工作年度报告", "年度政府信息公开工作报告", "年政府信息公开年度报告"))
            yield f"{body}{year}{kind}", body, year


def reports(count: int, path_of: PathOf, *, seed: int, newest: int = 2025) -> list[Document]:
    """Return `count` annual reports, newest first; `path_of(number, date)` gives the path, number falling to 1."""
    rng = random.Random(seed)
    city = CITIES[seed % len(CITIES)]
    per_year = max(1, -(-count // 8))
    found: list[Document] = []
    for year in range(newest, newest - 60, -1):
        for at, (title, body, _) in enumerate(_titles(rng, city, [year])):
            if len(found) == count:
                return found
            if at >= per_year:
                break
            day = date(year + 1, 3, 28) - timedelta(days=at * 3 + rng.randrange(3))
            found.append(Document(path_of(count - len(found), day.isoformat()), title, day.isoformat(), body))
    return found


def notices(count: int, path_of: PathOf, *, seed: int, first: date = date(2026, 10, 20)) -> list[Document]:
    """Return `count` notices of one office, newest first: papers that are no annual reports."""
    rng = random.Random(seed * 7 + 1)
    body = CITIES[seed % len(CITIES)] + OFFICES[seed % len(OFFICES)]
    subjects = (
        "关于做好汛期值守工作的通知",
        "关于公布行政执法人员名单的公告",
        "关于调整办事窗口时间的通告",
        "关于征求管理办法意见的公告",
        "关于开展专项检查的通知",
        "关于印发工作要点的通知",
        "部门预算说明",
        "政府采购意向公开",
        "行政处罚决定信息公示",
        "人事任免通知",
    )
    found, day = [], first
    for number in range(count, 0, -1):
        title = f"{body}{subjects[rng.randrange(len(subjects))]}（第{number}号）"
        found.append(Document(path_of(number, day.isoformat()), title, day.isoformat(), body))
        day -= timedelta(days=rng.randrange(2, 17))
    return found


def chunks(documents: Sequence[Document], size: int) -> list[list[Document]]:
    """Return the documents page by page."""
    return [list(documents[at : at + size]) for at in range(0, len(documents), size)] or [[]]
