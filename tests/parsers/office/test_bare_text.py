"""The bare text of DOC and RTF: pieces of one and two bytes a character, fields, breaks, groups that are not shown, code pages."""

import struct

import pytest
from lxml import etree

from parsers.files.safe_zip import Unreadable
from parsers.office import bare_text, libreoffice


def streams(*pieces, before=b"", flags=0, total=None):
    """WordDocument and the table stream of a file of such pieces: a text and whether it has two bytes a character."""
    main, plan, ends, at = bytearray(0x200), b"", [0], 0
    main[0x0A:0x0C] = struct.pack("<H", flags)
    for text, wide in pieces:
        start = len(main)
        main += text.encode("utf-16-le") if wide else text.encode("cp1252")
        plan += struct.pack("<HIH", 0, start if wide else start * 2 | 0x40000000, 0)
        at += len(text)
        ends.append(at)
    table = struct.pack(f"<{len(ends)}I", *ends) + plan
    clx = before + b"\2" + struct.pack("<I", len(table)) + table
    main[0x1A2:0x1AA] = struct.pack("<II", 5, len(clx))
    main[0x4C:0x50] = struct.pack("<i", at if total is None else total)
    return bytes(main), b"12345" + clx


class File:
    """The two streams as an OLE file gives them."""

    def __init__(self, main, table, name="0Table"):
        self.held = {"WordDocument": main, name: table}

    def stream(self, name):
        return self.held[name]


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ([("一、总体情况\r公开", True)], ["一、总体情况", "公开"]),
        ([("abc", False)], ["abc"]),
        ([("甲", True), ("b", False), ("丙", True)], ["甲b丙"]),
        ([], []),
    ],
)
def test_the_pieces_of_a_word_file(pieces, lines, monkeypatch):
    monkeypatch.setattr(bare_text, "Ole", lambda body: File(*streams(*pieces)))
    assert bare_text.of_doc(b"") == lines


@pytest.mark.parametrize(
    ("flags", "name", "refused"),
    [(0, "0Table", False), (0x0200, "1Table", False), (0x0100, "0Table", True), (0x0300, "1Table", True), (0x0400, "0Table", False)],
)
def test_the_flags_of_a_word_file(flags, name, refused, monkeypatch):
    monkeypatch.setattr(bare_text, "Ole", lambda body: File(*streams(("甲", True), flags=flags), name))
    if refused:
        with pytest.raises(Unreadable) as found:
            bare_text.of_doc(b"")
        assert found.value.code == "encrypted"
    else:
        assert bare_text.of_doc(b"") == ["甲"]


def test_footnotes_behind_the_body_are_left_and_properties_before_the_plan_are_passed_over(monkeypatch):
    before = b"\1" + struct.pack("<H", 3) + b"abc" + b"\1" + struct.pack("<H", 0)
    monkeypatch.setattr(bare_text, "Ole", lambda body: File(*streams(("甲乙丙", True), before=before, total=2)))
    assert bare_text.of_doc(b"") == ["甲乙"]


