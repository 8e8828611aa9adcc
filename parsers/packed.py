"""ZIP members and XML of documents that may be hostile: sizes capped while reading, DTDs refused before parsing."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lxml import etree

MAX_MEMBERS = 2_000  # of one archive
MAX_MEMBER = 64 * 2**20  # bytes of one member, unpacked; the longest report seen has 0.6 MB of XML
MAX_RATIO = 500  # unpacked to packed; a table of zeros in XML packs 60 to 1
DOCTYPE = re.compile(b"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
XML_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")  # in these the same words have other bytes


class Unreadable(Exception):
    """A document that cannot be read as what it claims to be: a code for `problems` and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def open_zip(body: bytes, encoding: str | None = None) -> zipfile.ZipFile:
    """Given the bytes of a ZIP and the encoding of names that are not marked UTF-8, return it opened; raises Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body), metadata_encoding=encoding)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, UnicodeError, EOFError) as error:
        raise Unreadable("damaged", f"The ZIP directory cannot be read ({error}); fetch the file again.") from error
    if len(archive.infolist()) > MAX_MEMBERS:
        raise Unreadable(
            "too_many_members", f"The archive has {len(archive.infolist())} members; more than {MAX_MEMBERS} are not unpacked."
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str, limit: int = MAX_MEMBER) -> bytes:
    """Given an archive, a member's name and the most bytes wanted, return its bytes; raises Unreadable."""
    try:
        info = archive.getinfo(name)
        if info.flag_bits & 1:
            raise Unreadable("encrypted", f"The archive is locked with a password ({name}); ask the publisher for an open copy.")
        limit = min(limit, max(2**20, info.compress_size * MAX_RATIO))
        with archive.open(info) as member:
            body = member.read(limit + 1)
    except KeyError as error:
        raise Unreadable("damaged", f"The archive has no {name}; it is not the document it claims to be.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("damaged", f"{name} in the archive cannot be unpacked ({error}); fetch the file again.") from error
    if len(body) > limit:
        raise Unreadable("bomb", f"{name} unpacks to more than {limit:,} bytes; it is not read.")
    return body


def read_xml(body: bytes, name: str = "the document") -> etree._Element:
    """Given the bytes of an XML file, return its root; raises Unreadable. A DTD is refused: no format read here has one."""
    if DOCTYPE.search(body) or any(DOCTYPE.search(body.decode(code, "ignore").encode("utf-8", "ignore")) for code in _wide(body)):
        raise Unreadable("dtd", f"{name} declares a DTD or entities, which the format forbids; it is not read.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("damaged", f"{name} is not well-formed XML ({error}); fetch the file again.") from error


def _wide(body: bytes) -> tuple[str, ...]:
    """Given XML, return the wide encodings it may be in: only those whose zero bytes show at the start."""
    return XML_ENCODINGS if b"\0" in body[:64] or body[:2] in (b"\xff\xfe", b"\xfe\xff") else ()
