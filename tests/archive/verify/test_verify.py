import gzip
import random
import re
import sqlite3
from contextlib import closing

import pytest

from archive.build.build import build
from archive.publish.snapshot import snapshot
from archive.store import schema, warc_files
from archive.store.captures import document_id
from archive.verify import verify, warc_rules
from archive.verify.warc_file import check
from gongkai.errors import GongkaiError
from gongkai.warc_reader import Member
from gongkai.warc_reader import record as parsed
from tests.helpers.warcs import Warc, page, record

URL = "http://town.example/nb/1.html"
OTHER = "http://town.example/nb/2.html"


@pytest.fixture
def good(home):
    """A home of two files, built and published."""
    first = Warc().start().fetch(URL, page("甲", "<p>甲文</p>" * 30)).fetch(OTHER, page("乙", "<p>乙文</p>" * 30), time="00:11:00").finish()
    first.write(home.root, 1)
    Warc(day="2024-02-02", run="r").start().revisit(URL, page("甲", "<p>甲文</p>" * 30), "2024-01-02T00:10:00Z").failure(
        "http://town.example/x", "timeout", time="00:12:00"
    ).write(home.root, 2)
    build(home, jobs=1)
    snapshot(home, accept=True)
    return home


def change(home, sql):
    with closing(schema.connect(home.database)) as connection:
        connection.execute(sql)
        connection.commit()


def path_of(home, number=1):
    return sorted((home.root / "warc" / "town").iterdir())[number - 1]


def codes(home):
    return sorted({fault.code for fault in verify.verify(home, jobs=1).faults})


def test_a_good_archive_is_well(good):
    result = verify.verify(good, jobs=2)
    assert result.faults == []
    assert (result.files, result.rows, result.skipped) == (2, 4, 0)
    assert result.sentence.endswith("all is well")


def made_of(home, sql):
    home.database.unlink()
    with closing(schema.connect(home.database)) as connection:
        connection.executescript(sql)


@pytest.mark.parametrize("sql", ["BEGIN", "CREATE TABLE warc_files (name TEXT PRIMARY KEY)"])
def test_a_database_whose_making_was_interrupted_is_no_damage(good, sql):
    made_of(good, sql)
    result = verify.verify(good, jobs=1)
    assert result.files == 2
    assert result.sentence.endswith("gongkai build fills it: all is well")


def test_a_database_that_holds_rows_and_lacks_tables_is_damage(good):
    made_of(good, "CREATE TABLE captures (id TEXT); INSERT INTO captures VALUES ('x')")
    with pytest.raises(GongkaiError, match="no such table"):
        verify.verify(good, jobs=1)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("SQLITE_CORRUPT", True),
        ("SQLITE_NOTADB", True),
        ("SQLITE_ERROR", True),
        ("SQLITE_IOERR_READ", True),
        ("SQLITE_IOERR_SHORT_READ", True),
        ("SQLITE_IOERR_WRITE", False),
        ("SQLITE_IOERR_SHMSIZE", False),
        ("SQLITE_IOERR_FSYNC", False),
        ("SQLITE_FULL", False),
        ("SQLITE_CANTOPEN", False),
        ("SQLITE_READONLY_RECOVERY", False),
        ("SQLITE_BUSY", False),
    ],
)
def test_what_a_disk_refuses_to_write_is_no_damage_to_the_database(name, damage):
    error = sqlite3.DatabaseError("as SQLite says it")
    error.sqlite_errorname = name
    assert verify.damaging(error) == damage


