"""Archives, old Office files and images that reach for more than they are: GZIP, ZIP, 7z, RAR, OLE, PNG, JPEG, TIFF, RTF."""

import struct
import zlib

from tests.threats.files.kinds import family, hostile
from tests.threats.files.streams import MEBI, Member, gzip_repeated, package, plain, stacked_gzip, zeros

EMPTY_MEMBER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00" + bytes(8)
STORED_EMPTY = b"\x00\x00\x00\xff\xff"  # a stored block of no bytes: five bytes that bring nothing
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"


@hostile("members.html.gz", "1.2 million empty members in 24 MB: quadratic where the rest is copied at each", seconds=20)
def gzip_many_members() -> bytes:
    return EMPTY_MEMBER * 1_200_000


@hostile("damaged.html.gz", "1.2 million members in 24 MB, damaged near the end", seconds=20)
def gzip_damaged_members() -> bytes:
    return EMPTY_MEMBER * 1_199_999 + EMPTY_MEMBER[:14] + b"\xff" * 6


@hostile("stored.html.gz", "4.8 million stored blocks of no bytes, then a wrong block", seconds=20)
def gzip_stored_blocks() -> bytes:
    return GZIP_HEAD + STORED_EMPTY * 4_800_000 + b"\x07"


@hostile("damaged-early.html.gz", "24 MB that are damaged in the first block: quadratic where each offset is tried again", seconds=20)
def gzip_damaged_early() -> bytes:
    return GZIP_HEAD + b"\x06" + b"\x1f\x8b\x08\x00" * 6_000_000


@hostile("name.html.gz", "a member's name of 24 MB without an end", seconds=20)
def gzip_endless_name() -> bytes:
    return b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03" + b"x" * 24_000_000


