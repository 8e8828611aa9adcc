import io
import zipfile

import pytest

from parsers.packed import Unreadable, open_zip, read_member, read_xml

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
