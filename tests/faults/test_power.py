"""The power goes at any instant: whatever the disk had not been made to keep is gone, and still nothing that counted is lost.

Each command runs once with every change of the disk written down; then, for a cut after the first call, the second, the third …, the
folder is laid out as the disk may have it (power.ENDS), what counts in it is held against its records, and the command is run again.
"""

import os
import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from gongkai.home import Home
from tests.faults import power
from tests.faults.invariants import all_held, content, counted_resolves, published_now, published_whole, warc_files, whole_records

WAYS = {
    "first crawl": ("empty", "crawl", "site"),
    "later crawl": ("published", "crawl", "site", "--full"),
    "first build": ("crawled", "build"),
    "later build": ("crawled twice", "build"),
    "rebuild": ("crawled twice", "build", "--rebuild"),
    "first snapshot": ("built", "snapshot"),
    "later snapshot": ("built twice", "snapshot"),
}
CI = {
    "first crawl": 43,
    "later crawl": 83,
    "first build": 140,
    "later build": 110,
    "rebuild": 330,
    "first snapshot": 41,
    "later snapshot": 47,
}  # so many calls apart, for half a minute in all
CHECK = ("verify", "--jobs", "1")


def after_crawl(world, home, before):
    """What was on the disk to stay is there after the repair too; the rest is fetched again."""
    counted_resolves(home, world.folder / "aside")
    there = set(whole_records(home))
    world.well(home, "crawl", "site", "--full")
    assert there <= set(whole_records(home))
    all_held(home, world.portal)
    world.well(home, *CHECK)


def after_build(world, home, before):
    """What a build that was cut off leaves is no damage; the next one ends it."""
    world.well(home, *CHECK, then=[("build",), CHECK])
    assert content(home) == content(world.homes["built twice" if before == "crawled twice" else "built"])


def after_snapshot(world, home, before):
    """The last edition stays until the new one is whole."""
    held = published_whole(home)
    if before == "built twice":
        assert held is not None
    world.well(home, *CHECK, then=[("snapshot",), CHECK])
    assert published_now(home)


AFTER = {"crawl": after_crawl, "build": after_build, "snapshot": after_snapshot}


def cut_anywhere(world, way, stride, last=None):
    """Run the command, then cut the power after every so manieth call in every way; return how many different disks that left.

    `last`: the number of the last call after which it is cut.
    """
    before, *words = WAYS[way]
    home = world.copy(before)
    disk = power.Disk(home.root)
    done = world.run(home, *words, record=True)
    assert done.code == 0, done
    recorded, folder, different = power.calls(world.stage.journal)[:last], str(home.root), 0
    shutil.rmtree(home.root)
    for number, end, found in power.cuts(disk, recorded, stride):
        power.laid(found, folder, home.root)
        try:
            AFTER[words[0]](world, home, before)
        except AssertionError as failed:
            call = recorded[number - 1]
            raise AssertionError(f"{way}, power cut after call {number}, {call.kind} {call.path}, {end}\n{failed}") from failed
        shutil.rmtree(home.root)
        different += 1
    return len(recorded), different


@pytest.mark.parametrize("way", WAYS)
def test_47_a_power_cut_loses_nothing_that_counts(world, way):
    """Here and there."""
    _, disks = cut_anywhere(world, way, CI[way])
    assert disks > 1


def test_47_the_power_goes_while_the_database_is_made(world):
    """SQLite's first steps, before its journal is the one of later writes: a half made database can be looked at, and is no damage."""
    _, disks = cut_anywhere(world, "first build", 1, last=24)
    assert disks > 10


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("way", WAYS)
def test_47_the_power_may_go_after_any_call(world, way):
    calls, disks = cut_anywhere(world, way, 1)
    print(f"{way}: {calls} calls, {disks} different disks")


TAKEN = {
    "wacz": ("export", "wacz"),
    "evidence": ("export", "evidence"),
    "csv": ("export", "csv", "--table", "documents"),
    "parquet": ("export", "parquet", "--table", "documents"),
}


def any_document(home):
    with closing(sqlite3.connect(f"file:{home.database}?mode=ro", uri=True)) as database:
        return database.execute("select id from documents where kind = 'article' order by id").fetchone()[0]


