"""Compressed streams of zeros made in milliseconds, and ZIP packages written by hand, false declarations included."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

MEBI = 1 << 20


def deflate_repeated(data: bytes, times: int) -> bytes:
    """Return a raw deflate stream of `data` repeated: one copy is compressed, its blocks refer to nothing before them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)) * times + b"\x03\x00"


def zlib_zeros(mebibytes: int) -> bytes:
    """Return a zlib stream of zeros (one thousandth of their size), its Adler-32 right."""
    adler = (((mebibytes * MEBI) % 65521) << 16) | 1
    return b"\x78\xda" + deflate_repeated(bytes(MEBI), mebibytes) + struct.pack(">I", adler)


def gzip_repeated(data: bytes, times: int) -> bytes:
    """Return a gzip member of `data` repeated, its CRC-32 and length right."""
    checksum = 0
    for _ in range(times):
        checksum = zlib.crc32(data, checksum)
    return (
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
        + deflate_repeated(data, times)
        + struct.pack("<II", checksum, (len(data) * times) & 0xFFFFFFFF)
    )


def stacked_gzip(data: bytes, times: int, layers: int) -> bytes:
    """Return `data` repeated and compressed `layers` times over: a few KB that open to `len(data) * times` bytes."""
    packed = gzip_repeated(data, times)
    for _ in range(layers - 1):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        packed = packer.compress(packed) + packer.flush()
    return packed


@dataclass(frozen=True)
class Member:
    """One entry of a ZIP: `data` as stored; size and checksum as declared, true or not."""

    name: bytes
    data: bytes
    method: int = 8
    size: int = 0
    checksum: int = 0
    flags: int = 0
    attributes: int = 0


def plain(name: str, text: bytes | str) -> Member:
    """Return an honest entry."""
    raw = text.encode() if isinstance(text, str) else text
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Member(name.encode(), packer.compress(raw) + packer.flush(), 8, len(raw), zlib.crc32(raw))


def zeros(name: str, mebibytes: int, declared: int | None = None, head: bytes = b"", data: bytes = bytes(MEBI)) -> Member:
    """Return an entry that opens to `head` and then `mebibytes` copies of `data`; `declared` is the size it claims."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH) if head else b""
    checksum = zlib.crc32(head)
    for _ in range(mebibytes if mebibytes <= 1024 else 0):
        checksum = zlib.crc32(data, checksum)
    size = len(head) + mebibytes * len(data)
    return Member(
        name.encode(), start + deflate_repeated(data, mebibytes), 8, min(size if declared is None else declared, 0xFFFFFFFF), checksum
    )


def package(members: Sequence[Member], overlapping: int = 0) -> bytes:
    """Return a ZIP of the members; `overlapping` further directory entries point at the first member's bytes."""
    body, directory, places = bytearray(), bytearray(), []
    for member in members:
        places.append((member, len(body)))
        fields = struct.pack(
            "<HHHHHIIIHH", 20, member.flags, member.method, 0, 33, member.checksum, len(member.data), member.size, len(member.name), 0
        )
        body += b"PK\x03\x04" + fields + member.name + member.data
    places += [(members[0], 0)] * overlapping
    for number, (member, offset) in enumerate(places):
        name = member.name if number < len(members) else b"%06d-" % number + member.name
        sizes = (member.checksum, len(member.data), member.size, len(name))
        fields = struct.pack(
            "<HHHHHHIIIHHHHHII", 0x0314, 20, member.flags, member.method, 0, 33, *sizes, 0, 0, 0, 0, member.attributes, offset
        )
        directory += b"PK\x01\x02" + fields + name
    count = min(len(places), 65535)
    return bytes(body + directory) + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), len(body), 0)
