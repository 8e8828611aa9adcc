"""What the filter of system calls decides by the kernel's own numbers, what is asked of each Landlock, what a reader sees."""

import re
import resource
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.workers import confinement, pool, readable

HEADERS = {
    "x86_64": (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")),
    "aarch64": (Path("/usr/include/asm-generic/unistd.h"),),
}
AUDIT = {"x86_64": 62 | 0xC0000000, "aarch64": 183 | 0xC0000000}  # ELF machine, 64 bits, little endian: linux/audit.h
ALLOWED, REFUSED, ABSENT, FEIGNED = 0x7FFF0000, 0x00050001, 0x00050026, 0x00050000  # linux/seccomp.h with EPERM, ENOSYS, 0
SELF, PARENT, STRANGER, EVERYBODY = 4001, 4000, 5000, 0xFFFFFFFF
REACHING_CALLS = """ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal process_madvise
    process_mrelease tkill
    rt_sigqueueinfo
    rt_tgsigqueueinfo setpriority migrate_pages move_pages setsid mount umount2 pivot_root chroot open_tree move_mount fsopen
    fsconfig fsmount mount_setattr open_by_handle_at setns unshare bpf perf_event_open userfaultfd io_uring_setup io_uring_enter
    io_uring_register add_key request_key keyctl init_module finit_module kexec_load reboot swapon settimeofday clock_settime adjtimex
    clock_adjtime sethostname connect"""
DECISIONS = [
    *((name, (), REFUSED) for name in REACHING_CALLS.split()),
    *((name, (), ALLOWED) for name in ("read", "write", "openat", "munmap", "futex", "execve", "exit_group", "pipe2", "dup")),
    ("clone3", (), ABSENT),
    ("bind", (), FEIGNED),
    ("listen", (), FEIGNED),
    *((name, (1, 1), ALLOWED) for name in ("socket", "socketpair")),
    *((name, (1, 1 | 0o2000000 | 0o4000), ALLOWED) for name in ("socket", "socketpair")),  # SOCK_CLOEXEC, SOCK_NONBLOCK
    *((name, (1, 2), REFUSED) for name in ("socket", "socketpair")),
    *((name, (family, 1), REFUSED) for name in ("socket", "socketpair") for family in (0, 2, 10, 16, 17)),
    *((name, (each,), REFUSED) for name in ("kill", "tgkill") for each in (PARENT, SELF, EVERYBODY)),
    *((name, ((-each) & 0xFFFFFFFF,), REFUSED) for name in ("kill", "tgkill") for each in (PARENT, SELF)),
    *((name, (STRANGER,), ALLOWED) for name in ("kill", "tgkill")),
    ("clone", (0x11,), ALLOWED),
    ("clone", (0x11 | 0x10000000,), REFUSED),
    ("prlimit64", (0,), ALLOWED),
    ("prlimit64", (STRANGER,), REFUSED),
]


def numbers(machine):
    """The calls of an architecture by name, as the kernel's headers have them."""
    path = next((path for path in HEADERS[machine] if path.exists()), None)
    if path is None:
        pytest.skip("needs the kernel's headers: apt-get install linux-libc-dev")
    return {name: int(number) for name, number in re.findall(r"#define __NR_(\w+)\s+(\d+)\s*$", path.read_text(), re.M)}


def decision(code, number, architecture, arguments):
    """What a filter of the Berkeley packet filter's instructions returns for a call: linux/filter.h."""
    data = struct.pack("=iIQ", number, architecture, 0) + b"".join(struct.pack("=Q", each) for each in (*arguments, *[0] * 6)[:6])
    lines = [struct.unpack_from("HBBI", code, at) for at in range(0, len(code), 8)]
    at = held = 0
    while True:
        kind, yes, no, value = lines[at]
        at += 1
        if kind == 0x06:
            return value
        if kind == 0x20:
            held = struct.unpack_from("=I", data, value)[0]
        elif kind == 0x54:
            held &= value
        else:
            held_so = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[kind]
            at += yes if held_so else no


@pytest.mark.parametrize("machine", sorted(HEADERS))
def test_every_call_is_decided_as_meant(machine):
    code, known = confinement.program(machine, [PARENT, SELF]), numbers(machine)
    found = [(name, arguments, decision(code, known[name], AUDIT[machine], arguments)) for name, arguments, _ in DECISIONS]
    assert found == DECISIONS


@pytest.mark.parametrize("machine", sorted(HEADERS))
def test_nothing_else_is_refused(machine):
    """A reader uses hundreds of calls: one refused by a wrong number would fail in a library, far from here."""
    code, known = confinement.program(machine, []), numbers(machine)
    decided = {name for name, _, wanted in DECISIONS if wanted != ALLOWED}
    assert {name for name, number in known.items() if decision(code, number, AUDIT[machine], (1, 1)) != ALLOWED} <= decided


@pytest.mark.parametrize("machine", sorted(HEADERS))
def test_calls_of_other_architectures_and_tables_are_refused(machine):
    code = confinement.program(machine, [])
    other = next(value for name, value in AUDIT.items() if name != machine)
    assert decision(code, 1_000, other, ()) == REFUSED
    assert decision(code, 0x40000000, AUDIT[machine], ()) == REFUSED  # x32
    assert decision(code, 0x40000000 - 1, AUDIT[machine], ()) == ALLOWED


class Kernel:
    """Keeps what is asked of Landlock; a kernel of another version is not at hand."""

    def __init__(self, made=9, restricted=0):
        self.calls, self.made, self.restricted = [], made, restricted

    def syscall(self, number, *arguments):
        self.calls.append((number, *arguments))
        return self.made if number == 444 else self.restricted if number == 446 else 0


BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16, 6: 16, 7: 16}
SIZES = {1: 8, 2: 8, 3: 8, 4: 16, 5: 16, 6: 24, 7: 24}
LACKING = {1: ["network", "signals"], 2: ["network", "signals"], 3: ["network", "signals"], 4: ["signals"], 5: ["signals"], 6: [], 7: []}