@pytest.mark.parametrize("length", [0, 8, 0x1A4])
def test_a_word_file_that_is_cut_says_so(length, monkeypatch):
    main, table = streams(("甲", True))
    monkeypatch.setattr(bare_text, "Ole", lambda body: File(main[:length], table))
    with pytest.raises(Unreadable) as refused:
        bare_text.of_doc(b"")
    assert refused.value.code == "damaged"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("甲\r乙", ["甲", "乙"]),
        ("甲\n乙", ["甲", "乙"]),
        ("甲\x07乙\x0b丙\x0c丁\x0e戊", ["甲", "乙", "丙", "丁", "戊"]),
        ("甲\x13 PAGE \x141\x15乙", ["甲1乙"]),
        ("甲\x13 PAGE \x15乙", ["甲乙"]),
        ("甲\x13 IF \x13 PAGE \x141\x15 \x142\x15乙", ["甲2乙"]),
        (" 甲  乙 ", ["甲 乙"]),
        ("\r\r", []),
    ],
)
def test_the_lines_of_a_text_with_control_characters(text, lines):
    assert bare_text.readable(text) == lines


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (rb"{\rtf1\ansi plain}", ["plain"]),
        (rb"{\rtf1\ansi\ansicpg936 \'bc\'d7}", ["甲"]),
        (rb"{\rtf1\ansi \'bc\'d7}", ["甲"]),
        (rb"{\rtf1\ansi\ansicpg950 \'a5\'d2}", ["甲"]),
        (rb"{\rtf1\ansi\ansicpg65001 \'e7\'94\'b2}", ["甲"]),
        (rb"{\rtf1\ansi\ansicpg1252 \'bc\'d7}", ["甲"]),
        (rb"{\rtf1 \u30002?}", ["甲"[:0] + chr(30002)]),
        (rb"{\rtf1 \u30002 ?b}", [chr(30002) + "b"]),
        (rb"{\rtf1 \u30002\'3f b}", [chr(30002) + " b"]),
        (rb"{\rtf1 \u-35534?}", [chr(30002)]),
        (rb"{\rtf1 a\u-10240?b}", ["ab"]),  # half of a rare character
        *((rb"{\rtf1 a\%s b}" % word, ["a", "b"]) for word in (b"par", b"line", b"cell", b"row", b"sect", b"page")),
        (rb"{\rtf1 a\tab b}", ["ab"]),
        *(
            (rb"{\rtf1 a{\%s x}b}" % word, ["ab"])
            for word in (
                b"fonttbl",
                b"colortbl",
                b"stylesheet",
                b"info",
                b"pict",
                b"object",
                b"header",
                b"footer",
                b"themedata",
                b"datastore",
                b"listtable",
                b"generator",
            )
        ),
        (rb"{\rtf1 a{\*\x y}b}", ["ab"]),
        (rb"{\rtf1 a{\b x}b}", ["axb"]),
        (rb"{\rtf1 a{\info x{y}}b}", ["ab"]),
        (b"{\\rtf1 a\r\nb}", ["ab"]),
        (rb"}}{\rtf1 a}", ["a"]),
        (b"{\\rtf1" + b" " * 4096 + rb"\ansicpg950 \'bc\'d7}", ["甲"]),
    ],
)
def test_the_text_of_rich_text(body, lines):
    assert bare_text.of_rtf(body) == lines


SHOWN = [  # control words of the body, its fields and frames: what their groups hold is read (Rich Text Format 1.9.1)
    *[
        "b",
        "i",
        "ul",
        "strike",
        "fs24",
        "f0",
        "cf1",
        "lang2052",
        "af0",
        "super",
        "sub",
        "ql",
        "qj",
        "li200",
        "sl360",
        "rtlch",
        "ltrch",
        "hich",
        "loch",
        "dbch",
        "pard",
        "plain",
        "trowd",
        "cellx900",
        "intbl",
    ],
    *[
        "field",
        "fldrslt",
        "shptxt",
        "shp",
        "footnote",
        "annotation",
        "headers",
        "footers",
        "infos",
        "pictures",
        "objects",
        "rowspan",
        "paragraph",
        "lines",
        "pages",
    ],
]


@pytest.mark.parametrize("word", SHOWN)
def test_every_other_group_of_rich_text_is_shown(word):
    assert bare_text.of_rtf(rb"{\rtf1 a{\%s x}b}" % word.encode()) == ["axb"]


@pytest.mark.parametrize("page", [0, 437, 708, 850, 874, 932, 949, 1250, 1251, 1252, 1361, 10000, 10008, 20936, 52936, 54936])
def test_every_other_code_page_is_read_as_the_national_standard(page):
    assert bare_text.of_rtf(rb"{\rtf1\ansi\ansicpg%d \'bc\'d7}" % page) == ["甲"]


