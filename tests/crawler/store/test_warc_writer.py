"""The record writer: names, rotation, what stays when something fails."""

import io
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from crawler.model.exchange import Exchange
from crawler.store import warc_writer as writing
from gongkai import http_message, warc_reader
from gongkai.fetch_record import FetchProblem, FetchRecord

URL = "http://h.cn/a"

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"


def exchange(response=ANSWER, **given):
    return Exchange("http://h.cn/a", b"GET /a HTTP/1.1\r\n\r\n", response, datetime(2026, 1, 1, tzinfo=UTC), **given)


def put(writer, response=ANSWER):
    return writer.put(partial(writing.pack, exchange(response), FetchRecord(URL, kind="article"), None))


def test_a_file_is_open_while_written_and_named_when_closed(tmp_path):
    writer = writing.Writer(tmp_path / "site", "site", {"software": "x"})
    put(writer)
    (path,) = (tmp_path / "site").iterdir()
    assert re.fullmatch(r"site-\d{14}-00000\.warc\.gz\.open", path.name)
    writer.close()
    (path,) = (tmp_path / "site").iterdir()
    assert re.fullmatch(r"site-\d{14}-00000\.warc\.gz", path.name)
    writer.close()  # once more does nothing


def test_files_rotate_and_each_begins_with_its_own_warcinfo(tmp_path):
    writer = writing.Writer(tmp_path, "site", {"software": "x"}, most=3000)
    for _ in range(12):
        put(writer)
    writer.close()
    files = sorted(tmp_path.iterdir())
    assert len(files) > 2
    for number, path in enumerate(files):
        assert path.name.endswith(f"-{number:05}.warc.gz")
        with path.open("rb") as stream:
            records = list(warc_reader.records(stream))
        assert records[0].type == "warcinfo"
        assert {record.get("WARC-Warcinfo-ID") for record in records[1:]} == {records[0].get("WARC-Record-ID")}
        assert (len(records) - 1) % 3 == 0  # a fetch is never torn over two files


def test_two_writers_of_one_second_do_not_meet(tmp_path):
    writers = [writing.Writer(tmp_path, "site", {"software": "x"}) for _ in range(3)]
    for writer in writers:
        put(writer)
    assert len({writer.name for writer in writers}) == 3
    for writer in writers:
        writer.close()


def test_the_place_told_is_where_the_record_is(tmp_path):
    writer = writing.Writer(tmp_path, "site", {"software": "x"})
    places = [put(writer) for _ in range(4)]
    writer.close()
    for place in places:
        with Path(tmp_path / place.file).open("rb") as stream:
            assert warc_reader.record_at(stream, place.offset).block == ANSWER


def test_what_fails_half_way_leaves_nothing_behind(tmp_path, monkeypatch):
    writer = writing.Writer(tmp_path, "site", {"software": "x"})
    put(writer)
    length = writer.length

    def refuse(descriptor, data):
        writing.disk.os.write(descriptor, data[:100])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing.disk, "write", refuse)
        with pytest.raises(writing.disk.DiskFilled, match="No space left"):
            put(writer)
    put(writer)
    writer.close()
    (path,) = tmp_path.iterdir()
    with path.open("rb") as stream:
        records = list(warc_reader.records(stream))
    assert [record.complete for record in records] == [True] * 7
    assert records[4].offset == length


@pytest.mark.parametrize("told", ["length", "time", "disconnect"])
def test_a_truncated_answer_says_so_and_is_no_original(told):
    packed = writing.pack(exchange(truncated=told), FetchRecord(URL), None, "urn:x")
    response = next(warc_reader.records(io.BytesIO(packed.data)))
    assert response.get("WARC-Truncated") == told
    assert packed.original is None


def test_a_fetch_without_answer_leaves_its_problem(tmp_path):
    packed = writing.pack(
        exchange(b"", problem=("dns_failure", "no such host")),
        FetchRecord(URL, problem=FetchProblem("fetch", "dns_failure", "no such host")),
        None,
        "urn:x",
    )
    (only,) = warc_reader.records(io.BytesIO(packed.data))
    assert (only.type, b"dns_failure" in only.block, b"http://h.cn/a" in only.block) == ("metadata", True, True)


def test_members_are_written_the_same_way_every_time():
    assert writing.member(b"abc" * 100) == writing.member(b"abc" * 100)
    assert writing.member(b"")[:10] == bytes.fromhex("1f8b08000000000000ff")


def test_an_answer_is_taken_apart_leniently():
    answer = http_message.answer(b"HTTP/1.1 200\r\nA: 1\r\nA: 2\r\n B\r\n\r\nbody")
    assert (answer.status, answer.reason, answer.all("a"), answer.get("A"), answer.body) == (200, "", ("1", "2 B"), "2 B", b"body")
    assert http_message.answer(b"no http at all").status == 0
