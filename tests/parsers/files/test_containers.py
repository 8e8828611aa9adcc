import io
import os
import shutil
import struct
import zipfile
import zlib
from types import SimpleNamespace

import py7zr
import pytest
import rarfile

from parsers import formats
from parsers.files import containers
from parsers.files import rar as rar_files
from parsers.files.safe_zip import Unreadable
from parsers.types import Source


def zipped(*members, flag=False, method=zipfile.ZIP_DEFLATED):
    """A ZIP; without the flag its names are GBK and not marked, as Windows writes them."""
    raws = [name.encode("gb18030") for name, _ in members]
    stand_ins = [
        name if flag or name.isascii() else chr(ord("A") + n) * len(raw)
        for n, ((name, _), raw) in enumerate(zip(members, raws, strict=True))
    ]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, (_, body) in zip(stand_ins, members, strict=True):
            archive.writestr(name, body)
    packed = stream.getvalue()
    for name, raw, (true, _) in zip(stand_ins, raws, members, strict=True):
        packed = packed if name == true else packed.replace(name.encode(), raw)
    return packed


def rar(name, body):
    """A RAR 4 with one stored member: signature, archive head, file head (unrar's technote)."""
    raw = name.encode("gb18030")
    head = (
        struct.pack("<BHHIIBIIBBHI", 0x74, 0x8000, 32 + len(raw), len(body), len(body), 2, zlib.crc32(body), 0, 20, 0x30, len(raw), 0x20)
        + raw
    )
    main = struct.pack("<BHHHI", 0x73, 0, 13, 0, 0)
    return (
        b"Rar!\x1a\x07\x00"
        + struct.pack("<H", zlib.crc32(main) & 0xFFFF)
        + main
        + struct.pack("<H", zlib.crc32(head) & 0xFFFF)
        + head
        + body
    )


def packed_rar(name, body):
    """A RAR 4 whose one member is packed (method 33, version 29): one block of literals of nine bits, no matches."""
    table = {9: "0", 1: "10", 19: "11"}  # lengths of codes: themselves coded; 19 is a run of zeros
    lengths = "".join(f"{len(table.get(length, '')):04b}" for length in range(20))
    codes = table[9] * 256 + table[1] + f"{table[19]}{100 - 11:07b}" + f"{table[19]}{47 - 11:07b}"  # literals, end, nothing else
    bits = "00" + lengths + codes + "".join(f"{256 + byte:09b}" for byte in body) + "0" + "00"
    bits += "0" * (-len(bits) % 8 + 32)
    packed = int(bits, 2).to_bytes(len(bits) // 8, "big")
    stored = rar(name, b"")
    size, crc, place = struct.pack("<II", len(packed), len(body)), struct.pack("<I", zlib.crc32(body)), 7 + 13
    head = bytearray(stored[place + 2 :])
    head[5:13], head[14:18], head[22], head[23] = size, crc, 29, 0x33
    return stored[:place] + struct.pack("<H", zlib.crc32(bytes(head)) & 0xFFFF) + bytes(head) + packed


def seven(**members):
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w") as archive:
        for name, body in members.items():
            archive.writestr(body, f"{name}.txt")
    return stream.getvalue()


def read(body):
    document = formats.parse(Source(body))
    return {part.name: part.body for part in document.parts}, [problem.code for problem in document.problems]


@pytest.mark.parametrize(
    "body",
    [zipped(("年报.txt", b"1")), zipped(("年报.txt", b"1"), flag=True), rar("年报.txt", b"1"), seven(年报=b"1")],
    ids=["zip-gbk", "zip-utf8", "rar", "7z"],
)
def test_names_and_bytes(body):
    assert read(body) == ({"年报.txt": b"1"}, [])


def test_names_are_labels_never_paths():
    parts, _ = read(zipped(("../../etc/passwd", b"1"), ("/abs\\x.doc", b"2"), ("__MACOSX/._a", b"3"), ("folder/", b"")))
    assert parts == {"etc/passwd": b"1", "abs/x.doc": b"2"}


def test_archives_inside_archives_are_opened():
    inner = zipped(("内.txt", b"1"))
    assert read(zipped(("外.txt", b"0"), ("包.zip", inner)))[0] == {"外.txt": b"0", "包.zip/内.txt": b"1"}


def test_a_document_that_is_a_zip_stays_whole():
    word = zipped(("word/document.xml", b"<a/>"))
    assert read(zipped(("a.docx", word)))[0] == {"a.docx": word}


def nested(depth):
    body = zipped(("end.txt", b"1"))
    for _ in range(depth):
        body = zipped(("next.zip", body), ("next2.zip", body), method=zipfile.ZIP_STORED)
    return body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (nested(9), "too_deep"),
        (zipped(*((f"{n}.txt", b"1") for n in range(301))), "too_many_members"),
        (zipped(("zeros", b"\0" * (80 * 2**20))), "bomb"),
        (zipped(*((f"{n}", bytes(range(256)) * 250_000) for n in range(5))), "bomb"),
        (zipped(("a.txt", b"1"))[:-30], "damaged"),
        (rar("a.txt", b"12345")[:-2], "damaged"),
        (seven(a=b"1" * 100)[:-20], "damaged"),
        (zipped(), "unknown_format"),
    ],
)
def test_what_is_not_unpacked_is_named(body, code):
    assert code in read(body)[1]