@pytest.mark.parametrize("kind", TAKEN)
def test_47_what_is_taken_away_is_whole_or_not_there(world, kind):
    """A power cut after any call of an export; once it has ended, what it told to have written stays."""
    home = world.copy("published")
    disk = power.Disk(home.root)
    done = world.run(home, *TAKEN[kind], *([any_document(home)] if kind == "evidence" else []), record=True)
    assert done.code == 0, done
    recorded = power.calls(world.stage.journal)
    whole = {str(path): path.read_bytes() for path in (home.root / "export").iterdir()}
    assert whole
    for number, end, found in power.cuts(disk, recorded, 1):
        there = {path: data for path, data in found.items() if path in whole}
        assert there.items() <= whole.items(), f"{kind}, power cut after call {number} of {len(recorded)}, {end}"
    kept = disk.after("nothing unsynced", random.Random(1))
    assert whole.items() <= kept.items(), f"{kind} had ended and is not there"
    shutil.rmtree(home.root)


def test_47_a_cut_tail_is_kept_whenever_the_power_goes(world):
    """The crawl that repairs a file cut inside a record sets the rest aside before the file loses it."""
    home = world.copy("crawled")
    file = warc_files(home)[0]
    opened = file.rename(file.with_name(f"{file.name}.open"))
    os.truncate(opened, opened.stat().st_size - 7)
    left = opened.read_bytes()
    disk = power.Disk(home.root)
    done = world.run(home, "crawl", "site", "--full", record=True)
    assert (done.code, "was moved to" in done.err + done.out) == (0, True), done
    aside = f"{file}.cut"
    repairing = [call for call in power.calls(world.stage.journal) if call.path.startswith(str(file))]
    assert {"T", "R"} <= {call.kind for call in repairing}
    for number, end, found in power.cuts(disk, power.calls(world.stage.journal), 1):
        kept = found.get(str(opened)) or found.get(str(file)) or b""
        assert kept == left or kept + (found.get(aside) or b"") == left, f"power cut after call {number}, {end}"
    shutil.rmtree(home.root)


@pytest.fixture
def lying(tmp_path):
    """A folder with one file of four sure bytes."""
    (tmp_path / "a").write_bytes(b"sure")
    return tmp_path, power.Disk(tmp_path), (tmp_path / "a").stat().st_ino


def test_only_what_was_synced_is_sure(lying):
    """The model itself: bytes by fsync of the file, names by fsync of the folder."""
    folder, disk, inode = lying
    a, b, c = (str(folder / name) for name in "abc")
    chance = random.Random(1)

    def has(end):
        return {path.removeprefix(f"{folder}/"): data for path, data in disk.after(end, chance).items()}

    disk.take(power.Call("W", inode, 2, a, "", b"XYZ"))
    assert has("nothing unsynced") == {"a": b"sure"}
    assert has("bytes only") == {"a": b"suXYZ"}
    disk.take(power.Call("S", inode, 0, a, "", b""))
    assert has("nothing unsynced") == {"a": b"suXYZ"}
    disk.take(power.Call("C", 77, 0, b, "", b""))
    disk.take(power.Call("W", 77, 0, b, "", b"new"))
    disk.take(power.Call("S", 77, 0, b, "", b""))
    assert has("nothing unsynced") == {"a": b"suXYZ"}  # the name is not sure yet
    disk.take(power.Call("D", 0, 0, str(folder), "", b""))
    assert has("nothing unsynced") == {"a": b"suXYZ", "b": b"new"}
    disk.take(power.Call("R", 0, 0, b, c, b""))
    assert has("nothing unsynced") == {"a": b"suXYZ", "b": b"new"}
    assert has("names only") == {"a": b"suXYZ", "c": b"new"}
    disk.take(power.Call("T", inode, 0, a, "", b""))
    assert has("names only") == {"a": b"suXYZ", "c": b"new"}
    assert has("bytes only") == {"a": b"", "b": b"new"}


def test_the_proof_can_fail(world):
    """A crawl that never syncs loses what counted, and the invariants say so."""
    home = world.copy("empty")
    disk = power.Disk(home.root)
    world.run(home, "crawl", "site", record=True)
    recorded = [call for call in power.calls(world.stage.journal) if call.kind not in "SD" or "/frontier" in call.path]
    folder, failed = str(home.root), 0
    shutil.rmtree(home.root)
    for _, _, found in power.cuts(disk, recorded, 3):
        power.laid(found, folder, home.root)
        try:
            counted_resolves(Home(home.root), world.folder / "aside")
        except AssertionError:
            failed += 1
        shutil.rmtree(home.root)
    assert failed
