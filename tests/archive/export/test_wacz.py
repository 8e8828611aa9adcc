import json
import subprocess
import sys
from zipfile import ZIP_STORED, ZipFile

import pytest

from archive.export import wacz
from gongkai.errors import GongkaiError, UsageError
from gongkai.warc_reader import record_at
from tests.helpers.warcs import Warc, page

URL = "http://town.example/nb/1.html"
BODY = page("公告", "<p>公告正文。</p>")


@pytest.fixture
def packed(built, home, tmp_path):
    built(
        Warc().start().fetch(URL, BODY).fetch("http://town.example/nb/", b"<html>list</html>", kind="list", time="00:09:00"),
        Warc(day="2024-02-02", run="r").start().revisit(URL, BODY, "2024-01-02T00:10:00Z").failure("http://town.example/x", "timeout"),
    )
    assert wacz.export(home, tmp_path / "out") == {"town.wacz": 2}
    return tmp_path / "out" / "town.wacz"


def test_it_is_valid(packed):
    done = subprocess.run([sys.executable, "-m", "wacz.main", "validate", "-f", str(packed)], capture_output=True, text=True, check=False)
    assert (done.returncode, "valid" in done.stdout) == (0, True), done.stdout + done.stderr


def test_the_index_leads_to_the_records(packed, tmp_path):
    with ZipFile(packed) as package:
        assert all(entry.compress_type == ZIP_STORED for entry in package.infolist() if entry.filename.startswith("archive/"))
        lines = package.read("indexes/index.cdx").decode().splitlines()
        package.extractall(tmp_path / "x")
    assert lines == sorted(lines)
    assert len(lines) == 3
    for line in lines:
        key, instant, told = line.split(" ", 2)
        entry = json.loads(told)
        assert key == wacz.surt(entry["url"])
        with (tmp_path / "x" / "archive" / entry["filename"]).open("rb") as stream:
            record = record_at(stream, int(entry["offset"]))
        assert (record.get("WARC-Target-URI"), wacz.stamp(record.get("WARC-Date")), record.length) == (
            entry["url"],
            instant,
            int(entry["length"]),
        )


def test_pages_and_digests(packed):
    with ZipFile(packed) as package:
        head, *pages = [json.loads(line) for line in package.read("pages/pages.jsonl").decode().splitlines()]
        names = {resource["path"] for resource in json.loads(package.read("datapackage.json"))["resources"]}
        assert names == set(package.namelist()) - {"datapackage.json", "datapackage-digest.json"}
    assert head["format"] == "json-pages-1.0"
    assert [(entry["url"], entry["title"]) for entry in pages] == [("http://town.example/nb/", "http://town.example/nb/"), (URL, "公告")]


def test_exporting_again_gives_the_same_members(packed, home, tmp_path):
    wacz.export(home, tmp_path / "again", ["town"])
    with ZipFile(packed) as one, ZipFile(tmp_path / "again" / "town.wacz") as other:
        assert {name: one.getinfo(name).CRC for name in one.namelist() if not name.startswith("datapackage")} == {
            name: other.getinfo(name).CRC for name in other.namelist() if not name.startswith("datapackage")
        }


def test_what_is_not_there_is_said(built, home, tmp_path):
    with pytest.raises(GongkaiError, match="run gongkai build first"):
        wacz.export(home, tmp_path)
    built(Warc().start().fetch(URL, BODY))
    with pytest.raises(UsageError, match="no captures of site 'nowhere'; there are some of: town"):
        wacz.export(home, tmp_path, ["nowhere"])
