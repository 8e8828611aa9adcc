"""The charts of growth and the closer look at a column: figures, order, bounds; from a small database and files."""

import json
from contextlib import closing
from types import SimpleNamespace

import pytest

from archive.desk import details, growth
from archive.health.now_state import Disk
from archive.store import schema
from gongkai.home import Home


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


@pytest.fixture
def grown(home):
    """A home with three months of runs, a history of snapshots and a log."""
    home.public.mkdir(parents=True)
    with closing(schema.connect(home.database)) as connection:
        schema.migrate(connection)
        connection.executescript("""
            INSERT INTO runs (id, started, bytes, requests, new) VALUES ('1', '2024-01-02T00:00:00Z', 1500000, 10, 3),
                ('2', '2024-01-30T00:00:00Z', 500000, 5, NULL), ('3', '2024-03-01T00:00:00Z', NULL, 1234, 0), ('4', NULL, 9, 9, 9),
                ('5', '2024-04-01T00:00:00Z', 2000000000, NULL, 1);
            INSERT INTO sites (id) VALUES ('town');
            INSERT INTO columns (id, site_id) VALUES ('town/news', 'town');
        """)
        connection.commit()
    return home


def test_what_was_fetched_each_month(grown):
    found = growth.fetched(grown, False)
    assert (found.title, found.heads) == ("Fetched each month (MB)", ("Month", "Fetched (MB)", "In total (MB)", "Requests", "New"))
    assert found.rows == (
        ("2024-04", "2,000.0", "2,002.0", "", "1"),
        ("2024-03", "0.0", "2.0", "1,234", "0"),
        ("2024-01", "2.0", "2.0", "15", "3"),
    )
    chinese = growth.fetched(grown, True)
    assert (chinese.title, chinese.heads, chinese.rows) == (
        "每月抓取（MB）",
        ("月份", "抓取（MB）", "累计（MB）", "请求", "新增"),
        found.rows,
    )
    assert [month in found.drawing for month in ("2024-01", "2024-03", "2024-04")] == [True] * 3


def test_the_last_two_years_are_shown_and_the_total_is_of_all(grown):
    with closing(schema.connect(grown.database)) as connection:
        connection.execute("DELETE FROM runs")
        rows = [(f"{2000 + n // 12}-{n % 12 + 1:02}-01", f"r{n}", 1_000_000) for n in range(25)]
        connection.executemany("INSERT INTO runs (started, id, bytes) VALUES (?, ?, ?)", rows)
        connection.commit()
    found = growth.fetched(grown, False).rows
    assert (len(found), found[0][0], found[0][2], found[-1][0], found[-1][2]) == (24, "2002-01", "25.0", "2000-02", "2.0")


def test_the_disk_day_by_day():
    sizes = {f"2024-05-{day:02}": day * 1_000_000 for day in range(31, 0, -1)}
    found = growth.disk_use(SimpleNamespace(now=SimpleNamespace(disk=Disk(1, 2, sizes=sizes))), False)
    assert (found.title, found.heads) == ("Disk that the archive takes (MB)", ("Day", "Archive (MB)"))
    assert (len(found.rows), found.rows[0], found.rows[-1]) == (30, ("2024-05-31", "31.0"), ("2024-05-02", "2.0"))
    assert "05-31" in found.drawing
    assert "2024-05-31" not in found.drawing
    chinese = growth.disk_use(SimpleNamespace(now=SimpleNamespace(disk=Disk(1, 2, sizes=sizes))), True)
    assert (chinese.title, chinese.heads) == ("档案占用的磁盘空间（MB）", ("日期", "档案占用（MB）"))
    for seen in (SimpleNamespace(now=None), SimpleNamespace(now=SimpleNamespace(disk=None))):
        assert growth.disk_use(seen, False).rows == ()


def test_the_sizes_of_the_snapshots(home):
    home.public.mkdir(parents=True)
    entries = [
        {
            "created": f"2024-{n // 28 + 1:02}-{n % 28 + 1:02}T00:00:00Z",
            "file": f"{n}.db",
            "size": n * 1_000_000,
            "tables": {"documents": 1000 * n},
        }
        for n in range(30, 0, -1)
    ]
    del entries[0]["tables"]
    (home.public / "history.json").write_text(json.dumps(entries), encoding="utf-8")
    found = growth.snapshots(home, False)
    assert (found.title, found.heads) == ("Size of the snapshots (MB)", ("Day", "File", "Size (MB)", "Documents"))
    assert (len(found.rows), found.rows[0], found.rows[1]) == (
        24,
        ("2024-02-03", "30.db", "30.0", ""),
        ("2024-02-02", "29.db", "29.0", "29,000"),
    )
    assert found.rows[-1][1] == "7.db"
    assert growth.snapshots(home, True).heads == ("日期", "文件", "大小（MB）", "文件数")
    assert growth.snapshots(home, True).title == "快照大小（MB）"
    assert "02-03" in found.drawing
    assert "2024-02-03" not in found.drawing


