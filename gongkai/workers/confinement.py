"""Take from a process what it does not need: files, network, signals to others, new privileges (Landlock and seccomp; Linux).

Standard library only: processes that start from this file load nothing else. `man 7 landlock`, `man 2 seccomp`.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
PATH_BENEATH = 1
# linux/landlock.h: what a version of the interface can handle of files; versions 4 and 6 add TCP, signals and abstract sockets.
FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
READ = 1 << 0 | 1 << 2 | 1 << 3  # execute, read a file, list a folder
ON_FILE = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15  # of these, what applies to a file that is no folder
DEVICES = 1 << 6 | 1 << 11  # make character and block devices
NETWORK, SCOPES = 3, 3  # bind and connect TCP; abstract sockets and signals
# linux/audit.h: the architectures that have a table of calls here.
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Calls that no reader makes: they reach into other processes, change the machine or leave the session. Numbers of unistd.h, x86_64's first.
REFUSED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "process_madvise": (440, 440),
    "process_mrelease": (448, 448), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "setpriority": (141, 140), "migrate_pages": (256, 238), "move_pages": (279, 239), "setsid": (112, 157),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268), "unshare": (272, 97), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104),
    "reboot": (169, 142), "swapon": (167, 224), "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "clock_adjtime": (305, 266), "sethostname": (170, 161), "connect": (42, 203),
}  # fmt: skip
SOCKET, SOCKETPAIR, KILL, TGKILL, CLONE, CLONE3, PRLIMIT = (41, 198), (53, 199), (62, 129), (234, 131), (56, 220), (435, 435), (302, 261)
FEIGNED = ((49, 200), (50, 201))  # bind and listen seem to succeed: LibreOffice does not start without a socket in /tmp that nobody needs
UNIX, STREAM, KIND = 1, 1, 0xF  # the only sockets that may be made: streams between a program's own parts, as LibreOffice does
NEW_USER = 0x10000000  # CLONE_NEWUSER
X32 = 0x40000000  # numbers from here on are another table of calls under the same architecture
LOAD, JUMP_EQUAL, JUMP_FROM, JUMP_BITS, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
NUMBER, ARCHITECTURE = 0, 4  # offsets in struct seccomp_data; the arguments follow from 16 on, eight bytes each
ALLOW, REFUSE, ABSENT, FEIGN = 0x7FFF0000, 0x00050001, 0x00050026, 0x00050000  # SECCOMP_RET_ALLOW; _ERRNO with EPERM, ENOSYS, none
Line = tuple[int, int, int, int]


def limit_resources(space: int, file: int, descriptors: int | None = None, data: int | None = None) -> None:
    """Limit address space and written files in bytes, open descriptors, and bytes of private memory; a core file is never written."""
    wanted = [(resource.RLIMIT_AS, space), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, file)]
    wanted += [(resource.RLIMIT_NOFILE, descriptors)] if descriptors else []
    wanted += [(resource.RLIMIT_DATA, data)] if data else []
    for kind, value in wanted:
        hard = resource.getrlimit(kind)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (most, most))


def restrict(readable: Iterable[Path], writable: Iterable[Path] = (), protected: Iterable[int] = ()) -> list[str]:
    """Confine this process and its children to these files, without network or signals to others; return what could not be enforced.

    The names returned are `files` (Landlock), `network`, `signals` and `system calls`; an empty list means that all is taken. Either of
    Landlock and seccomp takes the network and the signals to the `protected` processes; both together are a second wall.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "prctl") or libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or not seccomp(libc, protected):
        return ["files", "network", "signals", "system calls"]  # without the filter's feigned sockets Landlock would stop LibreOffice
    return [name for name in landlock(libc, readable, writable) if name == "files"]


def version() -> int:
    """Return the version of the kernel's Landlock interface; 0 if there is none."""
    libc = ctypes.CDLL(None, use_errno=True)
    return max(0, int(libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1))) if hasattr(libc, "syscall") else 0


