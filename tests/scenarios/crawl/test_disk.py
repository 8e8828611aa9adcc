"""Disks that refuse: whichever write, sync or rename fails, what was counted is kept and the next run goes on."""

import errno
import os
import resource
import sqlite3
import subprocess
import time
from collections import Counter

import pytest

from crawler.answers import interpret
from crawler.components import engine
from crawler.store.frontier import Frontier
from gongkai import disk, warc_reader
from gongkai.errors import DiskFull, Exit
from gongkai.home import Home


class Faulty:
    """The system as this room's disk module sees it; from the Nth touch on it refuses (once, or for good)."""

    def __init__(self, at, code, for_good=True):
        self.at, self.code, self.for_good, self.touched = at, code, for_good, 0

    def __getattr__(self, name):
        given = getattr(os, name)
        return self.guarded(given) if name in ("write", "fsync", "rename", "open", "ftruncate") else given

    def guarded(self, given):
        def touch(*arguments):
            self.touched += 1
            if self.touched == self.at or (self.for_good and self.touched > self.at):
                if given is os.write:
                    os.write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])  # some of it reached the disk
                raise OSError(self.code, os.strerror(self.code))
            return given(*arguments)

        return touch


def whole(crawling):
    """Every file's records are whole but for the tail of one still open; how often each page is held."""
    held = Counter()
    for path in crawling.files:
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                assert record.complete or path.suffix == ".open"
                held[record.get("WARC-Target-URI")] += record.complete and record.type == "response"
    return held


def mended(crawling, monkeypatch):
    """Without the fault the crawl goes on and ends with everything held."""
    monkeypatch.setattr(disk, "os", os)
    assert crawling.run().exit == Exit.COMPLETE
    held = whole(crawling)
    assert all(path.suffix == ".gz" for path in crawling.files)
    assert all(held[f"{crawling.portal.base}{path}"] for path in crawling.portal.pages if path != "/robots.txt")


BEGINNING = 6  # touches before anything is begun: the names of home, frontier and warc are made to last


@pytest.mark.parametrize("for_good", [True, False])
def test_a_fault_at_every_touch_of_the_disk(small, monkeypatch, for_good):
    at = 0
    while True:
        at += 1
        small.home = Home(small.home.root.parent / f"home-{for_good}-{at}")
        system = Faulty(at, errno.ENOSPC, for_good)
        monkeypatch.setattr(disk, "os", system)
        if at <= BEGINNING:
            with pytest.raises(DiskFull, match=str(small.home.root)):
                small.run()
        else:
            result = small.run()
            if system.touched < at:
                break
            assert result.exit == Exit.DISK_FILLED, at
            assert "committed data is safe" in result.sites[0].message
        mended(small, monkeypatch)
    assert result.exit == Exit.COMPLETE
    assert at > 15


@pytest.mark.parametrize("code", [errno.EIO, errno.EDQUOT, errno.EROFS, errno.EMFILE])
@pytest.mark.parametrize("at", [BEGINNING + 3, BEGINNING + 9])
def test_every_kind_of_refusal_stops_the_run_and_names_the_file(small, monkeypatch, code, at):
    monkeypatch.setattr(disk, "os", Faulty(at, code))
    result = small.run()
    assert result.exit == (Exit.DISK_FILLED if code == errno.EDQUOT else Exit.FAILED)
    assert os.strerror(code) in result.sites[0].message
    assert str(small.home.root) in result.sites[0].message
    mended(small, monkeypatch)


@pytest.mark.parametrize("at", range(BEGINNING + 3, BEGINNING + 12, 2))
def test_a_refusal_ends_the_run_at_once(small, monkeypatch, at):
    """What can never count any more is not waited for; what is in flight would be, for STOP_WITHIN seconds."""
    monkeypatch.setattr(engine, "STOP_WITHIN", 250.0)  # that long no machine stands still
    monkeypatch.setattr(disk, "os", Faulty(at, errno.ENOSPC))
    began = time.monotonic()
    assert small.run().exit == Exit.DISK_FILLED
    assert time.monotonic() - began < engine.STOP_WITHIN


