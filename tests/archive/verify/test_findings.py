"""What a check says: its sentence, how a fault is written, what it remembers of a check that was stopped; from small tables in memory."""

import hashlib
import json
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from archive.store import captures, schema
from archive.store.warc_files import WarcFile
from archive.verify import merkle, verify, warc_file
from archive.verify.verify import KnownGood, Result, absent, add, begun, dangling, links, of_public
from archive.verify.warc_file import FileCheck, WarcFault, named, of_bytes


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (WarcFault("damaged", "cut", "a.warc.gz", 0), "a.warc.gz byte 0: damaged: cut"),
        (WarcFault("file_missing", "gone", "a.warc.gz"), "a.warc.gz: file_missing: gone"),
        (WarcFault("damaged", "cut", "a", 7, 3, "d1", "http://a/"), "a byte 7: damaged: cut [document d1 http://a/]"),
        (WarcFault("damaged", "cut", "a", 7, 3, None, "http://a/"), "a byte 7: damaged: cut [http://a/]"),
    ],
)
def test_a_fault_in_one_line(fault, line):
    assert str(fault) == line


FAULT = WarcFault("damaged", "cut")


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (Result(1, 0, 1234, 1, 0, True), "1 WARC file, 1,234 bytes, 1 record, 0 rows checked: all is well"),
        (Result(2, 1, 1, 9, 8, True, [FAULT]), "2 WARC files, 1 byte, 9 records, 8 rows checked, 1 file found good before: 1 fault"),
        (
            Result(0, 2, 0, 0, 1, False, [FAULT, FAULT]),
            "0 WARC files, 0 bytes, 0 records, 1 row checked, 2 files found good before; "
            "there is no database to hold them against, or nothing in it yet: gongkai build fills it: 2 faults",
        ),
    ],
)
def test_the_result_in_words(result, sentence):
    assert result.sentence == sentence
    assert result.as_dict() == {
        **{name: getattr(result, name) for name in ("files", "skipped", "bytes", "records", "rows", "database")},
        "faults": [
            {"code": "damaged", "message": "cut", "file": "", "offset": None, "length": 0, "document_id": None, "url": None}
            for _ in result.faults
        ],
    }


def test_results_of_files_are_added_up():
    result = Result()
    for checked in (FileCheck("a", 10, 2, 3, [FAULT]), FileCheck("b", 5, 1, 1)):
        add(result, checked)
    assert result == Result(2, 0, 15, 3, 4, False, [FAULT])


def test_a_stopped_check_remembers_good_files_by_their_size(tmp_path):
    path = tmp_path / "verify.json"
    known = KnownGood(path, again=False)
    known.note(FileCheck("a", 10))
    known.note(FileCheck("b", 20, faults=[FAULT]))
    files = [WarcFile("a", 10, False), WarcFile("a", 11, False), WarcFile("b", 20, False), WarcFile("c", 1, False)]
    assert [KnownGood(path, again=False).knows(file) for file in files] == [True, False, False, False]
    assert [KnownGood(path, again=True).knows(file) for file in files] == [False] * 4
    assert json.loads(path.read_text()) == {"a": 10}
    path.write_text('{"a":')
    assert not KnownGood(path, again=False).knows(files[0])
    known.done()
    known.done()
    assert list(tmp_path.iterdir()) == []


def test_published_files_and_their_digests(tmp_path):
    assert list(of_public(tmp_path)) == []
    (tmp_path / "good.db").write_bytes(b"good")
    (tmp_path / "bad.db").write_bytes(b"bad")
    sums = [(hashlib.sha256(b"good").hexdigest(), name) for name in ("good.db", "bad.db", "gone.db")]
    (tmp_path / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for digest, name in sums), encoding="utf-8")
    assert list(of_public(tmp_path)) == [
        WarcFault("snapshot_changed", "the published file is not the one of SHA256SUMS", "public/bad.db", None, 0)
    ]


@pytest.fixture
def tables():
    with closing(sqlite3.connect(":memory:")) as made:
        schema.migrate(made)
        yield made


def test_files_that_the_database_was_built_from(tables):
    tables.executemany("INSERT INTO warc_files (name, read_to) VALUES (?, ?)", [("a", 10), ("b", 10), ("c", 10), ("d", 2)])
    files = [WarcFile("a", 10, False), WarcFile("b", 9, False), WarcFile("d", 1, False), WarcFile("new", 0, False)]
    assert list(absent(tables, files)) == [
        WarcFault("file_shorter", "10 bytes were read of it, it has 9", "b", 9, 1),
        WarcFault("file_missing", "the database was built from this file, which is missing", "c"),
        WarcFault("file_shorter", "2 bytes were read of it, it has 1", "d", 1, 1),
    ]


