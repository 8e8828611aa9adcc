"""Run a command as on a kernel without Landlock or without seccomp: `python old_kernel.py landlock|seccomp COMMAND…`.

A filter of system calls answers as such a kernel does; it holds for the command and all that it starts.
"""

import ctypes
import os
import platform
import struct
import sys

from gongkai.workers import confinement

PRCTL = {"x86_64": 157, "aarch64": 167}
INVALID = 0x00050016  # SECCOMP_RET_ERRNO with EINVAL


def lines_for(wall):
    if wall == "landlock":
        return [(confinement.JUMP_EQUAL, 0, 1, confinement.CREATE_RULESET), (confinement.RETURN, 0, 0, confinement.ABSENT)]
    asked = [confinement.argument(0), (confinement.JUMP_EQUAL, 0, 1, confinement.PR_SET_SECCOMP), (confinement.RETURN, 0, 0, INVALID)]
    return confinement.only_for(PRCTL[platform.machine()], [*asked, (confinement.RETURN, 0, 0, confinement.ALLOW)])


def install(wall):
    lines = [(confinement.LOAD, 0, 0, confinement.NUMBER), *lines_for(wall), (confinement.RETURN, 0, 0, confinement.ALLOW)]
    code = b"".join(struct.pack("HBBI", *line) for line in lines)
    buffer = ctypes.create_string_buffer(code, len(code))
    given = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(confinement.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    assert libc.prctl(confinement.PR_SET_SECCOMP, confinement.SECCOMP_MODE_FILTER, given, 0, 0) == 0


if __name__ == "__main__":
    install(sys.argv[1])
    os.execv(sys.argv[2], sys.argv[2:])