def test_nothing_counts_before_it_is_on_the_disk(small, monkeypatch):
    """What a power cut leaves is what was synced: no row of the frontier may ever point behind it."""
    written, synced, names, checked = Counter(), Counter(), {}, []
    given = {name: getattr(disk, name) for name in ("open_new", "write", "sync")}
    applied = Frontier.apply

    def open_new(path):
        descriptor = given["open_new"](path)
        names[path.name.removesuffix(".open")] = descriptor
        return descriptor

    def write(descriptor, data):
        given["write"](descriptor, data)
        written[descriptor] += len(data)

    def sync(descriptor):
        length = written[descriptor]  # as it was when the syncing began
        given["sync"](descriptor)
        synced[descriptor] = length

    def apply(frontier, settled, loose=()):
        for each in settled:
            checked.append(each.held)
            assert each.held <= synced[names[each.file]]
        applied(frontier, settled, loose)

    for name, function in (("open_new", open_new), ("write", write), ("sync", sync)):
        monkeypatch.setattr(disk, name, function)
    monkeypatch.setattr(Frontier, "apply", apply)
    assert small.run().exit == Exit.COMPLETE
    assert len(checked) == 5  # list, three articles, a file


def test_an_answer_our_reading_breaks_down_over_meets_a_frontier_that_cannot_be_read(small, monkeypatch):
    """Two faults at once are still one sentence and an end, not an answer that stays in flight for ever."""
    with monkeypatch.context() as patch:

        def unreadable(*_):
            raise sqlite3.OperationalError("disk I/O error")

        def broken(*_):
            patch.setattr(Frontier, "holding", unreadable)
            raise ZeroDivisionError("a page nobody foresaw")

        patch.setattr(interpret, "verdict_of", broken)
        result = small.run()
    assert result.exit == Exit.FAILED
    assert "disk I/O error" in result.sites[0].message
    assert str(small.home.root) in result.sites[0].message
    mended(small, monkeypatch)


def test_low_water_stops_the_run_before_the_disk_is_full(small, monkeypatch):
    left = iter([disk.CRAWL_NEEDS, disk.STOP_WATER])
    monkeypatch.setattr(disk, "free", lambda folder: next(left, 1 << 20))
    result = small.run()
    assert result.exit == Exit.DISK_FILLED
    assert "bytes are free" in result.sites[0].message
    monkeypatch.undo()
    assert small.run().exit == Exit.COMPLETE


@pytest.fixture
def tiny(tmp_path):
    """A file system of one megabyte."""
    place = tmp_path / "tiny"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("needs the right to mount a small file system")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_disk_that_really_fills(small, tiny, monkeypatch):
    noise = os.urandom(400_000)
    small.portal.pages["/files/report.pdf"] = b"HTTP/1.1 200 OK\r\nContent-Length: 400009\r\n\r\n%PDF-1.4 " + noise
    for n in (2, 3):
        body = small.portal.pages[f"/list/2024/a{n}.html"].split(b"\r\n\r\n", 1)[1]
        body = body.replace(b"</div>", f'<a href="/files/{n}.pdf">附件</a></div>'.encode())
        small.portal.pages[f"/list/2024/a{n}.html"] = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        small.portal.pages[f"/files/{n}.pdf"] = small.portal.pages["/files/report.pdf"].replace(b"1.4", b"1.%d" % n)
    small.home = Home(tiny / "home")
    for name in ("CRAWL_NEEDS", "STOP_WATER"):
        monkeypatch.setattr(disk, name, 0)
    assert small.run().exit == Exit.DISK_FILLED
    whole(small)
    subprocess.run(["mount", "-o", "remount,size=64m", tiny], check=True)
    assert small.run().exit == Exit.COMPLETE
    held = whole(small)
    assert {f"{small.portal.base}/files/{name}.pdf" for name in ("report", 2, 3)} <= set(held)


STEP = 16384  # four pages of the frontier, which is the largest file of this crawl


@pytest.mark.soak
def test_a_frontier_that_may_grow_no_further_at_any_of_its_writes(small, monkeypatch):
    """The system refuses whatever would make a file larger than so much: first the frontier's making, then each of its later writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    codes = []
    while not codes or codes[-1] != Exit.COMPLETE:
        small.home = Home(small.home.root.parent / f"home-{len(codes)}")
        resource.setrlimit(resource.RLIMIT_FSIZE, (STEP * (len(codes) + 2), hard))
        try:
            result = small.run()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        codes.append(result.exit)
        if result.exit != Exit.COMPLETE:
            assert result.exit in (Exit.DISK_FILLED, Exit.FAILED), codes  # SQLite calls the limit an I/O error
            assert str(small.home.root) in result.sites[0].message
            mended(small, monkeypatch)
    assert len(codes) > 5, codes


def test_too_little_room_at_the_start_is_another_code(small, monkeypatch):
    monkeypatch.setattr(disk, "free", lambda folder: disk.CRAWL_NEEDS - 1)
    with pytest.raises(DiskFull):
        small.run()