def test_rows_that_refer_to_none(tables):
    tables.execute("PRAGMA foreign_keys = OFF")
    assert list(dangling(tables)) == []
    tables.execute("INSERT INTO columns (id, site_id) VALUES ('x/a', 'x'), ('y/a', 'w')")
    tables.execute(
        "INSERT INTO captures (id, url, fetched_at, kind, warc, offset, revisit_of) VALUES ('c', 'u', 'd', 'list', 'w', 1, 'none')"
    )
    assert [(fault.code, fault.message) for fault in dangling(tables)] == [
        ("row_without_row", "2 rows of columns with a site_id that sites does not have, 'w' first"),
        ("row_without_row", "1 row of captures with a revisit_of that captures does not have, 'none' first"),
    ]
    assert list(links(tables))[-1] == ("captures", "revisit_of", "captures", "id")
    assert {table for table, *_ in links(tables)} <= set(schema.CONTENT)


def test_a_document_whose_payload_is_not_its_captures(tables):
    tables.execute("PRAGMA foreign_keys = OFF")
    for number, (own, of_capture) in enumerate((("p", "p"), ("p", "q"), ("p", None))):
        tables.execute(
            "INSERT INTO captures (id, url, fetched_at, kind, warc, offset, payload_digest, revisit_of) "
            "VALUES (?, 'u', 'd', 'article', 'w', ?, ?, ?)",
            (f"c{number}", number, of_capture, "c0" if of_capture is None else None),
        )
        tables.execute(
            "INSERT INTO documents (id, title, url, kind, payload_digest, capture_id) VALUES (?, 't', ?, 'article', ?, ?)",
            (f"d{number}", f"http://a/{number}", own, f"c{number}"),
        )
    tables.execute("INSERT INTO documents (id, title, kind, payload_digest, capture_id) VALUES ('part', 't', 'part', 'x', 'c0')")
    assert list(dangling(tables)) == [
        WarcFault("payload_differs", "the document's payload is not its capture's", "w", 1, 0, "d1", "http://a/1")
    ]


@pytest.mark.parametrize("table", ["warc_files", "captures", "documents", "sites"])
def test_a_build_has_begun_once_a_row_of_these_is_there(tmp_path, table):
    path = tmp_path / "gongkai.db"
    with closing(schema.connect(path)) as made:
        schema.migrate(made)
        made.execute("PRAGMA foreign_keys = OFF")
        made.commit()
        assert not begun(path)
        values = {"warc_files": "(name) VALUES ('a')", "sites": "(id) VALUES ('a')"}
        values["captures"] = "(id, url, fetched_at, kind, warc, offset) VALUES ('a', 'u', 'd', 'list', 'w', 1)"
        values["documents"] = "(id, title, kind) VALUES ('a', 't', 'article')"
        made.execute(f"INSERT INTO {table} {values[table]}")
        made.commit()
    assert begun(path) is (table != "sites")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        *((refused, False) for refused in verify.REFUSED),
        ("SQLITE_IOERR_WRITE", False),
        ("SQLITE_CANTOPEN_ISDIR", False),
        ("SQLITE_IOERR_READ", True),
        ("SQLITE_IOERR_SHORT_READ", True),
        ("SQLITE_IOERR_DATA", True),
        ("SQLITE_IOERR_CORRUPTFS", True),
        ("SQLITE_CORRUPT", True),
        ("SQLITE_NOTADB", True),
        ("", True),
    ],
)
def test_which_errors_of_sqlite_mean_damage(name, damage):
    error = sqlite3.DatabaseError("x")
    error.sqlite_errorname = name
    assert verify.damaging(error) is damage
    expected = {"IOERR", "FULL", "CANTOPEN", "READONLY", "BUSY", "LOCKED", "PROTOCOL", "NOMEM"}
    assert {each.removeprefix("SQLITE_") for each in verify.REFUSED} == expected


# ---- the bytes of a file


