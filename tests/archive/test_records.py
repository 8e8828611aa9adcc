import gzip
import io

import pytest

from archive import records


def packed(*texts: str) -> tuple[bytes, list[int]]:
    parts = [gzip.compress(f"WARC/1.1\r\n{text}".encode() * 400, 6, mtime=0) for text in texts]
    return b"".join(parts), [sum(map(len, parts[:at])) for at in range(len(parts))]


WHOLE, STARTS = packed("one", "two", "three", "four")


def told(data: bytes, start: int = 0):
    found = records.members(io.BytesIO(data), start)
    return [(member.offset, member.data[10:15].decode().split("W")[0], bool(member.problem)) for member in found]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:]


GOOD = [(at, word, False) for at, word in zip(STARTS, ("one", "two", "three", "four"), strict=True)]
CASES = {
    "whole": (WHOLE, GOOD),
    "empty": (b"", []),
    "cut in the last": (WHOLE[:-1], [*GOOD[:3], (STARTS[3], "", True)]),
    "cut, then appended": (WHOLE[:STARTS[1] + 20] + WHOLE[STARTS[2]:],
                           [(0, "one", False), (STARTS[1], "", True), (STARTS[1] + 20, "three", False),
                            (STARTS[1] + 20 + STARTS[3] - STARTS[2], "four", False)]),
    "bytes of another file between": (WHOLE[:STARTS[2]] + b"\x1f\x8b\x08 no record" * 3 + WHOLE[STARTS[2]:],
                                      [(0, "one", False), (STARTS[1], "two", False), (STARTS[2], "", True),
                                       (STARTS[2] + 39, "three", False), (STARTS[3] + 39, "four", False)]),
    "trailer damaged": (flipped(WHOLE, STARTS[1] - 1), [(0, "", True), *GOOD[1:]]),
    "nothing whole": (b"not a WARC file", [(0, "", True)]),
}


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES)
def test_members(data, expected):
    assert told(data) == expected


def test_reading_goes_on_where_it_ended():
    assert told(WHOLE, STARTS[2]) == [(STARTS[2], "three", False), (STARTS[3], "four", False)]


def test_members_reach_over_many_chunks(monkeypatch):
    monkeypatch.setattr(records, "CHUNK", 7)
    assert told(WHOLE) == CASES["whole"][1]
    assert told(CASES["cut, then appended"][0]) == CASES["cut, then appended"][1]


def test_a_bomb_is_a_problem_not_memory(monkeypatch):
    monkeypatch.setattr(records, "LONGEST", 10_000)
    data = gzip.compress(b"WARC/1.1" + bytes(5_000_000)) + WHOLE
    first, *rest = records.members(io.BytesIO(data))
    assert "more than 10000 bytes" in first.problem
    assert len(rest) == 4


def test_listed_names_files_once_and_in_order(tmp_path):
    for name in ("b/b-2.warc.gz", "b/b-1.warc.gz.open", "a/a-1.warc.gz", "a/readme.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(WHOLE)
    assert [(file.name, file.open) for file in records.listed(str(tmp_path))] == [
        ("a/a-1.warc.gz", False), ("b/b-1.warc.gz", True), ("b/b-2.warc.gz", False)]
    assert records.member_at(str(tmp_path), "b/b-1.warc.gz", STARTS[1]).data[10:13] == b"two"
    assert records.listed(str(tmp_path / "absent")) == []


def test_member_at_says_where_nothing_is(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(WHOLE)
    with pytest.raises(records.Broken, match="ends before byte"):
        records.member_at(str(tmp_path), "a.warc.gz", len(WHOLE))
