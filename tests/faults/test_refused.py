"""Whichever call the disk refuses, inside SQLite as well: one sentence, a code of the table, nothing counted lost, the next run ends well.

N = 1, 2, 3 … counts every open, write, sync, rename, removal and making of a folder below the home, until a command ends untouched.
"""

import shutil
import time
from itertools import count

import pytest

from tests.faults.injector import CHANGES, READ, REFUSALS, SHORT, WRITE, Fault
from tests.faults.invariants import all_held, content, counted_resolves, published_now, said_well

HOW = [
    ("ENOSPC", True),
    ("EIO", False),
    ("EDQUOT", True),
    ("EROFS", True),
    ("EMFILE", False),
    ("EIO", True),
    ("short write", False),
    ("EIO on reading", False),
]
KINDS = {"short write": WRITE, "EIO on reading": READ}  # of calls that are counted and refused; all that change something otherwise
WAYS = {  # the command, the home it begins with
    "first crawl": ("empty", "crawl", "site"),
    "later crawl": ("published", "crawl", "site", "--full"),
    "first build": ("crawled", "build"),
    "later build": ("crawled twice", "build"),
    "rebuild": ("crawled twice", "build", "--rebuild"),
    "first snapshot": ("built", "snapshot"),
    "later snapshot": ("built twice", "snapshot"),
    "verify": ("published twice", "verify"),
    "run": ("published", "run", "site"),
}
CI = {
    "first crawl": 11,
    "later crawl": 13,
    "first build": 29,
    "later build": 23,
    "rebuild": 41,
    "first snapshot": 13,
    "later snapshot": 17,
    "verify": 5,
    "run": 37,
}  # so many calls apart, for a minute in all
CHECK = ("verify", "--jobs", "1")
ENOUGH = 12  # failures after which a loop ends: they are of one kind


def after_crawl(world, home):
    counted_resolves(home, world.folder / "aside")
    world.well(home, "crawl", "site", "--full", then=[CHECK])  # whatever was told to be done, the portal is held as it is now
    all_held(home, world.portal)


def after_build(world, home):
    """What a build that was interrupted leaves is no damage; the next one ends it."""
    world.well(home, *CHECK, then=[("build",), CHECK])


def after_snapshot(world, home):
    world.well(home, *CHECK, then=[("snapshot",), CHECK])
    assert published_now(home)


def after_verify(world, home):
    world.well(home, *CHECK)


def after_run(world, home):
    counted_resolves(home, world.folder / "aside")
    world.well(home, "crawl", "site", "--full", then=[CHECK, ("snapshot",), CHECK])
    all_held(home, world.portal)
    assert published_now(home)


AFTER = {"crawl": after_crawl, "build": after_build, "snapshot": after_snapshot, "verify": after_verify, "run": after_run}


def refused_at(world, way, at, name, lasting, anew=False):
    """Refuse the at-th call and see to what must hold; False where the command never came so far."""
    start, *words = WAYS[way]
    home = world.copy(start)
    fault = Fault(at, REFUSALS[name], lasting, KINDS.get(name, CHANGES))
    done = world.run(home, *words, fault=fault, anew=anew)
    try:
        said_well(done, home, words[0] == "verify" and name == "EIO on reading")
        if REFUSALS[name] == SHORT:
            assert done.code == 0  # a write that is told to have been short is gone on with
        AFTER[words[0]](world, home)
        if words[0] == "build":
            assert content(home) == content(world.homes["built twice" if start == "crawled twice" else "built"])
    except AssertionError as failed:
        raise AssertionError(f"{way}, call {at} refused with {name}{' for good' if lasting else ''}: {done.met}\n{failed}") from failed
    shutil.rmtree(home.root)
    return bool(done.met)


@pytest.mark.parametrize("way", WAYS)
def test_49_50_a_refused_call_costs_nothing_that_counts(world, way):
    """Here and there, each time with another refusal; the first time with processes that load gongkai anew, as a user's do."""
    for number, at in enumerate(count(1 + len(way), CI[way])):
        if not refused_at(world, way, at, *HOW[number % len(HOW)], anew=number == 0):
            break


@pytest.mark.parametrize("at", [13, 16, 19])  # the payloads' turns among the reads of a first build
def test_50_a_payload_that_cannot_be_read_once_is_read_by_the_next_build(world, at):
    assert refused_at(world, "first build", at, "EIO on reading", False)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("name", "lasting"), HOW, ids=[f"{name}{' for good' * lasting}" for name, lasting in HOW])
@pytest.mark.parametrize("way", WAYS)
def test_49_50_every_single_call_may_be_refused(world, way, name, lasting):
    """All of them, one after the other; what one of them breaks does not hide what the next one does."""
    began, failed = time.monotonic(), []
    for at in count(1):
        try:
            if not refused_at(world, way, at, name, lasting):
                break
        except AssertionError as failure:
            failed.append(str(failure))
            print(failed[-1], flush=True)
            assert len(failed) < ENOUGH, "\n\n".join(failed)
    told = f"{at - 1} calls refused, each alone, {len(failed)} not met, in {time.monotonic() - began:.0f} s"
    print(f"{way}, {name}{' for good' * lasting}: {told}")
    assert not failed, "\n\n".join(failed)
