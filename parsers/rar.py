"""The members of a RAR archive, by rarfile; packed ones through unar or unrar, which get the archive, never a name to write to."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator

import rarfile

from parsers.packed import MAX_MEMBER, Unreadable

UNICODE = 0x0200  # flag of a RAR 4 file header: the name is given twice, once in UTF-16
FAULTS = (rarfile.Error, OSError, EOFError, ValueError, IndexError, TypeError, struct.error, zlib.error)  # of damaged archives


def members(body: bytes) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Given a RAR, version 4 or 5, yield name and reader of each member; raises Unreadable."""
    try:
        archive = rarfile.RarFile(io.BytesIO(body), charset="gb18030")
    except FAULTS as error:
        raise Unreadable("damaged", f"The RAR directory cannot be read ({type(error).__name__}); fetch the file again.") from error
    for info in archive.infolist():
        if info.is_file():
            yield name_of(info), lambda info=info: read(archive, info)  # type: ignore[misc]


def name_of(info: rarfile.RarInfo) -> str:
    """Given a member, return its name: bytes that are not marked as Unicode are UTF-8 or GBK (rarfile would try UTF-16 first)."""
    raw = getattr(info, "orig_filename", None)
    if not isinstance(raw, bytes) or info.flags & UNICODE:
        return str(info.filename)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def read(archive: rarfile.RarFile, info: rarfile.RarInfo) -> bytes:
    """Given a RAR and one of its members, return its bytes; raises Unreadable."""
    if info.needs_password():
        raise Unreadable("encrypted", "The archive is locked with a password; ask the publisher for an open copy.")
    try:
        with archive.open(info) as member:
            body: bytes = member.read(MAX_MEMBER + 1)
    except rarfile.RarCannotExec as error:
        raise Unreadable("unrar_missing", "This RAR is packed; install unar (Debian: unar) to read it.") from error
    except FAULTS as error:
        raise Unreadable("damaged", f"The archive cannot be unpacked ({type(error).__name__}); fetch it again.") from error
    if len(body) > MAX_MEMBER:
        raise Unreadable("bomb", f"The member unpacks to more than {MAX_MEMBER:,} bytes; it is not read.")
    return body
