"""Every single change of one file of an evidence bundle: of a JSON leaf, of a record of a WARC, of a line of text."""

import base64
import copy
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = Any


@dataclass(frozen=True)
class Change:
    """A changed file: `place` is a JSON pointer, a record's header or a line; `how` says what was done.

    `against_records` marks a claim that the WARC records of the bundle contradict, whoever repairs the digests; `same` marks other
    bytes of the same meaning; `doubtful` marks a change that a verifier may rightly find harmless, if it says so.
    """

    place: str
    how: str
    data: bytes
    against_records: bool = False
    same: bool = False
    doubtful: bool = False


def changes_of(member: str, data: bytes) -> Iterator[Change]:
    """Yield the changes that fit the kind of file: by its content first, then by its name."""
    if data[:2] == b"\x1f\x8b" or data[:5] == b"WARC/":
        yield from warc_changes(data)
    elif member.endswith((".json", ".cdxj", ".jsonl")) or data[:1] in (b"{", b"["):
        yield from json_changes(data)
    else:
        yield from text_changes(data)


CLAIMS = re.compile(
    r"(?i)url|uri|time|date|fetched|captured|digest|sha|hash|offset|length|size|bytes|status|media_type|record|warc|(?<![a-z])ip(?![a-z])"
)


DOUBTFUL = {"turned", "extended", "with a fragment"}  # no request has a fragment, hence no record


def json_changes(data: bytes) -> Iterator[Change]:
    """Yield each leaf changed, each list emptied, shortened, doubled, turned, each key removed; one document or one a line."""
    try:
        document = json.loads(data)
    except ValueError:
        yield from _json_lines(data)
        return
    for place, how, changed in _json_variants(document):
        against = bool(CLAIMS.search(place.rsplit("/", 1)[-1])) and not how.startswith("white")
        yield Change(place, how, _dump(changed), against, doubtful=how in DOUBTFUL and not re.search("(?i)path|proof|sibling", place))
    yield Change("/", "set apart by blanks", json.dumps(document, ensure_ascii=False, indent=7).encode(), same=True)
    yield Change("/", "as an empty object", b"{}")
    yield Change("/", "as an empty list", b"[]")
    yield Change("/", "as null", b"null")
    if isinstance(document, dict):
        yield from _doubled_keys(document)


def _dump(document: Json) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json_lines(data: bytes) -> Iterator[Change]:
    lines = data.split(b"\n")
    for number, line in enumerate(lines):
        start = line.find(b"{")
        if start < 0:
            continue
        for change in json_changes(line[start:]):
            rest = [*lines[:number], line[:start] + change.data.replace(b"\n", b""), *lines[number + 1 :]]
            yield Change(f"/{number}{change.place}", change.how, b"\n".join(rest), change.against_records, change.same, change.doubtful)


def _json_variants(document: Json) -> Iterator[tuple[str, str, Json]]:
    for pointer in list(_pointers(document)):
        value = _get(document, pointer)
        place = "/" + "/".join(str(step) for step in pointer)
        for how, other in _others(value):
            yield place, how, _with(document, pointer, other)
        if pointer:
            yield place, "removed", _without(document, pointer)


