"""What WARC 1.1 (ISO 28500:2017) and docs/warc.md require of one record: its fields and its digests."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from gongkai.http_message import head_length
from gongkai.terminal.amounts import counted
from gongkai.warc_reader import Record

MANDATORY = ("WARC-Record-ID", "WARC-Date", "WARC-Type", "Content-Length")
REPEATABLE = {"warc-concurrent-to"}
TARGETED = {"response", "resource", "request", "revisit", "conversion", "continuation"}
REFERRING = {"metadata", "revisit", "conversion"}
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
IDENTITY = re.compile(r"<[a-z][a-z0-9+.-]*:[^<>\s]+>", re.I)
REVISITS = (
    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
    "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
    "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
    "http://netpreserve.org/warc/1.0/revisit/server-not-modified",
)
# field → the types of record that may bear it
RESERVED = {
    "warc-filename": {"warcinfo"},
    "warc-refers-to": REFERRING,
    "warc-refers-to-target-uri": {"revisit"},
    "warc-refers-to-date": {"revisit"},
    "warc-profile": {"revisit"},
    "warc-segment-origin-id": {"continuation"},
    "warc-segment-total-length": {"continuation"},
}


def broken(record: Record) -> Iterator[tuple[str, str]]:
    """Yield (code, what is wrong) for each rule a complete record breaks."""
    yield from fields(record)
    yield from digests(record)


def fields(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a record's fields."""
    stated = {name.lower(): value for name, value in record.fields}
    for name in MANDATORY:
        if name.lower() not in stated:
            yield "field_missing", f"{name} is missing"
    if len(stated) < len(record.fields):
        for name, count in Counter(name.lower() for name, _ in record.fields).items():
            if count > 1 and name not in REPEATABLE:
                yield "field_repeated", f"{name} occurs {counted(count, 'time')}"
    if not DATE.fullmatch(stated.get("warc-date", "")):
        yield "field_value", f"WARC-Date {stated.get('warc-date')!r} is no instant in UTC"
    if not IDENTITY.fullmatch(stated.get("warc-record-id", "")):
        yield "field_value", f"WARC-Record-ID {stated.get('warc-record-id')!r} is no URI in angle brackets"
    yield from by_type(stated, bool(record.block))


def by_type(stated: Mapping[str, str], block: bool) -> Iterator[tuple[str, str]]:
    """Yield what a record's type forbids or lacks, given its fields by lower-case name and whether it has a block."""
    kind, target = stated.get("warc-type", ""), stated.get("warc-target-uri")
    if kind in TARGETED and not target:
        yield "field_missing", f"a {kind} record without WARC-Target-URI"
    if kind == "warcinfo" and target:
        yield "field_forbidden", "a warcinfo record with WARC-Target-URI"
    for name in RESERVED.keys() & stated.keys():
        if kind not in RESERVED[name]:
            yield "field_forbidden", f"{name} on a {kind} record"
    if kind == "revisit" and stated.get("warc-profile") not in REVISITS:
        yield "field_value", f"WARC-Profile {stated.get('warc-profile')!r} of a revisit is not known"
    if block and not stated.get("content-type"):
        yield "field_missing", "a block without Content-Type"


def digests(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the digests of a record that do not match."""
    stated = record.get("WARC-Block-Digest")
    if stated and not fits(stated, record.block):
        yield "block_digest", f"the block is not the one of WARC-Block-Digest {stated}"
    stated = record.get("WARC-Payload-Digest")
    if stated and record.type in ("response", "resource"):
        payload = record.block[head_length(record.block) :] if record.type == "response" else record.block
        if not fits(stated, payload):
            yield "payload_digest", f"the payload is not the one of WARC-Payload-Digest {stated}"


def fits(stated: str, data: bytes) -> bool:
    """Return whether bytes match a digest as a WARC field gives it; hexadecimal and base32 are both in use.

    >>> fits("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b""), fits("sha1:DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", b""), fits("x", b"")
    (True, True, False)
    """
    name, _, value = stated.partition(":")
    try:
        digest = hashlib.new(name, data).digest()
    except ValueError:
        return False
    return value.lower() == digest.hex() or value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")
