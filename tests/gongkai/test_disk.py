"""What a disk that refuses is called, how much room a command asks for, and that a write is whole or not there."""

import errno
import os
import resource
import sqlite3
from pathlib import Path

import pytest

from gongkai import disk
from gongkai.errors import BadConfiguration, DiskFilled, DiskFull, DiskRefused, Exit

PLACE = Path("/data/warc/a.warc.gz")
SAFE = "committed data is safe"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_called_full(code):
    found = disk.refusal(OSError(code, os.strerror(code)), PLACE)
    assert type(found) is DiskFilled
    assert all(part in str(found) for part in (str(PLACE), os.strerror(code), SAFE, "rerun"))


def test_any_other_refusal_is_not_called_full_and_names_the_file_of_the_error():
    found = disk.refusal(OSError(errno.EACCES, "Permission denied", "/data/lock"), PLACE)
    assert type(found) is DiskRefused
    assert str(found).startswith("/data/lock: Permission denied; committed data is safe")
    assert str(PLACE) not in str(found)


@pytest.mark.parametrize(
    ("said", "kind", "advice"),
    [
        ("database or disk is full", DiskFilled, "Free some space"),
        ("attempt to write a readonly database", DiskRefused, "mounted read-only"),
        ("unable to open database file", DiskRefused, "mounted read-only"),
        ("database is locked", DiskRefused, "held by another program"),
        ("database disk image is malformed", DiskRefused, "rebuilt from the WARC files"),
        ("file is not a database", DiskRefused, "rebuilt from the WARC files"),
        ("disk I/O error", DiskRefused, SAFE),
    ],
)
def test_what_sqlite_says_comes_with_what_to_do(said, kind, advice):
    found = disk.refusal(sqlite3.OperationalError(said), PLACE)
    assert type(found) is kind
    assert str(PLACE) in str(found)
    assert advice in str(found)
    assert kind is DiskFilled or said in str(found)


@pytest.mark.parametrize(("error", "place"), [(OSError(5, "bad"), "/a"), (sqlite3.Error("locked"), "/b")])
def test_an_error_within_a_block_names_the_file_or_the_database(error, place):
    with pytest.raises(DiskRefused, match=f"^{place}"), disk.explained(Path("/a"), Path("/b")):
        raise error
    with pytest.raises(DiskRefused, match=r"^/a"), disk.explained(Path("/a")):
        raise error


def test_room_to_begin_and_room_to_go_on(tmp_path, monkeypatch):
    usage = [disk.STOP_WATER]
    monkeypatch.setattr(disk, "free", lambda folder: usage[0])
    disk.require_room(tmp_path, disk.STOP_WATER)
    disk.require_room_to_continue(tmp_path)
    usage[0] -= 1
    with pytest.raises(DiskFull, match=rf"{usage[0]:,} bytes are free.*at least {disk.STOP_WATER:,}") as found:
        disk.require_room(tmp_path, disk.STOP_WATER)
    assert found.value.exit == Exit.DISK_FULL
    with pytest.raises(DiskFilled, match=f"{usage[0]:,} bytes"):
        disk.require_room_to_continue(tmp_path)


def test_how_much_room_a_run_leaves_and_asks_for():
    assert (disk.STOP_WATER, disk.CRAWL_NEEDS, disk.BUILD_NEEDS) == (32 << 20, 256 << 20, 64 << 20)


def test_room_is_that_of_the_folder_that_exists(tmp_path):
    assert abs(disk.free(tmp_path / "not" / "there") - disk.free(tmp_path)) < 1 << 30


@pytest.mark.parametrize(("setting", "bytes_"), [(None, 7), ("0", 0), ("12", 12)])
def test_the_setting_of_free_room_wins(monkeypatch, setting, bytes_):
    monkeypatch.delenv("GONGKAI_FREE", raising=False)
    if setting is not None:
        monkeypatch.setenv("GONGKAI_FREE", setting)
    assert disk.needed(7) == bytes_


@pytest.mark.parametrize("setting", ["1 GB", "-1", ""])
def test_a_setting_that_is_no_number_of_bytes_is_refused(monkeypatch, setting):
    monkeypatch.setenv("GONGKAI_FREE", setting)
    with pytest.raises(BadConfiguration, match=r"GONGKAI_FREE.*such as 7"):
        disk.needed(7)


@pytest.mark.parametrize(
    ("limits", "most"), [((100, 4000), 4000), ((100, resource.RLIM_INFINITY), 1 << 20), ((1 << 21, resource.RLIM_INFINITY), 1 << 21)]
)
def test_open_files_go_up_to_the_hard_limit(monkeypatch, limits, most):
    monkeypatch.setattr(disk.resource, "getrlimit", lambda kind: limits)
    assert disk.open_files() == most


@pytest.mark.parametrize(("limits", "wanted"), [((100, 4000), 4000), ((100, 1 << 20), 1 << 16), ((4000, 4000), None)])
def test_the_soft_limit_is_raised_and_never_lowered(monkeypatch, limits, wanted):
    now, set_to = [limits], []
    monkeypatch.setattr(disk.resource, "getrlimit", lambda kind: now[0])

    def set_limit(kind, values):
        set_to.append(values)
        now[0] = values

    monkeypatch.setattr(disk.resource, "setrlimit", set_limit)
    assert disk.raise_open_files() == (wanted or limits[0])
    assert set_to == ([(wanted, limits[1])] if wanted else [])


@pytest.mark.parametrize(("files", "sites"), [(0, 1), (109, 1), (110, 1), (123, 1), (124, 2), (1024, 66)])
def test_each_site_has_files_for_two_connections(files, sites):
    assert disk.sites_at_once(files) == sites


def test_files_are_written_whole(tmp_path):
    disk.make_folder(tmp_path / "a" / "b")
    descriptor = disk.open_new(tmp_path / "a" / "b" / "new")
    disk.write(descriptor, b"0123456789")
    disk.cut(descriptor, 4)
    disk.write(descriptor, b"x")
    disk.sync(descriptor)
    os.close(descriptor)
    path = tmp_path / "a" / "b" / "new"
    assert path.read_bytes() == b"0123x"
    assert path.stat().st_mode & 0o777 & ~0o022 == 0o644 & ~0o022
    with pytest.raises(DiskRefused, match="File exists"):
        disk.open_new(path)
    disk.rename(path, path.with_name("old"))
    assert not path.exists()
    disk.write_file(path, "文")
    assert path.read_text(encoding="utf-8") == "文"
    assert sorted(each.name for each in path.parent.iterdir()) == ["new", "old"]
    assert disk.sha256(path) == "3677ef77b1574d162d7c2dc66dcc28ad644c6ead733c26eb9513233557fe9ab8"
    assert disk.as_json({"名": [1]}) == '{\n "名": [\n  1\n ]\n}\n'
