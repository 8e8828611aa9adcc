"""What the replica publishes: one invented city's reports and notices, the same for the same seed, and files with the right first bytes."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

ORGANS = ("云水市人民政府", "云水市发展和改革委员会", "云水市财政局", "云水市交通运输局", "云水市民政局", "云水市教育局", "云水市水利局",
          "云水市东湖区人民政府", "云水市西岭区人民政府", "云水市南江县人民政府")
NOTICES = ("开展政务公开培训", "调整窗口办理时间", "做好防汛值守", "征集惠民实事", "公布补贴名单", "检查信息公开目录")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x00\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = {"pdf": PDF, "docx": ZIP, "xlsx": ZIP, "ofd": ZIP, "zip": ZIP, "doc": OLE, "xls": OLE, "wps": OLE, "et": OLE, "rar": b"Rar!\x1a\x07\x00"}
ELSEWHERE = "http://127.0.200.1"  # no one listens there: a row that lies outside

Path = Callable[[int, str], str]  # number and date of a document -> its path


@dataclass
class File:
    """A file beside an article: path, label, bytes."""

    path: str
    label: str
    body: bytes


@dataclass
class Row:
    """One row of a list: what it shows, where it leads, what lies there."""

    number: int
    title: str
    date: str | None
    path: str
    files: list[File] = field(default_factory=list)
    body: bytes | None = None  # the row is itself a file
    outside: bool = False

    @property
    def short(self) -> str:
        """The title as a template cuts it."""
        return self.title if len(self.title) <= 16 else self.title[:15] + "…"


def file_bytes(name: str) -> bytes:
    """Bytes with the magic of the name's ending, different for every name, the same every time."""
    return MAGIC[name.rsplit(".", 1)[-1].lower()] + hashlib.sha256(name.encode()).hexdigest().encode() * 4


def reports(path: Path, file_path: Path, count: int = 37) -> list[Row]:
    """Thirty-seven rows of a column of annual reports, with the seven that are unlike the others, newest first."""
    rows = []
    for number in range(1, count + 1):
        year = 2025 - (number - 1) // 2
        organ = ORGANS[0] if number % 2 else ORGANS[1 + (number // 2) % 9]
        date = f"{year + 1}-{1 + number % 3:02d}-{1 + number * 7 % 27:02d}"
        rows.append(Row(number, f"{organ}{year}年政府信息公开工作年度报告", date, path(number, date)))
    if count >= 37:
        _unlike(rows, path, file_path)
    return rows


def _unlike(rows: list[Row], path: Path, file_path: Path) -> None:
    for at, ending in ((0, "docx"), (0, "pdf"), (1, "ofd"), (2, "wps"), (4, "rar"), (6, "xls")):
        row = rows[at]
        name = file_path(row.number * 10 + len(row.files), row.date or "").rsplit(".", 1)[0] + "." + ending
        row.files.append(File(name, f"附件：{row.title}.{ending}", file_bytes(name)))
    rows[3].date = None
    rows[5].title = "更正"
    rows[7] = Row(8, "云水市人民政府办公室转发邻市政府信息公开年度报告", rows[7].date, f"{ELSEWHERE}/zwgk/t20220301_8.html", outside=True)
    name = file_path(90, rows[9].date or "")
    rows[9] = Row(10, rows[9].title + "（图片版）", rows[9].date, name, body=file_bytes(name))
    rows[11].title = "关于云水市政府信息公开工作要点落实情况的函"


def notices(path: Path, count: int = 260, seed: int = 1) -> list[Row]:
    """A long column of notices, newest first."""
    dice = random.Random(seed)
    rows = []
    for number in range(count, 0, -1):
        date = f"{2010 + number // 20}-{1 + number % 12:02d}-{1 + number % 27:02d}"
        rows.append(Row(number, f"关于{dice.choice(NOTICES)}的通知（云水政办〔{date[:4]}〕{number}号）", date, path(number, date)))
    return rows


def listed(rows: list[Row], item: str = '<li><a href="{href}" title="{title}" target="_blank">{short}</a><span>{date}</span></li>') -> str:
    """Rows in the markup of a template."""
    return "".join(item.format(href=escape(row.path), title=escape(row.title), short=escape(row.short), date=row.date or "") for row in rows)


def metas(site: str, column: str, row: Row | None = None) -> str:
    """The metas of the national standard."""
    told = {"SiteName": site, "SiteIDCode": "9901000001", "ColumnName": column, "ColumnType": column}
    if row:
        told |= {"ArticleTitle": row.title, "PubDate": f"{row.date or '2024-01-01'} 09:00", "ContentSource": ORGANS[0]}
    return "".join(f'<meta name="{key}" content="{escape(value)}"/>' for key, value in told.items())
