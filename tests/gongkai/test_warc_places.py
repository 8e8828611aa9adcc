"""Records found wherever they begin: after garbage of any length, across the pieces in which a file is read."""

import io

import pytest
from isal import isal_zlib

from gongkai import warc_reader
from gongkai.warc_reader import Member, Record, complete_length, header, members, record, record_at, records


def packed(block=b"abc", extra=b""):
    head = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n" % len(block)
    return isal_zlib.compress(head + block + b"\r\n\r\n" + extra, 2, 31)


ONE = packed()  # its length is not the same in every process: ISA-L chooses by what its memory held before


@pytest.fixture(params=[512, 513, 600])
def pieces(request, monkeypatch):
    """Files are read in pieces of so many bytes."""
    monkeypatch.setattr(warc_reader, "CHUNK", request.param)
    return request.param


@pytest.mark.parametrize("length", [*range(1, 8), *range(505, 520), *range(590, 605), 1200])
@pytest.mark.parametrize("filler", [b"x", b"\x1f", b"\x1f\x8b", b"\x1f\x8b\x08"])
def test_a_record_after_garbage_is_found(pieces, length, filler):
    garbage = (filler * length)[:length]
    found = list(records(io.BytesIO(garbage + ONE + ONE)))
    assert [(each.offset, each.length, each.complete) for each in found] == [
        (0, length, False),
        (length, len(ONE), True),
        (length + len(ONE), len(ONE), True),
    ]


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 5000])
def test_a_record_of_any_length_is_whole(pieces, size):
    body = bytes(range(256)) * (size // 256 + 1)
    data = packed(body[:size])
    (found, last) = records(io.BytesIO(data + ONE))
    assert (found.block, found.length, found.fault) == (body[:size], len(data), "")
    assert last.offset == len(data)


def test_garbage_alone_is_one_damaged_member():
    (found,) = members(io.BytesIO(b"x" * 100))
    assert (found.offset, found.length, found.data) == (0, 100, b"")
    assert found.fault.startswith("damaged: ")


def test_a_member_that_is_no_record_ends_no_search():
    other = isal_zlib.compress(b"no record at all", 2, 31)
    found = list(records(io.BytesIO(b"xyz" + other + ONE)))
    assert [(each.offset, each.complete) for each in found] == [(0, False), (3 + len(other), True)]


def test_reading_begins_where_it_is_told():
    stream = io.BytesIO(ONE + packed(b"second"))
    assert record_at(stream, len(ONE)).block == b"second"
    assert [each.block for each in records(stream, len(ONE))] == [b"second"]
    end = len(stream.getvalue())
    assert record_at(stream, end) == Record(end, 0, (), b"", "cut: the file ends before this record")


@pytest.mark.parametrize(
    ("cut", "length"), [(0, 2), (1, 1), (len(ONE), 1), (len(ONE) + 1, 0)], ids=["nothing", "a byte", "a record", "a record and a byte"]
)
def test_how_much_of_a_file_is_complete(cut, length):
    data = ONE + ONE
    assert complete_length(io.BytesIO(data[: len(data) - cut])) == length * len(ONE)


def test_a_bomb_is_not_inflated(monkeypatch):
    monkeypatch.setattr(warc_reader, "LONGEST", 1000)
    least = packed(b"x" * (1000 - len(b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 900\r\n\r\n\r\n\r\n")))
    assert record_at(io.BytesIO(least), 0).complete
    bomb = record_at(io.BytesIO(packed(b"x" * 2000)), 0)
    assert (bomb.fault, bomb.block) == ("damaged: a record of more than 1000 bytes", b"")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"WARC/1.1\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", ""),
        (b"WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n", ""),
        (b"WARX/1.1\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", "damaged: no WARC header"),
        (b"WARC/1.1\r\nContent-Length: 3", "damaged: no WARC header"),
        (b"WARC/1.1\r\nX: y\r\n\r\nabc\r\n\r\n", "damaged: no Content-Length"),
        (b"WARC/1.1\r\nContent-Length: -3\r\n\r\nabc\r\n\r\n", "damaged: no Content-Length"),
        (b"WARC/1.1\r\nContent-Length: 4\r\n\r\nabc\r\n\r\n", "damaged: Content-Length says 4 bytes, the record holds 3"),
        (b"WARC/1.1\r\nContent-Length: 2\r\n\r\nabc\r\n\r\n", "damaged: Content-Length says 2 bytes, the record holds 3"),
    ],
)
def test_what_is_wrong_with_a_record(data, fault):
    found = record(Member(7, 9, data))
    assert (found.offset, found.length, found.fault, found.complete) == (7, 9, fault, not fault)
    assert record(Member(7, 9, data, "cut: x")).fault == "cut: x"


def test_fields_are_as_written_and_found_by_name():
    end, fields = header(b"WARC/1.1\r\n A : b:c \r\na: d\r\nno colon\r\n\r\nblock")
    assert (end, fields) == (39, (("A", "b:c"), ("a", "d"), ("no colon", "")))
    found = Record(0, 0, fields, b"")
    assert (found.get("a"), found.get("A"), found.get("x"), found.get("x", "y"), found.type) == ("b:c", "b:c", "", "y", "")
    assert Record(0, 0, (("warc-type", "response"),), b"").type == "response"
    assert header(b"WARC/1.1\r\n") == (0, ())


@pytest.mark.parametrize("rest", [1, 8, len(ONE) - 1], ids=["a byte", "eight", "all but one"])
def test_a_record_that_the_file_ends_in_says_so(rest):
    found = record_at(io.BytesIO(ONE[:-rest]), 0)
    assert (found.fault, found.complete) == ("cut: the file ends inside this record", False)


def test_no_record_is_longer_than_a_gibibyte():
    """The crawler stops at 128 MB."""
    assert warc_reader.LONGEST == 1024**3
