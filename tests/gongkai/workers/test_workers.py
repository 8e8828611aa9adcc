"""Workers can do nothing but answer: each reach for something else is refused, and the kernel says so."""

import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongkai.workers import confinement
from gongkai.workers.answers import packed, unpacked
from gongkai.workers.pool import WorkerPool
from gongkai.workers.worker import Limits, TaskFailure
from parsers.types import Cell, Document, Paragraph, Problem

SECONDS = 60.0
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
landlocked = pytest.mark.skipif(not confinement.version(), reason="this kernel has no Landlock")


def attempt(deed):
    """Say what a deed gave, or which refusal."""
    try:
        return deed()
    except OSError as error:
        return type(error).__name__
    except subprocess.CalledProcessError as error:
        return f"exit {error.returncode}"


def do(task):
    name, *values = task
    return attempt(lambda: DEEDS[name](*values))


def environment():
    return sorted(os.environ)


def is_open(number):
    return not isinstance(attempt(lambda: os.fstat(number)), str)


def own_children():
    subprocess.run(["mkdir", "-p", f"{os.environ['HOME']}/profile/lock"], check=True)
    return Path(os.environ["HOME"]).joinpath("profile").is_dir(), os.environ["HOME"]


def started_program():
    return subprocess.run(["sh", "-c", "echo written > a && cat a"], check=True, capture_output=True, text=True).stdout.strip()


def work_for_ever():
    while True:
        pass


KINDS = (resource.RLIMIT_DATA, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
DEEDS = {
    "read": lambda path: Path(path).read_text(),
    "list": lambda path: [each.name for each in Path(path).iterdir()],
    "write": lambda path: Path(path).write_text("x"),
    "remove": lambda path: Path(path).unlink(),
    "signal": lambda pid: os.kill(pid, 0),
    "signal group": lambda pid: os.killpg(pid, 0),
    "signal all": lambda: os.kill(-1, 0),
    "limits of": lambda pid: resource.prlimit(pid, resource.RLIMIT_NOFILE),
    "connect": lambda port: socket.create_connection(("127.0.0.1", port), timeout=60).close(),
    "datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
    "packet": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close(),
    "local": lambda path: socket.socket(socket.AF_UNIX).connect(path),
    "local datagram": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).close(),
    "leave session": lambda: subprocess.run(["setsid", "true"], check=True),
    "new user": lambda: subprocess.run(["unshare", "--user", "true"], check=True, stderr=subprocess.DEVNULL),
    "environment": environment,
    "work for ever": work_for_ever,
    "limits": lambda: [resource.getrlimit(kind)[0] for kind in KINDS],
    "processor time": lambda: resource.getrlimit(resource.RLIMIT_CPU)[0],
    "leave files": own_children,
    "program": started_program,
    "descriptors": lambda: [number for number in range(300) if is_open(number)],
    "pid": os.getpid,
}


@pytest.fixture(scope="module")
def workers():
    os.environ["GONGKAI_TEST_SECRET"] = "token"
    try:
        with WorkerPool(do, 1, Limits(seconds=SECONDS)) as made:
            yield made
    finally:
        del os.environ["GONGKAI_TEST_SECRET"]


def ask(workers, *task):
    ((_, answer),) = workers.run([task])
    return answer


@landlocked
@pytest.mark.parametrize("deed", ["read", "write", "remove", "list"])
def test_files_of_the_user_are_out_of_reach(workers, tmp_path, deed):
    private = tmp_path / ".ssh"
    private.mkdir()
    key = private / "id_ed25519"
    key.write_text("secret")
    assert ask(workers, deed, str(private if deed == "list" else key)) == "PermissionError"
    assert key.read_text() == "secret"


@landlocked
@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/etc/shadow", "/proc/1/cmdline", "/proc/self/environ", str(Path(__file__)), "/root/.bashrc"]
)
def test_files_of_the_machine_are_out_of_reach(workers, path):
    assert ask(workers, "read", path) in ("PermissionError", "FileNotFoundError")
    if Path(path).is_file():
        assert ask(workers, "read", path) == "PermissionError"


@landlocked
def test_nothing_new_is_written_beside_the_warc_files(workers, tmp_path):
    assert ask(workers, "write", str(tmp_path / "new.warc.gz")) == "PermissionError"
    assert list(tmp_path.iterdir()) == []


def test_the_parent_is_not_signalled(workers):
    assert ask(workers, "signal", os.getpid()) == "PermissionError"
    assert ask(workers, "signal group", os.getpgid(0)) == "PermissionError"
    assert ask(workers, "signal all") == "PermissionError"
    assert ask(workers, "signal", ask(workers, "pid")) is None, "its own processes it may end"


def test_the_parents_limits_are_not_changed(workers):
    assert ask(workers, "limits of", os.getpid()) == "PermissionError"


