"""ZIP members and XML of possibly hostile documents: sizes capped while reading, DTDs refused before parsing."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lxml import etree

from gongkai.terminal.amounts import counted

MAX_MEMBERS = 2_000  # of one archive
MAX_MEMBER = 64 * 2**20  # bytes of one member, unpacked; the longest report seen has 0.6 MB of XML
MAX_RATIO = 500  # unpacked to packed; a table of zeros in XML packs 60 to 1
DOCTYPE = re.compile(b"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
XML_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")  # in these the same words have other bytes


class Unreadable(Exception):
    """A document cannot be read as what it claims to be: a code for `problems` and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def open_zip(body: bytes, encoding: str | None = None) -> zipfile.ZipFile:
    """Open the bytes of a ZIP; `encoding` is that of names not marked as UTF-8. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body), metadata_encoding=encoding)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, UnicodeError, EOFError) as error:
        raise Unreadable("damaged", f"The ZIP directory cannot be read ({error}); fetch the file again.") from error
    if len(archive.infolist()) > MAX_MEMBERS:
        raise Unreadable(
            "too_many_members", f"The archive has {counted(len(archive.infolist()), 'member')}; more than {MAX_MEMBERS} are not unpacked."
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str, limit: int = MAX_MEMBER) -> bytes:
    """Return the bytes of an archive's member, up to a limit; raises Unreadable."""
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
        raise Unreadable("bomb", f"{name} unpacks to more than {counted(limit, 'byte')}; it is not read.")
    return body


def read_xml(body: bytes, name: str = "the document") -> etree._Element:
    """Return the root of an XML file; raises Unreadable. A DTD is refused: no format read here has one."""
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
    """Return the wide encodings that XML may be in: only those whose zero bytes show at the start."""
    return XML_ENCODINGS if b"\0" in body[:64] or body[:2] in (b"\xff\xfe", b"\xfe\xff") else ()
