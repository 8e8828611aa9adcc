"""An OLE compound file ([MS-CFB]): small and large streams, chains that turn in circles, tables that continue, damaged heads."""

import struct

import pytest

from parsers.files.ole import END, Ole, _follow, _numbers
from parsers.files.safe_zip import Unreadable

SECTOR, MINI = 512, 64
LAST, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def entry(name, start, size):
    raw = name.encode("utf-16-le") + b"\0\0" if name else b""
    return struct.pack("<64sH50xII4x", raw, len(raw), start, size)


def padded(body):
    return body + b"\0" * (-len(body) % SECTOR)


def ole(large=b"L" * 5000, small=b"s" * 100, cutoff=4096, mini_fat=3, names=("Book", "Small")):
    """Sectors: 0 the allocation table, 1 the directory, 2 the mini stream, 3 its table, 4 and up the large stream."""
    count = len(padded(large)) // SECTOR
    table = [0xFFFFFFFD, LAST, LAST, LAST, *(4 + n + 1 for n in range(count - 1)), LAST]
    directory = entry("Root Entry", 2, 256) + entry(names[0], 4, len(large)) + entry(names[1], 1, len(small)) + entry("", 0, 0)
    minis = b"x" * MINI + small[:MINI] + b"y" * MINI + small[MINI:]  # mini sectors 1 and 3 hold the small stream
    body = b"".join(
        [
            struct.pack(f"<{SECTOR // 4}I", *table, *[FREE] * (SECTOR // 4 - len(table))),
            directory, padded(minis), struct.pack(f"<{SECTOR // 4}I", LAST, 3, LAST, LAST, *[FREE] * (SECTOR // 4 - 4)), padded(large),
        ]
    )  # fmt: skip
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, cutoff, mini_fat, 1, LAST, 0
    )
    return head + struct.pack("<109I", 0, *[FREE] * 108) + body


def test_a_large_and_a_small_stream():
    file = Ole(ole())
    assert file.stream("Book") == b"L" * 5000
    assert file.stream("Small") == b"s" * 100
    assert file.entries == {"Root Entry": (2, 256), "Book": (4, 5000), "Small": (1, 100)}


@pytest.mark.parametrize("size", [511, 512, 513, 4096])
def test_a_stream_of_any_size_is_cut_where_it_ends(size):
    assert Ole(ole(large=b"L" * size, cutoff=size)).stream("Book") == b"L" * size


def test_a_name_as_long_as_the_format_allows_and_the_first_of_a_name_count():
    assert Ole(ole(names=("B" * 31, "S"))).stream("B" * 31) == b"L" * 5000
    assert Ole(ole(names=("Book", "Book"))).stream("Book") == b"L" * 5000


def test_a_stream_that_is_not_there_is_named():
    with pytest.raises(Unreadable, match="WordDocument") as refused:
        Ole(ole()).stream("WordDocument")
    assert refused.value.code == "damaged"


def test_without_a_table_of_small_sectors_small_streams_are_empty():
    assert Ole(ole(mini_fat=LAST)).stream("Small") == b""


@pytest.mark.parametrize("length", [0, 40, 60, 300, 515])
def test_a_file_that_is_cut_says_so(length):
    with pytest.raises(Unreadable) as refused:
        Ole(ole()[:length]).stream("Book")
    assert refused.value.code == "damaged"


def test_an_allocation_table_that_continues_in_further_sectors_is_read_whole():
    body = ole()
    more = len(body) // SECTOR - 1
    numbers = struct.pack(f"<{SECTOR // 4}I", 0, *[FREE] * (SECTOR // 4 - 2), LAST)
    head = bytearray(body + numbers)
    head[68:76] = struct.pack("<II", more, 1)
    file = Ole(bytes(head))
    assert file.fat[: SECTOR // 4] == file.fat[SECTOR // 4 :]
    assert file.stream("Book") == b"L" * 5000
    head[72:76] = struct.pack("<I", 0)
    assert len(Ole(bytes(head)).fat) == SECTOR // 4
    head[68:76] = struct.pack("<II", more, 9)
    assert len(Ole(bytes(head)).fat) == 2 * SECTOR // 4


@pytest.mark.parametrize(
    ("table", "start", "chain"),
    [
        ((1, 2, LAST), 0, [0, 1, 2]),
        ((1, 0), 0, [0, 1]),
        ((0,), 0, [0]),
        ((5,), 0, [0]),
        ((1,), 1, []),
        ((), 0, []),
        ((LAST,), END, []),
        ((END,), 0, [0]),
    ],
)
def test_a_chain_ends_where_it_turns_in_a_circle_or_leaves_the_file(table, start, chain):
    assert _follow(table, start) == chain


def test_bytes_that_make_no_number_are_left():
    assert _numbers(b"\1\0\0\0\2\0\0\0\3") == (1, 2)
    assert _numbers(b"") == ()
