"""The members of a 7z archive, by py7zr, unpacked in memory."""

from __future__ import annotations

import io
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator

import py7zr
from py7zr.exceptions import ArchiveError
from py7zr.io import BytesIOFactory

from gongkai.terminal.amounts import counted
from parsers.files.safe_zip import MAX_MEMBER, MAX_MEMBERS, Unreadable

MAX_TOTAL = 256 * 2**20  # bytes the archive may promise; a solid archive is unpacked as one
FAULTS = (
    ArchiveError, lzma.LZMAError, zlib.error, struct.error, OSError, EOFError, ValueError, TypeError, IndexError, KeyError, AttributeError,
)  # fmt: skip  # of damaged archives


def members(body: bytes) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield name and reader of each member of a 7z; raises Unreadable."""
    factory = BytesIOFactory(MAX_MEMBER)
    try:
        with py7zr.SevenZipFile(io.BytesIO(body)) as archive:
            unpack(archive, factory)
    except FAULTS as error:
        raise Unreadable("damaged", f"The 7z archive cannot be unpacked ({type(error).__name__}); fetch the file again.") from error
    for name, product in factory.products.items():
        product.seek(0)
        yield name, product.read


def unpack(archive: py7zr.SevenZipFile, factory: BytesIOFactory) -> None:
    """Unpack the documents of an open 7z into memory; raises Unreadable if it is encrypted or declares too much."""
    if archive.needs_password():
        raise Unreadable("encrypted", "The archive is locked with a password; ask the publisher for an open copy.")
    files = [info for info in archive.list() if not info.is_directory]
    size = sum(info.uncompressed for info in files)
    if size > MAX_TOTAL or len(files) > MAX_MEMBERS:
        raise Unreadable("bomb", f"The archive promises {counted(len(files), 'document')} of {counted(size, 'byte')}; it is not unpacked.")
    archive.extract(targets=[info.filename for info in files], factory=factory)
