"""The members of a RAR archive, by rarfile; packed ones through bsdtar or unrar, which get the archive, never a name to write to.

unar is not asked: in a confined worker it fails, since GNUstep reads /proc for its arguments.
"""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import rarfile

from gongkai.terminal.amounts import counted
from parsers.files.safe_zip import MAX_MEMBER, Unreadable

UNICODE = 0x0200  # flag of a RAR 4 file header: the name is given twice, once in UTF-16
MOST = 4 * MAX_MEMBER  # bytes of all members of a packed archive
FAULTS = (rarfile.Error, OSError, EOFError, ValueError, IndexError, TypeError, struct.error, zlib.error)  # of damaged archives


def members(body: bytes) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield name and reader of each member of a RAR, version 4 or 5; raises Unreadable."""
    try:
        archive = rarfile.RarFile(io.BytesIO(body), charset="gb18030")
    except FAULTS as error:
        raise Unreadable("damaged", f"The RAR directory cannot be read ({type(error).__name__}); fetch the file again.") from error
    files = [info for info in archive.infolist() if info.is_file()]
    pieces = cache(lambda: unpacked(body, files))  # once, when the first packed member is read
    for number, info in enumerate(files):
        if info.compress_type != rarfile.RAR_M0 and not info.needs_password() and shutil.which("bsdtar"):
            yield name_of(info), lambda number=number: piece(pieces()[number], files[number])  # type: ignore[misc]
        else:
            yield name_of(info), lambda info=info: read_member(archive, info)  # type: ignore[misc]


def unpacked(body: bytes, files: list[rarfile.RarInfo]) -> list[bytes]:
    """Return the bytes of every file of an archive by one call of bsdtar, parted by their sizes: names differ between programs."""
    total = sum(info.file_size for info in files)
    if total > MOST:
        raise Unreadable("bomb", f"The archive unpacks to {counted(total, 'byte')}, more than {MOST:,}; it is not read.")
    with tempfile.NamedTemporaryFile(suffix=".rar") as file:
        file.write(body)
        file.flush()
        command = ["bsdtar", "-x", "--to-stdout", "-f", file.name]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            data = process.stdout.read(total + 1) if process.stdout else b""
            process.kill()
    stream = io.BytesIO(data)
    return [stream.read(info.file_size) for info in files]


def piece(body: bytes, info: rarfile.RarInfo) -> bytes:
    """Return a member's bytes if they are what the archive says; raises Unreadable."""
    if len(body) != info.file_size or (isinstance(info.CRC, int) and zlib.crc32(body) != info.CRC):
        raise Unreadable("damaged", "The archive cannot be unpacked (its bytes are not those it names); fetch it again.")
    return body


def name_of(info: rarfile.RarInfo) -> str:
    """Return the name of a member: bytes not marked as Unicode are UTF-8 or GBK (rarfile would try UTF-16 first)."""
    raw = getattr(info, "orig_filename", None)
    if not isinstance(raw, bytes) or info.flags & UNICODE:
        return str(info.filename)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def read_member(archive: rarfile.RarFile, info: rarfile.RarInfo) -> bytes:
    """Return the bytes of a member of a RAR; raises Unreadable."""
    if info.needs_password():
        raise Unreadable("encrypted", "The archive is locked with a password; ask the publisher for an open copy.")
    try:
        rarfile.tool_setup(unar=False)
        with archive.open(info) as member:
            body: bytes = member.read(MAX_MEMBER + 1)
    except rarfile.RarCannotExec as error:
        raise Unreadable("unrar_missing", "This RAR is packed; install bsdtar (Debian: libarchive-tools) to read it.") from error
    except FAULTS as error:
        raise Unreadable("damaged", f"The archive cannot be unpacked ({type(error).__name__}); fetch it again.") from error
    if len(body) > MAX_MEMBER:
        raise Unreadable("bomb", f"The member unpacks to more than {MAX_MEMBER:,} bytes; it is not read.")
    return body
