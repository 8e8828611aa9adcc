"""How the archive grows: bytes fetched a month and in total, the disk's use day by day, the sizes of the snapshots."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

from archive.desk.details import rows
from archive.desk.overview import Overview
from archive.publish.snapshot import read_history
from archive.site.draw import charts
from gongkai.home import Home

MONTHS, DAYS, SNAPSHOTS = 24, 30, 24  # shown
BY_MONTH = """SELECT substr(started, 1, 7) AS month, sum(bytes) AS bytes, sum(requests) AS requests, sum(new) AS new
    FROM runs WHERE started > '' GROUP BY 1 ORDER BY 1"""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class GrowthChart:
    """A chart and the table that says the same: a heading, the drawing, the table's heads and rows."""

    title: str
    drawing: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def drawn(home: Home, seen: Overview, chinese: bool) -> list[GrowthChart]:
    """Return the charts that there are figures for."""
    return [chart for chart in (fetched(home, chinese), disk_use(seen, chinese), snapshots(home, chinese)) if chart.rows]


def chart(
    title: str, axis: Sequence[str], values: Sequence[float], heads: tuple[str, ...], cells: Sequence[tuple[str, ...]]
) -> GrowthChart:
    """Return a chart of one series with its table, the newest row first."""
    return GrowthChart(title, charts.bars(axis, values, (), title, width=720, height=220), heads, tuple(reversed(cells)))


def fetched(home: Home, chinese: bool) -> GrowthChart:
    """Return what was fetched each month."""
    found = rows(home, BY_MONTH)
    total = list(accumulate(row["bytes"] or 0 for row in found))
    shown = list(zip(found, total, strict=True))[-MONTHS:]
    cells = [(row["month"], mb(row["bytes"]), mb(all_), count(row["requests"]), count(row["new"])) for row, all_ in shown]
    heads = (
        ("月份", "抓取（MB）", "累计（MB）", "请求", "新增") if chinese else ("Month", "Fetched (MB)", "In total (MB)", "Requests", "New")
    )
    title = "每月抓取（MB）" if chinese else "Fetched each month (MB)"
    return chart(title, [row["month"] for row, _ in shown], [(row["bytes"] or 0) / MEGABYTE for row, _ in shown], heads, cells)


def disk_use(seen: Overview, chinese: bool) -> GrowthChart:
    """Return the bytes that the home takes, day by day as the runs measured them."""
    room = seen.now.disk if seen.now else None
    sizes = sorted(room.sizes.items())[-DAYS:] if room else []
    heads = ("日期", "档案占用（MB）") if chinese else ("Day", "Archive (MB)")
    title = "档案占用的磁盘空间（MB）" if chinese else "Disk that the archive takes (MB)"
    return chart(
        title, [day[5:] for day, _ in sizes], [used / MEGABYTE for _, used in sizes], heads, [(day, mb(used)) for day, used in sizes]
    )


def snapshots(home: Home, chinese: bool) -> GrowthChart:
    """Return the sizes of the snapshots published."""
    found = read_history(home)[:SNAPSHOTS][::-1]
    cells = [(each["created"][:10], each["file"], mb(each["size"]), count(each.get("tables", {}).get("documents"))) for each in found]
    heads = ("日期", "文件", "大小（MB）", "文件数") if chinese else ("Day", "File", "Size (MB)", "Documents")
    title = "快照大小（MB）" if chinese else "Size of the snapshots (MB)"
    return chart(title, [each["created"][5:10] for each in found], [each["size"] / MEGABYTE for each in found], heads, cells)


def free(home: Home) -> tuple[int, int]:
    """Return the bytes free on the archive's disk, and the disk's size."""
    about = shutil.disk_usage(home.root)
    return about.free, about.total


def mb(value: int | None) -> str:
    """Return bytes as megabytes for a table."""
    return f"{(value or 0) / MEGABYTE:,.1f}"


def count(value: int | None) -> str:
    """Return a number for a table; empty where it is unknown."""
    return "" if value is None else f"{value:,}"
