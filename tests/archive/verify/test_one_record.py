"""What is wrong with one record, and with the row that points to it, is named by its code, its file and its place."""

import json
import sqlite3

import pytest

from archive.verify import warc_file
from archive.verify.warc_file import FileCheck, RecordPlace, note, of_rows
from gongkai.warc_reader import Record


@pytest.mark.parametrize(("block", "found"), [(b'{"a": 1}', {"a": 1}), (b"[1]", {}), (b"{", {}), (b"", {}), (b"7", {}), (b"\xff", {})])
def test_what_a_metadata_record_holds(block, found):
    assert warc_file.metadata_of(Record(0, 1, (), block)) == found


def test_which_record_stands_for_a_fetch():
    held = {}
    fields = (
        ("WARC-Type", "response"),
        ("WARC-Record-ID", "<urn:uuid:r1>"),
        ("WARC-Date", "2024-01-02T00:10:00Z"),
        ("WARC-Target-URI", "http://h/1"),
    )
    about = Record(
        9,
        1,
        (("WARC-Type", "metadata"), ("WARC-Record-ID", "<urn:uuid:m1>"), ("WARC-Date", "D")),
        json.dumps({"url": "http://h/1"}).encode(),
    )
    note(held, Record(5, 1, fields, b""), about)
    note(held, None, about)
    assert [(place.offset, place.date) for place in held.values()] == [(5, "2024-01-02T00:10:00Z")], "a fetch that failed has a problem"
    failed = {"url": "http://h/2", "problem": {"stage": "fetch", "code": "timeout", "message": "x"}}
    note(held, None, Record(11, 1, about.fields, json.dumps(failed).encode()))
    assert sorted(place.offset for place in held.values()) == [5, 11]
    note(held, None, Record(12, 1, (("WARC-Type", "request"), *about.fields[1:]), json.dumps(failed).encode()))
    assert len(held) == 2


class File:
    """The place of a file."""

    name, open = "town/a.warc.gz", False


def test_rows_and_records_that_do_not_fit_are_named():
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE warc_files (name, read_to); CREATE TABLE captures (id, url, fetched_at, offset, warc);"
        "INSERT INTO warc_files VALUES ('town/a.warc.gz', 50);"
        "INSERT INTO captures VALUES ('same', 'u', 'd', 1, 'town/a.warc.gz'), ('moved', 'u', 'd', 2, 'town/a.warc.gz'),"
        " ('lost', 'u', 'd', 3, 'town/a.warc.gz'), ('other', 'u', 'd', 4, 'town/b.warc.gz');"
    )
    result = FileCheck("town/a.warc.gz", 1)
    held = {
        "same": RecordPlace(1, "u", "d"),
        "moved": RecordPlace(9, "v", "e"),
        "new": RecordPlace(49, "n", "d"),
        "later": RecordPlace(50, "n", "d"),
    }
    found = list(of_rows(connection, File, held, result))
    assert [(fault.code, fault.offset, fault.url) for fault in found] == [
        ("row_differs", 9, "u"),
        ("row_without_record", 3, "u"),
        ("record_without_row", 49, "n"),
    ]
    assert {fault.file for fault in found} == {"town/a.warc.gz"}
    assert all(piece in found[0].message for piece in ("moved", "2 u d", "9 v e"))
    assert "lost" in found[1].message
    assert "new" in found[2].message
    assert result.rows == 3
    assert set(held) == {"same", "moved", "new", "later"}, "what was held is left as it was"
    connection.execute("DELETE FROM warc_files")
    unread = [fault.code for fault in of_rows(connection, File, held, FileCheck("", 1))]
    assert unread == ["row_differs", "row_without_record"], "nothing of the file was read yet"