def test_no_network_of_any_kind(workers, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert ask(workers, "connect", server.getsockname()[1]) == "PermissionError"
    assert ask(workers, "datagram") == "PermissionError"
    assert ask(workers, "packet") == "PermissionError"
    assert ask(workers, "local datagram") == "PermissionError"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        assert ask(workers, "local", str(tmp_path / "s")) == "PermissionError"


def test_no_way_out_of_the_session_or_into_a_new_user(workers):
    assert ask(workers, "leave session") != 0
    assert "exit" in ask(workers, "leave session") or ask(workers, "leave session") == "PermissionError"
    assert "exit" in ask(workers, "new user")


def test_the_environment_is_empty_but_for_what_programs_need(workers):
    assert set(ask(workers, "environment")) <= {"PATH", "LANG", "LC_ALL", "TZ", "OMP_NUM_THREADS", "HOME", "TMPDIR", "LC_CTYPE"}


def test_nothing_is_open_but_the_pipe(workers):
    pipes = ask(workers, "descriptors")
    assert pipes[:3] == [0, 1, 2], "all three lead to /dev/null"
    assert len(pipes) == 4


def test_programs_run_in_the_workers_own_folder(workers):
    assert ask(workers, "program") == "written"


def test_what_is_left_in_the_workers_folder_goes_with_it():
    with WorkerPool(do, 1, Limits(seconds=SECONDS)) as workers:
        made, folder = ask(workers, "leave files")
        assert made
        assert Path(folder).is_dir()
    assert not Path(folder).exists()


def test_a_worker_whose_parent_died_leaves_nothing_but_an_empty_folder(tmp_path):
    script = (
        "import os\nfrom gongkai.workers.pool import WorkerPool\nfrom tests.gongkai.workers.test_workers import do\n"
        "if __name__ == '__main__':\n    workers = WorkerPool(do)\n    ((_, found),) = workers.run([('leave files',)])\n"
        "    print(found[1], flush=True)\n    os._exit(9)\n"
    )
    (tmp_path / "killed.py").write_text(script)
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "killed.py")],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    folder = Path(ran.stdout.strip().splitlines()[-1])
    until(lambda: not folder.exists() or not any(folder.iterdir()))


KILLED_AT_WORK = """
import os
from threading import Thread
from gongkai.workers.pool import WorkerPool
from gongkai.workers.worker import Limits
from tests.gongkai.workers.test_workers import ask, do

if __name__ == "__main__":
    workers = WorkerPool(do, limits=Limits(seconds=3000, base=3000))
    print(ask(workers, "pid"), flush=True)
    Thread(target=list, args=(workers.run([("work for ever",)]),), daemon=True).start()
    input()
    os._exit(9)
"""


