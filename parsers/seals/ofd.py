"""The seals and signatures of an OFD (GB/T 33190-2016, chapter 18): every file they name, then the value over their list."""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from parsers.files.safe_zip import Unreadable, open_zip, read_member, read_xml
from parsers.types import Signature

KIND = "ofd_seal"
KINDS = {"Seal": "ofd_seal", "Sign": "ofd_signature"}
INVALID = "signature_invalid"
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z?")
MOST_FILES = 2000  # that one signature names


def may_be_signed(body: bytes) -> bool:
    """Return whether the package names a list of signatures."""
    try:
        return bool(lists(open_zip(body)))
    except Unreadable:
        return False


def lists(archive: zipfile.ZipFile) -> list[str]:
    """Return the paths of the lists of signatures, one a document of the package; raises Unreadable."""
    return [resolved("", text) for text in texts(read_xml(read_member(archive, "OFD.xml"), "OFD.xml"), "Signatures")]


def signatures(body: bytes) -> Iterator[Signature]:
    """Yield the seals and signatures of an OFD, in the order of its lists."""
    archive = open_zip(body)
    for place in lists(archive):
        try:
            entries = list(read_xml(read_member(archive, place), place).iterdescendants("{*}Signature"))
        except Unreadable:
            yield Signature(KIND, "not_checked", "unreadable")
            continue
        for entry in entries:
            kind = KINDS.get(entry.get("Type", "Seal"), KIND)
            try:
                yield signature(archive, resolved(place, entry.get("BaseLoc", "")), kind)
            except Unreadable:
                yield Signature(kind, "not_checked", "unreadable")
            except (ValueError, TypeError, LookupError):
                yield Signature(kind, "not_checked", "form_unknown")


@dataclass(frozen=True, slots=True)
class SignedList:
    """Signature.xml: its own bytes, the files it names with their digests, where its value lies, and when it was signed by its own word."""

    body: bytes
    method: str
    files: Mapping[str, bytes]
    value: str
    at: str


def signature(archive: zipfile.ZipFile, place: str, kind: str) -> Signature:
    """Return the state of the seal or signature whose list of files lies at `place`; Unreadable, ValueError, TypeError or LookupError."""
    listed = read_list(archive, place)
    found = Signature(kind, "whole", "", signed_at=listed.at or None)
    digest = METHODS.get(listed.method.upper())
    found = (sealed if kind == KIND else signed)(found, read_member(archive, listed.value), listed.body)
    if found.state != "whole":
        return found
    if digest is None or not listed.files:
        return replace(found, state="not_checked", reason="algorithm_unknown" if listed.files else "names_no_file")
    changed = {name for name, expected in listed.files.items() if not is_same(archive, name, digest, expected)}
    if changed - set(lists(archive)):
        return replace(found, state="broken", reason="content_differs")
    also = "added_since" if changed else "part_covered" if uncovered(archive, listed) else ""  # a further seal changes the list of seals
    return replace(found, reason=found.reason or also)


def is_same(archive: zipfile.ZipFile, name: str, digest: Callable[[bytes], bytes], expected: bytes) -> bool:
    """Return whether a file of the package is there and has the digest expected; raises Unreadable."""
    return name in archive.NameToInfo and digest(read_member(archive, name)) == expected


def read_list(archive: zipfile.ZipFile, place: str) -> SignedList:
    """Return Signature.xml read; raises Unreadable or ValueError."""
    body = read_member(archive, place)
    tree = read_xml(body, place)
    references = next(tree.iterdescendants("{*}References"), None)
    files = {}
    for reference in [] if references is None else list(references.iterchildren("{*}Reference"))[:MOST_FILES]:
        name = member(archive, place, reference.get("FileRef", ""))
        files[name] = b64decode(next(texts(reference, "CheckValue"), ""), validate=False)
    method = "MD5" if references is None else references.get("CheckMethod", "MD5")  # GB/T 33190, table 66: MD5 where nothing is said
    value = member(archive, place, next(texts(tree, "SignedValue"), ""))
    return SignedList(body, method, files, value, said_at(next(texts(tree, "SignatureDateTime"), "")))