@pytest.mark.parametrize(
    ("body", "suffix", "lines", "codes"),
    [
        (rb"{\rtf1 plain}", "rtf", ["plain"], ["text_only"]),
        (rb"{\rtf1}", "rtf", [], ["office_missing"]),
        (b"<x/>", "xml", [], ["office_missing"]),
        (b"\xd0\xcf", "doc", [], ["damaged"]),
    ],
)
def test_what_is_read_without_libreoffice_says_so(body, suffix, lines, codes):
    document = libreoffice.bare_text(body, suffix, "application/x", Unreadable("office_missing", "why"))
    assert ([block.text for block in document.blocks], [problem.code for problem in document.problems]) == (lines, codes)
    assert (document.media_type, document.problems[0].stage) == ("application/x", "document")
    assert "why" in document.problems[0].message


@pytest.mark.parametrize(
    ("body", "suffix", "media_type"),
    [
        (rb"{\rtf1 plain}", "rtf", "application/rtf"),
        (b'<?xml?>progid="Word.Document"', "xml", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc", "application/msword"),
        (b"PK", "odt", "application/vnd.oasis.opendocument"),
    ],
)
def test_the_suffix_that_a_file_is_converted_under(body, suffix, media_type, monkeypatch):
    given = []

    def convert(body, suffix):
        given.append(suffix)
        raise Unreadable("office_missing", "why")

    monkeypatch.setattr(libreoffice, "convert", convert)
    assert libreoffice.parse(libreoffice.Source(body)).media_type == media_type
    assert given == [suffix]


SETTINGS = {  # what LibreOffice must neither run, follow, ask nor leave behind
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("/org.openoffice.Office.Writer/Content/Update", "Link"): "0",
    ("/org.openoffice.Office.Common/Save/Document", "CreateBackup"): "false",
}


def test_the_profile_of_libreoffice_forbids_what_a_strangers_file_may_ask_for():
    name = "{http://openoffice.org/2001/registry}"
    found = {
        (item.get(f"{name}path"), item[0].get(f"{name}name")): (item[0].get(f"{name}op"), item[0][0].text)
        for item in etree.fromstring(libreoffice.PROFILE.encode())
    }
    assert found == {key: ("fuse", value) for key, value in SETTINGS.items()}
    profile = libreoffice.Profile()
    path = profile.path()
    assert (path / "user" / "registrymodifications.xcu").read_text(encoding="utf-8") == libreoffice.PROFILE
    assert profile.path() == path
    profile.drop()
    assert not path.exists()
    profile.drop()


PROGRAM = """#!/bin/sh
printf '%s\\n' "$@" > "$PWD/asked"
for last; do :; done
mkdir out
{}
"""


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("printf made > out/document.docx", None),
        ("exit 1", "office_failed"),
        ("printf x; exit 0", "office_failed"),
        ("head -c 11 /dev/zero > out/document.docx", "bomb"),
        ("head -c 10 /dev/zero > out/document.docx", None),
        ("sleep 60", "office_timeout"),
        ('test -e "$HOME/../again" || { rmdir out; touch "$HOME/../again"; exit 81; }; printf made > out/document.docx', None),
    ],
)
def test_what_becomes_of_a_file_that_libreoffice_is_given(does, code, tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    program = tmp_path / "bin" / "soffice"
    program.write_text(PROGRAM.format(does), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(libreoffice, "MAX_OUTPUT", 10)
    limit = 0.5 if code == "office_timeout" else 60
    if code:
        with pytest.raises(Unreadable) as refused:
            libreoffice.convert(b"x", "doc", limit)
        assert refused.value.code == code
    else:
        assert libreoffice.convert(b"x", "doc", limit)


def test_without_libreoffice_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable) as refused:
        libreoffice.convert(b"x", "doc")
    assert refused.value.code == "office_missing"