def landlock(libc: ctypes.CDLL, readable: Iterable[Path], writable: Iterable[Path]) -> list[str]:
    """Restrict files, TCP and signals as far as the kernel supports it; return what it does not."""
    known = version()
    if not known:
        return ["files", "network", "signals"]
    handled = FILES[max(number for number in FILES if number <= known)]
    wanted = struct.pack("QQQ", handled, NETWORK if known >= 4 else 0, SCOPES if known >= 6 else 0)
    wanted = wanted[: 8 if known < 4 else 16 if known < 6 else 24]
    ruleset = libc.syscall(CREATE_RULESET, wanted, ctypes.c_size_t(len(wanted)), 0)
    if ruleset < 0:
        return ["files", "network", "signals"]
    for paths, access in ((readable, READ), (writable, handled & ~DEVICES)):
        for path in paths:
            allow(libc, ruleset, path, access & handled)
    refused = libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    if refused:
        return ["files", "network", "signals"]
    return [name for name, since in (("network", 4), ("signals", 6)) if known < since]


def allow(libc: ctypes.CDLL, ruleset: int, path: Path, access: int) -> None:
    """Allow a kind of access below a path; a path that does not exist needs no rule."""
    with suppress(OSError):
        place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
        rule = struct.pack("=Qi", access if path.is_dir() else access & ON_FILE, place)
        libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
        os.close(place)


def seccomp(libc: ctypes.CDLL, protected: Iterable[int] = ()) -> bool:
    """Refuse network sockets and calls that reach into other processes or the kernel; return whether that was possible."""
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return False
    code = program(machine, protected)
    buffer = ctypes.create_string_buffer(code, len(code))
    given = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, given, 0, 0) == 0)


def program(machine: str, protected: Iterable[int] = ()) -> bytes:
    """Return the filter for an architecture, in the instructions of the Berkeley packet filter; other architectures' calls are refused.

    `protected` are the numbers of the processes that may not be signalled, with their groups.
    """
    column = list(ARCHITECTURES).index(machine)
    spared = [*protected, *(-number for number in protected), -1]
    refuse, allow = (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)
    lines: list[Line] = [(LOAD, 0, 0, ARCHITECTURE), (JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]), refuse]
    lines += [(LOAD, 0, 0, NUMBER), (JUMP_FROM, 0, 1, X32), refuse]
    lines += [line for numbers in REFUSED.values() for line in ((JUMP_EQUAL, 0, 1, numbers[column]), refuse)]
    lines += [(JUMP_EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, ABSENT)]  # its flags lie in memory; libraries then use clone
    lines += [line for call in FEIGNED for line in ((JUMP_EQUAL, 0, 1, call[column]), (RETURN, 0, 0, FEIGN))]
    for call in (SOCKET, SOCKETPAIR):
        kind = [argument(1), (AND, 0, 0, KIND), (JUMP_EQUAL, 1, 0, STREAM), refuse, allow]
        lines += only_for(call[column], [argument(0), (JUMP_EQUAL, 1, 0, UNIX), refuse, *kind])
    for call in (KILL, TGKILL):
        named = [line for number in spared for line in ((JUMP_EQUAL, 0, 1, number & 0xFFFFFFFF), refuse)]
        lines += only_for(call[column], [argument(0), *named, allow])
    lines += only_for(CLONE[column], [argument(0), (JUMP_BITS, 0, 1, NEW_USER), refuse, allow])
    lines += only_for(PRLIMIT[column], [argument(0), (JUMP_EQUAL, 1, 0, 0), refuse, allow])  # its own limits only
    return b"".join(struct.pack("HBBI", *line) for line in [*lines, allow])


def argument(number: int) -> Line:
    """Load the low half of an argument; the kernel reads no more of numbers and flags."""
    return (LOAD, 0, 0, 16 + 8 * number)


def only_for(call: int, lines: list[Line]) -> list[Line]:
    """Return lines that decide one call and that every other call passes by."""
    return [(JUMP_EQUAL, 0, len(lines), call), *lines]