def test_a_worker_at_a_task_ends_when_its_parent_is_killed(tmp_path):
    """Before, it worked on for as long as its document held it: one at a hostile page was found after 48 minutes."""
    (tmp_path / "killed.py").write_text(KILLED_AT_WORK)
    own = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen([sys.executable, str(tmp_path / "killed.py")], env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        process = Path(f"/proc/{int(parent.stdout.readline())}")
        until(lambda: " R " in (process / "stat").read_text())
        parent.kill()
    until(lambda: not process.exists() or " Z " in (process / "stat").read_text())


def until(holds):
    deadline = time.monotonic() + SECONDS
    while not attempt(holds):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_task_has_its_seconds_on_every_core_and_then_the_kernel_ends_it():
    script = (
        "import resource\nfrom gongkai.workers.worker import limit_processor_time\nlimit_processor_time(float('inf'))\n"
        "assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY\nlimit_processor_time(0.0)\nwhile True:\n    pass\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], timeout=SECONDS * 5, check=False)
    assert ran.returncode == -signal.SIGXCPU


def test_the_kernel_holds_a_worker_to_its_bytes():
    """Beside the parent, which looks at what is in use: a worker that asks for too much at once is refused by the kernel before that."""
    limits = Limits(seconds=SECONDS, memory=700 << 20, space=5 << 30, file=3 << 20)
    with WorkerPool(do, 1, limits) as workers:
        assert ask(workers, "limits") == [700 << 20, 5 << 30, 3 << 20, 0]


def test_the_next_task_has_its_own_seconds(workers):
    cores, first = os.cpu_count() or 1, ask(workers, "processor time")
    assert SECONDS * cores <= first <= SECONDS * cores + 60
    assert first <= ask(workers, "processor time") <= first + 60


SCANNING = """
import os, sys
from pathlib import Path
from gongkai.workers.pool import WorkerPool
from tests.gongkai.workers.test_workers import ask, do

def holding(pid, wanted):
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        place, access = line.split()[:2]
        start, end = (int(part, 16) for part in place.split("-"))
        if access.startswith("rw"):
            with open(f"/proc/{pid}/mem", "rb", 0) as memory:
                memory.seek(start)
                if wanted in memory.read(end - start):
                    return True
    return False

if __name__ == "__main__":
    with WorkerPool(do) as workers:
        pid = ask(workers, "pid")
        server = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        try:
            print(*(holding(each, os.environ["GONGKAI_TEST_SECRET"].encode()) for each in (os.getpid(), server, pid)))
        except PermissionError:
            print("not permitted")
"""


def test_secrets_of_the_environment_are_not_in_a_workers_memory(tmp_path):
    """Nor in that of the server which forks it; this process, which has them, shows that they would be found."""
    (tmp_path / "scan.py").write_text(SCANNING)
    own = os.environ | {"GONGKAI_TEST_SECRET": f"token-{os.urandom(9).hex()}", "PYTHONPATH": str(Path(__file__).parents[3])}
    ran = subprocess.run([sys.executable, str(tmp_path / "scan.py")], env=own, capture_output=True, text=True, timeout=120)
    if "not permitted" in ran.stdout:
        pytest.skip("this system lets nobody look into the memory of a process")
    assert ran.stdout.split() == ["True", "False", "False"], ran.stderr


class Harm:
    def __reduce__(self):
        return os.system, ("touch harm-was-done",)


def test_an_answer_that_is_code_is_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for data in (
        pickle.dumps(Harm()),
        pickle.dumps(Path),
        pickle.dumps(os.system),
        b"",
        b"\x80\x05.",
        b"cos\nsystem\n(S'touch harm-was-done'\ntR.",
    ):
        with pytest.raises(pickle.UnpicklingError):
            unpacked(data, (Problem,))
    assert not (tmp_path / "harm-was-done").exists()


def test_an_answer_cannot_change_a_class_of_ours():
    setting = b"cparsers.types\nProblem\n(dS'code'\nI1\nsS'__init__'\nI1\nsb."
    with pytest.raises(pickle.UnpicklingError):
        unpacked(b"cparsers.types\nProblem\nN}S'code'\nI1\ns\x86b0N.", (Document,))
    for data in (setting, b"cparsers.types\nProblem\n(N}S'code'\nI1\nstb0N."):
        unpacked(data, (Problem,))
    assert Problem("a", "b", "c").code == "b"


def test_an_answer_of_our_own_comes_back_as_it_was():
    class Text(str):
        __slots__ = ()

    document = Document(
        Text("题"), None, "text/html", "", (Paragraph("一"),), problems=(Problem("document", "x", "y"),), metas=(("a", "b"),)
    )
    cell = Cell(0, 1, "12", marks=frozenset({"struck"}), readings=("1", "2"))
    known = (Document, Paragraph, Problem, Cell, TaskFailure)
    assert unpacked(packed((document, cell, {"a": 1.5}), known), known) == (document, cell, {"a": 1.5})
    assert type(unpacked(packed(document, known), known).title) is str


def test_a_worker_taken_over_costs_its_task_only():
    with WorkerPool(answer_for, 1, Limits(seconds=SECONDS)) as workers:
        found = dict(workers.run(["good", "forged", "again"]))
    assert found["good"] == "good"
    assert found["again"] == "again"
    assert found["forged"].code == "died"
    assert not Path("harm-was-done").exists()


def answer_for(task):
    if task == "forged":  # as code would that had taken over the reader: straight into the pipe
        for number in range(3, 200):
            try:
                body = pickle.dumps(Harm())
                os.write(number, len(body).to_bytes(4, "big") + body)
            except OSError:
                continue
        time.sleep(SECONDS)
    return task


def grow(task):
    """Take memory in four processes of its own, none of which is over the limit of one."""
    for _ in range(4):
        if not os.fork():
            held = bytearray(b"x") * (150 << 20)
            time.sleep(SECONDS)
            os._exit(len(held) % 2)
    time.sleep(SECONDS)


def test_memory_of_what_a_worker_starts_counts():
    with WorkerPool(grow, 1, Limits(seconds=SECONDS, memory=200 << 20)) as workers:
        ((_, failure),) = workers.run(["x"])
    assert failure.code == "memory"


def test_time_goes_by_size():
    workers = WorkerPool(do, 1, Limits(seconds=120, base=60, each=60), size=len)
    assert [workers.seconds("x" * size) for size in (0, 1 << 19, 1 << 20, 5 << 20)] == [60, 90, 120, 120]
    assert WorkerPool(do, 1, Limits(seconds=77)).seconds("x") == 77


@pytest.mark.parametrize("machine", sorted(confinement.ARCHITECTURES))
def test_the_filter_is_well_formed(machine):
    code = confinement.program(machine, [1, 2])
    lines = len(code) // 8
    assert len(code) % 8 == 0
    assert lines < 4096, "the kernel takes no more"
    for at in range(lines):
        kind, yes, no = code[8 * at], code[8 * at + 2], code[8 * at + 3]
        if kind in (confinement.JUMP_EQUAL, confinement.JUMP_FROM, confinement.JUMP_BITS):
            assert at + 1 + max(yes, no) < lines


def test_each_call_has_a_number_on_each_architecture():
    assert all(len(numbers) == len(confinement.ARCHITECTURES) for numbers in confinement.REFUSED.values())
