import gzip
import io

from archive.store import warc_files
from gongkai import warc_reader

RECORD = gzip.compress(b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 3\r\n\r\none\r\n\r\n", 6, mtime=0)


def test_listed_names_files_once_and_in_order(tmp_path):
    for name in ("b/b-2.warc.gz", "b/b-1.warc.gz.open", "a/a-1.warc.gz", "a/readme.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(RECORD * 2)
    size = len(RECORD) * 2
    assert warc_files.listed(str(tmp_path)) == [
        warc_files.WarcFile("a/a-1.warc.gz", size, False),
        warc_files.WarcFile("b/b-1.warc.gz", size, True),
        warc_files.WarcFile("b/b-2.warc.gz", size, False),
    ]
    assert warc_files.record_at(str(tmp_path), "b/b-1.warc.gz", len(RECORD)).block == b"one"
    assert warc_files.record_at(str(tmp_path), "b/b-1.warc.gz", len(RECORD) * 2).fault


def test_a_home_without_warc_files_has_none(tmp_path):
    assert warc_files.listed(str(tmp_path / "absent")) == []


def test_a_store_that_is_no_disk():
    system, root = warc_files.filesystem("memory://warc")
    system.pipe(f"{root}/a/a-1.warc.gz", RECORD)
    assert [file.name for file in warc_files.listed("memory://warc")] == ["a/a-1.warc.gz"]
    assert warc_files.record_at("memory://warc", "a/a-1.warc.gz", 0).block == b"one"


def test_a_bomb_is_a_fault_and_not_memory(monkeypatch):
    monkeypatch.setattr("gongkai.warc_reader.LONGEST", 100_000)
    first, second = warc_reader.records(io.BytesIO(gzip.compress(b"WARC/1.1" + bytes(50_000_000)) + RECORD))
    assert "more than 100000 bytes" in first.fault
    assert len(first.block) == 0
    assert second.block == b"one"
