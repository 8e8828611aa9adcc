"""Sound documents of every format, and seeded ways to damage them."""

import io
import random
import struct
import zipfile
import zlib

import openpyxl

from tests.helpers.drawing import Drawing

XS, YS = (50, 150, 250, 350), tuple(range(100, 300, 20))
ROWS = [["信息内容", "制发", "废止"], *([f"第{n}项", str(n), "0"] for n in range(8))]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HTML = "<html><head><title>年报</title></head><body><p>一、总体情况</p><table>{}</table></body></html>".format(
    "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
)


def pdf():
    drawing = Drawing(pageCompression=0).text(50, 60, "某市年度报告", 18).table(XS, YS, ROWS)
    return drawing.page().table(XS, YS, ROWS).text(50, 400, "第二页。").bytes()


def packed(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return stream.getvalue()


def docx():
    cells = ["<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row) + "</w:tr>" for row in ROWS]
    return packed(**{"word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:tbl>{"".join(cells)}</w:tbl></w:body></w:document>'})


def xlsx():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ofd():
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    text = (
        '<ofd:TextObject Boundary="20 20 90 9" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 3 4">年度报告</ofd:TextCode></ofd:TextObject>'
    )
    page = '<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox><ofd:Page BaseLoc="P.xml"/>'
    data = "M 0 0 L 60 0 M 0 20 L 60 20 M 0 0 L 0 20 C"
    path = f'<ofd:PathObject Boundary="20 40 60 20"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    return packed(
        **{
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}>{page}</ofd:Document>",
            "Doc_0/P.xml": f"<ofd:Page {space}>{text}{path}</ofd:Page>",
        }
    )


def mht():
    return f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html\n\n{HTML}\n--x--\n'.encode()


def html():
    return HTML.encode("gb18030")


def archive():
    return packed(**{"a.html": html(), "b.docx": docx(), "c.zip": packed(**{"d.html": html()})})


def ole():
    """A Word file as far as its text goes: header, directory, one piece ([MS-CFB], [MS-DOC])."""
    words = "某市年度报告\r第一项\x07一\x07".encode("utf-16-le")
    main = bytearray(4096)
    struct.pack_into("<i", main, 0x4C, len(words) // 2)
    struct.pack_into("<II", main, 0x1A2, 0, 21)
    main[1024 : 1024 + len(words)] = words
    table = b"\x02" + struct.pack("<IIIHIH", 16, 0, len(words) // 2, 0, 1024, 0) + bytes(4096)
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0), ("WordDocument", 2, 2, 4096), ("0Table", 2, 10, 4096)]
    directory = b"".join(
        (name + "\0").encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB49xIII", 2 * len(name) + 2, kind, start, size, 0)
        for name, kind, start, size in entries
    )
    links = [0xFFFFFFFD, 0xFFFFFFFE, *(n + 1 for n in range(2, 9)), 0xFFFFFFFE, *(n + 1 for n in range(10, 17)), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(links)}I", *links).ljust(512, b"\xff")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    )
    head += struct.pack("<I", 0) + b"\xff" * 432
    return head + fat + directory.ljust(512, b"\0") + bytes(main) + table[:4096]


def rtf():
    return rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\pard \'c4\'ea\'b1\'a8\par\trowd\cellx1000\pard\intbl 1\cell\row}"


SOUND = {made.__name__: made for made in (pdf, docx, xlsx, ofd, mht, html, archive, ole, rtf)}


def flip(body, dice):
    """Some bytes become others."""
    found = bytearray(body)
    for _ in range(dice.choice((1, 2, 8, 64))):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def cut(body, dice):
    """The end is missing, as after a broken transfer, or a piece in the middle."""
    start, end = sorted((dice.randrange(len(body)), dice.randrange(len(body))))
    return body[:end] if dice.random() < 0.5 else body[:start] + body[end:]


def double(body, dice):
    """A piece comes again, up to a thousand times."""
    start = dice.randrange(len(body))
    piece = body[start : start + dice.choice((1, 10, 100, 1000))]
    return body[:start] + piece * dice.choice((2, 10, 1000)) + body[start:]


def lie(body, dice):
    """A number of four bytes is as large or as odd as it can be: sizes, offsets, counts."""
    place = dice.randrange(max(1, len(body) - 4))
    return body[:place] + dice.choice((b"\xff" * 4, b"\0" * 4, b"\x7f" + b"\xff" * 3, b"\0\0\0\x80")) + body[place + 4 :]


def nest(body, dice):
    """Signs that open something, very often."""
    place = dice.randrange(len(body))
    sign = dice.choice((b"<a>", b"<w:tbl><w:tr><w:tc>", b"{", b"[", b"<<", b"(", b"q ", b"<table><tr><td>", b"<ofd:Page>"))
    return body[:place] + sign * dice.choice((10, 300, 20_000)) + body[place:]


def digits(body, dice):
    """A number in the text becomes a huge, negative or broken one."""
    places = [n for n, byte in enumerate(body) if 48 <= byte <= 57]
    if not places:
        return flip(body, dice)
    place = dice.choice(places)
    return body[:place] + dice.choice((b"99999999999", b"-1", b"1e308", b"0x", b"NaN", b"")) + body[place + 1 :]


DAMAGES = (flip, cut, double, lie, nest, digits)


def damaged(kind, seed):
    """A document of this kind, damaged as the seed says; one in two packed ones inside, so that the damage gets past the checksums."""
    dice = random.Random(f"{kind} {seed}")  # it must be the same every time
    body = SOUND[kind]()
    for _ in range(dice.choice((1, 1, 2, 4))):
        if body.startswith(b"PK") and dice.random() < 0.6:
            body = damaged_inside(body, dice)
        elif body:
            body = dice.choice(DAMAGES)(body, dice)
    return body


def damaged_inside(body, dice):
    """An archive with one member damaged and packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as opened:
            members = {name: opened.read(name) for name in opened.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, zlib.error):
        return flip(body, dice)
    if not members:
        return flip(body, dice)
    name = dice.choice(sorted(members))
    members[name] = dice.choice(DAMAGES)(members[name], dice) if members[name] else b"<"
    return packed(**members)
