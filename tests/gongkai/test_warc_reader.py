"""Members and records of a WARC file: whole ones, cut ones, damaged ones."""

import gzip
import io
import random

import pytest

from gongkai import warc_reader


def packed(data):
    """Without a time: the cases are named by their bytes, the same in every process."""
    return gzip.compress(data, mtime=0)


def record(block=b"payload", kind="resource", head=b"WARC/1.1"):
    return head + b"\r\nWARC-Type: " + kind.encode() + b"\r\nContent-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"


def noise(size, seed=0):
    return random.Random(seed).randbytes(size)


def file(*blocks):
    return b"".join(packed(record(block)) for block in blocks)


BLOCKS = (b"one", noise(300_000), b"", noise(70_000, 1), b"five")


def test_every_record_comes_back_with_its_place():
    data = file(*BLOCKS)
    found = list(warc_reader.records(io.BytesIO(data)))
    assert [(item.block, item.complete) for item in found] == [(block, True) for block in BLOCKS]
    assert all(gzip.decompress(data[item.offset : item.offset + item.length]) == record(item.block) for item in found)
    assert sum(item.length for item in found) == len(data)
    assert warc_reader.record_at(io.BytesIO(data), found[3].offset) == found[3]
    assert warc_reader.complete_length(io.BytesIO(data)) == len(data)


@pytest.mark.parametrize("cut", [1, 4, 8, 10, 30, 60, 120, 1000])
def test_a_cut_end_is_seen_whatever_its_length(cut):
    data = file(*BLOCKS, noise(5000, 2))
    end = len(file(*BLOCKS))
    found = list(warc_reader.records(io.BytesIO(data[:-cut])))
    assert [item.complete for item in found] == [True] * 5 + [False]
    assert found[-1].offset == end
    assert found[-1].fault.startswith("cut")
    assert warc_reader.complete_length(io.BytesIO(data[:-cut])) == end


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_bit_is_seen_and_what_follows_is_still_read(seed):
    chance = random.Random(seed)
    data = bytearray(file(*(noise(2000, n) for n in range(6))))
    places = [item.offset for item in warc_reader.records(io.BytesIO(bytes(data)))] + [len(data)]
    at = chance.randrange(len(data))
    hurt = max(n for n in range(6) if places[n] <= at)
    data[at] ^= 1 << chance.randrange(8)
    found = {item.offset: item for item in warc_reader.records(io.BytesIO(bytes(data)))}
    untouched = at - places[hurt] in range(4, 10)  # time, extra flags and system of the gzip header carry nothing
    assert found[places[hurt]].complete <= untouched
    assert [found[place].complete for n, place in enumerate(places[:-1]) if n != hurt] == [True] * 5


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (packed(b"no header at all"), "no WARC header"),
        (packed(b"WARC/1.1\r\nWARC-Type: resource\r\n\r\nabc\r\n\r\n"), "no Content-Length"),
        (packed(record(b"abc")[:-4]), "Content-Length says 3"),
        (packed(record(b"abc") + b"more"), "Content-Length says 3"),
        (b"not gzip at all", "damaged"),
        (b"\x1f\x8b\x08", "cut"),
    ],
)
def test_what_is_no_record_says_why(data, fault):
    assert fault in next(warc_reader.records(io.BytesIO(data))).fault


def test_an_empty_file_holds_nothing():
    assert list(warc_reader.records(io.BytesIO(b""))) == []
    assert not warc_reader.record_at(io.BytesIO(b""), 0).complete
