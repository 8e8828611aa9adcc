"""One run at a time, and a dead one never in the way."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, replace

import pytest

from gongkai.errors import AlreadyRunning, Exit, GongkaiError
from gongkai.lock import Holder, boot_id, born, held, holder_of

HOLD = """
import sys, time
from pathlib import Path
from gongkai.lock import held
with held(Path(sys.argv[1]), "test"):
    print("held", flush=True)
    time.sleep(600)
"""


def holder(pid):
    return Holder(pid, boot_id(), born(pid), "gongkai run", "2026-01-01T00:00:00+00:00")


@pytest.fixture
def other(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path / "run.lock"], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_is_refused_and_told_who_holds_it(tmp_path, other):
    with pytest.raises(AlreadyRunning, match=f"process {other.pid} "), held(tmp_path / "run.lock", "second"):
        pass


def test_a_killed_holder_leaves_no_lock(tmp_path, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert holder_of(tmp_path / "run.lock").pid == other.pid
    with held(tmp_path / "run.lock", "next") as me:
        assert holder_of(tmp_path / "run.lock") == me
    assert holder_of(tmp_path / "run.lock") is None


# What the file says of its holder, without the kernel's lock: as on a file system that does not keep such locks.
@pytest.mark.parametrize(
    ("left", "free"),
    [
        (holder(1), False),  # runs on this boot
        (replace(holder(1), boot="another boot"), True),
        (replace(holder(1), born="12345678901"), True),  # the id was given out again
        (replace(holder(1), pid=2**22 + 1), True),  # no such process
    ],
    ids=["alive", "before the boot", "pid reused", "pid gone"],
)
def test_a_name_in_the_file_counts_only_while_its_process_lives(tmp_path, left, free):
    path = tmp_path / "run.lock"
    path.write_text(json.dumps(asdict(left)))
    if free:
        with held(path, "next") as me:
            assert me.pid == os.getpid()
    else:
        with pytest.raises(AlreadyRunning), held(path, "next"):
            pass


def test_a_file_cut_while_written_is_free(tmp_path):
    (tmp_path / "run.lock").write_text('{"pid": 1, "bo')
    with held(tmp_path / "run.lock", "next"):
        pass


def test_a_home_that_is_a_file_is_one_sentence(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(GongkaiError, match="cannot be written"), held(tmp_path / "home" / "run.lock", "next"):
        pass


def test_run_answers_5_and_names_the_holder(tmp_path, gongkai, other):
    (tmp_path / "sites.yaml").write_text("[]")  # a registry of its own, so that there is something to run
    done = gongkai("run", home=tmp_path)
    assert (done.returncode, str(other.pid) in done.stderr) == (Exit.ALREADY_RUNNING, True)