@pytest.mark.parametrize("version", BITS)
@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
def test_each_kernel_is_asked_for_all_it_can_take(monkeypatch, tmp_path, version):
    closed = []
    monkeypatch.setattr(confinement, "version", lambda: version)
    monkeypatch.setattr(confinement.os, "close", closed.append)
    opened = {}
    monkeypatch.setattr(confinement.os, "open", lambda path, flags: opened.setdefault(path, len(opened) + 20))
    (file := tmp_path / "file").write_bytes(b"")
    kernel = Kernel()
    assert confinement.landlock(kernel, [tmp_path, file], [tmp_path / "own"]) == LACKING[version]
    (number, wanted, size, flags), *rules, last = kernel.calls
    handled = (1 << BITS[version]) - 1
    network, scopes = 3 if version >= 4 else 0, 3 if version >= 6 else 0
    assert (number, size.value, flags) == (444, SIZES[version], 0)
    assert wanted == struct.pack("QQQ", handled, network, scopes)[: SIZES[version]]
    read, own = 0b1101, handled & ~(1 << 6 | 1 << 11)  # execute, read a file, list a folder; all but making devices
    on_file = 0b101
    assert [(call[:3], struct.unpack("=Qi", call[3]), call[4]) for call in rules] == [
        ((445, 9, 1), (read, 20), 0),
        ((445, 9, 1), (on_file, 21), 0),
        ((445, 9, 1), (own & (0b111 | 0b11 << 14), 22), 0),  # it does not exist, so it is no folder
    ]
    assert last == (446, 9, 0)
    assert closed == [20, 21, 22, 9], "nothing stays open"


@pytest.mark.parametrize(("version", "kernel"), [(0, Kernel()), (6, Kernel(made=-1)), (6, Kernel(restricted=-1))])
@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
def test_a_kernel_that_takes_nothing_is_said_to_take_nothing(monkeypatch, version, kernel):
    monkeypatch.setattr(confinement, "version", lambda: version)
    monkeypatch.setattr(confinement.os, "close", lambda number: None)
    assert confinement.landlock(kernel, [], []) == ["files", "network", "signals"]


def test_a_machine_without_a_table_of_calls_has_no_filter(monkeypatch):
    monkeypatch.setattr(confinement.platform, "machine", lambda: "riscv64")
    assert confinement.seccomp(None) is False