def test_a_chart_without_figures_is_left_out(grown):
    nothing = SimpleNamespace(now=None)
    assert [chart.title for chart in growth.drawn(grown, nothing, False)] == ["Fetched each month (MB)"]
    seen = SimpleNamespace(now=SimpleNamespace(disk=Disk(1, 2, sizes={"2024-05-01": 1})))
    (grown.public / "history.json").write_text('[{"created": "2024-05-01T00:00:00Z", "file": "a", "size": 1}]', encoding="utf-8")
    assert [chart.title for chart in growth.drawn(grown, seen, True)] == ["每月抓取（MB）", "档案占用的磁盘空间（MB）", "快照大小（MB）"]


@pytest.mark.parametrize(("value", "text"), [(None, ""), (0, "0"), (1234567, "1,234,567")])
def test_a_number_in_a_table(value, text):
    assert growth.count(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, "0.0"), (0, "0.0"), (49_999, "0.0"), (50_001, "0.1"), (1_234_567_890, "1,234.6")])
def test_bytes_in_a_table(value, text):
    assert growth.mb(value) == text


def test_free_space_is_that_of_the_disk(home):
    home.root.mkdir(parents=True)
    free, total = growth.free(home)
    assert 0 < free <= total


# ---- one column closely


def test_without_a_database_there_are_no_rows(home):
    assert details.rows(home, "SELECT 1") == []
    assert not home.database.exists()


def test_the_last_visits_of_a_column(grown):
    with closing(schema.connect(grown.database)) as connection:
        for number in range(14):
            connection.execute(
                "INSERT INTO column_runs (run_id, column_id, started, reasons, rows_found) VALUES (?, 'town/news', ?, ?, ?)",
                (f"r{number}", f"2024-01-{number + 1:02}", '["timeout: 1 page"]' if number == 13 else None, number),
            )
        connection.commit()
    found = details.visits(grown, "town/news")
    assert ([row["run_id"] for row in found], found[0]["reasons"], found[1]["reasons"]) == (
        [f"r{number}" for number in range(13, 1, -1)],
        ["timeout: 1 page"],
        [],
    )
    assert details.visits(grown, "town/other") == []


def line(**said):
    return json.dumps({"at": "2024-01-02T03:04:05.678Z", "event": "visit", "run": "r", "site": "town", **said}, ensure_ascii=False)


@pytest.fixture
def logs(home):
    """`logs(name, lines)` writes a log."""
    (home.root / "logs").mkdir(parents=True)
    return lambda name, *lines: (home.root / "logs" / name).write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")


def test_the_log_lines_of_a_site_newest_first(home, logs):
    logs("1.jsonl", line(n=1), line(site="other"), "[1]", "cut o")
    logs("2.jsonl", line(n=2, column="town/news"), line(n=3, column="news"), line(n=4, column="town/other"))
    logs("3.txt", line(n=5))
    found = details.log_lines(home, "town")
    assert [each.text for each in found] == ["n 4", "n 3", "n 2", "n 1"]
    assert found[0] == details.LogLine("2024-01-02T03:04:05", "visit", "r", "n 4")
    assert [each.text for each in details.log_lines(home, "town", "news")] == ["n 3", "n 2"]
    assert details.log_lines(home, "nowhere") == []


def test_so_many_logs_and_lines(home, logs):
    for number in range(14):
        logs(f"{number:02}.jsonl", line(n=number))
    assert [each.text for each in details.log_lines(home, "town")] == [f"n {number}" for number in range(13, 1, -1)]
    logs("99.jsonl", *(line(n=number) for number in range(50)))
    assert [each.text for each in details.log_lines(home, "town")] == [f"n {number}" for number in range(49, 9, -1)]


def test_only_the_end_of_a_long_log_is_read(home, logs, monkeypatch):
    logs("1.jsonl", "a" * 9, "b" * 9, "c" * 9)
    path = home.root / "logs" / "1.jsonl"
    for bytes_read, lines in ((30, 3), (29, 2), (25, 2), (15, 1)):
        monkeypatch.setattr(details, "TAIL", bytes_read)
        assert details.tail(path) == [b"a" * 9, b"b" * 9, b"c" * 9][-lines:]
    assert details.tail(home.root / "none") == []


def test_a_log_line_as_it_is_shown():
    found = details.shown({"at": "2024-01-02T03:04:05Z", "event": "e", "run": "r", "site": "s", "column": "c", "url": "u", "n": 0})
    assert (found.at, found.text) == ("2024-01-02T03:04:05", "url u · n 0")
    assert details.shown({}) == details.LogLine("", "", "", "")
    assert len(details.shown({"url": "x" * 600}).text) == 500


@pytest.mark.parametrize(("text", "said"), [(b'{"a": 1}', {"a": 1}), (b"[1]", {}), (b'{"a', {}), (b"\xff", {}), (b"", {})])
def test_a_line_that_is_none(text, said):
    assert details.parsed(text) == said