Small = containers.Budget


def test_what_was_unpacked_before_the_limit_is_kept(monkeypatch):
    monkeypatch.setattr(containers, "Budget", lambda: Small(parts=2, size=100))
    parts, codes = read(zipped(*((f"{n}.txt", b"1") for n in range(4))))
    assert (list(parts), codes) == (["0.txt", "1.txt"], ["too_many_members"])


@pytest.mark.parametrize(
    ("parts", "size", "bodies", "code"),
    [(2, 9, [b"1", b"1"], None), (2, 9, [b"1", b"1", b"1"], "too_many_members"), (9, 2, [b"1", b"1"], None), (9, 2, [b"1", b"11"], "bomb")],
)
def test_the_budget_of_an_archive_is_spent_to_the_last(parts, size, bodies, code):
    budget = containers.Budget(parts, size)
    if code:
        with pytest.raises(Unreadable) as refused:
            [budget.take(body) for body in bodies]
        assert refused.value.code == code
    else:
        assert [budget.take(body) for body in bodies] == [None] * len(bodies)


def test_the_budget_of_a_portals_archive():
    assert containers.Budget() == containers.Budget(300, 256 * 2**20)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a/b.doc", "a/b.doc"),
        ("a\\b.doc", "a/b.doc"),
        ("../../b.doc", "b.doc"),
        ("/b.doc", "b.doc"),
        (" a / b.doc ", "a/b.doc"),
        ("...", "unnamed"),
        ("", "unnamed"),
        (". ./..", "unnamed"),
        (".a/b", ".a/b"),
    ],
)
def test_the_name_of_a_part(name, shown):
    assert containers.display(name) == shown


def test_a_long_name_keeps_its_end():
    (name,) = read(zipped(("a" * 150 + "/" + "b" * 100 + ".doc", b"1")))[0]
    assert (len(name), name[-104:]) == (200, "b" * 100 + ".doc")


@pytest.mark.parametrize("name", ["__MACOSX/a", ".DS_Store", "a/Thumbs.db", "desktop.ini", "a/~$b.docx", "folder/"])
def test_what_a_system_leaves_in_an_archive_is_no_document(name):
    assert read(zipped((name, b"1"), ("a.txt", b"2"))) == ({"a.txt": b"2"}, [])
    assert read(zipped((name, b"1"))) == ({}, ["empty"])


@pytest.mark.parametrize(("depth", "codes"), [(3, []), (4, ["too_deep"])])
def test_archives_are_opened_four_deep(depth, codes):
    body = zipped(("end.txt", b"1"))
    for _ in range(depth):
        body = zipped(("next.zip", body))
    document = formats.parse(Source(body))
    assert [problem.code for problem in document.problems] == codes
    if not codes:
        assert [part.name for part in document.parts] == ["next.zip/next.zip/next.zip/end.txt"]
    else:
        assert [(problem.stage, problem.where) for problem in document.problems] == [("document", "/".join(["next.zip"] * 4))]


def test_a_damaged_archive_in_an_archive_is_named_and_its_neighbours_are_read():
    document = formats.parse(Source(zipped(("a.zip", zipped(("x.txt", b"1"))[:-30]), ("b.txt", b"2"))))
    assert {part.name: part.body for part in document.parts} == {"b.txt": b"2"}
    assert [(problem.stage, problem.code, problem.where) for problem in document.problems] == [("document", "damaged", "a.zip")]
    assert document.text == "b.txt"