def _pointers(value: Json, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if at:
        yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _pointers(inner, (*at, key))


def _get(document: Json, pointer: tuple[str | int, ...]) -> Json:
    for step in pointer:
        document = document[step]
    return document


def _with(document: Json, pointer: tuple[str | int, ...], value: Json) -> Json:
    changed = copy.deepcopy(document)
    _get(changed, pointer[:-1])[pointer[-1]] = value
    return changed


def _without(document: Json, pointer: tuple[str | int, ...]) -> Json:
    changed = copy.deepcopy(document)
    del _get(changed, pointer[:-1])[pointer[-1]]
    return changed


def _others(value: Json) -> Iterator[tuple[str, Json]]:
    """Yield (how, other value) for one value, by its type and look."""
    if isinstance(value, bool):
        yield "denied", not value
    elif isinstance(value, int | float):
        yield from (
            ("one more", value + 1),
            ("one less", value - 1),
            ("zero", 0 if value else 7),
            ("negative", -value - 1),
            ("as text", str(value)),
            ("huge", 2**63),
        )
    elif isinstance(value, str):
        yield from _other_texts(value)
    elif isinstance(value, list):
        yield from _other_lists(value)
    elif isinstance(value, dict) and value:
        yield "emptied", {}
    elif value is None:
        yield "given", "forged"
    if value is not None:
        yield "null", None


def _other_lists(value: list[Json]) -> Iterator[tuple[str, Json]]:
    if value:
        yield from (("emptied", []), ("without its last", value[:-1]), ("without its first", value[1:]), ("extended", [*value, value[-1]]))
    if len(value) > 1 and value != value[::-1]:
        yield "turned", value[::-1]


def _other_texts(value: str) -> Iterator[tuple[str, Json]]:
    if value:
        yield "emptied", ""
    if re.match(r"https?://", value):
        host = re.sub(r"^(https?://)[^/]+", r"\1forged.example", value)
        yield from (
            ("of another host", host),
            ("of another path", value + "x"),
            ("of another scheme", re.sub("^http(s?)", lambda m: "http" if m[1] else "https", value)),
            ("with a fragment", value + "#x"),
            ("with credentials", value.replace("://", "://www.gov.cn@", 1)),
        )
    elif time := re.match(r"(\d{4})(-\d\d-\d\d.*)", value):
        yield from (
            ("a year earlier", f"{int(time[1]) - 1}{time[2]}"),
            ("of another second", _turned(value, r"\d(?=\D*$)")),
            ("no time", "yesterday"),
        )
    elif re.fullmatch(r"(?:[\w-]+[:=])?[0-9A-Fa-f]{32,128}|(?:[\w-]+[:=])?[A-Z2-7]{32}|(?:[\w-]+[:=])?[A-Za-z0-9+/]{43}=", value):
        yield from (
            ("of one other digit", _turned(value, r"[0-9A-Za-z](?=[^0-9A-Za-z]*$)")),
            ("cut short", value[:-8]),
            ("of zeros", re.sub("[0-9A-Fa-f](?=[0-9A-Fa-f]{0,62}$)", "0", value)),
            ("of another algorithm", "md5:" + value.split(":")[-1]),
        )
    else:
        yield "other", "forged" if value != "forged" else "forged too"


def _turned(value: str, pattern: str) -> str:
    return re.sub(pattern, lambda match: "1" if match[0] != "1" else "2", value, count=1)


def _doubled_keys(document: dict[str, Json]) -> Iterator[Change]:
    """Yield documents that hold a key twice: one reader takes the first value, another the last."""
    for key, value in document.items():
        other = next((other for _, other in _others(value)), None)
        body = json.dumps(document, ensure_ascii=False)
        yield Change(
            f"/{key}", "twice, the forged first", (f"{{{json.dumps(key)}: {json.dumps(other)}, " + body[1:]).encode(), doubtful=True
        )
        yield Change(
            f"/{key}",
            "twice, the forged last",
            (body[:-1] + f", {json.dumps(key)}: {json.dumps(other)}}}").encode(),
            bool(CLAIMS.search(key)),
        )


def warc_changes(data: bytes) -> Iterator[Change]:
    """Yield WARC files with one record removed, doubled, moved, or changed in a header or its block, its own digests right or wrong."""
    packed = data[:2] == b"\x1f\x8b"
    records = list(_records(data, packed))

    def joined(changed: list[bytes]) -> bytes:
        return b"".join(gzip.compress(record, mtime=0) if packed else record for record in changed)

    for number, record in enumerate(records):
        others = [*records[:number], *records[number + 1 :]]
        place = f"/record {number}"
        doubtful = b"WARC-Type: warcinfo" in record
        yield Change(place, "removed", joined(others), doubtful=doubtful)
        yield Change(place, "twice", joined([*records[: number + 1], record, *records[number + 1 :]]), doubtful=True)
        for name, how, changed in _record_changes(record):
            yield Change(f"{place}/{name}", how, joined([*records[:number], changed, *records[number + 1 :]]), True, doubtful=doubtful)
    yield Change("/end", "cut by one byte", data[:-1])
    yield Change("/end", "followed by other bytes", data + b"forged", doubtful=True)
    if packed:
        yield Change("/", "packed in another way", b"".join(gzip.compress(record, 1, mtime=0) for record in records), same=True)


def _records(data: bytes, packed: bool) -> Iterator[bytes]:
    while packed and data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(31)
        yield member.decompress(data)
        data = member.unused_data
    while not packed and data[:5] == b"WARC/":
        head = data.partition(b"\r\n\r\n")[0]
        length = int((re.search(rb"(?i)\r\nContent-Length:\s*(\d+)", head) or [b"", b"0"])[1])
        end = len(head) + 4 + length + 4
        yield data[:end]
        data = data[end:]


HEADER_FORGERIES = (
    ("WARC-Target-URI", b"http://forged.example/"),
    ("WARC-Date", b"1999-01-01T00:00:00Z"),
    ("WARC-IP-Address", b"8.8.8.8"),
    ("WARC-Type", b"resource"),
    ("WARC-Record-ID", b"<urn:uuid:00000000-0000-4000-8000-000000000000>"),
    ("WARC-Payload-Digest", b"sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ("WARC-Block-Digest", b"sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ("WARC-Refers-To-Target-URI", b"http://forged.example/"),
    ("WARC-Refers-To-Date", b"1999-01-01T00:00:00Z"),
    ("WARC-Concurrent-To", b"<urn:uuid:0>"),
    ("Content-Length", b"1"),
)


def _record_changes(record: bytes) -> Iterator[tuple[str, str, bytes]]:
    for name, value in HEADER_FORGERIES:
        pattern = re.compile(rb"(?i)\r\n" + name.encode() + rb":[^\r\n]*")
        if pattern.search(record):
            yield name, "forged", pattern.sub(lambda _, name=name, value=value: b"\r\n" + name.encode() + b": " + value, record, count=1)  # type: ignore[misc]
            yield name, "removed", pattern.sub(b"", record, count=1)
    head, _, rest = record.partition(b"\r\n\r\n")
    block = rest[:-4]
    if block:
        forged = block[:-1] + bytes([block[-1] ^ 1])
        yield "block", "of one other byte", head + b"\r\n\r\n" + forged + b"\r\n\r\n"
        yield "block", "of one other byte, its digests right", _redigested(head, forged) + b"\r\n\r\n" + forged + b"\r\n\r\n"
    if block.startswith(b"HTTP/"):
        status = re.sub(rb"^(HTTP/\S+ )\d{3}", rb"\g<1>404", block)
        yield "block", "of another status, its digests right", _redigested(head, status) + b"\r\n\r\n" + status + b"\r\n\r\n"


def _redigested(head: bytes, block: bytes) -> bytes:
    payload = block.partition(b"\r\n\r\n")[2] if block.startswith((b"HTTP/", b"GET ", b"POST ")) else block
    for name, data in ((b"WARC-Block-Digest", block), (b"WARC-Payload-Digest", payload)):
        found = re.search(rb"(?i)\r\n" + name + rb":\s*(\w+):([^\r\n]+)", head)
        if found and found[1].lower() in {b"sha1", b"sha256"}:
            raw = hashlib.new(found[1].decode().lower(), data, usedforsecurity=False).digest()
            text = raw.hex().encode() if len(found[2]) == 2 * len(raw) else base64.b32encode(raw)
            head = head.replace(found[2], text)
    return re.sub(rb"(?i)(\r\nContent-Length:\s*)\d+", lambda match: match[1] + b"%d" % len(block), head, count=1)


def text_changes(data: bytes) -> Iterator[Change]:
    """Yield each line removed or changed by one character: sums, signatures, time stamps in text, notes."""
    lines = data.splitlines(keepends=True)
    for number in range(min(len(lines), 200)):
        line = lines[number]
        yield Change(f"/line {number}", "removed", b"".join([*lines[:number], *lines[number + 1 :]]), doubtful=not line.strip())
        middle = len(line) // 2
        if line.strip():
            other = line[:middle] + (b"0" if line[middle : middle + 1] != b"0" else b"1") + line[middle + 1 :]
            yield Change(f"/line {number}", "of one other character", b"".join([*lines[:number], other, *lines[number + 1 :]]))