@hostile("bomb.html.gz", "10 GiB behind three layers", seconds=60)
def gzip_stacked() -> bytes:
    return stacked_gzip(bytes(MEBI * 8), 1280 // 8, 3)


@hostile("bomb.html.gz", "one GiB of table rows", seconds=60)
def gzip_rows() -> bytes:
    return gzip_repeated(b"<tr><td>1</td></tr>" * 55_000, 1024)


@hostile("bomb.zip", "one entry of 4 GiB that says it has 10 bytes")
def zip_understated() -> bytes:
    return package([zeros("report.html", 4095, declared=10)])


@hostile("overlap.zip", "65,000 entries that are the same 1 MB stream of zeros: 64 TB")
def zip_overlapping() -> bytes:
    return package([zeros("a.pdf", 1000)], overlapping=65_000)


@hostile("nested.zip", "a ZIP in a ZIP, 40 deep, ten times in each")
def zip_nested() -> bytes:
    inner = package([plain("report.txt", "年度报告" * 1000)])
    for _ in range(40):
        inner = package([Member(b"inner.zip", inner, 0, len(inner), zlib.crc32(inner))], overlapping=9)
    return inner


@hostile("names.zip", "names that leave the folder, links, devices, names of 60 KB, names with zero bytes")
def zip_slip() -> bytes:
    names = [
        b"../../../../gongkai-slipped.txt",
        b"/gongkai-slipped.txt",
        b"..\\..\\gongkai-slipped.txt",
        b"C:\\gongkai-slipped.txt",
        b"a\0b.pdf",
        b"x" * 60_000,
        "年报.pdf".encode("gbk"),
        b"con.pdf",
        b"a/" * 9000 + b"x.pdf",
    ]
    link = Member(b"link.pdf", b"/etc/passwd", 0, 11, zlib.crc32(b"/etc/passwd"), attributes=0o120777 << 16)
    return package([*(Member(name, b"x", 0, 1, zlib.crc32(b"x")) for name in names), link])


@hostile("directory.zip", "65,535 entries told, one there; the directory leads to itself")
def zip_false_directory() -> bytes:
    whole = bytearray(package([plain("a.txt", "x")]))
    struct.pack_into("<HHII", whole, len(whole) - 14, 65535, 65535, 0xFFFFFFF0, 4)
    return bytes(whole)


@hostile("locked.zip", "an entry that says it is encrypted, one by an unknown method, one with negative sizes")
def zip_locked() -> bytes:
    return package(
        [
            Member(b"a.pdf", b"x" * 99, 8, 99, 0, flags=1),
            Member(b"b.pdf", b"x" * 99, 97, 0xFFFFFFFF),
            Member(b"c.pdf", b"", 0, 0xFFFFFFFF, flags=8),
        ]
    )


def seven_zip(header: bytes, size: int | None = None) -> bytes:
    """Return a 7z with this end header, its checksums right; `size` is the length the start claims."""
    start = struct.pack("<QQI", 0, len(header) if size is None else size, zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<I", zlib.crc32(start)) + start + header


SEVENS = {
    "sevenzip_header_size": lambda: seven_zip(b"\x01\x00", 2**63 - 1),
    "sevenzip_many_files": lambda: seven_zip(b"\x01\x05\xff" + struct.pack("<Q", 2**40) + b"\x0e\xff" + struct.pack("<Q", 2**37) + b"\x00"),
    "sevenzip_many_folders": lambda: seven_zip(b"\x01\x04\x07\x0b\xff" + struct.pack("<Q", 2**60) + b"\x00\x01\x21"),
    "sevenzip_packed_header": lambda: seven_zip(
        b"\x17\x06\x00\x01\x09\x10\x00\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05\x5d\xff\xff\xff\xff\x0c\xff"
        + struct.pack("<Q", 2**40)
        + b"\x00\x00"
    ),
}
for _name, _build in SEVENS.items():
    family(_name, "archive.7z", _build, "sizes and counts near 2^60 in a 7z header")

RARS = {
    "rar4_pack_size": lambda: (
        b"Rar!\x1a\x07\x00"
        + b"\xcf\x90\x73\x00\x00\x0d\x00"
        + bytes(6)
        + struct.pack("<HBHHIIBIIBBHI", 0, 0x74, 0x8100, 45, 0xFFFFFFFF, 0xFFFFFFFF, 2, 0, 0, 29, 0x33, 5, 0)
        + struct.pack("<II", 0xFFFF, 0xFFFF)
        + b"a.pdf"
    ),
    "rar5_endless_integer": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(4) + b"\xff" * 4_000_000,
    "rar5_empty_blocks": lambda: b"Rar!\x1a\x07\x01\x00" + (struct.pack("<I", zlib.crc32(b"\x02\x05\x00")) + b"\x02\x05\x00") * 1_000_000,
    "rar_signature_far_in": lambda: b"MZ" + b"Rar!\x1a\x07" * 1_000_000,
}
for _name, _build in RARS.items():
    family(_name, "archive.rar", _build, "sizes and chains of blocks in a RAR header")


def ole(fat: list[int], directory: bytes, mini_cutoff: int = 4096, difat_start: int = 0xFFFFFFFE, more: bytes = b"") -> bytes:
    """Return a compound file: one FAT sector (sector 0), one directory sector (sector 1), then `more`."""
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack(
            "<HHHHH6xIIIIIIIIII",
            0x3E,
            3,
            0xFFFE,
            9,
            6,
            0,
            1,
            1,
            0,
            mini_cutoff,
            0xFFFFFFFE,
            0,
            difat_start,
            1 if difat_start < 0xFFFFFFFA else 0,
            0,
        )
    )
    head += struct.pack("<108I", *([0xFFFFFFFF] * 108))
    return head[:512] + struct.pack("<128I", *(fat + [0xFFFFFFFF] * (128 - len(fat)))) + directory.ljust(512, b"\0") + more


def ole_entry(name: str, kind: int, start: int, size: int, links: tuple[int, int, int] = (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)) -> bytes:
    """Return one 128-byte entry of a directory: links are the left, right and child entries."""
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack("<HBBIII16x20xIQ", len(raw), kind, 1, *links, start, size)


ROOT = ole_entry("Root Entry", 5, 0xFFFFFFFE, 0, (0xFFFFFFFF, 0xFFFFFFFF, 1))
OLES = {
    "ole_chain_loop": lambda: ole(
        [0xFFFFFFFD, 0xFFFFFFFE, 3, 2], ROOT + ole_entry("WordDocument", 2, 2, 2**31 - 1), more=b"\xec\xa5\xc1\x00" * 256
    ),
    "ole_directory_loop": lambda: ole([0xFFFFFFFD, 1], ROOT + ole_entry("WordDocument", 2, 2, 512)),
    "ole_tree_loop": lambda: ole(
        [0xFFFFFFFD, 0xFFFFFFFE], ROOT + ole_entry("a", 1, 0, 0, (1, 1, 1)) + ole_entry("Workbook", 2, 2, 2**40, (1, 2, 3))
    ),
    "ole_difat_loop": lambda: ole(
        [0xFFFFFFFD, 0xFFFFFFFE], ROOT + ole_entry("Workbook", 2, 2, 4096), difat_start=2, more=struct.pack("<128I", *([2] * 128))
    ),
    "ole_huge_stream": lambda: ole(
        [0xFFFFFFFD, 0xFFFFFFFE, 2], ROOT + ole_entry("Workbook", 2, 2, 2**62), more=b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\xff" * 504
    ),
}
for _name, _build in OLES.items():
    family(_name, "report.doc", _build, "loops in the chains of a compound file")
    family(_name + "_sheet", "report.xls", _build, "loops in the chains of a compound file")


def png(width: int, height: int, mebibytes: int = 1, extra: bytes = b"") -> bytes:
    """Return a PNG of one bit a pixel that claims this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + extra
        + chunk(b"IDAT", zlib.compress(bytes(mebibytes * MEBI), 9))
        + chunk(b"IEND", b"")
    )


TIFF_LOOP = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIIHHIII", 2, 256, 4, 1, 60000, 257, 4, 1, 60000, 8)
IMAGES = {
    "png_huge": ("scan.png", lambda: png(100_000, 100_000)),
    "png_extreme": ("scan.png", lambda: png(2**31 - 1, 2**31 - 1)),
    "tiff_loop": ("scan.tif", lambda: TIFF_LOOP),
    "tiff_tag_count": ("scan.tif", lambda: b"II*\x00\x08\x00\x00\x00\xff\xff" + struct.pack("<HHII", 273, 4, 0xFFFFFFFF, 8) * 65535),
    "jpeg_huge": (
        "scan.jpg",
        lambda: (
            b"\xff\xd8\xff\xc2\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
            + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 5000
            + b"\xff\xd9"
        ),
    ),
    "gif_huge": (
        "scan.gif",
        lambda: b"GIF89a\xff\xff\xff\xff\x00\x00\x00" + b"\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x01\x2c\x00" * 9000 + b"\x3b",
    ),
    "bmp_huge": ("scan.bmp", lambda: b"BM" + struct.pack("<IIIIiiHHI", 99, 0, 54, 40, 2**31 - 1, -(2**31), 1, 24, 0) + bytes(60)),
}
for _name, (_file, _build) in IMAGES.items():
    family(_name, _file, _build, "memory of an image at its claimed size")


@hostile("report.rtf", "groups a million deep")
def rtf_deep_groups() -> bytes:
    return b"{\\rtf1" + b"{" * 1_000_000 + b"}" * 1_000_001


@hostile("report.rtf", "binary data of 2 GB told, tables of 100,000 cells a row")
def rtf_binary_and_cells() -> bytes:
    return (
        b"{\\rtf1\\ansi\\trowd"
        + b"".join(b"\\cellx%d" % n for n in range(100_000))
        + b"\\intbl x\\cell" * 100_000
        + b"\\row\\bin2147483647 x}"
    )