def test_a_flipped_bit_is_named_with_file_offset_and_document(good):
    path = path_of(good)
    data = bytearray(path.read_bytes())
    with closing(schema.connect(good.database, readonly=True)) as connection:
        offset, length = connection.execute("SELECT offset, record_length FROM captures WHERE url = ?", (OTHER,)).fetchone()
    data[offset + length // 3] ^= 4
    path.write_bytes(data)
    (fault,) = [fault for fault in verify.verify(good, jobs=1).faults if fault.code == "damaged"]
    assert (fault.file, fault.offset, fault.document_id, fault.url) == (f"town/{path.name}", offset, document_id(OTHER), OTHER)
    assert re.match(rf"town/{path.name} byte {offset}: damaged: .* \[document {document_id(OTHER)} {OTHER}\]", str(fault))


DAMAGE = {
    "cut by a byte": (lambda data: data[:-1], "damaged"),
    "cut in the middle": (lambda data: data[: len(data) // 2], "damaged"),
    "something appended": (lambda data: data + b"x", "damaged"),
    "a member twice": (lambda data: data + data[data.rfind(b"\x1f\x8b\x08") :], "bytes_changed"),
    "time in a gzip header": (lambda data: data[:4] + b"\x01" + data[5:], "gzip_header"),
    "empty": (lambda data: b"", "file_shorter"),
}


@pytest.mark.parametrize(("damage", "code"), DAMAGE.values(), ids=DAMAGE)
def test_damage_to_a_file(good, damage, code):
    path = path_of(good)
    path.write_bytes(damage(path.read_bytes()))
    assert code in codes(good)


ROWS = {
    "a capture that never was": (
        "INSERT INTO captures (id, url, warc, offset) SELECT 'no', url, warc, offset FROM captures LIMIT 1",
        "row_without_record",
    ),
    "a capture forgotten": (f"DELETE FROM captures WHERE url = '{OTHER}'", "record_without_row"),
    "another address": (f"UPDATE captures SET url = 'http://else' WHERE url = '{OTHER}'", "row_differs"),
    "another place": (f"UPDATE captures SET offset = offset + 1 WHERE url = '{OTHER}'", "row_differs"),
    "another payload": ("UPDATE documents SET payload_digest = 'sha256:0'", "payload_differs"),
    "a version of nothing": ("UPDATE versions SET capture_id = 'no'", "row_without_row"),
    "a revisit of nothing": ("UPDATE captures SET revisit_of = 'no' WHERE revisit_of IS NOT NULL", "row_without_row"),
    "a WARC file forgotten": ("INSERT INTO warc_files (name, read_to) VALUES ('town/none.warc.gz', 1)", "file_missing"),
}


@pytest.mark.parametrize(("sql", "code"), ROWS.values(), ids=ROWS)
def test_rows_that_do_not_fit_their_records(good, sql, code):
    change(good, sql)
    assert code in codes(good)


def test_a_published_file_that_was_changed(good):
    path = next(good.public.glob("*.db"))
    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)
    assert codes(good) == ["snapshot_changed"]


def test_a_damaged_database_is_told(good):
    data = bytearray(good.database.read_bytes())
    data[4096 * 3 : 4096 * 9] = bytes(4096 * 6)
    good.database.write_bytes(data)
    assert "database_damaged" in codes(good)


def test_without_a_database_the_files_are_checked_alone(good):
    good.database.unlink()
    result = verify.verify(good, jobs=1)
    assert result.faults == []
    assert "no database" in result.sentence


def test_a_stopped_check_goes_on_where_it_was(good, monkeypatch):
    real, seen = verify.check, []

    def stops(warc, file, database):
        seen.append(file.name)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(warc, file, database)

    monkeypatch.setattr(verify, "check", stops)
    with pytest.raises(KeyboardInterrupt):
        verify.verify(good, jobs=1)
    result = verify.verify(good, jobs=1)
    assert (result.files, result.skipped, seen[-1]) == (1, 1, seen[1])
    assert verify.verify(good, jobs=1).files == 2


def test_every_flip_and_cut_is_found_and_no_alarm_is_false(good):
    found_all(good, 60)


@pytest.mark.soak
def test_a_thousand_flips_and_cuts(good):
    found_all(good, 1000)


def found_all(home, times):
    choice, path = random.Random(5), path_of(home)
    (file,) = [file for file in warc_files.listed(home.warc) if file.name.endswith(path.name)]
    whole = path.read_bytes()
    missed = []
    for number in range(times):
        at = choice.randrange(len(whole))
        data = whole[:at] if number % 10 == 0 else whole[:at] + bytes([whole[at] ^ (1 << choice.randrange(8))]) + whole[at + 1 :]
        path.write_bytes(data)
        if not check(home.warc, file, home.database).faults:
            missed.append(at)
        if number % 20 == 0:
            path.write_bytes(whole)
            assert check(home.warc, file, home.database).faults == []
    path.write_bytes(whole)
    assert missed == []


def told(**fields):
    kind, url = fields.pop("kind", "response"), fields.pop("url", URL)
    date, block = fields.pop("date", "2024-01-02T00:10:00Z"), b"HTTP/1.1 200 OK\r\n\r\nx"
    packed = record(kind, url, date, block, **{"Content_Type": "x", **fields})
    return parsed(Member(0, len(packed), gzip.decompress(packed)))


BROKEN = {
    "nothing": ({}, set()),
    "fractions of a second": ({"date": "2024-01-02T00:10:00.123456789Z"}, set()),
    "no time zone": ({"date": "2024-01-02T00:10:00"}, {"field_value"}),
    "a response of nothing": ({"url": None}, {"field_missing"}),
    "no content type": ({"Content_Type": None}, {"field_missing"}),
    "a file name on a response": ({"WARC_Filename": "x"}, {"field_forbidden"}),
    "a target of a warcinfo": ({"kind": "warcinfo"}, {"field_forbidden"}),
    "refers to, on a response": ({"WARC_Refers_To": "<urn:uuid:1>"}, {"field_forbidden"}),
    "a revisit of no profile": ({"kind": "revisit"}, {"field_value"}),
    "another block": ({"WARC_Block_Digest": "sha256:00"}, {"block_digest"}),
    "another payload": ({"WARC_Payload_Digest": "sha256:00"}, {"payload_digest"}),
    "payload in base32 of sha1": ({"WARC_Payload_Digest": "sha1:CH3K3F65H7ACDIIDMHSLJ7UZXQUNWDQX"}, {"payload_digest"}),
}


@pytest.mark.parametrize(("fields", "expected"), BROKEN.values(), ids=BROKEN)
def test_field_rules(fields, expected):
    assert {code for code, _ in warc_rules.broken(told(**fields))} == expected
