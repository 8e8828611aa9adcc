"""Each rule for the fields and digests of a record, kept and broken: every type of record with every field that only some may bear."""

import hashlib

import pytest

from archive.verify import warc_rules
from archive.verify.warc_rules import broken, by_type, digests, fields, fits
from gongkai.warc_reader import Record

TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")
WITH_TARGET = ("response", "resource", "request", "revisit", "conversion", "continuation")
BEARERS = {  # ISO 28500:2017, 5.7 to 5.21: which types of record may bear a field
    "warc-filename": ("warcinfo",),
    "warc-refers-to": ("metadata", "revisit", "conversion"),
    "warc-refers-to-target-uri": ("revisit",),
    "warc-refers-to-date": ("revisit",),
    "warc-profile": ("revisit",),
    "warc-segment-origin-id": ("continuation",),
    "warc-segment-total-length": ("continuation",),
}
PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("name", BEARERS)
def test_which_record_may_bear_a_field(kind, name):
    stated = {"warc-type": kind, **({"warc-target-uri": "http://a/"} if kind != "warcinfo" else {}), name: PROFILE}
    profile = {"warc-profile": PROFILE} if kind == "revisit" else {}
    found = list(by_type({**stated, **profile}, block=False))
    assert found == ([] if kind in BEARERS[name] else [("field_forbidden", f"{name} on a {kind} record")])


@pytest.mark.parametrize("kind", TYPES)
def test_which_record_needs_a_target(kind):
    profile = {"warc-profile": PROFILE} if kind == "revisit" else {}
    bare, named = {"warc-type": kind, **profile}, {"warc-type": kind, "warc-target-uri": "http://a/", **profile}
    missing = [("field_missing", f"a {kind} record without WARC-Target-URI")]
    assert list(by_type(bare, block=False)) == (missing if kind in WITH_TARGET else [])
    assert list(by_type({**bare, "warc-target-uri": ""}, block=False)) == (missing if kind in WITH_TARGET else [])
    forbidden = [("field_forbidden", "a warcinfo record with WARC-Target-URI")]
    assert list(by_type(named, block=False)) == (forbidden if kind == "warcinfo" else [])


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("profile", ["identical-payload-digest", "server-not-modified"])
def test_the_profiles_of_a_revisit(version, profile):
    stated = {"warc-type": "revisit", "warc-target-uri": "http://a/"}
    address = f"http://netpreserve.org/warc/{version}/revisit/{profile}"
    assert list(by_type({**stated, "warc-profile": address}, block=False)) == []
    for wrong in (f"{address}/", address.replace("http", "https"), ""):
        ((code, message),) = by_type({**stated, "warc-profile": wrong}, block=False)
        assert (code, message) == ("field_value", f"WARC-Profile {wrong!r} of a revisit is not known")
    ((code, message),) = by_type(stated, block=False)
    assert (code, message) == ("field_value", "WARC-Profile None of a revisit is not known")


def test_only_a_block_needs_a_type_of_content():
    for kind in ("warcinfo", "metadata"):
        assert list(by_type({"warc-type": kind}, block=False)) == []
        assert list(by_type({"warc-type": kind}, block=True)) == [("field_missing", "a block without Content-Type")]
        assert list(by_type({"warc-type": kind, "content-type": "a/b"}, block=True)) == []


GOOD = (("WARC-Type", "metadata"), ("WARC-Record-ID", "<urn:uuid:1>"), ("WARC-Date", "2024-01-02T00:10:00Z"), ("Content-Length", "0"))


def said(*record_fields, block=b""):
    return list(fields(Record(0, 1, tuple(record_fields), block)))


@pytest.mark.parametrize("name", ["WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length"])
def test_each_field_that_must_be_there(name):
    assert said(*GOOD) == []
    left = [field for field in GOOD if field[0] != name]
    assert ("field_missing", f"{name} is missing") in said(*left)
    assert said(*left, (name.lower(), dict(GOOD)[name])) == []


@pytest.mark.parametrize(("name", "allowed"), [("WARC-Concurrent-To", True), ("X-Note", False), ("WARC-IP-Address", False)])
def test_which_field_may_be_repeated(name, allowed):
    twice = said(*GOOD, (name, "<urn:uuid:2>"), (name.lower(), "<urn:uuid:3>"))
    assert twice == ([] if allowed else [("field_repeated", f"{name.lower()} occurs 2 times")])
    assert said(*GOOD, (name, "<urn:uuid:2>")) == []