def said_at(said: str) -> str:
    """Return a time as the signature says it, the digits alone as ISO 8601.

    >>> said_at("20221101092233Z"), said_at("2020-06-20 17:18:49")
    ('2022-11-01T09:22:33Z', '2020-06-20 17:18:49')
    """
    digits = COMPACT.fullmatch(said)
    return "{}-{}-{}T{}:{}:{}Z".format(*digits.groups()) if digits else " ".join(said.split())[:40]


def sealed(found: Signature, value: bytes, listed: bytes) -> Signature:
    """Return the state of a seal's value over a list of files; ValueError, TypeError or LookupError if it is no such value."""
    from parsers.seals import certificates, electronic_seal, sm2

    seal = electronic_seal.read(value)
    at = seal.at or found.signed_at or ""
    said = certificates.stated(seal.certificate, [seal.maker], at)
    found = replace(found, seal=seal.name, signed_at=at or None, **said)
    if seal.algorithm != sm2.WITH_SM3 or not certificates.is_sm2(seal.certificate):
        return replace(found, state="not_checked", reason="algorithm_unknown")
    if not seal.is_signed():
        return replace(found, state="not_checked", reason="form_unknown") if seal.old else replace(found, state="broken", reason=INVALID)
    if sm2.sm3(listed) != seal.digest:
        return replace(found, state="broken", reason="content_differs")
    doubt = "" if seal.is_allowed() else "signer_not_in_seal"
    return replace(found, reason=doubt or ("" if seal.is_proven() else "seal_unproven"))


def signed(found: Signature, value: bytes, listed: bytes) -> Signature:
    """Return the state of a digital signature over a list of files; ValueError, TypeError or LookupError if it is none."""
    from parsers.seals import certificates, signed_data, sm2

    read = signed_data.read(value, listed)
    found = replace(found, **certificates.stated(read.certificates[0], read.certificates[1:], found.signed_at or ""))
    if not certificates.is_sm2(read.certificates[0]):
        return replace(found, state="not_checked", reason="algorithm_unknown")
    if not read.is_signed():
        return replace(found, state="broken", reason=INVALID)
    return found if read.content in (listed, sm2.sm3(listed)) else replace(found, state="broken", reason="content_differs")


def uncovered(archive: zipfile.ZipFile, listed: SignedList) -> bool:
    """Return whether the package holds files that the signature does not name, beside those of signatures."""
    apart = {posixpath.dirname(place) for place in lists(archive)} | {posixpath.dirname(listed.value)}
    names = (name for name in archive.namelist() if not name.endswith("/"))
    return any(name not in listed.files and not any(name.startswith(f"{folder}/") for folder in apart if folder) for name in names)


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest."""
    from parsers.seals import sm2

    return sm2.sm3(data)


def by(name: str) -> Callable[[bytes], bytes]:
    """Return a digest function of Python's own."""
    return lambda data: hashlib.new(name, data, usedforsecurity=False).digest()


# What CheckMethod may say: GB/T 33190 names, and the identifiers that makers write instead.
METHODS: Mapping[str, Callable[[bytes], bytes]] = {
    "SM3": sm3,
    "1.2.156.10197.1.401": sm3,
    "MD5": by("md5"),
    "1.2.840.113549.2.5": by("md5"),
    "SHA1": by("sha1"),
    "1.3.14.3.2.26": by("sha1"),
    "SHA256": by("sha256"),
    "2.16.840.1.101.3.4.2.1": by("sha256"),
}


def texts(tree: etree._Element, name: str) -> Iterator[str]:
    """Yield the texts of the elements of a name, in order."""
    yield from ((element.text or "").strip() for element in tree.iterdescendants(f"{{*}}{name}"))


def resolved(place: str, location: str) -> str:
    """Return a location in the package: from its root, or from the folder of the file that names it."""
    joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(place), location)
    return posixpath.normpath(joined).lstrip("/")


def member(archive: zipfile.ZipFile, place: str, location: str) -> str:
    """Return a location as `resolved`; from the root where only that exists: makers leave the first stroke out."""
    near, root = resolved(place, location), posixpath.normpath(location).lstrip("/")
    return root if near not in archive.NameToInfo and root in archive.NameToInfo else near