LIMITED = """
import resource
from gongkai.workers import confinement
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
confinement.limit_resources(1 << 40, 6000, 100, 1 << 39)
print([resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in ("AS", "CORE", "FSIZE", "NOFILE", "DATA")])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="macOS bears no limit of address space")
def test_limits_are_set_for_good_and_never_raised():
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    descriptors = min(100, resource.getrlimit(resource.RLIMIT_NOFILE)[1] % (1 << 63))
    most = [1 << 40, 0, 5000, descriptors, 1 << 39]
    assert done.stdout.strip() == str([(value, value) for value in most])


READABLE = """/usr /bin /lib /lib32 /lib64 /nix/store /etc/ld.so.cache /etc/ld.so.conf /etc/ld.so.conf.d /etc/alternatives /etc/fonts
    /etc/libreoffice /etc/papersize /etc/localtime /etc/locale.alias /var/cache/fontconfig /var/lib/libreoffice /var/spool/libreoffice
    /dev/urandom /dev/random /dev/zero /dev/null /proc/cpuinfo /proc/meminfo /proc/filesystems /proc/sys/vm/overcommit_memory
    /sys/devices/system/cpu"""


def test_a_reader_sees_these_places_and_no_other():
    """A place more is a decision, to be made here too."""
    assert sorted(readable.TABLE["paths"]) == sorted(READABLE.split())
    assert readable.writable() == (Path("/dev/null"),)
    assert not {Path("/"), Path("/home"), Path.home()} & set(readable.readable())


@pytest.mark.parametrize("package", ["gongkai", "parsers", "crawler", "archive"])
def test_a_reader_sees_this_program(package):
    assert Path(confinement.__file__).parents[2] / package in readable.readable()


@pytest.mark.parametrize("program", ["soffice", "libreoffice", "unrar", "bsdtar", "tesseract"])
@pytest.mark.parametrize(
    ("place", "seen"), [("opt/{}/bin", "opt/{}"), ("opt/{}/program", "opt/{}"), ("App/MacOS", "App"), ("sw/{}", "sw/{}")]
)
def test_a_program_installed_elsewhere_can_be_started(monkeypatch, tmp_path, program, place, seen):
    path = tmp_path / place.format(program) / program
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(path.parent))
    assert (tmp_path / seen.format(program)).resolve() in set(readable.found())


def test_a_folder_that_a_pth_file_adds_is_seen(monkeypatch, tmp_path):
    for name in ("site-packages", "dist-packages"):
        monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / name)])
    assert {tmp_path / "site-packages", tmp_path / "dist-packages"} <= set(readable.found())


def test_of_the_environment_a_worker_keeps_these_names_only(monkeypatch):
    kept = {"PATH": "/bin", "LANG": "C", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "OMP_NUM_THREADS": "1"}
    for name in (*readable.os.environ,):
        monkeypatch.delenv(name)
    for name, value in {**kept, "GONGKAI_DESK_TOKEN": "secret", "HOME": "/home/u"}.items():
        monkeypatch.setenv(name, value)
    assert readable.environment("/tmp/own") == {**kept, "HOME": "/tmp/own", "TMPDIR": "/tmp/own"}
    assert readable.environment("") == {**kept, "HOME": "/nonexistent", "TMPDIR": "/nonexistent"}


@pytest.mark.parametrize(
    ("code", "words"), [(0, "exit code 0"), (1, "exit code 1"), (-9, "signal SIGKILL"), (-15, "signal SIGTERM"), (None, "exit code None")]
)
def test_how_a_reader_ended_is_said(code, words):
    assert pool.exit_reason(code) == words


def test_the_calls_are_named_as_the_kernel_names_them():
    assert sorted(confinement.REFUSED) == sorted(REACHING_CALLS.split())


@pytest.fixture
def child():
    """A process in a session of its own, which waits."""
    wait = [sys.executable, "-c", "import sys; print('up', flush=True); sys.stdin.read()"]
    process = subprocess.Popen(wait, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout.readline() == "up\n"
    yield process
    process.communicate()


def test_the_processes_of_a_session_are_those_that_run(child):
    assert pool.members(child.pid) == [child.pid]
    child.kill()
    child.stdin.close()
    while Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        pass
    assert pool.members(child.pid) == []
    child.wait()
    child.stdin = None


def test_the_memory_of_a_session_is_that_of_its_processes(child):
    resident = int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{child.pid}/status").read_text())[1]) << 10
    assert abs(pool.in_use(child.pid) - resident) < 4 << 20
    assert pool.in_use(2**22 + 1) == 0


class Library:
    """A C library with these functions."""

    def __init__(self, **functions):
        self.__dict__.update(functions)


@pytest.mark.parametrize(("library", "known"), [(Library(syscall=lambda *_: 5), 5), (Library(syscall=lambda *_: -1), 0), (Library(), 0)])
def test_the_version_of_landlock_is_that_of_the_kernel(monkeypatch, library, known):
    monkeypatch.setattr(confinement.ctypes, "CDLL", lambda *_, **__: library)
    assert confinement.version() == known


def test_the_kernel_is_asked_for_its_version_alone(monkeypatch):
    asked = []
    library = Library(syscall=lambda *given: asked.append(given) or 3)
    monkeypatch.setattr(confinement.ctypes, "CDLL", lambda *_, **__: library)
    confinement.version()
    ((number, attributes, size, flags),) = asked
    assert (number, attributes, size.value, flags) == (444, None, 0, 1)  # LANDLOCK_CREATE_RULESET_VERSION


EVERYTHING = ["files", "network", "signals", "system calls"]


@pytest.mark.parametrize(
    ("library", "filtered", "lacking", "missing"),
    [
        (Library(prctl=lambda *_: 0), True, [], []),
        (Library(prctl=lambda *_: 0), True, ["network", "signals"], []),  # the filter takes both as well
        (Library(prctl=lambda *_: 0), True, ["files", "network", "signals"], ["files"]),
        (Library(prctl=lambda *_: 0), False, [], EVERYTHING),
        (Library(prctl=lambda *_: -1), True, [], EVERYTHING),
        (Library(), True, [], EVERYTHING),
    ],
)
def test_what_could_not_be_taken_is_named(monkeypatch, library, filtered, lacking, missing):
    asked = []
    monkeypatch.setattr(confinement.ctypes, "CDLL", lambda *_, **__: library)
    monkeypatch.setattr(confinement, "seccomp", lambda libc, protected: filtered)
    monkeypatch.setattr(confinement, "landlock", lambda *given: asked.append(given) or lacking)
    assert confinement.restrict(["r"], ["w"], [1]) == missing
    assert asked == ([(library, ["r"], ["w"])] if missing != EVERYTHING else [])


def test_a_process_gives_up_new_privileges_first(monkeypatch):
    asked = []
    library = Library(prctl=lambda *given: asked.append(given) or 0)
    monkeypatch.setattr(confinement.ctypes, "CDLL", lambda *_, **__: library)
    monkeypatch.setattr(confinement, "landlock", lambda *_: [])
    monkeypatch.setattr(confinement.platform, "machine", lambda: "x86_64")
    assert confinement.restrict([]) == []
    assert asked[0] == (38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    assert asked[1][:2] == (22, 2)  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
    length, address = struct.unpack("HxxxxxxQ", asked[1][2])
    assert (length, address > 0, asked[1][3:]) == (len(confinement.program("x86_64")) // 8, True, (0, 0))


@pytest.mark.parametrize(
    ("given", "hard", "wanted"),
    [
        ((100, 10), -1, {"AS": 100, "CORE": 0, "FSIZE": 10}),
        ((100, 10, 7, 8), -1, {"AS": 100, "CORE": 0, "FSIZE": 10, "NOFILE": 7, "DATA": 8}),
        ((100, 10, 0, 0), -1, {"AS": 100, "CORE": 0, "FSIZE": 10}),
        ((100, 10), 50, {"AS": 50, "CORE": 0, "FSIZE": 10}),
    ],
)
def test_limits_that_are_set(monkeypatch, given, hard, wanted):
    found = {}
    monkeypatch.setattr(confinement.resource, "getrlimit", lambda kind: (0, hard if hard >= 0 else resource.RLIM_INFINITY))
    monkeypatch.setattr(confinement.resource, "setrlimit", found.__setitem__)
    confinement.limit_resources(*given)
    assert found == {getattr(resource, f"RLIMIT_{name}"): (value, value) for name, value in wanted.items()}