@pytest.mark.parametrize(
    ("date", "fits"),
    [
        ("2024-01-02T00:10:00Z", True),
        ("2024-01-02T00:10:00.1Z", True),
        ("2024-01-02T00:10:00.123456789Z", True),
        ("2024-01-02T00:10:00.1234567890Z", False),
        ("2024-01-02T00:10:00.Z", False),
        ("2024-01-02T00:10:00+00:00", False),
        ("2024-01-02T00:10Z", False),
        ("2024-01-02", False),
        ("2024-01-02T00:10:00Z ", False),
        ("", False),
    ],
)
def test_a_date_is_an_instant_in_utc(date, fits):
    changed = [(name, date if name == "WARC-Date" else value) for name, value in GOOD]
    assert said(*changed) == ([] if fits else [("field_value", f"WARC-Date {date!r} is no instant in UTC")])


@pytest.mark.parametrize(
    ("identity", "fits"),
    [
        ("<urn:uuid:1>", True),
        ("<URN:UUID:1>", True),
        ("<http://a/b>", True),
        ("<a+b.c-d1:x>", True),
        ("urn:uuid:1", False),
        ("<1urn:x>", False),
        ("<urn:>", False),
        ("<urn:a b>", False),
        ("<urn:a<b>", False),
        ("", False),
    ],
)
def test_an_identity_is_a_uri_in_angle_brackets(identity, fits):
    changed = [(name, identity if name == "WARC-Record-ID" else value) for name, value in GOOD]
    assert said(*changed) == ([] if fits else [("field_value", f"WARC-Record-ID {identity!r} is no URI in angle brackets")])


MESSAGE, PAYLOAD = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", b"payload"


def sha(data):
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.mark.parametrize(
    ("kind", "block", "field", "data", "codes"),
    [
        ("response", MESSAGE + PAYLOAD, "WARC-Block-Digest", MESSAGE + PAYLOAD, []),
        ("response", MESSAGE + PAYLOAD, "WARC-Block-Digest", PAYLOAD, ["block_digest"]),
        ("response", MESSAGE + PAYLOAD, "WARC-Payload-Digest", PAYLOAD, []),
        ("response", MESSAGE + PAYLOAD, "WARC-Payload-Digest", MESSAGE + PAYLOAD, ["payload_digest"]),
        ("resource", PAYLOAD, "WARC-Payload-Digest", PAYLOAD, []),
        ("resource", MESSAGE + PAYLOAD, "WARC-Payload-Digest", PAYLOAD, ["payload_digest"]),
        ("revisit", MESSAGE, "WARC-Payload-Digest", PAYLOAD, []),
        ("metadata", PAYLOAD, "WARC-Payload-Digest", b"", []),
    ],
)
def test_digests_of_the_block_and_the_payload(kind, block, field, data, codes):
    record = Record(0, 1, (("WARC-Type", kind), (field, sha(data))), block)
    found = list(digests(record))
    assert [code for code, _ in found] == codes
    what = "block" if field == "WARC-Block-Digest" else "payload"
    assert [message for _, message in found] == [f"the {what} is not the one of {field} {sha(data)}"] * len(codes)
    assert [each for each in broken(record) if each[0].endswith("_digest")] == found


def test_a_digest_in_either_spelling():
    data = b"abc"
    hexadecimal, base32 = "a9993e364706816aba3e25717850c26c9cd0d89d", "VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"
    for value in (hexadecimal, hexadecimal.upper(), base32, base32.lower()):
        assert fits(f"sha1:{value}", data), value
        assert not fits(f"sha1:{value}", b"abd")
    padded = "XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ===="  # 32 bytes do not fill a group of five
    assert [fits(f"sha256:{value}", data) for value in (padded, padded.rstrip("="), padded[:-5])] == [True, True, False]
    assert [fits(wrong, data) for wrong in ("sha0:00", "", "sha1", "sha1:", hexadecimal)] == [False] * 5


def test_the_rules_are_those_of_the_standard():
    assert {name: set(bearers) for name, bearers in BEARERS.items()} == warc_rules.RESERVED
    assert set(WITH_TARGET) == warc_rules.TARGETED
