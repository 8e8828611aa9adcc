import io
import struct
import zipfile
import zlib

import py7zr
import pytest

from parsers import containers, formats
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


def test_what_was_unpacked_before_the_limit_is_kept(monkeypatch):
    monkeypatch.setattr(containers, "Budget", lambda: Small(parts=2, size=100))
    parts, codes = read(zipped(*((f"{n}.txt", b"1") for n in range(4))))
    assert (list(parts), codes) == (["0.txt", "1.txt"], ["too_many_members"])


Small = containers.Budget
