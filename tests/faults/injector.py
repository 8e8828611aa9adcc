"""Commands of gongkai run on a disk that refuses what it is told to refuse; injector.c stands between them and the system."""

import ctypes
import errno
import json
import mmap
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.helpers.plain_environment import plain_environment

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WRITE, SYNC, NAME, OPEN, READ = 1, 2, 4, 8, 16
CHANGES = WRITE | SYNC | NAME | OPEN
SHORT = -1  # half of what was to be written is, and told so: no fault at all
REFUSALS = {
    "EIO on reading": errno.EIO,
    "ENOSPC": errno.ENOSPC,
    "EIO": errno.EIO,
    "EDQUOT": errno.EDQUOT,
    "EROFS": errno.EROFS,
    "EMFILE": errno.EMFILE,
    "short write": SHORT,
}

# Memory in large pages, so that a fork has fewer to list: 4 ms of processor time where it took 10 on a virtual machine.
CHEAP = {"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


class State(ctypes.Structure):
    """`struct state` of injector.c."""

    _fields_ = [
        ("kinds", ctypes.c_uint32),
        ("lasting", ctypes.c_uint32),
        ("recording", ctypes.c_uint32),
        ("fired", ctypes.c_uint32),
        ("refusal", ctypes.c_int32),
        ("ready", ctypes.c_uint32),
        ("at", ctypes.c_uint64),
        ("count", ctypes.c_uint64),
        ("root", ctypes.c_char * 1024),
        ("what", ctypes.c_char * 1024),
        ("lock", ctypes.c_char * 64),
    ]


@dataclass(frozen=True)
class Fault:
    """Which call is refused, counted from 1 among those of `kinds`, with what, and whether all later ones are too."""

    at: int
    refusal: int = errno.ENOSPC
    lasting: bool = True
    kinds: int = CHANGES


@dataclass(frozen=True)
class Done:
    """How a command ended, and what the disk had to do with it."""

    code: int
    out: str
    err: str
    calls: int  # that touched a file below the home
    met: str  # the call that was refused; empty where the command never came so far


@cache
def compiled(folder):
    """The injector as a library; skips where there is no C compiler, or no glibc to stand before."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs a C compiler and Linux: the injector stands between gongkai and glibc")
    library = folder / "injector.so"
    words = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, HERE / "injector.c", "-ldl", "-lpthread"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return library


class Stage:
    """A process that has loaded gongkai behind the injector and forks for every command, so that a thousand of them cost minutes."""

    def __init__(self, folder):
        library = compiled(folder)
        self.journal = folder / "journal"
        path = folder / "state"
        path.write_bytes(bytes(max(ctypes.sizeof(State), mmap.PAGESIZE)))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)
        self.state = State.from_buffer(self._map)
        own = plain_environment()
        self.process = subprocess.Popen(
            [sys.executable, HERE / "stage.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={
                **own,
                **CHEAP,
                "LD_PRELOAD": str(library),
                "FAULTY_STATE": str(path),
                "FAULTY_JOURNAL": str(self.journal),
                "PYTHONPATH": str(ROOT),
            },
        )
        assert self.process.stdout.readline() == "ready\n"
        assert self.state.ready, "the injector was not loaded"

    def run(self, home, *words, fault=None, registry=None, record=False, env=None, then=(), anew=False):
        """Run `gongkai WORDS` on a home and tell how it ended; `record` writes every change into the journal.

        `then`: the words of further commands, for the same process while each ends well: a fork is half of what a check costs.
        `anew`: what the command starts as a process of its own loads gongkai again, as it does for a user, in seconds.
        """
        home.root.mkdir(parents=True, exist_ok=True)
        state = self.state
        state.root = str(home.root.resolve()).encode()
        state.kinds, state.at, state.refusal, state.lasting = (
            (fault.kinds, fault.at, fault.refusal, fault.lasting) if fault else (CHANGES, 0, 0, 0)
        )
        state.count = state.fired = 0
        state.recording = record
        if record:
            self.journal.write_bytes(b"")
        options = ["--registry", str(registry)] if registry else []
        commands = [["--home", str(home.root.resolve()), *options, *each] for each in (words, *then)]
        told = self.tell({"commands": commands, "env": env or {}, "anew": anew})
        state.recording = state.at = 0
        return Done(told["code"], told["out"], told["err"], state.count, state.what.decode() if state.fired else "")

    def warm(self, home, registry, *commands):
        """Have the process that forks do these commands itself, so that none of its children loads what it has: half of their time."""
        self.state.root = b""
        self.tell({"warm": [["--home", str(home.root.resolve()), "--registry", str(registry), *words] for words in commands]})

    def tell(self, words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the stage has died"
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=120)
        self.process.stdout.close()
