"""The bare text of DOC and RTF without LibreOffice: only paragraphs, for search and triage, never for figures."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from gongkai.chinese_text import clean
from parsers.files.ole import Ole
from parsers.files.safe_zip import Unreadable

# Offsets of [MS-DOC] 2.5: the file information block at the start of the stream WordDocument.
FLAGS = 0x0A
ENCRYPTED, SECOND_TABLE = 0x0100, 0x0200
CLX_OFFSET, CLX_LENGTH = 0x01A2, 0x01A6
TEXT_LENGTH = 0x004C  # ccpText: characters of the body, before footnotes and headers
COMPRESSED = 0x40000000  # bit of a piece: one byte a character
MAX_CHARACTERS = 20_000_000
FIELD = re.compile("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|\x15")  # field codes go, their results stay
BREAKS = re.compile("[\r\n\x07\x0b\x0c\x0e]+")  # ends of paragraphs, cells, lines, pages, columns

RTF_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)", re.IGNORECASE)
RTF_UNSEEN = {
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
}
RTF_BREAKS = {b"par", b"line", b"cell", b"row", b"sect", b"page"}
CODE_PAGES = {936: "gb18030", 950: "big5", 65001: "utf-8"}


def of_doc(body: bytes) -> list[str]:
    """Return the paragraphs and cells of a Word 97-2003 file, one per line; raises Unreadable."""
    ole = Ole(body)
    main = ole.stream("WordDocument")
    try:
        flags = struct.unpack_from("<H", main, FLAGS)[0]
        if flags & ENCRYPTED:
            raise Unreadable("encrypted", "The document is locked with a password; ask the publisher for an open copy.")
        table = ole.stream("1Table" if flags & SECOND_TABLE else "0Table")
        text = "".join(pieces(main, table))[: struct.unpack_from("<i", main, TEXT_LENGTH)[0]]
    except struct.error as error:
        raise Unreadable("damaged", "The Word file is cut or damaged; fetch it again.") from error
    return readable(text)


def pieces(main: bytes, table: bytes) -> Iterator[str]:
    """Yield the text of a Word file piece by piece, from its two streams ([MS-DOC] 2.4.1)."""
    start, length = struct.unpack_from("<II", main, CLX_OFFSET)
    clx = table[start : start + length]
    place = 0
    while place < len(clx) and clx[place] == 1:  # properties that come before the piece table
        place += 3 + struct.unpack_from("<H", clx, place + 1)[0]
    size = struct.unpack_from("<I", clx, place + 1)[0]
    plan = clx[place + 5 : place + 5 + size]
    count = (len(plan) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plan)
    for n in range(count):
        position = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * n + 2)[0]
        characters = min(max(0, ends[n + 1] - ends[n]), MAX_CHARACTERS)
        if position & COMPRESSED:
            begin = (position & ~COMPRESSED) // 2
            yield main[begin : begin + characters].decode("cp1252", "replace")
        else:
            yield main[position : position + 2 * characters].decode("utf-16-le", "replace")


def readable(text: str) -> list[str]:
    """Return the lines of a document's text with its control characters."""
    while FIELD.search(text):
        text = FIELD.sub("", text)
    lines = (" ".join(clean(line).split()) for line in BREAKS.split(text))
    return [line for line in lines if line]


def of_rtf(body: bytes) -> list[str]:
    """Return the paragraphs and cells of rich text, one per line."""
    page = re.search(rb"\\ansicpg(\d{1,5})", body[:4096])
    charset = CODE_PAGES.get(int(page[1]) if page else 0, "gb18030")
    kept: list[bytes | str] = []
    unseen = [False]
    skip = 0  # fallback characters after \u for programs that do not know it
    for match in RTF_TOKEN.finditer(body):
        word, number, code, sign, brace, plain = match.groups()
        if brace == b"{":
            unseen.append(unseen[-1])
        elif brace == b"}":
            unseen = unseen[:-1] or [False]
        elif word in RTF_UNSEEN or sign == b"*":
            unseen[-1] = True
        elif not unseen[-1]:
            kept.append(rtf_text(word, number, code, plain, skip))
            skip = 1 if word == b"u" else 0
    return readable(joined(kept, charset))


def rtf_text(word: bytes | None, number: bytes | None, code: bytes | None, plain: bytes | None, skip: int) -> bytes | str:
    """Return what one token of rich text prints: bytes in the file's charset, or text."""
    if word in RTF_BREAKS:
        return "\n"
    if word == b"u" and number:
        value = int(number) % 0x10000
        return "" if 0xD800 <= value < 0xE000 else chr(value)
    if code:
        return b"" if skip else bytes.fromhex(code.decode())
    return (plain or b"")[skip:]


def joined(kept: list[bytes | str], charset: str) -> str:
    """Return pieces of bytes and text as one text; adjacent bytes are decoded together."""
    text, waiting = [], bytearray()
    for piece in [*kept, ""]:
        if isinstance(piece, bytes):
            waiting += piece
        else:
            text.append(waiting.decode(charset, "replace"))
            waiting.clear()
            text.append(piece)
    return "".join(text)