def test_bytes_that_changed_are_named_by_their_piece(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(captures, "PIECE", 4)
    good = b"aaaabbbbccccdd"
    digest, pieces = captures.digests(iter([good[at : at + 4] for at in range(0, len(good), 4)]))
    tables.execute("INSERT INTO warc_files (name, read_to, digest, pieces) VALUES ('f', 14, ?, ?)", (digest, pieces))
    path = tmp_path / "f"

    def found(data, faults=(), open_=False, name="f"):
        path.write_bytes(data)
        file = SimpleNamespace(name=name, open=open_)
        return list(of_bytes(tables, str(tmp_path), file, FileCheck("f", 14, faults=list(faults))))

    assert found(good) == []
    for data, places in ((b"aaaabxbbccccdx", [4, 12]), (b"aaaabbbbcccc", [12]), (b"xaaabbbbccccdd", [0])):
        assert [(fault.code, fault.file, fault.offset, fault.length) for fault in found(data)] == [
            ("bytes_changed", "f", at, 4) for at in places
        ]
    assert found(b"aaaabxbbccccdd")[0].message == "bytes 4-7 are not those the database knows, though every record can be read"
    assert found(b"x", [WarcFault("damaged", "cut")]) == found(b"x", open_=True) == found(b"x", name="g") == []
    assert len(found(b"x" + good[1:], [WarcFault("gzip_header", "x")])) == 1
    tables.execute("UPDATE warc_files SET digest = NULL")
    assert found(b"x") == []


def test_a_fault_is_named_by_the_document_at_its_place(tables):
    tables.execute("PRAGMA foreign_keys = OFF")
    for name, offset, document in (("a", 10, None), ("b", 10, "d1"), ("c", 30, "d2")):
        tables.execute(
            "INSERT INTO captures (id, url, fetched_at, kind, warc, offset, record_length, document_id) "
            "VALUES (?, ?, 'd', 'list', 'f', ?, 20, ?)",
            (name, f"u{name}", offset, document),
        )

    def document(offset, length=0, file="f", own=None):
        fault = named(tables, WarcFault("damaged", "m", file, offset, length, own))
        assert (fault.code, fault.message, fault.file, fault.offset, fault.length) == ("damaged", "m", file, offset, length)
        return fault.document_id, fault.url

    assert [document(offset) for offset in (9, 10, 29, 30, 49, 50)] == [
        (None, None),
        *[("d1", "ub")] * 2,
        *[("d2", "uc")] * 2,
        (None, None),
    ]
    assert (document(0, 10), document(0, 11), document(50, 9)) == ((None, None), ("d1", "ub"), (None, None))
    assert (document(10, file="g"), document(None), document(10, own="own")) == ((None, None), (None, None), ("own", None))


def record(kind, offset, block=b""):
    return SimpleNamespace(type=kind, offset=offset, block=block)


@pytest.mark.parametrize(
    ("first", "second", "info", "differs"),
    [
        (warc_file.PLAIN + b"\x02\xff", warc_file.PLAIN + b"\x02\xff", warc_file.OURS, [False, False]),
        (warc_file.PLAIN + b"\x02\xff", warc_file.PLAIN + b"\x00\xff", warc_file.OURS, [False, True]),
        (b"\x1f\x8b\x08\x08" + bytes(6), b"\x1f\x8b\x08\x08" + bytes(6), warc_file.OURS, [True, False]),
        (b"\x1f\x8b\x08" + bytes(7), b"\x1f\x8b\x08\x01" + bytes(6), b"software: other", [False, False]),
    ],
)
def test_the_gzip_headers_of_our_own_files_are_alike(tmp_path, first, second, info, differs):
    (tmp_path / "f").write_bytes(first + second)
    with warc_file.Heads(str(tmp_path), "f") as heads:
        assert [heads.differs(record("warcinfo", 0, info + b"/1")), heads.differs(record("response", 10))] == differs
    assert heads.raw.closed


# ---- trees of hashes


def test_a_tree_of_hashes():
    leaves = [merkle.leaf(bytes([number])) for number in range(5)]
    assert leaves[1] == hashlib.sha256(b"\x00\x01").digest()
    (a, b, c, d, e) = leaves
    pair, other = (hashlib.sha256(b"\x01" + left + right).digest() for left, right in ((a, b), (c, d)))
    four = hashlib.sha256(b"\x01" + pair + other).digest()
    top = hashlib.sha256(b"\x01" + four + e).digest()
    assert merkle.levels(leaves) == [leaves, [pair, other, e], [four, e], [top]]
    assert merkle.root(leaves) == top.hex()
    assert merkle.root([a]) == a.hex()
    assert merkle.path(leaves, 2) == [("right", d.hex()), ("left", pair.hex()), ("right", e.hex())]
    assert merkle.path(leaves, 4) == [("left", four.hex())]
    assert merkle.path([a], 0) == []
    for size in range(1, 10):
        some = [merkle.leaf(bytes([number])) for number in range(size)]
        for number, leaf in enumerate(some):
            assert merkle.climbed(leaf, merkle.path(some, number)) == merkle.root(some)
            assert size == 1 or merkle.climbed(merkle.leaf(b"x"), merkle.path(some, number)) != merkle.root(some)
