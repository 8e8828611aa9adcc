"""What a build makes of a small archive, table by table, written out for a person to review.

    python -m tests.helpers.archive_content        writes tests/data/archive/content.txt anew, after a change that was meant

A column or a table that is added later breaks nothing: what is compared are the columns kept in the file.
"""

import json
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from archive.build.build import build
from gongkai.home import Home
from tests.helpers import sheets
from tests.helpers.warcs import Warc, page

KEPT = Path(__file__).parents[1] / "data" / "archive" / "content.txt"
NOW = "2024-06-01T00:00:00Z"
AT = "http://town.example"
TABLES = (
    *("sites", "columns", "agencies", "runs", "site_runs", "column_runs", "captures", "documents", "memberships", "versions"),
    *("reports", "sections", "facts", "proactive", "requests", "disputes", "coverage", "problems"),
)
# sizes of compressed records differ by the library that compresses; wording is tested where it is made
LEFT_OUT = {"captures": {"offset", "record_length"}, "reports": {"evidence"}, "problems": {"message"}}
TITLE = "甲市教育局{}年政府信息公开工作年度报告"


def report(year, **changed):
    title = TITLE.format(year)
    return sheets.page(sheets.requests(changed=changed or None), title=title).encode()


def archive(home):
    """Three visits: a report and its correction, a notice that changes, one that goes, one that fails, rows of elsewhere."""
    rows = [
        (f"{AT}/nb/2022.html", TITLE.format(2022), "2023-01-20"),
        (f"{AT}/nb/2023.html", TITLE.format(2023), "2024-02-10"),
        (f"{AT}/nb/index.html", "甲市财政局2023年政府信息公开工作年度报告", "2024-01-31"),
    ]
    news = [(f"{AT}/tz/{n}.html", f"关于第{n}件事项的通知", f"2024-01-0{n}") for n in (1, 2, 3)]
    notice = page("关于第1件事项的通知", "<p>现将有关事项通知如下。</p>" * 12, "2024-01-01")
    first = Warc("2024-01-02", "20240102T000000Z-aaaa").start()
    first.fetch(rows[0][0], report(2022), list_title=rows[0][1], list_date=rows[0][2], path=["市直部门"], via=f"{AT}/nb/")
    first.fetch(news[0][0], notice, time="00:11:00", column="news", list_title=news[0][1], list_date=news[0][2])
    first.fetch(news[1][0], page("关于第2件事项的通知", "<p>内容。</p>" * 30), time="00:12:00", column="news", list_title=news[1][1])
    first.failure(news[2][0], "timeout", time="00:13:00", column="news", list_title=news[2][1])
    first.listing(rows[:1]).listing(news, column="news", complete=False, told=4).finish()
    second = Warc("2024-02-12", "20240212T000000Z-bbbb").start()
    second.revisit(rows[0][0], report(2022), "2024-01-02T00:10:00Z", list_title=rows[0][1])
    second.fetch(rows[1][0], report(2023), time="00:14:00", list_title=rows[1][1], list_date=rows[1][2], redirected_from=f"{AT}/r")
    second.fetch(rows[2][0], b"<html><h1>none</h1></html>", time="00:15:00", list_title=rows[2][1], list_date=rows[2][2])
    second.fetch(news[0][0], notice.replace("如下".encode(), "附后".encode()), time="00:16:00", column="news", list_title=news[0][1])
    gone = {"problem": {"stage": "fetch", "code": "not_found", "message": "404"}, "column": "news"}
    second.fetch(news[1][0], b"gone", status="404 Not Found", time="00:17:00", **gone)
    second.listing(rows).listing(news[:2], column="news").finish(exit_code=6, requests=7)
    third = Warc("2024-02-14", "20240214T000000Z-cccc").start()
    third.fetch(news[1][0], b"gone", status="404 Not Found", time="00:17:00", **gone)
    third.fetch(
        f"{AT}/f/1.csv", "甲,乙\n1,2\n".encode(), kind="attachment", time="00:18:00", media_type="text/csv", via=news[0][0], label="附件"
    )
    third.listing(news[:1], column="news", written=True).finish(requests=None)
    for number, warc in enumerate((first, second, third), 1):
        warc.write(home.root, number)
    return build(home, jobs=1)


def made(folder):
    """The tables of the archive: the names of their columns, and a line a row."""
    home, before = Home(folder), os.environ.get("GONGKAI_NOW")
    os.environ["GONGKAI_NOW"] = NOW
    try:
        archive(home)
    finally:
        os.environ.pop("GONGKAI_NOW") if before is None else os.environ.update(GONGKAI_NOW=before)
    return home.database


def contents(database, columns=None):
    """Each table's column names (those given, or all) and its rows as JSON, in one order."""
    with closing(sqlite3.connect(database)) as connection:
        found = {}
        for table in TABLES:
            names = (columns or {}).get(table) or [
                row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in LEFT_OUT.get(table, ())
            ]
            selected = ", ".join(f'"{each}"' for each in names)
            listed = connection.execute(f"SELECT {selected} FROM {table}").fetchall()
            found[table] = names, sorted(json.dumps(row, ensure_ascii=False, default=str) for row in listed)
    return found


def kept():
    """The tables reviewed last."""
    parts = KEPT.read_text(encoding="utf-8").split("\n== ")[1:]
    found = {}
    for part in parts:
        head, *rows = part.rstrip("\n").split("\n")
        table, _, names = head.partition(": ")
        found[table] = names.split(", "), rows
    return found


def heading(table, names):
    return f"\n== {table}: {', '.join(names)}\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = contents(made(Path(folder)))
    text = "".join(heading(table, names) + "".join(f"{row}\n" for row in rows) for table, (names, rows) in found.items())
    KEPT.parent.mkdir(exist_ok=True)
    head = "What a build makes of a small archive: `python -m tests.helpers.archive_content` writes this file.\n"
    KEPT.write_text(head + text, encoding="utf-8")
