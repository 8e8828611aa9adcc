import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from archive.site.original import pdf_pictures
from archive.system import machine, sandbox
from archive.system.sandbox import Limits, Workers, members, reader_limits
from gongkai.errors import BadConfiguration
from parsers import formats
from parsers.types import Document, Source
from tests.helpers.drawing import Drawing
from tests.hostile.mutations import rtf
from tests.parsers.files.test_containers import packed_rar

SECONDS = 60.0


def deed(task):
    return DEEDS.get(task, lambda: task * 2)()


DEEDS = {
    "hang": lambda: time.sleep(300),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "leaves": lambda: os._exit(3),
    "eats memory": lambda: len(bytearray(3 << 30)),
    "deep": lambda: deep(),
    "talks too much": lambda: b"x" * 5_000_000,
}


def deep():
    return deep()


def size(task):
    return (task != "hang") << 20


def outcome(tasks, count=2, **limits):
    with Workers(deed, count, Limits(**{"seconds": SECONDS} | limits), preload=(), size=size) as workers:
        return {task: getattr(result, "code", result) for task, result in workers.run(tasks)}


@pytest.mark.skipif(not (shutil.which("bsdtar") or shutil.which("unrar")), reason="needs bsdtar or unrar")
@pytest.mark.parametrize("name", ["a.txt", "政府信息公开年报（终稿）.txt", "部门/年报 1.txt"])
def test_a_packed_rar_is_unpacked_inside_the_walls(name):
    text = "政府信息公开年报，受理申请十二件。\n" * 40
    with Workers(formats.parse, 1, Limits(seconds=SECONDS)) as workers:
        ((_, found),) = workers.run([Source(packed_rar(name, text.encode()))])
    assert [(part.name, part.body.decode()) for part in found.parts] == [(name, text)]
    assert found.problems == ()


def test_every_task_is_answered():
    tasks = [f"{number}" for number in range(50)]
    assert outcome(tasks) == {task: task * 2 for task in tasks}


@pytest.mark.parametrize(
    ("task", "limits", "code"),
    [
        ("hang", {"base": 4.0}, "timeout"),
        ("killed", {}, "died"),
        ("leaves", {}, "died"),
        ("eats memory", {"memory": 1 << 30}, "memory"),
        ("deep", {}, "memory"),
        ("talks too much", {"output": 1_000_000}, "output_limit"),
    ],
)
def test_what_goes_wrong_costs_its_task_only(task, limits, code):
    assert outcome(["a", task, "b", "c"], **limits) == {"a": "aa", task: code, "b": "bb", "c": "cc"}


def test_a_process_that_is_late_to_start_still_answers(monkeypatch):
    monkeypatch.setattr("gongkai.workers.pool.STARTING", 0.0)  # the parent does not wait: "ready" comes where an answer is looked for
    assert outcome(["a", "b", "killed", "c"], count=3) == {"a": "aa", "b": "bb", "killed": "died", "c": "cc"}


def test_the_message_says_how_it_ended():
    with Workers(deed, 1, Limits(seconds=SECONDS), preload=()) as workers:
        told = {task: result.message for task, result in workers.run(["killed", "leaves"])}
    assert told == {
        "killed": "the process that read it ended with signal SIGKILL",
        "leaves": "the process that read it ended with exit code 3",
    }


def test_what_a_worker_started_ends_with_it():
    with Workers(child_or_hang, 1, Limits(seconds=SECONDS, base=6.0), preload=(), size=size) as workers:
        found = dict(workers.run(["start a child", "hang"]))
    child = int(found["start a child"])
    assert found["hang"].code == "timeout"
    for _ in range(600):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2][:3]:
            return
        time.sleep(0.05)
    pytest.fail("the child of the worker still runs")


def child_or_hang(task):
    if task == "hang":
        time.sleep(300)
    return str(subprocess.Popen(["sleep", "300"], process_group=0).pid)


def test_members_finds_this_session():
    assert os.getpid() in members(os.getsid(0))


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_works_in_a_confined_worker_and_leaves_nothing():
    with Workers(formats.parse, 1, Limits(seconds=SECONDS)) as workers:
        found = [answer for _, answer in workers.run([Source(rtf()), Source(rtf() + b" ")])]
        folder = Path(workers.pool.idle[0].folder)
        assert {each.name.partition("-")[0] for each in folder.iterdir()} <= {"gongkai", ".cache", ".config"}
        assert not [each for each in folder.iterdir() if each.name.startswith("gongkai-convert-")]
    assert [(type(each), each.problems) for each in found] == [(Document, ())] * 2  # `text_only` where LibreOffice did not do it
    assert not folder.exists()


@pytest.mark.skipif(not find_spec("rapidocr"), reason="needs the extra ocr")
def test_a_scan_is_read_in_a_confined_worker_within_the_usual_memory():
    page = Drawing().text(50, 100, "annual report 2023", 24).bytes()
    picture = pdf_pictures.draw(page, 1)[8:]  # what comes before is its scale
    with Workers(formats.parse, 1, reader_limits()) as workers:
        ((_, found),) = workers.run([Source(picture)])
    assert isinstance(found, Document), found
    assert "report 2023" in found.text.lower()


def test_limits_come_from_the_machine_and_the_settings(monkeypatch):
    monkeypatch.setattr("archive.system.machine.memory", lambda: 2 << 30)
    for name in (sandbox.SECONDS, sandbox.MEMORY):
        monkeypatch.delenv(name, raising=False)
    assert (reader_limits().seconds, reader_limits().memory) == (120, 1240 << 20)
    assert reader_limits(2).memory == int((2 << 30) * sandbox.SHARE / 2)
    assert reader_limits(100).memory == sandbox.LEAST_MEMORY
    monkeypatch.setenv(sandbox.SECONDS, "900")
    monkeypatch.setenv(sandbox.MEMORY, "1000")
    assert (reader_limits().seconds, reader_limits().base, reader_limits().memory) == (900, 900, 1000 << 20)
    for wrong in ("0", "-3", "many", "1.5"):
        monkeypatch.setenv(sandbox.SECONDS, wrong)
        with pytest.raises(BadConfiguration, match=sandbox.SECONDS):
            reader_limits()


def test_a_run_says_once_what_its_readers_keep():
    assert sandbox.warning(()) == []
    assert len(sandbox.warning(("files", "network"))) == 1
    assert "files, network" in sandbox.warning(("files", "network"))[0]


def test_the_limit_of_a_units_own_control_group_counts(tmp_path):
    root, groups = tmp_path / "cgroup", tmp_path / "groups"
    unit = root / "system.slice" / "gongkai.service"
    unit.mkdir(parents=True)
    groups.write_text("0::/system.slice/gongkai.service\n")
    (unit / "memory.max").write_text("max\n")
    (unit.parent / "memory.max").write_text(f"{1 << 30}\n")
    assert machine.memory(machine.own_limits(groups, root)) == 1 << 30
    (unit / "memory.max").write_text(f"{512 << 20}\n")
    assert machine.memory(machine.own_limits(groups, root)) == 512 << 20
    groups.write_text("0::/../..\n1:memory:/x\n")
    assert machine.memory(machine.own_limits(groups, root)) == machine.memory(machine.LIMITS)