def test_a_member_that_cannot_be_unpacked_is_named_and_its_neighbours_are_read():
    packed = zipped(("a.txt", b"11111"), ("b.txt", b"2"), method=zipfile.ZIP_STORED).replace(b"11111", b"11112")
    document = formats.parse(Source(packed))
    assert {part.name: part.body for part in document.parts} == {"b.txt": b"2"}
    assert [(problem.stage, problem.code, problem.where) for problem in document.problems] == [("document", "damaged", "a.txt")]


def test_an_inner_archive_that_spends_the_budget_ends_the_unpacking(monkeypatch):
    monkeypatch.setattr(containers, "Budget", lambda: Small(parts=3, size=100))
    inner = zipped(*((f"{n}.txt", b"1") for n in range(4)))
    parts, codes = read(zipped(("a.zip", inner), ("b.txt", b"1"), method=zipfile.ZIP_STORED))
    assert codes in (["too_many_members"], ["bomb"])
    assert "b.txt" not in parts


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (zipped(("a.txt", b"1")), "application/zip"),
        (rar("a.txt", b"1"), "application/vnd.rar"),
        (seven(a=b"1"), "application/x-7z-compressed"),
    ],
    ids=["zip", "rar", "7z"],
)
def test_the_kind_of_an_archive(body, kind):
    document = formats.parse(Source(body))
    assert (document.media_type, document.text, containers.is_container(body)) == (kind, "a.txt", True)
    assert not containers.is_container(b"1")


@pytest.mark.parametrize("missing", ["parsers.files.no_such_module"])
def test_a_reader_that_is_not_installed_is_named(missing):
    with pytest.raises(Unreadable) as refused:
        containers.optional(missing)
    assert (refused.value.code, "gongkai[office]" in refused.value.message) == ("reader_missing", True)


PACKED = packed_rar("a.txt", b"12345")
needs_bsdtar = pytest.mark.skipif(not shutil.which("bsdtar"), reason="needs bsdtar")


@needs_bsdtar
def test_a_packed_member_is_what_its_archive_says():
    assert read(PACKED) == ({"a.txt": b"12345"}, [])
    (info,) = rarfile.RarFile(io.BytesIO(PACKED)).infolist()
    assert zlib.crc32(b"12345") == info.CRC
    assert rar_files.piece(b"12345", info) == b"12345"
    with pytest.raises(Unreadable):
        rar_files.piece(b"1234", SimpleNamespace(file_size=5, CRC=None))
    for other in (b"12346", b"1234", b"123456", b""):
        with pytest.raises(Unreadable) as found:
            rar_files.piece(other, info)
        assert found.value.code == "damaged"


@needs_bsdtar
@pytest.mark.parametrize(("most", "codes"), [(5, []), (4, ["bomb"])])
def test_all_that_is_packed_in_an_archive_has_a_limit(monkeypatch, most, codes):
    monkeypatch.setattr(rar_files, "MOST", most)
    assert read(PACKED)[1] == codes


@pytest.mark.timeout(60)
@pytest.mark.parametrize("more", ["head -c 9000000 /dev/zero && echo all >done", "exec sleep 600"], ids=["writes on", "stays"])
def test_a_program_that_unpacks_more_than_its_archive_says_is_read_no_further(tmp_path, monkeypatch, more):
    program = tmp_path / "bsdtar"
    program.write_text(f"#!/bin/sh\ncd '{tmp_path}'\nprintf 123456\n{more}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    files = rarfile.RarFile(io.BytesIO(PACKED)).infolist()
    assert rar_files.unpacked(PACKED, files) == [b"12345"]
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize(("most", "codes"), [(5, []), (4, ["bomb"])])
def test_a_stored_member_has_a_limit(monkeypatch, most, codes):
    monkeypatch.setattr(rar_files, "MAX_MEMBER", most)
    assert read(rar("a.txt", b"12345"))[1] == codes


def test_unar_is_never_used(monkeypatch):
    """It does not run within the walls of a reader."""
    asked = []
    monkeypatch.setattr(rarfile, "tool_setup", lambda **chosen: asked.append(chosen))
    read(rar("a.txt", b"12345"))
    assert asked == [{"unar": False}]
