import io
import zipfile

import pytest

from parsers.files.safe_zip import Unreadable, open_zip, read_member, read_xml

ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LAUGHS = "<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10)) + "]><a>&e9;</a>"


@pytest.mark.parametrize("text", [ENTITY, LAUGHS, "<!doctype a><a/>", '<!ENTITY a "b">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_dtd_is_refused_in_every_encoding(text, encoding):
    with pytest.raises(Unreadable) as refused:
        read_xml(text.encode(encoding))
    assert refused.value.code == "dtd"


def test_sound_xml_is_read():
    assert read_xml("<a>甲</a>".encode("utf-16")).text == "甲"
    assert read_xml("<a>不是 &lt;!DOCTYPE</a>".encode()).text == "不是 <!DOCTYPE"


@pytest.mark.parametrize("text", ["", "<a>", "<a" * 5000, "<a>" * 5000 + "</a>" * 5000])
def test_broken_or_bottomless_xml_is_refused(text):
    with pytest.raises(Unreadable) as refused:
        read_xml(text.encode())
    assert refused.value.code == "damaged"


def packed(size, count=1):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.xml", b"\0" * size)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (packed(40 * 2**20), "bomb"),  # 1,000 to 1
        (packed(10, 2001), "too_many_members"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
    ],
)
def test_bombs_and_broken_archives_are_refused(body, code):
    with pytest.raises(Unreadable) as refused:
        read_member(open_zip(body), "0.xml")
    assert refused.value.code == code


def test_a_size_that_lies_does_not_help():
    body = packed(40 * 2**20)
    lying = body.replace((40 * 2**20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        read_member(open_zip(lying), "0.xml")


def archive(body=b"1", flag=0, method=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as written:
        written.writestr("a.xml", body)
    raw = bytearray(stream.getvalue())
    raw[6] |= flag
    raw[raw.index(b"PK\x01\x02") + 8] |= flag
    return open_zip(bytes(raw))


def test_a_locked_member_is_named():
    with pytest.raises(Unreadable, match=r"a\.xml") as refused:
        read_member(archive(flag=1), "a.xml")
    assert refused.value.code == "encrypted"


def test_a_member_that_is_missing_is_named():
    with pytest.raises(Unreadable, match=r"b\.xml") as refused:
        read_member(archive(), "b.xml")
    assert refused.value.code == "damaged"


@pytest.mark.parametrize(("size", "read"), [(2**20, True), (2**20 + 1, False)])
def test_a_small_member_may_unpack_to_a_mebibyte_however_well_it_is_packed(size, read):
    packed_member = archive(b"\0" * size, method=zipfile.ZIP_DEFLATED)
    if read:
        assert read_member(packed_member, "a.xml") == b"\0" * size
    else:
        with pytest.raises(Unreadable) as refused:
            read_member(packed_member, "a.xml")
        assert refused.value.code == "bomb"


@pytest.mark.parametrize(("limit", "read"), [(5, True), (4, False)])
def test_no_more_than_the_limit_is_unpacked(limit, read):
    if read:
        assert read_member(archive(b"12345"), "a.xml", limit) == b"12345"
    else:
        with pytest.raises(Unreadable) as refused:
            read_member(archive(b"12345"), "a.xml", limit)
        assert refused.value.code == "bomb"


def test_what_packs_no_better_than_a_table_is_read():
    body = bytes(range(256)) * 40 + b"\0" * 2**21
    assert len(read_member(archive(body + __import__("os").urandom(6000), method=zipfile.ZIP_DEFLATED), "a.xml")) == len(body) + 6000


@pytest.mark.parametrize(("count", "opened"), [(2000, True), (2001, False)])
def test_an_archive_of_more_members_than_any_report_is_not_unpacked(count, opened):
    if opened:
        assert len(open_zip(packed(1, count)).namelist()) == count
    else:
        with pytest.raises(Unreadable):
            open_zip(packed(1, count))


def test_names_not_marked_as_utf_8_are_read_in_the_encoding_given():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        written.writestr("ABCD", "1")
    raw = stream.getvalue().replace(b"ABCD", "年报".encode("gb18030"))
    assert open_zip(raw, "gb18030").namelist() == ["年报"]


def test_comments_and_instructions_are_no_part_of_xml():
    root = read_xml(b"<a><!-- x --><?y z?><b/></a>")
    assert [child.tag for child in root] == ["b"]
    with pytest.raises(Unreadable, match=r"word/document\.xml") as refused:
        read_xml(b"<a>", "word/document.xml")
    assert str(refused.value) == refused.value.message


@pytest.mark.parametrize(("beyond", "refused"), [(0, False), (1, True)])
@pytest.mark.parametrize(("stated", "most"), [(2100, 2100 * 500), (100, 2**20)])
def test_a_member_may_unpack_to_500_times_its_size_and_to_a_megabyte_in_any_case(stated, most, beyond, refused):
    archive = open_zip(packed(most + beyond))
    info = archive.getinfo("0.xml")
    assert info.compress_size < 2100
    info.compress_size = max(stated, info.compress_size)
    if refused:
        with pytest.raises(Unreadable) as error:
            read_member(archive, "0.xml")
        assert error.value.code == "bomb"
    else:
        assert len(read_member(archive, "0.xml")) == most


@pytest.mark.parametrize(("size", "refused"), [(9, False), (10, False), (11, True)])
def test_a_reader_may_ask_for_less(size, refused):
    archive = open_zip(packed(size))
    if refused:
        with pytest.raises(Unreadable, match="more than 10 bytes"):
            read_member(archive, "0.xml", 10)
    else:
        assert read_member(archive, "0.xml", 10) == b"\0" * size


def test_two_thousand_members_are_opened():
    assert len(open_zip(packed(1, 2000)).infolist()) == 2000
