"""What is taken away is whole, resumable, the same as what is browsed, and harmless."""

import csv
import hashlib
import io
import json
import sqlite3

import pytest

from archive.export.spreadsheet_csv import inert, sheet
from archive.store import schema


def test_download_cut_at_sixty_percent_resumes_to_the_same_bytes(get, home, tmp_path):
    told = json.loads((home / "public/latest.json").read_text())
    whole = get(f"/download/{told['file']}")
    size = int(whole.headers["content-length"])
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["etag"] == f'"{told["sha256"]}"'
    cut = size * 6 // 10
    rest = get(f"/download/{told['file']}", headers={"range": f"bytes={cut}-", "if-range": whole.headers["etag"]})
    assert rest.status_code == 206
    assert rest.headers["content-range"] == f"bytes {cut}-{size - 1}/{size}"
    path = tmp_path / "taken.db"
    path.write_bytes(whole.content[:cut] + rest.content)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == told["sha256"]
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert told["sha256"] in get("/download").text


@pytest.mark.parametrize(
    ("header", "status", "length"),
    [
        ("bytes=0-99", 206, 100),
        ("bytes=-10", 206, 10),
        ("bytes=5-2", 416, 0),
        ("bytes=99999999999-", 416, 0),
        ("lines=1-2", 200, None),
        ("bytes=0-1,5-6", 200, None),
    ],
)
def test_ranges(get, home, header, status, length):
    name = json.loads((home / "public/latest.json").read_text())["file"]
    answer = get(f"/download/{name}", headers={"range": header})
    assert answer.status_code == status
    assert length is None or len(answer.content) == length


def test_not_modified_and_changed_in_between(get, home):
    told = json.loads((home / "public/latest.json").read_text())
    assert get(f"/download/{told['file']}", headers={"if-none-match": f'"{told["sha256"]}"'}).status_code == 304
    stale = get(f"/download/{told['file']}", headers={"range": "bytes=0-9", "if-range": '"older"'})
    assert (stale.status_code, len(stale.content)) == (200, told["size"])


@pytest.mark.parametrize("name", ["..%2Fgongkai.db", "%2e%2e/gongkai.db", ".hidden", "gongkai.db", "latest.json%00", "a" * 300])
def test_only_published_files(get, name):
    assert get(f"/download/{name}", follow_redirects=True).status_code in (404, 400)


def test_datasettes_own_address_leads_to_the_snapshot(get, home):
    told = json.loads((home / "public/latest.json").read_text())
    assert get("/gongkai.db").headers["location"] == f"/download/{told['file']}"


@pytest.mark.parametrize("table", schema.CONTENT)
def test_every_table_as_csv_holds_its_rows(get, db, table):
    rows = list(csv.reader(io.StringIO(get(f"/export/{table}.csv").text)))
    columns = [row[1] for row in db.execute(f"PRAGMA table_info([{table}])")]
    expected = [tuple("" if cell is None else str(cell) for cell in row) for row in db.execute(f"SELECT * FROM [{table}] ORDER BY rowid")]
    assert rows[0] == columns
    assert [tuple(row) for row in rows[1:]] == expected


def test_parquet_holds_the_same(get, db):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: the extra parquet")
    table = parquet.read_table(io.BytesIO(get("/export/requests.parquet").content))
    assert table.num_rows == db.execute("SELECT count(*) FROM requests").fetchone()[0]
    assert sum(value or 0 for value in table["total"].to_pylist()) == db.execute("SELECT sum(total) FROM requests").fetchone()[0]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (-2, -2),
        (None, None),
        ("公开", "公开"),
    ],
)
def test_formulas_are_inert_in_spreadsheets(cell, written):
    assert inert(cell) == written


def test_spreadsheet_exports_are_inert_and_raw_ones_are_not(get):
    for address in (
        "/export/documents.csv?for=spreadsheet",
        "/gongkai/documents.sheet?id=hostile000000000",
        "/gongkai.sheet?sql=select+text+from+documents+where+id%3D'hostile000000000'",
    ):
        cells = [cell for row in csv.reader(io.StringIO(get(address).text.lstrip("\ufeff"))) for cell in row]
        assert any(cell.startswith("'=cmd") for cell in cells)
        assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    assert ',"=cmd|' in get("/export/documents.csv").text


def test_sheet_is_read_as_utf8():
    assert sheet(["甲"], [["乙"]]) == "\ufeff甲\r\n乙\r\n"


def test_dictionary_names_every_column(get, db):
    page = get("/dictionary").text
    for table in schema.CONTENT:
        for row in db.execute(f"PRAGMA table_info([{table}])"):
            assert row[1] in page
            assert schema.descriptions()[table]["columns"][row[1]][0] in page


def test_export_command_writes_every_table(gongkai, home, tmp_path):
    done = gongkai("export", "csv", "--output", tmp_path / "out", "--json", home=home)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == set(schema.CONTENT)
    assert (tmp_path / "out/facts.csv").read_text(encoding="utf-8").startswith("report_id,seq,")
    wrong = gongkai("export", "csv", "--table", "nope", home=home)
    assert wrong.returncode == 2
    assert "there is no table 'nope'" in wrong.stderr


def test_the_tidy_tables_come_first_and_each_link_gives_the_file_of_its_digest(get, home):
    edition = json.loads((home / "public/latest.json").read_text())
    for lang in ("zh", "en"):
        page = get(f"/download?lang={lang}").text
        places = [page.index(f'href="/download/{file["file"]}"') for file in edition["tidy"]["files"]]
        assert len(places) == 9
        assert max(places) < page.index(f'href="/download/{edition["file"]}"')
    types = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "xlsx": "application/vnd.openxmlformats-officedocument"}
    for file in edition["tidy"]["files"]:
        answer = get(f"/download/{file['file']}")
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert answer.headers["content-type"].startswith(types[file["format"]])
    assert get("/download/CITATION.cff").text == (home / "public" / edition["citation"]["file"]).read_text(encoding="utf-8")


def test_what_was_not_made_is_said_once_with_its_reason(get, home):
    path = home / "public/history.json"
    kept = path.read_text(encoding="utf-8")
    history = json.loads(kept)
    why = "XLSX needs gongkai[xlsx]"
    history[0]["tidy"]["files"] = [file for file in history[0]["tidy"]["files"] if file["format"] != "xlsx"]
    history[0]["tidy"]["not_made"] = [
        {"table": table, "format": "xlsx", "code": "not_installed", "why": why} for table in ("report_wide", "items")
    ]
    try:
        path.write_text(json.dumps(history), encoding="utf-8")
        page = get("/download?lang=en").text
        assert page.count(f"Not made, report_wide.xlsx, items.xlsx: {why}") == 1
        assert "-items.xlsx" not in page
        assert "未生成 report_wide.xlsx, items.xlsx：生成时未安装所需的组件。" in get("/download?lang=zh").text
        history[0].pop("tidy")
        path.write_text(json.dumps(history), encoding="utf-8")
        assert 'id="tidy"' not in get("/download").text
    finally:
        path.write_text(kept, encoding="utf-8")
